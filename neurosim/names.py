"""Names that users chose, for one line of text, Markdown or mathematics."""

from __future__ import annotations

import re
import unicodedata

_VISIBLE = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"))
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN", "RLE", "RLO", "RLI"))
_CODE_POINT = re.compile(r"<U\+[0-9A-F]{4,6}>")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:])")
_SYMBOLS = {
    "\\": r"\backslash ",
    "{": r"\lbrace ",
    "}": r"\rbrace ",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\wedge ",
    "~": r"\sim ",
    "<": r"\lt ",
    ">": r"\gt ",
    "|": r"\vert ",
    "`": r"\backprime ",
}


def one_line(name: str) -> str:
    r"""Return a name on one line; line breaks and invisible characters are escaped.

    Examples
    --------
    >>> print(one_line("two\nlines"))
    two\nlines
    """
    return "".join(map(_visible, name))


def _visible(character: str) -> str:
    if character in _VISIBLE:
        return _VISIBLE[character]
    if unicodedata.category(character) in _INVISIBLE and character not in _JOINERS:
        return f"<U+{ord(character):04X}>"
    return character


def is_right_to_left(name: str) -> bool:
    """Return whether a name has letters that are written from right to left."""
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in name)


def isolated(line: str) -> str:
    """Return a name on one line so that its direction does not change the text around it.

    Escaped characters in it keep their own direction.
    """
    if not is_right_to_left(line):
        return line
    inside = _CODE_POINT.sub(
        lambda found: f"\N{LEFT-TO-RIGHT ISOLATE}{found[0]}\N{POP DIRECTIONAL ISOLATE}", line
    )
    return f"\N{FIRST STRONG ISOLATE}{inside}\N{POP DIRECTIONAL ISOLATE}"


def shortened(line: str, most: int = 32) -> str:
    """Return a name with a limited number of characters; a longer name loses its middle.

    Examples
    --------
    >>> shortened("abcdefghijklmnopqrstuvwxyz", 9)
    'abcdef…yz'
    >>> shortened("abcd", 3)
    'ab…'
    """
    if len(line) <= most:
        return line
    last = most // 4
    return f"{line[: most - last - 1]}…{line[len(line) - last :]}"


def markdown(name: str) -> str:
    r"""Return a name as Markdown text.

    Examples
    --------
    >>> print(markdown("a_b|<i>"))
    a\_b\|&lt;i&gt;
    """
    safe = _MARKDOWN.sub(r"\\\1", isolated(one_line(name)))
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mathematics(name: str) -> str:
    r"""Return a name upright, as mathematics that MathJax, KaTeX and LaTeX read alike.

    Characters that are special in one of them stand outside ``\text``, as symbols.

    Examples
    --------
    >>> print(mathematics("leaky_relu"))
    \text{leaky}\_\text{relu}
    """
    parts = re.split(r"([\\{}$&#%_^~<>|`])", one_line(name))
    return "".join(_SYMBOLS.get(part, rf"\text{{{part}}}") for part in parts if part)
