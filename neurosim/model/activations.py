"""Activation functions: what a neuron does with its summation."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from neurosim.checks import flag, items, number, text
from neurosim.errors import InputError, brief, unknown_name
from neurosim.mathematics.evaluation import evaluate
from neurosim.mathematics.expression import Expression, Letter
from neurosim.mathematics.formula_text import check_agreement, check_both, read_formula
from neurosim.model import activation_functions as functions


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
        if is_built_in(self):
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


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation(
            "sigmoid",
            functions.sigmoid,
            functions.sigmoid_slope,
            r"\frac{1}{1 + e^{-s}}",
            formula="1 / (1 + e**-s)",
            slope="a * (1 - a)",
        ),
        Activation(
            "tanh",
            math.tanh,
            functions.tanh_slope,
            r"\tanh(s)",
            formula="(e**s - e**-s) / (e**s + e**-s)",
            slope="1 - a**2",
        ),
        Activation(
            "relu",
            functions.relu,
            functions.relu_slope,
            r"\max(0, s)",
            kinks=(0.0,),
            formula="max(0, s)",
            slope="1 if s > 0 else 0",
        ),
        Activation(
            "leaky_relu",
            functions.leaky_relu,
            functions.leaky_relu_slope,
            r"\max(0.01 s, s)",
            kinks=(0.0,),
            formula="max(0.01 * s, s)",
            slope="1 if s > 0 else 0.01",
        ),
        Activation(
            "elu",
            functions.elu,
            functions.elu_slope,
            r"\begin{cases} s & s > 0 \\ e^{s} - 1 & s \le 0 \end{cases}",
            kinks=(0.0,),
            formula="s if s > 0 else e**s - 1",
            slope="1 if s > 0 else e**s",
        ),
        Activation(
            "softplus",
            functions.softplus,
            functions.sigmoid,
            r"\ln(1 + e^{s})",
            formula="ln(1 + e**s)",
            slope="1 / (1 + e**-s)",
        ),
        Activation(
            "gaussian",
            functions.gaussian,
            functions.gaussian_slope,
            r"e^{-s^2}",
            formula="e**-s**2",
            slope="-2 * s * a",
        ),
        Activation("sin", math.sin, math.cos, r"\sin(s)", formula="sin(s)", slope="cos(s)"),
        Activation("identity", functions.identity, functions.one, "s", formula="s", slope="1"),
        Activation(
            "step",
            functions.step,
            functions.one,
            r"\begin{cases} 1 & s \ge 0 \\ 0 & s < 0 \end{cases}",
            surrogate=True,
            kinks=(0.0,),
            formula="1 if s >= 0 else 0",
            slope="1",
        ),
        Activation("exp", math.exp, math.exp, "e^{s}", formula="e**s", slope="a"),
        Activation(
            "log", math.log, functions.reciprocal, r"\ln(s)", formula="ln(s)", slope="1 / s"
        ),
        Activation(
            "sqrt",
            math.sqrt,
            functions.sqrt_slope,
            r"\sqrt{s}",
            formula="sqrt(s)",
            slope="1 / (2 * a)",
        ),
        Activation(
            "square",
            functions.square,
            functions.square_slope,
            "s^2",
            formula="s**2",
            slope="2 * s",
        ),
        Activation(
            "reciprocal",
            functions.reciprocal,
            functions.reciprocal_slope,
            r"\frac{1}{s}",
            formula="1 / s",
            slope="-a**2",
        ),
        Activation(
            "abs",
            math.fabs,
            functions.abs_slope,
            "|s|",
            kinks=(0.0,),
            formula="abs(s)",
            slope="sgn(s)",
        ),
        Activation(
            "cos", math.cos, functions.cos_slope, r"\cos(s)", formula="cos(s)", slope="-sin(s)"
        ),
        Activation(
            "arctan",
            math.atan,
            functions.arctan_slope,
            r"\arctan(s)",
            formula="arctan(s)",
            slope="1 / (1 + s**2)",
        ),
        Activation(
            "erf",
            math.erf,
            functions.erf_slope,
            r"\operatorname{erf}(s)",
            formula="erf(s)",
            slope="2 / sqrt(pi) * e**-s**2",
        ),
        Activation(
            "softsign",
            functions.softsign,
            functions.softsign_slope,
            r"\frac{s}{1 + |s|}",
            formula="s / (1 + abs(s))",
            slope="1 / (1 + abs(s))**2",
        ),
        Activation(
            "hard_tanh",
            functions.hard_tanh,
            functions.hard_tanh_slope,
            r"\max(-1, \min(1, s))",
            kinks=(-1.0, 1.0),
            formula="-1 if s <= -1 else s if s < 1 else 1",
            slope="0 if s <= -1 else 1 if s < 1 else 0",
        ),
        Activation(
            "hard_sigmoid",
            functions.hard_sigmoid,
            functions.hard_sigmoid_slope,
            r"\max(0, \min(1, \frac{s + 3}{6}))",
            kinks=(-3.0, 3.0),
            formula="0 if s <= -3 else (s + 3) / 6 if s < 3 else 1",
            slope="0 if s <= -3 else 1 / 6 if s < 3 else 0",
        ),
        Activation(
            "swish",
            functions.swish,
            functions.swish_slope,
            r"\frac{s}{1 + e^{-s}}",
            formula="s / (1 + e**-s)",
            slope="a + sigmoid(s) * (1 - a)",
        ),
        Activation(
            "gelu",
            functions.gelu,
            functions.gelu_slope,
            r"\frac{s}{2} (1 + \operatorname{erf}(\frac{s}{\sqrt{2}}))",
            formula="s / 2 * (1 + erf(s / sqrt(2)))",
            slope="(1 + erf(s / sqrt(2))) / 2 + s / sqrt(2 * pi) * e**(-s**2 / 2)",
        ),
        Activation(
            "gelu_tanh",
            functions.gelu_tanh,
            functions.gelu_tanh_slope,
            r"\frac{s}{2} (1 + \tanh(\sqrt{\frac{2}{\pi}} (s + 0.044715 s^3)))",
            formula="s / 2 * (1 + tanh(sqrt(2 / pi) * (s + 0.044715 * s**3)))",
            slope="(1 + tanh(sqrt(2 / pi) * (s + 0.044715 * s**3))) / 2"
            " + s / 2 * (1 - tanh(sqrt(2 / pi) * (s + 0.044715 * s**3))**2)"
            " * sqrt(2 / pi) * (1 + 0.134145 * s**2)",
        ),
        Activation(
            "mish",
            functions.mish,
            functions.mish_slope,
            r"s \tanh(\ln(1 + e^{s}))",
            formula="s * tanh(ln(1 + e**s))",
            slope="tanh(ln(1 + e**s)) + s * (1 - tanh(ln(1 + e**s))**2) * sigmoid(s)",
        ),
    )
}
"""The built-in activations by name.

The derivatives of ``sigmoid`` and ``tanh`` are ``a (1 - a)`` and ``1 - a^2`` of the output, as they
are worked by hand, so they are exactly 0 once the output rounds to 1. Those at a kink follow
PyTorch: ``relu`` and ``leaky_relu`` take the left slope at 0, which is 0 and 0.01; ``elu`` has
the slope 1 on both sides of 0; ``abs`` takes 0 at 0, ``hard_tanh`` and ``hard_sigmoid`` take 0 at
both ends of their slope. ``step`` has the surrogate derivative 1, which makes gradient descent the
perceptron rule. ``log`` and ``sqrt`` of a negative number, and ``reciprocal`` of 0, are no numbers:
a network that comes to one raises NotFiniteError, which names the neuron.

Sources: ``swish`` is Ramachandran, Zoph and Le 2017 (SiLU in PyTorch), ``gelu`` and its
approximation ``gelu_tanh`` are Hendrycks and Gimpel 2016, ``mish`` is Misra 2019; ``hard_sigmoid``
has the slope 1/6 of Howard and others 2019, as PyTorch and Keras 3 have it.
"""


def get_activation(activation: str | Activation) -> Activation:
    """Return an activation by name, or the given one unchanged.

    Parameters
    ----------
    activation : str or Activation
        A name of ``ACTIVATIONS``, or ``leaky_relu(0.2)``: a leaky relu with the slope 0.2 on the
        left.

    Raises
    ------
    UnknownNameError
        If there is no built-in activation of that name; the message lists the known ones.
    InputError
        If the slope of a leaky relu is not a finite number.

    Examples
    --------
    >>> get_activation("sigmoid").function(0.0)
    0.5
    >>> get_activation("leaky_relu(0.2)").function(-5.0)
    -1.0
    """
    if isinstance(activation, Activation):
        return activation
    if isinstance(activation, str):
        found = built_in(activation)
        if found is not None:
            return found
    raise unknown_name("activation", activation, ACTIVATIONS)


def built_in(name: str) -> Activation | None:
    """Return the built-in activation of a name, always the same object; None if there is none.

    Raises
    ------
    InputError
        If the slope of a leaky relu is not a finite number.
    """
    found = ACTIVATIONS.get(name)
    if found is not None or not (name.startswith("leaky_relu(") and name.endswith(")")):
        return found
    written = name.removeprefix("leaky_relu(").removesuffix(")").strip()
    try:
        return leaky_relu(float(written))
    except ValueError:
        raise InputError(
            f"the slope of {brief(name)} is not a finite number; write it as leaky_relu(0.2)"
        ) from None


def is_built_in(activation: Activation) -> bool:
    """Return whether an activation is one of the built-in ones itself."""
    found = ACTIVATIONS.get(activation.name)
    if found is None and activation.name.startswith("leaky_relu("):
        found = built_in(activation.name)
    return activation is found


@cache
def leaky_relu(slope: float) -> Activation:
    """Return the leaky relu with a slope on the left, named such as ``leaky_relu(0.2)``.

    Parameters
    ----------
    slope : float
        The slope for negative summations; with 0.01 it is the activation ``leaky_relu``.

    Raises
    ------
    InputError
        If the slope is not a finite number.

    Examples
    --------
    >>> leaky_relu(0.25).name, leaky_relu(0.01).name
    ('leaky_relu(0.25)', 'leaky_relu')
    """
    number(slope, "the slope of a leaky relu")
    slope = float(slope)
    if slope == functions.LEAKY_SLOPE:
        return ACTIVATIONS["leaky_relu"]
    maximum = 0 <= slope <= 1
    return Activation(
        f"leaky_relu({slope!r})",
        partial(functions.leaky_relu, slope=slope),
        partial(functions.leaky_relu_slope, slope=slope),
        rf"\max({slope!r} s, s)"
        if maximum
        else rf"\begin{{cases}} s & s > 0 \\ {slope!r} s & s \le 0 \end{{cases}}",
        kinks=(0.0,),
        formula=f"max({slope!r} * s, s)" if maximum else f"s if s > 0 else {slope!r} * s",
        slope=f"1 if s > 0 else {slope!r}",
    )


def leaky_slope(activation: Activation) -> float:
    """Return the slope of a leaky relu on the left; 0 for any other built-in activation."""
    if activation.name == "leaky_relu":
        return functions.LEAKY_SLOPE
    if activation.name.startswith("leaky_relu("):
        return float(activation.name[len("leaky_relu(") : -1])
    return 0.0
