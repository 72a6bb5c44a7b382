"""Finding the number that somebody means: by our symbols, textbook symbols, or names of neurons."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import cached_property

from neurosim.errors import LONGEST_SHOWN, UnknownNameError, brief, listed
from neurosim.mathematics.symbols import LOSS, Symbol, read_quantity
from neurosim.model.neuron import Neuron
from neurosim.worksheet.sheet import Sheet
from neurosim.writing.letters import get_notation

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾₀₁₂₃₄₅₆₇₈₉′’`´", "0123456789()0123456789''''")
_LEFT_OUT = re.compile(r"[\s_{}()^.$\\]")
_GRADIENT = re.compile(r"(?:grad(?:ient)?(?:\s+of)?[\s_]+|[∂d]\s*[LEJC]\w*\s*/\s*[∂d]\s*)(.+)")
_MEAN = re.compile(r"mean\s*\(\s*(.+?)\s*\)")
_NEW = re.compile(r"new[\s_]+(.+)|(.+?)\s*(?:\+|[\s_^]new|\*|')")
_SLOPE = re.compile(r"(?:f|σ|phi|φ|g)\s*'\s*\(?\s*(.+?)\s*\)?")
_WORDS = {
    "summation": ("s", "sum", "summation", "net", "in"),
    "output": ("a", "out", "y", "output", "act", ""),
    "delta": ("delta", "δ", "d", "error"),
    "slope": ("f'", "slope"),
    "bias": ("b", "bias"),
    "target": ("target", "t"),
}
_COUNTED = re.compile(r"([^\W\d_]+)_?(\d{1,6})")
_LETTERS = {**_WORDS, "summation": (*_WORDS["summation"], "z"), "target": ("target", "t", "z")}
"""The letters of books, for names such as z1, which may mean several numbers here."""
_LOSSES = frozenset(("loss", "l", "e", "j", "c", "cost", "etotal", "ltotal", "error"))
_LONGEST = 200
_SHOWN = 8
_SEVERAL_INDICES = re.compile(r"\[\s*\d+(?:\s*,\s*\d+)+\s*\]")


class Names:
    """The names of the numbers of a sheet.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def find(self, name: str) -> Symbol | None:
        """Return the number that a name means, or None.

        A name is a symbol (``dh[0][1]``), a symbol of the textbook notation (``δ⁽¹⁾₂``), a neuron
        with its quantity (``delta_h1``, ``net_h1``), a weight by its ends (``w_x0_h1``) or by its
        number, counted from 1 (``w5``). Hidden neurons of one layer and outputs may be counted from
        1 too (``h1``, ``o1``). A gradient and a new value are ``dL/d`` or ``grad`` and
        ``new`` or ``+`` with these.
        """
        if len(name) > _LONGEST:
            return None
        name = name.strip().translate(_SUPERSCRIPTS)
        name = _SEVERAL_INDICES.sub(lambda match: match[0].replace(",", "]["), name)
        symbol = read_quantity(name)
        if symbol == LOSS._replace(indices=(0,)) and symbol not in self.sheet.places:
            symbol = LOSS
        if symbol is not None and symbol in self.sheet.places:
            return symbol
        found = self._known.get(_key(name))
        if found is not None:
            return found
        if match := _MEAN.fullmatch(name):
            of = self.find(match[1])
            parameter = None if of is None else of.parameter
            return self._there(None if parameter is None else parameter.mean_gradient)
        if match := _GRADIENT.fullmatch(name):
            of = self.find(match[1])
            return self._there(_gradient_of(of))
        if match := _SLOPE.fullmatch(name):
            of = self.find(match[1])
            return self._there(None if of is None else of.other("slope"))
        if match := _NEW.fullmatch(name):
            of = self.find(match[1] or match[2])
            is_parameter = of is not None and of.quantity in {"weight", "bias"}
            return self._there(of.after if of is not None and is_parameter else None)
        return None

    def unknown(self, name: str) -> UnknownNameError:
        """Return the error for a name that means nothing; it lists the nearest."""
        lacking = self._lacking(name)
        if lacking:
            return UnknownNameError(f"the trace has no number {brief(name)}; give it {lacking}")
        known = [str(symbol) for symbol in self.sheet.formulas]
        counted = self._counted(name[:_LONGEST].strip().translate(_SUPERSCRIPTS))
        near = difflib.get_close_matches(name.strip()[:LONGEST_SHOWN], known, n=3, cutoff=0.5)
        if counted:
            hint = f"did you mean {listed(counted, separator=' or ')}?"
        elif near:
            hint = f"did you mean {listed(map(brief, near), separator=' or ')}?"
        else:
            shown = [known[0], known[len(known) // 2], known[-1]]
            first = [brief(neuron.name) for neuron in self.sheet.net.structure.order[:_SHOWN]]
            neurons = f"its neurons {listed(first)}{' ...' * (len(first) == _SHOWN)}"
            hint = f"numbers of this sample are called {listed(shown)} and so on, and {neurons}"
        return UnknownNameError(f"the sample has no number {brief(name)}; {hint}")

    def _counted(self, name: str) -> list[str]:
        """Return what a letter and a number may mean, such as z1: a summation, or a target."""
        match = _COUNTED.fullmatch(name)
        if match is None:
            return []
        structure = self.sheet.net.structure
        place = max(int(match[2]) - 1, 0)
        found = []
        for quantity, words in _LETTERS.items():
            if match[1].casefold() in words:
                for neurons in (*structure.hidden_layers[:1], structure.outputs):
                    if place < len(neurons):
                        symbol = self.sheet.symbol(neurons[place], quantity)
                        if symbol in self.sheet.places:
                            of = brief(neurons[place].name)
                            found.append(
                                f"{symbol} ({quantity.replace('delta', 'error signal')} of {of})"
                            )
        return found

    def _lacking(self, name: str) -> str:
        """Return what a trace needs to have a number that the network can have."""
        symbol = read_quantity(name[:_LONGEST].translate(_SUPERSCRIPTS))
        if symbol is None or symbol in self.sheet.places:
            return ""
        at_neuron = symbol.other("summation" if symbol.parameter is None else "bias")
        of = at_neuron if symbol.parameter is None else symbol.parameter
        if of not in self.sheet.places and symbol.kind != "network":
            return ""
        if self.sheet.sample.loss is None:
            return "the target: ns.trace(net, x, z)"
        return "a learning rate: ns.trace(net, x, z, learning_rate=0.1)" if symbol.new else ""

    def _there(self, symbol: Symbol | None) -> Symbol | None:
        return symbol if symbol is not None and symbol in self.sheet.places else None

    @cached_property
    def _known(self) -> dict[str, Symbol]:
        found: dict[str, Symbol | None] = {}
        for name, symbol in self._all():
            key = _key(name)
            # a name that means two numbers means none
            found[key] = symbol if found.get(key, symbol) == symbol else None
        known = {key: symbol for key, symbol in found.items() if symbol is not None}
        for name in _LOSSES:
            known.setdefault(name, LOSS)
        for name, symbol in self._by_number():
            known.setdefault(_key(name), symbol)
        weights = [w for n in self.sheet.net.structure.computed for w in self.sheet.weights_of(n)]
        for i, weight in enumerate(weights, 1):
            known.setdefault(f"w{i}", weight)
        return {key: symbol for key, symbol in known.items() if symbol in self.sheet.places}

    def _all(self) -> Iterator[tuple[str, Symbol]]:
        structure = self.sheet.net.structure
        textbook = get_notation("textbook", len(structure.hidden_layers))
        for symbol in (*self.sheet.given, *self.sheet.formulas):
            if symbol.kind != "network" and (symbol.kind, symbol.quantity) in textbook.letters:
                plain = textbook.typeset(symbol._replace(new=False)).plain
                if not symbol.new:
                    yield plain.translate(_SUPERSCRIPTS), symbol
        for neuron in structure.order:
            yield from self._of_neuron(neuron, neuron.name)
            incoming = structure.incoming[neuron]
            weights = () if neuron.is_input else self.sheet.weights_of(neuron)
            for weight, (source, _) in zip(weights, incoming, strict=True):
                for between in ("", ",", "->", "→", "-"):
                    yield f"w{source.name}{between}{neuron.name}", weight

    def _of_neuron(self, neuron: Neuron, name: str) -> Iterator[tuple[str, Symbol]]:
        for quantity, words in _WORDS.items():
            symbol = self.sheet.symbol(neuron, quantity)
            if symbol in self.sheet.places:
                for word in words:
                    yield f"{word}{name}", symbol

    def _by_number(self) -> Iterator[tuple[str, Symbol]]:
        """Yield the names that count from 1, as many books do: h1, h2, o1; o for one output."""
        structure = self.sheet.net.structure
        layers = structure.hidden_layers
        for letter, neurons in (
            ("h", layers[0] if len(layers) == 1 else ()),
            ("o", structure.outputs),
        ):
            for i, neuron in enumerate(neurons, 1):
                yield from self._of_neuron(neuron, f"{letter}{i}")
                if letter == "o" and len(neurons) > 1:
                    share = LOSS._replace(indices=(i - 1,))
                    yield from ((f"{word}o{i}", share) for word in ("E", "L", "loss"))
                if len(neurons) == 1:
                    yield from self._of_neuron(neuron, letter)
                if letter == "o" and len(neurons) == 1:
                    yield "y", self.sheet.symbol(neuron, "output")


def _gradient_of(of: Symbol | None) -> Symbol | None:
    if of is None:
        return None
    if of.quantity in {"weight", "bias"}:
        return of.gradient
    if of.quantity == "summation":
        return of.other("delta")
    return of.other("loss gradient") if of.quantity == "output" else None


def _key(name: str) -> str:
    plain = _LEFT_OUT.sub("", name).casefold()
    return plain.replace("∂", "d")
