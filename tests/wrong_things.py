"""Forty and more things that no argument of the package is meant to be."""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import fractions
import io
import pathlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

import neurosim as ns


class NeedsGradient:
    """Behaves as a tensor of PyTorch that requires grad: a number, but no array."""

    requires_grad = True
    dtype = "torch.float32"
    shape = ()

    def __float__(self) -> float:
        return 0.5

    def __len__(self) -> int:
        raise TypeError("len() of a 0-d tensor")

    def __iter__(self) -> Any:
        raise TypeError("iteration over a 0-d tensor")

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


class Hostile:
    """Is of no use, and raises even when it is to be shown, compared or made a number."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise ValueError("two\nlines")

    __repr__ = __str__ = __format__ = __bool__ = __eq__ = _refuse
    __float__ = __array__ = _refuse
    __hash__ = object.__hash__


class Anything:
    """Is made of whatever is given."""

    def __init__(self, *_: Any, **__: Any) -> None: ...


class Wordy:
    """Has a repr of many lines, a megabyte long."""

    def __repr__(self) -> str:
        return "wordy\n" * 200_000


class LyingNumber(int):
    """A number whose text is another's, and no text at all."""

    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    __str__ = __repr__


def _circular() -> list[Any]:
    circle: list[Any] = [1.0]
    circle.append(circle)
    return circle


def _nested() -> list[Any]:
    nested: list[Any] = [1.0]
    for _ in range(2_000):
        nested = [nested]
    return nested


def _foreign_neuron() -> ns.Neuron:
    return ns.Network().add_input("x[0]")


WRONG: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "True": lambda: True,
    "numpy True": lambda: np.True_,
    "0": lambda: 0,
    "3": lambda: 3,
    "-1": lambda: -1,
    "10**400": lambda: 10**400,
    "10**5000": lambda: 10**5000,
    "-2.5": lambda: -2.5,
    "0.5": lambda: 0.5,
    "NaN": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "1e308": lambda: 1e308,
    "1j": lambda: 1j,
    "Decimal": lambda: decimal.Decimal(".1"),
    "a Decimal that signals": lambda: decimal.Decimal("sNaN"),
    "Fraction": lambda: fractions.Fraction(1, 3),
    "a number without text": lambda: LyingNumber(2),
    "float32": lambda: np.float32(0.5),
    "int64": lambda: np.int64(2),
    "date": lambda: dt.date(2026, 1, 2),
    "datetime64": lambda: np.datetime64("2026-01-02"),
    "text": lambda: "text",
    "empty text": lambda: "",
    "control characters": lambda: "a\n\x1b[31m\u202e",
    "null character": lambda: "a\0b",
    "lone surrogate": lambda: "\ud800",
    "long text": lambda: "y" * 100_000,
    "format": lambda: "{0.__class__}%s%n",
    "bytes": lambda: b"bytes",
    "bytearray": lambda: bytearray(b"ab"),
    "path": lambda: pathlib.Path("no-such-folder/file"),
    "stream": lambda: io.StringIO("a,b\n1,2\n"),
    "[]": list,
    "[1, 2]": lambda: [1, 2],
    "mixed list": lambda: [1.0, "a", None],
    "ragged list": lambda: [[1.0], [2.0, 3.0]],
    "list of hostile": lambda: [Hostile(), Hostile()],
    "circular list": _circular,
    "nested list": _nested,
    "tuple of texts": lambda: ("a", "b"),
    "set": lambda: {1.0, 2.0},
    "{}": dict,
    "dictionary": lambda: {"a": 1, 2: object()},
    "generator": lambda: (x for x in (1.0, 2.0)),
    "range": lambda: range(3),
    "deque": lambda: collections.deque([1.0, 2.0]),
    "0-d array": lambda: np.array(0.5),
    "array": lambda: np.array([1.0, 2.0]),
    "empty array": lambda: np.zeros((0, 2)),
    "3-d array": lambda: np.zeros((1, 2, 2)),
    "array of flags": lambda: np.array([True, False]),
    "array of objects": lambda: np.array([object(), None, "a"], dtype=object),
    "array of texts": lambda: np.array(["1", "b"]),
    "array of dates": lambda: np.array(["2026-01-02"], dtype="datetime64[D]"),
    "array of complex": lambda: np.array([[1 + 2j, 3j]]),
    "masked array": lambda: np.ma.masked_array([1.0, 2.0], [True, False]),
    "structured array": lambda: np.zeros(2, dtype=[("a", "f8"), ("b", "i4")]),
    "frame": lambda: pd.DataFrame({"a": [1.0], 2: ["b"]}),
    "tensor that requires grad": NeedsGradient,
    "object": object,
    "hostile object": Hostile,
    "object of many words": Wordy,
    "type": lambda: Anything,
    "function": lambda: lambda *_: "text",
    "module": lambda: ns,
    "network": ns.Network,
    "foreign neuron": _foreign_neuron,
    "dataset": lambda: ns.Dataset([[1.0]], [[2.0]]),
    "activation": lambda: ns.ACTIVATIONS["tanh"],
}
"""Each wrong thing by its name, made afresh for every call."""
