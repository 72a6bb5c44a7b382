"""What tells one piece of work from another: values as text, and a short text for many of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def written(value: Any) -> str:
    """Return a value as text, without the place of an object in memory.

    Examples
    --------
    >>> written(0.1), written(object())
    ('0.1', '<object object>')
    """
    try:
        return _ADDRESS.sub("", repr(value))
    except Exception:  # an object of the user may raise anything
        return type(value).__name__


def digest_of(values: Iterable[Any]) -> str:
    """Return a short text that differs for other values, whose text must be their own.

    Examples
    --------
    >>> digest_of([1, "a"])
    'sha256:b2ffbd5b2bd4ecf4e54100038ae87891'
    """
    found = hashlib.sha256()
    for value in values:
        found.update(written(value).encode("utf-8", "surrogatepass"))
    return f"sha256:{found.hexdigest()[:32]}"
