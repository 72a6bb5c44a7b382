"""Activation functions: what a neuron does with its summation."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from neurosim.checks import flag, items, number, text
from neurosim.errors import InputError, brief, unknown_name


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

    Examples
    --------
    >>> import neurosim as ns
    >>> square = ns.Activation("square", lambda s: s * s, lambda s: 2 * s, "s^2")
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
        Activation("sigmoid", _sigmoid, _sigmoid_derivative, r"\frac{1}{1 + e^{-s}}"),
        Activation("tanh", math.tanh, _tanh_derivative, r"\tanh(s)"),
        Activation("relu", _relu, _relu_derivative, r"\max(0, s)", kinks=(0.0,)),
        Activation(
            "leaky_relu", _leaky_relu, _leaky_relu_derivative, r"\max(0.01 s, s)", kinks=(0.0,)
        ),
        Activation(
            "elu",
            _elu,
            _elu_derivative,
            r"\begin{cases} s & s > 0 \\ e^{s} - 1 & s \le 0 \end{cases}",
            kinks=(0.0,),
        ),
        Activation("softplus", _softplus, _sigmoid, r"\ln(1 + e^{s})"),
        Activation("gaussian", _gaussian, _gaussian_derivative, r"e^{-s^2}"),
        Activation("sin", math.sin, math.cos, r"\sin(s)"),
        Activation("identity", _identity, _one, "s"),
        Activation(
            "step",
            _step,
            _one,
            r"\begin{cases} 1 & s \ge 0 \\ 0 & s < 0 \end{cases}",
            surrogate=True,
            kinks=(0.0,),
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
