"""One step of an optimizer on a traced sample, with its intermediate results."""

from __future__ import annotations

import math

import numpy as np

from neurosim.errors import NotFiniteError
from neurosim.model import events
from neurosim.model.network import Network
from neurosim.model.optimizers import (
    SGD,
    Adam,
    AdamW,
    Optimizer,
    RMSprop,
    State,
    Vector,
    is_own,
)


def take_step(net: Network, optimizer: Optimizer, state: State, observer: events.Observer) -> None:
    """Take one step of an optimizer on the objects of a network, and report every number.

    Parameters
    ----------
    net : Network
        The network after ``backward``; its parameters are changed.
    optimizer : Optimizer
        How gradients become a step.
    state : dict
        What the optimizer remembers, changed in place.
    observer : callable
        Gets one ``UpdateEvent`` for each parameter; frozen parameters keep their value.

    Raises
    ------
    NotFiniteError
        If a new value, or a number on the way to it, is not finite.
    """
    parameters = net.parameters
    old = np.array([parameter.value for parameter in parameters])
    gradient = np.array([parameter.gradient or 0.0 for parameter in parameters])
    before = {name: values.copy() for name, values in state.items()}
    with np.errstate(all="ignore"):
        new = optimizer.step(old.copy(), gradient, state)
        found = _parts(optimizer, old, gradient, before, state)
    parts = {name: values.tolist() for name, values in found.items()}
    reported = []
    for i, parameter in enumerate(parameters):
        value = float(new[i]) if parameter.trainable else parameter.value
        if not math.isfinite(value):
            raise NotFiniteError(
                f"the update makes {parameter.symbol} {value}; take a smaller learning rate"
            )
        for name, values in parts.items():
            if parameter.trainable and not math.isfinite(values[i]):
                raise NotFiniteError(
                    f"the {name} that the optimizer keeps of {parameter.symbol} is {values[i]}; "
                    f"its gradient {gradient[i]:g} is too large"
                )
        reported.append(
            events.UpdateEvent(
                neuron=parameter.neuron.name,
                symbol=parameter.symbol,
                old=parameter.value,
                gradient=float(gradient[i]),
                learning_rate=optimizer.learning_rate,
                trainable=parameter.trainable,
                value=value,
                parts=tuple((name, values[i]) for name, values in parts.items())
                if parameter.trainable
                else (),
            )
        )
    for parameter, event in zip(parameters, reported, strict=True):
        parameter.value = event.value
        observer(event)


def _parts(
    optimizer: Optimizer, old: Vector, gradient: Vector, before: State, after: State
) -> dict[str, Vector]:
    """Return the intermediate results of a step by name, each of shape (n_parameters,)."""
    if is_own(optimizer):
        return {}
    match optimizer:
        case SGD(momentum=momentum, nesterov=nesterov) if momentum:
            parts = {"old velocity": before["velocity"], "velocity": after["velocity"]}
            if nesterov:
                parts["direction"] = gradient + momentum * after["velocity"]
            return parts
        case RMSprop():
            return {"old square": before["square"], "square": after["square"]}
        case Adam(beta1=beta1, beta2=beta2) | AdamW(beta1=beta1, beta2=beta2):
            steps = float(after["steps"][0])
            parts = {}
            if isinstance(optimizer, AdamW):
                decay = 1 - optimizer.learning_rate * optimizer.weight_decay
                parts["decayed value"] = old * decay
            return parts | {
                "old mean": before["mean"],
                "mean": after["mean"],
                "old square": before["square"],
                "square": after["square"],
                "corrected mean": after["mean"] / (1 - beta1**steps),
                "corrected square": after["square"] / (1 - beta2**steps),
            }
    return {}
