"""Activation functions: what a neuron does with its summation."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from neurosim.checks import flag, items, number, text
from neurosim.errors import InputError, brief, unknown_name
from neurosim.mathematics.evaluation import evaluate
from neurosim.mathematics.expression import Expression, Letter
from neurosim.mathematics.formula_text import check_agreement, check_both, read_formula


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation function ``a = f(s)`` and its derivative.

    Parameters
    ----------
    name : str
        The name in tables, files and messages.
    function : callable
        ``f``, from the summation (float) to the output (float).
    derivative : callable
        ``f'``, from the summation (float) to the slope there (float).
    latex : str
        ``f(s)`` as LaTeX mathematics in ``s``.
    surrogate : bool
        Whether ``derivative`` stands in for a derivative that would be useless, as for ``step``.
    kinks : tuple of float
        The summations where ``f`` has a kink or a jump, or its slope has a kink; ``derivative``
        gives the slope to take there, by convention that on the left.
    formula, slope : str
        ``f(s)`` in the letter ``s``, and ``f'(s)`` in ``s`` and the output ``a``, as text such as
        ``1 / (1 + e**-s)`` and ``a * (1 - a)``. With them the activation is explained line by line
        and has closed forms. Give both or none. ``neurosim.mathematics.formula_text`` lists what a
        formula may have.

    Raises
    ------
    InputError
        If an argument has the wrong type, a formula cannot be read, or a formula and its function
        give different numbers.

    Examples
    --------
    >>> import neurosim as ns
    >>> square = ns.Activation(
    ...     "square", lambda s: s * s, lambda s: 2 * s, formula="s**2", slope="2 * s"
    ... )
    >>> net = ns.Network()
    >>> x = net.add_input()
    >>> neuron = net.add_neuron({x: 3.0}, activation=square)
    >>> net.forward([2.0])
    array([36.])
    """

    name: str
    function: Callable[[float], float]
    derivative: Callable[[float], float]
    latex: str = ""
    surrogate: bool = False
    kinks: tuple[float, ...] = ()
    formula: str = ""
    slope: str = ""

    def __reduce_ex__(self, protocol: Any) -> Any:
        # a built-in activation is known by being itself, also in another process
        if ACTIVATIONS.get(self.name) is self:
            return get_activation, (self.name,)
        return object.__reduce_ex__(self, protocol)

    def __post_init__(self) -> None:
        text(self.name, "the name of an activation", empty=False)
        text(self.latex, "the LaTeX of an activation")
        flag(self.surrogate, "surrogate of an activation")
        for kink in items(self.kinks, "kinks of an activation are a list of numbers"):
            number(kink, "a kink of an activation")
        for part in (self.function, self.derivative):
            if not callable(part):
                raise InputError(
                    f"activation {brief(self.name)} needs two functions of the summation; got "
                    f"{brief(part)}"
                )
        self._check_formulas()

    def _check_formulas(self) -> None:
        """Raise InputError unless the formulas can be read and agree with the functions."""
        check_both(self.formula, self.slope, f"activation {brief(self.name)}")
        if not self.formula:
            return
        formula, slope = _read(self.formula, self.slope, self.name)
        for s in _TRIED:
            a = evaluate(formula, {S: s})
            for what, form, letters, code in (
                ("formula", formula, {S: s}, self.function),
                ("slope", slope, {S: s, A: a}, self.derivative),
            ):
                of = f"the {what} of activation {brief(self.name)}"
                check_agreement(of, form, letters, partial(code, s))


def formulas_of(activation: Activation) -> tuple[Expression, Expression] | None:
    """Return ``f(s)`` in the letter s and ``f'(s)`` in s and a; None if it brings no formula."""
    if not activation.formula:
        return None
    return _read(activation.formula, activation.slope, activation.name)


S, A = Letter("s"), Letter("a")
"""The summation and the output in formulas of activations."""

_TRIED = (-6.5, -2.5, -0.75, 0.5, 1.75, 4.25)
"""Summations at which formulas are held against functions."""


@lru_cache(maxsize=256)
def _read(formula: str, slope: str, name: str) -> tuple[Expression, Expression]:
    return (
        read_formula(formula, "s", f"the formula of activation {brief(name)}"),
        read_formula(slope, "sa", f"the slope of activation {brief(name)}"),
    )


def _sigmoid(s: float) -> float:
    # exp of a negative number cannot overflow
    if s >= 0:
        return 1.0 / (1.0 + math.exp(-s))
    e = math.exp(s)
    return e / (1.0 + e)


def _sigmoid_derivative(s: float) -> float:
    a = _sigmoid(s)
    return a * (1.0 - a)


def _tanh_derivative(s: float) -> float:
    a = math.tanh(s)
    return 1.0 - a * a


def _relu(s: float) -> float:
    return s if s > 0 else 0.0


def _relu_derivative(s: float) -> float:
    return 1.0 if s > 0 else 0.0


LEAKY_SLOPE = 0.01


def _leaky_relu(s: float) -> float:
    return s if s > 0 else LEAKY_SLOPE * s


def _leaky_relu_derivative(s: float) -> float:
    return 1.0 if s > 0 else LEAKY_SLOPE


def _elu(s: float) -> float:
    return s if s > 0 else math.expm1(s)


def _elu_derivative(s: float) -> float:
    return 1.0 if s > 0 else math.exp(s)


def _softplus(s: float) -> float:
    return max(s, 0.0) + math.log1p(math.exp(-abs(s)))


def _gaussian(s: float) -> float:
    return math.exp(-s * s)


def _gaussian_derivative(s: float) -> float:
    return -2.0 * s * math.exp(-s * s)


def _identity(s: float) -> float:
    return s


def _one(_: float) -> float:
    return 1.0


def _step(s: float) -> float:
    return 1.0 if s >= 0 else 0.0


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation(
            "sigmoid",
            _sigmoid,
            _sigmoid_derivative,
            r"\frac{1}{1 + e^{-s}}",
            formula="1 / (1 + e**-s)",
            slope="a * (1 - a)",
        ),
        Activation(
            "tanh",
            math.tanh,
            _tanh_derivative,
            r"\tanh(s)",
            formula="(e**s - e**-s) / (e**s + e**-s)",
            slope="1 - a**2",
        ),
        Activation(
            "relu",
            _relu,
            _relu_derivative,
            r"\max(0, s)",
            kinks=(0.0,),
            formula="max(0, s)",
            slope="1 if s > 0 else 0",
        ),
        Activation(
            "leaky_relu",
            _leaky_relu,
            _leaky_relu_derivative,
            r"\max(0.01 s, s)",
            kinks=(0.0,),
            formula=f"max({LEAKY_SLOPE} * s, s)",
            slope=f"1 if s > 0 else {LEAKY_SLOPE}",
        ),
        Activation(
            "elu",
            _elu,
            _elu_derivative,
            r"\begin{cases} s & s > 0 \\ e^{s} - 1 & s \le 0 \end{cases}",
            kinks=(0.0,),
            formula="s if s > 0 else e**s - 1",
            slope="1 if s > 0 else e**s",
        ),
        Activation(
            "softplus",
            _softplus,
            _sigmoid,
            r"\ln(1 + e^{s})",
            formula="ln(1 + e**s)",
            slope="1 / (1 + e**-s)",
        ),
        Activation(
            "gaussian",
            _gaussian,
            _gaussian_derivative,
            r"e^{-s^2}",
            formula="e**-s**2",
            slope="-2 * s * a",
        ),
        Activation("sin", math.sin, math.cos, r"\sin(s)", formula="sin(s)", slope="cos(s)"),
        Activation("identity", _identity, _one, "s", formula="s", slope="1"),
        Activation(
            "step",
            _step,
            _one,
            r"\begin{cases} 1 & s \ge 0 \\ 0 & s < 0 \end{cases}",
            surrogate=True,
            kinks=(0.0,),
            formula="1 if s >= 0 else 0",
            slope="1",
        ),
    )
}
"""The built-in activations by name.

The derivatives of ``sigmoid`` and ``tanh`` are ``a (1 - a)`` and ``1 - a^2`` of the output, as they
are worked by hand, so they are exactly 0 once the output rounds to 1. Those at a kink follow
PyTorch: ``relu`` and ``leaky_relu`` take the left slope at 0, which is 0 and 0.01; ``elu`` has
the slope 1 on both sides of 0. ``step`` has the surrogate derivative
1, which makes gradient descent the perceptron rule.
"""


def get_activation(activation: str | Activation) -> Activation:
    """Return an activation by name, or the given one unchanged.

    Raises
    ------
    UnknownNameError
        If there is no built-in activation of that name; the message lists the known ones.

    Examples
    --------
    >>> get_activation("sigmoid").function(0.0)
    0.5
    """
    if isinstance(activation, Activation):
        return activation
    if isinstance(activation, str) and activation in ACTIVATIONS:
        return ACTIVATIONS[activation]
    raise unknown_name("activation", activation, ACTIVATIONS)
