"""The options of every command that reads a data file: its format and its columns."""

from __future__ import annotations

import csv
import functools
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any

import typer

from neurosim.data import Reading, Table, read_tables
from neurosim.errors import InputError, unknown_name


def parse_list(text: str) -> list[str]:
    """Return the parts of a comma-separated text; a part with a comma in it is quoted."""
    try:
        parts = next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error:
        raise InputError(f"expected names separated by commas; got {text!r}") from None
    return [part.strip() for part in parts]


def parse_columns(text: str, header: tuple[str, ...]) -> list[str | int]:
    """Return the chosen columns as names if the header has them, otherwise as positions."""
    names = set(header)
    return [
        int(part) if part not in names and re.fullmatch(r"-?[0-9]{1,9}", part) else part
        for part in parse_list(text)
    ]


GROUP = "Options for the data file"
"""Where the help of a command has these options."""


@dataclass(frozen=True)
class FileOptions:
    """What the options say about a data file."""

    classes: Annotated[
        list[str] | None,
        typer.Option(
            help="Target columns whose numbers stand for classes, separated by commas; or one "
            "column with its labels in order, kind=no,yes. Repeat it for another column.",
            show_default=False,
            rich_help_panel=GROUP,
        ),
    ] = None
    categories: Annotated[
        list[str] | None,
        typer.Option(
            help="Input columns of text, separated by commas, with one input for each label; or "
            "one column with its labels in order, colour=red,blue. Repeat it for another column.",
            show_default=False,
            rich_help_panel=GROUP,
        ),
    ] = None
    missing: Annotated[
        str,
        typer.Option(
            help="What to do with missing values (empty, NA, N/A, NaN, NULL, ?, -): error, drop "
            "(leave out the row), mean or median. Values that the model can fill are always "
            "filled.",
            rich_help_panel=GROUP,
        ),
    ] = "error"
    header: Annotated[
        str,
        typer.Option(
            help="Whether the first row names the columns: auto, yes or no.",
            rich_help_panel=GROUP,
        ),
    ] = "auto"
    encoding: Annotated[
        str,
        typer.Option(help="The encoding of the file, such as cp1252.", rich_help_panel=GROUP),
    ] = "utf-8"
    delimiter: Annotated[
        str | None,
        typer.Option(
            help="The character between cells. Comma, semicolon and tab are found automatically.",
            show_default=False,
            rich_help_panel=GROUP,
        ),
    ] = None
    decimal: Annotated[
        str | None,
        typer.Option(
            help="The decimal mark: a point or a comma. It is found automatically if it is clear.",
            show_default=False,
            rich_help_panel=GROUP,
        ),
    ] = None
    thousands: Annotated[
        str | None,
        typer.Option(
            help="The character between groups of three digits. A comma or point is found "
            "automatically if it is clear.",
            show_default=False,
            rich_help_panel=GROUP,
        ),
    ] = None

    def reading(self) -> Reading:
        """Return how the file is written."""
        headers: dict[str, bool | str] = {"auto": "auto", "yes": True, "no": False}
        if self.header not in headers:
            raise unknown_name("--header", self.header, headers)
        return Reading(
            headers[self.header], self.encoding, self.delimiter, self.decimal, self.thousands
        )

    def tables(self, path: Path) -> list[Table]:
        """Return the tables of a CSV or Parquet file."""
        return read_tables(path, self.reading())

    def columns(self, header: tuple[str, ...]) -> dict[str, Any]:
        """Return the classes, the categories and what to do with missing values."""
        return {
            "classes": _labelled(self.classes, header),
            "categories": _labelled(self.categories, header),
            "missing": self.missing,
        }

    def keywords(self) -> dict[str, Any]:
        """Return how the file is written, as keywords."""
        reading = self.reading()
        return {field.name: getattr(reading, field.name) for field in fields(reading)}


FILE = FileOptions()
"""No option is given."""


def _labelled(texts: list[str] | None, header: tuple[str, ...]) -> dict[str | int, Sequence[str]]:
    """Return columns, each with its labels if they are given."""
    found: dict[str | int, Sequence[str]] = {}
    for text in texts or ():
        name, sign, labels = text.partition("=")
        if sign and text not in header:
            (column,) = parse_columns(name, header) or [name]
            found[column] = parse_list(labels)
        else:
            found.update(dict.fromkeys(parse_columns(text, header), ()))
    return found


def reads_file(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of ``FileOptions``, which it takes as its argument ``file``."""
    signature = inspect.signature(command, eval_str=True)
    options = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=annotation,
        )
        for field, annotation in zip(
            fields(FileOptions),
            inspect.get_annotations(FileOptions, eval_str=True).values(),
            strict=True,
        )
    ]

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        chosen = {option.name: given.pop(option.name) for option in options}
        command(**given, file=FileOptions(**chosen))

    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        if parameter.name == "file":
            parameters += options
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    # typer reads the signature to know the options
    with_options.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return with_options
