"""Files are written whole or not at all, and never over another one by accident."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from neurosim.errors import FileError

PathLike = str | os.PathLike[str]


def write_whole(
    path: PathLike, content: str | bytes | Iterable[str], *, overwrite: bool = True
) -> Path:
    r"""Write a file in one step: a temporary file beside it, synced to disk, then renamed.

    Parameters
    ----------
    path : path
        The file to write; its directory must exist.
    content : str, bytes, or iterable of str
        Text is written as UTF-8 with ``\n`` line ends. The parts of an iterable are written one
        after the other, so that they need not be in memory together.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    FileError
        If the file exists and may not be replaced, or cannot be written. An existing file is
        then unchanged.
    """
    check_destination(path)
    if not overwrite:
        refuse_existing(path)
    # through a link, the file that it leads to is replaced, not the link
    target = Path(os.path.realpath(path))
    parts = [content] if isinstance(content, str | bytes) else content
    temporary = target.with_name(f".{target.name[:50]}.{secrets.token_hex(8)}.tmp")
    try:
        replaced = target.stat().st_mode & 0o777 if target.exists() else None
        # a new file has the mode that the umask leaves, another one that of the file it replaces
        mode = 0o666 if replaced is None else 0o600
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
        try:
            with os.fdopen(handle, "wb") as file:
                if replaced is not None:
                    os.fchmod(file.fileno(), replaced)
                for part in parts:
                    file.write(part.encode("utf-8") if isinstance(part, str) else part)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        finally:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
    except OSError as error:
        raise FileError(f"cannot write {path}: {_reason(error)}") from None
    return Path(path)


def check_destination(path: PathLike) -> None:
    """Raise FileError unless a file of that name could be written.

    It must not be a directory or a device, and its directory must exist.
    """
    if not isinstance(path, str | os.PathLike) or not os.fspath(path):
        raise FileError(f"cannot write {path!r}: give the name of a file as text or a Path")
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise FileError(f"{path} is a directory; give the name of a file")
        if target.exists() and not target.is_file():
            raise FileError(f"{path} is a device or pipe; give the name of a file")
        if not target.parent.is_dir():
            raise FileError(f"cannot write {path}: there is no directory {target.parent}")
        if target.is_symlink():
            raise FileError(f"cannot write {path}: its links lead in a circle")
    except (OSError, ValueError) as error:
        raise FileError(f"cannot write {path!r}: {_reason(error)}") from None


def read_head(path: PathLike, size: int) -> bytes:
    """Return the first bytes of a file.

    Raises
    ------
    FileError
        If the file cannot be read.
    """
    with _reading(path), Path(path).open("rb") as file:
        return file.read(size)


def read_text(path: PathLike) -> str:
    """Return the text of a UTF-8 file; a byte order mark is passed over.

    Raises
    ------
    FileError
        If the file cannot be read or is not UTF-8 text.
    """
    try:
        with _reading(path):
            return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            f"cannot read {path}: byte {error.start} is not UTF-8 text; save the file as UTF-8"
        ) from None


@contextlib.contextmanager
def _reading(path: PathLike) -> Iterator[None]:
    if not isinstance(path, str | os.PathLike):
        raise FileError(f"cannot read {path!r}: give the name of a file as text or a Path")
    try:
        yield
    except UnicodeDecodeError:
        raise
    except FileNotFoundError:
        raise FileError(f"cannot read {path}: no such file; check its name and folder") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise FileError(f"cannot read {path}: {_reason(error)}") from None


def refuse_existing(path: PathLike) -> None:
    """Raise FileError if the file exists already."""
    if os.path.lexists(path):
        raise FileError(
            f"{path} exists already; give another name, or use --force (overwrite=True in Python) "
            "to replace it"
        )


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
