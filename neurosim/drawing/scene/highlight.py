"""What is highlighted in a diagram: a neuron, a path, or a symbol with all that it depends on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from neurosim import checks
from neurosim.drawing.scene.gap import Node
from neurosim.drawing.scene.subject import Subject
from neurosim.drawing.scene.words import names
from neurosim.drawing.shapes import Box, Label, Line, Scene, round_border
from neurosim.drawing.themes import Theme, readable
from neurosim.drawing.typesetting import Pieces
from neurosim.errors import InputError, UnknownNameError, brief, listed
from neurosim.mathematics.symbols import read_symbol
from neurosim.model.dependencies import dependencies
from neurosim.model.neuron import Neuron
from neurosim.model.parameters import neuron_parameters
from neurosim.tracing.paths import Path, Paths

Highlight = str | Neuron | Path | Paths | Iterable[str | Neuron]
_THIN = 0.6
_HALO = 3.2
_RINGED = frozenset(("input", "hidden", "output"))
_FEW_NAMES = 6


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
        The neuron, or the two neurons of the edge, that the user named.
    words : tuple of str or Typeset
        The description for the caption.
    """

    neurons: frozenset[Neuron]
    edges: frozenset[tuple[Neuron, Neuron]]
    heart: tuple[Neuron, ...] = ()
    words: Pieces = ()

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

    def named(neurons: Sequence[Neuron]) -> Pieces:
        return names(subject, neurons, _FEW_NAMES)

    if isinstance(highlight, Paths):
        chains = [[net[name] for name in path.neurons] for path in highlight.paths]
        if not chains:
            raise InputError(
                f"no path leads from {brief(highlight.source)} to {brief(highlight.target)} to "
                "highlight"
            )
        source, target = ([net[name]] for name in (highlight.source, highlight.target))
        ends = *named(source), " to ", *named(target)
        return _along(chains, ("every path from ", *ends))
    if isinstance(highlight, Path):
        path = [net[name] for name in highlight.neurons]
        return _along([path], ("the path ", *named(path)))
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
                (*named([neuron]), " with its edges"),
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
        return _along([neurons], ("the path ", *named(neurons)))
    edges = frozenset(graph.subgraph(neurons).edges)
    return Emphasis(frozenset(neurons), edges, words=named(neurons))


def _along(chains: Sequence[Sequence[Neuron]], words: Pieces) -> Emphasis:
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
        (*subject.pieces(read), f", with the strongest halo, and all that {of} depends on"),
    )


def emphasize(scene: Scene, nodes: Sequence[Node], emphasis: Emphasis, theme: Theme) -> Scene:
    """Return the scene with halos behind what is highlighted, and the rest in thin pale grey.

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
        if not isinstance(item, Box) and item.role in {"band", "hint"}:
            # bands are pale anyway
            return item
        return item if emphasis.holds(ends(item)) else _dimmed(item, theme)

    # what is highlighted is painted last, over the rest
    lines = sorted(scene.lines, key=lambda line: emphasis.holds(ends(line)))
    dimmed = replace(
        scene,
        lines=tuple(map(drawn, lines)),
        boxes=tuple(map(drawn, scene.boxes)),
        labels=tuple(map(drawn, scene.labels)),
    )
    number = {node: index for index, node in enumerate(nodes)}
    edges = [
        line.nodes
        for line in scene.lines
        if line.role == "edge" and line.nodes and emphasis.holds(ends(line))
    ]
    shown = [number[neuron] for neuron in emphasis.heart if neuron in number]
    hearts = {tuple(shown)} if len(emphasis.heart) == 2 else set()
    return with_halo(
        dimmed,
        [index for index, node in enumerate(nodes) if emphasis.holds((node,))],
        edges,
        theme,
        heart_nodes=[] if hearts else shown,
        heart_edges=[edge for edge in edges if edge in hearts],
    )


Item = TypeVar("Item", Box, Line, Label)


def _dimmed(item: Item, theme: Theme) -> Item:
    if isinstance(item, Label):
        return replace(item, colour=theme.dimmed_text)
    if isinstance(item, Line):
        return replace(item, colour=theme.dimmed, width=min(item.width, _THIN))
    fill = item.fill and (theme.dimmed if item.role == "point" else theme.background)
    stroke = item.stroke and (theme.background if item.role == "point" else theme.dimmed)
    return replace(item, fill=fill, stroke=stroke)


def with_halo(
    scene: Scene,
    nodes: Collection[int],
    edges: Collection[tuple[int, int]],
    theme: Theme,
    *,
    heart_nodes: Collection[int] = (),
    heart_edges: Collection[tuple[int, int]] = (),
) -> Scene:
    """Return the scene with a wide band behind some edges, and a ring behind some neurons.

    Widths and colours of edges show numbers, so a highlight never changes them.

    Parameters
    ----------
    scene : Scene
        A diagram.
    nodes : collection of int
        The numbers of the neurons in the scene.
    edges : collection of (int, int)
        The edges, by the numbers of their neurons.
    theme : Theme
        The colours.
    heart_nodes, heart_edges : collection
        Those of them that have a stronger halo.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing.scene.diagram import make_scene
    >>> from neurosim.drawing.themes import THEMES
    >>> scene = make_scene(ns.mlp([2, 1], seed=1))
    >>> [line.role for line in with_halo(scene, [2], [(0, 2)], THEMES["light"]).lines[:3]]
    ['halo', 'halo', 'edge']
    """

    def colour(item: object, hearts: Collection[object]) -> str:
        return theme.heart if item in hearts else theme.halo

    bands = [
        replace(
            line,
            colour=colour(line.nodes, heart_edges),
            width=line.width + 2 * _HALO,
            end="",
            dashed=False,
            role="halo",
        )
        for line in scene.lines
        if line.role == "edge" and line.nodes in edges
    ]
    rings = [
        Line(
            round_border(box),
            colour(box.node, heart_nodes),
            box.stroke_width + 2 * _HALO,
            role="halo",
            nodes=(box.node, box.node),
        )
        for box in scene.boxes
        if box.node is not None and box.node in nodes and box.role in _RINGED
    ]
    # the stronger halo is over the others
    halos = sorted([*bands, *rings], key=lambda halo: halo.colour == theme.heart)

    grounds: dict[tuple[int, ...] | None, str] = {halo.nodes: halo.colour for halo in halos}

    def legible(label: Label) -> Label:
        # a colour of a sign may have too little contrast on a halo
        ground = grounds.get(label.nodes) if label.role == "edge" else None
        if ground is None:
            return label
        return replace(label, colour=readable(label.colour, ground, theme.text))

    return replace(scene, lines=(*halos, *scene.lines), labels=tuple(map(legible, scene.labels)))
