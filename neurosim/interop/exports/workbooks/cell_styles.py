"""How the cells of a workbook look: colours, borders, digits."""

from __future__ import annotations

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
"""Formats of numbers with a fixed number of decimals; those of raw units show what they need."""


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
        return {} if name in {"raw", "plain"} else {"quote_prefix": True}

    def of(self, name: str, value: float | str = 0.0) -> Any:
        """Return the format of a cell with a value."""
        if isinstance(value, str) or not value or name not in self._small:
            return self._formats[name]
        ordinary = self._smallest <= abs(value) < _LARGEST
        return (self._formats if ordinary else self._small)[name]
