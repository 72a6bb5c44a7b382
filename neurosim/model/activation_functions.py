"""The code of the built-in activations and of their slopes, for one number at a time.

Each is written so that it loses no digits and does not overflow where its value is finite.
"""

from __future__ import annotations

import math

LEAKY_SLOPE = 0.01
GELU_SHARE = 0.044715
"""The share of the cube in the approximation of Hendrycks and Gimpel 2016."""

_ROOT_2 = math.sqrt(2.0)
_TANH_SCALE = math.sqrt(2.0 / math.pi)


def sigmoid(s: float) -> float:
    """Return ``1 / (1 + e^-s)``."""
    # exp of a negative number cannot overflow
    if s >= 0:
        return 1.0 / (1.0 + math.exp(-s))
    e = math.exp(s)
    return e / (1.0 + e)


def sigmoid_slope(s: float) -> float:
    """Return ``a (1 - a)``."""
    a = sigmoid(s)
    return a * (1.0 - a)


def tanh_slope(s: float) -> float:
    """Return ``1 - a^2``."""
    a = math.tanh(s)
    return 1.0 - a * a


def relu(s: float) -> float:
    """Return ``max(0, s)``."""
    return s if s > 0 else 0.0


def relu_slope(s: float) -> float:
    """Return 1 on the right of 0, else 0."""
    return 1.0 if s > 0 else 0.0


def leaky_relu(s: float, slope: float = LEAKY_SLOPE) -> float:
    """Return s on the right of 0, else ``slope * s``."""
    return s if s > 0 else slope * s


def leaky_relu_slope(s: float, slope: float = LEAKY_SLOPE) -> float:
    """Return 1 on the right of 0, else the slope."""
    return 1.0 if s > 0 else slope


def elu(s: float) -> float:
    """Return s on the right of 0, else ``e^s - 1``."""
    return s if s > 0 else math.expm1(s)


def elu_slope(s: float) -> float:
    """Return 1 on the right of 0, else ``e^s``."""
    return 1.0 if s > 0 else math.exp(s)


def softplus(s: float) -> float:
    """Return ``ln(1 + e^s)``."""
    return max(s, 0.0) + math.log1p(math.exp(-abs(s)))


def gaussian(s: float) -> float:
    """Return ``e^(-s^2)``."""
    return math.exp(-s * s)


def gaussian_slope(s: float) -> float:
    """Return ``-2 s e^(-s^2)``."""
    return -2.0 * s * math.exp(-s * s)


def identity(s: float) -> float:
    """Return s."""
    return s


def one(_: float) -> float:
    """Return 1."""
    return 1.0


def step(s: float) -> float:
    """Return 1 from 0 on, else 0."""
    return 1.0 if s >= 0 else 0.0


def sqrt_slope(s: float) -> float:
    """Return ``1 / (2 sqrt(s))``."""
    return 0.5 / math.sqrt(s)


def square(s: float) -> float:
    """Return ``s^2``."""
    return s * s


def square_slope(s: float) -> float:
    """Return ``2 s``."""
    return 2.0 * s


def reciprocal(s: float) -> float:
    """Return ``1 / s``."""
    return 1.0 / s


def reciprocal_slope(s: float) -> float:
    """Return ``-1 / s^2``."""
    a = 1.0 / s
    return -a * a


def abs_slope(s: float) -> float:
    """Return the sign: -1, 0 or 1."""
    return 0.0 if s == 0 else math.copysign(1.0, s)


def cos_slope(s: float) -> float:
    """Return ``-sin(s)``."""
    return -math.sin(s)


def arctan_slope(s: float) -> float:
    """Return ``1 / (1 + s^2)``."""
    return 1.0 / (1.0 + s * s)


def erf_slope(s: float) -> float:
    """Return ``2 / sqrt(pi) e^(-s^2)``."""
    return 2.0 / math.sqrt(math.pi) * math.exp(-s * s)


def softsign(s: float) -> float:
    """Return ``s / (1 + |s|)``."""
    return s / (1.0 + abs(s))


def softsign_slope(s: float) -> float:
    """Return ``1 / (1 + |s|)^2``."""
    below = 1.0 / (1.0 + abs(s))
    return below * below


def hard_tanh(s: float) -> float:
    """Return s, at least -1 and at most 1."""
    return min(max(s, -1.0), 1.0)


def hard_tanh_slope(s: float) -> float:
    """Return 1 between -1 and 1, else 0."""
    return 1.0 if -1.0 < s < 1.0 else 0.0


def hard_sigmoid(s: float) -> float:
    """Return ``(s + 3) / 6``, at least 0 and at most 1."""
    return min(max(s + 3.0, 0.0), 6.0) / 6.0


def hard_sigmoid_slope(s: float) -> float:
    """Return 1/6 between -3 and 3, else 0."""
    return 1.0 / 6.0 if -3.0 < s < 3.0 else 0.0


def swish(s: float) -> float:
    """Return ``s / (1 + e^-s)``."""
    return s * sigmoid(s)


def swish_slope(s: float) -> float:
    """Return ``a + sigmoid(s) (1 - a)``, which is ``sigmoid(s) (1 + s sigmoid(-s))``."""
    return sigmoid(s) * (1.0 + s * sigmoid(-s))


def gelu(s: float) -> float:
    """Return s times the normal distribution: ``s / 2 (1 + erf(s / sqrt(2)))``."""
    # erfc keeps the digits of a number near 0 on the left
    return 0.5 * s * math.erfc(-s / _ROOT_2)


def gelu_slope(s: float) -> float:
    """Return the normal distribution, plus s times its density."""
    return 0.5 * math.erfc(-s / _ROOT_2) + s / math.sqrt(2.0 * math.pi) * math.exp(-0.5 * s * s)


def gelu_tanh(s: float) -> float:
    """Return ``s / 2 (1 + tanh(sqrt(2 / pi) (s + 0.044715 s^3)))``."""
    return s * sigmoid(_doubled(s))


def gelu_tanh_slope(s: float) -> float:
    """Return its derivative."""
    right = sigmoid(_doubled(s))
    inner = 2.0 * _TANH_SCALE * (1.0 + 3.0 * GELU_SHARE * (s * s))
    left = sigmoid(-_doubled(s))
    # far out the cube is infinite, and 0 times infinity no number
    return right + (s * right * left * inner if right * left > 0 else 0.0)


def _doubled(s: float) -> float:
    """Return twice the argument of tanh: ``(1 + tanh(x)) / 2 = sigmoid(2 x)``."""
    return 2.0 * _TANH_SCALE * (s + GELU_SHARE * (s * s * s))


def mish(s: float) -> float:
    """Return ``s tanh(ln(1 + e^s))``."""
    return s * _tanh_of_softplus(s)


def mish_slope(s: float) -> float:
    """Return its derivative."""
    t = _tanh_of_softplus(s)
    right = sigmoid(s)
    # far out s is large, and the other factors are 0
    return t + (s * (1.0 - t * t) * right if t < 1.0 else 0.0)


def _tanh_of_softplus(s: float) -> float:
    """Return ``tanh(ln(1 + e^s)) = n / (n + 2)`` with ``n = e^s (e^s + 2)``."""
    if s >= 0:
        # with e^-s the powers stay finite
        e = math.exp(-s)
        return (1.0 + 2.0 * e) / (1.0 + 2.0 * e + 2.0 * e * e)
    e = math.exp(s)
    n = e * (e + 2.0)
    return n / (n + 2.0)
