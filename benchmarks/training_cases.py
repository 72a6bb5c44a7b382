"""Training: per-sample descent, mini-batches, and any graph."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

import neurosim as ns
from benchmarks import c_baseline, peers
from benchmarks.report import duration
from benchmarks.timing import Row, Runner, median_seconds, race
from neurosim.engine.choice import check_threads
from neurosim.engine.kernels.network_arrays import Rule
from neurosim.engine.kernels.optimizer_step import PLAIN
from neurosim.engine.program import Program
from neurosim.engine.rows import objective
from neurosim.engine.steps import Steps
from neurosim.model.losses import get_loss

RATE = 0.01
PER_SAMPLE = (([2, 3, 1], 100_000), ([2, 15, 15, 1], 20_000), ([784, 32, 10], 2_000))
BATCHES = ([784, 128, 10], [784, 32, 10], [8, 64, 64, 3])
OURS = "neurosim"


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


def thread_counts() -> list[int]:
    """Return one thread, and as many as there are cores."""
    return sorted({1, check_threads(None)})


def on_threads(program: str, work: peers.OnThreads | None, units: float) -> list[Runner]:
    """Return a runner on one and one on all threads."""
    if work is None:
        return [Runner(program, None)]
    return [Runner(program, partial(work, n), units, n) for n in thread_counts()]


def per_sample(*, quick: bool, rounds: int) -> list[Row]:
    """One step after every sample; only the steps are timed."""
    rows = []
    for sizes, n_samples in PER_SAMPLE:
        n = n_samples // 10 if quick else n_samples
        X, Z = samples(n, sizes[0], sizes[-1])
        net = ns.mlp(sizes, seed=1)
        run = steps(net, X, Z, batch_size=1, threads=1)
        case = f"per-sample, {'-'.join(map(str, sizes))}"
        few, very_few = min(n, 200), 1 if sizes[0] > 100 else 20
        by_objects = partial(
            ns.train, net.copy(), (X[:very_few], Z[:very_few]), epochs=1, engine="objects"
        )
        micrograd = peers.micrograd_epoch(sizes, X[:very_few], Z[:very_few])
        runners = [
            Runner(OURS, epoch(run, n), n, 1),
            _c_baseline(case, run, sizes, X, Z),
            *on_threads("PyTorch", peers.torch_epoch(sizes, X[:few], Z[:few], batch_size=1), few),
            *on_threads(
                "scikit-learn", peers.sklearn_epoch(sizes, X[:few], Z[:few], batch_size=1), few
            ),
            Runner("JAX", peers.jax_epoch(sizes, X[:few], Z[:few], batch_size=1), few),
            Runner("micrograd", micrograd, very_few, 1),
            Runner("neurosim's objects", by_objects, very_few, 1),
        ]
        rows += race(case, runners, rounds=rounds)
    return rows


def batches(*, quick: bool, rounds: int) -> list[Row]:
    """One step after every batch, in the same precision; neurosim chooses its threads."""
    rows = []
    n = 512 if quick else 2048
    cores = check_threads(None)
    rates = {dtype: _best_rate(dtype, rounds) for dtype in ("float64", "float32")}
    for sizes, batch_size, dtype in itertools.product(BATCHES, (32, 256), ("float64", "float32")):
        X, Z = samples(n, sizes[0], sizes[-1], dtype)
        net = ns.mlp(sizes, seed=1)
        case = f"batch {batch_size}, {'-'.join(map(str, sizes))}, {dtype}, per sample"
        eager = peers.torch_epoch(sizes, X, Z, batch_size=batch_size, net=net)
        if eager is not None and dtype == "float64":
            run = steps(net, X, Z, batch_size=batch_size, threads=cores, dtype=dtype)
            _agree(case, "PyTorch", run.run(np.arange(n)[np.newaxis], 1)[0][0] / n, eager(1))
        runners = [
            Runner(
                OURS,
                epoch(steps(net, X, Z, batch_size=batch_size, threads=used, dtype=dtype), n),
                n,
                used,
            )
            for used in reversed(thread_counts())
        ]
        runners += on_threads("PyTorch", eager, n)
        inductor = peers.torch_epoch(sizes, X, Z, batch_size=batch_size, compiled=True)
        runners += on_threads("PyTorch, torch.compile", inductor, n)
        runners += on_threads(
            "scikit-learn", peers.sklearn_epoch(sizes, X, Z, batch_size=batch_size), n
        )
        alone = peers.jax_on_one_thread(sizes, n, dtype, batch_size=batch_size, rounds=rounds)
        if alone is not None:
            runners.append(Runner("JAX", None, n, 1, alone, "in a process of its own"))
        runners.append(Runner("JAX", peers.jax_epoch(sizes, X, Z, batch_size=batch_size), n, cores))
        least = duration(_multiplications(sizes) / rates[dtype])
        found = race(case, runners, rounds=rounds)
        rows += found
        rows.append(Row(case, "the products alone, at the best rate of one core", note=least))
    return rows


def _c_baseline(case: str, run: Steps, sizes: list[int], X: Any, Z: Any) -> Runner:
    name = "C, gcc -O3 -march=native -ffast-math"
    if not c_baseline.has_compiler():
        return Runner(name, None)
    n_edges, start = run._program.n_edges, run.memory.theta.copy()
    baseline = c_baseline.Baseline(sizes, start[:n_edges].copy(), start[n_edges:].copy())
    ours, theirs = run.run(np.arange(len(X))[np.newaxis], 1)[0][0], baseline.descend(X, Z, RATE)
    _agree(case, "C", ours, theirs)
    return Runner(name, partial(baseline.descend, X, Z, RATE), len(X), 1)


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


def _agree(case: str, peer: str, ours: float, theirs: object) -> None:
    assert isinstance(theirs, float)
    if abs(ours - theirs) > 1e-9 * abs(theirs):
        raise SystemExit(f"{case}: the loss is {ours}, that of {peer} {theirs}; they must agree")
