"""The options of every picture, checked in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neurosim import checks
from neurosim.drawing.page_size import ANY_SIZE, PageSize, read_page_size
from neurosim.drawing.saving import check_ending
from neurosim.drawing.themes import Theme, get_theme
from neurosim.errors import InputError
from neurosim.files import PathLike

MOST_DIGITS = 15
"""The most decimals that a 64-bit float can show."""


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """The options of a picture or a film.

    Attributes
    ----------
    path : path or None
        The file to write at once.
    ending : str or None
        The ending of its name, without the dot.
    theme : Theme
        The colours.
    title : str or None
        The heading; ``""`` for none, None for the usual one.
    digits : int
        The decimals of every number.
    overwrite : bool
        Whether an existing file may be replaced.
    transparent : bool
        Whether the page has no colour of its own.
    page : PageSize
        The room of the picture.
    """

    path: PathLike | None
    ending: str | None
    theme: Theme
    title: str | None
    digits: int
    overwrite: bool
    transparent: bool = False
    page: PageSize = ANY_SIZE


def check_options(
    path: PathLike | None,
    endings: Iterable[str],
    *,
    theme: str,
    title: str | None = None,
    digits: int = 4,
    overwrite: bool,
    transparent: bool = False,
    width: str | None = None,
    size: str | None = None,
    height: str | None = None,
) -> PictureOptions:
    """Check the options of a picture before any work is done, and return them.

    Parameters
    ----------
    path : path or None
        The file to write at once.
    endings : iterable of str
        The endings that its name may have, without the dot.
    theme, title, digits, overwrite, transparent, width, size, height
        As for ``draw``.

    Raises
    ------
    UnknownNameError
        If the theme, the size or the ending of the file is unknown.
    InputError
        If the title is not text, digits is not a whole number from 0 to 15, or the width or
        height is no length or is given with a size.
    FileError
        If the file cannot be written, or exists and may not be replaced.

    Examples
    --------
    >>> check_options("loss.svg", ["svg", "png"], theme="dark", overwrite=True).ending
    'svg'
    """
    replaces = checks.flag(overwrite, "overwrite")
    clear = checks.flag(transparent, "transparent")
    ending = None if path is None else check_ending(path, endings, overwrite=replaces)
    colours = get_theme(theme)
    heading = None if title is None else checks.text(title, "a title")
    decimals = checks.whole_number(digits, "digits", minimum=0)
    if decimals > MOST_DIGITS:
        raise InputError(
            f"digits is {decimals}; a float has at most {MOST_DIGITS} decimals to show"
        )
    page = read_page_size(width, size, height)
    return PictureOptions(path, ending, colours, heading, decimals, replaces, clear, page)
