"""What a file is whose first bytes do not tell: by the names in an archive, and by its ending."""

from __future__ import annotations

import zipfile
from pathlib import Path

from neurosim.file_kinds import HEAD, file_kind
from neurosim.files import read_head

KERAS, TORCH = "a Keras model (.keras)", "a PyTorch file (.pt)"
PICKLE = "a Python pickle, by its ending"

_ARCHIVES = frozenset(
    (None, "a zip archive", "a gzip archive", "a bzip2 archive", "an xz archive", "a zstd archive")
)
_BY_ENDING = {
    ".keras": KERAS, ".pt": TORCH, ".pth": TORCH,
    ".pkl": PICKLE, ".pickle": PICKLE, ".joblib": PICKLE, ".sav": PICKLE,
}  # fmt: skip


def kind_of_file(path: Path) -> str | None:
    """Return what a file is, in the words of ``file_kind``.

    The names in an archive are read, and nothing in it is opened.

    Raises
    ------
    FileError
        If the file cannot be read.
    """
    kind = file_kind(read_head(path, HEAD))
    if kind not in _ARCHIVES:
        return kind
    if kind == "a zip archive":
        inside = {name.rsplit("/", 1)[-1] for name in _names(path)}
        if "data.pkl" in inside:
            return TORCH
        if "model.weights.h5" in inside:
            return KERAS
    return _BY_ENDING.get(path.suffix.lower(), kind)


def _names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except Exception:  # of a damaged archive, zipfile raises errors of many kinds
        return []
