"""Reading a formula from text, such as ``1 / (1 + e**-s)``."""

from __future__ import annotations

import ast
import contextlib
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache

from neurosim.checks import text as checked_text
from neurosim.errors import InputError, brief, counted, listed
from neurosim.mathematics.evaluation import evaluate
from neurosim.mathematics.expression import (
    E_NUMBER,
    PI,
    Absolute,
    Call,
    Cases,
    Condition,
    Constant,
    Dots,
    Expression,
    Fraction,
    Letter,
    Negative,
    Power,
    Root,
    Slope,
    Sum,
    Total,
    Vector,
    Word,
    times,
)
from neurosim.mathematics.symbols import LEARNING_RATE, LOSS

_LONGEST = 1000
_DEEPEST = 50

_FUNCTIONS: Mapping[str, tuple[int, Callable[..., Expression]]] = {
    "exp": (1, lambda x: Power(E_NUMBER, x)),
    "ln": (1, lambda x: Call("ln", (x,))),
    "sqrt": (1, Root),
    "abs": (1, Absolute),
    "sgn": (1, lambda x: Call("sgn", (x,))),
    "sin": (1, lambda x: Call("sin", (x,))),
    "cos": (1, lambda x: Call("cos", (x,))),
    "arctan": (1, lambda x: Call("arctan", (x,))),
    "erf": (1, lambda x: Call("erf", (x,))),
    "tanh": (1, lambda x: Call("tanh", (x,))),
    "sigmoid": (1, lambda x: Call("σ", (x,))),
    "max": (2, lambda x, y: Call("max", (x, y))),
    "min": (2, lambda x, y: Call("min", (x, y))),
}

_GREEK = {"theta": "θ", "eta": "η", "delta": "δ", "sigma": "σ"}

_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Gt: ">", ast.GtE: "≥", ast.Lt: "<", ast.LtE: "≤", ast.Eq: "=", ast.NotEq: "≠",
}  # fmt: skip
_OPPOSITE = {">": "≤", "≥": "<", "<": "≥", "≤": ">"}


def read_formula(text: str, letters: Collection[str], what: str = "a formula") -> Expression:
    """Return the expression of a formula that is written as Python writes arithmetic.

    It may have numbers, the letters that are given, ``e``, ``pi``, the signs ``+ - * / **``,
    parentheses, the functions ``exp``, ``ln``, ``sqrt``, ``abs``, ``sgn``, ``sin``, ``cos``,
    ``arctan``, ``erf``, ``tanh``, ``sigmoid``, ``max`` and ``min``, and cases:
    ``s if s > 0 else 0``. Nothing of it is executed.

    Parameters
    ----------
    text : str
        The formula.
    letters : collection of str
        The letters that it may have.
    what : str
        What the formula is, for messages.

    Raises
    ------
    InputError
        If the text is no formula, or has another letter or function.

    Examples
    --------
    >>> read_formula("s * s", {"s"})
    Product(factors=(Letter(base='s', below='', own=False), Letter(base='s', below='', own=False)))
    """
    formula = checked_text(text, what, empty=False)
    if len(formula) > _LONGEST:
        raise InputError(f"{what} has {len(formula):,} characters; give at most {_LONGEST:,}")
    try:
        body = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise InputError(
            f"{what} is {brief(text)}, which cannot be read; write it as in Python, such as "
            "1 / (1 + e**-s)"
        ) from None
    return _Reader(letters, what).expression(body, 0)


@lru_cache(maxsize=256)
def general_formula(text: str, own: str = "") -> Expression:
    """Return the expression of a general formula of a derivation.

    Besides what ``read_formula`` reads, it may have any letter, word and function; ``w_i``, a
    letter with an index; ``L`` and ``eta``, the loss and the learning rate; ``d(L, w_i)``, a
    derivative; ``f.prime(s)``, the derivative of a function; ``nabla.L(w)``, a gradient;
    ``total(w_j * delta_j, j)``, a sum over an index; ``dots``, the terms in the middle;
    ``cases((1, s > 0), (0, s <= 0))``; ``[x, y]``, a vector; and
    ``(x, y)`` or ``group(x)``, parentheses.

    Parameters
    ----------
    text : str
        The formula.
    own : str
        Letters that belong to an example of their own, so that no notation replaces them.

    Examples
    --------
    >>> general_formula("d(f, w_i)")
    Slope(of=Letter(base='f', below='', own=False), by=Letter(base='w', below='i', own=False))
    """
    return _GeneralReader(own).expression(ast.parse(text, mode="eval").body, 0)


def letter(name: str) -> Letter:
    """Return the letter of a name in a formula: what follows an underscore stands below it.

    Examples
    --------
    >>> letter("w_i"), letter("theta_new")
    (Letter(base='w', below='i', own=False), Letter(base='θ', below='new', own=False))
    """
    base, _, below = name.partition("_")
    return Letter(_GREEK.get(base, base), below.replace("_", ","))


def check_both(formula: str, slope: str, of: str) -> None:
    """Raise InputError unless a formula and its slope are texts, both given or none.

    Parameters
    ----------
    formula, slope : str
        The texts; empty if they are not given.
    of : str
        What they belong to, for the message.
    """
    given = {
        part: bool(checked_text(value, f"the {part} of {of}"))
        for part, value in (("formula", formula), ("slope", slope))
    }
    if given["formula"] != given["slope"]:
        has, lacks = sorted(given, key=lambda part: not given[part])
        raise InputError(f"{of} has a {has} but no {lacks}; give both")


def check_agreement(
    what: str, form: Expression, letters: Mapping[Letter, float], code: Callable[[], float]
) -> None:
    """Raise InputError unless a formula and the code beside it give the same number.

    Parameters
    ----------
    what : str
        What the formula is, for the message.
    form : Expression
        The formula.
    letters : mapping
        The numbers to try.
    code : callable
        Computes the same from the same numbers. An error in it is reported where it is used.
    """
    by_code = math.nan
    with contextlib.suppress(Exception):
        by_code = float(code())
    by_text = evaluate(form, letters)
    if math.isnan(by_code) or math.isclose(by_text, by_code, rel_tol=1e-9, abs_tol=1e-12):
        return
    at = ", ".join(f"{letter.base} = {value:g}" for letter, value in letters.items())
    raise InputError(
        f"{what} gives {by_text:g} at {at}, but its function gives {by_code:g}; correct one of them"
    )


class _Reader:
    """The parts of one formula."""

    _signs: Collection[type[ast.cmpop]] = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)

    def __init__(self, letters: Collection[str], what: str) -> None:
        self._letters = letters
        self._what = what

    def expression(self, node: ast.expr, depth: int) -> Expression:
        """Return the expression of a part; cases may only be the whole formula."""
        if isinstance(node, ast.IfExp) and depth == 0:
            return Cases(tuple(self._rows(node)))
        return self._part(node, depth)

    def _rows(self, node: ast.IfExp) -> list[tuple[Expression, Condition]]:
        condition = self._condition(node.test)
        first = (self._part(node.body, 1), condition)
        if isinstance(node.orelse, ast.IfExp):
            return [first, *self._rows(node.orelse)]
        opposite = Condition(condition.left, _OPPOSITE[condition.sign], condition.right)
        return [first, (self._part(node.orelse, 1), opposite)]

    def _condition(self, node: ast.expr) -> Condition:
        match node:
            case ast.Compare(left, [sign], [right]) if type(sign) in self._signs:
                return Condition(self._part(left, 1), _SIGNS[type(sign)], self._part(right, 1))
        raise self._error(node, "is no condition of a case; write one such as s > 0")

    def _part(self, node: ast.expr, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise InputError(f"{self._what} is nested more than {_DEEPEST} levels deep")

        def of(part: ast.expr) -> Expression:
            return self._part(part, depth + 1)

        match node:
            case ast.Constant(value) if isinstance(value, int | float) and value is not True:
                return self._constant(node, value)
            case ast.Name("e"):
                return E_NUMBER
            case ast.Name("pi"):
                return PI
            case ast.Name(name) if name in self._letters:
                return letter(name)
            case ast.UnaryOp(ast.USub(), operand):
                return Negative(of(operand))
            case ast.BinOp(left, ast.Add(), right):
                return Sum((*_terms(left, of), of(right)))
            case ast.BinOp(left, ast.Sub(), right):
                return Sum((*_terms(left, of), Negative(of(right))))
            case ast.BinOp(left, ast.Mult(), right):
                return times(of(left), of(right))
            case ast.BinOp(left, ast.Div(), right):
                return Fraction(of(left), of(right))
            case ast.BinOp(left, ast.Pow(), right):
                return Power(of(left), of(right))
            case ast.Call(ast.Name(name), arguments, []) if name in _FUNCTIONS:
                count, function = _FUNCTIONS[name]
                if len(arguments) == count:
                    return function(*map(of, arguments))
                given = counted(len(arguments), "number")
                raise self._error(node, f"has {given} in {name}, which takes {count}")
            case ast.Call(ast.Name(name), _, [_, *_]) if name in _FUNCTIONS:
                raise self._error(node, f"names an argument of {name}; give the number alone")
            case ast.Call(ast.Name(name)):
                known = listed(sorted(_FUNCTIONS), 20)
                raise self._error(node, f"has an unknown function {name!r}; known: {known}")
            case ast.Name(name):
                known = listed(sorted({*self._letters, "e", "pi"}))
                raise self._error(node, f"has an unknown letter {name!r}; known: {known}")
        raise self._error(node, "is no arithmetic; write it as in Python, such as 1 / (1 + e**-s)")

    def _constant(self, node: ast.expr, value: float) -> Constant:
        try:
            number = float(value)
        except OverflowError:
            number = float("inf")
        if number in (float("inf"), float("-inf")) or (isinstance(value, bool)):
            raise self._error(node, "is not a finite number")
        return Constant(value)

    def _error(self, node: ast.expr, problem: str) -> InputError:
        return InputError(f"{self._what}: {brief(ast.unparse(node))} {problem}")


def _terms(node: ast.expr, of: Callable[[ast.expr], Expression]) -> tuple[Expression, ...]:
    """Return the terms of the left side of a sum, which Python nests."""
    form = of(node)
    return form.terms if isinstance(form, Sum) else (form,)


class _GeneralReader(_Reader):
    """The parts of a general formula, which only the project's own code has."""

    _signs = tuple(_SIGNS)

    def __init__(self, own: str) -> None:
        super().__init__((), "a general formula")
        self._own = own

    def _part(self, node: ast.expr, depth: int) -> Expression:
        def of(*parts: ast.expr) -> tuple[Expression, ...]:
            return tuple(self._part(part, depth + 1) for part in parts)

        match node:
            case ast.Name("dots"):
                return Dots()
            case ast.Name("L"):
                return LOSS
            case ast.Name("eta"):
                return LEARNING_RATE
            case ast.Name(name) if name not in ("e", "pi"):
                found = letter(name)
                if len(found.base) > 1 and not found.below:
                    return Word(name)
                return replace(found, own=True) if name[0] in self._own else found
            case ast.List(components):
                return Vector(of(*components))
            case ast.Tuple(parts) | ast.Call(ast.Name("group"), parts):
                return Call("", of(*parts))
            case ast.Call(ast.Name("d"), [function, by]):
                return Slope(*of(function, by))
            case ast.Call(ast.Name("total"), [term, ast.Name(index)]):
                return Total(self._part(term, depth + 1), index)
            case ast.Call(ast.Name("cases"), rows):
                return Cases(tuple(map(self._row, rows)))
            case ast.Call(ast.Attribute(ast.Name("nabla"), name), arguments):
                return Call(f"∇{name}", of(*arguments))
            case ast.Call(ast.Attribute(ast.Name(name), "prime"), arguments):
                return Call(name, of(*arguments), prime=True)
            case ast.Call(ast.Name(name), arguments) if name not in _FUNCTIONS:
                return Call(name, of(*arguments))
        return super()._part(node, depth)

    def _row(self, row: ast.expr) -> tuple[Expression, Condition]:
        assert isinstance(row, ast.Tuple), ast.unparse(row)
        value, given = row.elts
        return self._part(value, 1), self._condition(given)
