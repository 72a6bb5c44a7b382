"""A document as Markdown, with mathematics as GitHub and notebooks show it."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.names import markdown, mathematics
from neurosim.writing.document import (
    Assignments,
    Block,
    Document,
    Equation,
    Name,
    NumberTable,
    Paragraph,
    Phrase,
    Subheading,
)
from neurosim.writing.latex import LatexWriter, aligned, assignment_rows
from neurosim.writing.tables import pages

TABLE_WIDTH = 100
"""Characters of a table, three for the space of each column."""


class MathJaxWriter(LatexWriter):
    """Mathematics in the LaTeX that GitHub, MathJax and KaTeX read."""

    def upright(self, text: str) -> str:
        """Write a name or a word without what only LaTeX itself knows."""
        return mathematics(text)


def write_markdown(content: Document) -> Iterator[str]:
    """Yield a document as Markdown, part by part."""
    writer = MathJaxWriter(content.notation, content.style)
    yield f"# {_phrase(content.title, writer)}\n"
    for note in content.notes:
        yield f"\n{_phrase(note, writer)}\n"
    for section in content.sections:
        yield f"\n## {f'{section.number} {section.title}'.strip()}\n"
        for block in section.blocks:
            yield "\n" + _block(block, writer)


def _block(block: Block, writer: LatexWriter) -> str:
    match block:
        case Paragraph(words):
            return _phrase(words, writer) + "\n"
        case Subheading(words):
            return f"### {_phrase(words, writer)}\n"
        case Assignments():
            return _display("gathered", assignment_rows(block, writer))
        case NumberTable():
            parts = pages(block, writer, TABLE_WIDTH, 3)
            return "\n".join(
                _table(part, writer) if isinstance(part, NumberTable) else _block(part, writer)
                for part in parts
            )
        case Equation():
            why = _phrase(block.why, writer)
            return _display("aligned", aligned(block, writer)) + (f"\n{why}\n" if why else "")


def _table(table: NumberTable, writer: LatexWriter) -> str:
    cells = [[_phrase(cell, writer) for cell in row] for row in (table.header, *table.rows)]
    lines = [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in cells]
    return "\n".join([lines[0], f"|{'--:|' * len(table.header)}", *lines[1:]]) + "\n"


def _display(environment: str, rows: list[str]) -> str:
    body = " \\\\\n".join(rows)
    return _safe(f"$$\n\\begin{{{environment}}}\n{body}\n\\end{{{environment}}}\n$$\n")


def _phrase(words: Phrase, writer: LatexWriter) -> str:
    parts = []
    for word in words:
        if isinstance(word, str):
            parts.append(word.replace("<", "&lt;").replace("$", r"\$").replace("|", r"\|"))
        elif isinstance(word, Name):
            parts.append(markdown(word.text))
        else:
            parts.append(_safe(f"${writer.inline(word)}$"))
    return "".join(parts)


def _safe(mathematics: str) -> str:
    # a page of HTML reads < as a tag, and the word \lt is the same sign
    return mathematics.replace("<", r"\lt ").replace(">", r"\gt ")
