"""Section 1: the weights and biases that the sample meets."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.model.parameters import neuron_parameters
from neurosim.tracing.derivation.document import Assignments, Block, Paragraph, Subheading
from neurosim.tracing.derivation.elision import LeftOut, shorten
from neurosim.tracing.derivation.notation import to_symbol
from neurosim.tracing.derivation.working import Working, assignments


def initialization(working: Working) -> Iterator[Block]:
    """Yield the weights and biases of every neuron."""
    layers = working.net.layers[1:]
    for neuron in working.layer_by_layer(layers, working.selection.initialized):
        if isinstance(neuron, Paragraph):
            yield neuron
            continue
        yield Subheading(working.title(neuron))
        *weights, bias = neuron_parameters(working.net.structure, neuron)
        yield Assignments(
            assignments(
                item
                if isinstance(item, LeftOut)
                else (to_symbol(item.symbol), working.arithmetic.given(item.value))
                for item in (*shorten(weights, working.most_terms), bias)
            )
        )
