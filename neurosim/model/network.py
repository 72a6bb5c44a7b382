"""The network: neurons on any acyclic wiring, with forward, backward and update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx
import numpy as np

from neurosim import checks
from neurosim.checks import Matrix
from neurosim.display import NotebookTable, ShownInNotebooks, few_rows
from neurosim.errors import (
    InputError,
    StructureError,
    UnknownNameError,
    brief,
    counted,
    unknown_name,
)
from neurosim.mathematics.symbols import read_symbol
from neurosim.model import passes
from neurosim.model.description import Description
from neurosim.model.edge_attributes import watch_of, watched
from neurosim.model.events import Observer
from neurosim.model.garbage import without_collecting
from neurosim.model.guarded_graph import join, sources_of
from neurosim.model.locks import whole
from neurosim.model.losses import Loss, get_loss
from neurosim.model.neuron import NOTEBOOK_HEADER, Neuron, notebook_cells
from neurosim.model.notation import IndexedViews
from neurosim.model.optimizers import SGD
from neurosim.model.parameters import Parameter, neuron_parameters
from neurosim.model.wiring import Wiring

PASS_VALUES = ("summation", "output", "target", "delta", "bias_gradient")
"""What forward and backward leave on a neuron."""

WRITTEN = (
    "name",
    "input_scaling",
    "target_scaling",
    "input_columns",
    "target_columns",
    "preparation",
    "loss",
)
"""The attributes of a network that can be set by everyone."""


class Network(Wiring, Description, IndexedViews, ShownInNotebooks):
    """A neural network on any acyclic wiring, built neuron by neuron.

    A neuron can always be given as the object or by its name. Methods of a network use normalized
    units. The functions of the package (``predict``, ``train``, ``trace``, ...) take raw units and
    use the scaling of the network.

    Parameters
    ----------
    name : str
        A title for messages, files and diagrams.

    Attributes
    ----------
    input_scaling, target_scaling : MinMaxScaling, StandardScaling or None
        How raw units become normalized ones; None leaves them as they are.
    input_columns : tuple of str or None
        The names of the data columns that the inputs stand for.
    target_columns : tuple of TargetColumn or None
        The data columns that the outputs stand for, with their class labels.
    preparation : Preparation
        How raw data columns become inputs: which text columns are one-hot, and which values replace
        missing ones.
    loss : str or Loss
        The loss that the network was trained with.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.Network(name="one neuron")
    >>> x = net.add_input("x[0]")
    >>> neuron = net.add_neuron({x: -0.5}, bias=0.5, activation="sigmoid", name="o[0]")
    >>> net.forward([1.0])
    array([0.5])
    >>> net.backward([1.0])
    0.125
    >>> net.update(learning_rate=0.1)
    >>> net.wo[0][0]
    -0.4875
    """

    def __init__(self, name: str = "") -> None:
        Wiring.__init__(self)
        Description.__init__(self, name)
        self._passes_done = 0

    def __setattr__(self, name: str, value: object) -> None:
        # a subclass may have its own attributes; any other unknown name is a mistake
        if type(self) is Network and not name.startswith("_") and name not in WRITTEN:
            if hasattr(Network, name):
                raise InputError(f"{name} of a network cannot be set; it is read from the graph")
            raise unknown_name("attribute of a network", name, WRITTEN)
        object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        title = f"{self.name!r}, " if self.name else ""
        return (
            f"Network({title}{counted(len(self.inputs), 'input')}, {len(self.hidden)} hidden, "
            f"{counted(len(self.outputs), 'output')}, "
            f"{counted(self.graph.number_of_edges(), 'edge')})"
        )

    def forward(self, x: Iterable[float], *, observer: Observer | None = None) -> Matrix:
        """Compute one sample from the inputs to the outputs.

        Parameters
        ----------
        x : iterable of float, shape (n_inputs,)
            The inputs in normalized units.
        observer : callable, optional
            Gets every number as an event.

        Returns
        -------
        ndarray, shape (n_outputs,)
            The outputs in normalized units; all values are stored on the neurons.

        Raises
        ------
        StructureError
            If a neuron has no inputs and is no constant.
        InputError
            If the number of inputs is wrong or a number is not finite.
        """
        self.check()
        _check_observer(observer)
        values = checks.sample(x, [neuron.name for neuron in self.inputs], "input")
        self._passes_done = 0
        outputs = passes.forward(self.structure, values, observer)
        self._passes_done = 1
        return np.array(outputs)

    def backward(
        self,
        z: Iterable[float],
        loss: str | Loss = "half_squared_error",
        *,
        observer: Observer | None = None,
    ) -> float:
        """Carry the error of the last forward pass back to every neuron, weight and bias.

        Parameters
        ----------
        z : iterable of float, shape (n_outputs,)
            The targets in normalized units.
        loss : str or Loss
            The loss to differentiate.
        observer : callable, optional
            Gets every number as an event.

        Returns
        -------
        float
            The loss of the sample; error signals and gradients are stored on neurons and edges.

        Raises
        ------
        InputError
            If there was no forward pass after the last change of the wiring, the number of targets
            is wrong, or a number is not finite.
        """
        self.check()
        _check_observer(observer)
        values = checks.sample(z, [neuron.name for neuron in self.outputs], "target")
        chosen = get_loss(loss)
        if self._passes_done < 1:
            raise InputError("backward needs the outputs of a forward pass; call forward(x) first")
        for neuron in self.structure.order:
            checks.number(neuron.output, f"the output of {neuron.name!r}")
        self._passes_done = 1
        value = passes.backward(self.structure, values, chosen, observer)
        self._check_gradients()
        self._passes_done = 2
        return value

    def update(self, learning_rate: float, *, observer: Observer | None = None) -> None:
        """Take one step of gradient descent with the gradients of the last backward pass.

        Parameters
        ----------
        learning_rate : float
            ``eta``; above 0.
        observer : callable, optional
            Gets every number as an event.

        Raises
        ------
        InputError
            If there was no backward pass after the last forward pass, the learning rate is not
            above 0, or a new value would not be finite. Nothing is changed then.
        """
        rate = checks.positive(learning_rate, "the learning rate")
        _check_observer(observer)
        self.check()
        if self._passes_done < 2:
            raise InputError(
                "update needs the gradients of a backward pass; call backward(z) first"
            )
        self._check_gradients()
        passes.update(self.parameters, SGD(rate), {}, observer)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every weight and bias: neuron by neuron in topological order, weights before the bias."""
        structure = self.structure
        self._check_edges()
        return tuple(p for n in structure.computed for p in neuron_parameters(structure, n))

    def parameter(self, symbol: str) -> Parameter:
        """Return a weight or bias by its symbol, such as ``wh[0][1][0]`` or ``bo[0]``.

        Raises
        ------
        UnknownNameError
            If the symbol does not exist or is neither weight nor bias.
        """
        self.value(symbol)
        read = read_symbol(symbol)
        if read is None or read.quantity not in {"weight", "bias"}:
            raise UnknownNameError(
                f"{brief(symbol)} is not a weight or bias; those are wh, bh, wo and bo"
            )
        candidates = list(neuron_parameters(self.structure, self.structure.owner(read)))
        return candidates[read.indices[-1] if read.quantity == "weight" else -1]

    def freeze(self, *parameters: str | Neuron) -> None:
        """Freeze weights and biases, so that updates do not change them.

        Parameters
        ----------
        *parameters : str or Neuron
            Symbols such as ``wh[0][1][0]`` and ``bh[0][2]``; a neuron or its name means all its
            weights and its bias. If a text is both a name and a symbol, the name counts.

        Raises
        ------
        UnknownNameError
            If a symbol or a neuron does not exist; nothing is frozen then.
        """
        self._set_trainable(parameters, trainable=False)

    def unfreeze(self, *parameters: str | Neuron) -> None:
        """Let updates change parameters again; without arguments, all of them.

        Parameters
        ----------
        *parameters : str or Neuron
            As for ``freeze``.

        Raises
        ------
        UnknownNameError
            If a symbol or a neuron does not exist; nothing is changed then.
        """
        self._set_trainable(parameters or self.structure.computed, trainable=True)

    def freeze_biases(self) -> None:
        """Freeze every bias, so that updates do not change it."""
        for neuron in self.structure.computed:
            neuron.bias_trainable = False

    def copy(self) -> Network:
        """Return an equal network with its own neurons: structure, values, flags, scaling."""
        with whole, without_collecting():
            return self._copy()

    def _copy(self) -> Network:
        self.check_description()
        self._check_edges()
        other = Network(self.name)
        twins: dict[Neuron, Neuron] = {}
        for neuron in self:
            twin = twins[neuron] = other._add(
                neuron.name,
                bias=neuron.bias,
                activation=neuron.activation,
                is_input=neuron.is_input,
                is_constant=neuron.is_constant,
            )
            for attribute in ("bias_trainable", *PASS_VALUES):
                setattr(twin, attribute, getattr(neuron, attribute))
        watch = watch_of(other._graph)
        for target in self:
            row = sources_of(self._graph)[target]
            edges = {twins[source]: watched(edge, watch) for source, edge in row.items()}
            join(other._graph, twins[target], edges)
        other._chosen_outputs = tuple(twins[neuron] for neuron in self._chosen_outputs)
        other._edges_follow_creation = self._edges_follow_creation
        other._changed()
        other.input_scaling, other.target_scaling = self.input_scaling, self.target_scaling
        other.input_columns, other.target_columns = self.input_columns, self.target_columns
        other.preparation = self.preparation
        other.loss = self.loss
        other._passes_done = self._passes_done
        watch.checked = watch.token
        return other

    def __copy__(self) -> Network:
        return self.copy()

    def __deepcopy__(self, _: object) -> Network:
        return self.copy()

    def to_networkx(self) -> nx.DiGraph[str]:
        """Return a plain graph for other tools: nodes are names, attributes plain values.

        Nodes carry ``kind`` (input, hidden, output), ``bias``, ``activation``, ``trainable`` and
        the values computed so far; outputs also their ``place`` among the outputs, and neurons
        without inputs whether they are a ``constant``. Edges carry ``weight``, ``trainable``,
        ``gradient`` and their ``place`` among the inputs of their target. ``ns.from_networkx``
        makes the network again; scaling, columns and loss are not in the graph.
        """
        plain: nx.DiGraph[str] = nx.DiGraph(name=self.name)
        incoming = self.structure.incoming
        for neuron, place in ((n, self.structure.places.get(n)) for n in self):
            is_output = place is not None and place.kind == "output"
            lonely = not (neuron.is_input or incoming.get(neuron))
            values = {
                "kind": place.kind if place else "hidden",
                "place": place.indices[0] if place is not None and is_output else None,
                "constant": neuron.is_constant if lonely else None,
                "bias": None if neuron.is_input else neuron.bias,
                "activation": None if neuron.is_input else neuron.activation.name,
                "trainable": None if neuron.is_input else neuron.bias_trainable,
                **{value: getattr(neuron, value) for value in PASS_VALUES},
            }
            plain.add_node(neuron.name, **_known(values))
        for target in self:
            for rank, (source, edge) in enumerate(self.graph.pred[target].items()):
                plain.add_edge(source.name, target.name, **_known(edge), place=rank)
        return plain

    def forget_passes(self) -> None:
        """Ask for a new forward pass before the next backward, and for both before an update."""
        self._passes_done = 0

    def check(self) -> None:
        """Raise unless every neuron can be computed and all attributes of the network fit it.

        Raises
        ------
        StructureError
            If a neuron has no inputs and is no constant.
        InputError
            If a weight is missing or not a finite number, or a scaling, the columns or the name
            have a wrong type.
        """
        self.check_description()
        super().check()

    def _notebook_table(self) -> NotebookTable:
        rows = [
            [neuron.name, place.kind, *notebook_cells(neuron)]
            for neuron, place in ((n, self.structure.places.get(n)) for n in self)
            if place is not None
        ]
        return NotebookTable(repr(self), ("neuron", "kind", *NOTEBOOK_HEADER), few_rows(rows))

    def _changed(self, *neurons: Neuron) -> None:
        super()._changed(*neurons)
        self.forget_passes()

    @property
    def _title(self) -> str:
        return f"network {self.name!r}" if self.name else "the network"

    def _check_gradients(self) -> None:
        structure = self.structure
        for neuron in structure.computed:
            checks.number(neuron.bias_gradient, f"the bias gradient of {neuron.name!r}")
            edges = structure.incoming[neuron]
            if checks.all_floats([edge["gradient"] for _, edge in edges]):
                continue
            for source, edge in edges:
                what = f"the gradient of the weight from {source.name!r} to {neuron.name!r}"
                edge["gradient"] = checks.number(edge["gradient"], what)

    def _set_trainable(self, parameters: Iterable[str | Neuron], *, trainable: bool) -> None:
        chosen = [p for given in parameters for p in self._parameters_of(given)]
        for parameter in chosen:
            parameter.trainable = trainable

    def _parameters_of(self, given: str | Neuron) -> Iterator[Parameter]:
        if given not in self and isinstance(given, str) and read_symbol(given):
            yield self.parameter(given)
            return
        neuron = self[given]
        if neuron.is_input:
            raise StructureError(f"{neuron.name!r} is an input; it has no weights or bias")
        yield from neuron_parameters(self.structure, neuron)


def check_network(net: Network, what: str, *, complete: bool = True) -> None:
    """Raise an error unless the argument of a function is a network that can be computed.

    Parameters
    ----------
    net : Network
        The argument.
    what : str
        The name of the function, for the message.
    complete : bool
        Whether it must be possible to compute the network.
    """
    given = checks.instance(net, Network, f"{what} takes a network", _network_example(net))
    if complete:
        given.check()


def _network_example(given: Any) -> str:
    """Return how to get a network, from what was given if there is a way."""
    if isinstance(getattr(given, "__dict__", {}).get("network_"), Network):
        return "the network_ of this estimator"
    if type(given).__module__.partition(".")[0] == "sklearn":
        return "ns.from_sklearn(estimator) of a fitted one"
    return "ns.mlp([2, 3, 1])"


def _check_observer(observer: Observer | None) -> None:
    if observer is not None:
        checks.function(observer, "the observer")


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
