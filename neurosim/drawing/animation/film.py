"""A film that was made: it shows itself, and can be saved as GIF, MP4 or a page with a player."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape
from pathlib import Path

from neurosim.drawing.animation.player import player_page
from neurosim.drawing.animation.reel import Reel
from neurosim.drawing.animation.screen import Screen
from neurosim.drawing.animation.video import Dots, check_ffmpeg, to_gif, to_mp4
from neurosim.drawing.saving import check_ending
from neurosim.drawing.themes import THEMES, Theme
from neurosim.errors import counted
from neurosim.files import PathLike, write_whole
from neurosim.progress import progress_bar

FILM_FORMATS = ("gif", "html", "mp4")
# a notebook stores what it shows, so a longer page becomes an image
_LONGEST_PAGE = 10_000_000
# in pixels: what surrounds the stage in the player, and the largest height in a cell
_AROUND, _HIGHEST = 230.0, 900.0
_PIXELS_PER_POINT = 96 / 72


class Film:
    """The result of ``ns.animate`` and ``ns.animate_training``.

    It shows itself in a notebook: with a player, or as a GIF if the player would take more than 10
    million characters. It is painted only when it is shown or saved.

    Parameters
    ----------
    reel : Reel
        What it shows.
    theme : Theme or None
        The colours. With None, a page follows the light or dark scheme of its reader, and all else
        is light.
    progress : bool or None
        Whether to show a progress bar while it is saved. With None, only on a terminal.

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.animate(ns.trace(ns.mlp([2, 3, 1], name="worked example"), [0, 1]))
    Film('worked example': 5 pictures, 7.5 seconds)
    """

    __slots__ = ("_progress", "_reel", "_theme")

    def __init__(self, reel: Reel, theme: Theme | None, *, progress: bool | None) -> None:
        self._reel, self._theme, self._progress = reel, theme, progress

    def save(self, path: PathLike, *, overwrite: bool = False) -> Path:
        """Write the film to a file; the same film gives the same bytes as GIF and as a page.

        Parameters
        ----------
        path : path
            The file to write, ending in ``.gif``, ``.html`` or ``.mp4``; see ``animate``.
        overwrite : bool
            Whether an existing file may be replaced.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        UnknownNameError
            If the ending of the file is unknown.
        FileError
            If the file cannot be written, or exists and may not be replaced, or if ffmpeg is
            missing.

        Examples
        --------
        >>> import neurosim as ns
        >>> film = ns.animate(ns.trace(ns.mlp([2, 3, 1]), [0, 1]))
        >>> film.save("sample.gif")  # doctest: +SKIP
        PosixPath('sample.gif')
        """
        ending = check_ending(path, FILM_FORMATS, overwrite=overwrite)
        if ending == "mp4":
            check_ffmpeg()
        return write_whole(path, self._content(ending), overwrite=overwrite)

    def __repr__(self) -> str:
        moments = self._reel.moments
        seconds = sum(moment.seconds for moment in moments)
        pictures = counted(len(moments), "picture")
        return f"Film({self._reel.name!r}: {pictures}, {seconds:g} seconds)"

    def _repr_html_(self) -> str:
        title = escape(self._reel.name)
        page = self._page(lambda: None)
        if len(page) > _LONGEST_PAGE:
            data = to_gif(Screen(self._reel, self._one_theme), self._seconds)
            image = base64.b64encode(data).decode("ascii")
            return (
                f'<img src="data:image/gif;base64,{image}" alt="{title}" style="max-width: 100%">'
            )
        stages = [self._reel.stage, *([self._reel.narrow] if self._reel.narrow else [])]
        height = max(stage.height for stage in stages) * _PIXELS_PER_POINT + _AROUND
        return (
            f'<iframe srcdoc="{escape(page)}" title="{title}" width="100%" '
            f'height="{min(height, _HIGHEST):.0f}" style="border: 0"></iframe>'
        )

    @property
    def _one_theme(self) -> Theme:
        return self._theme or THEMES["light"]

    @property
    def _seconds(self) -> list[float]:
        return [moment.seconds for moment in self._reel.moments]

    def _content(self, ending: str) -> str | bytes:
        with progress_bar(len(self._reel.moments), "frame", show=self._progress) as report:
            painted = 0

            def done() -> None:
                nonlocal painted
                painted += 1
                report(painted, "")

            if ending == "html":
                return self._page(done)
            screen = Screen(self._reel, self._one_theme)

            def paint(place: int) -> Dots:
                done()
                return screen(place)

            return (to_gif if ending == "gif" else to_mp4)(paint, self._seconds)

    def _page(self, done: Callable[[], None]) -> str:
        themes = [self._theme] if self._theme else [THEMES["light"], THEMES["dark"]]
        return player_page(self._reel, themes, done)
