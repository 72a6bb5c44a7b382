"""Side by side in threads, everything gives what it gives alone, and changes nobody's settings."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from threadpoolctl import threadpool_info

import neurosim as ns

N_THREADS = 6


def case(rng: random.Random, folder: Path) -> str:
    """Run random jobs alone, then all of them at once."""
    jobs = [
        make(rng.randrange(1000), folder, place)
        for place, make in enumerate(rng.choices((drawing, training, compiled, predicting), k=12))
    ]
    alone = [job() for job in jobs]
    settings, limits = dict(mpl.rcParams), _limits()
    with ThreadPoolExecutor(N_THREADS) as pool:
        together = [future.result() for future in [pool.submit(job) for job in jobs]]
    for place, (one, other) in enumerate(zip(alone, together, strict=True)):
        assert one == other, f"job {place}, {jobs[place].__qualname__}, differs beside others"
    assert dict(mpl.rcParams) == settings, "matplotlib's settings were changed"
    assert _limits() == limits, "the threads of the BLAS were limited"
    return "the same"


def _limits() -> list[tuple[str, int]]:
    return sorted((pool["filepath"], pool["num_threads"]) for pool in threadpool_info())


def _data(seed: int, n: int = 64) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (n, 3))
    return X, X[:, :1] * X[:, 1:2]


def drawing(seed: int, folder: Path, place: int) -> Callable[[], bytes]:
    """Return a job that draws a picture."""
    path = folder / f"picture-{place}.{('svg', 'png')[seed % 2]}"

    def draw() -> bytes:
        net = ns.mlp([3, 2 + seed % 4, 1], seed=seed)
        ns.draw(net, path, theme=("light", "dark", "print")[seed % 3])
        return path.read_bytes()

    return draw


def training(seed: int, folder: Path, place: int) -> Callable[[], list[float]]:
    """Return a job that trains on the objects."""
    return lambda: _train(seed, engine="objects", epochs=2, batch_size=1)


def compiled(seed: int, folder: Path, place: int) -> Callable[[], list[float]]:
    """Return a job that trains in the engine, in batches."""
    return lambda: _train(seed, engine="compiled", epochs=20, batch_size=32)


def _train(seed: int, **options: Any) -> list[float]:
    net = ns.mlp([3, 8, 1], seed=seed)
    history = ns.train(
        net, _data(seed), learning_rate=0.1, shuffle=True, seed=seed, progress=False, **options
    )
    return [*history.loss, *(parameter.value for parameter in net.parameters)]


def predicting(seed: int, folder: Path, place: int) -> Callable[[], bytes]:
    """Return a job that predicts many rows."""

    def predict() -> bytes:
        net = ns.mlp([3, 16, 2], seed=seed)
        return ns.predict(net, _data(seed, 5000)[0], engine="compiled").tobytes()

    return predict
