"""The builder that unrolls tensors of other libraries to neurons.

Importers of ONNX, PyTorch and Keras share it. Every tensor that depends on the inputs is a
``Signal`` (``signals.py``): each element is a linear form in neurons. Linear operations change the
forms and make no neurons; an activation makes one neuron for each element. Tensors that do not
depend on the inputs stay numpy arrays.

An importer walks through the operations of the foreign network. Before each it says where it is
with ``unrolling.enter``, and then calls the functions of ``signals.py`` (moving elements),
``combining.py`` (arithmetic of two tensors), ``weight_layers.py`` (matrices, convolution, pooling),
``element_functions.py`` (activations) and ``normalizing.py`` (softmax, batch and layer norm). A
number that is not finite is refused where it reaches a neuron, so the walk runs in ``np.errstate``.

>>> import numpy as np
>>> from neurosim.interop.imports.unrolled.unrolling import Unrolling
>>> from neurosim.interop.imports.unrolled.weight_layers import matmul
>>> from neurosim.interop.imports.unrolled.combining import add
>>> unrolling = Unrolling(max_edges=1000)
>>> x = unrolling.input("x", (1, 2))
>>> unrolling.enter("fc1", "node 'fc1' (Gemm)")
>>> h = matmul(unrolling, x, np.array([[1.0, -1.0, 2.0], [0.5, 0.0, 1.0]]))
>>> h = add(unrolling, h, np.array([0.1, 0.2, 0.3]))
>>> unrolling.enter("relu", "node 'relu' (Relu)")
>>> h = unrolling.activate(h, "relu")
>>> unrolling.enter("fc2", "node 'fc2' (Gemm)")
>>> y = matmul(unrolling, h, np.array([[1.0], [2.0], [3.0]]))
>>> net = unrolling.network([("y", y)], name="a small network")
>>> [neuron.name for neuron in net]
['x[0]', 'x[1]', 'fc1[0]', 'fc1[1]', 'fc1[2]', 'fc2[0]']
>>> net.forward([1.0, 2.0])
array([15.])
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from neurosim.errors import InputError, NeurosimError
from neurosim.interop.imports.unrolled.signals import Floats, Places, Signal
from neurosim.interop.imports.unrolled.site import Site
from neurosim.model.activations import Activation, get_activation
from neurosim.model.garbage import without_collecting
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron

MOST_EDGES = 1_000_000
"""The most edges of an imported network, unless a user asks for more."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Neurons that were made together."""

    names: list[str]
    starts: Places
    sources: Places
    weights: Floats
    bias: Floats
    activations: list[Activation]
    first: int


class Unrolling:
    """Neurons that an importer has made so far.

    Parameters
    ----------
    max_edges : int
        The most edges that the network may have.
    merge : bool
        Whether a layer of weights that follows another one without an activation between them is
        multiplied into it. By default the first one gets identity neurons, so that a reader finds
        both layers.

    Attributes
    ----------
    site : Site
        Where the importer is.
    """

    def __init__(self, *, max_edges: int = MOST_EDGES, merge: bool = False) -> None:
        self.site = Site(max_edges=max_edges)
        self.merge = merge
        self._input_names: list[str] = []
        self._blocks: list[_Block] = []
        self._taken: set[str] = set()
        self._n_neurons = 0
        self._n_edges = 0

    def enter(self, layer: str, what: str) -> None:
        """Say which layer is unrolled next.

        Parameters
        ----------
        layer : str
            The name for its neurons.
        what : str
            What to call it in messages, such as ``"node 'fc1' (Gemm)"``.
        """
        self.site.layer, self.site.what = layer, what

    def input(
        self, name: str, shape: Sequence[int], *, names: Sequence[str] | None = None
    ) -> Signal:
        """Return the signal of new input neurons; call it before any neuron is made.

        Parameters
        ----------
        name : str
            The name of the input; neurons are called ``name[0]``, ``name[1]``, ...
        shape : sequence of int
            Its shape; a batch axis has the size 1.
        names : sequence of str, optional
            A name for each neuron instead.

        Raises
        ------
        InputError
            If a neuron was made already, or there are more input neurons than edges are allowed.
        """
        if self._blocks:
            raise InputError(f"the input {name!r} comes after the first neuron; give inputs first")
        size = int(np.prod(shape, dtype=np.int64))
        if size > self.site.max_edges:
            raise InputError(
                f"the input {name!r} has {size:,} elements, each a neuron, and max_edges is "
                f"{self.site.max_edges:,}; give a larger max_edges, or a smaller input"
            )
        chosen = self._free_names(name, shape) if names is None else list(names)
        self._taken.update(chosen)
        self._input_names += chosen
        return self._plain(tuple(shape), self._new_numbers(size))

    def activate(
        self,
        signal: Signal,
        activation: str | Activation | Sequence[str | Activation],
        *,
        name: str | None = None,
    ) -> Signal:
        """Return the outputs of new neurons, one for each element of a signal.

        A constant element makes no neuron; its value is computed at once.

        Parameters
        ----------
        signal : Signal
            The summations.
        activation : str, Activation or a sequence of them
            For all elements, or one for each (flat).
        name : str, optional
            The name for the neurons; by default that of the layer of weights before the
            activation, or of the current layer.

        Returns
        -------
        Signal
            In the same shape, plain.

        Raises
        ------
        InputError
            If a number is not finite or there are too many edges.
        """
        functions = (
            [get_activation(activation)] * signal.size
            if isinstance(activation, str | Activation)
            else [get_activation(one) for one in activation]
        )
        lengths = signal.lengths
        varying = np.flatnonzero(lengths)
        constant = np.flatnonzero(lengths == 0)
        values = np.zeros(signal.size)
        for i in constant.tolist():
            values[i] = self._constant(functions[i], float(signal.bias[i]))
        chosen = name or signal.layer or self.site.layer
        numbers = np.full(signal.size, -1, dtype=np.int64)
        if len(varying):
            numbers[varying] = self._add(
                signal, varying, [functions[i] for i in varying.tolist()], chosen
            )
        inside = numbers >= 0
        starts = np.zeros(signal.size + 1, dtype=np.int64)
        np.cumsum(inside, out=starts[1:])
        found = numbers[inside]
        return Signal(self.site, signal.shape, starts, found, np.ones(len(found)), values)

    def settled(self, signal: Signal, *, name: str | None = None) -> Signal:
        """Return the signal as outputs of neurons: identity neurons, unless it is plain already."""
        if signal.is_plain:
            return replace(signal, layer="")
        return self.activate(signal, "identity", name=name)

    def before_weights(self, signal: Signal) -> Signal:
        """Return what a layer of weights works on: identity neurons after another such layer."""
        if signal.layer and not self.merge:
            return self.settled(signal)
        return signal

    def from_weights(self, signal: Signal, *, name: str | None = None) -> Signal:
        """Return the signal marked as coming from the current layer of weights."""
        return replace(signal, layer=name or self.site.layer)

    def network(
        self, outputs: Sequence[tuple[str, Signal]], *, name: str = "", loss: str | None = None
    ) -> Network:
        """Return the network; neurons that lead to no output are left out.

        Parameters
        ----------
        outputs : sequence of (str, Signal)
            The name and the signal of each output of the foreign network. An element that is not
            the output of a neuron of its own gets an identity neuron.
        name : str
            The name of the network.
        loss : str, optional
            The loss that fits the outputs.

        Raises
        ------
        InputError
            If there is no input or no output, or a number is not finite.
        """
        if not self._input_names:
            raise InputError("the network has no inputs; at least one is needed")
        wanted = self._output_numbers(outputs)
        if not wanted:
            raise InputError("the network has no outputs; at least one number is needed")
        with without_collecting():
            return self._built(wanted, name, loss)

    def _built(self, wanted: list[int], name: str, loss: str | None) -> Network:
        net = Network(name)
        made: dict[int, Neuron] = dict(enumerate(map(net.add_input, self._input_names)))
        needed = self._needed(wanted)
        for block in self._blocks:
            starts, sources = block.starts.tolist(), block.sources.tolist()
            weights, biases = block.weights.tolist(), block.bias.tolist()
            for i, title in enumerate(block.names):
                if not needed[block.first + i]:
                    continue
                terms = range(starts[i], starts[i + 1])
                if not terms:
                    made[block.first + i] = net.add_constant(
                        biases[i], activation=block.activations[i], name=title
                    )
                    continue
                made[block.first + i] = net.add_neuron(
                    {made[sources[k]]: weights[k] for k in terms},
                    bias=biases[i],
                    activation=block.activations[i],
                    name=title,
                )
        chosen = tuple(made[number] for number in wanted)
        if net.outputs != chosen:
            net.set_outputs(*chosen)
        if loss is not None:
            net.loss = loss
        return net

    def _output_numbers(self, outputs: Sequence[tuple[str, Signal]]) -> list[int]:
        """Return the neurons of the outputs, each a neuron of its own that is no input."""
        found: list[int] = []
        used: set[int] = set()
        for title, signal in outputs:
            self.enter(title, f"output {title!r}")
            new = [i for i in range(signal.size) if not self._is_free(signal, i, used)]
            made: Iterator[int] = iter(())
            if new:
                whole = [get_activation("identity")] * len(new)
                made = iter(self._add(signal, np.array(new), whole, signal.layer or title).tolist())
            fresh = set(new)
            found += [
                next(made) if i in fresh else int(signal.neurons[signal.starts[i]])
                for i in range(signal.size)
            ]
        return found

    def _is_free(self, signal: Signal, i: int, used: set[int]) -> bool:
        """Return whether an element can be an output as it is, and note that it is one."""
        first, after = int(signal.starts[i]), int(signal.starts[i + 1])
        if after - first != 1 or signal.weights[first] != 1.0 or signal.bias[i] != 0.0:
            return False
        number = int(signal.neurons[first])
        if number < len(self._input_names) or number in used:
            return False
        used.add(number)
        return True

    def _constant(self, function: Activation, summation: float) -> float:
        try:
            return float(function.function(summation))
        except (ArithmeticError, ValueError, NeurosimError):
            raise self.site.refuse(
                f"{function.name} of the constant {summation:g} is not a finite number"
            ) from None

    def _needed(self, wanted: list[int]) -> Places:
        needed = np.zeros(self._n_neurons, dtype=np.int64)
        needed[wanted] = 1
        for block in reversed(self._blocks):
            rows = needed[block.first : block.first + len(block.names)]
            needed[block.sources[np.repeat(rows, np.diff(block.starts)) > 0]] = 1
        return needed

    def _add(
        self, signal: Signal, rows: Places, activations: list[Activation], name: str
    ) -> Places:
        """Make a neuron for some elements of a signal and return their numbers."""
        starts, lengths = signal.starts[rows], signal.lengths[rows]
        total = int(lengths.sum())
        self.site.check_room(self._n_edges + total)
        ends = np.cumsum(lengths)
        terms = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
        weights, bias = signal.weights[terms], signal.bias[rows]
        for numbers, what in ((weights, "the weight"), (bias, "the bias")):
            if not np.isfinite(numbers).all():
                raise self.site.refuse_value(numbers[~np.isfinite(numbers)][0], what)
        names = self._free_names(name, signal.shape, rows)
        self._taken.update(names)
        self._n_edges += total
        numbers_of = self._new_numbers(len(rows))
        self._blocks.append(
            _Block(
                names,
                np.concatenate([[0], ends]),
                signal.neurons[terms],
                weights,
                bias,
                activations,
                int(numbers_of[0]),
            )
        )
        return numbers_of

    def _new_numbers(self, size: int) -> Places:
        self._n_neurons += size
        return np.arange(self._n_neurons - size, self._n_neurons, dtype=np.int64)

    def _plain(self, shape: tuple[int, ...], numbers: Places) -> Signal:
        size = len(numbers)
        starts = np.arange(size + 1, dtype=np.int64)
        return Signal(self.site, shape, starts, numbers, np.ones(size), np.zeros(size))

    def _free_names(self, name: str, shape: Sequence[int], rows: Places | None = None) -> list[str]:
        """Return a name for each element that no neuron has."""
        endings = _endings(shape)
        if rows is not None:
            endings = [endings[i] for i in rows.tolist()]
        for attempt in count(1):
            base = name if attempt == 1 else f"{name}_{attempt}"
            names = [base + ending for ending in endings]
            if self._taken.isdisjoint(names):
                return names
        raise AssertionError


def _endings(shape: Sequence[int]) -> list[str]:
    """Return ``[0]``, ``[1]``, ... or ``[0][0]``, ...; leading axes of size 1 are not counted."""
    sizes = list(shape)
    while len(sizes) > 1 and sizes[0] == 1:
        del sizes[0]
    endings = [""]
    for size in sizes or [1]:
        endings = [f"{ending}[{i}]" for ending in endings for i in range(size)]
    return endings
