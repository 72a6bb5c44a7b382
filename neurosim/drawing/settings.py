"""The settings of matplotlib that every picture is made with, whatever the user's own are."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl

FONT = "DejaVu Sans"
"""The font that text is measured in; it comes with matplotlib, so every machine has it."""

# browsers without the first font take the second, which has the same widths
_FONT_STACK = [FONT, "Verdana", "Arial", "Helvetica"]
# these belong to windows and to pyplot, and leave no trace in a picture
_NOT_OURS = frozenset(
    ("animation", "backend", "backend_fallback", "date", "docstring", "interactive", "keymap",
     "macosx", "tk", "timezone", "toolbar", "webagg")
)  # fmt: skip
_SETTINGS: dict[Any, Any] = {
    key: value for key, value in mpl.rcParamsDefault.items() if key.split(".")[0] not in _NOT_OURS
} | {
    "svg.fonttype": "none",
    "svg.hashsalt": "neurosim",
    "pdf.fonttype": 42,
    "path.simplify": False,
    "savefig.bbox": None,
    "savefig.transparent": False,
    "font.family": [FONT],
    "font.sans-serif": _FONT_STACK,
}
_OF_TEXT: dict[Any, Any] = {
    key: value for key, value in _SETTINGS.items() if key.startswith("text.")
}


# matplotlib keeps its settings, fonts and warnings once for all threads
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def house_settings() -> Iterator[None]:
    """Set every setting that could reach a picture; also a decorator.

    Artists take some of them when they are made and others when they are drawn, so whatever makes,
    draws or saves runs in it. One thread at a time is in it, so no code of the user's may run
    there: it could wait for another thread that waits to draw.

    Examples
    --------
    >>> with mpl.rc_context({"axes.linewidth": 9.0}), house_settings():
    ...     mpl.rcParams["axes.linewidth"]
    0.8
    """
    with _ONE_AT_A_TIME, _set(_SETTINGS):
        yield


@contextmanager
def text_settings() -> Iterator[None]:
    """Set those that letters are measured with alone; one thread at a time, as above."""
    with _ONE_AT_A_TIME, _set(_OF_TEXT):
        yield


@contextmanager
def _set(settings: Mapping[Any, Any]) -> Iterator[None]:
    """Set settings for a while; those that another thread sets meanwhile stay as it set them."""
    before = {key: mpl.rcParams[key] for key in settings if mpl.rcParams[key] != settings[key]}
    try:
        for key in before:
            mpl.rcParams[key] = settings[key]
        yield
    finally:
        for key, value in before.items():
            if mpl.rcParams[key] == settings[key]:
                mpl.rcParams[key] = value
