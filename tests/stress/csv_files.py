"""Tables in random dialects: exactly the right values, or one sentence; never other values."""

from __future__ import annotations

import inspect
import math
import random
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import neurosim as ns
from tests.stress.running import check_refusal

MARKERS = ("", "NA", "N/A", "nan", "NaN", "?", "-", "NULL")
LABELS = ("red", "green", "blue", "Grün", "very dark", "a-b", "7up", "Iris-setosa")
NAMES = ("length", "width", "I0", "Größe", "x 1", "temp (°C)", "price", "2nd", "col,umn", "w;h")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@dataclass
class Dialect:
    """How a table is written, and what the reader is told of it."""

    delimiter: str
    decimal: str
    thousands: str
    quoted: str
    line_end: str
    header: bool
    encoding: str
    spaces: bool
    last_line_end: bool
    excel: bool
    told: dict[str, Any] = field(default_factory=dict)


@dataclass
class Column:
    """One column: its name, its cells as texts, and what they are; None is missing."""

    name: str
    cells: list[str]
    values: list[float | str | None]

    @property
    def is_text(self) -> bool:
        return isinstance(next(v for v in self.values if v is not None), str)


def case(rng: random.Random, folder: Path) -> str:
    """Write a random table in a random dialect, and read it in two ways."""
    dialect = random_dialect(rng)
    n_rows = rng.choice((1, 2, 3, 5, 8, 20))
    columns = [number_column(rng, dialect, n_rows) for _ in range(rng.randint(1, 4))]
    target = rng.choice((number_column, label_column))(rng, dialect, n_rows)
    for column, name in zip([*columns, target], rng.sample(NAMES, len(columns) + 1), strict=True):
        column.name = name
    missing = rng.choice(("error", "drop", "mean", "median"))
    if rng.random() < 0.3 and n_rows > 2:
        column = rng.choice(columns)
        row = rng.randrange(n_rows)
        column.cells[row], column.values[row] = rng.choice(MARKERS), None
    path = folder / "table.csv"
    try:
        path.write_bytes(rendered([*columns, target], dialect, rng))
    except UnicodeEncodeError:
        return "not written: the encoding lacks a character"
    options = {**dialect.told, "missing": missing}
    taken = inspect.signature(ns.read_csv).parameters
    options = {name: value for name, value in options.items() if name in taken}
    try:
        data = ns.read_csv(path, **options)
    except ns.NeurosimError as error:
        check_refusal(error)
        data = None
    try:
        stored = ns.DataFile(path, targets=1, **options).store()
        rows = stored.read(0, len(stored))
    except ns.NeurosimError as error:
        check_refusal(error)
        rows = None
    assert (data is None) == (rows is None), "one of read_csv and DataFile refuses, and one reads"
    if data is None or rows is None:
        return "refused"
    X, Z = expected(columns, target, missing)
    assert data.X.shape == X.shape, f"inputs of shape {data.X.shape}, right is {X.shape}"
    assert data.Z.shape == Z.shape, f"targets of shape {data.Z.shape}, right is {Z.shape}"
    np.testing.assert_allclose(data.X, X, rtol=1e-13, err_msg="inputs")
    np.testing.assert_allclose(data.Z, Z, rtol=1e-13, err_msg="targets")
    np.testing.assert_allclose(rows[0], data.X, rtol=1e-13, err_msg="inputs of DataFile")
    np.testing.assert_array_equal(rows[1], data.Z, err_msg="targets of DataFile")
    if dialect.header:
        assert list(data.input_names) == [column.name for column in columns]
    return "read"


def random_dialect(rng: random.Random) -> Dialect:
    """Return a random way of writing a table, of which the reader is told a random part."""
    delimiter = rng.choice(",;\t")
    decimal = rng.choice(".,")
    thousands = rng.choice(["", "", *{".": ",", ",": "."}[decimal], " ", "'"])
    dialect = Dialect(
        delimiter=delimiter,
        decimal=decimal,
        thousands=thousands,
        quoted=rng.choice(("needed", "needed", "all", "text")),
        line_end=rng.choice(("\n", "\r\n", "\r")),
        header=rng.random() < 0.8,
        encoding=rng.choice(ENCODINGS),
        spaces=rng.random() < 0.2,
        last_line_end=rng.random() < 0.8,
        excel=rng.random() < 0.1,
    )
    truth = {
        "delimiter": delimiter, "decimal": decimal, "header": dialect.header,
        "encoding": dialect.encoding,
    }  # fmt: skip
    if thousands:
        truth["thousands"] = thousands
    # between commas a point is the decimal mark, unless the reader is told something else
    everything = rng.random() < 0.3 or (delimiter == "," and thousands == ".")
    dialect.told = {n: v for n, v in truth.items() if everything or rng.random() < 0.4}
    return dialect


def number_column(rng: random.Random, dialect: Dialect, n_rows: int) -> Column:
    """Return a column of numbers as they are written in a dialect."""
    decimals = rng.choice((0, 0, 1, 2, 3, 6))
    size = rng.choice((1, 10, 1_000, 100_000, 10_000_000))
    exponent = rng.random() < 0.1
    grouped = bool(dialect.thousands) and rng.random() < 0.6
    cells, values = [], []
    for _ in range(n_rows):
        plain = (
            f"{rng.uniform(-size, size):.{decimals}e}"
            if exponent
            else (f"{rng.uniform(-size, size):.{decimals}f}")
        )
        values.append(float(plain))
        whole, dot, rest = plain.partition(".")
        if grouped and not exponent:
            sign = "-" if whole.startswith("-") else ""
            whole = sign + f"{int(whole.lstrip('-')):,}".replace(",", dialect.thousands)
        cells.append(whole + (dialect.decimal if dot else "") + rest)
    return Column("", cells, list(values))


def label_column(rng: random.Random, dialect: Dialect, n_rows: int) -> Column:
    """Return a column of classes; every class is there at least once where the rows suffice."""
    labels = rng.sample(LABELS, rng.randint(2, 3))
    chosen = [labels[row] if row < len(labels) else rng.choice(labels) for row in range(n_rows)]
    rng.shuffle(chosen)
    return Column("", list(chosen), list(chosen))


def rendered(columns: list[Column], dialect: Dialect, rng: random.Random) -> bytes:
    """Return a table as the bytes of a file."""
    rows = [list(row) for row in zip(*(column.cells for column in columns), strict=True)]
    texts = [column.is_text for column in columns]
    lines = [
        dialect.delimiter.join(
            _cell(cell, dialect, is_text) for cell, is_text in zip(row, texts, strict=True)
        )
        for row in rows
    ]
    if dialect.header:
        heading = [_cell(column.name, dialect, is_text=True) for column in columns]
        lines.insert(0, dialect.delimiter.join(heading))
    if dialect.excel:
        lines.insert(0, f"sep={dialect.delimiter}")
    text = dialect.line_end.join(lines) + (dialect.line_end if dialect.last_line_end else "")
    return text.encode(dialect.encoding)


def _cell(cell: str, dialect: Dialect, is_text: bool) -> str:
    needed = dialect.delimiter in cell or '"' in cell or cell != cell.strip()
    if needed or dialect.quoted == "all" or (dialect.quoted == "text" and is_text):
        return '"' + cell.replace('"', '""') + '"'
    return f" {cell} " if dialect.spaces else cell


def expected(
    columns: list[Column], target: Column, missing: str
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the inputs and targets that a table stands for."""
    kept = [
        row
        for row in range(len(target.values))
        if missing in ("mean", "median") or all(c.values[row] is not None for c in columns)
    ]
    if missing == "error":
        assert len(kept) == len(target.values), "missing values were read without being asked for"
    X = np.array([_filled(column, missing) for column in columns]).T[kept]
    if target.is_text:
        labels = sorted({str(target.values[row]) for row in range(len(target.values))})
        known = sorted({str(target.values[row]) for row in kept})
        labels = labels if len(known) == len(labels) else known
        Z = np.array([[float(target.values[row] == label) for label in labels] for row in kept])
    else:
        Z = np.array([[target.values[row]] for row in kept], dtype=float)
    return X, Z


def _filled(column: Column, missing: str) -> list[float]:
    present = [float(value) for value in column.values if value is not None]
    fill = math.nan
    if missing == "mean":
        fill = math.fsum(present) / len(present)
    elif missing == "median":
        fill = statistics.median(present)
    return [fill if value is None else float(value) for value in column.values]
