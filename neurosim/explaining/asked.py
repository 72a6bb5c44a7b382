"""Which part of a derivation is asked for: neurons, layers, symbols, steps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeGuard

import numpy as np

from neurosim.checks import items, whole_number
from neurosim.errors import InputError, UnknownNameError, brief, listed, unknown_name
from neurosim.mathematics.symbols import LOSS, Symbol, read_symbol
from neurosim.model.dependencies import dependencies
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol as symbol_of
from neurosim.model.parameters import neuron_parameters

STEPS = {
    "1": "initialization",
    "2": "normalization",
    "3": "forward",
    "4": "loss",
    "5.1": "error signal of outputs",
    "5.2": "error signal of hidden layers",
    "5.3": "update",
}
"""The steps of a derivation by their section."""

_ALIASES = {
    "error signal": ("5.1", "5.2"),
    "backward": ("5.1", "5.2", "5.3"),
    "5": ("5.1", "5.2", "5.3"),
}

_BACKWARD = frozenset(("4", "5.1", "5.2", "5.3"))
_PROBABILITY = re.compile(r"p\[\d+\]")
_SLOPE = re.compile(r"f'\((s[ho](?:\[\d+\])+)\)")

Only = str | int | Neuron | Iterable[str | int | Neuron] | None


PARTS = ("initialized", "normalized", "forward", "losses", "deltas", "in raw units")
"""The parts of a derivation that show neurons; the last are outputs in raw units."""


@dataclass
class Asked:
    """What is shown.

    Attributes
    ----------
    items : tuple of str
        What was asked for; empty for everything.
    sections : frozenset of str
        The sections that are shown; empty for all.
    backward : tuple of str
        The items that need a target.
    probabilities : tuple of str
        The items that softmax gives without a target.
    parameters : set of Symbol
        The weights and biases whose updates are shown, if not everything is.
    """

    items: tuple[str, ...] = ()
    sections: frozenset[str] = frozenset()
    backward: tuple[str, ...] = ()
    probabilities: tuple[str, ...] = ()
    parameters: set[Symbol] = field(default_factory=set)
    _shown: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, names: Iterable[str], *parts: str) -> None:
        """Show neurons in some parts."""
        for name in names:
            for part in parts:
                self._shown[part].add(name)

    def names(self, *parts: str) -> set[str] | None:
        """Return the names of the neurons that are shown in some parts; None if all are."""
        return set().union(*(self._shown[part] for part in parts)) if self._shown else None

    def has(self, section: str) -> bool:
        """Return whether a section is shown."""
        return not self.sections or section in self.sections


def select(net: Network, only: Only) -> Asked:
    """Return what is shown of a derivation.

    Parameters
    ----------
    net : Network
        The network of the trace.
    only : str, int, Neuron or several of them
        A neuron; a symbol such as ``wo[0][1]``, for everything on which it depends (a weight or
        bias: on which its new value depends); ``layer 1`` or its number, counted from 0 at the
        inputs; a step such as ``forward`` or ``5.1``. Neurons, layers and symbols are shown
        together, and steps limit what is shown of them.

    Raises
    ------
    UnknownNameError
        If there is nothing with this name; the message lists what there is.
    """
    if only is None:
        return Asked()
    given = items(only, "only= takes a list") if _is_several(only) else [only]
    asked = [_item(item) for item in given]
    if not asked:
        raise InputError(
            "only= is empty; give a neuron, a symbol, a layer or a step, or leave it out"
        )
    chosen = Asked(tuple(map(str, asked)))
    for item in asked:
        step = _step(net, item)
        chosen.sections |= frozenset(step)
        if _add(net, item, chosen) if not step else _BACKWARD.issuperset(step):
            chosen.backward += (str(item),)
        elif isinstance(item, str) and item not in net and _PROBABILITY.fullmatch(item):
            chosen.probabilities += (item,)
    return chosen


def _is_several(only: object) -> TypeGuard[Iterable[object]]:
    return isinstance(only, Iterable) and not isinstance(only, str | bytes | Mapping)


def _item(item: object) -> str | int:
    if isinstance(item, Neuron):
        return item.name
    if isinstance(item, str):
        return item
    if isinstance(item, int | np.integer) and not isinstance(item, bool):
        return whole_number(item, "a layer in only=", minimum=-1_000_000_000)
    raise InputError(
        f"only= takes a neuron, a symbol, a layer or a step, or a list of them; got {brief(item)}"
    )


def _step(net: Network, item: str | int) -> tuple[str, ...]:
    if not isinstance(item, str) or item in net:
        return ()
    if item in _ALIASES:
        return _ALIASES[item]
    return tuple(number for number, name in STEPS.items() if item in {number, name})


def _add(net: Network, item: str | int, chosen: Asked) -> bool:
    """Add what an item asks for; return whether it needs a target."""
    if isinstance(item, str) and item in net:
        _add_neurons(net, [net[item]], chosen)
        return False
    layer = str(item).removeprefix("layer ")
    if isinstance(item, int) or layer != item:
        if not (layer.isascii() and layer.isdecimal()) or int(layer) >= len(net.layers):
            raise UnknownNameError(
                f"there is no layer {brief(layer)}; the network has the layers 0 (inputs) to "
                f"{len(net.layers) - 1} (outputs)"
            )
        _add_neurons(net, net.layers[int(layer)], chosen)
        return False
    symbol = _owner(item)
    if symbol == LOSS:
        for output in net.outputs:
            _add_loss(net, output, chosen)
        return True
    try:
        net.value(str(symbol))
    except UnknownNameError:
        raise _unknown(net, item) from None
    assert symbol is not None
    if read_symbol(item) != symbol and not _SLOPE.fullmatch(item):
        _add_loss(net, net.structure.owner(symbol), chosen)
        return not item.startswith("p")
    return _add_symbol(net, symbol, chosen)


def _owner(item: str) -> Symbol | None:
    """Return the symbol of the network on which an item of a trace depends."""
    slope = _SLOPE.fullmatch(item)
    if slope:
        # a slope is worked out within the error signal
        summation = read_symbol(slope[1])
        return None if summation is None else summation.other("delta")
    symbol = read_symbol(item)
    if symbol is not None and symbol.quantity in {"loss", "probability"} and symbol.indices:
        return Symbol("output", "output", symbol.indices)
    return symbol


def _add_loss(net: Network, output: Neuron, chosen: Asked) -> None:
    # softmax takes all outputs together
    for other in net.outputs:
        _add_symbol(net, symbol_of(net.structure, other, "output"), chosen)
    chosen.add([output.name], "normalized", "losses")


def _unknown(net: Network, item: str) -> UnknownNameError:
    asked = read_symbol(item)
    if asked is not None:
        symbols = [
            p.symbol for n in net.structure.computed for p in neuron_parameters(net.structure, n)
        ]
        error = unknown_name("symbol", item, symbols)
        if any(symbol.startswith(item.partition("[")[0] + "[") for symbol in symbols):
            return error
    return UnknownNameError(
        f"only={brief(item)} is not a neuron, symbol, layer or step; neurons: "
        f"{listed((n.name for n in net), 8)}; symbols look like wo[0][1]; layers: "
        f"layer 0 to layer {len(net.layers) - 1}; steps: {', '.join(STEPS.values())}"
    )


def _add_neurons(net: Network, neurons: Iterable[Neuron], chosen: Asked) -> None:
    for neuron in neurons:
        chosen.add([neuron.name], *PARTS)
        if not neuron.is_input:
            chosen.parameters.update(p.quantity for p in neuron_parameters(net.structure, neuron))


def _add_symbol(net: Network, symbol: Symbol, chosen: Asked) -> bool:
    """Add everything a symbol depends on; return whether it needs a target."""
    needs = dependencies(net, symbol)
    chosen.add((n.name for n in needs.values), "initialized", "normalized", "forward")
    chosen.add((n.name for n in needs.losses), "losses")
    chosen.add((n.name for n in needs.deltas), "deltas")
    if symbol.quantity == "target":
        chosen.add([net.structure.owner(symbol).name], "normalized")
    if symbol.quantity in {"weight", "bias"}:
        chosen.parameters.add(symbol)
    return symbol.quantity in {"weight", "bias", "delta", "target"}
