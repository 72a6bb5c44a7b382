"""How a data file is written: the options that every reader takes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from neurosim.data.marks import MarkChoice, choose_marks
from neurosim.data.problems import option
from neurosim.errors import InputError, brief


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is written; see ``read_csv``. It is not used for Parquet files.

    Raises
    ------
    InputError
        If an option has a wrong value.
    """

    header: bool | str = "auto"
    encoding: str = "utf-8"
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None

    def __post_init__(self) -> None:
        named = isinstance(self.header, str) and self.header == "auto"
        if not named and not isinstance(self.header, bool):
            raise InputError(
                f"header is {brief(self.header)}; give 'auto' or {option('header', True, False)}"
            )
        check_encoding(self.encoding)
        if self.delimiter is not None:
            check_delimiter(self.delimiter)
        choose_marks(self.decimal, self.thousands)

    def marks(self, delimiter: str) -> MarkChoice:
        """Return the possible ways to read numbers, given the delimiter of the file."""
        return choose_marks(self.decimal, self.thousands, delimiter=delimiter)


def check_encoding(encoding: str) -> None:
    """Raise InputError unless a text has this encoding."""
    try:
        known = isinstance(encoding, str) and codecs.lookup(encoding)._is_text_encoding
    except (LookupError, ValueError):
        known = False
    if not known:
        raise InputError(
            f"the encoding {brief(encoding)} is not known; give a name such as 'utf-8', "
            "'cp1252' or 'utf-16'"
        )


def check_delimiter(delimiter: str) -> None:
    """Raise InputError unless a character can separate cells."""
    if (
        not isinstance(delimiter, str)
        or len(delimiter) != 1
        or delimiter.isalnum()
        or delimiter in '"\r\n.+-'
    ):
        raise InputError(
            f"the delimiter is {brief(delimiter)}; give one character, such as ',', ';' or a tab"
        )
