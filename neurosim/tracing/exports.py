"""Tables of numbers as CSV, JSON and data frames."""

from __future__ import annotations

import importlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from neurosim.checks import one_of
from neurosim.data import to_csv_text
from neurosim.errors import InputError

FRAMES = ("pandas", "polars")
"""The libraries whose data frames a table can become."""


class Exports(ABC):
    """What has rows under a header, and gives them in several formats."""

    header: ClassVar[tuple[str, ...]]
    """The names of the columns."""

    @abstractmethod
    def rows(self) -> Iterable[Sequence[Any]]:
        """Return the rows, one cell for each column."""

    def to_csv(self) -> str:
        """Return the rows as CSV text, under ``header``."""
        return to_csv_text(self.header, self.rows())

    def to_json(self) -> str:
        """Return the rows as a JSON list of objects with the keys of ``header``, one on a line."""
        lines = [json.dumps(dict(zip(self.header, row, strict=True))) for row in self.rows()]
        return "[\n" + ",\n".join(lines) + "\n]\n"

    def to_frame(self, library: str = "pandas") -> Any:
        """Return the rows as a data frame with the columns of ``header``.

        Parameters
        ----------
        library : {"pandas", "polars"}
            The library of the frame; it must be installed.

        Raises
        ------
        InputError
            If the library is not installed.
        UnknownNameError
            If the library is neither of the two.

        Examples
        --------
        >>> import neurosim as ns
        >>> frame = ns.trace(ns.mlp([1, 1]), [3.0]).to_frame()  # doctest: +SKIP
        >>> frame[frame.quantity == "summation"]  # doctest: +SKIP
        """
        return as_frame(self.header, self.rows(), library)


def as_frame(header: Sequence[str], rows: Iterable[Sequence[Any]], library: str) -> Any:
    """Return rows as a data frame; parameters and errors are those of ``Exports.to_frame``."""
    one_of(library, FRAMES, "library of data frames")
    try:
        module = importlib.import_module(library)
    except ImportError:
        raise InputError(
            f"a frame of {library} was asked for, which is not installed: "
            f"pip install {library}, or take to_csv()"
        ) from None
    cells = zip(*rows, strict=True)
    return module.DataFrame(dict(zip(header, map(list, cells), strict=True)))
