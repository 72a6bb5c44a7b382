"""A formula as a spreadsheet writes it: the same tree that a derivation writes as mathematics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from neurosim.mathematics.expression import (
    E_NUMBER,
    PI,
    Absolute,
    Call,
    Cases,
    Constant,
    Expression,
    Fraction,
    Letter,
    Negative,
    Number,
    Power,
    Product,
    Root,
    Sum,
)
from neurosim.mathematics.symbols import Symbol

LARGEST_EXPONENT = 700
"""EXP of a spreadsheet is an error from 710 on."""

_FUNCTIONS = {
    "tanh": "TANH",
    "max": "MAX",
    "min": "MIN",
    "ln": "LN",
    "cos": "COS",
    "sin": "SIN",
    "sgn": "SIGN",
    "arctan": "ATAN",
    "erf": "ERF",
}
_SIGNS = {">": ">", "≥": ">=", "<": "<", "≤": "<=", "=": "=", "≠": "<>"}

_SUM, _PRODUCT, _POWER, _ATOM = range(4)
"""How strongly the outermost sign of a text binds.

A minus in front binds more strongly than a power in a spreadsheet, where -2^2 is 4, so it counts as
a sum and always has parentheses around it when something follows.
"""


def cell_formula(form: Expression, cell_of: Callable[[Any], str]) -> str:
    """Return a formula in the language of spreadsheets, without the equals sign.

    Powers of e never leave the range of ``EXP``: their exponent is limited to 700, and
    ``ln(1 + e^x)`` is written so that it holds for every x.

    Parameters
    ----------
    form : Expression
        The formula.
    cell_of : callable
        Returns the cell of a letter or a symbol, such as ``B4`` or ``Forward!B4``.

    Raises
    ------
    TypeError
        If a part of the formula has no number.

    Examples
    --------
    >>> from neurosim.model.activations import formulas_of, get_activation
    >>> function, slope = formulas_of(get_activation("sigmoid"))
    >>> cell_formula(function, lambda letter: "F6"), cell_formula(slope, lambda letter: "F7")
    ('1/(1+EXP(MIN(-F6,700)))', 'F7*(1-F7)')
    """
    return _Writer(cell_of).text(form)


class _Writer:
    """Writes formulas with the cells of their letters and symbols."""

    def __init__(self, cell_of: Callable[[Any], str]) -> None:
        self._cell_of = cell_of

    def text(self, form: Expression) -> str:
        return self._written(form)[0]

    def _around(self, form: Expression, weakest: int) -> str:
        """Return a text in parentheses, unless its sign binds strongly enough."""
        text, binds = self._written(form)
        return text if binds >= weakest else f"({text})"

    def _written(self, form: Expression) -> tuple[str, int]:
        """Return the text of a formula, and how strongly its outermost sign binds."""
        match form:
            case Number(value=value) | Constant(value=value):
                return _number(value), _ATOM if value >= 0 else _SUM
            case Sum(terms):
                return self._sum(terms), _SUM
            case Product((first, *others)):
                # a quotient or a product that follows keeps its own order of rounding
                after = "".join(f"*{self._around(other, _POWER)}" for other in others)
                return self._around(first, _PRODUCT) + after, _PRODUCT
            case Negative(of):
                return f"-{self._around(of, _ATOM)}", _SUM
            case Fraction(above, below):
                text = f"{self._around(above, _PRODUCT)}/{self._around(below, _POWER)}"
                return text, _PRODUCT
            case Power(base, exponent) if base == E_NUMBER:
                return self._exp(exponent), _ATOM
            case Power(base, exponent):
                return f"{self._around(base, _ATOM)}^{self._around(exponent, _ATOM)}", _POWER
            case Absolute(of):
                return f"ABS({self.text(of)})", _ATOM
            case Root(of):
                return f"SQRT({self.text(of)})", _ATOM
            case Call():
                return self._call(form)
            case Cases(rows):
                return self._cases(rows), _ATOM
            case Letter() if form == E_NUMBER:
                return "EXP(1)", _ATOM
            case Letter() if form == PI:
                return "PI()", _ATOM
            case Letter() | Symbol():
                return self._cell_of(form), _ATOM
        raise TypeError(f"{form} has no number")

    def _sum(self, terms: tuple[Expression, ...]) -> str:
        parts: list[str] = []
        for term in terms:
            if parts and isinstance(term, Negative):
                parts.append(f"-{self._around(term.of, _PRODUCT)}")
            elif parts:
                parts.append(f"+{self._around(term, _PRODUCT)}")
            else:
                parts.append(self.text(term))
        return "".join(parts)

    def _exp(self, exponent: Expression) -> str:
        text = self.text(exponent)
        return f"EXP({text})" if _is_at_most_zero(exponent) else f"EXP({_at_most(text)})"

    def _call(self, form: Call) -> tuple[str, int]:
        match form:
            case Call("ln", (Sum((Constant(1), Power(base, x))),)) if base == E_NUMBER:
                inner = self.text(x)
                return f"(MAX({inner},0)+LN(1+EXP(-ABS({inner}))))", _ATOM
            case Call("max", (floor, Call("ln", (x,)))):
                # the logarithm of 0, which is an error in a spreadsheet, is the floor
                inner, least = self.text(x), self.text(floor)
                return f"IF({inner}>0,MAX({least},LN({inner})),{least})", _ATOM
            case Call("σ", (x,)):
                return f"1/(1+EXP({_at_most('-' + self._around(x, _ATOM))}))", _PRODUCT
            case Call(function, arguments) if function in _FUNCTIONS:
                return f"{_FUNCTIONS[function]}({','.join(map(self.text, arguments))})", _ATOM
        raise TypeError(f"{form} has no number")

    def _cases(self, rows: tuple[Any, ...]) -> str:
        (value, given), *others = rows
        if not others:
            return self.text(value)
        condition = f"{self.text(given.left)}{_SIGNS[given.sign]}{self.text(given.right)}"
        return f"IF({condition},{self.text(value)},{self._cases(tuple(others))})"


def _at_most(exponent: str) -> str:
    return f"MIN({exponent},{LARGEST_EXPONENT})"


def _is_at_most_zero(form: Expression) -> bool:
    match form:
        case Negative(Absolute() | Power(_, Constant(2))):
            return True
        case Negative(Fraction(above, Constant(below))) if below > 0:
            return _is_at_most_zero(Negative(above))
        case Fraction(above, Constant(below)) if below > 0:
            return _is_at_most_zero(above)
    return False


def _number(value: float) -> str:
    """Return a number with all its digits, a whole one without a point."""
    number = float(value)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number).upper()
