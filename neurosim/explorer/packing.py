"""Packing the sources of the page, which `page/packing/` unpacks."""

from __future__ import annotations

import lzma

# the unpacking in the page knows only these settings
_FILTER = {"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "lc": 3, "lp": 0, "pb": 0}
# all signs of ASCII that are seen, without those that have a meaning in HTML or JavaScript
_SIGNS = [sign for sign in map(chr, range(33, 127)) if sign not in "&<\\"]
_BITS = 13


def packed_text(content: str) -> str:
    """Return a text, compressed by LZMA, as text of 91 signs, two for 13 bits."""
    packed = lzma.compress(content.encode("utf-8"), format=lzma.FORMAT_RAW, filters=[_FILTER])
    missing = -len(packed) * 8 % _BITS
    # the one before them keeps zeros at the start
    bits = format(int.from_bytes(b"\1" + packed), "b")[1:] + "0" * missing
    pairs = [f"{signs}{other}" for signs in _SIGNS for other in _SIGNS]
    return "".join(pairs[int(bits[k : k + _BITS], 2)] for k in range(0, len(bits), _BITS))
