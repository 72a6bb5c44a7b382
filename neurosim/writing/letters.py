"""The letters of a derivation: one table for each notation; no other code has letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from neurosim.checks import one_of
from neurosim.errors import InputError, brief, listed, unknown_name
from neurosim.mathematics.symbols import SOURCE_LETTERS, Key, Symbol

TEXTBOOK_LETTERS: Mapping[Key, str] = {
    ("input", "output"): "x",
    ("hidden", "weight"): "w",
    ("hidden", "bias"): "b",
    ("hidden", "summation"): "z",
    ("hidden", "output"): "a",
    ("hidden", "delta"): "δ",
    ("output", "weight"): "w",
    ("output", "bias"): "b",
    ("output", "summation"): "z",
    ("output", "output"): "ŷ",
    ("output", "delta"): "δ",
    ("output", "target"): "y",
    ("output", "probability"): "p",
    ("network", "loss"): "L",
    ("network", "learning rate"): "η",
}
"""Of many textbooks: z summation, ŷ output, y target; the layer above, counted from 1."""

_GENERAL: Mapping[str, Key] = {
    "x": ("input", "output"),
    "w": ("output", "weight"),
    "b": ("output", "bias"),
    "s": ("output", "summation"),
    "a": ("hidden", "output"),
    "y": ("output", "output"),
    "z": ("output", "target"),
    "p": ("output", "probability"),
    "δ": ("output", "delta"),
    "η": ("network", "learning rate"),
}
"""What the letters of the paper's general formulas stand for."""

_MOST_LETTERS = 12

NOTATIONS = ("source", "textbook")


@dataclass(frozen=True)
class Typeset:
    """A symbol in parts: a letter, what stands below it and above it.

    Attributes
    ----------
    base, below, above : str
        The parts; empty ones are left out.
    plain : str
        The symbol in one line of plain text.
    """

    base: str
    below: str
    above: str
    plain: str


class OwnTypesetter(Protocol):
    """Writes the symbols of some neurons in a way of its own."""

    def typeset(self, symbol: Symbol, letter: str) -> Typeset | None:
        """Return the parts of a symbol with this letter; None if it is written as usual."""
        ...


@dataclass(frozen=True)
class Notation:
    """A table of letters, and the way that indices are written.

    Attributes
    ----------
    letters : mapping
        The letters of each (kind, quantity).
    layered : bool
        Whether the layer stands above, as ``w⁽¹⁾``, and indices are counted from 1.
    output_layer : int
        The number of the output layer in a layered notation.
    own : OwnNames or None
        Writes symbols with the names that a user gave to neurons.
    """

    letters: Mapping[Key, str]
    layered: bool = False
    output_layer: int = 1
    own: OwnTypesetter | None = None

    def letter(self, base: str) -> str:
        """Return what is written for a letter of the paper's general formulas."""
        key = _GENERAL.get(base)
        if key is None or self.letters[key] == SOURCE_LETTERS[key]:
            return base
        return self.letters[key]

    def typeset(self, symbol: Symbol) -> Typeset:
        """Return the parts of a symbol."""
        letters = self.letters[symbol.kind, symbol.quantity]
        base, mark = letters, ""
        if not self.layered and letters == SOURCE_LETTERS[symbol.kind, symbol.quantity]:
            base, mark = letters[0], letters[1:]
        if symbol.quantity == "delta" and base == "d":
            base = "δ"
        own = None if self.own is None else self.own.typeset(symbol, base)
        if own is not None:
            return own
        if not self.layered:
            indices = "".join(f"[{index}]" for index in symbol.indices)
            new = "new" if symbol.new else ""
            return Typeset(base, mark + indices, new, f"{new} {letters}{indices}".strip())
        hidden = symbol.kind == "hidden"
        layer = symbol.indices[0] + 1 if hidden else self.output_layer
        below = ",".join(str(i + 1) for i in symbol.indices[hidden:])
        layered = symbol.quantity in {"weight", "bias", "summation", "delta"} or hidden
        above = f"({layer})" if layered else ""
        plain = letters + above.translate(_SUPERSCRIPTS) + below.translate(_SUBSCRIPTS)
        if symbol.new:
            above, plain = f"{above}new" if not above else f"{above},new", f"new {plain}"
        return Typeset(letters, below, above, plain)


def is_default_name(name: str, symbol: Symbol) -> bool:
    """Return whether a neuron or a column is named by its place, such as ``h[0][2]``."""
    indices = "".join(f"[{index}]" for index in symbol.indices)
    letters = {"input": "x", "hidden": "h", "output": "o"}[symbol.kind]
    return name in {letters + indices, str(symbol)}


SOURCE = Notation(SOURCE_LETTERS)
"""The notation of the paper."""

_SUPERSCRIPTS = str.maketrans("()0123456789", "⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def get_notation(notation: str | Mapping[Key, str], n_hidden_layers: int) -> Notation:
    """Return a notation by name, or the paper's notation with some letters replaced.

    Parameters
    ----------
    notation : {"source", "textbook"} or mapping
        A mapping gives letters for (kind, quantity), such as ``{("output", "target"): "t"}``.
    n_hidden_layers : int
        Of the network; the layer after them is the output layer.

    Raises
    ------
    UnknownNameError
        If there is no such notation, kind or quantity.
    InputError
        If letters are empty or not a text.
    """
    if isinstance(notation, Mapping):
        for key, letters in notation.items():
            if key not in SOURCE_LETTERS:
                raise unknown_name("(kind, quantity)", key, map(str, SOURCE_LETTERS))
            if not isinstance(letters, str) or not letters.strip():
                raise InputError(
                    f"the letters of {key} are {brief(letters)}; give text such as 't'"
                )
            if len(letters) > _MOST_LETTERS:
                raise InputError(
                    f"the letters of {key} are {brief(letters)}; give at most {_MOST_LETTERS} "
                    "characters"
                )
        table = {**SOURCE_LETTERS, **notation}
        by_letters: dict[str, list[Key]] = {}
        for key, letters in table.items():
            by_letters.setdefault(letters, []).append(key)
        for letters, keys in by_letters.items():
            counts = [n for key in keys for n in _index_counts(*key)]
            if len(set(counts)) < len(counts):
                raise InputError(
                    f"the letters {brief(letters)} stand for "
                    f"{listed(map(str, keys), separator=' and ')}"
                    "; give each its own"
                )
        return Notation(table)
    if one_of(notation, NOTATIONS, "notation") == "source":
        return SOURCE
    return Notation(TEXTBOOK_LETTERS, layered=True, output_layer=n_hidden_layers + 1)


def _index_counts(kind: str, quantity: str) -> tuple[int, ...]:
    """Return how many indices a symbol has; the loss may be that of one output."""
    if quantity == "loss":
        return (0, 1)
    of_neuron = {"network": 0, "hidden": 2}.get(kind, 1)
    return (of_neuron + (quantity == "weight"),)
