"""The attributes of edges, which say when they are written.

Whoever keeps the parameters of a network as arrays can thus tell, without reading them again,
whether they are still the parameters. The engine does: reading the weights of a hundred thousand
edges takes longer than computing with them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import Any, ClassVar


class Watch:
    """Says whether a parameter of a network was written.

    Attributes
    ----------
    token : object
        Another object after every write. It is replaced after the write, so who reads the token
        first and the parameters afterwards never takes old parameters for new ones.
    checked : object
        The token when all edges were found to be right, if they ever were.
    attributes : type
        The class of the attributes of the network's edges. It has the watch, so that no edge needs
        a place for it: there may be millions.
    """

    __slots__ = ("attributes", "checked", "token")

    def __init__(self) -> None:
        self.token = object()
        self.checked: object = None
        self.attributes: type[EdgeAttributes] = type(
            "EdgeAttributes", (EdgeAttributes,), {"__slots__": (), "watch": self}
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return Watch, ()

    def changed(self) -> None:
        """Note that a parameter was written."""
        self.token = object()


def watch_of(graph: Any) -> Watch:
    """Return the watch of a network's graph."""
    watch: Watch = graph.watch
    return watch


class EdgeAttributes(dict[str, Any]):
    """The attributes of an edge: a dictionary that tells the watch of its network of every write.

    Every network has a subclass of its own, ``watch.attributes``.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([1, 1], initializer=0.0)
    >>> edge = net.graph.edges[net["x[0]"], net["o[0]"]]
    >>> edge
    {'weight': 0.0, 'trainable': True, 'gradient': None}
    >>> edge["weight"] = 2.0
    >>> net.wo
    [[2.0]]
    """

    __slots__ = ()

    watch: ClassVar[Watch]

    def __setitem__(self, name: str, value: Any) -> None:
        dict.__setitem__(self, name, value)
        self.watch.token = object()

    def __delitem__(self, name: str) -> None:
        dict.__delitem__(self, name)
        self.watch.changed()

    def __ior__(self, other: Any) -> EdgeAttributes:  # type: ignore[override,misc]
        self.update(other)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return watched, (dict(self), self.watch)

    def clear(self) -> None:
        """Remove all attributes."""
        dict.clear(self)
        self.watch.changed()

    def pop(self, *arguments: Any) -> Any:
        """Remove an attribute and return it, as a dictionary does."""
        try:
            return dict.pop(self, *arguments)
        finally:
            self.watch.changed()

    def popitem(self) -> tuple[str, Any]:
        """Remove the last attribute and return it with its name."""
        try:
            return dict.popitem(self)
        finally:
            self.watch.changed()

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Return an attribute, after writing it if it is not there."""
        if name not in self:
            self[name] = default
        return self[name]

    def update(self, *arguments: Any, **attributes: Any) -> None:
        """Write several attributes."""
        try:
            dict.update(self, *arguments, **attributes)
        finally:
            self.watch.changed()


def new_edge(weight: float, watch: Watch) -> EdgeAttributes:
    """Return the attributes of a new edge."""
    return watch.attributes(weight=weight, trainable=True, gradient=None)


def new_edges(weights: Iterable[float], watch: Watch) -> list[EdgeAttributes]:
    """Return the attributes of many new edges."""
    make = watch.attributes
    return [make(weight=weight, trainable=True, gradient=None) for weight in weights]


def watched(attributes: Mapping[str, Any], watch: Watch) -> EdgeAttributes:
    """Return attributes of an edge, told to a watch."""
    return watch.attributes(attributes)


def write_quietly(edges: Iterable[dict[str, Any]], name: str, values: Iterable[Any]) -> None:
    """Write an attribute of many edges at once; the caller tells the watch."""
    deque(map(dict.__setitem__, edges, repeat(name), values), maxlen=0)
