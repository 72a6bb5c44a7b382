"""Formulas as SymPy expressions."""

from __future__ import annotations

from typing import Any

from neurosim.mathematics.expression import (
    COMPARE,
    E_NUMBER,
    Absolute,
    Call,
    Cases,
    Constant,
    Expression,
    Fraction,
    Negative,
    Power,
    Product,
    Root,
    Sum,
    Symbol,
    replaced,
)
from neurosim.model.activations import S
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
        case Cases(rows):
            pieces = (
                (of(value), COMPARE[given.sign](of(given.left), of(given.right)))
                for value, given in rows
            )
            return sympy.Piecewise(*pieces)
        case Call(arguments=(argument,), definition=definition) if definition is not None:
            return of(replaced(definition, {S: argument}))
        case Call("σ", (s,)):
            return 1 / (1 + sympy.exp(-of(s)))
        case Call("max", arguments):
            return sympy.Max(*map(of, arguments))
        case Call("min", arguments):
            return sympy.Min(*map(of, arguments))
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
