"""The steps of opening a Keras model: check it, list its steps, unroll it, compare the network."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from neurosim.checks import Matrix
from neurosim.errors import InputError, brief, named
from neurosim.interop.imports.keras_models.keras_layers import LAYERS, MOVING_LAYERS, numbers
from neurosim.interop.imports.keras_models.keras_steps import (
    KerasStep,
    KerasValue,
    is_graph,
    steps_of,
    subclassed,
)
from neurosim.interop.imports.keras_models.keras_walk import walk
from neurosim.interop.imports.unrolled.comparing import compare_samples
from neurosim.interop.imports.unrolled.signals import Signal
from neurosim.interop.imports.unrolled.unrolling import Unrolling
from neurosim.model.network import Network

SOFTMAXES = frozenset(("LogSoftmax", "Softmax"))
"""Steps that become a loss where they are the last one."""


def opened_model(model: Any, *, max_edges: int, merge: bool) -> Network:
    """Return a model as a network; see ``from_keras``."""
    with warnings.catch_warnings():
        # Keras and its backends warn of each other
        warnings.simplefilter("ignore")
        return _opened(model, max_edges=max_edges, merge=merge)


def _opened(model: Any, *, max_edges: int, merge: bool) -> Network:
    _check(model)
    steps, outputs = steps_of(model, frozenset((*LAYERS, *MOVING_LAYERS)))
    unrolling = Unrolling(max_edges=max_edges, merge=merge)
    inputs = _inputs(unrolling, model)
    loss, logs = _loss_of(steps, outputs), False
    if loss == "softmax_cross_entropy":
        # the softmax belongs to the loss; what it is applied to are the outputs
        *steps, last = steps
        outputs, logs = [last.positional[0]], last.kind == "LogSoftmax"
    known = walk(unrolling, steps, inputs)
    results = [known[value.step, value.place] for value in outputs]
    titles = ["y"] if len(results) == 1 else [f"y{index}" for index in range(len(results))]
    net = unrolling.network(
        list(zip(titles, results, strict=True)), name=str(model.name), loss=loss
    )
    compare_samples(net, lambda factor: _two_samples(model, factor), logs=logs, what="the model")
    return net


def _check(model: Any) -> None:
    import keras

    if not isinstance(model, keras.Model):
        raise InputError(
            f"from_keras takes a model of Keras 3 in memory, such as keras.Sequential([...]); got "
            f"{brief(model)}"
        )
    if not is_graph(model):
        raise InputError(subclassed(model))
    if not model.built or not getattr(model, "inputs", None):
        raise InputError(
            f"the model {model.name!r} has no input shape yet; begin it with keras.Input(shape), "
            "or call it once with data"
        )
    for variable in model.variables:
        values = np.asarray(keras.ops.convert_to_numpy(variable))
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise InputError(
                f"{variable.path!r} of the model has the number {values[~np.isfinite(values)][0]}; "
                "every weight must be finite"
            )


def _inputs(unrolling: Unrolling, model: Any) -> list[Signal]:
    signals = []
    for tensor in model.inputs:
        shape = tuple(tensor.shape)[1:]
        if not all(shape):
            raise InputError(
                f"the input {tensor.name!r} of the model has the shape {tuple(tensor.shape)}; only "
                "the number of samples may be open, so give keras.Input a fixed shape"
            )
        if not str(tensor.dtype).startswith(("float", "bfloat")):
            raise InputError(
                f"the input {tensor.name!r} of the model takes {tensor.dtype}; the inputs of a "
                "network are floating-point numbers"
            )
        name = "x" if len(model.inputs) == 1 else tensor.name
        signals.append(unrolling.input(name, (1, *shape)))
    return signals


def _loss_of(steps: Sequence[KerasStep], outputs: Sequence[KerasValue]) -> str | None:
    """Return the loss that the last step belongs to, if there is one.

    That is the softmax of one row of outputs, or the sigmoid of a single one.
    """
    if len(outputs) != 1 or not steps or outputs[0].step != len(steps) - 1:
        return None
    last, shape = steps[-1], outputs[0].shape
    if last.kind in SOFTMAXES and len(shape) == 2 and len(last.positional) == 1:
        return "softmax_cross_entropy" if last.operation.axis in {1, -1} else None
    return "binary_cross_entropy" if last.kind == "Sigmoid" and shape[1:] in {(), (1,)} else None


def _two_samples(model: Any, factor: float) -> tuple[Matrix, Matrix]:
    """Return two random samples as rows, and what the model gives for both in one batch."""
    import keras

    rng = np.random.default_rng(0)
    samples = [
        (factor * rng.normal(size=(2, *tensor.shape[1:]))).astype(np.float32)
        for tensor in model.inputs
    ]
    tensors = [
        keras.ops.convert_to_tensor(sample, dtype=tensor.dtype)
        for sample, tensor in zip(samples, model.inputs, strict=True)
    ]
    try:
        # inputs may be given in a dictionary
        form = getattr(model, "_inputs_struct", None)
        given = tensors[0] if form is None else keras.tree.pack_sequence_as(form, tensors)
        results = keras.tree.flatten(model(given, training=False))
        rows = [numbers(result).reshape(2, -1) for result in results]
    except Exception as error:  # the model may have code of anybody
        raise InputError(
            f"the model {model.name!r} cannot be called with two samples: "
            f"{' '.join(named(error).split())[:200]}"
        ) from None
    inputs = np.concatenate([sample.reshape(2, -1) for sample in samples], axis=1)
    return inputs.astype(np.float64), np.concatenate(rows, axis=1)
