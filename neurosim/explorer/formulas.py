"""The formulas of activations, losses and update rules as plain data for the page."""

from __future__ import annotations

from typing import Any

from neurosim.explaining.functions import activation_form
from neurosim.explaining.loss_forms import loss_form
from neurosim.mathematics.expression import (
    Absolute,
    Call,
    Cases,
    Constant,
    Expression,
    Fraction,
    Letter,
    Negative,
    Power,
    Product,
    Root,
    Sum,
)
from neurosim.model.activations import ACTIVATIONS, Activation
from neurosim.model.losses import LOSSES, Loss
from neurosim.model.optimizers import SGD, Adam, AdamW, Optimizer, RMSprop
from neurosim.model.update_rule import read_rule

Tree = float | str | list[Any]
"""A formula as plain data: a number, a letter such as ``v_old``, or a sign and its parts."""


def formulas() -> dict[str, Any]:
    """Return every formula that the page writes, as data that JSON can hold.

    Returns
    -------
    dict
        ``activations`` and ``losses`` by name. ``rules`` has the lines of the update rules by the
        name of the optimizer; those of SGD with a momentum are ``SGD momentum`` and
        ``SGD nesterov``.

    Examples
    --------
    >>> formulas()["activations"]["sigmoid"]["slope"]
    ['·', 'a', ['+', 1, ['-', 'a']]]
    """
    return {
        "activations": {name: _activation(of) for name, of in ACTIVATIONS.items()},
        "losses": {name: _loss(of) for name, of in LOSSES.items()},
        "rules": {
            "SGD": _rule(SGD(0.1)),
            "SGD momentum": _rule(SGD(0.1, momentum=0.9)),
            "SGD nesterov": _rule(SGD(0.1, momentum=0.9, nesterov=True)),
            "RMSprop": _rule(RMSprop()),
            "Adam": _rule(Adam()),
            "AdamW": _rule(AdamW()),
        },
    }


def tree_of(form: Expression) -> Tree:
    """Return an expression as plain data.

    Examples
    --------
    >>> tree_of(Fraction(Constant(1), Sum((Letter("v", "old"), Negative(Constant(2))))))
    ['/', 1, ['+', 'v_old', ['-', 2]]]
    """
    match form:
        case Constant():
            return form.value
        case Letter():
            return f"{form.base}_{form.below}" if form.below else form.base
        case Sum(parts):
            return ["+", *map(tree_of, parts)]
        case Product(parts):
            return ["·", *map(tree_of, parts)]
        case Negative(of):
            return ["-", tree_of(of)]
        case Fraction(above, below):
            return ["/", tree_of(above), tree_of(below)]
        case Power(base, exponent):
            return ["^", tree_of(base), tree_of(exponent)]
        case Absolute(of):
            return ["|", tree_of(of)]
        case Root(of):
            return ["√", tree_of(of)]
        case Call(function, parts):
            return [function, *map(tree_of, parts)]
        case Cases(rows):
            flat: list[Tree] = ["?"]
            for value, given in rows:
                flat += [tree_of(value), tree_of(given.left), given.sign, tree_of(given.right)]
            return flat
    raise TypeError(f"a formula of the page has no {type(form).__name__}")


def _activation(activation: Activation) -> dict[str, Any]:
    """Return the formulas of an activation; its name in formulas and its lines unless usual."""
    form = activation_form(activation)
    assert form is not None
    found = {"formula": tree_of(form.general), "slope": tree_of(form.general_slope)}
    if form.name != activation.name:
        found["name"] = form.name
    if form.manner.lines != "both":
        found["lines"] = form.manner.lines
    return found


def _loss(loss: Loss) -> dict[str, Any]:
    """Return the formulas of a loss, and those by the summation of an activation if it has any."""
    form = loss_form(loss)
    assert form is not None
    found: dict[str, Any] = {
        "formula": tree_of(form.general),
        "slope": tree_of(form.general_slope),
    }
    if form.mean:
        found["mean"] = True
    if form.cases:
        found["cases"] = list(form.cases)
    if form.joined is not None:
        found["joined"] = {
            "activation": form.joined.activation.activation.name,
            "formula": tree_of(form.joined.general),
            "slope": tree_of(form.joined.general_slope),
        }
    return found


def _rule(optimizer: Optimizer) -> list[list[Any]]:
    """Return the lines of an update rule: letter, formula and explanation.

    The numbers of the optimizer stay letters.
    """
    return [
        [tree_of(line.letter), tree_of(line.form), line.why] for line in read_rule(optimizer).lines
    ]
