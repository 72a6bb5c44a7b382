"""The numbers of a diagram as tables, for a picture that is too small to write them in place.

There is one table for each layer: a row for each neuron, a column for each neuron that leads to
it, and further columns for the neuron's own numbers. This is the matrix W of textbooks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from neurosim.drawing.typesetting import Pieces, plain

MOST_NUMBERS = 144
"""A table of more numbers than this is shortened; nobody reads it in a picture."""
VERDICT_SIGNS = {"right": "", "follows": "\N{DAGGER}", "wrong": "*", "missing": "?"}
"""What stands for a verdict in a table."""

_DENSE = 0.5
_ARROW = " \N{RIGHTWARDS ARROW} "


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of a table.

    Attributes
    ----------
    pieces : tuple of str or Typeset
        What is written.
    value, old, new : float or None
        The number, before rounding; for an update its old and its new value.
    owner : str
        The symbol of the number, or the name of the neuron.
    nodes : tuple of int
        The node, or the two nodes of the edge, that it belongs to.
    verdict : str
        The verdict on it, if it was checked.
    below : str
        A second line: the number after an update.
    full_text : str
        Both lines as one.
    """

    pieces: Pieces
    value: float | None = None
    old: float | None = None
    new: float | None = None
    owner: str = ""
    nodes: tuple[int, ...] = ()
    verdict: str = ""
    below: str = ""
    full_text: str = ""

    @property
    def text(self) -> str:
        """The entry as plain text."""
        return plain(self.pieces)


Row = tuple[Cell, tuple[Cell | None, ...]]
"""The head of a row, and its numbers."""


@dataclass(frozen=True, slots=True)
class PictureTable:
    """A table of numbers.

    Attributes
    ----------
    title : str
        What the numbers are.
    heads : tuple of Cell
        The head of each column of numbers; empty for a list.
    rows : tuple of (Cell, tuple of Cell or None)
        The head of each row, and its numbers.
    own_columns, own_rows : int
        How many of the last columns or rows are the neurons' own numbers, after those of edges.
    with_edges : bool
        Whether it has numbers of edges.
    """

    title: str
    heads: tuple[Cell, ...]
    rows: tuple[Row, ...]
    own_columns: int = 0
    own_rows: int = 0
    with_edges: bool = False

    @property
    def turned(self) -> PictureTable:
        """The table with columns as rows."""
        columns = zip(*(cells for _, cells in self.rows), strict=True)
        return PictureTable(
            self.title,
            tuple(head for head, _ in self.rows),
            tuple(zip(self.heads, columns, strict=True)),
            self.own_rows,
            self.own_columns,
        )

    @property
    def apart(self) -> tuple[PictureTable, PictureTable]:
        """The numbers of edges, and the neurons' own numbers."""
        n = len(self.heads) - self.own_columns
        edges = tuple((head, cells[:n]) for head, cells in self.rows)
        own = tuple((head, cells[n:]) for head, cells in self.rows)
        return (
            PictureTable(self.title, self.heads[:n], edges),
            PictureTable("", self.heads[n:], own),
        )

    def shortened(self, n: int, first: Collection[int] = ()) -> PictureTable:
        """Return the table with at most ``n`` rows and a last row that says how many are missing.

        Parameters
        ----------
        n : int
            The number of rows that stay.
        first : collection of int
            The nodes whose rows stay before others.
        """
        if len(self.rows) <= n + 1:
            return self
        order = sorted(
            range(len(self.rows)),
            key=lambda row: not any(node in first for node in self._nodes(row)),
        )
        kept = [self.rows[row] for row in sorted(order[:n])]
        more = Cell((f"… {len(self.rows) - n} more",))
        return replace(self, rows=(*kept, (more, (None,) * len(self.rows[0][1]))))

    def _nodes(self, row: int) -> Iterator[int]:
        head, cells = self.rows[row]
        yield from head.nodes
        for cell in () if self.heads else cells:
            yield from cell.nodes if cell is not None else ()

    def parts(self, n: int) -> list[PictureTable]:
        """Return the rows in ``n`` tables of nearly the same length."""
        length = -(-len(self.rows) // n)
        return [
            replace(self, rows=self.rows[start : start + length],
                    title=f"{self.title}, continued" if start and self.title else self.title)
            for start in range(0, len(self.rows), length)
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class EdgeNumber:
    """The number of an edge, the two nodes that it connects, and their columns."""

    source: int
    target: int
    columns: tuple[int, int]
    cell: Cell


@dataclass(frozen=True, slots=True)
class NeuronNumbers:
    """The own numbers of a neuron: each with the head of the column that it belongs to."""

    node: int
    column: int
    numbers: Sequence[tuple[Pieces, Cell]]


def layer_tables(
    neurons: Sequence[NeuronNumbers],
    edges: Sequence[EdgeNumber],
    heads: Mapping[int, Cell],
    layers: Sequence[str],
    word: str,
    order: str,
) -> list[PictureTable]:
    """Return a table for each layer, and a list of edges that would leave their table empty.

    Parameters
    ----------
    neurons : sequence of NeuronNumbers
        The numbers of neurons.
    edges : sequence of EdgeNumber
        The numbers of edges.
    heads : mapping of int to Cell
        The name of each node.
    layers : sequence of str
        The name of each column; empty for a column that is no layer.
    word : str
        What the numbers of edges are, such as ``weights``.
    order : str
        What stands above what in a cell of two lines; otherwise empty.
    """
    into: dict[int, list[EdgeNumber]] = defaultdict(list)
    for edge in edges:
        if edge.cell.pieces:
            into[edge.columns[1]].append(edge)
    own: dict[int, list[NeuronNumbers]] = defaultdict(list)
    for neuron in neurons:
        if neuron.numbers:
            own[neuron.column].append(neuron)
    tables: list[PictureTable] = []
    listed: list[EdgeNumber] = []
    for column, layer in enumerate(layers):
        members, others = _in_matrix(into[column])
        listed += others
        # few of many neurons have edges: their own numbers would leave the matrix nearly empty
        apart = _filled(members) and not _filled(members, own[column])
        for part, numbers in (
            ((members, ()), ((), own[column])) if apart else ((members, own[column]),)
        ):
            if part or numbers:
                title = layer
                if part:
                    title = f"{word} into {layer}" if layer else word
                tables.append(_table(part, numbers, heads, f"{title}{order}"))
    if listed:
        rows = tuple((_both(edge, heads), (edge.cell,)) for edge in listed)
        title = f"other {word}" if any(table.with_edges for table in tables) else word
        tables.append(PictureTable(f"{title}{order}", (), rows))
    return tables


def _in_matrix(edges: Sequence[EdgeNumber]) -> tuple[Sequence[EdgeNumber], list[EdgeNumber]]:
    """Return the edges into a layer that fill a matrix, and the others."""
    if _filled(edges):
        return edges, []
    groups: dict[int, list[EdgeNumber]] = defaultdict(list)
    for edge in edges:
        groups[edge.columns[0]].append(edge)
    members: list[EdgeNumber] = []
    others: list[EdgeNumber] = []
    for _, group in sorted(groups.items(), reverse=True):
        if _filled([*members, *group]):
            members += group
        else:
            others += group
    return members, others


def _filled(edges: Sequence[EdgeNumber], own: Sequence[NeuronNumbers] = ()) -> bool:
    """Return whether a matrix of these edges, with rows for all these neurons, is well filled."""
    n_sources = len({edge.source for edge in edges})
    targets = {edge.target for edge in edges} | {neuron.node for neuron in own}
    return len(edges) >= _DENSE * n_sources * len(targets)


def _table(
    edges: Sequence[EdgeNumber],
    own: Sequence[NeuronNumbers],
    heads: Mapping[int, Cell],
    title: str,
) -> PictureTable:
    """Return the numbers of a layer."""
    sources = sorted({edge.source for edge in edges})
    nodes = sorted({edge.target for edge in edges} | {neuron.node for neuron in own})
    on_edge = {(edge.source, edge.target): edge.cell for edge in edges}
    letters = {plain(head): Cell(head) for neuron in own for head, _ in neuron.numbers}
    in_node = {(neuron.node, plain(head)): cell for neuron in own for head, cell in neuron.numbers}
    return PictureTable(
        title,
        (*(heads[source] for source in sources), *letters.values()),
        tuple(
            (
                heads[node],
                (
                    *(on_edge.get((source, node)) for source in sources),
                    *(in_node.get((node, letter)) for letter in letters),
                ),
            )
            for node in nodes
        ),
        own_columns=len(letters) if sources else 0,
        with_edges=bool(sources),
    )


def _both(edge: EdgeNumber, heads: Mapping[int, Cell]) -> Cell:
    """Return the head of an edge in a list: the names of both neurons."""
    pieces = (*heads[edge.source].pieces, _ARROW, *heads[edge.target].pieces)
    return Cell(pieces, owner=edge.cell.owner)
