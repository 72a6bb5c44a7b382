"""Formulas as code: one walk over the expression, with the signs of each language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from neurosim.interop.exports.programs.code_writer import CodeWriter
from neurosim.interop.exports.stable_forms import StableForm
from neurosim.mathematics.evaluation import Evaluator, Operations
from neurosim.mathematics.expression import (
    E_NUMBER,
    Call,
    Cases,
    Condition,
    Constant,
    Expression,
    Letter,
    Power,
)

_SIGNS = {">": ">", "≥": ">=", "<": "<", "≤": "<="}
_CHOICE, _SUM, _PRODUCT, _MINUS, _ATOM = range(5)


@dataclass(frozen=True, slots=True)
class Snippet:
    """The code of an expression, and how strongly it holds together.

    Attributes
    ----------
    code : str
        The code.
    holds : int
        From 0, a choice, over sums, products and signs to 4, a name, number or call.
    negated : Snippet or None
        What is negated, if the expression has a minus before it.
    """

    code: str
    holds: int = _ATOM
    negated: Snippet | None = None

    def inside(self, least: int) -> str:
        """Return the code for a place that binds so strongly, with parentheses where needed."""
        return self.code if self.holds >= least else f"({self.code})"


class CodeFormulas(Evaluator[Snippet]):
    """Writes formulas with the signs of a language.

    Parameters
    ----------
    writer : CodeWriter
        The program.
    values : mapping
        The code of each letter.
    called : callable
        Returns the name of a function that the library of the language lacks; the program then
        brings it.
    """

    def __init__(
        self, writer: CodeWriter, values: Mapping[Any, str], called: Callable[[str], str]
    ) -> None:
        self._writer = writer
        self._called = called

        def library(name: str) -> Callable[..., Snippet]:
            return lambda *parts: self._call(name, parts)

        super().__init__(
            Operations(
                number=self._number,
                sum=_sum,
                product=lambda parts: Snippet(
                    " * ".join(
                        part.inside(_PRODUCT if k == 0 else _MINUS) for k, part in enumerate(parts)
                    ),
                    _PRODUCT,
                ),
                negative=lambda x: Snippet(f"-{x.inside(_ATOM)}", _MINUS, x),
                absolute=library("abs"),
                root=library("sqrt"),
                exp=library("exp"),
                quotient=lambda x, y: Snippet(
                    f"{x.inside(_PRODUCT)} / {y.inside(_MINUS)}", _PRODUCT
                ),
                power=library("pow"),
                functions={},
            ),
            {letter: Snippet(code) for letter, code in values.items()},
        )

    def of(self, form: Expression) -> Snippet:
        """Return the code of an expression; a square is a product, as in the code of neurosim."""
        match form:
            case Power(base, Constant(2)) if base != E_NUMBER:
                factor = self.of(base).inside(_ATOM)
                return Snippet(f"{factor} * {factor}", _PRODUCT)
        return super().of(form)

    def called(self, form: Call) -> Snippet:
        """Return the code of a function of its arguments."""
        name = {"σ": "sigmoid"}.get(form.function, form.function)
        return self._call(name, [self.of(part) for part in form.arguments])

    def cases(self, form: Cases) -> Snippet:
        """Return the code of the case whose condition holds."""
        *first, (last, _) = form.rows
        code = self.of(last).inside(_SUM)
        for value, given in reversed(first):
            code = self._writer.choice(self._condition(given), self.of(value).inside(_SUM), code)
        return Snippet(code, _CHOICE)

    def _condition(self, given: Condition) -> str:
        left, right = self.of(given.left).inside(_SUM), self.of(given.right).inside(_SUM)
        return f"{left} {_SIGNS[given.sign]} {right}"

    def _number(self, value: float) -> Snippet:
        return Snippet(self._writer.number(value), _MINUS if value < 0 else _ATOM)

    def _call(self, name: str, parts: Iterable[Snippet]) -> Snippet:
        known = name in self._writer.language.functions
        function = self._writer.function_name(name) if known else self._called(name)
        return Snippet(f"{function}({', '.join(part.code for part in parts)})")


def _sum(parts: Iterable[Snippet]) -> Snippet:
    code = ""
    for part in parts:
        if not code:
            code = part.inside(_SUM)
        elif part.negated is not None:
            code += f" - {part.negated.inside(_PRODUCT)}"
        else:
            code += f" + {part.inside(_PRODUCT)}"
    return Snippet(code, _SUM)


def write_steps(
    writer: CodeWriter,
    form: StableForm,
    letters: Mapping[Letter, str],
    called: Callable[[str], str],
) -> str:
    """Write the steps of a form as statements; return the code of its result."""
    known = dict(letters)
    for step, expression in form.steps:
        writer.let(step.base, CodeFormulas(writer, known, called).of(expression).code)
        known[step] = step.base
    return CodeFormulas(writer, known, called).of(form.result).code
