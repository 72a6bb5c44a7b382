"""The ending of a file name decides the format of a picture."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from neurosim.checks import flag
from neurosim.errors import FileError, UnknownNameError, brief, unknown_name
from neurosim.files import PathLike, check_destination, refuse_existing


def check_ending(path: PathLike, formats: Iterable[str], *, overwrite: bool) -> str:
    """Return the format of a file, by the ending of its name.

    Raises
    ------
    UnknownNameError
        If the ending is not one of the formats.
    FileError
        If the file cannot be written, or exists and may not be replaced.
    """
    if not isinstance(path, str | os.PathLike):
        raise FileError(f"{brief(path)} is not the name of a file")
    ending = Path(path).suffix.removeprefix(".")
    known = list(formats)
    if not ending:
        endings = ", ".join(f".{name}" for name in known)
        raise UnknownNameError(
            f"{path} has no ending that chooses its format; give it one of {endings}"
        )
    if ending.lower() not in known:
        raise unknown_name("file ending", f".{ending}", [f".{name}" for name in known])
    check_destination(path)
    if not flag(overwrite, "overwrite"):
        refuse_existing(path)
    return ending.lower()
