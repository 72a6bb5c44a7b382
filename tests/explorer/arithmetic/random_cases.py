"""Random networks with random samples, and what Python computes of them."""

from __future__ import annotations

import random
import warnings
from collections.abc import Sequence
from typing import Any

import neurosim as ns
from neurosim.errors import NeurosimError, NeurosimWarning
from neurosim.explorer.page_document import document_of
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import StandardScaling

ACTIVATIONS = (*ns.ACTIVATIONS, "leaky_relu(0.2)", "leaky_relu(-0.5)", "leaky_relu(2e-05)")
RATIONAL = (
    "relu", "leaky_relu", "identity", "step", "sqrt", "square", "reciprocal", "abs", "softsign",
    "hard_tanh", "hard_sigmoid", "leaky_relu(0.2)",
)  # fmt: skip
"""Activations of +, -, *, / and roots alone, which are rounded in one way everywhere."""

LOSSES = (
    "half_squared_error", "mse", "mae", "huber", "binary_cross_entropy", "softmax_cross_entropy",
)  # fmt: skip
OPTIMIZERS = (
    ns.SGD(0.3), ns.SGD(0.1, 0.9), ns.SGD(0.05, 0.5, nesterov=True), ns.RMSprop(),
    ns.RMSprop(0.1, alpha=0.5, eps=1e-3), ns.Adam(), ns.Adam(0.1, 0.8, 0.95, 1e-6), ns.AdamW(),
    ns.AdamW(0.05, 0.7, 0.9, 1e-7, 0.2),
)  # fmt: skip


def random_network(
    chance: random.Random, *, most: int = 8, activations: Sequence[str] = ACTIVATIONS
) -> ns.Network:
    """Return a network with skip connections, frozen parts, constants and edges to older neurons."""
    net = ns.Network(name="random")
    neurons = [net.add_input() for _ in range(chance.randint(1, 3))]
    for _ in range(chance.randint(1, most)):
        if chance.random() < 0.05:
            neurons.append(net.add_constant(chance.uniform(-1, 1)))
            continue
        sources = chance.sample(neurons, min(len(neurons), chance.randint(1, 4)))
        weights = {source: chance.uniform(-1.5, 1.5) for source in sources}
        activation, bias = chance.choice(activations), chance.uniform(-1, 1)
        neurons.append(net.add_neuron(weights, bias=bias, activation=activation))
    computed = [neuron for neuron in net if not neuron.is_input]
    for _ in range(2):
        source, target = chance.choice(computed), chance.choice(computed)
        try:
            net.connect(source, target, chance.uniform(-1, 1))
        except NeurosimError:
            continue  # it would close a circle, or is there
    if chance.random() < 0.5 or not net.outputs:
        net.set_outputs(*chance.sample(computed, min(len(computed), chance.randint(1, 3))))
    for parameter in net.parameters:
        parameter.trainable = chance.random() < 0.8
    return net


def random_scaling(chance: random.Random, n: int) -> Scaling | None:
    """Return a scaling for some columns, of which one may be constant; or none."""
    kind = chance.randrange(3)
    if kind == 0:
        return None
    low = [chance.uniform(-5, 5) for _ in range(n)]
    size = [chance.choice((0.0, chance.uniform(0.5, 9), chance.uniform(0.5, 9))) for _ in low]
    if kind == 1:
        return StandardScaling(tuple(low), tuple(size))
    high = tuple(start + width for start, width in zip(low, size, strict=True))
    return MinMaxScaling(tuple(low), high, chance.choice(((0.0, 1.0), (-1.0, 1.0), (0.2, 0.7))))


def golden_cases(count: int, *, seed: int = 11, rational: bool = False) -> list[dict[str, Any]]:
    """Return documents with every number that Python computes, by symbol; None where it fails.

    ``rational`` leaves out the exponential and what is built on it.
    """
    chance = random.Random(seed)
    return [_golden_case(chance, rational) for _ in range(count)]


def _golden_case(chance: random.Random, rational: bool) -> dict[str, Any]:
    net = random_network(chance, activations=RATIONAL if rational else ACTIVATIONS)
    net.loss = chance.choice(LOSSES[:4] if rational else LOSSES)
    if net.loss == "binary_cross_entropy" and chance.random() < 0.8:
        for output in net.outputs:
            output.activation = "sigmoid"
    net.input_scaling = random_scaling(chance, len(net.inputs))
    net.target_scaling = random_scaling(chance, len(net.outputs))
    x = [chance.uniform(-3, 3) for _ in net.inputs]
    z = None if chance.random() < 0.1 else [chance.random() for _ in net.outputs]
    optimizer = chance.choice(OPTIMIZERS)
    document = document_of(net)
    document["sample"] = {"inputs": x, "targets": z}
    document["training"] = training_of(optimizer)
    case: dict[str, Any] = {"document": document, "values": None, "message": "", "outputs": []}
    case["exact"] = rational
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NeurosimWarning)  # targets of probabilities are not scaled
        try:
            traced = ns.trace(net, x, z, optimizer=None if z is None else optimizer)
        except NeurosimError as error:
            return {**case, "message": str(error)}
    return {**case, "values": numbers_of(traced), "outputs": list(traced.raw_outputs)}


def numbers_of(traced: ns.Trace) -> dict[str, float]:
    """Return the numbers of the table of a trace by symbol, as the page names them."""
    found: dict[str, float] = {}
    for step, _, symbol, quantity, value, _ in traced.rows():
        if quantity in {"product", "raw"}:
            continue
        if step == "gradient":
            name = f"grad {symbol}"
        elif step == "update":
            name = f"{'new' if quantity == 'new value' else quantity} {symbol}"
        else:
            name = symbol
        found[name] = value
    if traced.optimizer is not None:
        found["η"] = traced.optimizer.learning_rate
    return found


def training_of(optimizer: Any, batch_size: int = 1) -> dict[str, Any]:
    """Return the training of a document."""
    names = [name for name in optimizer.__slots__ if name != "learning_rate"]
    return {
        "optimizer": {
            "name": type(optimizer).__name__,
            "learning_rate": optimizer.learning_rate,
            "options": [[name, getattr(optimizer, name)] for name in names],
        },
        "batch_size": batch_size,
    }
