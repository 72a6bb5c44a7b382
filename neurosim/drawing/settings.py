"""The matplotlib settings of every picture, independent of the user's settings."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl

FONT = "DejaVu Sans"
"""The font for measuring text. It comes with matplotlib, so every machine has it."""

FONT_STACK = [FONT, "Verdana", "Arial", "Helvetica"]
"""The fonts of SVG; browsers without the first use the second, which has the same widths."""

# these are for windows and pyplot, and do not change a picture
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
    "font.sans-serif": FONT_STACK,
}
_OF_TEXT: dict[Any, Any] = {
    key: value for key, value in _SETTINGS.items() if key.startswith("text.")
}


# matplotlib's settings, fonts and warnings are shared by all threads
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def house_settings() -> Iterator[None]:
    """Set every setting that could change a picture; also a decorator.

    Artists read some settings when they are made and others when they are drawn. So everything that
    makes, draws or saves runs inside this block. Only one thread at a time may be inside. So no
    code of the user may run there: it could wait for another thread that waits to draw.

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
    """Set only the settings for measuring text; one thread at a time, as above."""
    with _ONE_AT_A_TIME, _set(_OF_TEXT):
        yield


@contextmanager
def _set(settings: Mapping[Any, Any]) -> Iterator[None]:
    """Set settings for a while; settings that another thread changes meanwhile are kept."""
    before = {key: mpl.rcParams[key] for key in settings if mpl.rcParams[key] != settings[key]}
    try:
        for key in before:
            mpl.rcParams[key] = settings[key]
        yield
    finally:
        for key, value in before.items():
            if mpl.rcParams[key] == settings[key]:
                mpl.rcParams[key] = value
