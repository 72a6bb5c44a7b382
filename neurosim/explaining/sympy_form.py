"""Formulas as SymPy expressions."""

from __future__ import annotations

import operator
from typing import Any

from neurosim.mathematics.evaluation import COMPARE, Evaluator, Operations
from neurosim.mathematics.expression import PI, Call, Cases, Expression, replaced
from neurosim.mathematics.symbols import Symbol
from neurosim.model.activations import S


class _Sympy(Evaluator[Any]):
    """SymPy expressions; their symbols are named as in a trace."""

    def __init__(self, sympy: Any) -> None:
        self._sympy = sympy
        operations: Operations[Any] = Operations(
            number=self._number,
            sum=lambda terms: sympy.Add(*terms),
            product=lambda factors: sympy.Mul(*factors),
            negative=operator.neg,
            absolute=abs,
            root=sympy.sqrt,
            exp=sympy.exp,
            quotient=operator.truediv,
            power=operator.pow,
            functions={
                "tanh": sympy.tanh,
                "max": sympy.Max,
                "min": sympy.Min,
                "ln": sympy.log,
                "cos": sympy.cos,
                "sin": sympy.sin,
                "arctan": sympy.atan,
                "erf": sympy.erf,
                "sgn": sympy.sign,
                "σ": lambda s: 1 / (1 + sympy.exp(-s)),
            },
        )
        super().__init__(operations)

    def _number(self, value: float) -> Any:
        """Return a constant of a formula as the number that is written, not its nearest float."""
        whole = float(value).is_integer()
        return self._sympy.Integer(int(value)) if whole else self._sympy.Rational(str(value))

    def of(self, form: Expression) -> Any:
        """Return an expression; a symbol is real."""
        if isinstance(form, Symbol):
            return self._sympy.Symbol(str(form), real=True)
        if form == PI:
            return self._sympy.pi
        return super().of(form)

    def called(self, form: Call) -> Any:
        """Return a function, by its formula where it brings one."""
        if form.definition is not None:
            return self.of(replaced(form.definition, {S: form.arguments[0]}))
        return super().called(form)

    def cases(self, form: Cases) -> Any:
        """Return a function by cases; the last one takes what no other has."""
        *rows, (last, _) = form.rows
        pieces = [
            (self.of(value), COMPARE[given.sign](self.of(given.left), self.of(given.right)))
            for value, given in rows
        ]
        return self._sympy.Piecewise(*pieces, (self.of(last), True))


def to_sympy(form: Expression, sympy: Any) -> Any:
    """Return a formula as a SymPy expression; its symbols are named as in a trace.

    Parameters
    ----------
    form : Expression
        A closed form.
    sympy : module
        SymPy; it is installed only with the extra ``symbolic``.
    """
    return _Sympy(sympy).of(form)
