"""The nodes of an ONNX graph while it is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from neurosim.errors import InputError

OPSET, IR_VERSION = 13, 7
"""The versions of operators and of the file: of ONNX 1.8 from 2020, which runtimes still read."""


@dataclass
class OnnxNodes:
    """Nodes and constants of a graph; the same constant is stored once.

    Parameters
    ----------
    dtype : str
        ``float64`` or ``float32``.
    """

    dtype: str
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    _by_content: dict[tuple[str, tuple[int, ...], bytes], str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _constant_names: set[str] = field(default_factory=set)

    def add(
        self,
        operator: str,
        inputs: Sequence[str],
        name: str = "",
        attributes: Mapping[str, Any] | None = None,
        *,
        about: str = "",
    ) -> str:
        """Add a node; return the name of its result.

        Parameters
        ----------
        operator : str
            The operator, such as ``Gemm``.
        inputs : sequence of str
            The names of what it takes.
        name : str
            The name that the result should have; a number is added if it is taken.
        attributes : mapping, optional
            The attributes of the operator.
        about : str
            A text about the node.
        """
        from onnx import helper

        result = self.new_name(name or operator.lower())
        node = helper.make_node(operator, list(inputs), [result], name=f"node_{result}")
        # in a fixed order, so that the same network gives the same bytes
        for key in sorted(attributes or {}):
            node.attribute.append(helper.make_attribute(key, (attributes or {})[key]))
        if about:
            node.doc_string = about
        self.nodes.append(node)
        return result

    def number(self, value: float) -> str:
        """Return the name of a constant number."""
        return self.array(value, "number")

    def array(self, values: ArrayLike, name: str) -> str:
        """Return the name of a constant array in the precision of the graph."""
        with np.errstate(over="ignore"):
            numbers = np.asarray(values, np.float64).astype(self.dtype)
        if not np.isfinite(numbers).all():
            raise InputError(
                f"the constant {name!r} of the ONNX graph has a number that is too large for "
                f"{self.dtype}; take dtype='float64'"
            )
        return self._constant(numbers, name)

    def whole_numbers(self, values: ArrayLike, name: str) -> str:
        """Return the name of a constant array of whole numbers, such as places."""
        return self._constant(np.asarray(values, np.int64), name)

    def is_constant(self, name: str) -> bool:
        """Return whether a name is that of a constant."""
        return name in self._constant_names

    def new_name(self, wanted: str) -> str:
        """Return a name that nothing in the graph has."""
        name, count = wanted, 2
        while name in self._taken:
            name = f"{wanted}_{count}"
            count += 1
        self._taken.add(name)
        return name

    def rename(self, old: str, new: str) -> None:
        """Give the result of a node another name, also where it is used."""
        for node in self.nodes:
            for names in (node.input, node.output):
                for place, name in enumerate(names):
                    if name == old:
                        names[place] = new

    def _constant(self, array: Any, name: str) -> str:
        from onnx import numpy_helper

        key = (str(array.dtype), array.shape, array.tobytes())
        found = self._by_content.get(key)
        if found is None:
            found = self._by_content[key] = self.new_name(name)
            self._constant_names.add(found)
            self.constants.append(numpy_helper.from_array(array, found))
        return found
