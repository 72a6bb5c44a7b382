"""Reading JSON from outside: a damaged or wrong text gives an error of one clear sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydantic_core

from neurosim.errors import FileError, InputError, NeurosimError, brief

LONGEST_WHOLE_NUMBER = 300
_LARGEST_WHOLE_NUMBER = 10**LONGEST_WHOLE_NUMBER


@contextmanager
def naming(origin: str) -> Iterator[None]:
    """Turn every error of a block into a FileError that begins with the name of the file.

    Examples
    --------
    >>> with naming("model.json"):
    ...     parse_json("[1, 2")
    Traceback (most recent call last):
        ...
    neurosim.errors.FileError: model.json: not valid JSON at line 1, column 6 (expecting ','
    delimiter); the file is cut off or damaged
    """
    try:
        yield
    except NeurosimError as error:
        raise FileError(f"{origin}: {error}") from None


def parse_json(text: str) -> Any:
    """Return the content of a JSON text.

    A number that is too large for a 64-bit float becomes infinite, so that the check of the values
    can say where it is.

    Parameters
    ----------
    text : str
        The text of the file.

    Raises
    ------
    InputError
        If the text is empty, cut off, damaged or nested too deeply, or if an object has a key
        twice.

    Examples
    --------
    >>> parse_json('{"bias": 0.5}')
    {'bias': 0.5}
    """
    if not text.strip():
        raise InputError("the file is empty")
    try:
        content = pydantic_core.from_json(text)
        if _is_plain(text, content):
            return content
    except ValueError:  # the reader below says what is wrong, and where
        pass
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        raise InputError(_problem(text, error)) from None
    except RecursionError:
        raise InputError(
            "lists or objects are nested too deeply; that is no file of a network"
        ) from None


def _is_plain(text: str, content: Any) -> bool:
    """Return whether the fast reader lost nothing: no key given twice, no gigantic whole number.

    Each key has one colon. So if there are as many colons as keys are left, none was given twice.
    """
    n_keys = 0
    within: list[Any] = [[content]]
    while within:
        part = within.pop()
        values = part
        if isinstance(part, dict):
            n_keys += len(part)
            values = part.values()
        kinds = set(map(type, values))
        if kinds & {dict, list}:
            within += [value for value in values if isinstance(value, dict | list)]
        if int in kinds and any(
            isinstance(value, int) and abs(value) >= _LARGEST_WHOLE_NUMBER for value in values
        ):
            return False
    return n_keys == text.count(":")


def _problem(text: str, error: json.JSONDecodeError) -> str:
    if not text[: error.pos].strip() and text[error.pos] not in '{["':
        first = text[error.pos :].split("\n", 1)[0].rstrip()
        return f"the file holds no JSON: it begins with {shown(first)}; expected {{"
    place = f"at line {error.lineno}, column {error.colno}"
    # newer Pythons point at the comma, older ones at the bracket after it
    before = text[: error.pos].rstrip()[-1:] + text[error.pos :][:1]
    after = text[error.pos :][:1] + text[error.pos + 1 :].lstrip()[:1]
    if {before, after} & {",]", ",}"}:
        return f"not valid JSON {place}: remove the comma before the closing bracket"
    reason = error.msg[0].lower() + error.msg[1:]
    return f"not valid JSON {place} ({reason}); the file is cut off or damaged"


def shown(value: object) -> str:
    """Return a JSON value for a message: numbers and short texts are not changed.

    Examples
    --------
    >>> shown("sigmoid"), shown(True), shown(None), shown([1, 2])
    ("'sigmoid'", 'true', 'null', 'a list')
    """
    if isinstance(value, str):
        return brief(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        return brief(value)
    if isinstance(value, list | tuple):
        return "a list"
    return "an object" if isinstance(value, dict) else f"a {type(value).__name__}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise InputError(f"the key {shown(twice)} is given twice in one object; keep one of them")
    return result


def _whole_number(digits: str) -> int | float:
    # int() refuses thousands of digits with an error that names no place; float() gives infinity
    return int(digits) if len(digits) <= LONGEST_WHOLE_NUMBER else float(digits)
