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
_SYMBOL = re.compile(r"([^\W\d]+)((?:\[\d{1,9}\])*)")
_PARAMETERS = ("weight", "bias")

MEAN_GRADIENT = "mean gradient"
"""The name of the mean of the gradients of a mini-batch."""


class Symbol(NamedTuple):
    """A quantity of the network, such as ``wh[0][0][1]``; its text is that of the paper.

    Attributes
    ----------
    kind, quantity : str
        As in ``SOURCE_LETTERS``, such as ``("hidden", "weight")``. What is derived from these has
        a quantity of its own: ``slope`` (f'(s)), ``loss gradient`` (dL/dy),
        ``joined gradient`` (dL/ds), ``weight gradient`` and ``bias gradient``; ``weight`` or
        ``bias`` with a number that an optimizer keeps, such as ``weight velocity``, or with
        ``mean gradient``, the mean over a mini-batch.
    indices : tuple of int
        Layer, node, input, as far as the kind has them.
    new : bool
        Whether the value after the update is meant.

    Examples
    --------
    >>> weight = Symbol("hidden", "weight", (0, 0, 1))
    >>> str(weight), str(weight.gradient), str(weight.after)
    ('wh[0][0][1]', 'grad wh[0][0][1]', 'new wh[0][0][1]')
    >>> str(Symbol("output", "slope", (0,)))
    "f'(so[0])"
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

    @property
    def parameter(self) -> Symbol | None:
        """The weight or bias that a derived quantity belongs to; None if there is none."""
        quantity = self.quantity.partition(" ")[0]
        return self.other(quantity) if quantity in _PARAMETERS else None

    @property
    def gradient(self) -> Symbol:
        """The gradient of a weight or bias."""
        return self.kept("gradient")

    @property
    def mean_gradient(self) -> Symbol:
        """The mean of the gradients of a mini-batch, for a weight or bias."""
        return self.kept(MEAN_GRADIENT)

    @property
    def after(self) -> Symbol:
        """A weight or bias after the update."""
        return self._replace(new=True)

    def kept(self, name: str) -> Symbol:
        """Return the number of this name that an optimizer keeps of a weight or bias."""
        return self.other(f"{self.quantity} {name}")


@lru_cache(maxsize=2**16)
def _text(symbol: Symbol) -> str:
    if symbol.new:
        return f"new {symbol._replace(new=False)}"
    match symbol.quantity:
        case "slope":
            return f"f'({symbol.other('summation')})"
        case "loss gradient":
            return f"dL/d{symbol.other('output')}"
        case "joined gradient":
            return f"dL/d{symbol.other('summation')}"
    parameter = symbol.parameter
    if parameter is not None and parameter != symbol:
        name = symbol.quantity.partition(" ")[2]
        return f"{'grad' if name == 'gradient' else name} {parameter}"
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


_SLOPE = re.compile(r"f'\s*\(\s*(s[ho][^()]*?)\s*\)")
_GRADIENT = re.compile(r"(?:grad\s+|d\s*L\s*/\s*d\s*|∂\s*L\s*/\s*∂\s*)(.+)", re.DOTALL)
_NEW = re.compile(r"(?:new\s+(?P<before>.+)|(?P<after>.+?)\s*(?:\+|\bnew|'))", re.DOTALL)
_KEPT = re.compile(r"(?P<name>[a-z][a-z ]*[a-z])\s+(?P<of>[wb][ho]\S+)")


def read_quantity(text: str) -> Symbol | None:
    """Return the symbol of any number of a sample, or None if the text is not one.

    Besides what ``read_symbol`` reads: ``f'(so[0])``, ``dL/dyo[0]``, ``grad wo[0][1]`` or
    ``dL/dwo[0][1]``, ``new wo[0][1]`` or ``wo[0][1]+``, and ``velocity wo[0][1]`` for what an
    optimizer keeps.

    Examples
    --------
    >>> str(read_quantity("dL/dwo[0][1]")), str(read_quantity("wo[0][1]+"))
    ('grad wo[0][1]', 'new wo[0][1]')
    >>> read_quantity("the first sum") is None
    True
    """
    text = text.strip()
    plain = read_symbol(text)
    if plain is not None:
        return plain
    if match := _SLOPE.fullmatch(text):
        of = read_symbol(match[1])
        return None if of is None else of.other("slope")
    if match := _GRADIENT.fullmatch(text):
        return _gradient_of(read_symbol(match[1].strip()))
    if match := _NEW.fullmatch(text):
        of = read_symbol((match["before"] or match["after"]).strip())
        return of.after if of is not None and of.quantity in _PARAMETERS else None
    if match := _KEPT.fullmatch(text):
        of = read_symbol(match["of"])
        return of.kept(match["name"]) if of is not None and of.quantity in _PARAMETERS else None
    return None


def _gradient_of(of: Symbol | None) -> Symbol | None:
    if of is None:
        return None
    if of.quantity in _PARAMETERS:
        return of.gradient
    if of.kind == "output" and of.quantity == "output":
        return of.other("loss gradient")
    if of.kind == "output" and of.quantity == "summation":
        return of.other("joined gradient")
    # dL/ds of a hidden neuron is its error signal
    return of.other("delta") if of.quantity == "summation" else None
