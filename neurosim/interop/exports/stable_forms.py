"""The activations as formulas that a program can compute as they stand: nothing overflows in them.

The formula beside an activation is the one that people write. It may overflow where the function
itself is harmless, as ``1 / (1 + e**-s)`` does. The forms here follow the code of the activations,
step by step, so that a program in another language gives the same digits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from neurosim.errors import InputError, brief
from neurosim.mathematics.expression import Expression, Letter
from neurosim.mathematics.formula_text import general_formula, letter
from neurosim.model.activations import Activation, formulas_of, is_built_in, leaky_slope


@dataclass(frozen=True, slots=True)
class StableForm:
    """A function as steps: named intermediate results, then the result.

    Attributes
    ----------
    steps : tuple of (Letter, Expression)
        The intermediate results in order.
    result : Expression
        The result.
    """

    steps: tuple[tuple[Letter, Expression], ...]
    result: Expression


_DOUBLED = f"{2.0 * math.sqrt(2.0 / math.pi)!r} * (s + 0.044715 * s * s * s)"
_ROOT_2, _ROOT_2_PI = repr(math.sqrt(2.0)), repr(math.sqrt(2.0 * math.pi))

_FORMS: Mapping[str, tuple[str, str]] = {
    "sigmoid": (
        "p = exp(-abs(s)); 1 / (1 + p) if s >= 0 else p / (1 + p)",
        "a * (1 - a)",
    ),
    "tanh": ("tanh(s)", "1 - a * a"),
    "relu": ("s if s > 0 else 0", "1 if s > 0 else 0"),
    "leaky_relu": ("s if s > 0 else 0.01 * s", "1 if s > 0 else 0.01"),
    "elu": ("s if s > 0 else expm1(s)", "1 if s > 0 else exp(s)"),
    "softplus": ("max(s, 0) + log1p(exp(-abs(s)))", "sigmoid(s)"),
    "gaussian": ("exp(-s * s)", "-2 * s * a"),
    "sin": ("sin(s)", "cos(s)"),
    "identity": ("s", "1"),
    "step": ("1 if s >= 0 else 0", "1"),
    "exp": ("exp(s)", "a"),
    "log": ("ln(s)", "1 / s"),
    "sqrt": ("sqrt(s)", "0.5 / a"),
    "square": ("s * s", "2 * s"),
    "reciprocal": ("1 / s", "-a * a"),
    "abs": ("abs(s)", "1 if s > 0 else -1 if s < 0 else 0"),
    "cos": ("cos(s)", "-sin(s)"),
    "arctan": ("arctan(s)", "1 / (1 + s * s)"),
    "erf": ("erf(s)", f"{2.0 / math.sqrt(math.pi)!r} * exp(-s * s)"),
    "softsign": ("s / (1 + abs(s))", "p = 1 / (1 + abs(s)); p * p"),
    "hard_tanh": ("min(max(s, -1), 1)", "0 if s <= -1 else 1 if s < 1 else 0"),
    "hard_sigmoid": (
        "min(max(s + 3, 0), 6) / 6",
        f"0 if s <= -3 else {1.0 / 6.0!r} if s < 3 else 0",
    ),
    "swish": ("s * sigmoid(s)", "sigmoid(s) * (1 + s * sigmoid(-s))"),
    "gelu": (
        f"0.5 * s * erfc(-s / {_ROOT_2})",
        f"0.5 * erfc(-s / {_ROOT_2}) + s / {_ROOT_2_PI} * exp(-0.5 * s * s)",
    ),
    "gelu_tanh": (
        f"p = {_DOUBLED}; s * sigmoid(p)",
        f"p = {_DOUBLED}; q = sigmoid(p); r = q * sigmoid(-p); "
        f"q + s * r * {2.0 * math.sqrt(2.0 / math.pi)!r} * (1 + 0.134145 * s * s) "
        "if r > 0 else q",
    ),
    "mish": (
        "s * tanh_of_softplus(s)",
        "t = tanh_of_softplus(s); t + s * (1 - t * t) * sigmoid(s) if t < 1 else t",
    ),
}
"""The value in ``s`` and the slope in ``s`` and ``a`` of each activation."""

_HELPERS: Mapping[str, str] = {
    "floored_log": "max(ln(s), -100) if s > 0 else -100",
    "sgn": "1 if s > 0 else -1 if s < 0 else 0",
    "tanh_of_softplus": (
        "p = exp(-abs(s)); (1 + 2 * p) / (1 + 2 * p + 2 * p * p) if s >= 0 "
        "else p * (p + 2) / (p * (p + 2) + 2)"
    ),
}
"""Functions of s that several forms share."""


def stable_forms(activation: Activation, owner: str) -> tuple[StableForm, StableForm]:
    """Return an activation and its slope as steps, in the letters ``s`` and ``a``.

    Parameters
    ----------
    activation : Activation
        A built-in activation, or one of a user's own that brings its formula.
    owner : str
        The name of a neuron that has it, for the message.

    Raises
    ------
    InputError
        If the activation is a user's own and has no formula.

    Examples
    --------
    >>> from neurosim.model.activations import get_activation
    >>> value, slope = stable_forms(get_activation("tanh"), "y")
    >>> value.result.function, len(value.steps)
    ('tanh', 0)
    """
    name = activation.name
    if is_built_in(activation) and name in _FORMS:
        value, slope = _FORMS[name]
        return _read(value), _read(slope)
    if is_built_in(activation) and name.startswith("leaky_relu("):
        left = repr(leaky_slope(activation))
        return _read(f"s if s > 0 else {left} * s"), _read(f"1 if s > 0 else {left}")
    found = formulas_of(activation)
    if found is None:
        raise InputError(
            f"the activation {brief(name)} of {brief(owner)} is one of your own without a formula, "
            "so it cannot be written in another language; give Activation formula= and slope="
        )
    return StableForm((), found[0]), StableForm((), found[1])


def shared_form(name: str) -> StableForm | None:
    """Return a function that other forms call by name, such as ``sigmoid``; None if unknown."""
    if name in _HELPERS:
        return _read(_HELPERS[name])
    return _read(_FORMS[name][0]) if name in _FORMS else None


@lru_cache(maxsize=256)
def _read(text: str) -> StableForm:
    *steps, result = text.split("; ")
    return StableForm(tuple(map(_step, steps)), general_formula(result))


def _step(text: str) -> tuple[Letter, Expression]:
    name, _, form = text.partition(" = ")
    return letter(name), general_formula(form)
