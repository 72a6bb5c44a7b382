"""Symbols: the quantities of a network as values, and the paper's letters for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

Key = tuple[str, str]
"""A kind of neuron (or ``network``), and one of its quantities."""

SOURCE_NOTATION: Mapping[Key, str] = {
    ("input", "output"): "x",
    ("hidden", "weight"): "wh",
    ("hidden", "bias"): "bh",
    ("hidden", "summation"): "sh",
    ("hidden", "output"): "ah",
    ("hidden", "delta"): "dh",
    ("output", "weight"): "wo",
    ("output", "bias"): "bo",
    ("output", "summation"): "so",
    ("output", "output"): "yo",
    ("output", "delta"): "do",
    ("output", "target"): "z",
}
"""The paper's letters: s summation, a hidden output, y output, z target, d error signal."""

SOURCE_LETTERS: Mapping[Key, str] = {
    **SOURCE_NOTATION,
    ("output", "probability"): "p",
    ("network", "loss"): "L",
    ("network", "learning rate"): "η",
}
"""The same, with the letters that only a trace and a derivation have."""

_KEYS: Mapping[str, Key] = {letters: key for key, letters in SOURCE_LETTERS.items()}
_SYMBOL = re.compile(r"([^\W\d]+)((?:\[\d+\])*)")


class Symbol(NamedTuple):
    """A quantity of the network, such as ``wh[0][0][1]``; its text is that of the paper.

    Attributes
    ----------
    kind, quantity : str
        As in ``SOURCE_LETTERS``, such as ``("hidden", "weight")``.
    indices : tuple of int
        Layer, node, input, as far as the kind has them.
    new : bool
        Whether the value after the update is meant; the text does not say it.

    Examples
    --------
    >>> str(Symbol("hidden", "weight", (0, 0, 1)))
    'wh[0][0][1]'
    """

    kind: str
    quantity: str
    indices: tuple[int, ...] = ()
    new: bool = False

    def __str__(self) -> str:
        return _text(self)

    def other(self, quantity: str) -> Symbol:
        """Return the symbol of another quantity of the same neuron."""
        return Symbol(self.kind, quantity, self.indices)


@lru_cache(maxsize=2**16)
def _text(symbol: Symbol) -> str:
    return SOURCE_LETTERS[symbol[:2]] + "".join([f"[{index}]" for index in symbol.indices])


LOSS = Symbol("network", "loss")
LEARNING_RATE = Symbol("network", "learning rate")


def read_symbol(text: str) -> Symbol | None:
    """Return the symbol that a user wrote, or None if the text is not a symbol.

    Examples
    --------
    >>> read_symbol("wh[0][2][1]") == Symbol("hidden", "weight", (0, 2, 1))
    True
    >>> read_symbol("h[0][2]") is None
    True
    """
    match = _SYMBOL.fullmatch(text)
    if match is None or match[1] not in _KEYS:
        return None
    symbol = Symbol(*_KEYS[match[1]], tuple(map(int, re.findall(r"\d+", match[2]))))
    return symbol if symbol.indices or symbol.kind == "network" else None
