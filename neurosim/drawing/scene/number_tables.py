"""The numbers of a diagram as tables, for a picture that is too small to write them in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from neurosim.drawing.typesetting import Pieces, plain

MOST_NUMBERS = 144
"""A table of more numbers than this is left out; nobody reads it in a picture."""

_DENSE, _DENSE_SKIPS = 0.5, 0.9
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
    """

    pieces: Pieces
    value: float | None = None
    old: float | None = None
    new: float | None = None
    owner: str = ""
    nodes: tuple[int, ...] = ()
    verdict: str = ""

    @property
    def text(self) -> str:
        """The entry as plain text."""
        return plain(self.pieces)


@dataclass(frozen=True, slots=True)
class PictureTable:
    """A table of numbers.

    Attributes
    ----------
    title : str
        What the numbers are.
    heads : tuple of Cell
        The head of each column of numbers.
    rows : tuple of (Cell, tuple of Cell or None)
        The head of each row, and its numbers.
    folds : bool
        Whether a long table may go on beside itself, as a list can.
    """

    title: str
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, tuple[Cell | None, ...]], ...]
    folds: bool = False


@dataclass(frozen=True, slots=True)
class EdgeNumber:
    """The number of an edge, the two nodes that it connects, and their columns."""

    source: int
    target: int
    columns: tuple[int, int]
    cell: Cell


def edge_tables(
    edges: Sequence[EdgeNumber],
    heads: Mapping[int, Cell],
    layers: Sequence[str],
    word: str,
) -> tuple[list[PictureTable], bool]:
    """Return a table for each layer of edges, and a list of those that skip layers.

    Parameters
    ----------
    edges : sequence of EdgeNumber
        The numbers.
    heads : mapping of int to Cell
        The name of each node.
    layers : sequence of str
        The name of each column; empty for a column that is no layer.
    word : str
        What the numbers are, such as ``weights``.

    Returns
    -------
    tables : list of PictureTable
        The tables: targets are rows and sources are columns.
    complete : bool
        Whether no table was too large.
    """
    groups: dict[tuple[int, int], list[EdgeNumber]] = defaultdict(list)
    for edge in edges:
        if edge.cell.pieces:
            groups[edge.columns].append(edge)
    tables: list[PictureTable] = []
    listed: list[EdgeNumber] = []
    complete = True
    for (first, last), members in sorted(groups.items()):
        sources = list(dict.fromkeys(sorted(edge.source for edge in members)))
        targets = list(dict.fromkeys(sorted(edge.target for edge in members)))
        room = len(sources) * len(targets)
        dense = _DENSE_SKIPS if last - first > 1 else _DENSE
        if room < 3 or len(members) < dense * room or (last - first > 1 and room < 6):
            listed += members
        elif room > MOST_NUMBERS:
            complete = False
        else:
            found = {(edge.source, edge.target): edge.cell for edge in members}
            skips = last - first > 1
            tables.append(
                PictureTable(
                    _title(word, layers[first] if skips else "", layers[last]),
                    tuple(heads[source] for source in sources),
                    tuple(
                        (heads[target], tuple(found.get((source, target)) for source in sources))
                        for target in targets
                    ),
                )
            )
    if len(listed) > MOST_NUMBERS:
        return tables, False
    if listed:
        rows = tuple(
            (
                Cell(
                    (*heads[edge.source].pieces, _ARROW, *heads[edge.target].pieces),
                    owner=edge.cell.owner,
                ),
                (edge.cell,),
            )
            for edge in listed
        )
        title = f"other {word}" if tables else word
        tables.append(PictureTable(title, (), rows, folds=True))
    return tables, complete


def _title(word: str, source: str, target: str) -> str:
    if source and target:
        return f"{word}{_SEPARATOR}{source}{_ARROW}{target}"
    return f"{word} into {target}" if target else word


_SEPARATOR = ", "


def node_tables(
    kinds: Sequence[tuple[str, Cell, Sequence[tuple[Pieces, Cell]]]],
) -> tuple[list[PictureTable], bool]:
    """Return a table of the numbers of inputs, of hidden neurons and of outputs.

    Parameters
    ----------
    kinds : sequence of (str, Cell, sequence of (pieces, Cell))
        For each node its title, such as ``outputs``, its name, and its numbers, each with the head
        of the column that it belongs to.

    Returns
    -------
    tables : list of PictureTable
        The tables.
    complete : bool
        Whether no table was too large.
    """
    groups: dict[str, list[tuple[Cell, dict[str, Cell]]]] = defaultdict(list)
    heads: dict[str, dict[str, Pieces]] = defaultdict(dict)
    for title, name, numbers in kinds:
        if not numbers:
            continue
        named = {plain(head): cell for head, cell in numbers}
        heads[title] |= {plain(head): head for head, _ in numbers}
        groups[title].append((name, named))
    tables: list[PictureTable] = []
    complete = True
    for title, members in groups.items():
        columns = heads[title]
        if len(members) * len(columns) > MOST_NUMBERS:
            complete = False
            continue
        tables.append(
            PictureTable(
                title,
                tuple(Cell(pieces) for pieces in columns.values()),
                tuple(
                    (name, tuple(numbers.get(column) for column in columns))
                    for name, numbers in members
                ),
                folds=True,
            )
        )
    return tables, complete
