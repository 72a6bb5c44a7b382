"""Sending one sample through a network, and recording every number."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from neurosim.data import DataLike, fitting_dataset, fitting_sample, fitting_targets
from neurosim.errors import InputError
from neurosim.mathematics.symbols import MEAN_GRADIENT, Symbol
from neurosim.model import events, passes
from neurosim.model.description import scaling_of_targets
from neurosim.model.garbage import without_collecting
from neurosim.model.losses import Loss, get_loss, softmax
from neurosim.model.network import Network, check_network
from neurosim.model.notation import symbol
from neurosim.model.optimizers import Optimizer, State, get_optimizer, start_state
from neurosim.model.parameters import neuron_parameters
from neurosim.model.scaling import Scaling
from neurosim.tracing.mistaken import mistaken_trace
from neurosim.tracing.trace import Trace
from neurosim.tracing.trace_rows import NormalizationEvent, ProbabilityEvent, TraceEvent
from neurosim.worksheet.catalogue import chosen_mistakes
from neurosim.worksheet.mistake import Mistake


def trace(
    net: Network,
    x: Iterable[float],
    z: Iterable[float] | None = None,
    *,
    loss: str | Loss | None = None,
    learning_rate: float | None = None,
    optimizer: str | Optimizer | None = None,
    mistake: str | Mistake | Iterable[str | Mistake] | None = None,
    rest_of_batch: DataLike | None = None,
) -> Trace:
    """Send one sample through the network and record every number; the network is not changed.

    Parameters
    ----------
    net : Network
        The network; its scaling is used.
    x : iterable of float, shape (n_inputs,), or row of a data frame
        The inputs in raw units. A row of a data frame (``frame.iloc[0]``, or a data frame of one
        row) is matched by name with the columns that the network was trained on.
    z : iterable of float, shape (n_outputs,), optional
        The targets in raw units, given like the inputs; with them, loss, error signals and
        gradients are traced.
    loss : str or Loss, optional
        The loss; by default the loss that the network was trained with.
    learning_rate : float, optional
        With a learning rate and targets, the update is traced.
    optimizer : str or Optimizer, optional
        The optimizer of the step: ``sgd`` (plain gradient descent, the default), ``rmsprop``,
        ``adam``, ``adamw``, or an object such as ``ns.SGD(0.1, momentum=0.9)``. The step is its
        first step.
    mistake : str or Mistake, or several of them, optional
        The sample as somebody computes it who makes this mistake: a name from ``ns.mistakes()``,
        such as ``new-weights``, or ``ns.mistakes()["new-weights"].at("dh[0][1]")`` for one place.
    rest_of_batch : Dataset or (X, Z), optional
        The other samples of a mini-batch, in raw units, shapes (n_samples, n_inputs) and
        (n_samples, n_outputs). The step then takes the mean of the gradients of all samples, as
        ``train`` does; every other number is that of the one sample.

    Returns
    -------
    Trace

    Raises
    ------
    InputError
        If the number of values is wrong, a value is not finite, a learning rate or an optimizer
        is given without targets, or the rest of a batch without a learning rate.
    UnknownNameError
        If there is no loss, optimizer or mistake with this name.
    NotFiniteError
        If a number becomes infinite or undefined.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([2, 3, 1], initializer=0.5)
    >>> t = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    >>> t["h[0][0]"].summation, t.value("sh[0][0]")
    (1.5, 1.5)
    """
    chosen = None
    if learning_rate is not None or optimizer is not None:
        chosen = get_optimizer("sgd" if optimizer is None else optimizer, learning_rate)
        if z is None:
            what = "a learning rate" if learning_rate is not None else "an optimizer"
            raise InputError(f"{what} was given without targets; give the targets too")
    if rest_of_batch is not None and chosen is None:
        raise InputError("the rest of a batch changes the step only; give a learning rate too")
    made = () if mistake is None else chosen_mistakes(mistake)
    right = trace_step(net, x, z, loss=loss, optimizer=chosen, rest_of_batch=rest_of_batch)
    return mistaken_trace(right, made) if made else right


@without_collecting()
def trace_step(
    net: Network,
    x: Iterable[float],
    z: Iterable[float] | None,
    *,
    loss: str | Loss | None,
    optimizer: Optimizer | None,
    state: State | None = None,
    n_steps: int = 1,
    rest_of_batch: DataLike | None = None,
) -> Trace:
    """Trace one sample like ``trace``, continuing from what the optimizer remembers.

    Parameters
    ----------
    net, x, z, loss
        As for ``trace``.
    optimizer : Optimizer or None
        The optimizer of the step; None for no step.
    state : dict, optional
        What the optimizer remembers, changed in place; by default its state at the start.
    n_steps : int
        The number of this step of the optimizer, counted from 1.
    rest_of_batch : Dataset or (X, Z), optional
        As for ``trace``.
    """
    check_network(net, "trace")
    loss_function = None if loss is None else get_loss(loss)
    twin = net.copy()
    if z is not None:
        loss_function = loss_function or get_loss(net.loss)
        twin.target_scaling = scaling_of_targets(twin.target_scaling, loss_function, stacklevel=4)
    recorded: list[TraceEvent] = []
    batch: dict[Symbol, tuple[float, ...]] = {}
    raw_inputs = fitting_sample(twin, x)
    raw_targets = None
    if z is not None:
        raw_targets = fitting_targets(twin, z)

    inputs = twin.normalize_inputs(raw_inputs).tolist()
    recorded += _normalizations(twin, "output", twin.input_scaling, raw_inputs, inputs)
    targets: list[float] = []
    if raw_targets is not None:
        targets = twin.normalize_targets(raw_targets).tolist()
        recorded += _normalizations(twin, "target", twin.target_scaling, raw_targets, targets)

    outputs = twin.forward(inputs, observer=recorded.append)
    recorded += _probabilities(twin, outputs.tolist(), loss_function or net.loss)
    if raw_targets is not None and loss_function is not None:
        twin.backward(targets, loss_function, observer=recorded.append)
        if optimizer is not None:
            structure = twin.structure
            parameters = [p for n in structure.computed for p in neuron_parameters(structure, n)]
            before = [parameter.value for parameter in parameters]
            if state is None:
                state = start_state(optimizer, len(parameters))
            observer: events.Observer = recorded.append
            means = None
            if rest_of_batch is not None:
                others = _other_gradients(twin, rest_of_batch, loss_function)
                batch = {p.quantity: rest for p, rest in zip(parameters, others, strict=True)}
                means = [
                    math.fsum((p.gradient or 0.0, *rest)) / (1 + len(rest))
                    for p, rest in zip(parameters, others, strict=True)
                ]
                observer = _of_batch(recorded)
            passes.update(parameters, optimizer, state, observer, n_steps=n_steps, gradients=means)
            for parameter, value in zip(parameters, before, strict=True):
                parameter.value = value
    return Trace(
        twin,
        recorded,
        raw_inputs=tuple(raw_inputs),
        raw_targets=None if raw_targets is None else tuple(raw_targets),
        raw_outputs=tuple(twin.denormalize_outputs(outputs).tolist()),
        loss_function=None if raw_targets is None else loss_function,
        optimizer=optimizer,
        n_steps=n_steps,
        batch=batch,
    )


def _other_gradients(net: Network, data: DataLike, loss: Loss) -> list[tuple[float, ...]]:
    """Return the gradients that some samples give, for each parameter, in the order of ``net``."""
    dataset = fitting_dataset(net, data)
    twin = net.copy()
    structure = twin.structure
    rows = []
    for x, z in zip(dataset.X.tolist(), dataset.Z.tolist(), strict=True):
        twin.forward(twin.normalize_inputs(x).tolist())
        twin.backward(twin.normalize_targets(z).tolist(), loss)
        parameters = (p for n in structure.computed for p in neuron_parameters(structure, n))
        rows.append([parameter.gradient or 0.0 for parameter in parameters])
    return list(zip(*rows, strict=True))


def _of_batch(recorded: list[TraceEvent]) -> events.Observer:
    """Return what records the step of a batch: the gradient that it takes is a mean."""

    def record(event: events.Event) -> None:
        if isinstance(event, events.UpdateEvent):
            event = replace(event, parts=((MEAN_GRADIENT, event.gradient), *event.parts))
        recorded.append(event)

    return record


def _probabilities(
    net: Network, outputs: Sequence[float], loss: str | Loss
) -> list[ProbabilityEvent]:
    if not get_loss(loss).softmax:
        return []
    return [
        ProbabilityEvent(
            neuron=neuron.name,
            symbol=Symbol("output", "probability", (k,)),
            output_symbol=symbol(net.structure, neuron, "output"),
            value=share,
        )
        for k, (neuron, share) in enumerate(zip(net.outputs, softmax(outputs), strict=True))
    ]


def _normalizations(
    net: Network,
    quantity: str,
    scaling: Scaling | None,
    raw: list[float],
    normalized: list[float],
) -> list[NormalizationEvent]:
    if scaling is None:
        return []
    neurons = net.inputs if quantity == "output" else net.outputs
    return [
        NormalizationEvent(
            neuron=neuron.name,
            symbol=symbol(net.structure, neuron, quantity),
            raw=raw[i],
            scaling=scaling.column(i),
            value=normalized[i],
        )
        for i, neuron in enumerate(neurons)
    ]
