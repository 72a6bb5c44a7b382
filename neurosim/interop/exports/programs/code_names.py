"""Names and texts of users inside a program: they can never become code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from neurosim.names import one_line, shortened

_LANGUAGE_WORDS = """
    and as assert async await break class continue def del elif else except false finally for from
    global if import in is lambda none nonlocal not or pass raise return true try while with yield
    match case type len list float int range max min abs zip print math map input sum

    auto char const default do double enum extern goto inline long register restrict short signed
    sizeof static struct switch typedef union unsigned void volatile main linux unix i386 errno
    bool catch delete explicit export friend mutable namespace new nullptr operator private
    protected public template this throw typeid typename using virtual xor compl bitand bitor
    and_eq or_eq not_eq xor_eq alignas alignof asm char8_t char16_t char32_t wchar_t co_await
    co_return co_yield concept requires consteval constexpr constinit const_cast dynamic_cast
    reinterpret_cast static_cast static_assert thread_local decltype noexcept near far

    arguments debugger eval extends function implements instanceof interface let null package super
    typeof undefined var
"""
"""Words of Python, C, C++ and JavaScript, and macros of compilers."""

_LIBRARY_WORDS = """
    exp log sqrt fabs tanh sin cos tan atan erf erfc log1p expm1 fmax fmin pow gamma signgam
    j0 j1 jn y0 y1 yn square ceil floor round trunc fma remainder

    setup loop boolean byte word string delay random millis micros serial bit sq radians degrees
    constrain interrupts
"""
"""Names of math.h and of the libraries of boards."""

_PROGRAM_WORDS = """
    inputs outputs targets gradients loss learning_rate parameters total total_of_targets log_total
    highest probabilities best slopes i k y z
    predict predict_class predict_probabilities loss_and_gradients train_step
    error_function error_function_complement log_of_1_plus exp_minus_1
"""
"""Names that the programs themselves use."""

_RESERVED = frozenset(re.findall(r"\w+", _LANGUAGE_WORDS + _LIBRARY_WORDS + _PROGRAM_WORDS))
"""Names that a variable must not have in one of the languages."""


class CodeNames:
    """Gives out names of variables, each only once.

    Parameters
    ----------
    taken : iterable of str
        CodeNames that are in use already.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken) | _RESERVED

    def new(self, wanted: str, otherwise: str = "v") -> str:
        """Return a name of lower-case letters, digits and underscores that is near to another.

        Examples
        --------
        >>> names = CodeNames()
        >>> names.new("h[0][1]"), names.new("class"), names.new("h 0 1"), names.new("9 */ x")
        ('h_0_1', 'class_', 'h_0_1_2', 'v_9_x')
        """
        plain = re.sub(r"[^a-z0-9]+", "_", wanted.lower()).strip("_")[:40].strip("_")
        if not plain[:1].isalpha():
            plain = f"{otherwise}_{plain}".rstrip("_")
        name = f"{plain}_" if plain in _RESERVED else plain
        count = 2
        while name in self._taken:
            name = f"{plain}_{count}"
            count += 1
        self._taken.add(name)
        return name


def comment_text(text: str) -> str:
    r"""Return text for one line of a comment, which it can neither end nor continue.

    Examples
    --------
    >>> comment_text("end */ and </script>\nfree"), comment_text("path\\")
    ('end * / and < /script>\\nfree', 'path\\ .')
    """
    line = shortened(one_line(text), 400).replace("*/", "* /").replace("</", "< /").rstrip()
    # a backslash at the end, also written as ??/, joins the next line to a comment of C
    return f"{line} ." if line.endswith(("\\", "??/")) else line


def quoted_name(name: str) -> str:
    """Return a name of a user for a comment, in quotation marks where it is no plain word."""
    shown = shortened(one_line(name), 60)
    return (
        shown if re.fullmatch(r"[\w\[\]. =-]+", shown) and shown == shown.strip() else f'"{shown}"'
    )


def script_text(text: str) -> str:
    r"""Return text as a literal of Python and JavaScript, in ASCII.

    Examples
    --------
    >>> print(script_text('a"</script>'))
    "a\"\u003c/script>"
    """
    return json.dumps(_whole(text)).replace("<", "\\u003c")


def c_text(text: str) -> str:
    r"""Return text as a literal of C: UTF-8 whose special bytes are octal numbers.

    Examples
    --------
    >>> print(c_text('a"\\?é'))
    "a\042\134\077\303\251"
    """
    safe = "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\?' else f"\\{byte:03o}"
        for byte in _whole(text).encode()
    )
    return f'"{safe}"'


def _whole(text: str) -> str:
    """Return text with a question mark in the place of half a character."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
