"""A trace over many steps: every number of per-sample training, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from neurosim.checks import Matrix, whole_number
from neurosim.data import DataLike, fitting_dataset
from neurosim.display import NotebookTable, ShownInNotebooks, few_rows
from neurosim.errors import UnknownNameError
from neurosim.model.column_names import with_column
from neurosim.model.losses import Loss
from neurosim.model.network import Network, check_network
from neurosim.model.optimizers import Optimizer, get_optimizer, start_state
from neurosim.tracing.exports import Exports
from neurosim.tracing.recording import trace_step
from neurosim.tracing.trace import Trace
from neurosim.tracing.trace_rows import COLUMNS, TraceRow

_SHOWN_OUTPUTS = 8

TRAINING_COLUMNS = ("training_step", "row", *COLUMNS)
"""The columns of a training trace as a table: the step and the row of the data, both from 0."""


@dataclass(frozen=True)
class TrainingTrace(Exports, ShownInNotebooks):
    """The traces of the first steps of a training, one for each sample and update.

    Attributes
    ----------
    traces : tuple of Trace
        One trace for each step.
    data_rows : tuple of int
        The row of the data that each step took.
    """

    header = TRAINING_COLUMNS

    traces: tuple[Trace, ...]
    data_rows: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.traces)

    def __iter__(self) -> Iterator[Trace]:
        return iter(self.traces)

    def __getitem__(self, step: int) -> Trace:
        n_steps = len(self.traces)
        chosen = whole_number(step, "the step of a training trace", minimum=-n_steps)
        if chosen >= n_steps:
            raise UnknownNameError(f"there is no step {chosen}; the last is {n_steps - 1}")
        return self.traces[chosen]

    def __repr__(self) -> str:
        last = self.traces[-1].loss
        return f"TrainingTrace({len(self)} steps, loss {self.traces[0].loss:.6g} to {last:.6g})"

    def _notebook_table(self) -> NotebookTable:
        first = self.traces[0]
        shown = [first[neuron] for neuron in first.net.outputs[:_SHOWN_OUTPUTS]]
        names = [with_column(neuron.name, neuron.column) for neuron in shown]
        rows = [
            [
                str(step),
                str(data_row),
                f"{trace.loss:.6g}",
                *(f"{output:.6g}" for output in trace.raw_outputs[:_SHOWN_OUTPUTS]),
            ]
            for step, (trace, data_row) in enumerate(zip(self.traces, self.data_rows, strict=True))
        ]
        header = ("step", "row", "loss", *(f"output {name}" for name in names))
        return NotebookTable(repr(self), header, few_rows(rows, 20))

    @property
    def net(self) -> Network:
        """The network after the last step."""
        updated = self.traces[-1].updated
        assert updated is not None
        return updated

    @property
    def loss(self) -> Matrix:
        """The loss of each step before its update, shape (n_steps,)."""
        return self.values("L")

    def values(self, symbol: str) -> Matrix:
        """Return the number of a symbol in each step, shape (n_steps,).

        Raises
        ------
        UnknownNameError
            If the traces have no such symbol.
        """
        return np.array([trace.value(symbol) for trace in self.traces])

    def rows(self) -> Iterator[tuple[int, int, str, str, str, str, float, str]]:
        """Yield every number as (training_step, row) followed by the cells of ``Trace.rows``."""
        for index, (trace, data_row) in enumerate(zip(self.traces, self.data_rows, strict=True)):
            row: TraceRow
            for row in trace.rows():
                yield (index, data_row, *row)


def trace_training(
    net: Network,
    data: DataLike,
    *,
    steps: int,
    loss: str | Loss | None = None,
    learning_rate: float | None = None,
    optimizer: str | Optimizer = "sgd",
) -> TrainingTrace:
    """Train sample by sample and trace every step; the network is not changed.

    The numbers are those of ``train`` with ``batch_size=1``. The rows are taken in their order, and
    again from the first after the last. The network's own scaling is used.

    Parameters
    ----------
    net : Network
        The network.
    data : Dataset or (X, Z)
        The samples in raw units, shapes (n_samples, n_inputs) and (n_samples, n_outputs).
    steps : int
        The number of samples to take; at least 1.
    loss : str or Loss, optional
        The loss; by default the loss that the network was trained with.
    learning_rate : float, optional
        ``eta`` of an optimizer that is given by name; by default 0.1.
    optimizer : str or Optimizer
        The optimizer of the steps.

    Returns
    -------
    TrainingTrace

    Raises
    ------
    InputError
        If the data do not fit the network, or a number is out of its range.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, data = ns.worked_example()
    >>> t = ns.trace_training(net, ([[1.0, 1.0]], [[1.0]]), steps=3)
    >>> t.values("bo[0]").round(4)
    array([0.5   , 0.5124, 0.5247])
    """
    check_network(net, "trace_training")
    n_steps = whole_number(steps, "steps", minimum=1)
    chosen = get_optimizer(optimizer, learning_rate)
    dataset = fitting_dataset(net, data)
    X, Z = dataset.X.tolist(), dataset.Z.tolist()
    state = start_state(chosen, len(net.parameters))
    traces = []
    current = net
    for step in range(n_steps):
        row = step % len(X)
        result = trace_step(
            current,
            X[row],
            Z[row],
            loss=loss,
            optimizer=chosen,
            state=state,
            n_steps=step + 1,
        )
        assert result.updated is not None
        traces.append(result)
        current = result.updated
    return TrainingTrace(tuple(traces), tuple(step % len(X) for step in range(n_steps)))
