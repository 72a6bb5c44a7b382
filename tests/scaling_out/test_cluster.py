"""Several processes: the same numbers, and nothing lost if one of them is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns
from neurosim.scaling_out import cluster as processes
from neurosim.scaling_out.spreading import spread

pytest.importorskip("distributed")
psutil = pytest.importorskip("psutil")

X = np.linspace(-1.0, 1.0, 40)[:, np.newaxis]
DATA = ns.Dataset(X, np.sin(3 * X))
SETTINGS = {"epochs": 60, "normalize": (-1, 1), "engine": "compiled"}


def make(hidden, seed):
    return ns.mlp([1, hidden, 1], "tanh", seed=seed)


def sweep(make_network=make, **more):
    given = {"settings": SETTINGS, "seeds": 10, "workers": None if "client" in more else 1, **more}
    return ns.sweep(make_network, DATA, {"hidden": [2, 4, 8]}, **given)


@pytest.fixture(scope="module")
def expected():
    """The sweep, one run after the other."""
    return sweep(keep="all")


def test_the_numbers_are_those_of_one_process(client, expected):
    result = sweep(client=client, keep="all")
    assert result.to_csv() == expected.to_csv()
    for run, other in zip(result.runs, expected.runs, strict=True):
        assert run.history == other.history
        assert run.network.wh == other.network.wh


def test_each_process_takes_one_thread_and_stays_on_this_machine(client):
    assert set(client.nthreads().values()) == {1}
    assert client.run(os.getenv, "OMP_NUM_THREADS") == dict.fromkeys(client.nthreads(), "1")
    found = client.run(
        lambda: [pool["num_threads"] for pool in __import__("threadpoolctl").threadpool_info()]
    )
    assert all(set(pools) <= {1} for pools in found.values())
    for one in [psutil.Process(), *map(psutil.Process, client.run(os.getpid).values())]:
        listening = [c.laddr.ip for c in one.net_connections() if c.status == "LISTEN"]
        assert set(listening) <= {"127.0.0.1"}


def test_ctrl_c_of_a_terminal_is_for_the_program_alone(client):
    for pid in (pids := client.run(os.getpid).values()):
        os.kill(pid, signal.SIGINT)
    assert list(client.run(os.getpid).values()) == list(pids)


def test_a_worker_that_is_killed_loses_nothing(client, expected):
    ended, (victim, _) = [], client.run(os.getpid).values()

    def kill(run):
        ended.append(run.number)
        if len(ended) == 4:
            os.kill(victim, signal.SIGKILL)

    result = sweep(client=client, on_run=kill)
    assert victim not in client.run(os.getpid).values()
    assert sorted(ended) == list(range(30))
    assert result.to_csv() == expected.to_csv()


def test_a_run_that_kills_its_worker_is_a_failure_and_the_rest_is_done(client, expected):
    def deadly(hidden, seed):
        if (hidden, seed) == (4, 3):
            os.kill(os.getpid(), signal.SIGKILL)
        return make(hidden, seed)

    scheduler = client.cluster.scheduler
    scheduler.allowed_failures, before = 0, scheduler.allowed_failures
    result = sweep(deadly, client=client)
    scheduler.allowed_failures = before
    (failure,) = result.failures
    assert (failure.parameters, failure.seed) == ({"hidden": 4}, 3)
    assert failure.error == "its worker died each time that it was tried"
    for run, other in zip(result.runs, expected.runs, strict=True):
        assert run.number == failure.number or run.history == other.history


def test_what_cannot_be_sent_is_refused(client):
    lock = threading.Lock()

    def locked(hidden, seed):
        with lock:
            return make(hidden, seed)

    with pytest.raises(ns.NeurosimError, match=r"cannot be sent to other processes \(.*lock"):
        sweep(locked, client=client)


def test_early_results_end_when_nobody_asks_any_more(client):
    found = spread(client, lambda shared, item: shared + item, 10, range(1000), most_in_task=1)
    place, value = next(found)
    assert value == 10 + place
    found.close()
    assert sorted(v for _, v in spread(client, lambda shared, item: item, None, [3, 1, 2])) == [
        1,
        2,
        3,
    ]


def test_a_lost_connection_says_how_much_is_left():
    class Broken:
        status = "closed"

    from neurosim.scaling_out.spreading import _Tasks

    tasks = _Tasks.__new__(_Tasks)
    tasks._client, tasks._n_lost, tasks._running = Broken(), 0, {}
    tasks._waiting = [1, 2]
    with pytest.raises(
        ns.NeurosimError, match="connection to the scheduler was lost with 3 items to do"
    ):
        tasks._lost([0], None)


def answering(client, monkeypatch, answer):
    """Let all workers answer in the same way when they are asked for their versions."""
    monkeypatch.setattr(client, "run", lambda *_, **__: dict.fromkeys(client.nthreads(), answer))


def test_other_versions_are_refused(client, monkeypatch):
    own = processes.versions()
    answering(client, monkeypatch, {**own, "numpy": "1.0"})
    with pytest.raises(ns.NeurosimError) as error:
        sweep(client=client)
    assert str(error.value).endswith(
        f"has numpy 1.0 and this process {own['numpy']}; install the same version, so that all "
        "numbers are the same"
    )


def test_a_worker_without_neurosim_is_named(client, monkeypatch):
    answering(client, monkeypatch, ModuleNotFoundError("No module named 'neurosim'"))
    with pytest.raises(
        ns.NeurosimError, match=r"the worker tcp.* cannot use neurosim \(Module.*\); install it"
    ):
        sweep(client=client)


def test_a_cluster_without_workers_is_refused(client, monkeypatch):
    monkeypatch.setattr(client, "run", lambda *_, **__: {})
    with pytest.raises(
        ns.NeurosimError, match="the cluster has no workers; start some with 'dask worker'"
    ):
        sweep(client=client)


PROGRAM = """
import sys, time
import numpy as np
import neurosim as ns

X = np.linspace(-1.0, 1.0, 40)[:, np.newaxis]

def make(hidden, seed):
    return ns.mlp([1, hidden, 1], "tanh", seed=seed)

if __name__ == "__main__":
    ns.sweep(
        make, ns.Dataset(X, np.sin(3 * X)), {"hidden": [2, 4, 8]}, seeds=10, workers=2,
        settings={"epochs": 60, "normalize": (-1, 1), "engine": "compiled"},
        folder=sys.argv[1], on_run=lambda run: time.sleep(0.1),
    )
"""


def wait_for(condition, seconds=60):
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < seconds
        time.sleep(0.02)


def test_a_program_that_is_killed_goes_on_and_ends_with_the_same_table(tmp_path, expected):
    (tmp_path / "program.py").write_text(PROGRAM)
    folder = tmp_path / "sweep"
    running = subprocess.Popen(
        [sys.executable, tmp_path / "program.py", folder],
        env=os.environ | {"PYTHONPATH": str(Path(ns.__file__).parents[1])},
    )
    wait_for(lambda: list(folder.glob("runs-*.json")))
    children = psutil.Process(running.pid).children(recursive=True)
    running.kill()
    running.wait()
    assert not (folder / "results.csv").exists()
    made_now = []
    again = sweep(folder=folder, on_run=made_now.append)
    assert 0 < len(made_now) < 30
    assert again.to_csv() == expected.to_csv()
    assert again.best().network.wh == expected.best().network.wh
    # the workers notice that their program is gone
    wait_for(lambda: not any(map(is_alive, children)))


def is_alive(child):
    return child.is_running() and child.status() != psutil.STATUS_ZOMBIE


def test_a_script_without_a_guard_is_told_what_to_do(monkeypatch):
    import distributed

    def fail(**settings):
        raise RuntimeError("Nanny failed to start.")

    monkeypatch.setattr(distributed, "LocalCluster", fail)
    with pytest.raises(ns.NeurosimError) as error:
        sweep(workers=2)
    assert str(error.value) == (
        "the 2 processes did not start (RuntimeError: Nanny failed to start.); if this is a script, "
        "put the call under if __name__ == '__main__':, or take workers=1"
    )
    # what the processes themselves say, which read the script again
    monkeypatch.setattr(multiprocessing.current_process(), "_inheriting", True, raising=False)
    with pytest.raises(
        ns.NeurosimError, match="this script starts processes, and each of them reads"
    ):
        sweep(workers=2)
