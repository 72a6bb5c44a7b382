"""Columns of data matched with those of a network, by name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from neurosim.data.dataset_checks import default_names
from neurosim.errors import InputError, listed

_SHOWN = 8


def match_names(
    wanted: Sequence[str],
    given: Sequence[str],
    what: str,
    *,
    kind: str = "input",
    remedy: str | None = None,
) -> list[int]:
    """Return the position of each wanted name among the given names.

    Names are compared after Unicode normalization (NFC). More names than wanted may be given.

    Parameters
    ----------
    wanted : sequence of str
        The columns that a network knows, in its order.
    given : sequence of str
        The names of the columns of the data.
    what : str
        What the data is, for messages: ``"X"``.
    kind : {"input", "target"}
        What the columns are.
    remedy : str, optional
        What the message says to do about a missing column.

    Raises
    ------
    InputError
        If a wanted name is missing, or is given twice.

    Examples
    --------
    >>> match_names(["age", "income"], ["income", "name", "age"], "X")
    [2, 0]
    """
    places: dict[str, list[int]] = {}
    for place, name in enumerate(given):
        places.setdefault(_normal(name), []).append(place)
    found = [places.get(_normal(name), []) for name in wanted]
    if len(wanted) == len(given) and not all(found) and _are_default(wanted, kind):
        return list(range(len(wanted)))
    missing = [name for name, at in zip(wanted, found, strict=True) if not at]
    if missing:
        raise InputError(
            f"{what} has the columns {listed(given, _SHOWN)}, but not "
            f"{listed(map(repr, missing), _SHOWN)}; the network knows the {kind}s "
            f"{listed(wanted, _SHOWN)}: "
            + (
                remedy
                or f"give those, or set its {kind}_columns to None to use columns by position"
            )
        )
    for name, at in zip(wanted, found, strict=True):
        if len(at) > 1:
            raise InputError(f"{what} has the column {name!r} twice; name each column once")
    return [at[0] for at in found]


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _are_default(names: Sequence[str], kind: str) -> bool:
    """Return whether names are those of columns that only have positions."""
    if kind == "input":
        return tuple(names) == default_names("x", len(names))
    return tuple(names) in (default_names("z", len(names)), ("class",))
