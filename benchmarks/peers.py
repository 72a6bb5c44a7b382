"""The same work in other libraries; each function returns None if its library is missing."""

from __future__ import annotations

import importlib
import itertools
import math
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

Work = Callable[[], object]
OnThreads = Callable[[int], object]
"""Does its work on so many threads."""


def installed(name: str) -> Any | None:
    """Return a module, or None if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def torch_epoch(
    sizes: list[int],
    X: Any,
    Z: Any,
    *,
    batch_size: int,
    net: Any = None,
    compiled: bool = False,
) -> OnThreads | None:
    """Return an epoch of PyTorch, from the weights of ``net`` if it is given.

    With ``compiled``, forward pass and loss go through ``torch.compile``; None if that fails, as it
    does without a C++ compiler.
    """
    torch = installed("torch")
    if torch is None:
        return None
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

    def loss_of(x: Any, z: Any) -> Any:
        error = model(x) - z
        return 0.5 * (error * error).sum() / len(error)

    if compiled:
        # what it compiled for the cases before counts towards a limit, after which it gives up
        torch.compiler.reset()
    loss_function = torch.compile(loss_of) if compiled else loss_of

    def epoch(threads: int) -> float:
        torch.set_num_threads(threads)
        total = 0.0
        for begin in range(0, len(inputs), batch_size):
            x, z = inputs[begin : begin + batch_size], targets[begin : begin + batch_size]
            optimizer.zero_grad()
            loss = loss_function(x, z)
            loss.backward()
            optimizer.step()
            total += float(loss.detach()) * len(x)
        return total / len(inputs)

    if compiled:
        try:
            loss_function(inputs[:batch_size], targets[:batch_size])
        except Exception:  # the compiler of another program may fail in any way
            return None
    return epoch


def jax_epoch(sizes: list[int], X: Any, Z: Any, *, batch_size: int) -> Work | None:
    """Return an epoch of JAX: one compiled step for each batch, parameters given away to it."""
    jax = installed("jax")
    if jax is None:
        return None
    jax.config.update("jax_enable_x64", True)
    numpy = jax.numpy
    rng = np.random.default_rng(0)
    state = [
        (
            numpy.asarray(rng.uniform(-1, 1, (before, after)).astype(X.dtype)),
            numpy.zeros(after, X.dtype),
        )
        for before, after in itertools.pairwise(sizes)
    ]

    def loss_of(parameters: Any, x: Any, z: Any) -> Any:
        for weights, bias in parameters:
            x = jax.nn.sigmoid(x @ weights + bias)
        return 0.5 * ((x - z) ** 2).sum() / len(x)

    def step(parameters: Any, x: Any, z: Any) -> Any:
        loss, slopes = jax.value_and_grad(loss_of)(parameters, x, z)
        return loss, jax.tree.map(lambda p, g: p - 0.01 * g, parameters, slopes)

    compiled = jax.jit(step, donate_argnums=0)
    held = [jax.tree.map(lambda p: p.copy(), state)]
    inputs, targets = numpy.asarray(X), numpy.asarray(Z)
    batches = [
        (inputs[begin : begin + batch_size], targets[begin : begin + batch_size])
        for begin in range(0, len(X), batch_size)
    ]

    def epoch() -> float:
        parameters, losses = held[0], []
        for x, z in batches:
            loss, parameters = compiled(parameters, x, z)
            losses.append(loss)
        held[0] = parameters
        return sum(float(loss) for loss in losses)

    return epoch


def jax_on_one_thread(
    sizes: list[int], n: int, dtype: str, *, batch_size: int, rounds: int
) -> float | None:
    """Return the seconds for a sample of JAX in a process of its own that has a single core."""
    if installed("jax") is None or not hasattr(os, "sched_setaffinity"):
        return None
    script = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from benchmarks import peers, timing, training_cases\n"
        f"X, Z = training_cases.samples({n}, {sizes[0]}, {sizes[-1]}, {dtype!r})\n"
        f"epoch = peers.jax_epoch({sizes}, X, Z, batch_size={batch_size})\n"
        f"print(timing.median_seconds(epoch, {rounds}) / {n})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def sklearn_epoch(sizes: list[int], X: Any, Z: Any, *, batch_size: int) -> OnThreads | None:
    """Return an epoch of scikit-learn's MLPRegressor."""
    module, limits = installed("sklearn.neural_network"), installed("threadpoolctl")
    if module is None or limits is None:
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
    controller = limits.ThreadpoolController()

    def epoch(threads: int) -> None:
        with warnings.catch_warnings(), controller.limit(limits=threads, user_api="blas"):
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
