"""A film as data: what happens at each moment, and the panels that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from matplotlib.figure import Figure

from neurosim.drawing.charts.pen import Pen
from neurosim.drawing.page_size import LEAST_TEXT, PageSize
from neurosim.drawing.typesetting import Pieces, plain

ROOM_OF_FILM = PageSize(widest=1600.0, highest=1200.0, with_tables=1200.0, texts=(8.5,))
"""A diagram of a film may be large: it keeps its digits, and its numbers on the lines."""

NARROW_ROOM = PageSize(
    width=284.0, widest=284.0, highest=560.0, with_tables=640.0, margin=4.0, keeps_digits=True
)
"""The room of a diagram on a phone, where its text has 9 pixels; numbers may be in tables."""

USUAL_WORDS, _WORDS_ON_SLIDE = 9.5, 15.0
# what title, chapter and note take of the height of a slide
_AROUND_STAGE = 150.0


def room_in_film(page: PageSize) -> PageSize:
    """Return what the words of a film leave of its size; its diagrams keep their digits."""
    if page.height is None:
        return replace(page, keeps_digits=True)
    high = page.height - _AROUND_STAGE
    return replace(page, height=high, highest=high, with_tables=high, keeps_digits=True)


def words_of_film(page: PageSize) -> float:
    """Return the size of the words of a film in points."""
    return USUAL_WORDS if page.height is None else _WORDS_ON_SLIDE


Note = tuple[Pieces, ...]
"""What happens at a moment, in clauses that commas divide; lines break between them."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One picture of a film in words.

    Attributes
    ----------
    chapter : str
        The part of the film, such as ``Forward pass``.
    note : Note
        What happens.
    seconds : float
        How long it is shown.
    """

    chapter: str
    note: Note
    seconds: float

    @property
    def text(self) -> str:
        """The note as plain text."""
        return ", ".join(map(plain, self.note))


class Panel(Protocol):
    """A part of every picture. It is painted in layers, because most of it never changes.

    A layer has no ground. The next call may use the same figure again.
    """

    width: float
    height: float

    def behind(self, pen: Pen, place: int) -> Figure | None:
        """Return what is behind the rest at one moment, if there is anything."""
        ...

    def still(self, pen: Pen) -> Figure:
        """Return what is the same at all moments, in the size of the panel."""
        ...

    def moving(self, pen: Pen, place: int) -> Figure:
        """Return what is over the rest at one moment."""
        ...


@dataclass(frozen=True, slots=True)
class Placed:
    """A panel and its left top corner on the stage, in points."""

    panel: Panel
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Stage:
    """What a film shows beside its words.

    Attributes
    ----------
    panels : sequence of Placed
        What is on it.
    width, height : float
        Its size in points.
    least : float
        The size of its smallest text in points.
    needed : sequence of float
        How much of its height each picture needs; empty for all.
    """

    panels: Sequence[Placed]
    width: float
    height: float
    least: float = LEAST_TEXT
    needed: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Reel:
    """A film before it is painted.

    Attributes
    ----------
    title : str
        The heading; empty for none.
    name : str
        What the film shows, for readers who cannot see it.
    moments : sequence of Moment
        Its pictures in words.
    stage : Stage
        What is shown.
    narrow : Stage or None
        The same for a narrow screen; None if it has no room there.
    words : float
        The size of title, chapter and note in points, if they are part of the picture.
    height : float
        The least height of such a picture.
    """

    title: str
    name: str
    moments: Sequence[Moment]
    stage: Stage
    narrow: Stage | None = None
    words: float = USUAL_WORDS
    height: float = 0.0
