"""The file of a checkpoint: a NumPy archive without pickled objects, with a digest at the end."""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_STORED, ZipFile

import numpy as np

from neurosim.errors import FileError
from neurosim.file_kinds import HEAD, file_kind
from neurosim.files import PathLike

FORMAT = "neurosim checkpoint 2"
_ENDING = b"neurosim sha256:"
_DIGITS = 64
_OLDER = "neurosim checkpoint 1".encode("utf-32-le")


class Saved(NamedTuple):
    """What a checkpoint holds.

    Attributes
    ----------
    arrays : dict of str to ndarray
        The numbers by name.
    text : dict
        Everything that is text.
    """

    arrays: dict[str, Any]
    text: dict[str, Any]


def packed(arrays: Mapping[str, Any], text: Mapping[str, Any]) -> bytes:
    """Return the content of the file: its last bytes are the digest of all before them."""
    words = json.dumps({"format": FORMAT, **text}).encode()
    file = io.BytesIO()
    np.savez(file, text=np.frombuffer(words, np.uint8), **arrays)
    with ZipFile(file, "a") as archive:
        archive.comment = _ENDING + b"0" * _DIGITS
    content = file.getvalue()[:-_DIGITS]
    return content + _digest(content)


def read_checkpoint(path: PathLike) -> Saved:
    """Return what a checkpoint holds; a file with a wrong digest is not read any further.

    Raises
    ------
    FileError
        If the file cannot be read, is not a checkpoint, or was changed after it was written.
    """
    try:
        content = _sealed_content(Path(path))
    except FileNotFoundError:
        raise FileError(
            f"there is no checkpoint {path}; leave out resume to start from the beginning"
        ) from None
    except OSError as error:
        raise FileError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    if content is None:
        kind = file_kind(Path(path).read_bytes()[:HEAD])
        seen = f": it is {kind}" if kind and not kind.startswith("a NumPy archive") else ""
        raise FileError(f"{path} is not a checkpoint of neurosim{seen}")
    if _OLDER in content:
        raise FileError(
            f"{path} is a checkpoint of an older neurosim, which this one cannot check; leave out "
            "resume to start from the beginning"
        )
    if _digest(content[:-_DIGITS]) != content[-_DIGITS:]:
        raise damaged(path)
    try:
        saved = _unpacked(content)
    except Exception:
        # who forges the digest may write anything; readers of archives have errors of many kinds
        saved = None
    if saved is None or not _is_complete(saved):
        raise damaged(path)
    return saved


def damaged(path: PathLike) -> FileError:
    """Return the error for a checkpoint that was changed after it was written."""
    return FileError(
        f"the checkpoint {path} is damaged or was changed after neurosim wrote it; use another "
        "checkpoint, or leave out resume to start from the beginning"
    )


def _sealed_content(path: Path) -> bytes | None:
    """Return the content of a checkpoint, damaged or not; None for other files."""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(size - _DIGITS - len(_ENDING), 0))
        ending = file.read(len(_ENDING))
        file.seek(0)
        if ending != _ENDING and file.read(2) != b"PK":
            return None
        file.seek(0)
        content = file.read()
    known = ending == _ENDING or FORMAT[:-1].encode() in content or _OLDER in content
    return content if known else None


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _unpacked(content: bytes) -> Saved | None:
    with ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        # nothing is unpacked, so the members together are never larger than the file
        if any(member.compress_type != ZIP_STORED for member in members):
            return None
        if sum(member.file_size for member in members) > len(content):
            return None
        arrays = {
            member.filename.removesuffix(".npy"): _array(archive.read(member)) for member in members
        }
    text = json.loads(arrays.pop("text").tobytes())
    return Saved(arrays, text) if isinstance(text, dict) and text["format"] == FORMAT else None


def _array(content: bytes) -> Any:
    file = io.BytesIO(content)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
    data = content[file.tell() :]
    if dtype.kind not in "fbu" or math.prod(shape) * dtype.itemsize != len(data):
        raise ValueError
    return np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")


def _is_complete(saved: Saved) -> bool:
    arrays, text = saved
    kinds = {
        "parameters": "f", "trainable": "b", "loss": "f", "validation_loss": "f", "metric": "f",
    }  # fmt: skip
    parts = {
        "settings": dict, "stopped": bool, "stop_reason": str, "shuffling": dict, "callbacks": list,
    }  # fmt: skip
    if not all(isinstance(text.get(name), kind) for name, kind in parts.items()):
        return False
    if not isinstance(text["settings"].get("engine"), str):
        return False
    if not all(isinstance(state, dict) for state in text["callbacks"]):
        return False
    for name, kind in kinds.items():
        array = arrays.get(name)
        if array is None or array.ndim != 1 or array.dtype.kind != kind:
            return False
    epochs = len(arrays["loss"])
    return (
        len(arrays["parameters"]) == len(arrays["trainable"])
        and bool(np.isfinite(arrays["parameters"]).all())
        and all(len(arrays[name]) in (0, epochs) for name in ("validation_loss", "metric"))
    )
