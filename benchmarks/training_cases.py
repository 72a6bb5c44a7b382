"""Training: per-sample descent, mini-batches, and any graph."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

import numpy as np

import neurosim as ns
from benchmarks import c_baseline, peers
from benchmarks.report import duration
from benchmarks.timing import Row, compare, median_seconds
from neurosim.engine.kernels.network_arrays import Rule
from neurosim.engine.kernels.optimizer_step import PLAIN
from neurosim.engine.program import Program
from neurosim.engine.rows import objective
from neurosim.engine.steps import Steps
from neurosim.model.losses import get_loss

RATE = 0.01
PER_SAMPLE = (([2, 3, 1], 100_000), ([2, 15, 15, 1], 20_000), ([784, 32, 10], 2_000))
BATCHES = ([784, 128, 10], [8, 64, 64, 3])


def samples(n: int, n_inputs: int, n_outputs: int, dtype: str = "float64") -> tuple[Any, Any]:
    """Return random inputs and targets."""
    rng = np.random.default_rng(0)
    X, Z = rng.random((n, n_inputs)), rng.random((n, n_outputs))
    return X.astype(dtype), Z.astype(dtype)


def steps(
    net: ns.Network, X: Any, Z: Any, *, batch_size: int, threads: int, dtype: str = "float64"
) -> Steps:
    """Return plain gradient descent on the engine."""
    rule = Rule(PLAIN, RATE, 0.0, 0.0, 0.0, 0.0, False, False)
    return Steps(
        Program(net, dtype),
        X,
        Z,
        loss=objective(net, get_loss("half_squared_error")),
        rule=rule,
        batch_size=batch_size,
        threads=threads,
    )


def epoch(run: Steps, n: int) -> Any:
    """Return a function that runs one epoch."""
    order = np.arange(n)[np.newaxis]
    return lambda: run.run(order, 1)


def per_sample(*, quick: bool, threads: int, rounds: int) -> list[Row]:
    """One step after every sample, compared with C and others; only the steps are timed."""
    rows = []
    for sizes, n_samples in PER_SAMPLE:
        n = n_samples // 10 if quick else n_samples
        name = "-".join(map(str, sizes))
        X, Z = samples(n, sizes[0], sizes[-1])
        net = ns.mlp(sizes, seed=1)
        run = steps(net, X, Z, batch_size=1, threads=threads)
        start, n_edges = run.memory.theta.copy(), net.graph.number_of_edges()
        case = f"per-sample, {name}"
        work: Any = None
        if c_baseline.has_compiler():
            baseline = c_baseline.Baseline(sizes, start[:n_edges].copy(), start[n_edges:].copy())
            ours, theirs = run.run(np.arange(n)[np.newaxis], 1)[0][0], baseline.descend(X, Z, RATE)
            _agree(case, "C", ours, theirs)
            work = partial(baseline.descend, X, Z, RATE)
        rows.append(
            compare(
                case,
                epoch(run, n),
                "C, gcc -O3 -march=native -ffast-math",
                work,
                units=n,
                rounds=rounds,
                meaning="ours / theirs",
            )
        )
        few = min(n, 200)
        for peer, work in (
            ("PyTorch", peers.torch_epoch(sizes, X[:few], Z[:few], batch_size=1, threads=threads)),
            ("scikit-learn", peers.sklearn_epoch(sizes, X[:few], Z[:few], batch_size=1)),
        ):
            rows.append(
                compare(case, epoch(run, n), peer, work, units=n, peer_units=few, rounds=rounds)
            )
        very_few = 1 if sizes[0] > 100 else 20
        rows.append(
            compare(
                case,
                epoch(run, n),
                "micrograd",
                peers.micrograd_epoch(sizes, X[:very_few], Z[:very_few]),
                units=n,
                peer_units=very_few,
                rounds=rounds,
            )
        )
        by_objects = partial(
            ns.train, net.copy(), (X[:very_few], Z[:very_few]), epochs=1, engine="objects"
        )
        rows.append(
            compare(
                case,
                epoch(run, n),
                "the objects",
                by_objects,
                units=n,
                peer_units=very_few,
                rounds=rounds,
            )
        )
    return rows


def batches(*, quick: bool, threads: int, rounds: int) -> list[Row]:
    """One step after every batch, compared with PyTorch and scikit-learn in the same precision."""
    rows = []
    n = 512 if quick else 2048
    rates = {dtype: _best_rate(dtype, rounds) for dtype in ("float64", "float32")}
    for sizes in BATCHES:
        for batch_size in (32, 256):
            for dtype in ("float64", "float32"):
                X, Z = samples(n, sizes[0], sizes[-1], dtype)
                net = ns.mlp(sizes, seed=1)
                run = steps(net, X, Z, batch_size=batch_size, threads=threads, dtype=dtype)
                name = "-".join(map(str, sizes))
                case = f"batch {batch_size}, {name}, {dtype}, per sample"
                theirs = peers.torch_epoch(
                    sizes, X, Z, batch_size=batch_size, threads=threads, net=net
                )
                if theirs is not None and dtype == "float64":
                    ours = run.run(np.arange(n)[np.newaxis], 1)[0][0] / n
                    _agree(case, "PyTorch", ours, theirs())
                share = _product_share(sizes, batch_size, dtype, run, n, rounds)
                least = duration(_multiplications(sizes) / rates[dtype])
                for peer, work in (
                    ("PyTorch", theirs),
                    ("scikit-learn", peers.sklearn_epoch(sizes, X, Z, batch_size=batch_size)),
                ):
                    note = (
                        f"the matrix products alone take {share:.0%} of the time of neurosim; at "
                        f"the speed of a product of 1,024 x 1,024 they would take {least}"
                    )
                    rows.append(
                        compare(case, epoch(run, n), peer, work, units=n, rounds=rounds, note=note)
                    )
    return rows


def _multiplications(sizes: list[int]) -> int:
    """Return how many multiplications (and as many additions) a sample takes in a layered net."""
    edges = [a * b for a, b in itertools.pairwise(sizes)]
    return 2 * edges[0] + 3 * sum(edges[1:])  # inputs have no error signal


def _best_rate(dtype: str, rounds: int) -> float:
    """Return the multiplications per second of large matrix products on one thread."""
    size = 1024
    left, right = np.random.default_rng(0).random((2, size, size)).astype(dtype)
    with threadpool_limits(1, "blas"):
        return size**3 / median_seconds(lambda: left @ right, rounds)


def _product_share(
    sizes: list[int], batch_size: int, dtype: str, run: Steps, n: int, rounds: int
) -> float:
    """Return the share of an epoch that the matrix products alone take in NumPy."""
    rng = np.random.default_rng(0)
    weights = [rng.random((b, a)).astype(dtype) for a, b in itertools.pairwise(sizes)]
    values = [rng.random((size, batch_size)).astype(dtype) for size in sizes]

    def products() -> None:
        for _ in range(n // batch_size):
            for layer, matrix in enumerate(weights):
                _ = matrix @ values[layer]
                _ = values[layer + 1] @ values[layer].T
                if layer:
                    _ = matrix.T @ values[layer + 1]

    with threadpool_limits(1, "blas"):
        bare = median_seconds(products, rounds)
    return bare / median_seconds(epoch(run, n), rounds)


def _agree(case: str, peer: str, ours: float, theirs: object) -> None:
    assert isinstance(theirs, float)
    if abs(ours - theirs) > 1e-9 * abs(theirs):
        raise SystemExit(f"{case}: the loss is {ours}, that of {peer} {theirs}; they must agree")
