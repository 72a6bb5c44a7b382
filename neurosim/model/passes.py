"""The reference arithmetic: forward, backward and update, as a plain loop over the graph.

Every number that neurosim shows comes from here or agrees with it. An observer sees each of them
as an event (``neurosim.model.events``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from neurosim.errors import InputError, NeurosimError, NotFiniteError, counted, named
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.model import events, reports
from neurosim.model.losses import Loss
from neurosim.model.neuron import Neuron, activation_failed
from neurosim.model.optimizers import Optimizer, State, is_own, take_step
from neurosim.model.parameters import Parameter
from neurosim.model.structure import Structure
from neurosim.model.update_rule import numbers_of_step


def forward(
    structure: Structure, x: Sequence[float], observer: events.Observer | None = None
) -> list[float]:
    """Carry one sample through the network: ``s = sum(w_i * a_i) + b``, ``a = f(s)``.

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
        The outputs; summations and outputs stay on the neurons.

    Raises
    ------
    NotFiniteError
        If a summation or an output is no finite number.
    InputError
        If an activation of a user's own fails with another error than an arithmetic one, which
        is its cause.
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
        except Exception as error:
            neuron.output = math.nan
            if not math.isfinite(neuron.summation):
                raise _not_finite(neuron) from error
            raise activation_failed(neuron, "the activation", error) from error
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
    """Carry the error back: loss, error signals and gradients of the last forward pass.

    ``delta = f'(s) * (dL/dy + sum over successors of w_j * delta_j)``, ``dL/dw = delta * a``,
    ``dL/db = delta``, all with the weights from before any update. Where the loss is joined with
    the activation of an output, ``f'(s) * dL/dy`` is its ``dL/ds``.

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
        The loss of the sample; error signals and gradients stay on neurons and edges.
    """
    y = [neuron.output or 0.0 for neuron in structure.outputs]
    loss.check_targets(z, [neuron.name for neuron in structure.outputs])
    s = [neuron.summation or 0.0 for neuron in structure.outputs]
    terms = loss_terms(structure, loss, s, y, z)
    total = plain_sum(terms)
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
        Summations, outputs and targets; a loss that is joined with the activation of an output
        takes its summation.

    Raises
    ------
    NotFiniteError
        If the sum of the loss is not finite, or the loss fails with an arithmetic error.
    InputError
        If a loss of a user's own fails with another error, which is the cause.
    """
    terms = _loss_values(loss, "terms", y, z)
    for k, neuron in enumerate(structure.outputs):
        if joined := loss.joined_with(neuron.activation):
            try:
                terms[k] = float(joined.term(s[k], z[k], len(y)))
            except Exception as error:
                raise _loss_failed(loss, "joined terms", y, error) from error
    total = plain_sum(terms)
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
            try:
                by_summation[neuron] = float(joined.gradient(y[k], z[k], len(y)))
            except Exception as error:
                raise _loss_failed(loss, "joined gradient", y, error) from error
            by_output[neuron] = 0.0
    return by_output, by_summation


def _loss_values(loss: Loss, what: str, y: Sequence[float], z: Sequence[float]) -> list[float]:
    try:
        values = [float(value) for value in getattr(loss, what)(y, z)]
    except NeurosimError:
        raise
    except Exception as error:
        raise _loss_failed(loss, what, y, error) from error
    if len(values) != len(y):
        raise InputError(
            f"the {what} of {loss.name} are {len(values)} numbers; the network has "
            f"{counted(len(y), 'output')}"
        )
    return values


def _loss_failed(loss: Loss, what: str, y: Sequence[float], error: Exception) -> InputError:
    message = f"the {what} of {loss.name} fail: {named(error)}; outputs {list(y)}"
    if isinstance(error, (ArithmeticError, ValueError)):
        return NotFiniteError(message)
    return InputError(f"{message}; mend the function")


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
    write = dict.__setitem__
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
            write(edge, "gradient", neuron.delta * source.output)  # no parameter, so no news
        if observer:
            by_output = None if neuron in joined else output_gradient.get(neuron)
            by_summation = joined.get(neuron)
            reports.report_error_signal(structure, neuron, by_output, by_summation, observer)
    if observer:
        reports.report_gradients(structure, observer)


def update(
    parameters: Sequence[Parameter],
    optimizer: Optimizer,
    state: State,
    observer: events.Observer | None = None,
    *,
    n_steps: int = 1,
    gradients: Sequence[float] | None = None,
) -> None:
    """Take one step of an optimizer, such as ``theta_new = theta - eta * gradient``.

    Parameters
    ----------
    parameters : sequence of Parameter
        Every weight and bias, after ``backward``.
    optimizer : Optimizer
        How gradients become a step.
    state : dict
        What the optimizer remembers, changed in place.
    observer : callable, optional
        Sees every number as an event. Frozen parameters are reported and kept.
    n_steps : int
        The number of this step of the optimizer, from 1.
    gradients : sequence of float, optional
        The gradient of each parameter that the step takes, such as the mean over a mini-batch; by
        default that of the last sample.

    Raises
    ------
    NotFiniteError
        If a new value, or a number on the way to it, is not finite. No parameter is changed then.
    """
    theta = np.array([parameter.value for parameter in parameters])
    if gradients is None:
        gradients = [parameter.gradient or 0.0 for parameter in parameters]
    gradient = np.array(gradients)
    before = {name: np.copy(values) for name, values in state.items()}
    new = take_step(optimizer, theta.copy(), gradient, state)
    own_step = new if is_own(optimizer) else None
    states = (before, state)
    found = numbers_of_step(optimizer, theta, gradient, states, own_step, n_steps=n_steps)
    names, columns = list(found), [values.tolist() for values in found.values()]
    on_the_way = [tuple(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    values = new.tolist()
    for i, parameter in enumerate(parameters):
        if parameter.trainable:
            _check_step(parameter, values[i], on_the_way[i] if names else ())
    pairs = zip(theta.tolist(), gradient.tolist(), strict=True)
    for i, (parameter, (old, slope)) in enumerate(zip(parameters, pairs, strict=True)):
        is_trainable = parameter.trainable
        if is_trainable:
            parameter.value = values[i]
        if observer:
            numbers = on_the_way[i] if names and is_trainable else ()
            reports.report_update(
                parameter, (old, slope), optimizer.learning_rate, numbers, observer
            )


def _check_step(
    parameter: Parameter, value: float, on_the_way: Sequence[tuple[str, float]]
) -> None:
    if not math.isfinite(value):
        raise NotFiniteError(
            f"the update makes {parameter.symbol} {value}; take a smaller learning rate"
        )
    for name, number in on_the_way:
        if not math.isfinite(number):
            raise NotFiniteError(
                f"the {name} that the optimizer keeps of {parameter.symbol} is {number}; its "
                f"gradient {parameter.gradient or 0.0:g} is too large"
            )


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
