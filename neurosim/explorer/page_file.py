"""The page as one file: its modules joined, its style, its data, and the policy that locks it.

Script, style and formulas are packed, to a third of their size; a small script unpacks them. The
policy allows these texts only, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from neurosim.checks import one_of, text
from neurosim.drawing.themes import THEMES, Theme
from neurosim.explorer.formulas import formulas
from neurosim.explorer.joining import joined_script, joined_style
from neurosim.explorer.packing import packed_text

DOORS = ("file", "server", "notebook")
LANGUAGES = ("en", "de")

# the page has no colours of its own for what is highlighted
_ONLY_IN_PICTURES = {"halo", "heart", "dimmed", "dimmed_text"}


def page_html(
    start: Mapping[str, Any], *, door: str = "file", title: str = "neurosim", language: str = "en"
) -> str:
    """Return the explorer as one page that needs nothing else; the same start gives the same text.

    Parameters
    ----------
    start : mapping
        What the page starts with: ``document`` and ``look`` as plain data of JSON, and for a
        server the name of the ``file`` and whether it is ``writable``.
    door : {"file", "server", "notebook"}
        Where the page is shown. From a server it may speak with that server; in a notebook it
        listens to the frame around it.
    title : str
        The title of the window.
    language : {"en", "de"}
        The language of the page until the reader chooses another one.

    Raises
    ------
    InputError
        If ``door`` or ``language`` is unknown.
    """
    one_of(door, DOORS, "door of the page")
    one_of(language, LANGUAGES, "language")
    parts = {
        "language": language,
        "policy": escape(policy(door), quote=False),
        "title": escape(text(title, "the title of a page"), quote=False),
        "start": _json({**start, "door": door}),
        "packed": _packed(),
        "size": str(len(_parts().encode("utf-8"))),
        "loader": _loader(),
    }
    # all in one pass, because an inserted text may look like a placeholder
    return re.sub(r"{{(\w+)}}", lambda place: parts[place[1]], _read("page.html"))


@cache
def policy(door: str) -> str:
    """Return the content security policy: these scripts, this style, and no network.

    Parameters
    ----------
    door : str
        From a server the page may also speak with that server.
    """
    rules = {
        "default-src": "'none'",
        "script-src": f"{_hashed(_loader())} {_hashed(_script())}",
        "style-src": _hashed(page_style()),
        "img-src": "data: blob:",
        "connect-src": "'self'" if door == "server" else "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hashed(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def _script() -> str:
    return joined_script(_folder(), "main.js")


@cache
def page_style() -> str:
    """Return the style of the page: the colours of both themes as variables, and all sheets."""
    rules = joined_style(_folder().joinpath("style"))
    light, dark = (_variables(THEMES[name]) for name in ("light", "dark"))
    return (
        f':root{{color-scheme:light;{light}}}\n:root[data-theme="dark"]{{color-scheme:dark;{dark}}}\n'
        f"{rules}"
    )


@cache
def _loader() -> str:
    return joined_script(_folder(), "loader.js")


@cache
def _parts() -> str:
    # not as JSON, in which every quotation mark of the script would need another character
    return "\0".join((page_style(), _json(formulas()), _script()))


@cache
def _packed() -> str:
    return packed_text(_parts())


def _variables(theme: Theme) -> str:
    """Return the single colours of a theme as variables of a style sheet; no sheet uses scales."""
    names = (name for name in theme.__slots__ if name not in _ONLY_IN_PICTURES)
    colours = {name: getattr(theme, name) for name in names}
    return "".join(
        f"--{name.replace('_', '-')}:{colour};"
        for name, colour in colours.items()
        if isinstance(colour, str)
    )


def _json(value: object) -> str:
    # only this character could end the script element or start a comment in it
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return written.replace("<", r"\u003c")


def _folder() -> Traversable:
    return files("neurosim.explorer").joinpath("page")


def _read(name: str) -> str:
    return _folder().joinpath(name).read_text("utf-8")
