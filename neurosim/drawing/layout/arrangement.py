"""The places of neurons, in columns, and of the edges between them.

The steps are those of Sugiyama, Tagawa and Toda (1981): columns by the longest path, a waypoint in
every column that an edge passes, rows sorted by barycenters. Coordinates are in points; y points
down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from neurosim.drawing.layout.ordering import order_rows
from neurosim.drawing.layout.ports import is_circle
from neurosim.drawing.layout.routes import PlacedColumns, Stubs, find_routes
from neurosim.drawing.shapes import Direction, Extent, Point

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spacing:
    """The space between things, in points.

    Attributes
    ----------
    columns : float
        The least gap between two columns, without the stubs of edges.
    rows : float
        The gap between two neurons of a column.
    slot : float
        The height that an edge needs in a column that it passes.
    """

    columns: float
    rows: float
    slot: float

    def at_least(self, columns: float) -> Spacing:
        """Return a spacing with at least this much space between the columns."""
        return replace(self, columns=max(self.columns, columns))

    def wider(self) -> Spacing:
        """Return a spacing with more space between the columns."""
        return replace(self, columns=self.columns * 1.25)

    def taller(self) -> Spacing:
        """Return a spacing with more space between the rows."""
        return replace(self, rows=self.rows * 1.3 + 2, slot=self.slot * 1.1)


@dataclass(frozen=True, slots=True)
class Layout:
    """A placed graph.

    Attributes
    ----------
    positions : tuple of (float, float)
        The centre of each node.
    sizes : tuple of (float, float)
        The width and height of each node; all boxes of a column have the same width.
    routes : tuple of tuple of (float, float)
        For each edge the points of a straight line, or of a chain of cubic Bezier curves.
    stubs : tuple of (float, float)
        For each edge the centre of its label, if edges end in stubs.
    """

    positions: tuple[Point, ...]
    sizes: tuple[tuple[float, float], ...]
    routes: tuple[tuple[Point, ...], ...]
    stubs: tuple[Point, ...] = ()

    @property
    def extents(self) -> list[Extent]:
        """Left, top, right and bottom of each node."""
        return [
            (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            for (x, y), (width, height) in zip(self.positions, self.sizes, strict=True)
        ]

    def transposed(self) -> Layout:
        """Return the layout with columns as rows, so that edges go down."""
        return Layout(
            tuple(_swapped(self.positions)),
            tuple(_swapped(self.sizes)),
            tuple(tuple(_swapped(route)) for route in self.routes),
            tuple(_swapped(self.stubs)),
        )


def _swapped(pairs: Iterable[Point]) -> list[Point]:
    return [(b, a) for a, b in pairs]


def assign_columns(
    order: Sequence[int], edges: Sequence[Edge], inputs: Collection[int], outputs: Collection[int]
) -> list[int]:
    """Return the column of each node: the length of the longest path that leads to it.

    Inputs are in column 0. An output without successors is in the last column.

    Parameters
    ----------
    order : sequence of int
        The nodes ``0..n-1`` in topological order.
    edges : sequence of (int, int)
        Source and target of each edge.
    inputs, outputs : collection of int
        The input and output nodes.

    Examples
    --------
    >>> assign_columns([0, 1, 2, 3], [(0, 1), (1, 2), (0, 3)], {0}, {2, 3})
    [0, 1, 2, 2]
    """
    successors: list[list[int]] = [[] for _ in order]
    for source, target in edges:
        successors[source].append(target)
    # a neuron without incoming edges is never in the column of the inputs
    columns = [0 if node in inputs else 1 for node in range(len(order))]
    for node in order:
        for target in successors[node]:
            columns[target] = max(columns[target], columns[node] + 1)
    last = max(columns, default=0)
    for node in outputs:
        if not successors[node]:
            columns[node] = last
    used = {column: index for index, column in enumerate(sorted(set(columns)))}
    return [used[column] for column in columns]


def arrange(
    columns: Sequence[int],
    sizes: Sequence[tuple[float, float]],
    edges: Sequence[Edge],
    *,
    fixed: Collection[int],
    spacing: Spacing,
    direction: Direction = "right",
    corners: Sequence[float] = (),
    stubs: Sequence[tuple[float, float]] = (),
) -> Layout:
    """Place nodes and edges.

    Parameters
    ----------
    columns : sequence of int
        The column of each node.
    sizes : sequence of (float, float)
        The width and height of each node.
    edges : sequence of (int, int)
        Source and target of each edge; the source has the smaller column.
    fixed : collection of int
        The nodes that keep their order within the column.
    spacing : Spacing
        The space to leave.
    direction : str
        ``right``, or ``down`` for columns as rows.
    corners : sequence of float
        The radius of the corners of each node; half of both sides for a circle. Empty for sharp
        corners.
    stubs : sequence of (float, float)
        The width and height of the label of each edge. Then each edge ends in a stub: a straight
        end just before its target, with space for the label. Edges cross only before the stubs.

    Returns
    -------
    Layout
        No edge touches a node other than its own two: between columns there are only edges, and
        through a column each edge runs straight in a slot of its own. Each edge has a port of its
        own on the border of its nodes.
    """
    if direction == "down":
        turned = arrange(
            columns,
            _swapped(sizes),
            edges,
            fixed=fixed,
            spacing=spacing,
            corners=corners,
            stubs=_swapped(stubs),
        )
        return turned.transposed()
    n_nodes = len(columns)
    chains = _chains(columns, edges)
    depth = list(columns)
    for chain in chains:
        depth += [columns[chain[0]] + step for step in range(1, len(chain) - 1)]
    rows = order_rows(depth, [pair for chain in chains for pair in pairwise(chain)], fixed=fixed)

    ends, corners = Stubs(stubs), corners or [0.0] * n_nodes
    arriving: list[list[int]] = [[] for _ in range(n_nodes)]
    for edge, (_, target) in enumerate(edges):
        arriving[target].append(edge)
    blocks = [
        (width, max(height, ends.block(arriving[node])))
        for node, (width, height) in enumerate(sizes)
    ]
    y = _row_positions(rows, blocks, spacing)
    widths = [max((sizes[node][0] for node in row if node < n_nodes), default=0.0) for row in rows]
    placed = tuple(
        size if is_circle(size, corner) else (widths[column], size[1])
        for column, size, corner in zip(columns, sizes, corners, strict=True)
    )
    steepest = [0.0] * len(rows)
    for chain in chains:
        for a, b in pairwise(chain):
            steepest[depth[a]] = max(steepest[depth[a]], abs(y[a] - y[b]))
    stub_ends, leads, left = [0.0] * len(rows), [0.0] * len(rows), [0.0]
    for column, row in enumerate(rows):
        targets = [node for node in row if node < n_nodes and arriving[node]]
        if stubs and targets:
            stub_ends[column] = max(
                ends.convergence(arriving[node], placed[node], corners[node]) for node in targets
            )
            longest = max(ends.longest(arriving[node]) for node in targets)
            leads[column] = stub_ends[column] + longest
    for column, width in enumerate(widths[:-1]):
        # steep edges need space to be distinguishable
        gap = max(spacing.columns, min(0.5 * steepest[column], 2.6 * spacing.columns))
        left.append(left[-1] + width + gap + leads[column + 1])
    grid = PlacedColumns(left, widths, leads, stub_ends, y, placed, corners, depth)
    routes, labels = find_routes(chains, grid, ends)
    return Layout(
        positions=tuple(
            (left[columns[node]] + widths[columns[node]] / 2, y[node]) for node in range(n_nodes)
        ),
        sizes=placed,
        routes=routes,
        stubs=labels,
    )


def _chains(columns: Sequence[int], edges: Sequence[Edge]) -> list[list[int]]:
    chains = []
    following = len(columns)
    for source, target in edges:
        n_passed = columns[target] - columns[source] - 1
        chains.append([source, *range(following, following + n_passed), target])
        following += n_passed
    return chains


def _row_positions(
    rows: Sequence[Sequence[int]], sizes: Sequence[tuple[float, float]], spacing: Spacing
) -> dict[int, float]:
    y: dict[int, float] = {}
    for row in rows:
        top = 0.0
        for index, node in enumerate(row):
            height = sizes[node][1] if node < len(sizes) else spacing.slot
            if index:
                nodes = (node < len(sizes)) + (row[index - 1] < len(sizes))
                top += (2.0, max(6.0, spacing.rows / 2), spacing.rows)[nodes]
            y[node] = top + height / 2
            top += height
        # the neurons are centred; edges around them may reach further out
        neurons = [node for node in row if node < len(sizes)]
        first, last = neurons[0], neurons[-1]
        middle = (y[first] - sizes[first][1] / 2 + y[last] + sizes[last][1] / 2) / 2
        for node in row:
            y[node] -= middle
    return y
