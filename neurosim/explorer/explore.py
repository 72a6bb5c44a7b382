"""``ns.explore``: the explorer of a network, as a file or in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from neurosim.checks import flag, items, one_of, text
from neurosim.data import DataLike
from neurosim.errors import InputError, brief
from neurosim.explorer.explorer import Explorer, check_page_file
from neurosim.files import PathLike
from neurosim.model import Network
from neurosim.tracing import Trace

LANGUAGES = ("en", "de")
LOCKS = ("structure", "weights", "sample")
EXPLORER_VIEWS = ("all", "network", "panel")


def explore(
    shown: Network | Trace,
    path: PathLike | None = None,
    *,
    data: DataLike | PathLike | None = None,
    title: str | None = None,
    language: str = "en",
    lock: Iterable[str] = (),
    view: str = "all",
    live: bool = False,
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
    live : bool
        Whether changes that are made in a notebook come back, as ``network`` and to the functions
        of ``on_change``; this needs anywidget (``pip install 'neurosim[notebook]'``).
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Explorer
        The page; it shows itself in a notebook.

    Raises
    ------
    InputError
        If something else than a network or a trace is given, a page cannot show it, the data do not
        fit, or ``live`` needs a package that is missing.
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
    explorer = Explorer(start, live=flag(live, "live"))
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
