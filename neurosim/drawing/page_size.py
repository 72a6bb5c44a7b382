"""The size of the page that a picture is drawn for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from neurosim.checks import one_of
from neurosim.errors import InputError, brief

POINTS_PER_INCH = 72.0
LEAST_TEXT = 7.0
"""No text of a picture is smaller than this, in points."""

_UNITS = {
    "in": POINTS_PER_INCH,
    "cm": POINTS_PER_INCH / 2.54,
    "mm": POINTS_PER_INCH / 25.4,
    "pt": 1.0,
}
_LENGTH = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]+)\s*", re.ASCII)
_LEAST_LENGTH, _MOST_LENGTH = 1.0, 100.0


@dataclass(frozen=True, slots=True)
class PageSize:
    """The room that a picture has; one point of a scene is one point of the page.

    Attributes
    ----------
    width, height : float or None
        What the picture must have, in points; None leaves it to the picture.
    widest, highest : float
        What it may have at most.
    with_tables : float
        The height that it may have at most with tables of numbers.
    margin : float
        What stays empty on each side.
    texts : tuple of float
        The sizes of its text that are tried, the best first.
    gentle : float
        The size of text at which digits and small pictures are given up before smaller text.
    refuses : bool
        Whether a picture that does not fit with all its numbers is refused.
    keeps_digits : bool
        Whether numbers go to tables before they lose digits.
    """

    width: float | None = None
    height: float | None = None
    widest: float = 10 * POINTS_PER_INCH
    highest: float = 12 * POINTS_PER_INCH
    with_tables: float = 12 * POINTS_PER_INCH
    margin: float = 18.0
    texts: tuple[float, ...] = (8.5, 7.7, LEAST_TEXT)
    gentle: float = LEAST_TEXT
    refuses: bool = False
    keeps_digits: bool = False

    @property
    def inner_width(self) -> float:
        """The most width between the margins."""
        return (self.width or self.widest) - 2 * self.margin


def _of_width(points: float) -> PageSize:
    """Return a page of a width, on which a figure is no higher than a page of a book is."""
    longest = 9.0 * POINTS_PER_INCH
    highest = min(max(1.6 * points, 4.5 * POINTS_PER_INCH), longest)
    return PageSize(points, None, points, highest, longest, margin=6.0)


def _of_height(width: float | None, height: float) -> PageSize:
    """Return a page of a height, and of a width if there is one."""
    widest = PageSize().widest if width is None else width
    return PageSize(width, height, widest, height, height, margin=6.0, refuses=True)


ANY_SIZE = PageSize()
"""A picture as large as it needs, but no poster."""

SIZES = {
    "column": _of_width(3.4 * POINTS_PER_INCH),
    "page": _of_width(6.5 * POINTS_PER_INCH),
    "slide": PageSize(
        width=960.0,
        height=540.0,
        widest=960.0,
        highest=540.0,
        with_tables=540.0,
        margin=24.0,
        texts=(18.0, 16.0, 14.0, 12.0, 11.0, 10.0, 8.5, LEAST_TEXT),
        gentle=10.0,
    ),
}
"""The named sizes: a column and a page of a journal, and a slide of 13.333 x 7.5 inches."""


def read_page_size(
    width: str | None = None, size: str | None = None, height: str | None = None
) -> PageSize:
    """Return the page for the options ``width``, ``size`` and ``height`` of a picture.

    Parameters
    ----------
    width : str, optional
        A width with its unit: ``"4.7in"``, ``"12cm"``, ``"120mm"`` or ``"300pt"``.
    size : str, optional
        ``column``, ``page`` or ``slide``.
    height : str, optional
        A height with its unit.

    Raises
    ------
    InputError
        If the width or height is no length, or is given with a size.
    UnknownNameError
        If there is no such size.

    Examples
    --------
    >>> read_page_size("10in").width, read_page_size(size="slide").height
    (720.0, 540.0)
    """
    for name, length in (("width", width), ("height", height)):
        if length is not None and size is not None:
            raise InputError(
                f"{name}={brief(length)} and size={brief(size)} both give the size; give one of "
                "them"
            )
    if size is not None:
        return SIZES[one_of(size, SIZES, "size")]
    wide = None if width is None else _points(width, "width")
    if height is not None:
        return _of_height(wide, _points(height, "height"))
    return ANY_SIZE if wide is None else _of_width(wide)


def too_small(side: str, given: float, least: float, what: str) -> InputError:
    """Return the error for a page on which a picture has no room.

    Parameters
    ----------
    side : str
        ``width`` or ``height``.
    given, least : float
        What the page has, and what the picture needs, in points.
    what : str
        What is drawn.

    Examples
    --------
    >>> print(too_small("width", 144.0, 200.0, "diagram"))
    a width of 2 in is too narrow for this diagram; give at least 2.78 in
    """
    word = {"width": "narrow", "height": "low"}[side]
    needed = math.ceil(100 * least / POINTS_PER_INCH - 1e-9) / 100
    return InputError(
        f"a {side} of {given / POINTS_PER_INCH:.3g} in is too {word} for this {what}; give at "
        f"least {needed:.2f} in"
    )


def _points(length: object, name: str) -> float:
    match = _LENGTH.fullmatch(length) if isinstance(length, str) and len(length) < 40 else None
    unit = _UNITS.get(match[2]) if match else None
    if match is None or unit is None:
        raise InputError(
            f"a {name} is a number and in, cm, mm or pt, such as '4.7in'; got {brief(length)}"
        )
    points = float(match[1]) * unit
    if not _LEAST_LENGTH <= points / POINTS_PER_INCH <= _MOST_LENGTH:
        raise InputError(
            f"a {name} is {_LEAST_LENGTH:g} to {_MOST_LENGTH:g} inches; got {brief(length)}"
        )
    return points
