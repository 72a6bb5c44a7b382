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
    words_of,
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
        header = self._across(lambda k: [(self.names[k],)])
        yield from self._tables(header, self._raw_cells)

    def normalized(self) -> Iterator[Block]:
        """Yield the normalization of the data, with an example."""
        for scaling in self.scalings:
            kind = kind_of(scaling)
            if isinstance(kind, str):
                text = "scaled"
                yield Subheading(("Standard scaling",))
                yield from self._fit(scaling)
                why = "mean and deviation are the mean and the standard deviation of the column."
            else:
                comma = ";" if self.arithmetic.style.decimal_comma else ","
                text = f"[{kind[0]:g}{comma} {kind[1]:g}]"
                yield Subheading((f"Min-max scaling to {text}",))
                why = words_of(kind)
            yield scaling_formula(kind, why)
            yield from self._example(scaling)
            header = self._across(lambda k, text=text: [(self.names[k],), (text,)])  # type: ignore[misc]
            yield from self._tables(header, partial(self._scaled_cells, scaling))
        yield Subheading(("The sample",))

    def _fit(self, scaling: Scaling) -> Iterator[Block]:
        """Yield how mean and deviation of a column are computed, and those of all columns."""
        assert isinstance(scaling, StandardScaling)
        if self._inner_value is not None:
            yield from self._mean_and_deviation(scaling, self._inner_value[0])
        rows = [
            ((word,), *self._across(lambda k, of=numbers: [(self._raw(of[k]),)]))  # type: ignore[misc]
            for word, numbers in (("mean", scaling.mean), ("deviation", scaling.deviation))
        ]
        header = self._across(lambda k: [(self.names[k],)])
        yield NumberTable((("",), *header), tuple(rows))
        if self.arithmetic.stepwise:
            yield Paragraph(
                ("The numbers in this table are computed in full precision and rounded once.",)
            )

    def _mean_and_deviation(self, scaling: StandardScaling, k: int) -> Iterator[Equation]:
        values = self.rows[:, k].tolist()
        mean, n = scaling.mean[k], Constant(len(values))

        def average(
            make: Callable[[float], Expression], of: Callable[[float], float]
        ) -> Expression:
            terms = self.working.elide(values, make, of)
            return self.working.numbers(Fraction(add(*terms), n))

        why: Phrase = ("For ", self.names[k], f", with its {counted(len(values), 'value')}.")
        form = general_formula("total(data_i, i) / n")
        numbers = [average(self._raw, lambda value: value)]
        yield self.working.equation(Word("mean"), [form], mean, numbers=numbers, why=why)
        form = general_formula("sqrt(total((data_i - mean)**2, i) / n)")
        shown = self._raw(mean)
        squares = average(
            lambda value: Power(minus(self._raw(value), shown), Constant(2)),
            lambda value: (value - mean) ** 2,
        )
        exact = scaling.deviation[k]
        yield self.working.equation(Word("deviation"), [form], exact, numbers=[Root(squares)])

    @cached_property
    def _inner_value(self) -> tuple[int, int] | None:
        """Column and row of a value that is not the minimum or maximum of its column, if any."""
        for k, column in enumerate(self.rows.T):
            inner = np.flatnonzero((column > column.min()) & (column < column.max()))
            if len(inner):
                return k, int(inner[-1])
        return None

    def _across(self, cells: Callable[[int], Sequence[Phrase]]) -> tuple[Phrase, ...]:
        """Return the cells of a row, column by column, with dots for those that are left out."""
        columns = _places(range(len(self.names)), self._most(_MOST_COLUMNS))
        return tuple(cell for k in columns for cell in ([_DOTS] if k is None else cells(k)))

    def _most(self, most: int) -> int | None:
        return None if self.full else most

    def _raw(self, value: float) -> Expression:
        return raw(value, self.arithmetic)

    def _tables(
        self, header: tuple[Phrase, ...], cells: Callable[[int], tuple[Phrase, ...]]
    ) -> Iterator[Block]:
        n = len(self.rows)
        if self.full:
            for start in range(0, n, _ROWS_OF_A_PART):
                part = range(start, min(start + _ROWS_OF_A_PART, n))
                yield NumberTable(header, tuple(map(cells, part)))
            return
        dots = (_DOTS,) * len(header)
        rows = _places(range(n), _MOST_ROWS)
        yield NumberTable(header, tuple(dots if row is None else cells(row) for row in rows))
        hidden = [
            counted(total - most + 1, noun)
            for total, most, noun in (
                (n, _MOST_ROWS, "row"),
                (len(self.names), _MOST_COLUMNS, "column"),
            )
            if total > most
        ]
        if hidden:
            yield Paragraph((f"⋯ stands for {' and '.join(hidden)} that are left out.",))

    def _raw_cells(self, row: int) -> tuple[Phrase, ...]:
        values = self.rows[row].tolist()
        return self._across(lambda k: [(self._raw(values[k]),)])

    def _scaled_cells(self, scaling: Scaling, row: int) -> tuple[Phrase, ...]:
        values = self.rows[row].tolist()
        exact = scaling.transform(values).tolist()

        def cells(k: int) -> list[Phrase]:
            number: Expression = Number(exact[k])
            if self.arithmetic.stepwise:
                number = self._scaled(scaling.column(k), values[k], exact[k]).lines[-1].form
            assert isinstance(number, Number)
            # a column has all decimals, but with fractions none
            fixed = not self.arithmetic.style.fractions
            return [(self._raw(values[k]),), (replace(number, fixed=fixed),)]

        return self._across(cells)

    def _scaled(self, scaling: Scaling, value: float, exact: float, why: Phrase = ()) -> Equation:
        """Return the scaling of a value with numbers put in."""
        form = scaled_value(value, scaling, self.arithmetic)
        word = Word("normalized data")
        return self.working.equation(word, (), exact, numbers=[form], why=why)

    def _example(self, scaling: Scaling) -> Iterator[Block]:
        """Yield the scaling of a value that is not the minimum or maximum of its column, if any."""
        if self._inner_value is None:
            return
        k, row = self._inner_value
        value, of_column = float(self.rows[row, k]), scaling.column(k)
        exact = float(of_column.transform([value])[0])
        why = ("For example, the value ", self._raw(value), " of ", self.names[k], ".")
        yield self._scaled(of_column, value, exact, why)


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
