"""How the tables of one file become numbers, decided from all of them."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.data import statistics
from neurosim.data.column import Column, OtherColumn, TextColumn, ValueColumn
from neurosim.data.decisions import (
    INPUT_ADVICE,
    decide_marks,
    labels_of,
    number_columns,
    refuse_missing,
    refuse_no_row,
    refuse_other_values,
    refuse_words,
)
from neurosim.data.marks import MarkChoice, Marks
from neurosim.data.problems import data_error, shown
from neurosim.data.raw_table import RawTable
from neurosim.data.survey import Chosen, Survey
from neurosim.errors import NeurosimWarning, counted, unknown_name
from neurosim.model.columns import TargetColumn
from neurosim.model.preparation import Preparation


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the tables of one file become numbers, decided from all of them.

    Attributes
    ----------
    origin : str
        The name of the file.
    inputs, targets : sequence of Chosen
        The columns, in order; no target has the role "either" any more.
    marks : Marks
        How numbers are written.
    target_columns : tuple of TargetColumn
        What the targets are.
    preparation : Preparation
        The categories, and the known fill values.
    to_learn : tuple of str
        The columns whose fill value is computed from their numbers; NaN means missing there.
    missing : str
        What is done about missing values.
    n_rows, n_kept : int
        The number of rows in the file, and of the rows that are kept.
    """

    origin: str
    inputs: Sequence[Chosen]
    targets: Sequence[Chosen]
    marks: Marks
    target_columns: tuple[TargetColumn, ...]
    preparation: Preparation
    to_learn: tuple[str, ...]
    missing: str
    n_rows: int
    n_kept: int

    @classmethod
    def of(
        cls,
        origin: str,
        tables: Iterable[RawTable],
        inputs: Sequence[Chosen],
        targets: Sequence[Chosen],
        *,
        marks: MarkChoice,
        missing: str = "error",
        preparation: Preparation | None = None,
        learn: bool = True,
        advice: str = INPUT_ADVICE,
    ) -> Recipe:
        """Go through all tables and decide.

        Parameters
        ----------
        origin : str
            The name of the file.
        tables : iterable of RawTable
            Its tables.
        inputs, targets : sequence of Chosen
            What to read.
        marks : MarkChoice
            The readings of numbers that are possible.
        missing : str
            What to do with missing values that have no fill value in ``preparation``.
        preparation : Preparation, optional
            What a network does with its columns.
        learn : bool
            Whether fill values may be computed from these rows; not when predicting.
        advice : str
            What the message says to do about a word in an input.

        Raises
        ------
        DataError
            If the cells cannot be used in this way.
        """
        known = preparation or Preparation()
        columns = [*inputs, *targets]
        dropping = missing == "drop" or (missing != "error" and learn)
        needed = {
            place
            for place, chosen in enumerate(columns)
            if dropping
            and (not chosen.is_input or (missing == "drop" and chosen.name not in known.fill))
        }
        survey = Survey.of(tables, columns, marks.candidates, needed=needed)
        refuse_other_values(origin, survey)
        of_numbers = number_columns(survey)
        refuse_words(origin, survey, of_numbers, marks, advice)
        reading = decide_marks(origin, of_numbers, marks)
        if not dropping:
            refuse_missing(origin, survey, known.fill, may_learn=learn)
        refuse_no_row(origin, survey)
        categories = {}
        fill = {
            chosen.name: known.fill[chosen.name] for chosen in inputs if chosen.name in known.fill
        }
        to_learn = []
        for chosen, facts in zip(survey.columns, survey.facts, strict=True):
            if not chosen.is_input:
                continue
            learns = learn and missing in ("mean", "median") and chosen.name not in fill
            if chosen.role == "labels":
                categories[chosen.name] = labels_of(origin, chosen, facts)
                if learns:
                    fill[chosen.name] = max(categories[chosen.name], key=facts.labels.__getitem__)
            elif learns:
                to_learn.append(chosen.name)
        numeric = {chosen.position for chosen, _ in of_numbers}
        found = list(zip(survey.columns, survey.facts, strict=True))[len(inputs) :]
        made = tuple(
            TargetColumn(chosen.name)
            if chosen.position in numeric
            else TargetColumn(chosen.name, labels_of(origin, chosen, facts))
            for chosen, facts in found
        )
        return cls(
            origin,
            inputs,
            targets,
            reading,
            made,
            Preparation(categories, fill),
            tuple(to_learn),
            missing,
            survey.n_rows,
            survey.n_kept,
        )

    @property
    def input_names(self) -> tuple[str, ...]:
        """The name of each input."""
        return self.preparation.input_names(chosen.name for chosen in self.inputs)

    @property
    def width(self) -> int:
        """The number of numbers that a row becomes."""
        return len(self.input_names) + sum(column.width for column in self.target_columns)

    def numbers(self, table: RawTable) -> Matrix:
        """Return the rows of a table that are kept: inputs, then targets.

        A missing value is NaN in columns whose fill value is not yet known.
        """
        rows = np.empty((len(table), self.width))
        kept = np.ones(len(table), dtype=bool)
        left = 0
        filled = {*self.preparation.fill, *self.to_learn}
        for chosen in self.inputs:
            column = self._column(table, chosen)
            missing = column.missing(chosen.known)
            labels = self.preparation.categories.get(chosen.name)
            fill = self.preparation.fill.get(chosen.name, math.nan)
            if missing and chosen.name not in filled:
                kept[missing] = False
            if labels is None:
                rows[:, left] = self._floats(table, chosen, column, missing)
                rows[missing, left] = fill
                left += 1
            else:
                texts = _labels(column, missing, fill if fill in labels else labels[0])
                _one_hot(rows[:, left : left + len(labels)], table, chosen, texts, labels)
                left += len(labels)
        for chosen, target in zip(self.targets, self.target_columns, strict=True):
            column = self._column(table, chosen)
            missing = column.missing(chosen.known)
            kept[missing] = False
            if target.classes:
                texts = _labels(column, missing, target.classes[0])
                _one_hot(rows[:, left : left + target.width], table, chosen, texts, target.classes)
            else:
                rows[:, left] = self._floats(table, chosen, column, missing)
            left += target.width
        if kept.all():
            return rows
        if self.n_kept == self.n_rows:
            raise data_error(self.origin, "the file was changed while it was read; read it again")
        return rows[kept]

    def raw_cells(self, rows: Matrix) -> list[list[float | str]]:
        """Return the inputs of rows of ``numbers`` as cells of the raw columns, all filled."""
        columns: list[list[float] | list[str]] = []
        left = 0
        for chosen in self.inputs:
            labels = self.preparation.categories.get(chosen.name)
            if labels is None:
                columns.append(rows[:, left].tolist())
                left += 1
                continue
            places = rows[:, left : left + len(labels)].argmax(axis=1).tolist()
            columns.append([labels[place] for place in places])
            left += len(labels)
        return [list(cells) for cells in zip(*columns, strict=True)]

    def learned(self, parts: statistics.Parts) -> Recipe:
        """Return a recipe with all fill values, given the rows of ``numbers`` of all tables."""
        fill = dict(self.preparation.fill)
        places = {name: place for place, name in enumerate(self.input_names)}
        average = statistics.means if self.missing == "mean" else statistics.medians
        found = average(parts, [places[name] for name in self.to_learn])
        for name, value in zip(self.to_learn, found.tolist(), strict=True):
            if math.isnan(value):
                raise data_error(
                    self.origin,
                    f"every value is missing, so there is no {self.missing}; leave the column out",
                    column=name,
                )
            fill[name] = value
        preparation = Preparation(self.preparation.categories, fill)
        return replace(self, preparation=preparation, to_learn=())

    def fills(self) -> NDArray[np.float64]:
        """Return what replaces NaN in each column of ``numbers``; NaN if nothing does."""
        names = self.input_names
        values = np.full(self.width, math.nan)
        for place, name in enumerate(names):
            value = self.preparation.fill.get(name)
            if isinstance(value, float):
                values[place] = value
        return values

    def warn_of_dropped(self) -> None:
        """Warn if rows are left out."""
        dropped = self.n_rows - self.n_kept
        if dropped:
            what = "a value" if self.missing == "drop" else "a target"
            warnings.warn(
                f"{self.origin}: {dropped} of {counted(self.n_rows, 'row')} "
                f"{'is' if dropped == 1 else 'are'} left out, because {what} is missing there",
                NeurosimWarning,
                stacklevel=2,
            )

    def _column(self, table: RawTable, chosen: Chosen) -> Column:
        column = table.column(chosen.position)
        if chosen.role != "labels" and isinstance(column, TextColumn):
            # a column of plain numbers has no missing value, and this is quick to find out
            column.plain(self.marks.decimal)
        return column

    def _text_floats(self, column: Column, missing: list[int]) -> NDArray[np.float64]:
        assert isinstance(column, TextColumn)
        values = column.plain(self.marks.decimal)
        if values is not None:
            return values
        cells = list(column.cells)
        for row in missing:
            cells[row] = "0"
        try:
            return self.marks.floats(cells)
        except ValueError:
            raise data_error(
                self.origin, "the file was changed while it was read; read it again"
            ) from None

    def _floats(
        self, table: RawTable, chosen: Chosen, column: Column, missing: list[int]
    ) -> NDArray[np.float64]:
        if isinstance(column, ValueColumn):
            values = column.values.astype(np.float64)
            values[missing] = 0.0
            problem = "{} is not a finite number; give a number or remove the row"
        else:
            values = self._text_floats(column, missing)
            problem = "{} is too large for a 64-bit float; give a smaller number"
        if not np.isfinite(values).all():
            row = int(np.argmin(np.isfinite(values)))
            text = shown(column.written(row)) if not isinstance(column, OtherColumn) else ""
            raise data_error(
                self.origin, problem.format(text), at=table.place(row), column=chosen.name
            )
        return values


def _labels(column: Column, missing: list[int], fill: object) -> list[str]:
    assert not isinstance(column, OtherColumn)
    labels = column.labels()
    for row in missing:
        labels[row] = str(fill)
    return labels


def _one_hot(
    place: Matrix, table: RawTable, chosen: Chosen, texts: list[str], labels: tuple[str, ...]
) -> None:
    codes = {label: code for code, label in enumerate(labels)}
    place[:] = 0.0
    try:
        found = [codes[text] for text in texts]
    except KeyError:
        row = next(row for row, text in enumerate(texts) if text not in codes)
        what = "category" if chosen.is_input else "class"
        raise data_error(
            table.origin,
            str(unknown_name(what, texts[row], labels)),
            at=table.place(row),
            column=chosen.name,
        ) from None
    place[np.arange(len(texts)), found] = 1.0
