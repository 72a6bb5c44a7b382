"""The same work in other libraries; each function returns None if its library is missing."""

from __future__ import annotations

import importlib
import itertools
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

Work = Callable[[], object]


def installed(name: str) -> Any | None:
    """Return a module, or None if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def torch_epoch(
    sizes: list[int], X: Any, Z: Any, *, batch_size: int, threads: int, net: Any = None
) -> Work | None:
    """Return an epoch of PyTorch, from the weights of ``net`` if it is given."""
    torch = installed("torch")
    if torch is None:
        return None
    torch.set_num_threads(threads)
    inputs, targets = torch.from_numpy(X), torch.from_numpy(Z)
    layers: list[Any] = []
    for before, after in itertools.pairwise(sizes):
        layers += [torch.nn.Linear(before, after, dtype=inputs.dtype), torch.nn.Sigmoid()]
    model = torch.nn.Sequential(*layers)
    if net is not None:
        rows = [*net.layers[1:]]
        for layer, neurons in zip(layers[::2], rows, strict=True):
            with torch.no_grad():
                layer.weight.copy_(
                    torch.tensor([list(n.weights) for n in neurons], dtype=torch.float64)
                )
                layer.bias.copy_(torch.tensor([n.bias for n in neurons], dtype=torch.float64))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    def epoch() -> float:
        total = 0.0
        for begin in range(0, len(inputs), batch_size):
            optimizer.zero_grad()
            error = model(inputs[begin : begin + batch_size]) - targets[begin : begin + batch_size]
            loss = 0.5 * (error * error).sum() / len(error)
            loss.backward()
            optimizer.step()
            total += float(loss.detach()) * len(error)
        return total / len(inputs)

    return epoch


def sklearn_epoch(sizes: list[int], X: Any, Z: Any, *, batch_size: int) -> Work | None:
    """Return an epoch of scikit-learn's MLPRegressor."""
    module = installed("sklearn.neural_network")
    if module is None:
        return None
    model = module.MLPRegressor(
        hidden_layer_sizes=sizes[1:-1],
        activation="logistic",
        solver="sgd",
        batch_size=batch_size,
        shuffle=False,
        momentum=0.0,
        alpha=0.0,
        learning_rate_init=0.01,
    )
    targets = Z.ravel() if Z.shape[1] == 1 else Z

    def epoch() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.partial_fit(X, targets)

    return epoch


def micrograd_epoch(sizes: list[int], X: Any, Z: Any) -> Work | None:
    """Return an epoch of micrograd: its scalar values, with a sigmoid made of them."""
    engine = installed("micrograd.engine")
    if engine is None:
        return None
    value = engine.Value
    rng = np.random.default_rng(0)
    layers = [
        [[value(w) for w in row] for row in rng.uniform(-1, 1, (after, before + 1))]
        for before, after in itertools.pairwise(sizes)
    ]

    def sigmoid(s: Any) -> Any:
        result = value(1.0 / (1.0 + math.exp(-s.data)), (s,), "sigmoid")

        def backward() -> None:
            s.grad += result.data * (1.0 - result.data) * result.grad

        result._backward = backward
        return result

    def epoch() -> None:
        for x, z in zip(X.tolist(), Z.tolist(), strict=True):
            values: list[Any] = x
            for layer in layers:
                values = [
                    sigmoid(sum((w * a for w, a in zip(row, values, strict=False)), row[-1]))
                    for row in layer
                ]
            loss = sum(((y - t) ** 2 * 0.5 for y, t in zip(values, z, strict=True)), value(0.0))
            for layer in layers:
                for row in layer:
                    for weight in row:
                        weight.grad = 0.0
            loss.backward()
            for layer in layers:
                for row in layer:
                    for weight in row:
                        weight.data -= 0.01 * weight.grad

    return epoch


def neat_predictor(net: Any) -> Callable[[Any], list[Any]] | None:
    """Return neat-python's feed-forward network of the same neurons, weights and activations."""
    neat = installed("neat")
    if neat is None:
        return None
    place = {neuron: -1 - i for i, neuron in enumerate(net.inputs)}
    place |= {neuron: i for i, neuron in enumerate(net.structure.computed)}
    evaluations = [
        (
            place[neuron],
            _tanh if neuron.activation.name == "tanh" else _sigmoid,
            sum,
            neuron.bias,
            1.0,
            [(place[source], edge["weight"]) for source, edge in net.structure.incoming[neuron]],
        )
        for neuron in net.structure.computed
    ]
    network = neat.nn.FeedForwardNetwork(
        [place[n] for n in net.inputs], [place[n] for n in net.outputs], evaluations
    )
    return lambda X: [list(network.activate(x)) for x in X.tolist()]


def _sigmoid(s: float) -> float:
    return 1.0 / (1.0 + math.exp(-s))


def _tanh(s: float) -> float:
    return math.tanh(s)
