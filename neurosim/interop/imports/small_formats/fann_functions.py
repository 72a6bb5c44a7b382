"""The activation functions of FANN, by their numbers in its files.

They are those of ``fann_activation.h`` of FANN 2.2 (S. Nissen and others, 2003 to 2012), of the
summation that was multiplied by the steepness. The last two came with its later source.
"""

from __future__ import annotations

from neurosim.interop.imports.small_formats.composed_functions import (
    ComposedFunction,
    piecewise_linear,
    scaled,
)

_STEPWISE_SIGMOID = (
    (-2.64665246009826660156, 4.99999988824129104614e-03),
    (-1.47221946716308593750, 5.00000007450580596924e-02),
    (-0.549306154251098632812, 0.25),
    (0.549306154251098632812, 0.75),
    (1.47221934795379638672, 9.49999988079071044922e-01),
    (2.64665293693542480469, 9.95000004768371582031e-01),
)
_STEPWISE_SYMMETRIC = (
    (-2.64665293693542480469, -9.90000009536743164062e-01),
    (-1.47221934795379638672, -8.99999976158142089844e-01),
    (-0.549306154251098632812, -0.5),
    (0.549306154251098632812, 0.5),
    (1.47221934795379638672, 8.99999976158142089844e-01),
    (2.64665293693542480469, 9.90000009536743164062e-01),
)
"""The corners of FANN's approximations of the sigmoid and of tanh, which jump at both ends."""

FANN_FUNCTIONS: dict[int, tuple[str, ComposedFunction]] = {
    0: ("LINEAR", scaled("identity")),
    1: ("THRESHOLD", scaled("step")),
    2: ("THRESHOLD_SYMMETRIC", scaled("step", 1.0, 2.0, -1.0)),
    3: ("SIGMOID", scaled("sigmoid", 2.0)),
    4: ("SIGMOID_STEPWISE", piecewise_linear(_STEPWISE_SIGMOID, 0.0, 1.0)),
    5: ("SIGMOID_SYMMETRIC", scaled("tanh")),
    6: ("SIGMOID_SYMMETRIC_STEPWISE", piecewise_linear(_STEPWISE_SYMMETRIC, -1.0, 1.0)),
    7: ("GAUSSIAN", scaled("gaussian")),
    8: ("GAUSSIAN_SYMMETRIC", scaled("gaussian", 1.0, 2.0, -1.0)),
    10: ("ELLIOT", scaled("softsign", 1.0, 0.5, 0.5)),
    11: ("ELLIOT_SYMMETRIC", scaled("softsign")),
    12: ("LINEAR_PIECE", piecewise_linear(((0.0, 0.0), (1.0, 1.0)), 0.0, 1.0)),
    13: ("LINEAR_PIECE_SYMMETRIC", scaled("hard_tanh")),
    14: ("SIN_SYMMETRIC", scaled("sin")),
    15: ("COS_SYMMETRIC", scaled("cos")),
    16: ("SIN", scaled("sin", 1.0, 0.5, 0.5)),
    17: ("COS", scaled("cos", 1.0, 0.5, 0.5)),
    18: ("LINEAR_PIECE_RECT", scaled("relu")),
    19: ("LINEAR_PIECE_RECT_LEAKY", scaled("leaky_relu")),
}
"""Name and function by number; 9, the stepwise Gaussian, was never written in FANN."""

UNBOUNDED = {0, 14, 15, 16, 17, 18, 19}
"""The functions that go on with their curve for large summations."""

NEVER_FLAT = UNBOUNDED | {10, 11}
"""The functions that are not constant to 16 digits from ``FLAT_FROM`` on."""

FLAT_FROM = 20.0
"""From this summation on, sigmoid, tanh and Gaussian are constant to 16 digits."""
