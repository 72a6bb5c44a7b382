"""The processes that work: those of the user's cluster, or of one on this machine."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Iterator
from importlib.metadata import version
from multiprocessing import current_process
from typing import Any

import numpy as np

from neurosim.checks import whole_number
from neurosim.engine.choice import check_threads
from neurosim.errors import InputError, NeurosimError, brief, named

PACKAGES = ("neurosim", "numpy", "numba")
"""The packages that must be the same everywhere, because numbers depend on them."""

_THREADS_OF_BLAS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_SETTINGS = {
    "distributed.worker.preload": ["neurosim.scaling_out.worker_preload"],
    # a task whose worker died twice is tried alone afterwards, see spreading.py
    "distributed.scheduler.allowed-failures": 1,
    # Dask watches itself for its pages, which nobody sees here; it took 7 % of each worker
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "2s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.scheduler.active-memory-manager.start": False,
}
"""The settings of Dask for processes on this machine."""

MOST_WORKERS = 1024
_MAIN = "if __name__ == '__main__':"


def check_workers(client: Any, workers: int | None) -> int:
    """Return how many processes to start; raise InputError unless both arguments can be used.

    Parameters
    ----------
    client : dask.distributed.Client or None
        A client of a running cluster.
    workers : int or None
        How many processes to start; by default one for each core that this process may use.

    Returns
    -------
    int
        0 for a cluster that runs already, and 1 for this process alone.
    """
    if client is None:
        if workers is None:
            return check_threads(None)
        return whole_number(workers, "the number of workers", minimum=1, maximum=MOST_WORKERS)
    if workers is not None:
        raise InputError(
            "both client and workers are given, but a cluster has its own workers; leave one out"
        )
    if getattr(client, "status", None) != "running" or not hasattr(client, "submit"):
        raise InputError(
            f"client is {brief(client)}; give a dask.distributed.Client that is connected and does "
            "not belong to asynchronous code, or leave it out"
        )
    if getattr(client, "asynchronous", False):
        raise InputError("client belongs to asynchronous code; give dask.distributed.Client(...)")
    return 0


@contextlib.contextmanager
def cluster(client: Any, n_workers: int, dtypes: set[np.dtype[Any]]) -> Iterator[Any]:
    """Give the client to work with; what is started here is closed at the end of the block.

    Parameters
    ----------
    client : dask.distributed.Client or None
        The client of the user.
    n_workers : int
        What ``check_workers`` returned.
    dtypes : set of numpy dtype
        In what the compiled engine will compute. Its kernels are compiled before the workers need
        them: processes that compile the same kernel at once take turns with the processor, and may
        damage the files that it is kept in (numba, issue 4807).

    Yields
    ------
    dask.distributed.Client or None
        None for this process alone.
    """
    if client is not None:
        _check_versions(client)
        _compile_on(client, dtypes)
        yield client
    elif n_workers == 1:
        yield None
    else:
        with _on_this_machine(n_workers) as started:
            _compile_on(started, dtypes)
            yield started


def compile_kernels(dtypes: set[np.dtype[Any]]) -> None:
    """Compile all kernels that train and predict, or find them in Numba's cache on disk."""
    from neurosim.data import Dataset
    from neurosim.engine.compile_all import main
    from neurosim.engine.predict import predict
    from neurosim.model import mlp
    from neurosim.training.train import train

    for dtype in sorted(map(str, dtypes)):
        if dtype == "float64":
            main()
            continue
        net, data = mlp([2, 2, 1]), Dataset(np.zeros((2, 2)), np.zeros((2, 1)))
        for size in (1, 2):
            train(net, data, epochs=1, batch_size=size, engine="compiled", dtype=dtype, threads=1)
        predict(net, data.X, engine="compiled", dtype=dtype, threads=1)


@contextlib.contextmanager
def _on_this_machine(n_workers: int) -> Iterator[Any]:
    _refuse_a_started_script()
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise InputError(
            "several processes need Dask: pip install 'neurosim[cluster]'; workers=1 works without"
        ) from None
    with contextlib.ExitStack() as stack:
        stack.enter_context(dask.config.set(_SETTINGS))
        try:
            started = LocalCluster(
                n_workers=n_workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                # any free port, and no pages about the cluster
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                # one thread for BLAS in each process, whatever the user has set for this one
                env=dict.fromkeys(_THREADS_OF_BLAS, "1"),
                memory_limit=0,
                silence_logs="CRITICAL",
            )
            stack.callback(started.close)
            client = Client(started, set_as_default=False)
            stack.callback(client.close)
        except (RuntimeError, OSError, TimeoutError) as error:
            raise NeurosimError(
                f"the {n_workers} processes did not start ({named(error)}); if this is a script, "
                f"put the call under {_MAIN}, or take workers=1"
            ) from None
        yield client


def _refuse_a_started_script() -> None:
    """Raise InputError in a process that runs the user's script only to find its functions."""
    if getattr(current_process(), "_inheriting", False):
        raise InputError(
            "this script starts processes, and each of them reads the script again; put the call "
            f"under {_MAIN}, so that only the first one makes it"
        )


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that numbers depend on.

    Examples
    --------
    >>> sorted(versions())
    ['Python', 'neurosim', 'numba', 'numpy']
    """
    major, minor, _ = platform.python_version_tuple()
    return {"Python": f"{major}.{minor}", **{name: version(name) for name in PACKAGES}}


def _check_versions(client: Any) -> None:
    """Raise InputError unless all workers have the versions of this process."""
    own = versions()
    found = client.run(versions, on_error="return")
    if not found:
        raise InputError(
            "the cluster has no workers; start some with 'dask worker' and the address of the "
            "scheduler"
        )
    for worker, theirs in sorted(found.items()):
        if isinstance(theirs, BaseException):
            raise InputError(
                f"the worker {worker} cannot use neurosim ({named(theirs)}); install it there"
            )
        for name, number in own.items():
            if theirs[name] != number:
                raise InputError(
                    f"the worker {worker} has {name} {theirs[name]} and this process {number}; "
                    "install the same version, so that all numbers are the same"
                )


def _compile_on(client: Any, dtypes: set[np.dtype[Any]]) -> None:
    """Compile on one worker of each machine; the others find the kernels on disk."""
    of_host: dict[str, str] = {}
    for worker in sorted(client.nthreads()):
        of_host.setdefault(worker.rpartition(":")[0], worker)
    # machines may share the folder of the cache: the first one fills it
    first, *others = of_host.values()
    for some in ([first], others):
        if some:
            client.run(compile_kernels, dtypes, workers=some)
