"""Closed forms of the neurons of a network, and of the derivative of the loss."""

from __future__ import annotations

from neurosim.errors import InputError
from neurosim.explaining.functions import ActivationForm, activation_form
from neurosim.explaining.loss_forms import loss_form, softmax_form
from neurosim.mathematics.expression import (
    Constant,
    Expression,
    Product,
    Sum,
    add,
    minus,
    parts_of,
    replaced,
    times,
)
from neurosim.mathematics.symbols import Symbol
from neurosim.model.activations import A, S
from neurosim.model.losses import Loss
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.model.notation import symbol

_MOST_SYMBOLS = 20_000
_MOST_LEVELS = 200


class ClosedForms:
    """Closed forms of the neurons of a network."""

    def __init__(self, net: Network, *, expand: bool = True) -> None:
        self._net = net
        self._structure = net.structure
        self._expand = expand
        self._outputs: dict[Neuron, Expression] = {}
        self._deltas: dict[Neuron, Expression] = {}

    def output(self, neuron: Neuron) -> Expression:
        """Return the output of a neuron as a formula of inputs, weights and biases."""
        # not by recursion: a network may be deeper than the stack
        waiting = [neuron]
        while waiting:
            other = waiting[-1]
            sources = [source for source, _ in self._structure.incoming[other]]
            unknown = [source for source in sources if source not in self._outputs]
            if unknown:
                waiting += unknown
                continue
            waiting.pop()
            if other not in self._outputs:
                self._outputs[other] = (
                    output_symbol(self._net, other)
                    if other.is_input
                    else _activation(other, self.summation(other))
                )
        return self._outputs[neuron]

    def summation(self, neuron: Neuron) -> Expression:
        """Return the summation of a neuron."""
        terms = [
            Product((self.value(source), self._weight(source, neuron)))
            for source, _ in self._structure.incoming[neuron]
        ]
        return Sum((*terms, symbol(self._structure, neuron, "bias")))

    def value(self, neuron: Neuron) -> Expression:
        """Return the output of a neuron: its symbol, or with ``expand`` its closed form."""
        return self.output(neuron) if self._expand else output_symbol(self._net, neuron)

    def gradient(self, neuron: Neuron, source: Neuron | None, loss: Loss) -> Expression:
        """Return the derivative of the loss by a weight, or by a bias if there is no source."""
        if loss_form(loss) is None:
            raise InputError(
                f"the loss {loss.name!r} is your own function without a formula; give ns.Loss "
                "its formula= and slope="
            )
        after = {neuron}
        for other in self._structure.order:
            if any(n in after for n, _ in self._structure.incoming[other]):
                after.add(other)
        # a neuron without a path to an output adds nothing to the loss
        reaching = set(self._net.outputs)
        for other in reversed(self._structure.order):
            if any(n in reaching for n, _ in self._structure.outgoing[other]):
                reaching.add(other)
        after &= reaching
        if neuron not in after:
            return Constant(0)
        self.check_size([*after, *self._net.outputs] if self._expand else [], errors=neuron)
        for other in reversed(self._structure.order):
            if other in after:
                self._deltas[other] = self._delta(other, loss)
        delta = self._deltas[neuron]
        return delta if source is None else times(delta, self.value(source))

    def check_size(self, neurons: list[Neuron], *, errors: Neuron | None = None) -> None:
        """Raise InputError if the closed forms would be too long."""
        sizes: dict[Neuron, int] = {}
        for neuron in self._structure.order:
            incoming = self._structure.incoming[neuron]
            sizes[neuron] = 1 + sum(1 + sizes[source] for source, _ in incoming)
        most = max((sizes[neuron] for neuron in neurons), default=0)
        if errors is not None:
            terms: dict[Neuron, int] = {}
            for neuron in reversed(self._structure.order):
                out = self._structure.outgoing[neuron]
                terms[neuron] = 3 + sum(2 + terms[successor] for successor, _ in out)
            most = max(most, 1) * terms[errors]
        if most > _MOST_SYMBOLS:
            raise InputError(
                f"the closed form would have up to {most:,} symbols, and at most "
                f"{_MOST_SYMBOLS:,} are written; ask for a neuron nearer to the inputs, or explain "
                "a trace instead"
            )

    def _delta(self, neuron: Neuron, loss: Loss) -> Expression:
        terms: list[Expression] = []
        loss_as_form = loss_form(loss)
        assert loss_as_form is not None
        joined = loss_as_form.joined if loss.joined_with(neuron.activation) else None
        if neuron in self._net.outputs and joined is None:
            terms.append(self._loss_gradient(neuron, loss))
        for successor, _ in self._structure.outgoing[neuron]:
            if successor in self._deltas:
                terms.append(times(self._weight(neuron, successor), self._deltas[successor]))
        form = _activation_form(neuron)
        s: Expression = symbol(self._structure, neuron, "summation")
        if self._expand:
            s = self.summation(neuron)
        if form.by_sign and not neuron.activation.surrogate:
            slope: Expression = form.called(s, prime=True)
        else:
            slope = replaced(form.general_slope, {S: s, A: self.value(neuron)})
        if neuron in self._net.outputs and joined is not None:
            z = symbol(self._structure, neuron, "target")
            share = joined.gradient(self.value(neuron), z, len(self._net.outputs))
            return add(share, times(slope, add(*terms))) if terms else share
        inner = add(*terms)
        return inner if slope == Constant(1) else times(slope, inner)

    def _loss_gradient(self, neuron: Neuron, loss: Loss) -> Expression:
        form = loss_form(loss)
        assert form is not None
        z = [symbol(self._structure, n, "target") for n in self._net.outputs]
        k = self._net.outputs.index(neuron)
        y = self.value(neuron)
        if form.softmax:
            share = softmax_form(y, [self.value(n) for n in self._net.outputs])
            return minus(times(add(*z), share), z[k])
        return form.whole_gradient(y, z[k], len(self._net.outputs))

    def _weight(self, source: Neuron, target: Neuron) -> Symbol:
        position = self._structure.position(source, target)
        return symbol(self._structure, target, "weight", position=position)


def check_depth(form: Expression) -> None:
    """Raise InputError if a formula is nested too deep to be written."""
    # a form may occur in many places, but each is measured once
    levels: dict[int, int] = {}
    waiting = [form]
    while waiting:
        parts = parts_of(waiting[-1])
        unknown = [part for part in parts if id(part) not in levels]
        if unknown:
            waiting += unknown
            continue
        part = waiting.pop()
        levels[id(part)] = 1 + max((levels[id(inner)] for inner in parts), default=0)
    if levels[id(form)] > _MOST_LEVELS:
        raise InputError(
            f"the closed form would be nested {levels[id(form)]:,} levels deep, and at most "
            f"{_MOST_LEVELS:,} are written; ask for a neuron nearer to the inputs, or explain a "
            "trace instead"
        )


def symbols_of(form: Expression) -> dict[Symbol, None]:
    """Return the symbols of a formula, each once, in order of appearance."""
    found: dict[Symbol, None] = {}
    waiting = [form]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Symbol):
            found[part] = None
        waiting += reversed(parts_of(part))
    return found


def _activation(neuron: Neuron, s: Expression) -> Expression:
    form = _activation_form(neuron)
    return form.called(s) if form.closed_by_name else replaced(form.general, {S: s})


def _activation_form(neuron: Neuron) -> ActivationForm:
    form = activation_form(neuron.activation)
    if form is None:
        raise InputError(
            f"the activation {neuron.activation.name!r} of {neuron.name!r} is your own "
            "function without a formula; give ns.Activation its formula= and slope="
        )
    return form


def output_symbol(net: Network, neuron: Neuron) -> Symbol:
    """Return the symbol of a neuron's output."""
    return symbol(net.structure, neuron, "output")
