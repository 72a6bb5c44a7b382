"""Packing the sources of the page, which `page/packing/` unpacks."""

from __future__ import annotations

import base64
import lzma

# the unpacking in the page knows only these settings
_FILTER = {"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "lc": 3, "lp": 0, "pb": 0}
# signs that have a meaning in HTML, and what stands for them
_WITHOUT_MARKUP = bytes.maketrans(b"<>&", b",.:")


def packed_text(content: str) -> str:
    """Return a text, compressed by LZMA, as text of 85 signs that need no escaping in HTML."""
    packed = lzma.compress(content.encode("utf-8"), format=lzma.FORMAT_RAW, filters=[_FILTER])
    return base64.b85encode(packed).translate(_WITHOUT_MARKUP).decode("ascii")
