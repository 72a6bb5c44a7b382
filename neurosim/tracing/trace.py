"""One sample through the network, and every number on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from neurosim.display import NotebookTable, ShownInNotebooks, few_rows, format_number
from neurosim.errors import InputError, unknown_name
from neurosim.mathematics.expression import Expression
from neurosim.mathematics.symbols import LEARNING_RATE, Symbol
from neurosim.model import events
from neurosim.model.column_names import column_names, with_column
from neurosim.model.losses import Loss
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.optimizers import Optimizer
from neurosim.tracing.exports import Exports
from neurosim.tracing.neuron_trace import NeuronTrace
from neurosim.tracing.paths import Paths, all_paths
from neurosim.tracing.trace_rows import (
    COLUMNS,
    VALUE_STEPS,
    ProbabilityEvent,
    TraceEvent,
    TraceRow,
    event_rows,
)
from neurosim.worksheet.mistake import Mistake
from neurosim.worksheet.sheet import Sample, Sheet

_BEFORE = "old "
"""The start of the name of what an optimizer kept before a step."""


class Trace(Exports, ShownInNotebooks):
    """Every number of one sample: forward, and with a target the loss, error signals and gradients.

    It is made by ``trace``. All values except ``raw_inputs``, ``raw_targets`` and ``raw_outputs``
    are in normalized units.

    Attributes
    ----------
    net : Network
        A copy of the network before the step, with the values of this sample on neurons and edges.
    events : tuple
        Everything in order: the normalization, then the events of forward, backward and update.
    raw_inputs, raw_outputs : tuple of float
        The sample and the outputs in raw units.
    raw_targets : tuple of float or None
        The targets in raw units.
    loss : float or None
        The loss of the sample.
    loss_name : str or None
        The name of the loss.
    loss_function : Loss or None
        The loss as an object.
    optimizer : Optimizer or None
        The optimizer of the step, if there was a step.
    n_steps : int
        The number of this step of the optimizer, counted from 1.
    batch : mapping
        The gradients of the other samples of the mini-batch, by the symbol of a weight or bias;
        empty if the step is that of one sample.
    mistakes : tuple of Mistake
        The mistakes that were made on purpose.
    changed : mapping
        The formulas that these mistakes change, by symbol.
    """

    header = COLUMNS

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
        batch: Mapping[Symbol, tuple[float, ...]] = MappingProxyType({}),
        mistakes: tuple[Mistake, ...] = (),
        changed: Mapping[Symbol, Expression] = MappingProxyType({}),
    ) -> None:
        self.net = net
        self.events = tuple(trace_events)
        self.raw_inputs = raw_inputs
        self.raw_targets = raw_targets
        self.raw_outputs = raw_outputs
        self.loss_function = loss_function
        self.optimizer = optimizer
        self.n_steps = n_steps
        self.batch = batch
        self.mistakes = mistakes
        self.changed = changed
        losses = [event for event in self.events if isinstance(event, events.LossEvent)]
        self.loss = losses[0].value if losses else None
        self.loss_name = loss_function.name if losses and loss_function else None
        self._columns = column_names(net)
        self._neurons = _collect_neurons(self.events, self._columns)

    @cached_property
    def updated(self) -> Network | None:
        """A copy of the network after the update, or None if no learning rate was given."""
        if not self._new_values:
            return None
        updated = self.net.copy()
        for parameter in updated.parameters:
            parameter.value = self._new_values[parameter.symbol]
        return updated

    @cached_property
    def sheet(self) -> Sheet:
        """The right formula of every number of the sample, whatever mistake was made."""
        kept, new_values = {}, {}
        for event in self.events:
            if isinstance(event, events.UpdateEvent):
                new_values[event.symbol] = event.value
                for name, value in event.parts:
                    if name.startswith(_BEFORE):
                        kept[name.removeprefix(_BEFORE), event.symbol] = value
        targets = self.raw_targets or ()
        sample = Sample(
            inputs=tuple(self.net.normalize_inputs(self.raw_inputs).tolist()),
            targets=tuple(self.net.normalize_targets(targets).tolist()) if targets else (),
            raw_inputs=self.raw_inputs,
            raw_targets=targets,
            loss=self.loss_function,
            optimizer=self.optimizer,
            n_steps=self.n_steps,
            kept=kept,
            new_values=new_values,
            batch=self.batch,
        )
        return Sheet(self.net, sample)

    def __repr__(self) -> str:
        outputs = ", ".join(f"{output:.6g}" for output in self.raw_outputs)
        loss = "" if self.loss is None else f", loss {self.loss:.6g}"
        return f"Trace({len(self._neurons)} neurons, outputs {outputs}{loss})"

    @property
    def has_columns(self) -> bool:
        """Whether an input or output stands for a data column or class that has a name."""
        return bool(self._columns)

    @property
    def has_probabilities(self) -> bool:
        """Whether softmax turns the outputs into probabilities."""
        return any(isinstance(event, ProbabilityEvent) for event in self.events)

    def __getitem__(self, neuron: str | Neuron) -> NeuronTrace:
        """Return the numbers of one neuron, by name.

        Raises
        ------
        UnknownNameError
            If there is no such neuron; the message lists the existing neurons.
        """
        name = neuron.name if isinstance(neuron, Neuron) else neuron
        if not isinstance(name, str) or name not in self._neurons:
            raise unknown_name("neuron", name, self._neurons)
        return self._neurons[name]

    def __iter__(self) -> Iterator[NeuronTrace]:
        return iter(self._neurons.values())

    def __len__(self) -> int:
        return len(self._neurons)

    def value(self, symbol: str | Symbol) -> float:
        """Return the number of a symbol of the table: ``wh[0][0][1]``, ``f'(so[0])``, ``L``.

        A symbol of an event is taken as it is.

        Raises
        ------
        UnknownNameError
            If the trace has no such symbol.
        """
        if isinstance(symbol, Symbol) and symbol in self._numbers:
            return self._numbers[symbol]
        return _look_up(self._values, "symbol", symbol)

    def gradient(self, symbol: str) -> float:
        """Return dL/dw or dL/db of a parameter by its symbol; needs a target.

        Raises
        ------
        UnknownNameError
            If there is no such parameter.
        InputError
            If the trace has no target.
        """
        if not self._gradients:
            raise InputError("the trace has no gradients; give it targets: ns.trace(net, x, z)")
        return _look_up(self._gradients, "parameter", symbol)

    def new_value(self, symbol: str) -> float:
        """Return a parameter after the update; needs a target and a learning rate.

        Raises
        ------
        UnknownNameError
            If there is no such parameter.
        InputError
            If the trace has no update.
        """
        if not self._new_values:
            raise InputError(
                "the trace has no new values; give it targets and a learning rate: "
                "ns.trace(net, x, z, learning_rate=0.1)"
            )
        return _look_up(self._new_values, "parameter", symbol)

    def rows(self) -> list[TraceRow]:
        """Return every number as (step, neuron, symbol, quantity, value, column), in order."""
        columns = self._columns
        return [
            (step, neuron, str(symbol), quantity, value, columns.get(neuron, ""))
            for event in self.events
            for step, neuron, symbol, quantity, value in event_rows(event)
        ]

    def path(self, source: str | Neuron, target: str | Neuron) -> Paths:
        """Return every path from one neuron to another, and its part of the derivative.

        Along a path, the weights are multiplied with the derivatives f'(s) of the neurons that are
        reached. By the chain rule, the sum over all paths is the derivative of the target's output
        with respect to the source's output, in normalized units.

        Parameters
        ----------
        source, target : str or Neuron
            Two neurons, or their names.

        Returns
        -------
        Paths

        Raises
        ------
        UnknownNameError
            If there is no such neuron; the message lists the existing neurons.
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

        softmax = self.has_probabilities
        rows = [
            [
                with_column(neuron.name, neuron.column),
                neuron.activation or "",
                shown(neuron.summation),
                shown(neuron.output),
                *([shown(neuron.probability)] if softmax else []),
                shown(neuron.derivative),
                shown(neuron.delta),
            ]
            for neuron in self
        ]
        values = ("summation", "output", *(["probability"] if softmax else []))
        header = ("neuron", "activation", *values, "slope f'(s)", "error signal")
        return NotebookTable(repr(self), header, few_rows(rows))

    def _more_tables(self) -> list[NotebookTable]:
        known = [("gradient", self._gradients), ("new value", self._new_values)]
        columns = [(name, numbers) for name, numbers in known if numbers]
        parameters = self.net.parameters
        rows = [
            [
                parameter.symbol,
                format_number(parameter.value, 4),
                *(format_number(numbers[parameter.symbol], 4) for _, numbers in columns),
            ]
            for parameter in parameters
        ]
        header = ("parameter", "value", *(name for name, _ in columns))
        caption = f"{len(parameters)} weights and biases"
        return [NotebookTable(caption, header, few_rows(rows, 20))]

    @cached_property
    def _numbers(self) -> dict[Symbol | str, float]:
        numbers = {
            symbol: value
            for event in self.events
            for step, _, symbol, quantity, value in event_rows(event)
            if step in VALUE_STEPS and quantity != "product"
        }
        if self.optimizer is not None:
            numbers[LEARNING_RATE] = self.optimizer.learning_rate
        return numbers | self._derived

    @cached_property
    def _derived(self) -> dict[Symbol | str, float]:
        """The numbers that a symbol of the notation has besides its value."""
        found: dict[Symbol | str, float] = {}
        for event in self.events:
            match event:
                case events.ActivationEvent():
                    found[event.summation_symbol.other("slope")] = event.derivative
                case events.LossEvent():
                    for term in event.terms:
                        joined = term.summation is not None
                        kind = "joined gradient" if joined else "loss gradient"
                        found[term.output_symbol.other(kind)] = term.gradient
                case events.GradientEvent():
                    found[event.symbol.gradient] = event.value
                case events.UpdateEvent():
                    found[event.symbol.after] = event.value
                    for name, value in event.parts:
                        found[event.symbol.kept(name)] = value
                case _:
                    pass
        return found

    @cached_property
    def _values(self) -> dict[str, float]:
        return {str(symbol): value for symbol, value in self._numbers.items()}

    @cached_property
    def _gradients(self) -> dict[str, float]:
        return {str(e.symbol): e.value for e in self.events if isinstance(e, events.GradientEvent)}

    @cached_property
    def _new_values(self) -> dict[str, float]:
        return {str(e.symbol): e.value for e in self.events if isinstance(e, events.UpdateEvent)}


def _collect_neurons(
    trace_events: Iterable[TraceEvent], columns: Mapping[str, str]
) -> dict[str, NeuronTrace]:
    found: dict[str, dict[str, Any]] = {}
    of_edges = (events.GradientEvent, events.UpdateEvent)  # most events, of no use here
    for event in (event for event in trace_events if type(event) not in of_edges):
        match event:
            case events.InputEvent():
                found[event.neuron] = {"symbol": str(event.symbol), "output": event.value}
            case events.SummationEvent():
                found[event.neuron] = {
                    "terms": event.terms,
                    "bias": event.bias,
                    "summation": event.value,
                }
            case events.ActivationEvent():
                found[event.neuron] |= {
                    "symbol": str(event.symbol),
                    "activation": event.activation,
                    "derivative": event.derivative,
                    "output": event.value,
                }
            case ProbabilityEvent():
                found[event.neuron] |= {"probability": event.value}
            case events.LossEvent():
                for term in event.terms:
                    slope = "loss_gradient" if term.summation is None else "joined"
                    found[term.neuron] |= {"target": term.target, slope: term.gradient}
            case events.ErrorSignalEvent():
                found[event.neuron] |= {"errors": event.terms, "delta": event.value}
            case _:
                pass
    return {
        name: NeuronTrace(name=name, column=columns.get(name, ""), **numbers)
        for name, numbers in found.items()
    }


def _look_up(numbers: dict[str, float], kind: str, name: object) -> float:
    if not isinstance(name, str) or name not in numbers:
        raise unknown_name(kind, name, numbers)
    return numbers[name]
