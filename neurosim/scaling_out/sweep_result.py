"""What a sweep found: its runs as a table, the best one, the failures, a picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from neurosim.data import to_csv_text
from neurosim.display import NotebookTable, ShownInNotebooks, few_rows
from neurosim.errors import InputError, brief, unknown_name
from neurosim.files import PathLike, write_whole
from neurosim.scaling_out.run import SweepRun
from neurosim.scaling_out.summary import INTERRUPTED, summary
from neurosim.tracing.exports import as_frame

if TYPE_CHECKING:
    from neurosim.drawing import Picture

MORE_IS_BETTER = frozenset({"r2", "accuracy", "precision", "recall", "f1"})
"""The metrics whose largest value is the best; of all others it is the least."""


def rank(run: SweepRun, measure: str) -> tuple[float, int]:
    """Return what the best run has the least of; equal runs are ranked by their numbers."""
    value = run.measures().get(measure, math.inf)
    if measure.removeprefix("validation_") in MORE_IS_BETTER:
        value = -value if math.isfinite(value) else math.inf
    return value, run.number


class Sweep(ShownInNotebooks):
    """The result of ``ns.sweep``.

    Attributes
    ----------
    runs : tuple of SweepRun
        The runs that ended, in order, also those that failed.
    failures : tuple of SweepRun
        The runs that failed; ``error`` says why.
    measure : str
        What the best run is chosen by, such as ``"validation_loss"``.
    stop_reason : str
        Why the sweep ended: ``"12 runs done"``, ``"12 runs: 7 done, 5 failed"`` or
        ``"interrupted"``.
    interrupted : bool
        Whether Ctrl-C ended the sweep, so that runs are missing.
    header : tuple of str
        The columns of the table: ``run``, the parameters, ``seed``, ``training_loss`` (of the last
        epoch), a column such as ``validation_loss`` for each metric of the validation data, and
        ``error`` if a run failed.

    Examples
    --------
    >>> import neurosim as ns
    >>> data = ns.Dataset([[0.0], [1.0]], [[1.0], [0.0]])
    >>> result = ns.sweep(
    ...     lambda hidden, seed: ns.mlp([1, hidden, 1], seed=seed),
    ...     data, {"hidden": [1, 2], "learning_rate": [0.1, 1.0]}, settings={"epochs": 50},
    ...     workers=1,
    ... )
    >>> result
    Sweep(4 runs done, best training_loss 0.097...: hidden=2, learning_rate=1.0, seed=0)
    >>> result.header
    ('run', 'hidden', 'learning_rate', 'seed', 'training_loss')
    """

    def __init__(self, runs: Iterable[SweepRun], measure: str, stop_reason: str) -> None:
        self.runs = tuple(sorted(runs, key=lambda run: run.number))
        self.failures = tuple(run for run in self.runs if run.error is not None)
        self.measure = measure
        self.stop_reason = stop_reason
        self._names = list(dict.fromkeys(name for run in self.runs for name in run.parameters))
        measured = dict.fromkeys(name for run in self.runs for name in run.measures())
        self._measured = list(measured) or ["training_loss"]
        failed = ("error",) if self.failures else ()
        self.header = ("run", *self._names, "seed", *self._measured, *failed)

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended the sweep, so that runs are missing."""
        return self.stop_reason == INTERRUPTED

    def __len__(self) -> int:
        return len(self.runs)

    def __repr__(self) -> str:
        parts = [summary(len(self), len(self.failures), "run")]
        if self.interrupted:
            parts.append(self.stop_reason)
        if len(self.failures) < len(self):
            best = self.best()
            value = best.measures()[self.measure]
            names = ", ".join(f"{name}={brief(v)}" for name, v in best.parameters.items())
            given = f"{names}, " if names else ""
            parts.append(f"best {self.measure} {value:.6g}: {given}seed={best.seed}")
        return f"Sweep({', '.join(parts)})"

    def best(self, measure: str | None = None) -> SweepRun:
        """Return the best run: its ``parameters``, ``seed``, ``history`` and ``network``.

        Parameters
        ----------
        measure : str, optional
            A column of the table, such as ``"validation_accuracy"``; by default the measure of the
            sweep. The least value is the best, and of ``accuracy``, ``precision``, ``recall``,
            ``f1`` and ``r2`` the largest. Of equal runs the first is taken.

        Raises
        ------
        UnknownNameError
            If there is no such measure.
        InputError
            If no run was finished.
        """
        if measure is not None and (not isinstance(measure, str) or measure not in self._measured):
            raise unknown_name("measure", measure, self._measured)
        finished = [run for run in self.runs if run.error is None]
        if not finished:
            why = f"; run 0 says: {self.failures[0].error}" if self.failures else ""
            raise InputError(f"no run was finished, so there is no best one{why}")
        chosen = self.measure if measure is None else measure
        return min(finished, key=lambda run: rank(run, chosen))

    def rows(self) -> list[list[Any]]:
        """Return one row of cells for each run, in the columns of ``header``."""
        table = []
        for run in self.runs:
            measures = run.measures()
            row = [run.number, *(_cell(run.parameters.get(name)) for name in self._names), run.seed]
            row += [measures.get(name) for name in self._measured]
            table.append([*row, run.error] if self.failures else row)
        return table

    def to_frame(self, library: str = "pandas") -> Any:
        """Return one row for each run as a data frame, with the columns of ``header``.

        Parameters
        ----------
        library : {"pandas", "polars"}
            The library of the frame; it must be installed.

        Raises
        ------
        InputError
            If the library is not installed.
        UnknownNameError
            If the library is neither of the two.
        """
        return as_frame(self.header, self.rows(), library)

    def to_csv(self, path: PathLike | None = None) -> str:
        """Return one line for each run as CSV text, and write it to a file if one is given.

        Parameters
        ----------
        path : path, optional
            A file to write the text to; an existing file is replaced.

        Raises
        ------
        FileError
            If the file cannot be written.
        """
        rows = [[str(cell) if isinstance(cell, bool) else cell for cell in r] for r in self.rows()]
        text = to_csv_text(self.header, rows)
        if path is not None:
            write_whole(path, text)
        return text

    def draw(
        self,
        path: PathLike | None = None,
        *,
        measure: str | None = None,
        theme: str = "light",
        title: str | None = None,
        width: str | None = None,
        size: str | None = None,
        legend: bool = True,
        transparent: bool = False,
        overwrite: bool = True,
    ) -> Picture:
        """Draw the measure of each run against each parameter that varies.

        Parameters
        ----------
        path : path, optional
            A file to write at once. Its ending chooses the format: ``.svg``, ``.png`` or ``.pdf``.
        measure : str, optional
            A column of the table; by default the measure of the sweep.
        theme : str
            ``light``, ``dark`` or ``print`` (black and white).
        title : str, optional
            The heading; ``""`` leaves it out. There is none by default.
        width, size : str, optional
            The size of the picture, as for ``draw``; text is never under 7 points.
        legend : bool
            Whether the picture has a legend.
        transparent : bool
            Whether the page has no colour of its own.
        overwrite : bool
            Whether an existing file may be replaced.

        Returns
        -------
        Picture
            A panel for each parameter, with a point for each run. The best run is marked.

        Raises
        ------
        UnknownNameError
            If the measure, the theme or the ending of the file is unknown.
        InputError
            If no run was finished.
        FileError
            If the file cannot be written, or exists and may not be replaced.
        """
        from neurosim.drawing.charts.runs import draw_runs

        best = self.best(measure)
        chosen = self.measure if measure is None else measure
        finished = [run for run in self.runs if run.error is None]
        columns: dict[str, Sequence[Any]] = {
            name: [_cell(run.parameters.get(name)) for run in finished] for name in self._names
        }
        columns["seed"] = [run.seed for run in finished]
        return draw_runs(
            columns,
            [run.measures()[chosen] for run in finished],
            chosen.replace("_", " "),
            path,
            best=finished.index(best),
            n_failed=len(self.failures),
            theme=theme,
            title=title,
            width=width,
            size=size,
            legend=legend,
            transparent=transparent,
            overwrite=overwrite,
        )

    def shown_rows(self) -> list[list[str]]:
        """Return the rows as short texts; what a run that failed does not have is empty."""
        empty = (*self._measured, "error")
        return [
            [_shown(cell, name in empty) for name, cell in zip(self.header, row, strict=True)]
            for row in self.rows()
        ]

    def _notebook_table(self) -> NotebookTable:
        return NotebookTable(repr(self), self.header, few_rows(self.shown_rows(), 20))


def _shown(cell: Any, may_be_missing: bool) -> str:
    if cell is None and may_be_missing:
        return ""
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


def _cell(value: Any) -> Any:
    """Return a parameter as a cell: a number, a text, or the text of an object."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return brief(value)
