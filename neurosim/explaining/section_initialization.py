"""Section 1: the weights and biases that the sample meets."""

from __future__ import annotations

from collections.abc import Iterator

from neurosim.explaining.elision import LeftOut, shorten
from neurosim.explaining.working import Working, assignments
from neurosim.model.parameters import neuron_parameters
from neurosim.writing.document import Assignments, Block, Paragraph, Subheading


def initialization(working: Working) -> Iterator[Block]:
    """Yield the weights and biases of every neuron."""
    layers = working.net.layers[1:]
    for neuron in working.layer_by_layer(layers, working.selection.names("initialized")):
        if isinstance(neuron, Paragraph):
            yield neuron
            continue
        yield Subheading(working.title(neuron))
        *weights, bias = neuron_parameters(working.net.structure, neuron)
        yield Assignments(
            assignments(
                item
                if isinstance(item, LeftOut)
                else (item.quantity, working.arithmetic.given(item.value))
                for item in (*shorten(weights, working.most_terms), bias)
            )
        )
