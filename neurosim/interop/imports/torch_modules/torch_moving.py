"""Operators of PyTorch that only move elements: views, slices, joining, padding, gathering.

They need no code of their own. PyTorch itself moves the numbers of the elements, and a signal is
put together from what comes out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from neurosim.errors import named
from neurosim.interop.imports.torch_modules.torch_program import TorchCall, as_floats
from neurosim.interop.imports.unrolled.combining import Tensor
from neurosim.interop.imports.unrolled.signals import (
    Signal,
    constant_signal,
    joined,
    reshaped,
    taken,
)
from neurosim.interop.imports.unrolled.unrolling import Unrolling

MOVING = frozenset(
    (
        "_unsafe_view", "alias", "as_strided", "atleast_1d", "atleast_2d", "atleast_3d",
        "broadcast_tensors", "broadcast_to", "cat", "channel_shuffle", "chunk", "clone",
        "column_stack", "concat", "concatenate", "constant_pad_nd", "contiguous", "detach",
        "diag_embed", "diagonal", "dstack", "expand", "expand_as", "flatten", "flip", "fliplr",
        "flipud", "gather", "hsplit", "hstack", "im2col", "index", "index_copy", "index_put",
        "index_select", "lift_fresh_copy", "mT", "matrix_H", "moveaxis", "movedim", "narrow",
        "numpy_T", "pad", "permute", "pixel_shuffle", "pixel_unshuffle", "ravel",
        "reflection_pad1d", "reflection_pad2d", "reflection_pad3d", "repeat", "repeat_interleave",
        "replication_pad1d", "replication_pad2d", "replication_pad3d", "reshape", "reshape_as",
        "roll", "rot90", "row_stack", "scatter", "select", "select_scatter", "slice",
        "slice_scatter", "split", "split_with_sizes", "squeeze", "stack", "swapaxes", "swapdims",
        "t", "take", "take_along_dim", "tensor_split", "tile", "transpose", "tril", "triu",
        "unbind", "unflatten", "unfold", "unsafe_chunk", "unsafe_split", "unsqueeze",
        "upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d", "view", "view_as",
        "vsplit", "vstack"
    )
)  # fmt: skip
"""The operators."""

JOINING = frozenset(
    (
        "cat", "column_stack", "concat", "concatenate", "dstack", "hstack", "row_stack", "stack",
        "vstack",
    )
)  # fmt: skip
"""Those that also take whole numbers and truth values as elements; elsewhere these are places."""


def move(unrolling: Unrolling, call: TorchCall, positional: list[Any], keywords: Any) -> Any:
    """Return what an operator of ``MOVING`` makes of signals.

    Parameters
    ----------
    unrolling : Unrolling
        The builder.
    call : TorchCall
        The operator.
    positional, keywords : list and dict
        Its arguments, with signals in the place of tensors that depend on the inputs.

    Returns
    -------
    Signal, or a list of them

    Raises
    ------
    InputError
        If the operator also computes with the elements, or PyTorch cannot move them.
    """
    _refuse_computing(unrolling, call, positional, keywords)
    parts: list[Signal] = []

    def numbers(argument: Any) -> Any:
        """Return an argument with the numbers of its elements in the place of a tensor."""
        if isinstance(argument, list | tuple):
            return [numbers(part) for part in argument]
        if isinstance(argument, torch.Tensor) and (
            argument.is_floating_point() or call.operator in JOINING
        ):
            argument = constant_signal(unrolling.site, as_floats(argument))
        if not isinstance(argument, Signal):
            return argument
        first = 1 + sum(part.size for part in parts)
        parts.append(argument)
        # as floats, since some operators take no whole numbers; they are exact up to 2**53
        return torch.arange(first, first + argument.size, dtype=torch.float64).reshape(
            argument.shape
        )

    fill = 0.0
    if call.operator in {"constant_pad_nd", "pad"}:
        positional, keywords, fill = _padded_with_zeros(call, positional, keywords)
    elif call.operator == "scatter":
        given = _given(call, positional, keywords)
        if isinstance(given.get("value"), int | float):
            # the number becomes an element too, and the operator gets its number instead
            parts.append(constant_signal(unrolling.site, np.asarray([float(given["value"])])))
            positional, keywords = [], {**given, "value": 1.0}
    try:
        moved = call.function(
            *[numbers(argument) for argument in positional],
            **{key: numbers(argument) for key, argument in keywords.items()},
        )
    except Exception as error:  # PyTorch may raise anything
        said = " ".join(named(error).split())[:150]
        raise unrolling.site.refuse(f"PyTorch cannot move its elements: {said}") from None
    results = list(moved) if isinstance(moved, list | tuple) else [moved]
    repeats = any(result.numel() > sum(part.size for part in parts) for result in results)
    if repeats and not unrolling.merge:
        # sums that come more than once get neurons first
        parts = [unrolling.settled(part) if part.layer else part for part in parts]
    together = joined([reshaped(part, (part.size,)) for part in parts], 0)
    signals = [_taken(unrolling, together, result, fill) for result in results]
    return signals if isinstance(moved, list | tuple) else signals[0]


def _given(call: TorchCall, positional: list[Any], keywords: Any) -> dict[str, Any]:
    """Return the arguments that are given, by name."""
    names = [argument.name for argument in call.function._schema.arguments]
    return {**dict(zip(names, positional, strict=False)), **keywords}


def _refuse_computing(
    unrolling: Unrolling, call: TorchCall, positional: list[Any], keywords: Any
) -> None:
    """Refuse an operator that adds or multiplies elements at their new places."""
    given = _given(call, positional, keywords)
    for option in ("accumulate", "reduce"):
        if given.get(option):
            raise unrolling.site.refuse(
                f"with {option}={given[option]!r} it computes with the elements that it moves; "
                "write it with index_add, or with sums and products"
            )


def _taken(unrolling: Unrolling, together: Signal, result: Any, fill: float) -> Signal:
    unrolling.site.check_room(result.numel())
    # 0 stands for an element that the operator itself has put in
    return taken(together, result.long().numpy() - 1, fill=fill)


def _padded_with_zeros(
    call: TorchCall, positional: list[Any], keywords: Any
) -> tuple[list[Any], Any, float]:
    """Return the arguments of a padding with the value 0, and the value that was asked for."""
    given = _given(call, positional, keywords)
    value = given.pop("value", None)
    return [], given, 0.0 if value is None else float(value)


def as_tensor(value: Any) -> Tensor:
    """Return an argument as the builder takes it: a signal, or a NumPy array."""
    return value if isinstance(value, Signal) else as_floats(value)
