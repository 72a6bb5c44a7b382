"""Working out an expression step by step: the innermost parts become numbers first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from neurosim.mathematics.evaluation import evaluate
from neurosim.mathematics.exact import exact_value
from neurosim.mathematics.expression import (
    E_NUMBER,
    Constant,
    Elided,
    Expression,
    Fraction,
    Negative,
    Number,
    Product,
    parts_of,
    rebuilt,
)
from neurosim.mathematics.numbers import WIDE, NumberStyle

ROUNDINGS = ("once", "stepwise")

_SHORT = 8


class Arithmetic:
    """How results are computed: in full precision, or rounded after every step as by hand.

    Parameters
    ----------
    style : NumberStyle
        The digits to round to.
    stepwise : bool
        Whether every intermediate result is rounded.
    """

    def __init__(self, style: NumberStyle, *, stepwise: bool) -> None:
        self.stepwise = stepwise
        self.style = style

    def given(self, value: float) -> Number:
        """Return a given number of the example."""
        return Number(self.style.round(value), value) if self.stepwise else Number(value)

    def result(self, form: Expression, exact: float | None = None) -> Number:
        """Return the result of a formula with numbers put in.

        Parameters
        ----------
        form : Expression
            The formula, without symbols.
        exact : float, optional
            The result in full precision, if the trace has it.
        """
        if exact is None:
            exact = evaluate(_in_full(form))
        if not self.stepwise:
            return Number(exact)
        return Number(self.style.round(exact_value(form)), exact)

    def called(self, function: Callable[[], float], exact: float) -> Number:
        """Return the result of a user's own function.

        Parameters
        ----------
        function : callable
            Calls the function with the numbers of the derivation.
        exact : float
            The result in full precision, from the trace.
        """
        if not self.stepwise:
            return Number(exact)
        try:
            value = float(function())
        except (ArithmeticError, ValueError, TypeError, LookupError):
            value = math.nan
        return Number(self.style.round(value), exact)

    def steps(self, form: Expression, exact: float | None = None) -> Iterator[Expression]:
        """Yield a formula with its innermost parts worked out, again and again, until a number."""
        while not isinstance(form, Number):
            reduced = self._reduce(form)
            # -(-0.5) is 0.5, which needs no line of its own
            if isinstance(reduced, Number | Constant) or _is_negated(reduced):
                reduced = self.result(form, exact)
            form = reduced
            if not self._is_written_twice(form, exact):
                yield form

    def _is_written_twice(self, form: Expression, exact: float | None) -> bool:
        """Return whether a fraction of two constants is written like its value in the next line."""
        match form:
            case Fraction(Constant(top), Constant(bottom)) if self.style.fractions:
                shown = self.style.show(self.result(form, exact).value)
                return (shown.digits, shown.denominator) == (f"{abs(top):g}", bottom)
        return False

    def _reduce(self, form: Expression) -> Expression:
        parts = [part for part in parts_of(form) if part != E_NUMBER]
        if all(map(_is_plain, parts)):
            if all(map(_is_constant, parts)):
                # 1 - 0.9 is 0.1, whatever the last bits are, and nobody rounds it
                value = exact_value(form).normalize(WIDE)
                if len(str(value)) <= _SHORT:
                    return Constant(float(value))
            return self.result(form)

        def change(part: Expression) -> Expression:
            if _is_plain(part):
                return part
            reduced = self._reduce(part)
            # a factor -(-0.5) is 0.5; a term that is subtracted stays so
            if isinstance(form, Product) and _is_negated(reduced):
                return self.result(reduced)
            return reduced

        return rebuilt(form, change)


def _is_plain(form: Expression) -> bool:
    match form:
        case Number() | Constant() | Elided():
            return True
        case Fraction(Constant(), Constant()):
            return True
        case Negative(of):
            # a term that is subtracted stays so
            return not isinstance(of, Negative) and _is_plain(of)
    return False


def _is_negated(form: Expression) -> bool:
    return isinstance(form, Negative) and isinstance(form.of, Number | Constant)


def _is_constant(form: Expression) -> bool:
    return isinstance(form.of if isinstance(form, Negative) else form, Constant)


def _in_full(form: Expression) -> Expression:
    if isinstance(form, Number):
        return form if form.exact is None else Number(form.exact)
    if isinstance(form, Elided):
        total = form.total
        return replace(form, total=total if total.exact is None else Number(total.exact))
    return rebuilt(form, _in_full)
