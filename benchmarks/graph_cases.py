"""Any graph: a random one against neat-python, and the cost of an edge from small to large."""

from __future__ import annotations

from functools import partial

import numpy as np

import neurosim as ns
from benchmarks import peers
from benchmarks.timing import Row, Runner, median_seconds, race
from benchmarks.training_cases import OURS, epoch, samples, steps, thread_counts


def random_graph(n_inputs: int, n_neurons: int, n_edges: int) -> ns.Network:
    """Return a graph whose neurons have any earlier neurons as inputs."""
    rng = np.random.default_rng(0)
    net = ns.Network()
    pool = [net.add_input() for _ in range(n_inputs)]
    each = n_edges // n_neurons
    for _ in range(n_neurons):
        chosen = rng.choice(len(pool), min(each, len(pool)), replace=False)
        weights = {
            pool[k]: float(w) for k, w in zip(chosen, rng.normal(0, 0.3, len(chosen)), strict=False)
        }
        pool.append(net.add_neuron(weights, bias=float(rng.normal())))
    net.set_outputs(*pool[-10:])
    return net


def random(*, quick: bool, rounds: int) -> list[Row]:
    """Prediction and training on 1,000 neurons and 20,000 edges."""
    net = random_graph(100, 1_000, 20_000)
    n = 2_048 if quick else 65_536
    X, Z = samples(n, 100, 10)
    predictor = peers.neat_predictor(net)
    few = X[:16]
    if predictor is not None:
        np.testing.assert_allclose(predictor(few), ns.predict(net, few), rtol=1e-9)
    theirs = None if predictor is None else partial(predictor, few)
    name = f"random graph of {net.graph.number_of_edges():,} edges"
    used = list(reversed(thread_counts()))
    predictions = [
        Runner(OURS, partial(ns.predict, net, X, engine="compiled", threads=k), n, k) for k in used
    ]
    rows = race(
        f"{name}, prediction per sample",
        [*predictions, Runner("neat-python", theirs, len(few), 1)],
        rounds=rounds,
    )
    trainings = [
        Runner(OURS, epoch(steps(net, X, Z, batch_size=256, threads=k), n), n, k) for k in used
    ]
    alone = Runner("neurosim, prediction", predictions[-1].call, n, 1)
    rows += race(
        f"{name}, training per sample in batches of 256", [*trainings, alone], rounds=rounds
    )
    return rows


def edges(*, quick: bool, rounds: int) -> list[Row]:
    """The time for an edge and a sample, from 10^2 to 10^6 edges."""
    rows = []
    for exponent in range(2, 6 if quick else 7):
        width = round((10**exponent) ** 0.5)
        net = ns.mlp([width, width], initializer=0.01)
        n_edges = net.graph.number_of_edges()
        n = max(20, 4_000_000 // n_edges)
        X, Z = samples(n, width, width)
        for what, batch_size, used in (
            ("per-sample descent", 1, [1]),
            ("batches of 64", 64, thread_counts()),
        ):
            for threads in used:
                run = steps(net, X, Z, batch_size=batch_size, threads=threads)
                seconds = median_seconds(epoch(run, n), rounds) / n / n_edges
                note = f"weights take {run.memory.theta.nbytes / 2**20:.3g} MiB"
                case = f"{what}, {n_edges:,} edges, per edge and sample"
                rows.append(Row(case, OURS, seconds, threads, note=note))
    return rows
