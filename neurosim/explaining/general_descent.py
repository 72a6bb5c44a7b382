"""The general section on gradient descent: its formula, and the paper's example x^2 + y^2."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.explaining.functions import ONE, TWO, grouped, square
from neurosim.explaining.general_equation import formula
from neurosim.mathematics.expression import (
    Call,
    Constant,
    Expression,
    Letter,
    Number,
    Product,
    Slope,
    Sum,
    Vector,
    minus,
)
from neurosim.tracing.descent import Descent, descend
from neurosim.writing.document import (
    Block,
    Equation,
    NumberTable,
    Paragraph,
    Phrase,
    Section,
    WorkedLine,
)
from neurosim.writing.letters import LEARNING_RATE

_F, _X, _Y = Letter("f"), Letter("x", own=True), Letter("y", own=True)
_START = (3, 4)


def bowl_descent(steps: int = 10) -> Descent:
    """Return the descent on x^2 + y^2 from (3, 4) with eta = 0.1, the paper's example."""
    return descend(lambda x, y: x * x + y * y, lambda x, y: (2 * x, 2 * y), _START, 0.1, steps)


def gradient_descent_section(*, stepwise: bool) -> Section:
    """Return the section on the gradient-descent formula and its example."""
    title = "An example using the gradient descent formula"
    return Section("", title, lambda: _gradient_descent(stepwise))


def _gradient_descent(stepwise: bool) -> Iterator[Block]:
    if stepwise:
        yield Paragraph(
            ("The numbers of this example are computed in full precision and rounded once.",)
        )
    theta, new, old = Letter("θ"), Letter("θ", "new"), Letter("θ", "old")
    yield Paragraph(
        (
            "Gradient descent goes downhill: each parameter ",
            theta,
            " takes a step against its gradient.",
        )
    )
    yield formula(new, minus(old, Product((LEARNING_RATE, _gradient(old)))))
    bowl = Sum((square(_X), square(_Y)))
    lowest = Call("", (Constant(0), Constant(0)))
    yield formula(
        Call("f", (_X, _Y)), bowl, why=("This is a bowl with the lowest point ", lowest, ".")
    )
    for variable in (_X, _Y):
        yield formula(
            _gradient(variable),
            Slope(_F, variable),
            Slope(grouped(bowl), variable),
            Product((TWO, variable)),
        )
    yield formula(
        _gradient(_X, _Y),
        Vector((_gradient(_X), _gradient(_Y))),
        Vector((Product((TWO, _X)), Product((TWO, _Y)))),
    )
    for letter in ("x", "y"):
        variable, after, before = _own(letter), _own(letter, "new"), _own(letter, "old")
        yield formula(
            after,
            minus(before, Product((LEARNING_RATE, _gradient(before)))),
            minus(before, Product((LEARNING_RATE, Slope(_F, variable)))),
            minus(before, Product((LEARNING_RATE, TWO, before))),
            Product((before, minus(ONE, Product((TWO, LEARNING_RATE))))),
        )
    eta = Number(0.1)
    for letter in ("x", "y"):
        after, before = _own(letter, "new"), _own(letter, "old")
        yield formula(
            after,
            Product((before, minus(ONE, Product((TWO, LEARNING_RATE))))),
            Product((before, minus(ONE, Product((TWO, eta))))),
            Product((before, minus(ONE, Number(0.2)))),
            Product((before, Number(0.8))),
            why=("Simplified for ", LEARNING_RATE, " = ", eta, "."),
        )
    for letter, start in zip("xy", _START, strict=True):
        after_one = round(start * 0.8, 12)
        yield Equation(
            _own(letter, "new"),
            (
                WorkedLine(Product((Constant(start), Number(0.8))), "substituted"),
                WorkedLine(Number(after_one), "result"),
            ),
            ("The first step from ", Call("", tuple(map(Constant, _START))), "."),
            after_one,
        )
    yield Paragraph(("Each further step comes closer to the lowest point.",))
    yield _descent_table(bowl_descent())


def _own(letter: str, below: str = "") -> Letter:
    return Letter(letter, below, own=True)


def _gradient(*of: Expression) -> Call:
    return Call("∇f", of)


def _descent_table(descent: Descent) -> NumberTable:
    header: list[Phrase] = []
    for letter in ("x", "y"):
        variable = _own(letter)
        header += [
            (_own(letter, "old"),),
            (_gradient(variable),),
            (_own(letter, "new"),),
        ]
    header.append((Call("f", (_X, _Y)),))
    x, y = descent.start
    empty: Phrase = ("",)
    rows: list[tuple[Phrase, ...]] = [
        (
            empty,
            empty,
            (Number(x, fixed=True),),
            empty,
            empty,
            (Number(y, fixed=True),),
            (Number(descent.start_value, fixed=True),),
        )
    ]
    for step in descent.steps:
        cells: list[Phrase] = []
        for i in range(2):
            cells += [
                (Number(step.old[i], fixed=True),),
                (Number(step.gradient[i], fixed=True),),
                (Number(step.new[i], fixed=True),),
            ]
        rows.append((*cells, (Number(step.value, fixed=True),)))
    return NumberTable(tuple(header), tuple(rows))
