"""Which arithmetic does the work: the objects of the network, or the compiled engine."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from neurosim.checks import one_of, whole_number
from neurosim.errors import InputError, brief
from neurosim.model import LOSSES, Loss, Network
from neurosim.model.activations import is_built_in

ENGINES = ("compiled", "objects")

LITTLE_WORK = 100_000
"""Edges times samples up to which the objects are done before the engine would be loaded."""


def choose_engine(
    engine: str | None,
    net: Network,
    work: float,
    *,
    loss: Loss | None = None,
    optimizer: str | None = None,
    dtype: Any = None,
) -> str:
    """Return ``"compiled"`` or ``"objects"``.

    Parameters
    ----------
    engine : str or None
        What the user asked for; None takes the objects for little work and for functions of the
        user's own, otherwise the compiled engine.
    net : Network
        The network.
    work : float
        Edges times samples times epochs.
    loss : Loss, optional
        The loss, where one is needed.
    optimizer : str, optional
        The name of an optimizer of the user's own, if there is one.
    dtype : numpy dtype, optional
        float64 if none is given; float32 is for the compiled engine only.

    Raises
    ------
    UnknownNameError
        If there is no such engine.
    InputError
        If the engine cannot do it.
    """
    if engine is not None:
        one_of(engine, ENGINES, "engine")
    single = check_dtype(dtype) == np.float32
    if engine == "objects" and single:
        raise InputError("the objects compute in float64; float32 needs engine='compiled'")
    own = _own_function(net, loss, optimizer)
    if own is not None and (engine == "compiled" or single):
        raise InputError(f"the compiled engine cannot run {own}; choose engine='objects'")
    if engine is not None:
        return engine
    if own is not None:
        return "objects"
    return "compiled" if single or work > LITTLE_WORK else "objects"


def check_dtype(dtype: Any) -> np.dtype[Any]:
    """Return float64 or float32 as a NumPy dtype; None is float64."""
    try:
        found = np.dtype(np.float64 if dtype is None else dtype)
    except Exception:  # NumPy asks the object itself, which may raise anything
        found = None
    if found not in (np.float64, np.float32):
        raise InputError(f"the dtype is {brief(dtype)}; give 'float64' or 'float32'")
    return found


def check_threads(threads: int | None) -> int:
    """Return a number of threads; None is one for each core that this process may use."""
    if threads is not None:
        return whole_number(threads, "the number of threads", minimum=1)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _own_function(net: Network, loss: Loss | None, optimizer: str | None) -> str | None:
    if optimizer is not None:
        return f"the optimizer {optimizer}, which is one of your own"
    if loss is not None and loss is not LOSSES.get(loss.name):
        return f"the loss {loss.name!r}, which is one of your own"
    for neuron in net.structure.computed:
        if not is_built_in(neuron.activation):
            return (
                f"the activation {neuron.activation.name!r} of {neuron.name!r}, which is one of "
                "your own"
            )
    return None
