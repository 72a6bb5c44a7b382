"""Workbooks computed again by programs that know nothing of neurosim."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import formulas
import numpy as np
import openpyxl
import schedula

SOFFICE = shutil.which("soffice")

Cells = dict[tuple[str, str], float]
"""Numbers by page and cell."""


def stored(path: Path) -> Cells:
    """Return the numbers that a file has for its formulas."""
    values, texts = (openpyxl.load_workbook(path, data_only=only) for only in (True, False))
    found = {}
    for page in texts:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = values[page.title][cell.coordinate].value
                    if isinstance(value, int | float):
                        found[page.title, cell.coordinate] = float(value)
    return found


def changed(path: Path, changes: Cells, to: Path) -> Path:
    """Write a copy in which cells are changed; openpyxl drops what formulas gave before."""
    book = openpyxl.load_workbook(path)
    for (page, cell), value in changes.items():
        assert book[page][cell].data_type == "n"
        book[page][cell] = value
    book.save(to)
    return to


def by_formulas(path: Path) -> Cells:
    """Return the number of every formula, computed by the package formulas."""
    model = formulas.ExcelModel().loads(str(path)).finish()
    found = {}
    for name, value in model.calculate().items():
        if value is schedula.EMPTY or "!" not in str(name) or ":" in str(name):
            continue
        page, cell = str(name).split("]")[1].replace("'", "").split("!")
        number = np.asarray(value.value if hasattr(value, "value") else value).ravel()[0]
        if isinstance(number, int | float | np.number) and not isinstance(number, bool):
            found[page, cell] = float(number)
    return {(page.upper(), cell): number for (page, cell), number in found.items()}


def by_libreoffice(path: Path, folder: Path) -> Cells:
    """Return the number of every formula, computed by LibreOffice with a profile of its own."""
    subprocess.run(
        [
            SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx", "--outdir", str(folder / "computed"), str(path),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return stored(folder / "computed" / path.name)


def largest_difference(computed: Cells, expected: Cells) -> float:
    """Return the largest difference of two books, relative to numbers above 1."""
    upper = {(page.upper(), cell): number for (page, cell), number in computed.items()}
    assert expected
    return max(
        abs(upper[page.upper(), cell] - number) / max(1.0, abs(number))
        for (page, cell), number in expected.items()
    )
