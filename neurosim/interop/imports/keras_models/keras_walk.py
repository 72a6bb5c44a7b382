"""From the steps of a Keras model to signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from neurosim.errors import named
from neurosim.interop.imports.keras_models.keras_functions import FUNCTIONS, MOVING_FUNCTIONS
from neurosim.interop.imports.keras_models.keras_layers import LAYERS, MOVING_LAYERS, numbers
from neurosim.interop.imports.keras_models.keras_steps import KerasStep, KerasValue
from neurosim.interop.imports.unrolled.signals import (
    Signal,
    constant_signal,
    joined,
    reshaped,
    taken,
)
from neurosim.interop.imports.unrolled.unrolling import Unrolling

LARGEST_EXACT = 2**24
"""Up to here every whole number is a number of float32."""


def walk(
    unrolling: Unrolling, steps: Sequence[KerasStep], inputs: Sequence[Signal]
) -> dict[tuple[int, int], Any]:
    """Return the results of all steps, by the number of the step and the place in its results.

    Parameters
    ----------
    unrolling : Unrolling
        The builder.
    steps : sequence of KerasStep
        The steps.
    inputs : sequence of Signal
        The inputs of the model.

    Raises
    ------
    InputError
        If a step cannot become neurons.
    """
    known: dict[tuple[int, int], Any] = {
        (-1 - index, 0): signal for index, signal in enumerate(inputs)
    }
    for index, step in enumerate(steps):
        unrolling.enter(step.path, step.what)
        result = _result(unrolling, step, known)
        results = result if isinstance(result, list) else [result]
        known.update({(index, place): one for place, one in enumerate(results)})
    return known


def _result(unrolling: Unrolling, step: KerasStep, known: Mapping[tuple[int, int], Any]) -> Any:
    import keras

    positional = [_filled(argument, known) for argument in step.positional]
    keywords = {key: _filled(argument, known) for key, argument in step.keywords.items()}
    if isinstance(step.operation, keras.Layer):
        keywords = _layer_keywords(unrolling, keywords)
        quantized = getattr(step.operation, "quantization_mode", None)
        if quantized:
            raise unrolling.site.refuse(
                f"its weights are quantized to {quantized}; give the model from before quantize"
            )
        moves, function = step.kind in MOVING_LAYERS, LAYERS.get(step.kind)
    else:
        moves, function = step.kind in MOVING_FUNCTIONS, FUNCTIONS.get(step.kind)
    if moves:
        return _moved(unrolling, step, positional, keywords)
    if function is None:
        raise unrolling.site.refuse(
            "no neurons are known that compute it; write it with the layers and functions that "
            "docs/from-keras.md lists, or give the part of the model before or after it"
        )
    return function(unrolling, step.operation, *positional, **keywords)


def _filled(argument: Any, known: Mapping[tuple[int, int], Any]) -> Any:
    """Return an argument with the results of earlier steps, and constants as arrays."""
    import keras

    if isinstance(argument, KerasValue):
        return known[argument.step, argument.place]
    if isinstance(argument, list | tuple):
        return [_filled(part, known) for part in argument]
    if isinstance(argument, bool | str | slice | type(None)):
        return argument
    if isinstance(argument, int | float):
        return np.asarray(float(argument))
    if isinstance(argument, keras.Variable | np.ndarray) or keras.ops.is_tensor(argument):
        return numbers(argument)
    return argument


def _layer_keywords(unrolling: Unrolling, keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a layer without those for training and masks."""
    given = dict(keywords)
    if given.pop("training", None):
        raise unrolling.site.refuse(
            "it is called with training=True; call it without, as it is used after training"
        )
    if given.pop("mask", None) is not None:
        raise unrolling.site.refuse("it is called with a mask; call it without")
    return given


def _moved(
    unrolling: Unrolling, step: KerasStep, positional: list[Any], keywords: Mapping[str, Any]
) -> Any:
    """Return what a step that only moves elements makes of signals: Keras moves their numbers."""
    import keras

    way = getattr(step.operation, "interpolation", "nearest")
    if way != "nearest":
        raise unrolling.site.refuse(
            f"with interpolation={way!r} it computes new numbers; only interpolation='nearest' is "
            "known"
        )
    parts: list[Signal] = []

    def places(argument: Any) -> Any:
        if isinstance(argument, list | tuple):
            return [places(part) for part in argument]
        if isinstance(argument, np.ndarray) and argument.ndim:
            argument = constant_signal(unrolling.site, argument)
        if not isinstance(argument, Signal):
            return argument
        first = 1 + sum(part.size for part in parts)
        parts.append(argument)
        if first + argument.size > LARGEST_EXACT:
            raise unrolling.site.refuse(f"it has more than {LARGEST_EXACT:,} elements")
        numbered = np.arange(first, first + argument.size, dtype=np.float32)
        return keras.ops.convert_to_tensor(numbered.reshape(argument.shape))

    given = [places(argument) for argument in positional]
    if step.kind in {"GetItem", "Take"}:
        given[1:] = step.positional[1:]
    if any(isinstance(argument, KerasValue) for argument in given):
        raise unrolling.site.refuse("it takes elements at places that depend on the input")
    try:
        result = step.operation.call(*given, **keywords)
    except Exception as error:  # backends differ in what they can move
        said = " ".join(named(error).split())[:120]
        raise unrolling.site.refuse(f"the backend of Keras raises {said}") from None
    results = list(result) if isinstance(result, list | tuple) else [result]
    arrays = [np.asarray(keras.ops.convert_to_numpy(one)).astype(np.int64) - 1 for one in results]
    size = sum(part.size for part in parts)
    if any(array.size > size for array in arrays) and not unrolling.merge:
        # sums that come more than once get neurons first
        parts = [unrolling.settled(part) if part.layer else part for part in parts]
    together = joined([reshaped(part, (part.size,)) for part in parts], 0)
    signals = [taken(together, array) for array in arrays]
    return signals if isinstance(result, list | tuple) else signals[0]
