"""Files are written completely or not at all, and never replaced by accident."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from neurosim.checks import flag
from neurosim.errors import FileError, brief
from neurosim.temporary import open_temporary, temporary_folder

PathLike = str | os.PathLike[str]


def write_whole(
    path: PathLike, content: str | bytes | Iterable[str | bytes], *, overwrite: bool = True
) -> Path:
    r"""Write a file in one step: a temporary file beside it, synced to disk, then renamed.

    Parameters
    ----------
    path : path
        The file to write; its directory must exist.
    content : str, bytes, or iterable of them
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
    if not flag(overwrite, "overwrite"):
        refuse_existing(path)
    # for a link, the file that it leads to is replaced, not the link
    target = Path(os.path.realpath(path))
    parts = [content] if isinstance(content, str | bytes) else content
    try:
        replaced = target.stat().st_mode & 0o777 if target.exists() else None
        # a new file has the mode of the umask; otherwise the mode of the replaced file is kept
        temporary, handle = open_temporary(target, 0o666 if replaced is None else 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                if replaced is not None:
                    os.fchmod(file.fileno(), replaced)
                for part in parts:
                    file.write(part.encode("utf-8") if isinstance(part, str) else part)
                file.flush()
                os.fsync(file.fileno())
                if os.name == "nt":
                    file.close()
                # before it is closed, because closing ends the lock
                temporary.replace(target)
        finally:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
    except UnicodeEncodeError as error:
        around = error.object[max(error.start - 10, 0) : error.end + 10]
        raise FileError(
            f"cannot write {path}: {brief(around)} has half a character (a lone surrogate) in it; "
            "take it out of the names"
        ) from None
    except OSError as error:
        raise FileError(f"cannot write {path}: {_reason(error)}") from None
    return Path(path)


@contextlib.contextmanager
def write_folder_whole(folder: PathLike) -> Iterator[Path]:
    """Give a folder to write to; its files are moved to their places at the end of the block.

    If the block fails, or a disk is full, nothing is changed. Other files in the folder are kept.

    Parameters
    ----------
    folder : path
        The folder; it is made if only its last part is missing.

    Yields
    ------
    pathlib.Path
        An empty folder on the same disk.

    Raises
    ------
    FileError
        If the folder cannot be made or written to.
    """
    target = Path(os.path.realpath(folder))
    if target.exists() and not target.is_dir():
        raise FileError(f"{folder} is a file; give the name of a folder")
    if not target.parent.is_dir():
        raise FileError(f"cannot make the folder {folder}: there is no folder {target.parent}")
    written = str(folder)
    try:
        with temporary_folder(target if target.is_dir() else target.parent, target.name) as inside:
            written = str(inside)
            yield inside
            if target.is_dir():
                _move_into(inside, target)
            else:
                inside.rename(target)
    except FileError as error:
        raise FileError(str(error).replace(written, str(folder))) from None
    except OSError as error:
        raise FileError(f"cannot write the folder {folder}: {_reason(error)}") from None


def _move_into(inside: Path, target: Path) -> None:
    files = [(path, target / path.relative_to(inside)) for path in sorted(inside.rglob("*"))]
    for path, place in files:
        if place.exists() and path.is_dir() != place.is_dir():
            what, other = ("folder", "file") if place.is_dir() else ("file", "folder")
            raise FileError(
                f"{place} is a {what}, but a {other} of this name is to be written; move it away"
            )
    for path, place in files:
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            path.replace(place)


def check_room(path: PathLike, size: int = 0) -> None:
    """Raise FileError unless there is room for a file of that size beside another file."""
    check_destination(path)
    try:
        temporary, handle = open_temporary(Path(os.path.realpath(path)), 0o600)
        try:
            if size and hasattr(os, "posix_fallocate"):
                os.posix_fallocate(handle, 0, size)
        finally:
            os.close(handle)
            temporary.unlink()
    except OSError as error:
        raise FileError(f"cannot write {path}: {_reason(error)}") from None


def same_file(one: PathLike, other: PathLike) -> bool:
    """Return whether two names lead to the same file, also through links."""
    paths = Path(os.path.realpath(one)), Path(os.path.realpath(other))
    try:
        if paths[0].exists() and paths[1].exists():
            return paths[0].samefile(paths[1])
        return paths[0].name == paths[1].name and paths[0].parent.samefile(paths[1].parent)
    except OSError:
        return paths[0] == paths[1]


def check_destination(path: PathLike) -> None:
    """Raise FileError unless a file of that name could be written.

    It must not be a directory or a device, and its directory must exist.
    """
    if not isinstance(path, str | os.PathLike) or not os.fspath(path):
        raise FileError(f"cannot write {brief(path)}: give the name of a file as text or a Path")
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
        raise FileError(f"cannot write {brief(path)}: {_reason(error)}") from None


def check_ending(path: PathLike, ending: str, what: str) -> None:
    """Raise FileError unless the name of a file has the ending of its only format.

    Parameters
    ----------
    path : path
        The file to write.
    ending : str
        The ending, with its dot, in small letters.
    what : str
        What is written, with the article.
    """
    name = Path(path).name
    if not name.lower().endswith(ending):
        raise FileError(
            f"{brief(name)} does not end with {ending}; {what} is written to a file such as "
            f"{brief((Path(name).stem or 'network') + ending)}"
        )


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
    """Return the text of a UTF-8 file; a byte order mark is ignored.

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
        raise FileError(f"cannot read {brief(path)}: give the name of a file as text or a Path")
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
