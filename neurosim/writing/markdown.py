"""A document as Markdown, with mathematics as GitHub and notebooks show it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import ClassVar

from neurosim.names import markdown, mathematics
from neurosim.writing.document import Assignments, Block, Document, Equation, Illustration
from neurosim.writing.latex import LatexWriter


class MarkdownWriter(LatexWriter):
    """Markdown, with mathematics in the LaTeX that GitHub, MathJax and KaTeX read."""

    table_width = 100
    gap = 3
    between_tables = "\n"
    has_pictures = False
    closing = ("", "")
    parts: ClassVar[Mapping[str, str]] = {
        "note": "\n%s\n",
        "heading": "\n## %s\n",
        "paragraph": "%s\n",
        "subheading": "### %s\n",
        "mathematics": "$%s$",
    }

    def upright(self, text: str) -> str:
        """Write a name or a word without what only LaTeX itself knows."""
        return mathematics(text)

    def shown_length(self, text: str) -> int:
        """Return how many characters are shown for a text."""
        return len(text)

    def block(self, block: Block) -> str:
        """Return a block after an empty line."""
        return "\n" + super().block(block)

    def part(self, kind: str, words: str) -> str:
        """Return words with what is written around them; mathematics without ``<`` and ``>``."""
        return super().part(kind, _safe(words) if kind == "mathematics" else words)

    def opening(self, content: Document) -> str:
        """Return the title and the picture, whose data stand at the end."""
        title = f"# {self.phrase(content.title)}\n"
        if content.illustration is None:
            return title
        return f"{title}\n![{content.illustration.alternative}][{_mark(content.illustration)}]\n"

    def write(self, content: Document) -> Iterator[str]:
        """Yield a document; the data of its picture stand at the end, where they disturb nobody."""
        yield from super().write(content)
        if content.illustration is not None:
            svg = base64.b64encode(content.illustration.svg().encode("utf-8")).decode("ascii")
            yield f"\n[{_mark(content.illustration)}]: data:image/svg+xml;base64,{svg}\n"

    def assignments(self, block: Assignments) -> str:
        """Return given numbers, several on a line."""
        return _display("gathered", self.assignment_rows(block))

    def equation(self, equation: Equation, why: str) -> str:
        """Return an equation, aligned at the equals signs."""
        return _display("aligned", self.aligned(equation)) + (f"\n{why}\n" if why else "")

    def table(self, rows: list[list[str]]) -> str:
        """Return a table whose columns end at the right."""
        lines = [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows]
        return "\n".join([lines[0], f"|{'--:|' * len(rows[0])}", *lines[1:]]) + "\n"

    def text(self, words: str) -> str:
        """Return plain words."""
        return words.replace("<", "&lt;").replace("$", r"\$").replace("|", r"\|")

    def name(self, name: str) -> str:
        """Return a name without what Markdown reads as its own signs."""
        return markdown(name)


def _display(environment: str, rows: list[str]) -> str:
    body = " \\\\\n".join(rows)
    return _safe(f"$$\n\\begin{{{environment}}}\n{body}\n\\end{{{environment}}}\n$$\n")


def _safe(mathematics: str) -> str:
    # a page of HTML reads < as a tag, and the word \lt is the same sign
    return mathematics.replace("<", r"\lt ").replace(">", r"\gt ")


def _mark(illustration: Illustration) -> str:
    """Return a name for a picture that no other one in a file has."""
    return f"picture-{hashlib.sha256(illustration.svg().encode('utf-8')).hexdigest()[:8]}"
