"""The dataset and its normalization, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from neurosim.checks import Matrix
from neurosim.data import Dataset
from neurosim.errors import counted
from neurosim.explaining.elision import LeftOut, shorten
from neurosim.explaining.scaling_forms import (
    kind_of,
    raw,
    scaled_value,
    scaling_formula,
)
from neurosim.explaining.working import Working
from neurosim.mathematics.arithmetic import Arithmetic
from neurosim.mathematics.expression import (
    Constant,
    Expression,
    Fraction,
    Number,
    Power,
    Root,
    Word,
    add,
    minus,
)
from neurosim.mathematics.formula_text import general_formula
from neurosim.mathematics.symbols import Symbol
from neurosim.model.column_summary import ColumnSummary
from neurosim.model.scaling import MinMaxScaling, Scaling, warn_of_constants
from neurosim.model.standard_scaling import StandardScaling
from neurosim.writing.document import (
    Block,
    Equation,
    Name,
    NumberTable,
    Paragraph,
    Phrase,
    Section,
    Subheading,
    WorkedLine,
)

_MOST_ROWS, _MOST_COLUMNS = 24, 12
_ROWS_OF_A_PART = 500
_RANGES = ((0.0, 1.0), (-1.0, 1.0))
_DOTS: Phrase = ("⋯",)


def dataset_sections(
    data: Dataset,
    sections: Sequence[Section],
    working: Working,
    *,
    full: bool,
) -> list[Section]:
    """Return the sections, with the dataset before them and its normalization in section 2.

    Parameters
    ----------
    data : Dataset
        The data in raw units.
    sections : sequence of Section
        Those of the sample.
    working : Working
        How results are rounded, and the network, whose kinds of scaling are shown.
    full : bool
        Whether all rows and columns are written; otherwise the middle of large tables is left out.

    Warns
    -----
    NeurosimWarning
        If a column is constant, so all its values become the same.
    """
    names = (*data.input_names, *data.output_names)
    rows = np.hstack((data.X, data.Z))
    scalings = _scalings(ColumnSummary.of(rows), working, names)
    symbols = [
        *(Symbol("input", "output", (i,)) for i in range(len(data.input_names))),
        *(Symbol("output", "target", (k,)) for k in range(len(data.output_names))),
    ]
    shown = tuple(
        working.name_or_symbol(name, symbol) for name, symbol in zip(names, symbols, strict=True)
    )
    tables = _Tables(shown, rows, scalings, working, full)
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
    """The tables of a dataset: raw, and with each scaling that is shown."""

    names: tuple[Name | Symbol, ...]
    rows: Matrix
    scalings: tuple[Scaling, ...]
    working: Working
    full: bool

    @property
    def arithmetic(self) -> Arithmetic:
        """How results are rounded."""
        return self.working.arithmetic

    def dataset(self) -> Iterator[Block]:
        """Yield the raw data."""
        header = [_DOTS if k is None else (self.names[k],) for k in self._columns]
        yield from self._tables(header, self._raw_cells)

    def normalized(self) -> Iterator[Block]:
        """Yield the normalization of the data, with an example."""
        for scaling in self.scalings:
            kind = kind_of(scaling)
            if isinstance(kind, str):
                text = "scaled"
                yield Subheading(("Standard scaling",))
                yield from self._fit(scaling)
                yield scaling_formula(
                    kind,
                    "mean and deviation are the mean and the standard deviation of the column.",
                )
            else:
                comma = ";" if self.arithmetic.style.decimal_comma else ","
                text = f"[{kind[0]:g}{comma} {kind[1]:g}]"
                yield Subheading((f"Min-max scaling to {text}",))
                yield scaling_formula(
                    kind, "min and max are the smallest and the largest value of the column."
                )
            yield from self._example(scaling)
            header: list[Phrase] = []
            for k in self._columns:
                header += [_DOTS] if k is None else [(self.names[k],), (text,)]
            yield from self._tables(header, partial(self._scaled_cells, scaling))
        yield Subheading(("The sample",))

    def _fit(self, scaling: Scaling) -> Iterator[Block]:
        """Yield how mean and deviation of a column are computed, and those of all columns."""
        assert isinstance(scaling, StandardScaling)
        place = self._inner_value
        if place is not None:
            yield from self._mean_and_deviation(scaling, place[0])
        header: list[Phrase] = [("",)]
        mean: list[Phrase] = [("mean",)]
        deviation: list[Phrase] = [("deviation",)]
        for k in self._columns:
            header.append(_DOTS if k is None else (self.names[k],))
            mean.append(_DOTS if k is None else (raw(scaling.mean[k], self.arithmetic),))
            deviation.append(_DOTS if k is None else (raw(scaling.deviation[k], self.arithmetic),))
        yield NumberTable(tuple(header), (tuple(mean), tuple(deviation)))
        if self.arithmetic.stepwise:
            yield Paragraph(
                ("The numbers in this table are computed in full precision and rounded once.",)
            )

    def _mean_and_deviation(self, scaling: StandardScaling, k: int) -> Iterator[Equation]:
        values = self.rows[:, k].tolist()
        n = Constant(len(values))
        mean, deviation = scaling.mean[k], scaling.deviation[k]
        mean_shown = raw(mean, self.arithmetic)

        def given(value: float) -> Expression:
            return raw(value, self.arithmetic)

        def squared(value: float) -> Expression:
            return Power(minus(given(value), mean_shown), Constant(2))

        why: Phrase = ("For ", self.names[k], f", with its {counted(len(values), 'value')}.")
        for word, formula, make, exact, result, sentence in (
            ("mean", "total(data_i, i) / n", given, lambda v: v, mean, why),
            (
                "deviation",
                "sqrt(total((data_i - mean)**2, i) / n)",
                squared,
                lambda v: (v - mean) ** 2,
                deviation,
                (),
            ),
        ):
            terms = self.working.elide(values, make, exact)
            average: Expression = self.working.numbers(Fraction(add(*terms), n))
            yield self.working.equation(
                Word(word),
                [general_formula(formula)],
                result,
                numbers=[average if word == "mean" else Root(average)],
                why=sentence,
            )

    @cached_property
    def _inner_value(self) -> tuple[int, int] | None:
        """Column and row of a value that is not the minimum or maximum of its column, if any."""
        for k, column in enumerate(self.rows.T):
            inner = np.flatnonzero((column > column.min()) & (column < column.max()))
            if len(inner):
                return k, int(inner[-1])
        return None

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
                yield NumberTable(tuple(header), tuple(tuple(cells(row)) for row in part))
            return
        places = _places(range(n), _MOST_ROWS)
        dots = (_DOTS,) * len(header)
        yield NumberTable(
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

    def _scaled_cells(self, scaling: Scaling, row: int) -> list[Phrase]:
        values = self.rows[row].tolist()
        exact = scaling.transform(values).tolist()
        cells: list[Phrase] = []
        for k in self._columns:
            if k is None:
                cells.append(_DOTS)
                continue
            number = Number(exact[k])
            if self.arithmetic.stepwise:
                number = self._worked(scaling.column(k), values[k], exact[k])[1]
            cells.append((raw(values[k], self.arithmetic),))
            # a column has all decimals, but with fractions none
            cells.append((replace(number, fixed=not self.arithmetic.style.fractions),))
        return cells

    def _worked(
        self, scaling: Scaling, value: float, exact: float
    ) -> tuple[list[Expression], Number]:
        """Return the scaling of a value with numbers put in, step by step, and the result."""
        form = scaled_value(value, scaling, self.arithmetic)
        if isinstance(form, Number):
            return [], form
        *steps, result = self.arithmetic.steps(form, exact)
        assert isinstance(result, Number)
        return [form, *steps], result

    def _example(self, scaling: Scaling) -> Iterator[Block]:
        """Yield the scaling of a value that is not the minimum or maximum of its column, if any."""
        if self._inner_value is None:
            return
        k, row = self._inner_value
        value, of_column = float(self.rows[row, k]), scaling.column(k)
        exact = float(of_column.transform([value])[0])
        (first, *steps), result = self._worked(of_column, value, exact)
        lines = [WorkedLine(first, "substituted"), *(WorkedLine(step, "partial") for step in steps)]
        why: Phrase = (
            "For example, the value ",
            raw(value, self.arithmetic),
            " of ",
            self.names[k],
            ".",
        )
        yield Equation(Word("normalized data"), (*lines, WorkedLine(result, "result")), why, exact)


def _scalings(
    summary: ColumnSummary, working: Working, names: Sequence[str]
) -> tuple[Scaling, ...]:
    """Return the scalings of the data: of the network's kind, or to both ranges."""
    of_network = [working.net.input_scaling, working.net.target_scaling]
    found: list[Scaling] = []
    if any(isinstance(scaling, StandardScaling) for scaling in of_network):
        found.append(
            StandardScaling(tuple(summary.mean.tolist()), tuple(summary.deviation.tolist()))
        )
    if not found or any(isinstance(scaling, MinMaxScaling) for scaling in of_network):
        limits = tuple(summary.minimum.tolist()), tuple(summary.maximum.tolist())
        found += [MinMaxScaling(*limits, ends) for ends in _RANGES]
    middle = "0" if isinstance(found[0], StandardScaling) else "0.5, the middle of the range"
    warn_of_constants(summary, names, middle)
    return tuple(found)


def _places(places: Sequence[int], most: int | None) -> list[int | None]:
    """Return places; None stands for a middle that is left out."""
    return [None if isinstance(k, LeftOut) else k for k in shorten(places, most)]
