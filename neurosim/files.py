"""Files are written whole or not at all, and never over another one by accident."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from neurosim.errors import FileError

PathLike = str | os.PathLike[str]


def write_whole(path: PathLike, content: str | bytes, *, overwrite: bool = True) -> Path:
    r"""Write a file in one step: a temporary file beside it, synced to disk, then renamed.

    Parameters
    ----------
    path : path
        The file to write; its directory must exist.
    content : str or bytes
        Text is written as UTF-8 with ``\n`` line ends.
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
    target = Path(path)
    if not overwrite:
        refuse_existing(target)
    if target.is_dir():
        raise FileError(f"{target} is a directory; give the name of a file")
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary = None
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except (OSError, ValueError) as error:
        raise FileError(f"cannot write {target}: {_reason(error)}") from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
    return target


def read_text(path: PathLike) -> str:
    """Return the text of a UTF-8 file; a byte order mark is passed over.

    Raises
    ------
    FileError
        If the file cannot be read or is not UTF-8 text.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            f"cannot read {path}: byte {error.start} is not UTF-8 text; save the file as UTF-8"
        ) from None
    except (OSError, ValueError) as error:
        raise FileError(f"cannot read {path}: {_reason(error)}") from None


def refuse_existing(path: PathLike) -> None:
    """Raise FileError if the file exists already."""
    if Path(path).exists():
        raise FileError(f"{path} exists already; use --force (overwrite=True) to replace it")


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
