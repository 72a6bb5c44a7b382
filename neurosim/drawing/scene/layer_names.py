"""The names of layers: which columns of a diagram are layers, and where the names stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from neurosim.drawing.lettering import LINE_HEIGHT, text_width
from neurosim.drawing.scene.gap import Gap
from neurosim.drawing.scene.shown_part import ShownPart
from neurosim.drawing.scene.subject import Subject
from neurosim.drawing.shapes import Direction, Extent, Label, Point
from neurosim.drawing.themes import Theme

_GAP = 8.0
_BETWEEN = 6.0


def layer_names(subject: Subject, selection: ShownPart) -> list[str]:
    """Return the name of each column that is a layer, and ``""`` for others.

    Examples
    --------
    >>> import neurosim as ns
    >>> from neurosim.drawing.scene.shown_part import select
    >>> from neurosim.drawing.scene.shows import VIEWS
    >>> from neurosim.drawing.scene.subject import read_subject
    >>> subject = read_subject(ns.mlp([2, 3, 1]))
    >>> layer_names(subject, select(subject, VIEWS["structure"]))
    ['inputs', 'hidden layer 1', 'output']
    """
    places = subject.structure.places
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    counts: dict[int, int] = defaultdict(int)
    for node, column in zip(selection.nodes, selection.columns, strict=True):
        if isinstance(node, Gap):
            if node.layers:
                found[column].add(("ellipsis", 0))
            counts[column] += node.neurons
            continue
        place = places[node]
        found[column].add((place.kind, place.indices[0] if place.kind == "hidden" else 0))
        counts[column] += 1
    names = []
    for column in sorted(found):
        kinds = found[column]
        kind, layer = next(iter(kinds))
        if len(kinds) > 1 or kind == "ellipsis":
            names.append("")
        elif kind == "hidden":
            names.append(f"hidden layer {layer + 1}")
        else:
            names.append(kind if counts[column] == 1 else f"{kind}s")
    return names


def room_for_names(names: Sequence[str], size: float, direction: Direction) -> float:
    """Return the space that the names of layers take above or left of a diagram."""
    if not any(names):
        return 0.0
    if direction == "down":
        return max(text_width(name, size) for name in names) + 2 * _GAP
    return size * LINE_HEIGHT + _GAP


def draw_layer_names(
    names: Sequence[str],
    columns: Sequence[int],
    positions: Sequence[Point],
    extent: Extent,
    size: float,
    direction: Direction,
    theme: Theme,
) -> Iterator[Label]:
    """Yield the names of layers above their columns, or left of the rows.

    Parameters
    ----------
    names : sequence of str
        The name of each column.
    columns : sequence of int
        The column of each node.
    positions : sequence of (float, float)
        The centre of each node.
    extent : (float, float, float, float)
        The area of the diagram.
    size : float
        The font size in points.
    direction : str
        ``right`` or ``down``.
    theme : Theme
        The colours.
    """
    centres = dict(zip(columns, positions, strict=True))
    if direction == "down":
        for column, name in enumerate(names):
            if name:
                x, y = extent[0] - 2 * _GAP, centres[column][1]
                yield Label(x, y, name, size, theme.muted, anchor="right", role="layer")
        return
    shown = list(names)
    if not _side_by_side(shown, centres, size):
        shown = [name.replace("hidden layer", "hidden") for name in shown]
    if not _side_by_side(shown, centres, size):
        return
    for column, name in enumerate(shown):
        if name:
            y = extent[1] - _GAP - size * LINE_HEIGHT / 2
            yield Label(centres[column][0], y, name, size, theme.muted, role="layer")


def _side_by_side(names: Sequence[str], centres: dict[int, Point], size: float) -> bool:
    """Return whether names above their columns do not touch."""
    reached = float("-inf")
    for column, name in enumerate(names):
        if not name:
            continue
        half = text_width(name, size) / 2
        if centres[column][0] - half < reached + _BETWEEN:
            return False
        reached = centres[column][0] + half
    return True
