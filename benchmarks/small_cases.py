"""Small calls: one row, one epoch, one trace; and making networks."""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

import neurosim as ns
from benchmarks.peers import installed
from benchmarks.timing import Row, Runner, median_seconds, race
from neurosim.engine.steps import Steps

SIZES = [784, 128, 10]


def small_calls(*, quick: bool, rounds: int) -> list[Row]:
    """What a call takes beside the arithmetic, on 784-128-10."""
    net = ns.mlp([784, 32, 10] if quick else SIZES, seed=1)
    rng = np.random.default_rng(0)
    X, Z = rng.random((6_400, 784)), rng.random((6_400, 10))
    rows = race(
        "predicting one row, 784-128-10",
        [
            Runner("neurosim", partial(ns.predict, net, X[:1], engine="compiled")),
            Runner("scikit-learn", _sklearn_predict(X, Z)),
        ],
        rounds=rounds,
    )

    def edited() -> None:
        net.wh[0][0][0] += 0.001
        ns.predict(net, X[:1], engine="compiled")

    rows.append(
        Row("the same after a weight was edited", "neurosim", median_seconds(edited, rounds))
    )
    rows.append(
        Row(
            "train, one epoch of 6,400 rows in batches of 32, beside the arithmetic",
            "neurosim",
            _beside(net, X, Z, rounds),
        )
    )
    trace = partial(ns.trace, net, X[0], Z[0])
    rows.append(Row("trace of one sample", "neurosim", median_seconds(trace, rounds)))
    return rows


def building(*, quick: bool, rounds: int) -> list[Row]:
    """Making, copying, loading a network, for an edge."""
    sizes = [300, 100, 1] if quick else [1000, 1000, 1]
    net = ns.mlp(sizes, seed=1)
    n_edges, name = net.graph.number_of_edges(), "-".join(map(str, sizes))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        ns.save(net, path)
        calls = {
            f"ns.mlp, {name}, for an edge": partial(ns.mlp, sizes, seed=1),
            "copy": net.copy,
            "load": partial(ns.load, path),
        }
        return [
            Row(case, "neurosim", _median_of_building(call, rounds) / n_edges)
            for case, call in calls.items()
        ]


def _median_of_building(build: Callable[[], object], rounds: int) -> float:
    """Return the median time of making a network; the one before is removed outside of it."""
    times = []
    for _ in range(rounds + 1):
        gc.collect()
        begin = time.perf_counter()
        made = build()
        times.append(time.perf_counter() - begin)
        del made
    return statistics.median(times[1:])


def _beside(net: ns.Network, X: object, Z: object, rounds: int) -> float:
    """Return the median time that train takes without the steps themselves."""
    within: list[float] = []
    call = Steps._call

    def timed(*arguments: object) -> int:
        begin = time.perf_counter()
        try:
            return call(*arguments)  # type: ignore[arg-type]
        finally:
            within.append(time.perf_counter() - begin)

    times = []
    Steps._call = timed  # type: ignore[method-assign]
    try:
        for _ in range(rounds + 1):
            within.clear()
            begin = time.perf_counter()
            ns.train(net, (X, Z), epochs=1, batch_size=32, engine="compiled", progress=False)
            times.append(time.perf_counter() - begin - sum(within))
    finally:
        Steps._call = call  # type: ignore[method-assign]
    return float(np.median(times[1:]))


def _sklearn_predict(X: object, Z: object) -> object:
    module = installed("sklearn.neural_network")
    if module is None:
        return None
    model = module.MLPRegressor(hidden_layer_sizes=(128,), activation="logistic", solver="sgd")
    model.partial_fit(X[:10], Z[:10])  # type: ignore[index]
    return partial(model.predict, X[:1])  # type: ignore[index]
