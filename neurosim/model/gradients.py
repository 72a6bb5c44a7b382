"""Derivatives held against finite differences, and the derivative of outputs by inputs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from neurosim import checks
from neurosim.checks import Matrix
from neurosim.model import passes
from neurosim.model.losses import Loss, get_loss
from neurosim.model.network import Network


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
    """

    symbol: str
    analytic: float
    numeric: float
    error: float


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
        The neurons whose activation has a surrogate derivative, so that no agreement is expected
        of any gradient that passes through them.
    """

    rows: tuple[ParameterGradient, ...]
    tolerance: float
    surrogates: tuple[str, ...] = ()

    @property
    def max_error(self) -> float:
        """The largest error of any parameter."""
        return max(row.error for row in self.rows)

    @property
    def ok(self) -> bool:
        """Whether every parameter is within the tolerance."""
        return self.max_error <= self.tolerance

    def __str__(self) -> str:
        width = max(len(row.symbol) for row in self.rows)
        lines = [f"{'':{width}}  {'analytic':>14}  {'numeric':>14}  {'error':>9}"]
        lines += [
            f"{row.symbol:{width}}  {row.analytic:14.10f}  {row.numeric:14.10f}  {row.error:9.1e}"
            + ("" if row.error <= self.tolerance else "  differs")
            for row in self.rows
        ]
        verdict = "agree" if self.ok else "DIFFER"
        lines.append(f"analytic and numeric {verdict}: largest error {self.max_error:.1e}")
        if self.surrogates:
            lines.append(
                f"surrogate derivative 1 at {', '.join(self.surrogates)} (step): "
                "the analytic gradient is the perceptron rule, no derivative"
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
    """Hold the gradient of every weight and bias against central differences.

    ``(L(theta + h) - L(theta - h)) / 2h`` with h the cube root of the machine epsilon, scaled by
    the parameter. The network is not changed.

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
        Where an activation has a kink exactly at a summation (``relu`` at 0), the two differ.

    Raises
    ------
    InputError
        If a count of values is wrong or a value is not finite.

    Examples
    --------
    >>> import neurosim as ns
    >>> check = ns.check_gradient(ns.mlp([2, 3, 1]), [1, 1], [1])
    >>> check.ok
    True
    """
    twin = net.copy()
    chosen = get_loss(net.loss if loss is None else loss)
    limit = checks.positive(tolerance, "the tolerance")
    inputs = checks.sample(x, [neuron.name for neuron in net.inputs], "input")
    targets = checks.sample(z, [neuron.name for neuron in net.outputs], "target")
    inputs = twin.normalize_inputs(inputs).tolist()
    targets = twin.normalize_targets(targets).tolist()

    twin.forward(inputs)
    floor = 1e-3 * max(1.0, abs(twin.backward(targets, chosen)))

    def loss_value() -> float:
        outputs = passes.forward(twin.structure, inputs)
        summations = [neuron.summation or 0.0 for neuron in twin.outputs]
        return sum(passes.loss_terms(twin.structure, chosen, summations, outputs, targets))

    rows = []
    for parameter in twin.parameters:
        value = parameter.value
        step = math.cbrt(np.finfo(float).eps) * max(1.0, abs(value))
        above, below = value + step, value - step
        parameter.value = above
        high = loss_value()
        parameter.value = below
        low = loss_value()
        parameter.value = value
        analytic = parameter.gradient
        assert analytic is not None
        numeric = (high - low) / (above - below)
        error = abs(analytic - numeric) / max(abs(analytic), abs(numeric), floor)
        rows.append(ParameterGradient(parameter.symbol, analytic, numeric, error))
    surrogates = tuple(n.name for n in twin.structure.computed if n.activation.surrogate)
    return GradientCheck(tuple(rows), limit, surrogates)


def output_slopes(net: Network, x: Sequence[float]) -> Matrix:
    """Return the derivative of every output by every input at one sample, by the objects.

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
