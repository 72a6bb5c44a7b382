"""Derivatives compared with finite differences, and the derivative of outputs by inputs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from neurosim import checks
from neurosim.checks import Matrix
from neurosim.errors import counted
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.model import passes
from neurosim.model.losses import Loss, get_loss
from neurosim.model.network import Network, check_network


@dataclass(frozen=True, slots=True)
class ParameterGradient:
    """The two gradients of one parameter.

    Attributes
    ----------
    symbol : str
        The weight or bias.
    analytic : float
        From backpropagation.
    numeric : float
        From central differences.
    error : float
        The difference, relative to the largest of the two gradients and a thousandth of the loss
        (at least 0.001): rounding in the loss limits what a difference of losses can show.
    below, above : float
        The one-sided differences, towards smaller and towards larger values of the parameter.
    note : str
        Why the two gradients of this parameter need not agree: a kink, or saturation. Otherwise
        empty.
    """

    symbol: str
    analytic: float
    numeric: float
    error: float
    below: float
    above: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """What ``check_gradient`` found; printed as a table.

    Attributes
    ----------
    rows : tuple of ParameterGradient
        One for each weight and bias.
    tolerance : float
        The largest error that passes.
    surrogates : tuple of str
        The neurons whose activation has a surrogate derivative. Gradients that pass through them
        need not agree.
    """

    rows: tuple[ParameterGradient, ...]
    tolerance: float
    surrogates: tuple[str, ...] = ()

    @property
    def max_error(self) -> float:
        """The largest error of the parameters whose gradients must agree."""
        return max((row.error for row in self.rows if not row.note), default=0.0)

    @property
    def ok(self) -> bool:
        """Whether all parameters whose gradients must agree are within the tolerance."""
        return self.max_error <= self.tolerance

    def __str__(self) -> str:
        width = max(len(row.symbol) for row in self.rows)
        lines = [f"{'':{width}}  {'analytic':>14}  {'numeric':>14}  {'error':>9}"]
        for row in self.rows:
            remark = row.note or ("" if row.error <= self.tolerance else "differs")
            lines.append(
                f"{row.symbol:{width}}  {row.analytic:14.10f}  {row.numeric:14.10f}  "
                f"{row.error:9.1e}" + (f"  {remark}" if remark else "")
            )
        verdict = "agree" if self.ok else "DIFFER"
        noted = sum(bool(row.note) for row in self.rows)
        aside = f"; {counted(noted, 'parameter')} not compared" if noted else ""
        lines.append(f"analytic and numeric {verdict}: largest error {self.max_error:.1e}{aside}")
        if self.surrogates:
            lines.append(
                f"surrogate derivative 1 at {', '.join(self.surrogates)} (step): "
                "the analytic gradient is the perceptron rule, not a derivative"
            )
        return "\n".join(lines)


def check_gradient(
    net: Network,
    x: Iterable[float],
    z: Iterable[float],
    *,
    loss: str | Loss | None = None,
    tolerance: float = 1e-6,
) -> GradientCheck:
    """Compare the gradient of every weight and bias with central differences.

    ``(L(theta + h) - L(theta - h)) / 2h`` with h the cube root of the machine epsilon, scaled by
    the parameter. The network is not changed.

    At a kink there is no derivative, and backpropagation uses a fixed slope: the slope on the left,
    which is 0 for ``relu`` and 0.01 for ``leaky_relu`` at the summation 0, and 0 for ``mae`` where
    output and target are equal. ``elu`` at 0 and ``huber`` at an error of 1 have the same slope on
    both sides, but the slope bends sharply, and this also changes central differences. If a
    difference crosses such a point, the two gradients need not agree. The table then gives the
    one-sided differences and the slope that is used.

    Parameters
    ----------
    net : Network
        The network; its scaling is used.
    x : iterable of float, shape (n_inputs,)
        The inputs of one sample in raw units.
    z : iterable of float, shape (n_outputs,)
        Its targets in raw units.
    loss : str or Loss, optional
        The loss to differentiate; the one that the network was trained with if none is given.
    tolerance : float
        The largest relative error that passes.

    Returns
    -------
    GradientCheck
        A parameter whose gradients need not agree, at a kink or in saturation, has a note that says
        so, and does not count.

    Raises
    ------
    InputError
        If the number of values is wrong or a value is not finite.

    Examples
    --------
    >>> import neurosim as ns
    >>> check = ns.check_gradient(ns.mlp([2, 3, 1]), [1, 1], [1])
    >>> check.ok
    True
    """
    check_network(net, "check_gradient")
    twin = net.copy()
    chosen = get_loss(net.loss if loss is None else loss)
    limit = checks.positive(tolerance, "the tolerance")
    inputs = checks.sample(x, [neuron.name for neuron in net.inputs], "input")
    targets = checks.sample(z, [neuron.name for neuron in net.outputs], "target")
    inputs = twin.normalize_inputs(inputs).tolist()
    targets = twin.normalize_targets(targets).tolist()

    twin.forward(inputs)
    middle = twin.backward(targets, chosen)
    floor = 1e-3 * max(1.0, abs(middle))
    kinks = {kink: _rule(twin, chosen, kink) for kink in _sides(twin, chosen)}
    saturated = _saturation(twin, chosen)

    def loss_value() -> tuple[float, Sides]:
        outputs = passes.forward(twin.structure, inputs)
        summations = [neuron.summation or 0.0 for neuron in twin.outputs]
        terms = passes.loss_terms(twin.structure, chosen, summations, outputs, targets)
        return plain_sum(terms), _sides(twin, chosen)

    rows = []
    for parameter in twin.parameters:
        value = parameter.value
        step = math.cbrt(np.finfo(float).eps) * max(1.0, abs(value))
        above, below = value + step, value - step
        parameter.value = above
        high, sides_above = loss_value()
        parameter.value = below
        low, sides_below = loss_value()
        parameter.value = value
        analytic = parameter.gradient
        assert analytic is not None
        numeric = (high - low) / (above - below)
        left, right = (middle - low) / (value - below), (high - middle) / (above - value)
        scale = max(abs(analytic), abs(numeric), floor)
        error = abs(analytic - numeric) / scale
        note = ""
        if error > limit:
            crossed = [kink for kink in kinks if sides_below[kink] != sides_above[kink]]
            if crossed and abs(right - left) > limit * scale:
                rules = " and ".join(kinks[kink] for kink in crossed)
                note = (
                    f"kink: one-sided differences {left:.6g} and {right:.6g}; "
                    f"the rule takes slope {rules}"
                )
            elif saturated:
                note = f"saturation: {saturated}"
        rows.append(
            ParameterGradient(parameter.symbol, analytic, numeric, error, left, right, note)
        )
    surrogates = tuple(n.name for n in twin.structure.computed if n.activation.surrogate)
    return GradientCheck(tuple(rows), limit, surrogates)


Sides = dict[tuple[str, str], tuple[int, ...]]
"""The side of each kink, by neuron and ``activation`` or ``loss``."""


def _sides(net: Network, loss: Loss) -> Sides:
    found: Sides = {}
    for neuron in net.structure.computed:
        if neuron.activation.kinks:
            found[neuron.name, "activation"] = _signs(neuron.summation, neuron.activation.kinks)
    for neuron in net.outputs if loss.kinks else ():
        error = (neuron.output or 0.0) - (neuron.target or 0.0)
        found[neuron.name, "loss"] = _signs(error, loss.kinks)
    return found


def _signs(value: float | None, kinks: Sequence[float]) -> tuple[int, ...]:
    at = value or 0.0
    return tuple((at > kink) - (at < kink) for kink in kinks)


def _rule(net: Network, loss: Loss, kink: tuple[str, str]) -> str:
    """Return the slope that backpropagation uses at a kink, and the function it belongs to."""
    name, what = kink
    neuron = net[name]
    if what == "activation":
        return f"{neuron.derivative:g} of {neuron.activation.name} at {name}"
    y, z = ([getattr(n, value) or 0.0 for n in net.outputs] for value in ("output", "target"))
    return f"{loss.gradient(y, z)[net.outputs.index(neuron)]:g} of {loss.name} at {name}"


def _saturation(net: Network, loss: Loss) -> str:
    """Return in words where the loss is limited; empty if nowhere."""
    floored = loss.floored
    names = [
        neuron.name
        for neuron in net.outputs
        if floored and floored(neuron.output or 0.0) and not loss.joined_with(neuron.activation)
    ]
    if not names:
        return ""
    return f"{loss.name} stops growing where the output {', '.join(names)} is so near to 0 or 1"


def output_slopes(net: Network, x: Sequence[float]) -> Matrix:
    """Return the derivative of every output by every input at one sample, with the objects.

    Parameters
    ----------
    net : Network
        The network; it is not changed.
    x : sequence of float, shape (n_inputs,)
        The inputs in normalized units.

    Returns
    -------
    ndarray, shape (n_outputs, n_inputs)
        In normalized units.
    """
    twin = net.copy()
    twin.forward(x)
    rows = []
    for output in twin.outputs:
        passes.propagate(twin.structure, {output: 1.0})
        rows.append([neuron.delta for neuron in twin.inputs])
    return np.array(rows, dtype=np.float64)
