"""Formulas of a sheet in one line of text."""

from __future__ import annotations

from neurosim.mathematics.expression import Expression
from neurosim.mathematics.numbers import NumberStyle
from neurosim.mathematics.symbols import Symbol
from neurosim.worksheet.sheet import Sheet
from neurosim.worksheet.written import as_written, name_in_table
from neurosim.writing.letters import get_notation
from neurosim.writing.plain_text import TextWriter


def formula_text(sheet: Sheet, symbol: Symbol, form: Expression | None = None) -> str:
    """Return a formula of a number as text, such as ``so[0] = ah[0][0] · wo[0][0] + bo[0]``.

    Parameters
    ----------
    sheet : Sheet
        The formulas.
    symbol : Symbol
        The number.
    form : Expression, optional
        Another formula than the right one.
    """
    writer = TextWriter(get_notation("source", 0), NumberStyle())
    shown = sheet.formulas[symbol] if form is None else form
    return f"{name_text(sheet, symbol)} = {writer.inline(as_written(shown, sheet))}"


def name_text(sheet: Sheet, symbol: Symbol) -> str:
    """Return a number by its name as text, as it stands on the left of its formula."""
    name = name_in_table(symbol, sheet)
    if isinstance(name, str):
        return name
    return TextWriter(get_notation("source", 0), NumberStyle()).inline(name)
