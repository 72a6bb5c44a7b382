"""Sheets on paper as one Word document, by python-docx, to be changed before they are printed."""

from __future__ import annotations

import datetime as dt
import importlib
import io
from collections.abc import Sequence
from typing import Any

from neurosim.errors import InputError
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.names import one_line
from neurosim.teaching.formats.sheet_picture import ALTERNATIVE, sheet_png
from neurosim.teaching.formats.zip_package import without_clock
from neurosim.teaching.questions import Variant
from neurosim.teaching.sheet_document import BLANK
from neurosim.writing.derivation import Derivation
from neurosim.writing.document import (
    Assignments,
    Block,
    Equation,
    Name,
    NumberTable,
    Paragraph,
    Subheading,
)
from neurosim.writing.plain_text import TextWriter
from neurosim.writing.tables import pages

_WIDTH = 84
_MARGIN, _TALLEST, _WIDEST = 20, 210, 165
_OF_CHARACTER, _OF_COLUMN = 2.3, 5
_ROW = 8
_COLUMNS = (35.0, 95.0, 40.0)
_FORMULAS = "Courier New"
_WIDE_BLANK = 2 * BLANK
_DATE = dt.datetime(2000, 1, 1)


def word_sheets(title: str, variants: Sequence[Variant], documents: Sequence[Derivation]) -> bytes:
    """Return all sheets of an exercise as one .docx file; the same sheets give the same bytes.

    Formulas are text, as in a terminal.

    Parameters
    ----------
    title : str
        The heading.
    variants : sequence of Variant
        The sheets.
    documents : sequence of Derivation
        The same as documents.

    Raises
    ------
    InputError
        If python-docx is not installed.
    """
    try:
        importlib.import_module("docx")
    except ImportError:
        raise InputError(
            "a Word document needs the package python-docx: pip install 'neurosim[sheets]'"
        ) from None
    paper = _WordPaper(one_line(title))
    for i, (variant, document) in enumerate(zip(variants, documents, strict=True)):
        paper.add(variant, document, new_page=bool(i))
    return paper.content()


class _WordPaper:
    """A Word document that grows sheet by sheet."""

    def __init__(self, title: str) -> None:
        docx = importlib.import_module("docx")
        self.shared = importlib.import_module("docx.shared")
        self.oxml = importlib.import_module("docx.oxml")
        self.qualified = importlib.import_module("docx.oxml.ns").qn
        self.right = importlib.import_module("docx.enum.text").WD_ALIGN_PARAGRAPH.RIGHT
        self.center = importlib.import_module("docx.enum.text").WD_ALIGN_PARAGRAPH.CENTER
        self.bottom = importlib.import_module("docx.enum.table").WD_ALIGN_VERTICAL.BOTTOM
        self.file = docx.Document()
        self.after_heading = False
        self._set_properties(title)
        self._set_page()
        self._set_styles()

    def add(self, variant: Variant, document: Derivation, *, new_page: bool) -> None:
        """Add a sheet on a new page."""
        writer = TextWriter(document.notation, document.style, width=_WIDTH)
        heading = self._add_heading(writer.phrase(document.title), 1)
        heading.paragraph_format.page_break_before = new_page
        self._add_picture(variant)
        for note in document.notes:
            self._add_paragraph(writer.phrase(note))
        for section in document.sections:
            self._add_heading(f"{section.number} {section.title}".strip(), 2)
            self.after_heading = True
            for block in section.blocks:
                parts = [block]
                if isinstance(block, NumberTable):
                    parts = [*pages(block, writer, writer.table_width, writer.gap)]
                for part in parts:
                    self._add_block(part, writer)
                self.after_heading = False

    def content(self) -> bytes:
        """Return the file, without the time at which it was written."""
        written = io.BytesIO()
        self.file.save(written)
        return without_clock(written.getvalue())

    def _add_block(self, block: Block, writer: TextWriter) -> None:
        match block:
            case Paragraph(words):
                # an option of a question stays with the next one
                is_option = any(isinstance(word, Name) for word in words)
                paragraph = self._add_paragraph(writer.phrase(words))
                paragraph.paragraph_format.keep_with_next = is_option or self.after_heading
            case Subheading(words):
                self._add_heading(writer.phrase(words), 3)
            case Assignments():
                self._add_formulas(writer.assignments(block))
            case Equation():
                why = writer.phrase(block.why)
                self._add_formulas(writer.equation(block, ""), followed=bool(why))
                if why:
                    said = self._add_paragraph(why)
                    said.paragraph_format.left_indent = self.shared.Mm(6)
                    said.runs[0].italic = True
            case NumberTable(header, rows):
                cells = [[writer.phrase(cell) for cell in row] for row in (header, *rows)]
                self._add_table(cells)

    def _add_heading(self, words: str, level: int) -> Any:
        return self.file.add_heading(_on_paper(words), level)

    def _add_paragraph(self, words: str) -> Any:
        return self.file.add_paragraph(_on_paper(words))

    def _add_formulas(self, text: str, *, followed: bool = False) -> None:
        """Add lines of formulas in a font whose characters have one width."""
        lines = text.strip("\n").split("\n")
        paragraph = self.file.add_paragraph()
        shape = paragraph.paragraph_format
        # Word breaks what is longer than a page anyway
        shape.keep_together = True
        shape.keep_with_next = followed
        for i, line in enumerate(lines):
            run = paragraph.add_run()
            if i:
                run.add_break()
            run.add_text(_on_paper(line))
            run.font.name = _FORMULAS
            run.font.size = self.shared.Pt(9)

    def _add_table(self, rows: list[list[str]]) -> None:
        """Add a table whose header is repeated on every page; blanks have room for the working."""
        blanks = any(BLANK in row for row in rows)
        if blanks:
            (first, last), *others = rows
            rows = [[first, "working", last], *([a, "", b] for a, b in others)]
        table = self.file.add_table(len(rows), len(rows[0]))
        table.autofit = False
        millimetres = self.shared.Mm
        widths = _COLUMNS if blanks else _fitting(rows)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = millimetres(width)
        for i, (row, line) in enumerate(zip(table.rows, rows, strict=True)):
            self._set_row(row, header=not i)
            if blanks:
                row.height = millimetres(_ROW)
            for place, (cell, words) in enumerate(zip(row.cells, line, strict=True)):
                paragraph = cell.paragraphs[0]
                run = paragraph.add_run(_on_paper(words))
                run.bold = not i
                paragraph.paragraph_format.space_after = 0
                in_middle = blanks and place == 1
                paragraph.alignment = None if in_middle else self.right
                cell.vertical_alignment = self.bottom
                cell.width = millimetres(widths[place])
        self.file.add_paragraph()

    def _set_row(self, row: Any, *, header: bool) -> None:
        properties = row._tr.get_or_add_trPr()
        for name in ["cantSplit", *(["tblHeader"] if header else [])]:
            properties.append(self.oxml.OxmlElement(f"w:{name}"))

    def _add_picture(self, variant: Variant) -> None:
        millimetres = self.shared.Mm
        paragraph = self.file.add_paragraph()
        paragraph.alignment = self.center
        points = millimetres(25.4) / 72
        png, width, height = sheet_png(variant, millimetres(_WIDEST) / points)
        shape = paragraph.add_run().add_picture(io.BytesIO(png))
        scale = min(points, millimetres(_TALLEST) / height, millimetres(_WIDEST) / width)
        shape.width, shape.height = int(width * scale), int(height * scale)
        shape._inline.docPr.set("descr", ALTERNATIVE)

    def _set_properties(self, title: str) -> None:
        properties = self.file.core_properties
        properties.author = properties.comments = ""
        properties.title = title[:255]
        properties.created = properties.modified = _DATE

    def _set_page(self) -> None:
        millimetres = self.shared.Mm
        section = self.file.sections[0]
        section.page_width, section.page_height = millimetres(210), millimetres(297)
        section.left_margin = section.right_margin = millimetres(_MARGIN)
        section.top_margin = section.bottom_margin = millimetres(_MARGIN)
        foot = section.footer.paragraphs[0]
        foot.alignment = self.center
        field = self.oxml.OxmlElement("w:fldSimple")
        field.set(self.qualified("w:instr"), "PAGE")
        foot._p.append(field)

    def _set_styles(self) -> None:
        styles = self.file.styles
        styles["Normal"].font.size = self.shared.Pt(10.5)
        styles["Normal"].paragraph_format.space_after = self.shared.Pt(4)
        for level, size in ((1, 16), (2, 13), (3, 10.5)):
            style = styles[f"Heading {level}"]
            style.font.size = self.shared.Pt(size)
            style.font.color.rgb = self.shared.RGBColor(0, 0, 0)
            style.paragraph_format.space_before = self.shared.Pt(14 - 2 * level)
            style.paragraph_format.space_after = self.shared.Pt(3)


def _fitting(rows: list[list[str]]) -> tuple[float, ...]:
    """Return the widths of columns in millimetres, by their longest cells, as far as they fit."""
    longest = (max(map(len, column)) for column in zip(*rows, strict=True))
    widths = [_OF_CHARACTER * count + _OF_COLUMN for count in longest]
    scale = min(1.0, _WIDEST / plain_sum(widths))
    return tuple(scale * width for width in widths)


def _on_paper(words: str) -> str:
    """Return words on one line, as XML has no control characters, with blanks for a hand."""
    return one_line(words).replace(BLANK, _WIDE_BLANK)
