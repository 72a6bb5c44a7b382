"""How the cells of a workbook look: colours, borders, digits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

_LARGEST = 1e9
"""From here on, a number is shown with a power of ten."""

_INK, _MUTED = "#1f2933", "#7b8794"
_GIVEN, _BORDER, _HEAD, _RESULT = "#fff3bf", "#f0c808", "#e4e7eb", "#e7f5ff"
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "note": {"font_color": _MUTED, "italic": True},
    "heading": {"bold": True, "font_size": 12},
    "column": {"bold": True, "bg_color": _HEAD, "bottom": 1, "text_wrap": True, "valign": "top"},
    "column of numbers": {
        "bold": True,
        "bg_color": _HEAD,
        "bottom": 1,
        "text_wrap": True,
        "valign": "top",
        "align": "right",
    },
    "block": {"bold": True, "top": 1},
    "name": {},
    "symbol": {"font_color": _MUTED, "align": "right"},
    "given": {"bg_color": _GIVEN, "border": 1, "border_color": _BORDER},
    "raw": {"bg_color": _GIVEN, "border": 1, "border_color": _BORDER},
    "plain": {},
    "number": {},
    "result": {"bold": True, "bg_color": _RESULT},
    "answer": {"bold": True, "bg_color": _RESULT},
}
_DECIMALS = ("given", "number", "result")
"""Formats of numbers with a fixed number of decimals."""

_RAW = ("raw", "plain")
"""Formats of numbers in raw units, which have as many decimals as they need."""

_SHORT = 10
"""So many characters of a number in raw units fit its cell beside others."""


class CellStyles:
    """The formats of the cells, made once for the whole book.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        The book.
    digits : int
        Decimals of a number.
    """

    def __init__(self, book: Any, digits: int) -> None:
        decimals = "0." + "0" * digits if digits else "0"
        basic = {"font_name": "Calibri", "font_color": _INK}
        self._book, self._basic = book, basic
        self._of_raw: dict[tuple[str, str], Any] = {}
        self._smallest = 10.0**-digits
        self._formats = {
            name: book.add_format(basic | dict(given) | self._shown(name, decimals))
            for name, given in _FORMATS.items()
        }
        # a number that would be shown as 0.0000 is shown with a power of ten
        self._small = {
            name: book.add_format(basic | dict(_FORMATS[name]) | {"num_format": "0.00E+00"})
            for name in _DECIMALS
        }

    @staticmethod
    def _shown(name: str, decimals: str) -> dict[str, Any]:
        if name in _DECIMALS:
            return {"num_format": decimals}
        return {} if name in _RAW else {"quote_prefix": True}

    def of(self, name: str, value: float | str = 0.0) -> Any:
        """Return the format of a cell with a value."""
        if name in _RAW and not isinstance(value, str) and len(repr(value)) > _SHORT:
            key = name, _raw_format(value)
            if key not in self._of_raw:
                given = dict(_FORMATS[name]) | {"num_format": key[1]}
                self._of_raw[key] = self._book.add_format(self._basic | given)
            return self._of_raw[key]
        if isinstance(value, str) or not value or name not in self._small:
            return self._formats[name]
        ordinary = self._smallest <= abs(value) < _LARGEST
        return (self._formats if ordinary else self._small)[name]


def _raw_format(value: float) -> str:
    """Return the format that shows six digits of a number, or those before its point.

    Examples
    --------
    >>> _raw_format(5.940584176872), _raw_format(-1156830.10707), _raw_format(1.23456789e-7)
    ('0.00000', '0.0', '0.00000E+00')
    """
    if not 10.0 ** (1 - _SHORT // 2) <= abs(value) < _LARGEST:
        return "0.00000E+00"
    decimals = max(5 - math.floor(math.log10(abs(value))), 1)
    return "0." + "0" * decimals
