"""Shortening the script of the page: without blanks that mean nothing, and with short names.

A variable has the same new name everywhere, and two names never become one, so scopes do not
matter. Properties stay as they are, and so do names that a browser has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, product
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<name>\#?(?:[^\W\d]|\$)[\w$]*)
    |(?P<number>0[xX][\da-fA-F_]+|\.?\d(?:[eE][-+]|[\w.])*)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<sign>\.\.\.|\?\.(?!\d)|=>|\*\*=?|\+\+|--|&&=?|\|\|=?|\?\?=?|[!=]==?|<<=?|>>>?=?|[-+*/%&|^<>]=|.)""",
    re.VERBOSE | re.DOTALL,
)
_PATTERN = re.compile(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)


def _set_of(names: str) -> frozenset[str]:
    return frozenset(names.split())


_WORDS = _set_of(
    "arguments async await break case catch class const constructor continue default delete do "
    "else extends false finally for function get if in instanceof let new null of return set "
    "static super switch this throw true try typeof undefined var void while yield"
)
_BEFORE_PATTERN = _set_of(
    "await case delete do else in instanceof new of return throw typeof void yield"
)
# variables of the page may have these names, which browsers have too
_OF_BROWSERS = _set_of(
    "alert atob blur btoa caches cancel close closed confirm console crypto document event fetch "
    "external find focus frames history length location menubar name navigator open opener origin "
    "parent performance print prompt scheduler screen scroll scrollbars self status stop toolbar "
    "top viewport window"
)
_KEPT = _WORDS | _OF_BROWSERS
_OPENING, _CLOSING = _set_of("( [ { ${"), _set_of(") ] }")
# a line that ends with such a sign goes on, and so does one before a line that begins with one
_GOES_ON = _set_of("= + - * / % & | ^ < > ? : && || ?? == != === !== <= >= += -= *= /= =>")
_ENDS_NO_LINE = _GOES_ON | _set_of("( [ { ${ , ; . ?. ... ! ~")
_BEGINS_NO_LINE = (_GOES_ON - _set_of("+ - /")) | _set_of(") ] } , ; . ?.")
_OF_VARIABLES = frozenset({"variable", "both"})
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Token(NamedTuple):
    """A part of a script that has a meaning.

    Attributes
    ----------
    kind : str
        ``"name"``, ``"number"``, ``"text"`` (also patterns and parts of templates) or ``"sign"``.
    text : str
        How it is written.
    new_line : bool
        Whether a line ends before it.
    """

    kind: str
    text: str
    new_line: bool = False


def shortened_script(script: str) -> str:
    r"""Return a script that does the same in fewer characters.

    Examples
    --------
    >>> shortened_script("const first = 1;\nfunction next(value) {\n  return value + first;\n}\n")
    'const aa=1;function ab(a){return a+aa;}'
    """
    tokens = list(tokens_of(script))
    roles = roles_of(tokens)
    changed = []
    for token, role, short in zip(tokens, roles, short_names(tokens, roles), strict=True):
        text = f"{token.text}:{short}" if role == "both" and short != token.text else short
        changed.append(token._replace(text=text))
    return _written(changed)


def tokens_of(script: str) -> Iterator[Token]:
    """Yield the tokens of a script; blanks and comments are left out."""
    place, new_line, before = 0, False, Token("sign", ";")
    opened: list[str] = []
    while place < len(script):
        pattern = _PATTERN.match(script, place) if _may_be_pattern(before) else None
        found = pattern or _TOKEN.match(script, place)
        assert found is not None
        place, kind, text = found.end(), "text" if pattern else found.lastgroup or "", found[0]
        if kind == "blank":
            new_line = new_line or "\n" in text
            continue
        if text != "`":
            before = Token(kind, text, new_line)
            yield before
        if kind == "sign" and text == "{":
            opened.append(text)
        if text == "`" or (kind == "sign" and text == "}" and opened.pop() == "${"):
            # a template goes on to its end, or to an expression in it
            found = _TEMPLATE.match(script, place)
            assert found is not None
            place = found.end() + 1
            before = Token(
                "text", ("`" if text == "`" else "") + found[0], text == "`" and new_line
            )
            if script[place - 1] == "`":
                before = before._replace(text=before.text + "`")
                yield before
            else:
                yield before
                place += 1
                before = Token("sign", "${")
                opened.append("${")
                yield before
        new_line = False


def _may_be_pattern(before: Token) -> bool:
    """Return whether a slash after a token begins a regular expression."""
    if before.kind == "name":
        return before.text in _BEFORE_PATTERN
    return before.kind == "sign" and before.text not in {")", "]", "}", "++", "--"}


def short_names(tokens: list[Token], roles: list[str]) -> list[str]:
    """Return the text of each token, where variables have short names.

    The names of the top have two letters. Each statement of the top (a function, a class) has names
    of its own with one letter, or with a letter and a digit.

    Parameters
    ----------
    tokens : list of Token
        The script.
    roles : list of str
        What each token is, from ``roles_of``.
    """
    at_top = _declared(tokens, at_top=True) - _KEPT
    variables = [
        token.text if role in _OF_VARIABLES else ""
        for token, role in zip(tokens, roles, strict=True)
    ]
    pairs = map("".join, product(_LETTERS, repeat=2))
    names = _assigned(Counter(name for name in variables if name in at_top), pairs, set(variables))
    shortened: list[str] = []
    for unit in _statements(tokens):
        part, uses = tokens[unit], Counter(variables[unit])
        own = _declared(part) - at_top - _KEPT
        letters = chain(_LETTERS, map("".join, product(_LETTERS, "0123456789")))
        counted = Counter({name: uses[name] for name in own if uses[name]})
        found = names | _assigned(counted, letters, set(uses))
        shortened += [
            found.get(name, token.text) if name else token.text
            for token, name in zip(part, variables[unit], strict=True)
        ]
    return shortened


def _assigned(uses: Counter[str], free: Iterator[str], taken: set[str]) -> dict[str, str]:
    """Return a name for each other name, in order of use; none is one that is taken."""
    by_use = sorted(uses, key=lambda name: (-uses[name], name))
    names = (name for name in free if name not in taken and name not in _WORDS)
    return dict(zip(by_use, names, strict=False))


def _statements(tokens: list[Token]) -> Iterator[slice]:
    """Yield where each statement of the top is."""
    depth, start = 0, 0
    for place, token in enumerate(tokens):
        before = _text(tokens, place - 1)
        if depth == 0 and token.kind == "name" and before in {";", "}"} and token.new_line:
            yield slice(start, place)
            start = place
        if token.kind == "sign":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
    yield slice(start, len(tokens))


def _declared(tokens: list[Token], *, at_top: bool = False) -> set[str]:
    """Return the names of variables, functions, classes and parameters; or those of the top."""
    declared: set[str] = set()
    closing = _closing(tokens)
    depth = 0
    for place, token in enumerate(tokens):
        after = _text(tokens, place + 1)
        if token.kind == "sign":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if at_top and depth > 0:
            continue
        if token.kind == "name" and token.text in {"const", "let", "class", "function", "catch"}:
            start = place + 1 + (after == "*")
            declared |= _bound(tokens, start, closing.get(start, start))
        elif at_top:
            continue
        elif token.kind == "name" and after == "=>":
            declared.add(token.text)
        elif token.kind == "sign" and token.text == "(":
            end = closing[place]
            conditional = _text(tokens, place - 1) in {"for", "if", "switch", "while"}
            if _text(tokens, end + 1) in {"=>", "{"} and not conditional:
                declared |= _bound(tokens, place, end)
    return declared


def _bound(tokens: list[Token], start: int, end: int) -> set[str]:
    """Return the names at the places of a pattern where one is declared."""
    return {
        tokens[place].text
        for place in range(start, min(end + 1, len(tokens)))
        if tokens[place].kind == "name"
        and (
            place == start
            or (
                _text(tokens, place - 1) in {"(", "[", "{", ",", "...", ":"}
                and _text(tokens, place + 1) not in {":", ".", "?.", "("}
            )
        )
    }


def roles_of(tokens: list[Token]) -> list[str]:
    """Return what each token is.

    Returns
    -------
    list of str
        ``"variable"``, ``"property"``, ``"both"`` (as in ``{ name }``), or ``""`` for what is no
        name.
    """
    roles = []
    closing = _closing(tokens)
    inside = [""]
    begins_class = False
    for place, token in enumerate(tokens):
        role = ""
        if token.kind == "name":
            before, after = _text(tokens, place - 1), _text(tokens, place + 1)
            listed = inside[-1] == "object" and before in {"{", ","}
            if (
                before in {".", "?."}
                or token.text.startswith("#")
                or (inside[-1] == "class" and before in {"{", ";", "}", "static", "get", "set"})
                or (listed and after == ":")
                or _is_method(tokens, place, closing)
            ):
                role = "property"
            elif listed and after in {",", "}", "="}:
                role = "both"
            else:
                role = "variable"
            begins_class = begins_class or (token.text == "class" and role == "variable")
        elif token.kind == "sign" and token.text in _OPENING:
            is_body = token.text == "{" and begins_class
            inside.append("class" if is_body else _kind_of_bracket(tokens, place))
            begins_class = begins_class and not is_body
        elif token.kind == "sign" and token.text in _CLOSING:
            inside.pop()
        roles.append(role)
    return roles


def _kind_of_bracket(tokens: list[Token], place: int) -> str:
    """Return what a bracket opens: an object, or a pattern for one, or something else."""
    if tokens[place].text != "{":
        return tokens[place].text
    before = _text(tokens, place - 1)
    # a block of a case has a colon before it too
    of_case = before == ":" and {"case", "default"} & {
        _text(tokens, place - back) for back in (2, 3)
    }
    begins_block = before in {"", ")", "=>", ";", "{", "}", "else", "do", "try", "finally"}
    return "block" if begins_block or of_case else "object"


def _is_method(tokens: list[Token], place: int, closing: dict[int, int]) -> bool:
    if _text(tokens, place + 1) != "(" or _text(tokens, place - 1) == "function":
        return False
    if _text(tokens, place - 2) == "function":
        return False
    return _text(tokens, closing[place + 1] + 1) == "{"


def _closing(tokens: list[Token]) -> dict[int, int]:
    """Return the place of the closing bracket of each opening one."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for place, token in enumerate(tokens):
        if token.kind == "sign" and token.text in _OPENING:
            opened.append(place)
        elif token.kind == "sign" and token.text in _CLOSING:
            found[opened.pop()] = place
    return found


def _text(tokens: list[Token], place: int) -> str:
    """Return the text of a token; empty outside of the script, and for a part of a text."""
    if not 0 <= place < len(tokens) or tokens[place].kind == "text":
        return ""
    return tokens[place].text


def _written(tokens: list[Token]) -> str:
    parts: list[str] = []
    before = Token("sign", ";")
    for token in tokens:
        if token.new_line and not (
            (before.kind == "sign" and before.text in _ENDS_NO_LINE)
            or (token.kind == "sign" and token.text in _BEGINS_NO_LINE)
        ):
            parts.append("\n")
        elif _would_join(before, token):
            parts.append(" ")
        parts.append(token.text)
        before = token
    return "".join(parts)


def _would_join(before: Token, token: Token) -> bool:
    """Return whether two tokens would be read as another one without a blank."""
    last, first = before.text[-1:], token.text[:1]
    if before.kind != "sign" and token.kind in {"name", "number"}:
        return bool(re.match(r"[\w$]", last)) or (before.kind == "text" and last == "/")
    if before.kind == "number":
        return first == "."
    return last + first in {"++", "--", "//", "/*", "<!", "->"}
