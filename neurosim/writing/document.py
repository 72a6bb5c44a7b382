"""A derivation as data: sections of equations, tables and words. The writers only write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from neurosim.mathematics.expression import Expression
from neurosim.mathematics.numbers import NumberStyle
from neurosim.writing.letters import Notation
from neurosim.writing.step_pictures import Marked, StepPictures


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a user gave, within a sentence."""

    text: str


Phrase = tuple[str | Name | Expression, ...]
"""A sentence: words, names and mathematics."""


@dataclass(frozen=True, slots=True)
class WorkedLine:
    """One right side of an equation.

    Attributes
    ----------
    form : Expression
        The expression after the equals sign.
    kind : str
        ``symbolic``, ``substituted`` (numbers put in), ``partial`` or ``result``.
    """

    form: Expression
    kind: str


@dataclass(frozen=True, slots=True)
class Equation:
    """A quantity and everything that it equals, line by line.

    Attributes
    ----------
    left : Expression
        The quantity.
    lines : tuple of WorkedLine
        Formula, numbers put in, partial results, result.
    why : Phrase
        One sentence that explains it; empty if there is nothing to explain.
    value : float or None
        The result in full precision, as in the trace.
    """

    left: Expression
    lines: tuple[WorkedLine, ...]
    why: Phrase = ()
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two between equations."""

    words: Phrase


@dataclass(frozen=True, slots=True)
class Subheading:
    """The neuron or parameter that the next equations are about."""

    words: Phrase


@dataclass(frozen=True, slots=True)
class Assignments:
    """Quantities and their given numbers, such as all weights of a neuron."""

    items: tuple[tuple[Expression, Expression] | int, ...]
    """Pairs; a number instead of a pair is the number of pairs that are left out there."""


@dataclass(frozen=True, slots=True)
class NumberTable:
    """A table; cells are mathematics, names or words, and empty ones are empty words."""

    header: tuple[Phrase, ...]
    rows: tuple[tuple[Phrase, ...], ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    """The place of a small picture of the network, beside the equations that follow."""

    marked: Marked


Block = Diagram | Equation | Paragraph | Subheading | Assignments | NumberTable


@dataclass(frozen=True)
class Section:
    """A section of a derivation; its blocks are made each time they are read.

    Attributes
    ----------
    number : str
        Such as ``5.1``; empty for a section without a number in the paper.
    title : str
        The heading.
    make_blocks : callable
        Returns an iterator of the blocks.
    """

    number: str
    title: str
    make_blocks: Callable[[], Iterator[Block]]

    @property
    def blocks(self) -> Iterator[Block]:
        """The blocks in order, one after the other, so they are never all in memory."""
        return self.make_blocks()

    @property
    def equations(self) -> list[Equation]:
        """The equations of the section."""
        return [block for block in self.blocks if isinstance(block, Equation)]


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """A picture drawn for a page.

    Attributes
    ----------
    width, height : float
        Its size in points, in which its text can be read.
    svg, tikz : callable
        Return it as an element of SVG and as a picture of TikZ.
    """

    width: float
    height: float
    svg: Callable[[], str]
    tikz: Callable[[], str]

    def width_within(self, widest: float, tallest: float) -> float:
        """Return its width in points on a page that has no more room than this."""
        return min(self.width, tallest * self.width / self.height, widest)


@dataclass(frozen=True, slots=True)
class Illustration:
    """The picture under the title of a document, made when a format takes it.

    Attributes
    ----------
    alternative : str
        What it shows, for somebody who cannot see it.
    svg : callable
        Returns it as an element of SVG for a screen; it is narrow enough for a phone.
    on_paper : callable
        Draws it for a page of a width in points.
    """

    alternative: str
    svg: Callable[[], str]
    on_paper: Callable[[float], PaperPicture]


@dataclass(frozen=True)
class Document:
    """Sections under a heading, and the way that their symbols and numbers are written.

    Attributes
    ----------
    title : Phrase
        The heading.
    notes : tuple of Phrase
        Sentences before the first section.
    sections : tuple of Section
        In order.
    notation : Notation
        The letters of its symbols.
    style : NumberStyle
        The way its numbers are written.
    illustration : Illustration or None
        The picture under the heading; plain text has none.
    pictures : callable or None
        Returns the pictures for the diagrams; pages and LaTeX have them.
    """

    title: Phrase
    notes: tuple[Phrase, ...]
    sections: tuple[Section, ...]
    notation: Notation
    style: NumberStyle
    illustration: Illustration | None = None
    pictures: Callable[[], StepPictures | None] | None = None
