"""The result of ``ns.explore``: a page that shows itself in a notebook, and can be saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, TypeVar
from warnings import warn

from neurosim.checks import flag
from neurosim.checks import function as checked_function
from neurosim.errors import InputError, NeurosimError, NeurosimWarning, brief
from neurosim.explorer.page_document import network_of
from neurosim.files import PathLike, check_destination, check_ending, write_whole
from neurosim.interop.model_file import from_json
from neurosim.model import Network

Taker = TypeVar("Taker", bound=Callable[[Network], object])

# in pixels: network, timeline and panels are seen together in a cell
_HEIGHT = 720


class Explorer:
    """The result of ``ns.explore``: a page with one network, to be changed and stepped through.

    It shows itself in a notebook, in a frame that can do nothing outside of itself. Changes that
    are made there stay there, unless it was made with ``live=True``.

    Parameters
    ----------
    start : dict
        What the page starts with, as plain data: a document and a look.
    live : bool
        Whether changes that are made in a notebook come back.

    Raises
    ------
    InputError
        If ``live`` is asked for, and anywidget is not installed.

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.explore(ns.mlp([2, 2, 1], name="worked example"))
    Explorer('worked example'): shown in a notebook; save("page.html") writes it as a file
    """

    def __init__(self, start: dict[str, Any], *, live: bool = False) -> None:
        self._start = start
        self._network = network_of(start["document"]["model"])
        self._takers: list[Callable[[Network], object]] = []
        self._widget: Any = None
        if live:
            from neurosim.explorer.notebook_widget import notebook_widget

            self._widget = notebook_widget(start, self._take, height=_HEIGHT, **self._options)

    @property
    def network(self) -> Network:
        """The network of the page: as it was given, or after the last change that came back.

        Each time it is a new object; the page does not see what is done with it.
        """
        return self._network.copy()

    def on_change(self, function: Taker) -> Taker:
        """Call a function with the network after each change on a live page; also as a decorator.

        Parameters
        ----------
        function : callable
            Takes the network as it is on the page then.

        Returns
        -------
        callable
            The function.

        Raises
        ------
        InputError
            If the page was not made with ``live=True``.

        Examples
        --------
        >>> import neurosim as ns
        >>> page = ns.explore(ns.mlp([2, 2, 1]), live=True)
        >>> @page.on_change
        ... def show(net):
        ...     print(ns.predict(net, [[1.0, 0.0]]))
        """
        checked_function(function, "what is called after a change")
        if self._widget is None:
            raise InputError(
                "changes of this page do not come back; use ns.explore(net, live=True)"
            )
        self._takers.append(function)
        return function

    def save(self, path: PathLike, *, overwrite: bool = True) -> Path:
        """Write the page as one file that needs nothing else; the same page gives the same bytes.

        The file has the network that was given to ``ns.explore``.

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

    def _repr_mimebundle_(self, **given: Any) -> Any:
        # without a widget, the HTML is enough; with one, it is for readers of a saved notebook
        return {} if self._widget is None else self._widget._repr_mimebundle_(**given)

    def _take(self, text: str) -> None:
        """Take what the page sent; what is no model is left out."""
        try:
            self._network = from_json(text, origin="the model of the page")
        except NeurosimError as error:
            warn(f"a change of the page is left out: {error}", NeurosimWarning, stacklevel=2)
            return
        for taker in self._takers:
            taker(self.network)

    @cached_property
    def _page(self) -> str:
        from neurosim.explorer.page_file import page_html

        return page_html(self._start, **self._options)

    @property
    def _options(self) -> dict[str, str]:
        return {"title": self._title, "language": self._start["look"]["language"]}

    @property
    def _title(self) -> str:
        title: str = self._start.get("title") or self._start["document"]["model"]["name"]
        return title or "neurosim"


def check_page_file(path: PathLike) -> None:
    """Raise FileError unless a page could be written to a file of that name."""
    check_destination(path)
    check_ending(path, ".html", "a page")
