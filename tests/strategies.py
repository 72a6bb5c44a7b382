"""Random networks for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

import neurosim as ns

SMOOTH = ("sigmoid", "tanh", "softplus", "gaussian", "sin", "identity")
PARTIAL = ("log", "sqrt", "reciprocal")
"""Activations that are no numbers somewhere, so that a random network may come to nothing."""
STEEP = ("exp", "square")
"""Activations that grow so fast that a few layers of them are beyond all numbers."""
ALL_ACTIVATIONS = (
    *(name for name in ns.ACTIVATIONS if name not in {*PARTIAL, *STEEP}),
    "leaky_relu(0.2)",
    "leaky_relu(-0.5)",
)
"""Activations that every network can have anywhere."""

weights = st.floats(-1.5, 1.5).map(lambda value: round(value, 6))


@st.composite
def networks(
    draw: st.DrawFn, *, activations: tuple[str, ...] = SMOOTH, most_neurons: int = 7
) -> ns.Network:
    """Return a random acyclic network with skip connections, inner outputs and frozen parts."""
    net = ns.Network(name="random")
    neurons = [net.add_input() for _ in range(draw(st.integers(1, 3)))]
    for _ in range(draw(st.integers(1, most_neurons))):
        sources = draw(st.lists(st.sampled_from(neurons), min_size=1, max_size=4, unique=True))
        neuron = net.add_neuron(
            {source: draw(weights) for source in sources},
            bias=draw(weights),
            activation=draw(st.sampled_from(activations)),
        )
        neurons.append(neuron)
    computed = [neuron for neuron in neurons if not neuron.is_input]
    if draw(st.booleans()):
        outputs = draw(st.lists(st.sampled_from(computed), min_size=1, max_size=3, unique=True))
        net.set_outputs(*outputs)
    for parameter in net.parameters:
        parameter.trainable = draw(st.integers(0, 4)) > 0
    return net


def samples(net: ns.Network) -> st.SearchStrategy[tuple[list[float], list[float]]]:
    """Return inputs and targets that fit a network."""
    return st.tuples(
        st.lists(weights, min_size=len(net.inputs), max_size=len(net.inputs)),
        st.lists(weights, min_size=len(net.outputs), max_size=len(net.outputs)),
    )
