"""The reference arithmetic: forward, backward and update, as a plain loop over the graph.

Every number that neurosim shows comes from here or agrees with it. An observer gets each number
as an event (``neurosim.model.events``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from neurosim.errors import InputError, NeurosimError, NotFiniteError, counted
from neurosim.model import events, reports
from neurosim.model.losses import Loss
from neurosim.model.neuron import Neuron
from neurosim.model.structure import Structure


def forward(
    structure: Structure, x: Sequence[float], observer: events.Observer | None = None
) -> list[float]:
    """Compute one sample through the network: ``s = sum(w_i * a_i) + b``, ``a = f(s)``.

    Parameters
    ----------
    structure : Structure
        The sorted graph.
    x : sequence of float, shape (n_inputs,)
        The inputs in normalized units.
    observer : callable, optional
        Sees every number as an event.

    Returns
    -------
    list of float, shape (n_outputs,)
        The outputs; summations and outputs are stored on the neurons.
    """
    for neuron, value in zip(structure.inputs, x, strict=True):
        neuron.summation = neuron.output = value
        if observer:
            reports.report_input(structure, neuron, observer)
    for neuron in structure.computed:
        weighted = 0.0
        for source, edge in structure.incoming[neuron]:
            weighted += edge["weight"] * source.output
        neuron.summation = weighted + neuron.bias
        try:
            neuron.output = float(neuron.activation.function(neuron.summation))
        except (ArithmeticError, ValueError, TypeError, LookupError):
            neuron.output = math.nan
        if not (math.isfinite(neuron.summation) and math.isfinite(neuron.output)):
            raise _not_finite(neuron)
        if observer:
            reports.report_forward(structure, neuron, observer)
    return [neuron.output for neuron in structure.outputs]  # type: ignore[misc]


def backward(
    structure: Structure,
    z: Sequence[float],
    loss: Loss,
    observer: events.Observer | None = None,
) -> float:
    """Compute backwards: loss, error signals and gradients of the last forward pass.

    ``delta = f'(s) * (dL/dy + sum over successors of w_j * delta_j)``, ``dL/dw = delta * a``,
    ``dL/db = delta``, all with the weights before the update. If the loss is computed from the
    summation of an output, ``f'(s) * dL/dy`` is its ``dL/ds``.

    Parameters
    ----------
    structure : Structure
        The sorted graph, after ``forward``.
    z : sequence of float, shape (n_outputs,)
        The targets in normalized units.
    loss : Loss
        The loss whose gradient is carried back.
    observer : callable, optional
        Sees every number as an event.

    Returns
    -------
    float
        The loss of the sample; error signals and gradients are stored on neurons and edges.
    """
    y = [neuron.output or 0.0 for neuron in structure.outputs]
    loss.check_targets(z, [neuron.name for neuron in structure.outputs])
    s = [neuron.summation or 0.0 for neuron in structure.outputs]
    terms = loss_terms(structure, loss, s, y, z)
    total = sum(terms)
    by_output, by_summation = _loss_gradient(structure, loss, y, z)
    for neuron, target in zip(structure.outputs, z, strict=True):
        neuron.target = target
    if observer:
        gradient = [*(by_output | by_summation).values()]
        reports.report_loss(structure, loss, terms, gradient, total, observer)
    propagate(structure, by_output, observer, by_summation)
    return total


def loss_terms(
    structure: Structure, loss: Loss, s: Sequence[float], y: Sequence[float], z: Sequence[float]
) -> list[float]:
    """Return the share of each output in the loss of one sample, shape (n_outputs,).

    Parameters
    ----------
    structure : Structure
        The sorted graph.
    loss : Loss
        The loss.
    s, y, z : sequence of float, shape (n_outputs,)
        Summations, outputs and targets; a loss that is joined with the activation of an output is
        computed from its summation.

    Raises
    ------
    NotFiniteError
        If the loss fails or its sum is not finite.
    """
    terms = _loss_values(loss, "terms", y, z)
    for k, neuron in enumerate(structure.outputs):
        if joined := loss.joined_with(neuron.activation):
            terms[k] = joined.term(s[k], z[k], len(y))
    total = sum(terms)
    if not math.isfinite(total):
        raise NotFiniteError(f"the loss {loss.name} is {total}; outputs {y}, targets {list(z)}")
    return terms


def _loss_gradient(
    structure: Structure, loss: Loss, y: Sequence[float], z: Sequence[float]
) -> tuple[dict[Neuron, float], dict[Neuron, float]]:
    """Return dL/dy of each output, and dL/ds (with a 0 as dL/dy) where the loss is joined."""
    gradient = _loss_values(loss, "gradient", y, z)
    by_output = dict(zip(structure.outputs, gradient, strict=True))
    by_summation = {}
    for k, neuron in enumerate(structure.outputs):
        if joined := loss.joined_with(neuron.activation):
            by_summation[neuron] = joined.gradient(y[k], z[k], len(y))
            by_output[neuron] = 0.0
    return by_output, by_summation


def _loss_values(loss: Loss, what: str, y: Sequence[float], z: Sequence[float]) -> list[float]:
    try:
        values = [float(value) for value in getattr(loss, what)(y, z)]
    except NeurosimError:
        raise
    except (ArithmeticError, ValueError, TypeError, LookupError) as error:
        raise NotFiniteError(f"the {what} of {loss.name} fail: {error}; outputs {y}") from None
    if len(values) != len(y):
        raise InputError(
            f"the {what} of {loss.name} are {len(values)} numbers; the network has "
            f"{counted(len(y), 'output')}"
        )
    return values


def propagate(
    structure: Structure,
    output_gradient: Mapping[Neuron, float],
    observer: events.Observer | None = None,
    joined: Mapping[Neuron, float] = MappingProxyType({}),
) -> None:
    """Carry the derivative of the loss by the outputs back to every neuron and edge.

    Parameters
    ----------
    structure : Structure
        The sorted graph, after ``forward``.
    output_gradient : mapping
        dL/dy of each output neuron.
    observer : callable, optional
        Sees every number as an event.
    joined : mapping, optional
        dL/ds of the outputs whose loss is joined with their activation; added to what their
        successors, and the entry of ``output_gradient``, give.
    """
    for neuron in reversed(structure.order):
        slope = output_gradient.get(neuron, 0.0)
        for successor, edge in structure.outgoing[neuron]:
            assert successor.delta is not None
            slope += edge["weight"] * successor.delta
        neuron.delta = slope if neuron.is_input else neuron.derivative * slope
        if neuron in joined:
            neuron.delta += joined[neuron]
        if not math.isfinite(neuron.delta):
            raise NotFiniteError(
                f"the error signal of {neuron.name!r} is {neuron.delta}; "
                "the weights or targets are too large"
            )
        if neuron.is_input:
            continue
        neuron.bias_gradient = neuron.delta
        for source, edge in structure.incoming[neuron]:
            assert source.output is not None
            edge["gradient"] = neuron.delta * source.output
        if observer:
            by_output = None if neuron in joined else output_gradient.get(neuron)
            by_summation = joined.get(neuron)
            reports.report_error_signal(structure, neuron, by_output, by_summation, observer)
    if observer:
        reports.report_gradients(structure, observer)


def update(
    structure: Structure, learning_rate: float, observer: events.Observer | None = None
) -> None:
    """Take one step of plain gradient descent: ``theta_new = theta - eta * gradient``.

    Parameters
    ----------
    structure : Structure
        The sorted graph, after ``backward``.
    learning_rate : float
        ``eta``.
    observer : callable, optional
        Gets every number as an event. Frozen parameters are reported and kept.
    """
    weights, biases = [], []
    for neuron in structure.computed:
        for source, edge in structure.incoming[neuron]:
            if edge["trainable"]:
                new = edge["weight"] - learning_rate * edge["gradient"]
                weights.append((edge, _finite_step(new, neuron, source)))
        if neuron.bias_trainable:
            assert neuron.bias_gradient is not None
            new = neuron.bias - learning_rate * neuron.bias_gradient
            biases.append((neuron, _finite_step(new, neuron)))
    before = reports.parameter_values(structure) if observer else []
    for edge, new in weights:
        edge["weight"] = new
    for neuron, new in biases:
        neuron.bias = new
    if observer:
        reports.report_update(structure, learning_rate, before, observer)


def _finite_step(new: float, neuron: Neuron, source: Neuron | None = None) -> float:
    if not math.isfinite(new):
        what = "the bias of" if source is None else f"the weight from {source.name!r} to"
        raise NotFiniteError(
            f"the update makes {what} {neuron.name!r} {new}; take a smaller learning rate"
        )
    return new


def _not_finite(neuron: Neuron) -> NotFiniteError:
    if not math.isfinite(neuron.summation or 0.0):
        return NotFiniteError(
            f"the summation of {neuron.name!r} is {neuron.summation}; "
            "its weights or inputs are too large"
        )
    return NotFiniteError(
        f"the activation {neuron.activation.name!r} of {neuron.name!r} gives no finite number "
        f"for the summation {neuron.summation:g}"
    )
