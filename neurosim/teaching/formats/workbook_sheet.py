"""Sheets as Excel workbooks, by openpyxl: a table of what is given and one of answers."""

from __future__ import annotations

import importlib
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from neurosim.data.csv_text import harmless
from neurosim.errors import InputError
from neurosim.teaching.formats.given import (
    activation_lines,
    letters_text,
    loss_lines,
    sample_lines,
)
from neurosim.teaching.formats.moodle import solution_lines
from neurosim.teaching.formats.zip_package import without_clock
from neurosim.teaching.questions import ChoiceQuestion, Variant, letter_of

ANSWERS = "Answers"
_WIDE, _NARROW = 60, 18


def workbook_sheet(title: str, variants: Sequence[Variant]) -> bytes:
    """Return one sheet as a workbook; the answers are written into its table ``Answers``.

    Raises
    ------
    InputError
        If openpyxl is not installed.
    """
    try:
        openpyxl = importlib.import_module("openpyxl")
        styles = importlib.import_module("openpyxl.styles")
    except ImportError:
        raise InputError(
            "a workbook needs the package openpyxl: pip install 'neurosim[sheets]'"
        ) from None
    book = openpyxl.Workbook()
    book.remove(book.active)
    bold = styles.Font(bold=True)
    (variant,) = variants
    _fill(book.create_sheet("Given"), _given(title, variant), bold, (_WIDE, _NARROW))
    rows = [("symbol", "answer", "question"), *_asked(variant)]
    _fill(book.create_sheet(ANSWERS), rows, bold, (_NARROW, _NARROW, _WIDE))
    # the clock must not be in the file, and book.save would write it
    book.properties.created = book.properties.modified = _fixed()
    target = io.BytesIO()
    writer = importlib.import_module("openpyxl.writer.excel")
    writer.ExcelWriter(book, zipfile.ZipFile(target, "w")).save()
    return without_clock(target.getvalue())


def _fixed() -> Any:
    return importlib.import_module("datetime").datetime(2000, 1, 1)


def _given(title: str, variant: Variant) -> list[tuple[Any, ...]]:
    sheet = variant.trace.sheet
    rows: list[tuple[Any, ...]] = [(f"{title}, variant {variant.number}", "")]
    for neuron in sheet.net.structure.computed:
        sources = ", ".join(source.name for source, _ in sheet.net.structure.incoming[neuron])
        rows.append((f"{neuron.name}: activation {neuron.activation.name}, takes {sources}", ""))
        parameters = (*sheet.weights_of(neuron), sheet.symbol(neuron, "bias"))
        rows += [(str(symbol), sheet.given[symbol]) for symbol in parameters]
    rows += [tuple(line.split(" = ")) for line in sample_lines(variant)]
    words = [*activation_lines(variant), *loss_lines(variant), letters_text(variant)]
    rows += [(line, "") for line in words]
    if variant.solves:
        rows.append(("A worked solution, with one mistake:", ""))
        rows += [tuple(line.split(" = ")) for line in solution_lines(variant)]
    return rows


def _asked(variant: Variant) -> list[tuple[str, str, str]]:
    rows = []
    for question in variant.questions:
        prompt = question.prompt
        if isinstance(question, ChoiceQuestion):
            options = (f"{letter_of(i)}) {option}" for i, option in enumerate(question.options))
            prompt = f"{prompt} {'  '.join(options)}"
        rows.append((question.name, "", prompt))
    return rows


def _fill(table: Any, rows: Sequence[tuple[Any, ...]], bold: Any, widths: tuple[int, ...]) -> None:
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            cell = table.cell(number, place)
            cell.value = harmless(value) if isinstance(value, str) else value
            if number == 1:
                cell.font = bold
    for place, width in enumerate(widths):
        table.column_dimensions["ABC"[place]].width = width
