"""The dataset and its normalization, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from neurosim.checks import Matrix
from neurosim.data import Dataset
from neurosim.errors import counted
from neurosim.model.scaling import MinMaxScaling
from neurosim.tracing.derivation.arithmetic import Arithmetic
from neurosim.tracing.derivation.document import (
    Block,
    Equation,
    Line,
    Name,
    Paragraph,
    Phrase,
    Section,
    Subheading,
    Table,
)
from neurosim.tracing.derivation.elision import LeftOut, shorten
from neurosim.tracing.derivation.expression import Expression, Number, Symbol, Word
from neurosim.tracing.derivation.section_normalization import raw, scaled_value, scaling_formula
from neurosim.tracing.derivation.working import is_default_name

_MOST_ROWS, _MOST_COLUMNS = 24, 12
_ROWS_OF_A_PART = 500
_RANGES = ((0.0, 1.0), (-1.0, 1.0))
_DOTS: Phrase = ("⋯",)


def dataset_sections(
    data: Dataset,
    sections: Sequence[Section],
    arithmetic: Arithmetic,
    *,
    full: bool,
    names_from_0: bool,
) -> list[Section]:
    """Return the sections with the dataset before them and its normalization in section 2.

    Parameters
    ----------
    data : Dataset
        The data in raw units.
    sections : sequence of Section
        Those of the sample.
    arithmetic : Arithmetic
        How results are rounded.
    full : bool
        Whether all rows and columns are written; otherwise the middle of many is left out.
    names_from_0 : bool
        Whether the indices within default names are those of the notation.

    Warns
    -----
    NeurosimWarning
        If a column is constant: it becomes the middle of the range.
    """
    names = (*data.input_names, *data.output_names)
    rows = np.hstack((data.X, data.Z))
    fitted = MinMaxScaling.fit(rows, names=names)
    symbols = [
        *(Symbol("input", "output", (i,)) for i in range(len(data.input_names))),
        *(Symbol("output", "target", (k,)) for k in range(len(data.output_names))),
    ]
    shown = tuple(
        Name(name) if names_from_0 or not is_default_name(name, symbol) else symbol
        for name, symbol in zip(names, symbols, strict=True)
    )
    tables = _Tables(shown, rows, fitted.minimum, fitted.maximum, arithmetic, full)
    extended = [Section("", "The training dataset", tables.dataset)]
    for section in sections:
        make = section.make_blocks
        if section.number == "2":
            make = partial(_before, tables, section)
        extended.append(Section(section.number, section.title, make))
    return extended


def _before(tables: _Tables, section: Section) -> Iterator[Block]:
    yield from tables.normalized()
    yield from section.blocks


@dataclass(frozen=True)
class _Tables:
    """The tables of a dataset: raw, and scaled to [0, 1] and [-1, 1]."""

    names: tuple[Name | Symbol, ...]
    rows: Matrix
    minimum: tuple[float, ...]
    maximum: tuple[float, ...]
    arithmetic: Arithmetic
    full: bool

    def dataset(self) -> Iterator[Block]:
        """Yield the data as they are."""
        header = [_DOTS if k is None else (self.names[k],) for k in self._columns]
        yield from self._tables(header, self._raw_cells)

    def normalized(self) -> Iterator[Block]:
        """Yield the normalization of the data, with an example."""
        for limits in _RANGES:
            comma = ";" if self.arithmetic.style.decimal_comma else ","
            text = f"[{limits[0]:g}{comma} {limits[1]:g}]"
            yield Subheading((f"Min-max scaling to {text}",))
            yield scaling_formula(limits, "min and max are those of the column.")
            yield from self._example(limits)
            header: list[Phrase] = []
            for k in self._columns:
                header += [_DOTS] if k is None else [(self.names[k],), (text,)]
            yield from self._tables(header, partial(self._scaled_cells, limits))
        yield Subheading(("The sample",))

    @cached_property
    def _columns(self) -> list[int | None]:
        columns = range(len(self.names))
        return _places(columns, None if self.full else _MOST_COLUMNS)

    def _tables(
        self, header: Sequence[Phrase], cells: Callable[[int], list[Phrase]]
    ) -> Iterator[Block]:
        n = len(self.rows)
        if self.full:
            for start in range(0, n, _ROWS_OF_A_PART):
                part = range(start, min(start + _ROWS_OF_A_PART, n))
                yield Table(tuple(header), tuple(tuple(cells(row)) for row in part))
            return
        places = _places(range(n), _MOST_ROWS)
        dots = (_DOTS,) * len(header)
        yield Table(
            tuple(header), tuple(dots if row is None else tuple(cells(row)) for row in places)
        )
        hidden = [
            counted(total - len(shown) + 1, noun)
            for total, shown, noun in (
                (n, places, "row"),
                (len(self.names), self._columns, "column"),
            )
            if None in shown
        ]
        if hidden:
            yield Paragraph((f"⋯ stands for {' and '.join(hidden)} that are left out.",))

    def _raw_cells(self, row: int) -> list[Phrase]:
        values = self.rows[row].tolist()
        return [_DOTS if k is None else (raw(values[k], self.arithmetic),) for k in self._columns]

    def _scaled_cells(self, limits: tuple[float, float], row: int) -> list[Phrase]:
        values = self.rows[row].tolist()
        exact = MinMaxScaling(self.minimum, self.maximum, limits).transform(values).tolist()
        cells: list[Phrase] = []
        for k in self._columns:
            if k is None:
                cells.append(_DOTS)
                continue
            number = Number(exact[k])
            if self.arithmetic.stepwise:
                number = self._worked(k, values[k], exact[k], limits)[1]
            cells.append((raw(values[k], self.arithmetic),))
            # a column has all decimals, and of fractions none
            cells.append((replace(number, fixed=not self.arithmetic.style.fractions),))
        return cells

    def _worked(
        self, k: int, value: float, exact: float, limits: tuple[float, float]
    ) -> tuple[list[Expression], Number]:
        """Return the scaling of a value with numbers put in, step by step, and the result."""
        form = scaled_value(value, self.minimum[k], self.maximum[k], limits, self.arithmetic)
        *steps, result = self.arithmetic.steps(form, exact)
        assert isinstance(result, Number)
        return [form, *steps], result

    def _example(self, limits: tuple[float, float]) -> Iterator[Block]:
        """Yield the scaling of a value that is no limit of its column, if there is one."""
        for k, name in enumerate(self.names):
            column = self.rows[:, k]
            inner = np.flatnonzero((column > self.minimum[k]) & (column < self.maximum[k]))
            if not len(inner):
                continue
            value = float(column[inner[-1]])
            scaling = MinMaxScaling((self.minimum[k],), (self.maximum[k],), limits)
            exact = float(scaling.transform([value])[0])
            (first, *steps), result = self._worked(k, value, exact, limits)
            lines = [Line(first, "substituted"), *(Line(step, "partial") for step in steps)]
            why: Phrase = ("For example ", raw(value, self.arithmetic), " of ", name, ".")
            yield Equation(Word("normalized data"), (*lines, Line(result, "result")), why, exact)
            return


def _places(places: Sequence[int], most: int | None) -> list[int | None]:
    """Return places; None stands for the middle of many."""
    return [None if isinstance(k, LeftOut) else k for k in shorten(places, most)]
