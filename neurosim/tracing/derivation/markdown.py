"""A derivation as Markdown, with mathematics as GitHub and notebooks show it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neurosim.tracing.derivation.derivation import Derivation
from neurosim.tracing.derivation.document import (
    Assignments,
    Block,
    Equation,
    Name,
    Paragraph,
    Phrase,
    Subheading,
    Table,
)
from neurosim.tracing.derivation.latex import LatexWriter, aligned, assignment_rows
from neurosim.tracing.derivation.names import isolated, one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:])")


def escape(text: str) -> str:
    r"""Return a name as Markdown text.

    Examples
    --------
    >>> print(escape("a_b|<i>"))
    a\_b\|&lt;i&gt;
    """
    safe = _SPECIAL.sub(r"\\\1", one_line(text))
    return isolated(safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def write_markdown(derivation: Derivation) -> Iterator[str]:
    """Yield a derivation as Markdown, part by part."""
    writer = LatexWriter(derivation.notation, derivation.style)
    yield f"# {_phrase(derivation.title, writer)}\n"
    for note in derivation.notes:
        yield f"\n{_phrase(note, writer)}\n"
    for section in derivation.sections:
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
        case Table(header, rows):
            table = [[_phrase(cell, writer) for cell in row] for row in (header, *rows)]
            lines = [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in table]
            return "\n".join([lines[0], f"|{'--:|' * len(header)}", *lines[1:]]) + "\n"
        case Equation():
            why = _phrase(block.why, writer)
            return _display("aligned", aligned(block, writer)) + (f"\n{why}\n" if why else "")


def _display(environment: str, rows: list[str]) -> str:
    body = " \\\\\n".join(rows)
    return _safe(f"$$\n\\begin{{{environment}}}\n{body}\n\\end{{{environment}}}\n$$\n")


def _phrase(words: Phrase, writer: LatexWriter) -> str:
    parts = []
    for word in words:
        if isinstance(word, str):
            parts.append(word.replace("<", "&lt;").replace("$", r"\$").replace("|", r"\|"))
        elif isinstance(word, Name):
            parts.append(escape(word.text))
        else:
            parts.append(_safe(f"${writer.inline(word)}$"))
    return "".join(parts)


def _safe(mathematics: str) -> str:
    # a page of HTML reads < as a tag, and the word \lt is the same sign
    return mathematics.replace("<", r"\lt ").replace(">", r"\gt ")
