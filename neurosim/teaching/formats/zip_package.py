"""Zip files without a clock: the same files give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_LONG_AGO = (2000, 1, 1, 0, 0, 0)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip file; the same files give the same bytes.

    Parameters
    ----------
    files : mapping of str to bytes
        The content of each file, by its path.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # the system that writes the file must not be seen in it
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)
    return whole.getvalue()


def without_clock(package: bytes) -> bytes:
    """Return a zip file without the times at which its files were written."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return packed({name: source.read(name) for name in source.namelist()})
