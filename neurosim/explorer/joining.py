"""Joining the modules of the page into one script, and its style sheets into one."""

from __future__ import annotations

import re
from importlib.resources.abc import Traversable
from posixpath import dirname, join, normpath

from neurosim.errors import NeurosimError

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[\w/.-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class)\b|const\b|let\b)", re.MULTILINE)
_EMPTY_EXPORT = re.compile(r"^export \{\};$", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
_CAST = re.compile(r"/\*\* @[^\n]*?\*/ ?")
_COMMENT = re.compile(
    r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*$|^[ \t]*//[^\n]*$", re.MULTILINE | re.DOTALL
)
_TOP = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|class|const|let) +([\w$]+)"
    r"|^(?:export )?(?:const|let) +([{\[][^=]*[}\]]) *=",
    re.MULTILINE,
)
_TEXT = r"""["](?:[^"\\\n]|\\.)*["]|['](?:[^'\\\n]|\\.)*[']"""
_TEMPLATE = r"`(?:[^`\\$]|\\.|\$(?!{)|\${(?:[^{}`]|{[^{}]*}|`[^`]*`)*})*`"
# a slash after a number or a name divides
_PATTERN = (
    r"(?:^|(?<=[(,=:\[!&|?>])|(?<=[(,=:\[!&|?>] )|(?<=return) )"
    r"/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
)
_SIGN = r" *([=<>!&|?:;,*/%(){}\[\]]) *| ([+-]) (?![+-])"
# what stays as it is comes first
_TIGHT = re.compile(f"({_TEXT}|{_TEMPLATE}|{_PATTERN})|{_SIGN}")
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class JoiningError(NeurosimError):
    """The sources of the page do not fit together."""


def joined_script(folder: Traversable, start: str) -> str:
    """Return a module and everything that it imports as one script.

    The modules share one scope then, in which every name at the top of a module is unique. Comments
    on lines of their own, types in a line, and blanks at the start of a line and around signs are
    left out; names and lines stay.

    Parameters
    ----------
    folder : Traversable
        Where the modules are.
    start : str
        The module that comes last.

    Raises
    ------
    JoiningError
        If a module imports in another way than ``import { a } from "./b.js";``, two modules import
        each other, or two have one name at their top.
    """
    sources: dict[str, str] = {}
    _collect(folder, start, sources, ())
    owners: dict[str, str] = {}
    for path, source in sources.items():
        for name in names_at_the_top(source):
            if name in owners:
                raise JoiningError(f"{owners[name]} and {path} both have the name {name!r}")
            owners[name] = path
    return "\n".join(filter(None, (_bare(path, source) for path, source in sources.items())))


def names_at_the_top(source: str) -> list[str]:
    """Return the names that a module declares at its top, without those it imports."""
    found: list[str] = []
    for match in _TOP.finditer(_COMMENT.sub("", source)):
        found += [match[1]] if match[1] else re.findall(r"[\w$]+", match[2])
    return found


def joined_style(folder: Traversable) -> str:
    """Return the style sheets of a folder, by name, without comments and leading blanks."""
    sheets = sorted(path.name for path in folder.iterdir() if path.name.endswith(".css"))
    text = "\n".join(folder.joinpath(name).read_text("utf-8") for name in sheets)
    return _without_blanks(_STYLE_COMMENT.sub("", text))


def _collect(
    folder: Traversable, path: str, sources: dict[str, str], importers: tuple[str, ...]
) -> None:
    """Add a module after the modules that it imports."""
    if path in importers:
        raise JoiningError(f"{' imports '.join((*importers, path))}, which is a circle")
    if path in sources:
        return
    source = folder.joinpath(path).read_text("utf-8")
    for match in _IMPORT.finditer(source):
        imported = normpath(join(dirname(path), match[2]))
        _collect(folder, imported, sources, (*importers, path))
        exported = names_at_the_top(sources[imported])
        for name in filter(None, (part.strip() for part in match[1].split(","))):
            if name not in exported:
                raise JoiningError(f"{path} imports {name!r}, which {imported} does not have")
    sources[path] = source


def _bare(path: str, source: str) -> str:
    text = _EMPTY_EXPORT.sub(
        "", _EXPORT.sub("", _IMPORT.sub("", _COMMENT.sub("", _CAST.sub("", source))))
    )
    if left := _LEFT.search(text):
        raise JoiningError(f"{path} has the line {left[0]!r}, which cannot be joined")
    if "</script" in text:
        raise JoiningError(f"{path} has '</script', which would end the script in the page")
    return "\n".join(map(_tight, _without_blanks(text).splitlines()))


def _tight(line: str) -> str:
    """Return a line without the blanks around signs; those in texts and patterns stay."""
    return _TIGHT.sub(lambda found: next(filter(None, found.groups())), line)


def _without_blanks(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
