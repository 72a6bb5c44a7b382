"""The errors of neurosim: every error that it raises for bad input is a NeurosimError."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from neurosim.names import one_line, shortened

LONGEST = 600
"""The most characters of a message; a longer message loses its middle."""

LONGEST_SHOWN = 60
"""The most characters of a value, or of a name in a list, in a message."""


def one_sentence(message: str) -> str:
    r"""Return a message without line breaks, control characters and very long names.

    Examples
    --------
    >>> print(one_sentence("no neuron 'two\nlines'"))
    no neuron 'two\nlines'
    """
    return shortened(one_line(shortened(message, LONGEST)), LONGEST)


class NeurosimError(Exception):
    """Something was given that cannot be used; the message says what, and what to do.

    The message is one line, whatever names were given.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(one_sentence(message))


class StructureError(NeurosimError):
    """The wiring cannot be computed: a cycle, a neuron without inputs, an unreachable output."""


class UnknownNameError(NeurosimError, LookupError):
    """A name, symbol or index that does not exist."""


class InputError(NeurosimError, ValueError):
    """A value that cannot be used: not a number, not finite, or the wrong count of values."""


class NotFiniteError(InputError):
    """A computed number became NaN or infinite."""


class DataError(NeurosimError):
    """A data file that cannot be read; the message names the file, line and column."""


class FileError(NeurosimError):
    """A model, weights or output file that cannot be read or written."""


class DivergedError(NeurosimError):
    """Training reached a number that is not finite; the last good epoch's parameters are kept.

    Attributes
    ----------
    history : History
        The epochs up to there.
    """

    def __init__(self, message: str, *, history: object = None) -> None:
        super().__init__(message)
        self.history = history


class NeurosimWarning(UserWarning):
    """Something that works but is probably not intended; the message is one line."""

    def __init__(self, message: str = "") -> None:
        super().__init__(one_sentence(message))


def named(error: BaseException) -> str:
    """Return an error as part of another message: its kind and its text.

    It never raises an error itself.

    Examples
    --------
    >>> named(TypeError("must be real number, not str")), named(ValueError())
    ('TypeError: must be real number, not str', 'ValueError')
    """
    try:
        said = str(error)
    except Exception:  # the error may be of any class, and raise another one
        said = ""
    kind = type(error).__name__
    return f"{kind}: {said}" if said else kind


def unknown_name(kind: str, given: object, known: Iterable[str]) -> UnknownNameError:
    """Return the error for an unknown name; it lists the known names and suggests the nearest.

    Parameters
    ----------
    kind : str
        What was looked for, such as ``"activation"``.
    given : object
        What was given instead.
    known : iterable of str
        The known names.
    """
    names = [str(name) for name in known]
    text = given if isinstance(given, str) else brief(given)
    near = difflib.get_close_matches(text[:LONGEST_SHOWN], names, n=1)
    hint = f"; did you mean {brief(near[0])}?" if near else ";"
    return UnknownNameError(f"unknown {kind} {brief(given)}{hint} known: {listed(names)}")


def brief(value: object) -> str:
    """Return a value for a message: its ``repr`` on one short line.

    It never raises an error itself.

    Examples
    --------
    >>> brief("sigmoid"), brief([1, 2])
    ("'sigmoid'", '[1, 2]')
    >>> len(brief("y" * 1000)), len(brief(list(range(1000))))
    (62, 60)
    """
    try:
        if isinstance(value, str):
            return repr(_shortened(value))
        return _shortened(" ".join(one_line(repr(value)[: 10 * LONGEST_SHOWN]).split()))
    except Exception:
        return f"an object of type {type(value).__name__}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is 1.

    Examples
    --------
    >>> counted(1, "cell"), counted(2, "cell")
    ('1 cell', '2 cells')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Iterable[str], limit: int = 20, *, separator: str = ", ") -> str:
    """Return names in one line; if there are more than ``limit``, the middle ones are left out."""
    shown = list(names)
    if not shown:
        return "none"
    if len(shown) > limit:
        shown = [*shown[: limit - 1], f"... ({len(shown) - limit} more)", shown[-1]]
    return separator.join(map(_shortened, shown))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."
