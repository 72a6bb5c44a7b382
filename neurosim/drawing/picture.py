"""A picture that was drawn: it shows itself, can be saved, and has a matplotlib figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from matplotlib.figure import Figure

from neurosim.drawing.picture_options import PictureOptions
from neurosim.drawing.saving import check_ending
from neurosim.files import PathLike, write_whole

Content = str | bytes


class Picture:
    """The result of every ``ns.draw`` function.

    It shows itself in a notebook. It is painted only when it is shown or saved, or when its figure
    is used.

    Parameters
    ----------
    name : str
        What the picture shows.
    painters : mapping of str to callable
        Functions that make the content of a file, by file ending without the dot; ``svg`` must be
        one.
    make_figure : callable
        The function that makes the matplotlib figure.

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.draw(ns.mlp([2, 3, 1], name="worked example"))
    Picture('worked example')
    """

    __slots__ = ("_figure", "_make_figure", "_name", "_painters")

    def __init__(
        self,
        name: str,
        painters: Mapping[str, Callable[[], Content]],
        make_figure: Callable[[], Figure],
    ) -> None:
        self._name, self._painters, self._make_figure = name, painters, make_figure
        self._figure: Figure | None = None

    @property
    def figure(self) -> Figure:
        """The matplotlib figure, to be changed and saved with its own methods.

        It is made on first use; later uses return the same figure. Pyplot does not know it. One
        point (1/72 inch) of it is one point of text. ``save`` does not write changes of the figure.
        If the picture was drawn in your own axes, it is the figure of these axes.
        """
        if self._figure is None:
            self._figure = self._make_figure()
        return self._figure

    def save(self, path: PathLike, *, overwrite: bool = False) -> Path:
        """Write the picture to a file; the same picture gives the same bytes.

        Parameters
        ----------
        path : path
            The file to write. Its ending gives the format: ``.svg``, ``.png`` or ``.pdf``; for a
            diagram also the other endings that ``draw`` takes.
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
        InputError
            If the diagram is too large for Mermaid.
        FileError
            If the file cannot be written, or exists and may not be replaced.

        Examples
        --------
        >>> import neurosim as ns
        >>> ns.draw_activation("tanh").save("tanh.pdf")  # doctest: +SKIP
        PosixPath('tanh.pdf')
        """
        ending = check_ending(path, self._painters, overwrite=overwrite)
        return write_whole(path, self._painters[ending](), overwrite=overwrite)

    def __repr__(self) -> str:
        return f"Picture({self._name!r})"

    def _repr_svg_(self) -> str:
        svg = self._painters["svg"]()
        text = svg.decode("utf-8") if isinstance(svg, bytes) else svg
        return text[text.index("<svg") :]


def finished(picture: Picture, options: PictureOptions) -> Picture:
    """Return a picture, after writing it if a path was given."""
    if options.path is not None:
        picture.save(options.path, overwrite=options.overwrite)
    return picture
