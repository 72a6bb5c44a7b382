"""``ns.explore``: the explorer of a network, as a file or in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from neurosim.checks import flag, items, one_of, text
from neurosim.data import DataLike
from neurosim.errors import InputError, brief
from neurosim.files import PathLike, check_destination, check_ending, write_whole
from neurosim.model import Network
from neurosim.tracing import Trace

LANGUAGES = ("en", "de")
LOCKS = ("structure", "weights", "sample")
EXPLORER_VIEWS = ("all", "network", "panel")

# in pixels: network, timeline and panels are seen together in a cell
_HEIGHT = 720


class Explorer:
    """The result of ``ns.explore``: a page with one network, to be changed and stepped through.

    It shows itself in a notebook, in a frame that can do nothing outside of itself. Changes that
    are made there stay there; with ``live=True``, ``ns.explore`` gives a page whose changes come
    back.

    Parameters
    ----------
    start : dict
        What the page starts with, as plain data: a document and a look.

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.explore(ns.mlp([2, 2, 1], name="worked example"))
    Explorer('worked example'): shown in a notebook; save("page.html") writes it as a file
    """

    def __init__(self, start: dict[str, Any]) -> None:
        self._start = start

    def save(self, path: PathLike, *, overwrite: bool = True) -> Path:
        """Write the page as one file that needs nothing else; the same page gives the same bytes.

        Parameters
        ----------
        path : path
            The file to write; its name ends with ``.html``.
        overwrite : bool
            Whether an existing file may be replaced.

        Returns
        -------
        pathlib.Path
            The file written.

        Raises
        ------
        FileError
            If the file has another ending, exists and may not be replaced, or cannot be written.

        Examples
        --------
        >>> import neurosim as ns
        >>> ns.explore(ns.mlp([2, 2, 1])).save("page.html")  # doctest: +SKIP
        PosixPath('page.html')
        """
        check_page_file(path)
        return write_whole(path, self._page, overwrite=flag(overwrite, "overwrite"))

    def __repr__(self) -> str:
        return (
            f'Explorer({brief(self._title)}): shown in a notebook; save("page.html") writes it as '
            "a file"
        )

    def _repr_html_(self) -> str:
        # without allow-same-origin, the page reaches neither the notebook nor its storage
        return (
            f'<iframe srcdoc="{escape(self._page)}" title="{escape(self._title)}" '
            f'sandbox="allow-scripts allow-downloads" width="100%" height="{_HEIGHT}" '
            'style="border: 0"></iframe>'
        )

    @cached_property
    def _page(self) -> str:
        from neurosim.explorer.page_file import page_html

        return page_html(self._start, title=self._title, language=self._start["look"]["language"])

    @property
    def _title(self) -> str:
        title: str = self._start.get("title") or self._start["document"]["model"]["name"]
        return title or "neurosim"


def explore(
    shown: Network | Trace,
    path: PathLike | None = None,
    *,
    data: DataLike | PathLike | None = None,
    title: str | None = None,
    language: str = "en",
    lock: Iterable[str] = (),
    view: str = "all",
    overwrite: bool = True,
) -> Explorer:
    """Return the explorer of a network: a page to change it, step through a sample, and train it.

    The page needs no network and no other file. It computes every number itself, in the same order
    of operations as the package.

    Parameters
    ----------
    shown : Network or Trace
        The network, or a trace from ``ns.trace``, whose sample, loss and learning rate are taken
        over.
    path : path, optional
        The file to write; its name ends with ``.html``.
    data : Dataset, (X, Z) or path of a CSV file, optional
        Samples in raw units to choose from and to train on, shapes (n_samples, n_inputs) and
        (n_samples, n_outputs).
    title : str, optional
        The title of the window; by default the name of the network.
    language : {"en", "de"}
        The language of the page until its reader chooses another one.
    lock : iterable of {"structure", "weights", "sample"}
        What the reader may not change.
    view : {"all", "network", "panel"}
        The whole page, or a part of it.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Explorer
        The page; it shows itself in a notebook.

    Raises
    ------
    InputError
        If something else than a network or a trace is given, a page cannot show it, or the data do
        not fit.
    UnknownNameError
        If ``language``, ``lock`` or ``view`` is unknown.
    FileError
        If the file has another ending, exists and may not be replaced, or cannot be written.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, data = ns.worked_example()
    >>> ns.explore(net, data=data)
    Explorer('worked example'): shown in a notebook; save("page.html") writes it as a file
    """
    if path is not None:
        check_page_file(path)
    flag(overwrite, "overwrite")
    start = page_start(shown, data=data, title=title, language=language, lock=lock, view=view)
    explorer = Explorer(start)
    if path is not None:
        explorer.save(path, overwrite=overwrite)
    return explorer


def page_start(
    shown: Network | Trace,
    *,
    data: DataLike | PathLike | None = None,
    title: str | None = None,
    language: str = "en",
    lock: Iterable[str] = (),
    view: str = "all",
) -> dict[str, Any]:
    """Return what a page starts with; see ``explore``."""
    from neurosim.explorer.page_document import document_of

    if not isinstance(shown, Network | Trace):
        raise InputError(
            "explore takes a network or a trace, such as ns.mlp([2, 3, 1]) or ns.trace(net, x); "
            f"got {brief(shown)}"
        )
    look = {
        "language": one_of(language, LANGUAGES, "language"),
        "view": one_of(view, EXPLORER_VIEWS, "view of the page"),
    }
    given = [one_of(name, LOCKS, "lock") for name in items(lock, "lock is a list of names")]
    start: dict[str, Any] = {"look": look}
    if title is not None:
        start["title"] = text(title, "the title of a page", empty=False)
    document = document_of(shown, data=data)
    return {**start, "document": {**document, "locks": [lock for lock in LOCKS if lock in given]}}


def check_page_file(path: PathLike) -> None:
    """Raise FileError unless a page could be written to a file of that name."""
    check_destination(path)
    check_ending(path, ".html", "a page")
