"""One node of an ONNX graph, with what it works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurosim.errors import InputError
from neurosim.interop.imports.unrolled.combining import Tensor, as_signal
from neurosim.interop.imports.unrolled.signals import Signal
from neurosim.interop.imports.unrolled.unrolling import Unrolling

DO_NOT_FIT = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    TypeError,
    ValueError,
)
"""What numpy and Python raise for shapes, axes and attributes that do not belong together."""

Results = list[Tensor | None]
"""The outputs of a node; one that cannot become neurons is None, or missing at the end."""

BOOL = 9
"""The number that ONNX has for the type of truth values."""


@dataclass(frozen=True, slots=True)
class OnnxNode:
    """A node whose inputs are known: signals, or arrays of constants.

    Parameters
    ----------
    unrolling : Unrolling
        The builder.
    proto : onnx.NodeProto
        The node itself.
    opset : int
        The version of the operators that it is from.
    inputs : list of Signal, ndarray or None
        None is an optional input that is not given.
    types : list of int
        The ONNX number of the type of each input.
    attributes : dict
        The attributes by name; texts as str, tensors as arrays.
    """

    unrolling: Unrolling
    proto: Any
    opset: int
    inputs: list[Tensor | None]
    types: list[int]
    attributes: dict[str, Any]

    @property
    def operator(self) -> str:
        """The name of the operator, with its domain unless it is ONNX's own."""
        return operator_name(self.proto)

    def has(self, index: int) -> bool:
        """Return whether an optional input is given."""
        return index < len(self.inputs) and self.inputs[index] is not None

    def tensor(self, index: int) -> Tensor:
        """Return an input that must be given."""
        found = self.inputs[index] if index < len(self.inputs) else None
        if found is None:
            raise self.refusal(f"its input {index} is missing")
        return found

    def signal(self, index: int) -> Signal:
        """Return an input as a signal; constants become one."""
        return as_signal(self.unrolling, self.tensor(index))

    def constant(self, index: int) -> Any:
        """Return an input that must be constant, as an array."""
        found = self.tensor(index)
        if isinstance(found, Signal):
            name = self.proto.input[index]
            raise self.refusal(
                f"its input {name!r} has to be constant, but depends on the inputs of the network; "
                "if it is an input itself, give its value in constants"
            )
        return found

    def attribute(self, name: str, default: Any) -> Any:
        """Return an attribute, or its default; numbers are float32, also those by default."""
        if name in self.attributes or not isinstance(default, float):
            return self.attributes.get(name, default)
        return float(np.float32(default))

    def axes(self, ndim: int, *, index: int = 1) -> list[int] | None:
        """Return the axes, which older operators have as attribute and newer ones as input."""
        if self.has(index):
            given: Sequence[Any] | None = self.constant(index).ravel().tolist()
        else:
            given = self.attributes.get("axes")
        return None if given is None else self.checked_axes(given, ndim)

    def checked_axes(self, axes: Sequence[Any], ndim: int) -> list[int]:
        """Return axes counted from the front."""
        if any(not -ndim <= axis < ndim for axis in axes):
            raise self.refusal(f"its axes {list(axes)} do not fit {ndim} dimensions")
        return [int(axis) % ndim for axis in axes]

    def refusal(self, why: str) -> InputError:
        """Return the error that says why the node cannot become neurons."""
        return self.unrolling.site.refuse(why)


def operator_name(proto: Any) -> str:
    """Return the operator of a node, with its domain unless it is ONNX's own."""
    own = proto.domain in {"", "ai.onnx"}
    name: str = proto.op_type if own else f"{proto.domain}.{proto.op_type}"
    return name


def float_scalar(value: Any) -> float:
    """Return an array of one number as a float."""
    return float(np.asarray(value).reshape(-1)[0])
