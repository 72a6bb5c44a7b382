"""Formulas as SymPy expressions."""

from __future__ import annotations

from typing import Any

from neurosim.explaining.functions import ACTIVATION_FORMS
from neurosim.mathematics.expression import (
    E_NUMBER,
    Absolute,
    Call,
    Constant,
    Expression,
    Fraction,
    Negative,
    Power,
    Product,
    Root,
    Sum,
    Symbol,
)
from neurosim.model.activations import LEAKY_SLOPE
from neurosim.writing.letters import to_text


def to_sympy(form: Expression, sympy: Any) -> Any:
    """Return a formula as a SymPy expression; its symbols are named as in a trace.

    Parameters
    ----------
    form : Expression
        A closed form.
    sympy : module
        SymPy; it is installed only with the extra ``symbolic``.
    """

    def of(part: Expression) -> Any:
        return to_sympy(part, sympy)

    match form:
        case Constant(value):
            return (
                sympy.Integer(int(value))
                if float(value).is_integer()
                else sympy.Rational(str(value))
            )
        case Symbol():
            return sympy.Symbol(to_text(form), real=True)
        case Sum(terms):
            return sympy.Add(*map(of, terms))
        case Product(factors):
            return sympy.Mul(*map(of, factors))
        case Negative(inner):
            return -of(inner)
        case Absolute(inner):
            return sympy.Abs(of(inner))
        case Root(inner):
            return sympy.sqrt(of(inner))
        case Fraction(numerator, denominator):
            return of(numerator) / of(denominator)
        case Power(base, exponent):
            return sympy.exp(of(exponent)) if base == E_NUMBER else of(base) ** of(exponent)
        case Call("σ", (s,)):
            return 1 / (1 + sympy.exp(-of(s)))
        case Call("max", arguments):
            return sympy.Max(*map(of, arguments))
        case Call("min", arguments):
            return sympy.Min(*map(of, arguments))
        case Call(name, (argument,), prime) if _is_by_sign(name):
            return _sympy_cases(name, of(argument), sympy, prime=prime)
        case Call(name, (argument,)):
            functions = {
                "tanh": sympy.tanh,
                "ln": sympy.log,
                "sin": sympy.sin,
                "cos": sympy.cos,
                "sgn": sympy.sign,
            }
            return functions[name](of(argument))
    raise TypeError(f"{form} has no SymPy form")


def _is_by_sign(name: str) -> bool:
    form = ACTIVATION_FORMS.get(name)
    return form is not None and form.by_sign


def _sympy_cases(name: str, s: Any, sympy: Any, *, prime: bool) -> Any:
    slope = sympy.Rational(str(LEAKY_SLOPE))
    positive, other = {
        "relu": (s, sympy.Integer(0)),
        "leaky_relu": (s, slope * s),
        "elu": (s, sympy.exp(s) - 1),
        "step": (sympy.Integer(1), sympy.Integer(0)),
    }[name]
    if prime:
        positive = sympy.Integer(1)
        other = {"relu": sympy.Integer(0), "leaky_relu": slope, "elu": sympy.exp(s)}[name]
    condition = s >= 0 if name == "step" else s > 0
    return sympy.Piecewise((positive, condition), (other, True))
