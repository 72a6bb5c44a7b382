"""The ways of edges between columns, and the stubs before their targets that have their labels."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from neurosim.drawing.layout.ports import Side, find_ports, is_circle
from neurosim.drawing.shapes import Point

_BETWEEN_STUBS = 1.5
_BEFORE_LABEL = 4.0
_BEFORE_PORT = 9.0
_LONGEST_CONVERGENCE = 30.0
_APART = 8.0
_SHARP_TURN = 0.6

Port = tuple[Point, Point]
"""Where an edge meets a node, and where it meets the border of the column."""


@dataclass(frozen=True, slots=True)
class PlacedColumns:
    """Columns with their nodes, before the edges have a way.

    Attributes
    ----------
    left, widths, leads, stub_ends : sequence of float
        Of each column the left side, the width, the space for stubs before it, and the part of
        this space after the labels.
    y : mapping of int to float
        The middle of each node and waypoint.
    sizes, corners : sequence
        Width and height of each node, and the radius of its corners.
    depth : sequence of int
        The column of each node and waypoint.
    """

    left: Sequence[float]
    widths: Sequence[float]
    leads: Sequence[float]
    stub_ends: Sequence[float]
    y: dict[int, float]
    sizes: Sequence[tuple[float, float]]
    corners: Sequence[float]
    depth: Sequence[int]

    def right(self, column: int) -> float:
        """Return the right side of a column."""
        return self.left[column] + self.widths[column]

    def entrance(self, column: int) -> float:
        """Return where the edges to a column have found their height."""
        return self.left[column] - self.leads[column]

    def stub_end(self, node: int) -> float:
        """Return where the label before a node ends."""
        column = self.depth[node]
        return self.left[column] - self.stub_ends[column]

    def beside(self, node: int, sign: int) -> Point:
        """Return where the edges of another node see a node or waypoint at its side."""
        column = self.depth[node]
        if node < len(self.sizes):
            return self.left[column] + self.widths[column] / 2, self.y[node]
        return (self.right(column) if sign > 0 else self.entrance(column)), self.y[node]

    def side(self, node: int, sign: int) -> Side:
        """Return the right (1) or left (-1) side of a node."""
        column = self.depth[node]
        x = self.left[column] + self.widths[column] / 2
        room = min(
            (
                abs(self.y[other] - self.y[node]) - height / 2
                for other, (_, height) in enumerate(self.sizes)
                if other != node and self.depth[other] == column
            ),
            default=math.inf,
        )
        ends = self.right(column) if sign > 0 else self.left[column]
        width, height = self.sizes[node]
        return Side((x, self.y[node]), width, height, self.corners[node], ends, room)


@dataclass(frozen=True, slots=True)
class Stubs:
    """The ends of edges: horizontal, with the labels in one line above the other.

    Attributes
    ----------
    sizes : sequence of (float, float)
        Width and height of each label; empty for no stubs.
    """

    sizes: Sequence[tuple[float, float]]

    def pitch(self, edges: Sequence[int]) -> float:
        """Return the height that each of these edges has."""
        return max((self.sizes[edge][1] for edge in edges), default=0.0) + _BETWEEN_STUBS

    def block(self, edges: Sequence[int]) -> float:
        """Return the height that the stubs of a neuron need."""
        return len(edges) * self.pitch(edges) if self.sizes else 0.0

    def convergence(self, edges: Sequence[int], size: tuple[float, float], corner: float) -> float:
        """Return the length between the labels and a neuron."""
        straight = 0.3 * size[1] if is_circle(size, corner) else size[1] / 2 - corner - 2
        over = max((len(edges) - 1) * self.pitch(edges) / 2 - straight, 0.0)
        return min(_BEFORE_PORT + 0.5 * over, _LONGEST_CONVERGENCE)

    def longest(self, edges: Sequence[int]) -> float:
        """Return the length of the longest of these stubs."""
        return max((self.sizes[edge][0] for edge in edges), default=0.0) + _BEFORE_LABEL


def find_routes(
    chains: Sequence[Sequence[int]], columns: PlacedColumns, stubs: Stubs
) -> tuple[tuple[tuple[Point, ...], ...], tuple[Point, ...]]:
    """Return the way of each edge, and the centre of its label if there are stubs.

    Parameters
    ----------
    chains : sequence of sequence of int
        The nodes and waypoints of each edge.
    columns : PlacedColumns
        The places of nodes.
    stubs : Stubs
        The sizes of labels.
    """
    heights = _heights(chains, columns, stubs)
    ends, starts = _ends(chains, columns, stubs, heights), _starts(chains, columns, stubs, heights)
    if not stubs.sizes:
        heights = [entry[1] for _, entry in ends]
    turns = _turns(chains, columns, heights)
    routes: list[tuple[Point, ...]] = []
    for edge, chain in enumerate(chains):
        (start, exit_), (port, entry) = starts[edge], ends[edge]
        if not stubs.sizes and len(chain) == 2 and start == exit_ and port == entry:
            routes.append((start, port))
            continue
        route = [start, *_straight(start, exit_)]
        for before, node in pairwise(chain[:-1]):
            column, y = columns.depth[node], columns.y[node]
            turn = _leave if before == chain[0] else _bend
            route += turn(route[-1], (columns.entrance(column), y), turns[edge, before])
            route += _straight(route[-1], (columns.right(column), y))
        way = entry
        if stubs.sizes:
            way = columns.entrance(columns.depth[chain[-1]]), heights[edge]
        if len(chain) > 2:
            turn = _bend if stubs.sizes else _enter
            route += turn(route[-1], way, turns[edge, chain[-2]])
        elif stubs.sizes:
            route += _leave(route[-1], way, _SHARP_TURN)
        else:
            route += _straight(route[-1], way)
        if stubs.sizes:
            route += _straight(way, (columns.stub_end(chain[-1]), heights[edge]))
            route += _converge(route[-1], entry, columns.side(chain[-1], -1))
        route += _straight(entry, port)
        routes.append(tuple(route))
    labels = tuple(
        (columns.stub_end(chain[-1]) - size[0] / 2, height)
        for chain, size, height in zip(chains, stubs.sizes, heights, strict=False)
    )
    return tuple(routes), labels


def _heights(chains: Sequence[Sequence[int]], columns: PlacedColumns, stubs: Stubs) -> list[float]:
    """Return the height of the stub of each edge, in the order of the sources."""
    heights = [0.0] * len(chains)
    for node, edges in _by_node(chains, -1).items() if stubs.sizes else ():
        pitch = stubs.pitch(edges)
        upwards = sorted(edges, key=lambda edge: columns.y[chains[edge][-2]])
        for place, edge in enumerate(upwards):
            heights[edge] = columns.y[node] + (place - (len(edges) - 1) / 2) * pitch
    return heights


def _ends(
    chains: Sequence[Sequence[int]],
    columns: PlacedColumns,
    stubs: Stubs,
    heights: Sequence[float],
) -> list[Port]:
    ports: list[Port] = [((0.0, 0.0), (0.0, 0.0))] * len(chains)
    for node, edges in _by_node(chains, -1).items():
        side = columns.side(node, -1)
        if stubs.sizes:
            x = columns.stub_end(node)
            towards = [(x, heights[edge]) for edge in edges]
            found = find_ports(side, towards, pitch=stubs.pitch(edges))
        else:
            found = find_ports(side, [columns.beside(chains[edge][-2], 1) for edge in edges])
        for edge, port in zip(edges, found, strict=True):
            ports[edge] = port
    return ports


def _starts(
    chains: Sequence[Sequence[int]],
    columns: PlacedColumns,
    stubs: Stubs,
    heights: Sequence[float],
) -> list[Port]:
    ports: list[Port] = [((0.0, 0.0), (0.0, 0.0))] * len(chains)
    for node, edges in _by_node(chains, 0).items():
        towards = []
        for edge in edges:
            following = chains[edge][1]
            towards.append(columns.beside(following, -1))
            if stubs.sizes and len(chains[edge]) == 2:
                towards[-1] = columns.entrance(columns.depth[following]), heights[edge]
        found = find_ports(columns.side(node, 1), towards)
        for edge, port in zip(edges, found, strict=True):
            ports[edge] = port
    return ports


def _by_node(chains: Sequence[Sequence[int]], end: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for edge, chain in enumerate(chains):
        found[chain[end]].append(edge)
    return found


def _turns(
    chains: Sequence[Sequence[int]], columns: PlacedColumns, heights: Sequence[float]
) -> dict[tuple[int, int], float]:
    """Return for each curve where it turns, from 0 to 1, so that curves side by side keep apart."""
    curves: dict[tuple[int, bool], list[tuple[float, int, int]]] = defaultdict(list)
    for edge, chain in enumerate(chains):
        if len(chain) == 2:
            continue
        for before, node in pairwise(chain):
            start, end = columns.y[before], columns.y[node]
            if node == chain[-1]:
                end = heights[edge]
            curves[columns.depth[node], end > start].append((start + end, edge, before))
    turns = {}
    for (column, down), members in curves.items():
        members.sort(reverse=down)
        gap = columns.entrance(column) - columns.right(column - 1)
        step = min(_APART / gap, 0.5 / max(len(members) - 1, 1))
        for place, (_, edge, before) in enumerate(members):
            turns[edge, before] = 0.5 + (place - (len(members) - 1) / 2) * step
    return turns


def _straight(start: Point, end: Point) -> list[Point]:
    if start == end:
        return []
    (x0, y0), (x1, y1) = start, end
    third = (x1 - x0) / 3, (y1 - y0) / 3
    return [(x0 + third[0], y0 + third[1]), (x1 - third[0], y1 - third[1]), end]


def _bend(start: Point, end: Point, turn: float) -> list[Point]:
    middle = start[0] + (end[0] - start[0]) * turn
    return [(middle, start[1]), (middle, end[1]), end]


def _leave(start: Point, end: Point, turn: float) -> list[Point]:
    """Return a curve that begins straight towards its end and arrives horizontally."""
    (x0, y0), (x1, y1) = start, end
    later = min(turn + 0.25, 0.85)
    return [(x0 + (x1 - x0) * turn, y0 + (y1 - y0) * turn), (x0 + (x1 - x0) * later, y1), end]


def _enter(start: Point, end: Point, turn: float) -> list[Point]:
    """Return a curve that begins horizontally and arrives straight."""
    (x0, y0), (x1, y1) = start, end
    sooner = max(turn - 0.25, 0.15)
    return [(x0 + (x1 - x0) * sooner, y0), (x0 + (x1 - x0) * turn, y0 + (y1 - y0) * turn), end]


def _converge(start: Point, end: Point, side: Side) -> list[Point]:
    (x0, y0), (x1, y1) = start, end
    if abs(y1 - y0) < 1e-9:
        return _straight(start, end)
    half = (x1 - x0) / 2
    back = (x1 - half, y1)
    if side.is_round:
        # the last piece points to the centre
        x, y = side.middle
        back = (x1 - half, y1 - half * (y - y1) / (x - x1))
    return [(x0 + half, y0), back, end]
