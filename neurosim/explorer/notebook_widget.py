"""The frame of a page in a notebook that gives the changed network back, by anywidget."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from neurosim.errors import InputError
from neurosim.explorer.page_file import page_html


def notebook_widget(
    start: Mapping[str, Any], take: Callable[[str], None], *, height: int, **options: str
) -> Any:
    """Return a widget that shows a page, and calls a function with the text of each changed model.

    The page is in a sandbox without access to the notebook. It knows a secret of its own, so that
    no other frame of the notebook is believed.

    Parameters
    ----------
    start : mapping
        What the page starts with.
    take : function
        Takes the text of a model file, which nobody has checked yet.
    height : int
        The height of the frame, in pixels.
    options : str
        ``title`` and ``language`` of the page.

    Raises
    ------
    InputError
        If anywidget is not installed.
    """
    nonce = secrets.token_urlsafe(32)
    page = page_html({**start, "token": nonce}, door="notebook", **options)
    widget = _widget_class()(page=page, title=options["title"], height=height, nonce=nonce)
    widget.observe(lambda change: take(change["new"]), names="model_text")
    return widget


@cache
def _widget_class() -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise InputError(
            "changes come back with the package anywidget: pip install 'neurosim[notebook]'"
        ) from None

    class ExplorerWidget(anywidget.AnyWidget):  # type: ignore[misc]
        _esm = files("neurosim.explorer").joinpath("page/notebook/widget.js").read_text("utf-8")
        page = traitlets.Unicode().tag(sync=True)
        title = traitlets.Unicode().tag(sync=True)
        height = traitlets.Int().tag(sync=True)
        nonce = traitlets.Unicode().tag(sync=True)
        model_text = traitlets.Unicode().tag(sync=True)

    return ExplorerWidget
