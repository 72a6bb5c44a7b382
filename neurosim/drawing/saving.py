"""What a picture's file is called decides its format."""

from __future__ import annotations

import os
from pathlib import Path

from neurosim.drawing.painters.matplotlib import FORMATS
from neurosim.errors import FileError, unknown_name
from neurosim.files import PathLike, refuse_existing


def check_target(path: PathLike, *, overwrite: bool) -> str:
    """Return the format of a picture's file, before any work is done for it.

    Raises
    ------
    UnknownNameError
        If the ending is none of the known formats.
    FileError
        If the file exists and may not be replaced.
    """
    if not isinstance(path, str | os.PathLike):
        raise FileError(f"{path!r} is not the name of a file")
    ending = Path(path).suffix.removeprefix(".")
    if ending.lower() not in FORMATS:
        raise unknown_name("file ending", f".{ending}", [f".{name}" for name in FORMATS])
    if not overwrite:
        refuse_existing(path)
    return ending.lower()
