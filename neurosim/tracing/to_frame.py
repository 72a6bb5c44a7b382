"""Tables as data frames of optional libraries."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from typing import Any

from neurosim.checks import one_of
from neurosim.errors import InputError

FRAMES = ("pandas", "polars")
"""The libraries whose data frames a table can become."""


def to_frame(columns: Sequence[str], rows: Iterable[Sequence[object]], library: str) -> Any:
    """Return rows as a data frame.

    Parameters
    ----------
    columns : sequence of str
        The names of the columns.
    rows : iterable of sequences
        The cells, at least one row.
    library : {"pandas", "polars"}
        The library of the frame; it must be installed.

    Raises
    ------
    InputError
        If the library is not installed.
    UnknownNameError
        If the library is neither of the two.
    """
    one_of(library, FRAMES, "library of data frames")
    try:
        module = importlib.import_module(library)
    except ImportError:
        raise InputError(
            f"a frame of {library} was asked for, which is not installed: "
            f"pip install {library}, or take to_csv()"
        ) from None
    cells = zip(*rows, strict=True)
    return module.DataFrame(dict(zip(columns, map(list, cells), strict=True)))
