"""Sheets on paper as one PDF, by typst, with the picture of the network and room for answers."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import matplotlib as mpl

from neurosim.errors import InputError
from neurosim.teaching.sheet_document import BLANK
from neurosim.writing.derivation import Derivation
from neurosim.writing.document import Block, Document, Name, Paragraph
from neurosim.writing.typst import TypstWriter, image

_WIDE_BLANK = 2 * BLANK
_WIDEST, _TALLEST = 466, 600
"""The most points of a picture."""
_NARROW = 38
_NARROW_TABLE = 40
_ASKING = frozenset(("Given", "Questions"))


def pdf_sheets(documents: Sequence[Derivation]) -> bytes:
    """Return all sheets of an exercise as one PDF; the same sheets give the same bytes.

    Parameters
    ----------
    documents : sequence of Derivation
        The sheets; all have a picture.

    Raises
    ------
    InputError
        If typst is not installed.
    """
    try:
        typst = importlib.import_module("typst")
    except ImportError:
        raise InputError("a PDF needs the package typst: pip install 'neurosim[sheets]'") from None
    source = "".join(_source(documents)).encode("utf-8")
    # the fonts of the pictures
    fonts = [str(Path(mpl.get_data_path()) / "fonts" / "ttf")]
    # no clock: a PDF without a date would have the identity of its moment
    made: bytes = typst.Compiler(font_paths=fonts).compile(source, format="pdf", timestamp=0)
    return made


def _source(documents: Sequence[Derivation]) -> Iterator[str]:
    first = documents[0]
    yield TypstWriter(first.notation, first.style).settings(first.title[:1])
    for i, document in enumerate(documents):
        # a sheet begins on a page of its own, also if pages are printed on both sides
        yield '#pagebreak(to: "odd")\n' if i else ""
        yield "#counter(page).update(1)\n"
        yield from _PaperWriter(document).write(document)


class _PaperWriter(TypstWriter):
    """Typst with the picture of a network under the title, and wide blanks.

    A sheet with worked steps has two columns, as the lines of the steps are short.
    """

    def __init__(self, document: Derivation) -> None:
        super().__init__(document.notation, document.style, whole=False)
        self.n_columns = 1 + any(section.title not in _ASKING for section in document.sections)
        if self.n_columns > 1:
            self.line_width = self.widest_fraction = _NARROW
            self.table_width = _NARROW_TABLE
            self.indent = "0.6em"

    def opening(self, content: Document) -> str:
        """Return the foot of the pages, the title and the picture."""
        title = content.title
        page = f"#set page(columns: {self.n_columns}, footer: context align(center, "
        page += f"text(size: 8.5pt)[{self.phrase(title)}"
        page += '#", page ";#counter(page).display("1")]))\n#set columns(gutter: 9mm)\n'
        page += f"#set text(size: {11 if self.n_columns == 1 else 10}pt)\n"
        assert content.illustration is not None
        top = self.heading(title) + image(content.illustration, _WIDEST, _TALLEST)
        if self.n_columns > 1:
            # title and picture stand above both columns
            top = f'#place(top, scope: "parent", float: true)[#block(width: 100%)[{top}]]\n\n'
        return page + top

    def block(self, block: Block) -> str:
        """Return a block; an option of a question stays with the next one."""
        text = super().block(block)
        match block:
            case Paragraph((str(letter), Name())) if letter.endswith(") "):
                return self.kept(text)
        return text

    def text(self, words: str) -> str:
        """Return plain words, with blanks that are wide enough for a hand."""
        return super().text(words.replace(BLANK, _WIDE_BLANK))

    def table(self, rows: list[list[str]]) -> str:
        """Return a table; one of blanks takes the whole width, with room for the working."""
        blank = self.text(BLANK)
        if not any(blank in row for row in rows):
            return super().table(rows)
        header, *lines = rows
        dots = '(bottom: (paint: luma(60%), thickness: 0.5pt, dash: "dotted"))'
        body = "\n".join(
            f"  table.cell(align: right + horizon)[{line[0]}], table.cell(stroke: {dots})[], "
            f"[{line[-1]}],"
            for line in lines
        )
        return (
            f"#table(\n  columns: (auto, 1fr, auto), rows: (auto, ..range({len(lines)})"
            ".map(it => 9.2mm)), align: right + bottom,\n"
            "  stroke: none, inset: (x: 4pt, y: 3pt),\n"
            f'  table.header([{header[0]}], align(left)[#"working";], [{header[-1]}]), '
            f"table.hline(stroke: 0.5pt),\n{body}\n)\n\n"
        )
