"""Checks data against a record; the message describes the first problem."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from neurosim.errors import LONGEST_SHOWN, InputError
from neurosim.interop.json_text import shown
from neurosim.interop.records import Record
from neurosim.names import shortened

AnyRecord = TypeVar("AnyRecord", bound=Record)

_EXPECTED = {
    "string_type": "a text",
    "string_too_short": "a text that is not empty",
    "string_unicode": "a text without half a surrogate pair",
    "float_type": "a number",
    "finite_number": "a finite number, at most 1.8e308",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "literal_error": "{expected}",
    "too_short": "at least {min_length} in it",
    "too_long": "at most {max_length} in it",
}


def validated(record: type[AnyRecord], data: object) -> AnyRecord:
    """Return data as a record.

    Parameters
    ----------
    record : type
        The record that the data should be.
    data : object
        Plain data, as JSON gives it.

    Raises
    ------
    InputError
        If the data does not fit. The message names the first wrong place, its content, what was
        expected, and how many more problems there are.

    Examples
    --------
    >>> from neurosim.interop.records import MinMaxRecord
    >>> validated(MinMaxRecord, {"minimum": [0, "1"], "maximum": [1, 1], "feature_range": [0, 1]})
    Traceback (most recent call last):
        ...
    neurosim.errors.InputError: minimum[1] is '1'; expected a number
    """
    try:
        return record.model_validate(data)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        more = len(problems) - 1
        ending = "" if not more else f" (and {more} more problem{'s' if more > 1 else ''})"
        raise InputError(_sentence(problems[0]) + ending) from None


def _sentence(problem: ErrorDetails) -> str:
    place = _place(problem["loc"])
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "missing":
        return f"{place} is missing; add it"
    if kind == "unknown_key":
        return ": ".join(part for part in (place, context["problem"]) if part)
    expected = _EXPECTED[kind].format_map(context)
    return f"{place or 'the file'} is {shown(problem['input'])}; expected {expected}"


def _place(location: tuple[int | str, ...]) -> str:
    parts: list[Any] = list(location)
    # the kind of a neuron or of a scaling is no key of the file
    if parts[:1] == ["neurons"]:
        del parts[2:3]
    elif parts[:1] in (["input_scaling"], ["target_scaling"]):
        del parts[1:2]
    place = ""
    for part in parts:
        if isinstance(part, int):
            place += f"[{part}]"
        elif part.isidentifier():
            place += f".{part}" if place else part
        else:
            place += f"[{json.dumps(shortened(part, LONGEST_SHOWN))}]"
    return place
