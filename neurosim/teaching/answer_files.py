"""Reading answers as people write them: lines, filled-in pages, tables, notebooks."""

from __future__ import annotations

import ast
import csv
import importlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from neurosim.checks import path as checked_path
from neurosim.errors import FileError, InputError, brief
from neurosim.files import PathLike, read_text
from neurosim.teaching.answers import MOST_ANSWERS, Answers, TypedAnswer
from neurosim.teaching.typed import read_number

_GAP = re.compile(r"\s{2,}|\t|;\s*|\s\|\s|,\s+(?=[^\s=]*[A-Za-zδσ∂][^=]*=)")
_PAIR = re.compile(r"(?P<name>[^=≈:]*?[^\s=≈:])\s*(?:≈|:=|←|=|:)\s*(?P<value>[^=≈]*)")
_CONTINUED = re.compile(r"\s*[=≈]\s*(?P<value>.*)")
_BLANK = re.compile(r"[_.…\s]*")
_HAS_NAME = re.compile(r"[^\W\d_]")
_MARKS = str.maketrans("", "", "†`$")
_BULLET = re.compile(r"(?:[-•*–]|\(?\d{1,3}[.)]|[a-z]\))\s+")
_COMMENT = re.compile(r"\s*\([^()]*[^\W\d_]{2}[^()]*\)$")
_NAME_AND_NUMBER = re.compile(r"(?P<name>[^\W\d][^\s;]*)(?:\s*;\s*|\s+)(?P<value>[-+−]?[\d.,]\S*)")
_RULE = re.compile(r"[=-]{3,}|#{1,6} .*|\\(?:sub)*section.*")
_LONGEST_PATH = 255
_WORDS_OF_A_NAME = 3
_CELLS = 2
_NAME_HEADERS = frozenset(("symbol", "name", "number", "quantity"))
_ANSWER_HEADERS = frozenset(("answer", "value", "your answer", "answers", "result", "typed"))
_LONGEST_LINE = 2000


def read_answers(origin: str | PathLike) -> Answers:
    r"""Read what somebody worked out.

    Parameters
    ----------
    origin : str or path
        A file, or the text itself. A line is a name and a number: ``sh[0][0] = 0,5933``,
        ``1) delta_h1: -0.0125``, ``w5+ = .3589 (rounded)``, ``0.55 = yo[0]``, or a row of a table
        with ``|``; after several equals signs the last number counts. The text of ``ns.explain``
        with the blanks filled in is read too. Files: ``.csv`` and ``.xlsx`` (a column of names and
        one of answers), ``.json`` (a mapping, or a list of objects with ``symbol`` and
        ``answer``), ``.ipynb`` (a notebook that an exercise wrote), any other as lines. Nothing is
        executed.

    Returns
    -------
    Answers
        With the lines that were not understood.

    Raises
    ------
    FileError
        If the file cannot be read.
    InputError
        If it has no answer, or more than 100,000.

    Examples
    --------
    >>> import neurosim as ns
    >>> [(a.name, a.text) for a in ns.read_answers("sh[0][0] = 0.2 + 0.3 = 0,5\nL: 0.02")]
    [('sh[0][0]', '0,5'), ('L', '0.02')]
    """
    if isinstance(origin, str) and not origin.strip():
        raise InputError("the text of the answers is empty; write lines such as sh[0][0] = 0.5933")
    if isinstance(origin, str) and _is_text(origin):
        return _checked(_from_lines(origin.splitlines(), "the text"))
    path = checked_path(origin, "the answers")
    reader = _READERS.get(path.suffix.lower())
    if reader is not None:
        return _checked(reader(path))
    return _checked(_from_lines(read_text(path).splitlines(), path.name))


def _checked(answers: Answers) -> Answers:
    if len(answers) > MOST_ANSWERS:
        raise InputError(
            f"there are {len(answers):,} answers in {answers.origin}; give at most {MOST_ANSWERS:,}"
        )
    if not answers.items:
        more = ""
        if answers.not_understood:
            number, text = answers.not_understood[0]
            more = f"; line {number} was not understood: {brief(text)}"
        raise InputError(
            f"no answer can be read in {answers.origin}; "
            f"write lines such as sh[0][0] = 0.5933{more}"
        )
    return answers


def _is_text(origin: str) -> bool:
    """Return whether a text is answers, and not the name of a file."""
    if re.search(r"[\n=≈]", origin) or len(origin.encode(errors="replace")) > _LONGEST_PATH:
        return True
    if " " in origin.strip() and not re.search(r"\.[^\W\d]\w*\s*$", origin):
        return not Path(origin).exists()
    pairs = list(_pairs(_plain(origin)))
    return bool(pairs) and all(_is_answer(value) for _, value in pairs)


# -- lines -----------------------------------------------------------------------------------------


def _from_lines(lines: Iterable[str], origin: str) -> Answers:
    return _Lines(list(lines), origin).read()


class _Lines:
    """Reads lines as somebody writes them; a result may stand some lines below its name."""

    def __init__(self, lines: list[str], origin: str) -> None:
        self.lines = lines
        self.origin = origin
        # a page of worked mathematics has words and formulas around the answers
        self.is_page = any(_RULE.fullmatch(line.strip()) for line in lines)
        self.found: list[TypedAnswer] = []
        self.lost: dict[int, str] = {}
        self.open_name = ""
        self.waits: int | None = None

    def read(self) -> Answers:
        for number, line in enumerate(self.lines, 1):
            self._line(number, _plain(line), line.strip())
        self._close()
        return Answers(tuple(self.found), tuple(sorted(self.lost.items())), self.origin, free=True)

    def _line(self, number: int, plain: str, line: str) -> None:
        continued = _CONTINUED.fullmatch(plain)
        if continued is not None:
            self._continue(number, _without_comment(_last(continued["value"])))
            return
        self._close()
        pairs = list(_pairs(plain))
        is_lost = bool(plain)
        if self.is_page:
            is_lost = "=" in plain and not re.search(r"^&|\\", plain)
        if not pairs and is_lost:
            self.lost[number] = line
        for name, value in pairs:
            if self.is_page and len(name.split()) > _WORDS_OF_A_NAME:
                # a sentence such as "The learning rate is η = 0.5."
                continue
            self.open_name = name
            if _is_answer(value):
                self._add(name, value, number)
            elif not self.is_page or not _HAS_NAME.search(value):
                # a calculation; its result may stand on the next lines
                self.waits = number

    def _continue(self, number: int, value: str) -> None:
        if self.open_name and _is_answer(value):
            if self.found and self.found[-1].name == self.open_name:
                self.found.pop()
            self._add(self.open_name, value, number)
            self.waits = None

    def _add(self, name: str, value: str, number: int) -> None:
        text = "" if _BLANK.fullmatch(value) else value
        self.found.append(TypedAnswer(name, text, number))

    def _close(self) -> None:
        """End an equation; without a result, its line is not understood."""
        if self.waits is not None:
            self.lost[self.waits] = self.lines[self.waits - 1].strip()
        self.open_name, self.waits = "", None


def _plain(line: str) -> str:
    """Return a line without the marks of Markdown, without a comment and its number."""
    text = line[:_LONGEST_LINE].translate(_MARKS).replace("10**", "10^").replace("**", "")
    return _BULLET.sub("", text.split("#", 1)[0].strip(), count=1).strip()


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a line; of a chain of equals signs the first and the last."""
    if line.startswith("|"):
        name, value, *_ = [*(cell.strip() for cell in line.strip("|").split("|")), "", ""]
        if _HAS_NAME.search(name) and value and value.casefold() not in _ANSWER_HEADERS:
            yield name, value
        return
    if _NAME_AND_NUMBER.fullmatch(line):
        yield from _pair(line)
        return
    parts = [part for part in _GAP.split(line) if part and part.strip()]
    if len(parts) > 1 and all(_is_pair(part) for part in parts):
        for part in parts:
            yield from _pair(part)
    else:
        yield from _pair(line)


def _is_pair(part: str) -> bool:
    match = _PAIR.fullmatch(part)
    return match is not None and bool(_HAS_NAME.search(match["name"]))


def _pair(part: str) -> Iterator[tuple[str, str]]:
    name, sign, rest = _split(part)
    if not sign:
        match = _NAME_AND_NUMBER.fullmatch(part.strip())
        if match is not None:
            yield match["name"], match["value"]
        return
    value = _without_comment(_last(rest))
    if _HAS_NAME.search(name) and not _is_number(name):
        yield name.strip(), value
    elif _is_number(name) and _HAS_NAME.search(value):
        yield value, name.strip()


def _without_comment(value: str) -> str:
    return _COMMENT.sub("", value)


def _split(part: str) -> tuple[str, str, str]:
    match = re.search(r"≈|:=|←|=", part) or re.search(r":", part)
    if match is None:
        return part, "", ""
    return part[: match.start()], match[0], part[match.end() :]


def _last(value: str) -> str:
    """Return what stands after the last equals sign, without a full stop after it."""
    last = re.split(r"[=≈]", value)[-1].strip()
    return last[:-1].strip() if re.search(r"\d[.,;]$", last) else last


def _is_answer(value: str) -> bool:
    return bool(_BLANK.fullmatch(value)) or _is_number(value)


def _is_number(value: str) -> bool:
    try:
        read_number(value)
    except InputError:
        return False
    return True


# -- tables ----------------------------------------------------------------------------------------


def _from_rows(rows: Iterable[tuple[int, list[str]]], origin: str) -> Answers:
    found: list[TypedAnswer] = []
    lost: list[tuple[int, str]] = []
    columns: tuple[int, int] | None = None
    width = _CELLS
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        headers = [cell.casefold() for cell in cells]
        names = [i for i, header in enumerate(headers) if header in _NAME_HEADERS]
        answers = [i for i, header in enumerate(headers) if header in _ANSWER_HEADERS]
        if names and answers:
            columns, width = (names[0], answers[0]), len(cells)
            continue
        at_name, at_answer = columns or (0, 1)
        extra = cells[width:]
        if extra and at_answer == width - 1 and extra[0].isdecimal() and not any(extra[1:]):
            # a decimal comma where commas separate
            decimal = f"{cells[at_answer]},{extra[0]}"
            if not _is_number(decimal):
                lost.append((number, ", ".join(cells)))
                continue
            cells = [*cells[:at_answer], decimal]
        if len(cells) <= at_answer and columns is None:
            lost.append((number, ", ".join(cells)))
            continue
        name = cells[at_name] if at_name < len(cells) else ""
        if name:
            text = cells[at_answer] if at_answer < len(cells) else ""
            found.append(TypedAnswer(name, text, number))
    return Answers(tuple(found), tuple(lost), origin, free=True)


def _from_csv(path: Path) -> Answers:
    text = read_text(path)
    head = text[:10_000]
    delimiter = max(";\t,", key=lambda mark: (_consistent(head, mark), ";\t,".index(mark) == 0))
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        return _from_rows(enumerate(rows, 1), path.name)
    except csv.Error as error:
        raise FileError(f"{path.name} is no CSV file: {error}") from None


def _consistent(text: str, mark: str) -> int:
    """Return how many lines have a mark; a decimal comma is none that separates."""
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(1 for line in lines if mark in line)


def _from_xlsx(path: Path) -> Answers:
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ImportError:
        raise InputError(
            f"{path.name} needs the package openpyxl: pip install openpyxl, or save it as CSV"
        ) from None
    try:
        values, formulas = (
            _table(openpyxl.load_workbook(path, data_only=is_value)) for is_value in (True, False)
        )
    except FileNotFoundError:
        raise FileError(f"there is no file {path.name}") from None
    except Exception as error:
        raise FileError(f"{path.name} cannot be read as a workbook: {error}") from None
    rows, lost = [], []
    for number, (row, written) in enumerate(zip(values, formulas, strict=True), 1):
        if any(cell is None and form is not None for cell, form in zip(row, written, strict=True)):
            # a formula whose result no program has stored
            lost.append((number, ", ".join("" if form is None else str(form) for form in written)))
        else:
            rows.append((number, ["" if cell is None else _cell(cell) for cell in row]))
    answers = _from_rows(rows, path.name)
    return replace(answers, not_understood=tuple(sorted((*answers.not_understood, *lost))))


def _table(book: Any) -> list[tuple[Any, ...]]:
    sheet = book["Answers"] if "Answers" in book.sheetnames else book.worksheets[0]
    return list(sheet.iter_rows(values_only=True))


def _cell(value: object) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def _from_json(path: Path) -> Answers:
    try:
        content = json.loads(read_text(path), parse_float=_Digits, parse_int=_Digits)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FileError(f"{path.name} is no JSON file: {error}") from None
    return Answers(tuple(_from_content(content, path.name)), origin=path.name)


class _Digits(str):
    """A number with its digits as they stand in a file."""

    __slots__ = ()


def _from_content(content: Any, origin: str) -> Iterator[TypedAnswer]:
    if isinstance(content, Mapping) and isinstance(content.get("answers"), Mapping | list):
        content = content["answers"]
    if isinstance(content, Mapping):
        for name, value in content.items():
            yield TypedAnswer(str(name), _value(name, value))
        return
    if isinstance(content, list) and all(isinstance(item, Mapping) for item in content):
        for item in content:
            lower = {str(key).casefold(): value for key, value in item.items()}
            name = next((lower[key] for key in _NAME_HEADERS if key in lower), None)
            value = next((lower[key] for key in _ANSWER_HEADERS if key in lower), None)
            if name is None:
                raise InputError(
                    f"{origin} has an object without a symbol; give objects such as "
                    '{"symbol": "sh[0][0]", "answer": "0.5933"}'
                )
            yield TypedAnswer(str(name), _value(name, value))
        return
    raise InputError(
        f'{origin} has no answers; give a JSON object such as {{"sh[0][0]": "0.5933"}}'
    )


def _value(name: object, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    raise InputError(f"the answer for {brief(str(name))} is {brief(value)}; give a number or text")


def _from_notebook(path: Path) -> Answers:
    try:
        content = json.loads(read_text(path))
        cells = content["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell.get("cell_type") == "code"]
    except (json.JSONDecodeError, RecursionError, KeyError, TypeError, AttributeError):
        raise FileError(
            f"{path.name} is no notebook; give the .ipynb file of an exercise"
        ) from None
    found: list[TypedAnswer] = []
    for text in texts:
        found += _from_code(text)
    if found:
        return Answers(tuple(found), origin=path.name, free=True)
    return _from_lines([line for text in texts for line in text.splitlines()], path.name)


def _from_code(text: str) -> Iterator[TypedAnswer]:
    """Yield the items of ``answers = {...}`` in a cell; it is read and never run."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for statement in body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id="answers")], value=ast.Dict(keys=keys, values=values)
            ):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield TypedAnswer(key.value, _source(text, value))


def _source(text: str, value: ast.expr) -> str:
    if isinstance(value, ast.Constant):
        if isinstance(value.value, str):
            return value.value.strip()
        if value.value is None:
            return ""
    return (ast.get_source_segment(text, value) or "").strip()


_READERS: Mapping[str, Callable[[Path], Answers]] = {
    ".csv": _from_csv,
    ".tsv": _from_csv,
    ".xlsx": _from_xlsx,
    ".json": _from_json,
    ".ipynb": _from_notebook,
}
