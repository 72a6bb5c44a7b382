"""Rows of values that are read and written where they live: on an edge or a neuron."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from neurosim.checks import Matrix, items, number
from neurosim.errors import InputError, UnknownNameError, brief, counted, unknown_name

EdgeData = dict[str, Any]
"""The attributes of an edge: ``weight``, ``trainable`` and, after backward, ``gradient``."""

Item = TypeVar("Item")


class IndexedView(ABC, Generic[Item]):
    """A sequence with a symbol, whose items are reached by index; the base of all views."""

    __slots__ = ("_length", "symbol")

    def __init__(self, symbol: str, length: int) -> None:
        self.symbol = symbol
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Item]:
        return (self._get(index) for index in range(self._length))

    def __getitem__(self, index: Any) -> Item:
        return self._get(self._position(index))

    def __setitem__(self, index: Any, value: Any) -> None:
        self._set(self._position(index), value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence | IndexedView | np.ndarray) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # a view changes with what it shows

    def __repr__(self) -> str:
        return repr(self.tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Matrix:
        if copy is False:
            raise ValueError(f"{self.symbol} is spread over the graph; an array of it is a copy")
        return np.array(self.tolist(), dtype=dtype)

    def tolist(self) -> list[Any]:
        """Return the values as plain nested lists."""
        return [item.tolist() if isinstance(item, IndexedView) else item for item in self]

    def assign(self, values: Iterable[Any]) -> None:
        """Write all items at once; nothing is written unless every value fits."""
        flat = self._checked(values)
        for index, value in enumerate(flat):
            self._set(index, value)

    def _checked(self, values: Iterable[Any]) -> list[Any]:
        given = items(values, f"{self.symbol} takes {counted(len(self), 'value')}")
        if len(given) != len(self):
            raise InputError(f"{self.symbol} takes {counted(len(self), 'value')}; got {len(given)}")
        return [self._check(index, value) for index, value in enumerate(given)]

    def _position(self, index: Any) -> int:
        if isinstance(index, bool) or not isinstance(index, int | np.integer):
            raise UnknownNameError(
                f"{self.symbol} is indexed by whole numbers, one bracket each, "
                f"such as {self.symbol}[0]; got {brief(index)}"
            )
        position = int(index) + len(self) if index < 0 else int(index)
        if not 0 <= position < len(self):
            there = (
                f"there is only {self.symbol}[0]"
                if len(self) == 1
                else (f"the last is {self.symbol}[{len(self) - 1}]" if len(self) else "it is empty")
            )
            raise UnknownNameError(f"there is no {self.symbol}[{brief(index)}]; {there}")
        return position

    @abstractmethod
    def _get(self, index: int) -> Item: ...

    @abstractmethod
    def _set(self, index: int, value: Any) -> None: ...

    @abstractmethod
    def _check(self, index: int, value: Any) -> Any: ...


class NestedView(IndexedView[Item]):
    """A row of rows, such as ``wh``: layers of neurons of weights."""

    __slots__ = ("_child",)

    def __init__(self, symbol: str, length: int, child: Callable[[int], Item]) -> None:
        super().__init__(symbol, length)
        self._child = child

    def _get(self, index: int) -> Item:
        return self._child(index)

    def _set(self, index: int, value: Any) -> None:
        self._row(index).assign(value)

    def _check(self, index: int, value: Any) -> Any:
        return self._row(index)._checked(value)

    def _row(self, index: int) -> IndexedView[Any]:
        row = self._child(index)
        assert isinstance(row, IndexedView)
        return row


class NeuronValues(IndexedView[Any]):
    """One value of each neuron of a row, such as ``bh[0]`` or ``yo``."""

    __slots__ = ("_attribute", "_neurons")

    def __init__(self, symbol: str, neurons: Sequence[Any], attribute: str) -> None:
        super().__init__(symbol, len(neurons))
        self._neurons = neurons
        self._attribute = attribute

    def _get(self, index: int) -> Any:
        return getattr(self._neurons[index], self._attribute)

    def _set(self, index: int, value: Any) -> None:
        setattr(self._neurons[index], self._attribute, self._check(index, value))

    def _check(self, index: int, value: Any) -> float:
        return number(value, f"{self.symbol}[{index}]")


class WeightValues(IndexedView[float]):
    """The weights of one neuron in order of connection; also reached by the source's name."""

    __slots__ = ("_edges",)

    def __init__(self, symbol: str, edges: Sequence[tuple[Any, EdgeData]]) -> None:
        super().__init__(symbol, len(edges))
        self._edges = edges

    def _position(self, index: Any) -> int:
        name = getattr(index, "name", index)
        if not isinstance(name, str):
            return super()._position(index)
        sources = [source.name for source, _ in self._edges]
        if name not in sources:
            raise unknown_name(f"source of {self.symbol}", name, sources)
        return sources.index(name)

    def _get(self, index: int) -> float:
        weight: float = self._edges[index][1]["weight"]
        return weight

    def _set(self, index: int, value: Any) -> None:
        self._edges[index][1]["weight"] = self._check(index, value)

    def _check(self, index: int, value: Any) -> float:
        return number(value, f"{self.symbol}[{index}]")
