"""One sample through the network, and every number on the way."""

from __future__ import annotations

import gc
import importlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from neurosim import checks
from neurosim.data import to_csv_text
from neurosim.display import NotebookTable, ShownInNotebooks, few_rows, format_number
from neurosim.errors import InputError, unknown_name
from neurosim.model import events
from neurosim.model.losses import Loss, get_loss
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol
from neurosim.model.optimizers import SGD, Optimizer, State, get_optimizer
from neurosim.model.scaling import MinMaxScaling
from neurosim.tracing.paths import Paths, all_paths
from neurosim.tracing.rows import COLUMNS, NormalizationEvent, Row, TraceEvent, event_rows
from neurosim.tracing.steps import take_step

FRAMES = ("pandas", "polars")
"""The libraries of which a trace can be a data frame."""


@dataclass(frozen=True, slots=True)
class NeuronTrace:
    """The numbers of one neuron; those of a pass that was not traced are None.

    Attributes
    ----------
    name, symbol : str
        The neuron, and the symbol of its output.
    terms : tuple of WeightedInput
        Every input with its value, weight and product; empty at an input.
    bias, summation, derivative : float or None
        ``b``, ``s`` and ``f'(s)``; None at an input.
    activation : str or None
        The name of ``f``; None at an input.
    output : float
        ``x``, ``a`` or ``y``.
    target, loss_gradient : float or None
        ``z`` and ``dL/dy`` of an output, in normalized units.
    errors : tuple of PropagatedError
        The terms that the successors add to the error signal.
    delta : float or None
        The error signal.
    """

    name: str
    symbol: str
    output: float
    terms: tuple[events.WeightedInput, ...] = ()
    bias: float | None = None
    summation: float | None = None
    activation: str | None = None
    derivative: float | None = None
    target: float | None = None
    loss_gradient: float | None = None
    errors: tuple[events.PropagatedError, ...] = ()
    delta: float | None = None


class Trace(ShownInNotebooks):
    """Every number of one sample: forward, and with a target loss, error signals, gradients.

    Made by ``trace``. All values but ``raw_inputs``, ``raw_targets`` and ``raw_outputs`` are in
    normalized units.

    Attributes
    ----------
    net : Network
        A copy of the network as it was, with the values of this sample on its neurons and edges.
    events : tuple
        What forward, backward and update reported, in order, after the normalization.
    raw_inputs, raw_outputs : tuple of float
        The sample and the outputs in raw units.
    raw_targets : tuple of float or None
        The targets in raw units.
    loss : float or None
        The loss of the sample.
    loss_name : str or None
        The name of that loss.
    loss_function : Loss or None
        The loss itself.
    optimizer : Optimizer or None
        What took the step, if one was taken.
    n_steps : int
        Which step of the optimizer it was, counted from 1.
    """

    def __init__(
        self,
        net: Network,
        trace_events: Iterable[TraceEvent],
        *,
        raw_inputs: tuple[float, ...],
        raw_targets: tuple[float, ...] | None,
        raw_outputs: tuple[float, ...],
        loss_function: Loss | None = None,
        optimizer: Optimizer | None = None,
        n_steps: int = 1,
    ) -> None:
        self.net = net
        self.events = tuple(trace_events)
        self.raw_inputs = raw_inputs
        self.raw_targets = raw_targets
        self.raw_outputs = raw_outputs
        self.loss_function = loss_function
        self.optimizer = optimizer
        self.n_steps = n_steps
        losses = [event for event in self.events if isinstance(event, events.LossEvent)]
        self.loss = losses[0].value if losses else None
        self.loss_name = loss_function.name if losses and loss_function else None
        self._neurons = _collect_neurons(self.events)

    @cached_property
    def updated(self) -> Network | None:
        """A copy of the network after the update, if a learning rate was given, else None."""
        if not self._new_values:
            return None
        updated = self.net.copy()
        for parameter in updated.parameters:
            parameter.value = self._new_values[parameter.symbol]
        return updated

    def __repr__(self) -> str:
        outputs = ", ".join(f"{output:.6g}" for output in self.raw_outputs)
        loss = "" if self.loss is None else f", loss {self.loss:.6g}"
        return f"Trace({len(self._neurons)} neurons, outputs {outputs}{loss})"

    def __getitem__(self, neuron: str | Neuron) -> NeuronTrace:
        """Return the numbers of one neuron, by name.

        Raises
        ------
        UnknownNameError
            If there is no such neuron; the message lists the ones there are.
        """
        name = neuron.name if isinstance(neuron, Neuron) else neuron
        if name not in self._neurons:
            raise unknown_name("neuron", name, self._neurons)
        return self._neurons[name]

    def __iter__(self) -> Iterator[NeuronTrace]:
        return iter(self._neurons.values())

    def __len__(self) -> int:
        return len(self._neurons)

    def value(self, symbol: str) -> float:
        """Return the number of a symbol: ``wh[0][0][1]``, ``sh[0][0]``, ``do[0]``, ``L``, ...

        Raises
        ------
        UnknownNameError
            If the trace has no such symbol.
        """
        return _look_up(self._values, "symbol", symbol)

    def gradient(self, symbol: str) -> float:
        """Return dL/dw or dL/db of a parameter by its symbol; needs a target."""
        return _look_up(self._gradients, "gradient of", symbol)

    def new_value(self, symbol: str) -> float:
        """Return a parameter after the update; needs a target and a learning rate."""
        return _look_up(self._new_values, "updated parameter", symbol)

    def rows(self) -> list[Row]:
        """Return every number as (step, neuron, symbol, quantity, value), in order."""
        return [row for event in self.events for row in event_rows(event)]

    def to_csv(self) -> str:
        """Return the rows as CSV text with the header ``step,neuron,symbol,quantity,value``."""
        return to_csv_text(COLUMNS, self.rows())

    def to_json(self) -> str:
        """Return the rows as a JSON list of objects with the same five keys."""
        rows = [json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in self.rows()]
        return "[\n" + ",\n".join(rows) + "\n]\n"

    def to_frame(self, library: str = "pandas") -> Any:
        """Return the rows as a data frame with the columns of ``to_csv``.

        Parameters
        ----------
        library : {"pandas", "polars"}
            Whose frame; it must be installed.

        Raises
        ------
        InputError
            If the library is neither of the two, or not installed.

        Examples
        --------
        >>> import neurosim as ns
        >>> frame = ns.trace(ns.mlp([1, 1]), [3.0]).to_frame()  # doctest: +SKIP
        >>> frame[frame.quantity == "summation"]  # doctest: +SKIP
        """
        if library not in FRAMES:
            raise unknown_name("library of data frames", library, FRAMES)
        try:
            module = importlib.import_module(library)
        except ImportError:
            raise InputError(
                f"a frame of {library} was asked for, which is not installed: "
                f"pip install {library}, or take to_csv()"
            ) from None
        columns = zip(*self.rows(), strict=True)
        return module.DataFrame(dict(zip(COLUMNS, map(list, columns), strict=True)))

    def path(self, source: str | Neuron, target: str | Neuron) -> Paths:
        """Return every path from one neuron to another and what it adds to the derivative.

        Along a path the weights and the derivatives f'(s) of the neurons reached are multiplied;
        the sum over all paths is, by the chain rule, the derivative of the target's output by the
        source's output, in normalized units.

        Parameters
        ----------
        source, target : str or Neuron
            Two neurons, by name or themselves.

        Returns
        -------
        Paths

        Raises
        ------
        UnknownNameError
            If there is no such neuron; the message lists the ones there are.
        InputError
            If there are more than 100,000 paths.

        Examples
        --------
        >>> import neurosim as ns
        >>> t = ns.trace(ns.mlp([1, 2, 1], "identity", initializer=0.5), [1.0])
        >>> [path.neurons for path in t.path("x[0]", "o[0]").paths]
        [('x[0]', 'h[0][0]', 'o[0]'), ('x[0]', 'h[0][1]', 'o[0]')]
        >>> t.path("x[0]", "o[0]").derivative
        0.5
        """
        return all_paths(self, self[source].name, self[target].name)

    def _notebook_table(self) -> NotebookTable:
        def shown(value: float | None) -> str:
            return "" if value is None else format_number(value, 4)

        rows = [
            [
                neuron.name,
                neuron.activation or "",
                shown(neuron.summation),
                shown(neuron.output),
                shown(neuron.derivative),
                shown(neuron.delta),
            ]
            for neuron in self
        ]
        header = ("neuron", "activation", "summation", "output", "slope f'(s)", "error signal")
        return NotebookTable(repr(self), header, few_rows(rows))

    @cached_property
    def _values(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for event in self.events:
            match event:
                case events.InputEvent() | events.ActivationEvent() | events.ErrorSignalEvent():
                    found[event.symbol] = event.value
                case events.SummationEvent():
                    found[event.symbol] = event.value
                    found[event.bias_symbol] = event.bias
                    found.update((term.weight_symbol, term.weight) for term in event.terms)
                case events.LossEvent():
                    found["L"] = event.value
                    found.update((term.target_symbol, term.target) for term in event.terms)
                case _:
                    pass
        return found

    @cached_property
    def _gradients(self) -> dict[str, float]:
        return {e.symbol: e.value for e in self.events if isinstance(e, events.GradientEvent)}

    @cached_property
    def _new_values(self) -> dict[str, float]:
        return {e.symbol: e.value for e in self.events if isinstance(e, events.UpdateEvent)}


def trace(
    net: Network,
    x: Iterable[float],
    z: Iterable[float] | None = None,
    *,
    loss: str | Loss | None = None,
    learning_rate: float | None = None,
    optimizer: str | Optimizer | None = None,
) -> Trace:
    """Carry one sample through the network and record every number; the network is not changed.

    Parameters
    ----------
    net : Network
        The network; its scaling is used.
    x : iterable of float, shape (n_inputs,)
        The inputs in raw units.
    z : iterable of float, shape (n_outputs,), optional
        The targets in raw units; with them loss, error signals and gradients are traced.
    loss : str or Loss, optional
        The loss; the one that the network was trained with if none is given.
    learning_rate : float, optional
        With it, and with targets, the update is traced.
    optimizer : str or Optimizer, optional
        What takes the step: ``sgd`` (plain gradient descent, the default), ``rmsprop``, ``adam``,
        ``adamw``, or an object such as ``ns.SGD(0.1, momentum=0.9)``; its first step is taken.

    Returns
    -------
    Trace

    Raises
    ------
    InputError
        If a count of values is wrong or a value is not finite, or a learning rate or an optimizer
        is given without targets.
    UnknownNameError
        If there is no loss or optimizer of that name.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([2, 3, 1], initializer=0.5)
    >>> t = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    >>> t["h[0][0]"].summation, t.value("sh[0][0]")
    (1.5, 1.5)
    """
    chosen = None
    if learning_rate is not None or optimizer is not None:
        chosen = get_optimizer("sgd" if optimizer is None else optimizer, learning_rate)
        if z is None:
            what = "a learning rate" if learning_rate is not None else "an optimizer"
            raise InputError(f"{what} was given without targets; give the targets too")
    return trace_step(net, x, z, loss=loss, optimizer=chosen)


def trace_step(
    net: Network,
    x: Iterable[float],
    z: Iterable[float] | None,
    *,
    loss: str | Loss | None,
    optimizer: Optimizer | None,
    state: State | None = None,
    n_steps: int = 1,
) -> Trace:
    """Trace one sample as ``trace`` does, going on from what the optimizer remembers.

    Parameters
    ----------
    net, x, z, loss
        As for ``trace``.
    optimizer : Optimizer or None
        What takes the step; None for no step.
    state : dict, optional
        What the optimizer remembers, changed in place; its start if none is given.
    n_steps : int
        Which step of the optimizer it is, counted from 1.
    """
    with _without_collecting():
        return _trace_step(net, x, z, loss, optimizer, state, n_steps)


def _trace_step(
    net: Network,
    x: Iterable[float],
    z: Iterable[float] | None,
    loss: str | Loss | None,
    optimizer: Optimizer | None,
    state: State | None,
    n_steps: int,
) -> Trace:
    twin = net.copy()
    twin.check()
    recorded: list[TraceEvent] = []
    raw_inputs = checks.sample(x, [neuron.name for neuron in twin.inputs], "input")
    raw_targets = None
    if z is not None:
        raw_targets = checks.sample(z, [neuron.name for neuron in twin.outputs], "target")

    inputs = twin.normalize_inputs(raw_inputs).tolist()
    recorded += _normalizations(twin, "output", twin.input_scaling, raw_inputs, inputs)
    targets: list[float] = []
    if raw_targets is not None:
        targets = twin.normalize_targets(raw_targets).tolist()
        recorded += _normalizations(twin, "target", twin.target_scaling, raw_targets, targets)

    outputs = twin.forward(inputs, observer=recorded.append)
    loss_function = None
    if raw_targets is not None:
        loss_function = get_loss(net.loss if loss is None else loss)
        twin.backward(targets, loss_function, observer=recorded.append)
        if optimizer is not None:
            weights = [(edge, edge["weight"]) for _, _, edge in twin.graph.edges(data=True)]
            biases = [(neuron, neuron.bias) for neuron in twin.structure.computed]
            if isinstance(optimizer, SGD) and not optimizer.momentum:
                twin.update(optimizer.learning_rate, observer=recorded.append)
            else:
                if state is None:
                    state = optimizer.start(len(twin.parameters))
                take_step(twin, optimizer, state, recorded.append)
            for edge, weight in weights:
                edge["weight"] = weight
            for neuron, bias in biases:
                neuron.bias = bias
    return Trace(
        twin,
        recorded,
        raw_inputs=tuple(raw_inputs),
        raw_targets=None if raw_targets is None else tuple(raw_targets),
        raw_outputs=tuple(twin.denormalize_outputs(outputs).tolist()),
        loss_function=loss_function,
        optimizer=optimizer,
        n_steps=n_steps,
    )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Pause the collection of cycles: the many events have none, and searching them takes long."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _normalizations(
    net: Network,
    quantity: str,
    scaling: MinMaxScaling | None,
    raw: list[float],
    normalized: list[float],
) -> list[NormalizationEvent]:
    if scaling is None:
        return []
    neurons = net.inputs if quantity == "output" else net.outputs
    return [
        NormalizationEvent(
            neuron=neuron.name,
            symbol=symbol(net.structure, neuron, quantity),
            raw=raw[i],
            minimum=scaling.minimum[i],
            maximum=scaling.maximum[i],
            feature_range=scaling.feature_range,
            value=normalized[i],
        )
        for i, neuron in enumerate(neurons)
    ]


def _collect_neurons(trace_events: Iterable[TraceEvent]) -> dict[str, NeuronTrace]:
    found: dict[str, dict[str, Any]] = {}
    for event in trace_events:
        match event:
            case events.InputEvent():
                found[event.neuron] = {"symbol": event.symbol, "output": event.value}
            case events.SummationEvent():
                found[event.neuron] = {
                    "terms": event.terms,
                    "bias": event.bias,
                    "summation": event.value,
                }
            case events.ActivationEvent():
                found[event.neuron] |= {
                    "symbol": event.symbol,
                    "activation": event.activation,
                    "derivative": event.derivative,
                    "output": event.value,
                }
            case events.LossEvent():
                for term in event.terms:
                    found[term.neuron] |= {"target": term.target, "loss_gradient": term.gradient}
            case events.ErrorSignalEvent():
                found[event.neuron] |= {"errors": event.terms, "delta": event.value}
            case _:
                pass
    return {name: NeuronTrace(name=name, **numbers) for name, numbers in found.items()}


def _look_up(numbers: dict[str, float], kind: str, name: str) -> float:
    if name not in numbers:
        raise unknown_name(kind, name, numbers)
    return numbers[name]
