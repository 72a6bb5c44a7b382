"""Temporary files and folders: locked while in use, so that leftovers of a killed run are found."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from neurosim.errors import FileError

try:
    import fcntl
except ImportError:  # Windows, where a file in use cannot be removed anyway
    fcntl = None  # type: ignore[assignment]

_OURS = re.compile(r"\..{0,50}\.neurosim-[0-9a-f]{16}\.tmp", re.DOTALL)
_tidied: set[tuple[int, str]] = set()


def open_temporary(target: Path, mode: int) -> tuple[Path, int]:
    """Return a new temporary file beside another file, and its handle, which holds its lock.

    Files that a killed run left in the folder are removed, once in each process.
    """
    tidy(target.parent)
    while True:
        path = target.with_name(_name(target.name))
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
        if _locked(handle, path):
            return path, handle
        os.close(handle)


@contextlib.contextmanager
def temporary_folder(parent: Path, name: str = "") -> Iterator[Path]:
    """Make a folder for the time of the block; the block may rename it."""
    tidy(parent)
    while True:
        path = parent / _name(name)
        path.mkdir()
        handle = None if fcntl is None else os.open(path, os.O_RDONLY)
        if handle is None or _locked(handle, path):
            break
        os.close(handle)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if handle is not None:
            os.close(handle)


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder in the place for temporary files; see ``temporary_folder``.

    Raises
    ------
    FileError
        If there is no place for temporary files.
    """
    try:
        folder = temporary_folder(Path(tempfile.gettempdir()))
        path = folder.__enter__()
    except OSError as error:
        raise no_scratch(error) from None
    with contextlib.ExitStack() as stack:
        stack.push(folder)
        yield path


def no_scratch(error: OSError) -> FileError:
    """Return the error for a folder of temporary files that cannot be written to."""
    place = tempfile.tempdir or os.environ.get("TMPDIR") or "of the system"
    # Python says that it found no folder to write to
    reason = (error.strerror or "cannot be written to").lower()
    if "usable temporary directory" in reason:
        reason = "it is full, missing or cannot be written to"
    return FileError(
        f"cannot use the folder for temporary files {place}: {reason}; free some space, or set "
        "TMPDIR to another folder"
    )


def tidy(folder: Path) -> None:
    """Remove the temporary files that killed runs left in a folder, once in each process."""
    key = os.getpid(), str(folder)
    if key not in _tidied:
        remove_leftovers(folder)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of a folder that no process is writing; never raise an error."""
    _tidied.add((os.getpid(), str(folder)))
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name) and not entry.is_symlink():
                _remove_unless_used(Path(entry.path))


def _name(name: str) -> str:
    return f".{name[:50]}.neurosim-{secrets.token_hex(8)}.tmp"


def _locked(handle: int, path: Path) -> bool:
    """Lock a new file; return whether it still exists, as a cleaning process may be quicker."""
    if fcntl is None:
        return True
    with contextlib.suppress(OSError):  # some file systems have no locks
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _remove_unless_used(path: Path) -> None:
    with contextlib.suppress(OSError):
        if fcntl is None:
            path.unlink()
            return
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        finally:
            os.close(handle)
