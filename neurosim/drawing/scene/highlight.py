"""What is highlighted in a diagram: a neuron, a path, or a symbol with all that it depends on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from neurosim import checks
from neurosim.drawing.lettering import shorten
from neurosim.drawing.scene.gap import Node
from neurosim.drawing.scene.subject import Subject
from neurosim.drawing.shapes import Box, Label, Line, Scene
from neurosim.drawing.themes import Theme, mix
from neurosim.errors import InputError, UnknownNameError, brief, listed
from neurosim.mathematics.symbols import read_symbol
from neurosim.model.dependencies import dependencies
from neurosim.model.neuron import Neuron
from neurosim.model.parameters import neuron_parameters
from neurosim.tracing.paths import Path, Paths

Highlight = str | Neuron | Path | Paths | Iterable[str | Neuron]
_FADED = 0.75
_BOLD = 2.2
_FEW_NAMES = 6
_LONGEST, _SIZE = 90.0, 8.5


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What is highlighted.

    Attributes
    ----------
    neurons : frozenset of Neuron
        The highlighted neurons.
    edges : frozenset of (Neuron, Neuron)
        The highlighted edges, by their two neurons.
    heart : tuple of Neuron
        The neuron, or the two neurons of the edge, that the user named; drawn in bold.
    words : str
        The description for the caption.
    """

    neurons: frozenset[Neuron]
    edges: frozenset[tuple[Neuron, Neuron]]
    heart: tuple[Neuron, ...] = ()
    words: str = ""

    def holds(self, neurons: tuple[Node, ...]) -> bool:
        """Return whether one neuron, or the edge between two, is highlighted."""
        if len(neurons) == 2:
            return neurons in self.edges
        return all(neuron in self.neurons for neuron in neurons)


def find_emphasis(subject: Subject, highlight: Highlight) -> Emphasis:
    """Return what is highlighted.

    Parameters
    ----------
    subject : Subject
        The network.
    highlight : str, Neuron, Path, Paths or iterable of str or Neuron
        A neuron: it, its edges and its neighbours. A symbol: everything that it depends on; for
        a weight or bias, everything that its new value depends on. Several neurons: these and
        the edges between them, which is a path if each leads to the next. A path, or all paths,
        of ``Trace.path``.

    Raises
    ------
    UnknownNameError
        If there is no such neuron or symbol.
    InputError
        If the highlight is empty, or none of these.
    """
    net, graph = subject.net, subject.net.graph
    if isinstance(highlight, Paths):
        chains = [[net[name] for name in path.neurons] for path in highlight.paths]
        if not chains:
            raise InputError(
                f"no path leads from {brief(highlight.source)} to {brief(highlight.target)} to "
                "highlight"
            )
        ends = f"from {_named([net[highlight.source]])} to {_named([net[highlight.target]])}"
        return _along(chains, f"every path {ends}")
    if isinstance(highlight, Path):
        path = [net[name] for name in highlight.neurons]
        return _along([path], f"the path {_named(path)}")
    if isinstance(highlight, Neuron):
        highlight = highlight.name
    if isinstance(highlight, str):
        if highlight in net:
            neuron = net[highlight]
            around = {neuron, *graph.pred[neuron], *graph.succ[neuron]}
            return Emphasis(
                frozenset(around),
                frozenset([*graph.in_edges(neuron), *graph.out_edges(neuron)]),
                (neuron,),
                f"{_named([neuron])} with its edges",
            )
        return _depended_on(subject, highlight)
    # a trace has a copy of the network, so neurons are found by name
    items = checks.items(highlight, "highlight is a neuron, several of them, a symbol or a path")
    for item in items:
        if isinstance(item, str) and item not in net and read_symbol(item) is not None:
            raise UnknownNameError(
                f"highlight has the symbol {brief(item)} in a list of neurons; give a symbol "
                f"alone, or neurons: {listed((neuron.name for neuron in net), 8)}"
            )
    neurons = [net[item.name if isinstance(item, Neuron) else item] for item in items]
    if not neurons:
        raise InputError("highlight is empty; give a neuron, several of them, a symbol or a path")
    if len(neurons) > 1 and all(graph.has_edge(a, b) for a, b in pairwise(neurons)):
        return _along([neurons], f"the path {_named(neurons)}")
    edges = frozenset(graph.subgraph(neurons).edges)
    return Emphasis(frozenset(neurons), edges, words=_named(neurons))


def _named(neurons: Sequence[Neuron]) -> str:
    return listed((shorten(neuron.name, _LONGEST, _SIZE) for neuron in neurons), _FEW_NAMES)


def _along(chains: Sequence[Sequence[Neuron]], words: str) -> Emphasis:
    return Emphasis(
        frozenset(neuron for chain in chains for neuron in chain),
        frozenset(pair for chain in chains for pair in pairwise(chain)),
        words=words,
    )


def _depended_on(subject: Subject, symbol: str) -> Emphasis:
    net, graph = subject.net, subject.net.graph
    try:
        net.value(symbol)
    except UnknownNameError as error:
        raise UnknownNameError(
            f"highlight={brief(symbol)} is no neuron and no symbol of this network: {error}; "
            "neurons: "
            f"{listed((neuron.name for neuron in net), 8)}"
        ) from None
    read = read_symbol(symbol)
    assert read is not None
    needs = dependencies(net, read)
    needed = needs.values | needs.losses | needs.deltas
    owner, quantity = net.structure.owner(read), read.quantity
    heart: tuple[Neuron, ...] = (owner,)
    if quantity == "weight":
        parameters = neuron_parameters(net.structure, owner)
        source = next(p.source for p in parameters if p.symbol == symbol)
        assert source is not None
        heart = (source, owner)
    of = "its new value" if quantity in {"weight", "bias"} else "it"
    return Emphasis(
        needed,
        frozenset(graph.subgraph(needed).edges),
        heart,
        f"{symbol}, in bold, and all that {of} depends on",
    )


def emphasize(scene: Scene, nodes: Sequence[Node], emphasis: Emphasis, theme: Theme) -> Scene:
    """Return the scene with paler colours for the rest, and with the heart in bold.

    Parameters
    ----------
    scene : Scene
        A diagram.
    nodes : sequence of Neuron or Gap
        The nodes, in the order of their numbers in the scene.
    emphasis : Emphasis
        What is highlighted.
    theme : Theme
        The colours.
    """

    def ends(item: Item) -> tuple[Node, ...]:
        if isinstance(item, Box):
            return () if item.node is None else (nodes[item.node],)
        # a part of a neuron has the number of its neuron twice
        return tuple(dict.fromkeys(nodes[number] for number in item.nodes or ()))

    def drawn(item: Item) -> Item:
        if not emphasis.holds(ends(item)):
            return _paler(item, theme)
        return _bolder(item) if ends(item) == emphasis.heart else item

    # what is highlighted is painted last, over the rest
    lines = sorted(scene.lines, key=lambda line: emphasis.holds(ends(line)))
    return replace(
        scene,
        lines=tuple(map(drawn, lines)),
        boxes=tuple(map(drawn, scene.boxes)),
        labels=tuple(map(drawn, scene.labels)),
    )


Item = TypeVar("Item", Box, Line, Label)


def _paler(item: Item, theme: Theme) -> Item:
    def pale(colour: str) -> str:
        return mix(colour, theme.background, _FADED)

    if isinstance(item, Box):
        return replace(
            item, fill=item.fill and pale(item.fill), stroke=item.stroke and pale(item.stroke)
        )
    return replace(item, colour=pale(item.colour))


def _bolder(item: Item) -> Item:
    if isinstance(item, Box) and item.role in {"input", "hidden", "output"}:
        return replace(item, stroke_width=_BOLD * item.stroke_width)
    if isinstance(item, Line) and item.role == "edge":
        return replace(item, width=max(_BOLD * item.width, _BOLD))
    return item
