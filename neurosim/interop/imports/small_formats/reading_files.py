"""Reading the text of a foreign file: its errors begin with the name of the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from neurosim.checks import path as checked_path
from neurosim.errors import FileError, InputError
from neurosim.file_kinds import HEAD, JSON, file_kind
from neurosim.files import PathLike, read_head, read_text
from neurosim.interop.foreign import refuse_foreign
from neurosim.interop.imports.small_formats.found import ImportedNetwork
from neurosim.interop.json_text import naming, parse_json, shown

LARGEST_FILE = 500_000_000
"""The most bytes of a file that is read as a whole."""


def import_text(
    path: PathLike, kind: str, read: Callable[[str], ImportedNetwork]
) -> ImportedNetwork:
    """Return the network of a text file that must be of a kind.

    Parameters
    ----------
    path : path
        The file.
    kind : str
        What it must be, as ``file_kind`` says it.
    read : callable
        Makes the network of the text.

    Raises
    ------
    FileError
        If the file cannot be read, or is of another kind or damaged.
    """
    given = checked_path(path, "the file")
    found = file_kind(read_head(given, HEAD))
    if found != kind:
        raise FileError(
            f"{given} is {found or 'no file of a network that is known here'}, not {kind}; read it "
            "with import_network, which tells the kinds apart"
        )
    text = sized_text(given)
    with naming(str(given)):
        return read(text)


def import_json(
    path: PathLike, kind: str, read: Callable[[Any], ImportedNetwork]
) -> ImportedNetwork:
    """Return the network of a JSON file that must be of a kind; see ``import_text``."""
    given = checked_path(path, "the file")
    found = file_kind(read_head(given, HEAD))
    if found not in {None, JSON}:
        raise FileError(
            f"{given} is {found}, not {kind}; read it with import_network, which tells the kinds "
            "apart"
        )
    text = sized_text(given)
    with naming(str(given)):
        data = parse_json(text)
        refuse_foreign(data, kind)
        return read(data)


def sized_text(path: Path) -> str:
    """Return the text of a file that is not gigantic."""
    read_head(path, 1)
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise FileError(
            f"{path} has {size:,} bytes, which is too much for one network; at most "
            f"{LARGEST_FILE:,} are read"
        )
    return read_text(path)


def keys_of(data: Any, what: str, *keys: str) -> list[Any]:
    """Return the values of keys of a JSON object, which must be there.

    Examples
    --------
    >>> keys_of({"bias": 1}, "nodes[0]", "bias", "squash")
    Traceback (most recent call last):
        ...
    neurosim.errors.InputError: nodes[0] has no key 'squash'; the file is damaged
    """
    given = json_object(data, what)
    for key in keys:
        if key not in given:
            raise InputError(f"{what} has no key {key!r}; the file is damaged")
    return [given[key] for key in keys]


def json_object(data: Any, what: str) -> dict[str, Any]:
    """Return ``data`` if it is a JSON object; raise InputError otherwise."""
    if not isinstance(data, dict):
        raise InputError(f"{what} is {shown(data)}; expected an object")
    return data


def json_list(data: Any, what: str) -> list[Any]:
    """Return ``data`` if it is a JSON list; raise InputError otherwise."""
    if not isinstance(data, list):
        raise InputError(f"{what} is {shown(data)}; expected a list")
    return data


def json_number(data: Any, what: str) -> float:
    """Return ``data`` if it is a finite JSON number; raise InputError otherwise.

    JavaScript writes a number that is not finite as null.
    """
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise InputError(f"{what} is {shown(data)}; expected a finite number")
    if not abs(data) <= 1.7976931348623157e308:
        raise InputError(f"{what} is {data}; expected a finite number")
    return float(data)


def json_index(data: Any, what: str, count: int) -> int:
    """Return ``data`` if it is a whole number from 0 to ``count - 1``; raise InputError if not.

    As in JavaScript, an index may be written as text; programs that cross networks do that.

    Examples
    --------
    >>> json_index("3", "connections[0].from", 5)
    3
    """
    index = int(data) if isinstance(data, str) and re.fullmatch("[0-9]{1,9}", data) else data
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < count:
        raise InputError(f"{what} is {shown(data)}; expected a whole number from 0 to {count - 1}")
    return index
