"""The walk over a document; a format says how it writes each part."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar

from neurosim.mathematics.numbers import NumberStyle
from neurosim.writing.document import (
    Assignments,
    Block,
    Diagram,
    Document,
    Equation,
    Name,
    NumberTable,
    Paragraph,
    Phrase,
    Subheading,
)
from neurosim.writing.letters import Notation
from neurosim.writing.markup import Writer
from neurosim.writing.step_pictures import StepPictures
from neurosim.writing.tables import pages


class DocumentWriter(Writer):
    """How one format writes documents and their mathematics.

    Parameters
    ----------
    notation : Notation
        The letters of the symbols.
    style : NumberStyle
        The way to write numbers.
    whole : bool
        Whether to write a complete file; otherwise a part for another one.
    """

    table_width = 100
    """The most characters of a table."""

    gap = 3
    """The additional characters of each column."""

    between_tables = ""
    """What is written between the parts of a table that is wider than a page."""

    end_of_section = ""
    """What ends a section."""

    closing = ("", "")
    """What ends a complete file, and a part."""

    has_pictures = False
    """Whether the format shows the diagrams beside the equations."""

    parts: ClassVar[Mapping[str, str]]
    """What is written around the words of a note, heading, paragraph, subheading and formula."""

    def __init__(self, notation: Notation, style: NumberStyle, *, whole: bool = True) -> None:
        super().__init__(notation, style)
        self.whole = whole
        self.pictures: StepPictures | None = None

    def write(self, content: Document) -> Iterator[str]:
        """Yield a document, part by part, so that it is never completely in memory."""
        if self.has_pictures and content.pictures is not None:
            self.pictures = content.pictures()
        yield self.opening(content)
        for note in content.notes:
            yield self.part("note", self.phrase(note))
        for section in content.sections:
            title = self.text(f"{section.number} {section.title}".strip())
            yield self.part("heading", title)
            for block in section.blocks:
                if not isinstance(block, Diagram):
                    yield self.block(block)
                elif self.pictures is not None:
                    yield self.diagram(block, self.pictures)
            yield self.end_of_section
        yield self.closing[not self.whole]

    def block(self, block: Block) -> str:
        """Return a block; a wide table becomes several parts."""
        parts = [block]
        if isinstance(block, NumberTable):
            parts = [*pages(block, self, self.table_width, self.gap)]
        return self.between_tables.join(map(self._written, parts))

    def _written(self, block: Block) -> str:
        match block:
            case Paragraph(words):
                return self.part("paragraph", self.phrase(words))
            case Subheading(words):
                return self.part("subheading", self.phrase(words))
            case Assignments():
                return self.assignments(block)
            case NumberTable(header, rows):
                return self.table([[self.phrase(cell) for cell in row] for row in (header, *rows)])
            case Equation():
                return self.equation(block, self.phrase(block.why))
            case Diagram():
                raise NotImplementedError

    def part(self, kind: str, words: str) -> str:
        """Return words with what the format writes around them."""
        return self.parts[kind] % words

    def phrase(self, words: Phrase) -> str:
        """Return a sentence on one line."""
        return "".join(
            self.text(word)
            if isinstance(word, str)
            else self.name(word.text)
            if isinstance(word, Name)
            else self.part("mathematics", self.inline(word))
            for word in words
        )

    @abstractmethod
    def opening(self, content: Document) -> str:
        """Return the beginning of the file, with the title and the picture."""

    @abstractmethod
    def assignments(self, block: Assignments) -> str:
        """Return given numbers, several on a line."""

    @abstractmethod
    def equation(self, equation: Equation, why: str) -> str:
        """Return an equation, line by line, with its explanation."""

    def diagram(self, block: Diagram, pictures: StepPictures) -> str:
        """Return a picture beside the equations that follow; not called if a format has none."""
        raise NotImplementedError

    @abstractmethod
    def table(self, rows: list[list[str]]) -> str:
        """Return a table; the first row is its header."""

    @abstractmethod
    def text(self, words: str) -> str:
        """Return plain words within a sentence."""

    @abstractmethod
    def name(self, name: str) -> str:
        """Return a name that a user gave, within a sentence."""
