"""The formulas of a sheet as they are written: with f'(s), derivatives and the letters of rules."""

from __future__ import annotations

from neurosim.mathematics.expression import (
    Call,
    Elided,
    Expression,
    Letter,
    Product,
    Slope,
    Word,
    substituted,
    times,
)
from neurosim.mathematics.symbols import LOSS, MEAN_GRADIENT, Symbol
from neurosim.model.update_rule import read_rule
from neurosim.worksheet.sheet import Sheet

Leaf = Letter | Symbol | Word | Slope | Elided


def as_written(form: Expression, sheet: Sheet) -> Expression:
    """Return a formula of a sheet as it is written, with its derived quantities as formulas.

    Parameters
    ----------
    form : Expression
        The formula, such as ``slope of so[0] * (dL/dyo[0])``.
    sheet : Sheet
        Its sheet.
    """

    def put_in(leaf: Leaf) -> Expression:
        return _written(leaf, sheet) if isinstance(leaf, Symbol) else leaf

    return substituted(form, put_in)


def _written(symbol: Symbol, sheet: Sheet) -> Expression:
    match symbol.quantity:
        case "slope":
            name = sheet.owner(symbol).activation.name
            called = "σ" if name == "sigmoid" else name
            return Call(called, (symbol.other("summation"),), prime=True)
        case "loss gradient":
            return Slope(LOSS, symbol.other("output"))
        case "joined gradient":
            return Slope(LOSS, symbol.other("summation"))
    parameter = symbol.parameter
    if parameter is None or parameter == symbol._replace(new=False):
        return symbol
    name = symbol.quantity.partition(" ")[2]
    if name == "gradient":
        return Slope(LOSS, parameter)
    if name == MEAN_GRADIENT:
        return Call("mean", (Slope(LOSS, parameter),))
    lines = () if sheet.sample.optimizer is None else read_rule(sheet.sample.optimizer).lines
    return next((line.letter for line in lines if line.name == name), Letter(name))


def left_side(symbol: Symbol, sheet: Sheet) -> Expression:
    """Return a number of a sheet as the left side of its equation."""
    return _written(symbol, sheet)


def name_in_table(symbol: Symbol, sheet: Sheet) -> Expression | str:
    """Return a number of a sheet by a name that no other number has, such as ``velocity wo[0]``."""
    left = left_side(symbol, sheet)
    return str(symbol) if isinstance(left, Letter) else left


def flat(form: Expression) -> Expression:
    """Return a product without products in it."""
    return times(*form.factors) if isinstance(form, Product) else form
