"""A film that was made: it shows itself, and can be saved as GIF, MP4 or a page with a player."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from matplotlib.figure import Figure

from neurosim.drawing.animation.frames import Frame
from neurosim.drawing.animation.painting import paint_frame, painted_size
from neurosim.drawing.animation.player import player_page
from neurosim.drawing.animation.video import check_ffmpeg, to_gif, to_mp4
from neurosim.drawing.painters.matplotlib import POINTS_PER_INCH, pixels, render
from neurosim.drawing.saving import check_ending
from neurosim.drawing.themes import Theme
from neurosim.errors import counted
from neurosim.files import PathLike, write_whole
from neurosim.progress import progress_bar

FILM_FORMATS = ("gif", "html", "mp4")
_DOTS_PER_INCH = 144
_MOST_DOTS = 2000
# a notebook stores what it shows, so a longer page becomes an image
_LONGEST_PAGE = 10_000_000
# in pixels: the controls of the player, and the largest height in a cell
_CONTROLS, _HIGHEST = 110.0, 900.0
_PIXELS_PER_INCH = 96.0

PaintFrame = Callable[[int], Figure]
"""Returns the figure of a frame, by its place."""


class Film:
    """The result of ``ns.animate`` and ``ns.animate_training``.

    It shows itself in a notebook: with a player, or as a GIF if the player would take more than 10
    million characters. It is painted only when it is shown or saved.

    Parameters
    ----------
    frames : sequence of Frame
        Its pictures.
    theme : Theme
        The colours.
    progress : bool or None
        Whether to show a progress bar while it is saved. With None, only on a terminal.

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.animate(ns.trace(ns.mlp([2, 3, 1], name="worked example"), [0, 1]))
    Film('worked example': 5 pictures, 7.5 seconds)
    """

    __slots__ = ("_frames", "_progress", "_theme")

    def __init__(self, frames: Sequence[Frame], theme: Theme, *, progress: bool | None) -> None:
        self._frames, self._theme, self._progress = tuple(frames), theme, progress

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
        pictures = counted(len(self._frames), "picture")
        seconds = sum(frame.seconds for frame in self._frames)
        return f"Film({self._title!r}: {pictures}, {seconds:g} seconds)"

    def _repr_html_(self) -> str:
        title = escape(self._title)
        if len(self._frames) * len(self._svg(0, self._painted(0, "html"))) > _LONGEST_PAGE:
            data = self._moving("gif", lambda place: self._painted(place, "gif"))
            image = base64.b64encode(data).decode("ascii")
            return (
                f'<img src="data:image/gif;base64,{image}" alt="{title}" style="max-width: 100%">'
            )
        page = escape(self._page(lambda place: self._painted(place, "html")))
        height = painted_size(self._frames[0])[1] * _PIXELS_PER_INCH / POINTS_PER_INCH + _CONTROLS
        return (
            f'<iframe srcdoc="{page}" title="{title}" width="100%" '
            f'height="{min(height, _HIGHEST):.0f}" style="border: 0"></iframe>'
        )

    @property
    def _title(self) -> str:
        return self._frames[0].scene.title

    @property
    def _seconds(self) -> list[float]:
        return [frame.seconds for frame in self._frames]

    def _content(self, ending: str) -> str | bytes:
        with progress_bar(len(self._frames), "frame", show=self._progress) as report:
            done = 0

            def paint(place: int) -> Figure:
                nonlocal done
                done += 1
                report(done, "")
                return self._painted(place, ending)

            return self._page(paint) if ending == "html" else self._moving(ending, paint)

    def _page(self, paint: PaintFrame) -> str:
        return player_page(
            [self._svg(place, paint(place)) for place in range(len(self._frames))],
            [frame.note for frame in self._frames],
            self._seconds,
            title=self._title,
            theme=self._theme,
        )

    def _moving(self, ending: str, paint: PaintFrame) -> bytes:
        longest = max(painted_size(self._frames[0]))
        dots_per_inch = min(_DOTS_PER_INCH, _MOST_DOTS * POINTS_PER_INCH / longest)
        to_film = to_gif if ending == "gif" else to_mp4
        return to_film(lambda place: pixels(paint(place), dots_per_inch), self._seconds)

    def _painted(self, place: int, ending: str) -> Figure:
        return paint_frame(self._frames[place], self._theme, browser_fonts=ending == "html")

    def _svg(self, place: int, figure: Figure) -> str:
        frame = self._frames[place]
        return render(figure, "svg", title=frame.scene.title, description=frame.note).decode()
