"""Training that is killed at random moments and goes on: the same bits, and nothing left behind."""

from __future__ import annotations

import functools
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORK = """
import sys, time
import neurosim as ns
folder, seed = sys.argv[1], int(sys.argv[2])
net = ns.mlp([2, 3, 1], seed=seed)
data = ns.Dataset([[70, 98], [50, 85], [65, 67], [25, 95]], [[91], [82], [80], [68]])
keep = ns.Checkpoint(f"{folder}/run.npz")
history = ns.train(
    net, data, epochs=150, learning_rate=0.5, normalize=(0, 1), shuffle=True, seed=seed,
    engine="objects", progress=False, callbacks=[keep], resume=f"{folder}/run.npz")
history.to_csv(f"{folder}/history.csv")
ns.save(net, f"{folder}/model.json")
"""
RESULTS = ("history.csv", "model.json")
SEEDS = 2
ROOT = Path(__file__).parents[2]


def case(rng: random.Random, folder: Path) -> str:
    """Kill a training up to three times, let it end, and hold it against one that ran through."""
    seed = rng.randrange(SEEDS)
    right = _undisturbed(seed)
    n_kills = 0
    for _ in range(rng.randint(1, 3)):
        process = _start(folder, seed)
        # half of the kills are soon after the first checkpoint, the others anywhere
        if rng.random() < 0.5:
            _wait_for(folder / "run.npz", process)
            time.sleep(rng.uniform(0.0, 0.3))
        else:
            time.sleep(rng.uniform(0.0, 2.0))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        n_kills += process.returncode == -signal.SIGKILL
    process = _start(folder, seed)
    _, complaint = process.communicate(timeout=120)
    assert process.returncode == 0, f"after {n_kills} kills: {complaint.decode()[-400:]}"
    for name, content in zip(RESULTS, right, strict=True):
        assert (folder / name).read_bytes() == content, f"{name} differs after {n_kills} kills"
    left = {path.name for path in folder.iterdir()} - {"run.npz", *RESULTS}
    assert not left, f"left behind after {n_kills} kills: {sorted(left)}"
    return f"the same after {n_kills} kills"


@functools.cache
def _undisturbed(seed: int) -> tuple[bytes, ...]:
    with tempfile.TemporaryDirectory() as name:
        process = _start(Path(name), seed)
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint.decode()[-400:]
        return tuple((Path(name) / result).read_bytes() for result in RESULTS)


def _start(folder: Path, seed: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WORK, str(folder), str(seed)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    while not path.exists() and process.poll() is None:
        time.sleep(0.01)
