"""Folders for results."""

from __future__ import annotations

from pathlib import Path

from neurosim.errors import FileError, brief


def make_folder(folder: Path) -> None:
    """Make a folder if only its last part is missing.

    Raises
    ------
    FileError
        If it is a file, or cannot be made.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise FileError(f"{folder} is a file; give the name of a folder")
        folder.mkdir(exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"cannot make the folder {brief(str(folder))}: {reason}") from None
