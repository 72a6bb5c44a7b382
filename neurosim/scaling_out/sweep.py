"""Trainings side by side: every combination of parameters, with every seed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from neurosim.checks import flag, function, one_of, path
from neurosim.data import DataFile, DataLike
from neurosim.data.dataset import as_dataset
from neurosim.engine.choice import check_dtype
from neurosim.errors import InputError
from neurosim.files import PathLike, write_whole
from neurosim.interop.model_file import to_json
from neurosim.progress import progress_bar
from neurosim.scaling_out.cluster import check_workers, cluster
from neurosim.scaling_out.grid import Parameters, check_maker, runs_of_grid
from neurosim.scaling_out.run import MakeNetwork, RunTask, SweepRun, made_network, run_once
from neurosim.scaling_out.spreading import LostItem, spread
from neurosim.scaling_out.summary import INTERRUPTED, summary
from neurosim.scaling_out.sweep_folder import SweepFolder, facts_of_sweep
from neurosim.scaling_out.sweep_result import Sweep, rank
from neurosim.training.metrics import METRICS
from neurosim.training.train import check_fit

KEEP = ("best", "all")
"""Whose trained networks a sweep keeps."""

SECONDS_BETWEEN_FILES = 0.5
"""How much finished work may be lost if the whole program is killed."""


def sweep(
    make_network: MakeNetwork,
    data: DataLike | DataFile,
    grid: Mapping[str, Any],
    *,
    settings: Mapping[str, Any] | None = None,
    seeds: int | Sequence[int] = 1,
    n: int | None = None,
    draw_seed: int = 0,
    validation: DataLike | None = None,
    measure: str | None = None,
    keep: str = "best",
    folder: PathLike | None = None,
    client: Any = None,
    workers: int | None = None,
    on_run: Callable[[SweepRun], object] | None = None,
    progress: bool | None = None,
) -> Sweep:
    """Train a network for each combination of parameters, side by side.

    A name of ``grid`` and ``settings`` that is one of ``epochs``, ``learning_rate``, ``optimizer``,
    ``batch_size``, ``loss``, ``normalize``, ``shuffle``, ``engine`` and ``dtype`` goes to
    ``ns.train``. Every other name of ``grid`` goes to ``make_network``. The numbers of each run are
    those of ``ns.train(make_network(..., seed=seed), data, ..., seed=seed, threads=1)``, bit for
    bit.

    Parameters
    ----------
    make_network : callable
        A function that takes its parameters of the grid and ``seed`` by name, and returns a new
        network: ``lambda hidden, seed: ns.mlp([2, hidden, 1], seed=seed)``.
    data : Dataset, (X, Z) or DataFile
        What every run is trained on, in raw units. Each run reads a ``DataFile`` again.
    grid : mapping of str to list, or to distribution
        For each name its values; all combinations are trained. With ``n``, a name may also have a
        distribution: an object of ``scipy.stats``, or a function of a ``numpy.random.Generator``.
    settings : mapping of str to object, optional
        Settings of ``ns.train`` that are the same in all runs, such as ``{"epochs": 200}``.
    seeds : int or list of int
        Each combination is trained with each seed: 5 are the seeds 0 to 4.
    n : int, optional
        Draw so many combinations at random, instead of taking all. A value of a list is then drawn
        with equal chances.
    draw_seed : int
        The same seed draws the same combinations.
    validation : Dataset or (X, Z), optional
        Data to measure each trained network on, in raw units, with ``ns.evaluate``.
    measure : str, optional
        What the best run is chosen by: ``training_loss``, or with validation data
        ``validation_loss`` (the default then), ``validation_accuracy`` and so on.
    keep : {"best", "all"}
        Whose trained networks are kept: that of the best run, or those of all runs.
    folder : path, optional
        A new folder for the finished runs. If the sweep is broken off, the same call goes on with
        it; ``make_network`` then makes the first network of each finished run again, which must be
        the same. Runs that ``make_network`` or a lost process made fail are tried again. At the end
        the folder has the table as ``results.csv`` and the best network as ``best.json``.
    client : dask.distributed.Client, optional
        A client of a cluster. By default processes are started on this machine, and closed again.
    workers : int, optional
        How many processes to start; by default one for each core. 1 trains here, one run after the
        other, and needs no Dask.
    on_run : callable, optional
        A function that takes each finished run, as soon as it is there.
    progress : bool or None
        Show a progress bar; None shows it only on a terminal.

    Returns
    -------
    Sweep
        The runs in order: a table, the best run, the failures, a picture. Ctrl-C ends the sweep
        early, as it ends ``ns.train``: the result then has the runs that are done, its
        ``interrupted`` is True, and the program goes on. With ``folder``, the same call goes on
        with the sweep.

    Raises
    ------
    InputError
        If a name or a value cannot be used, the first network does not fit the data, or Dask is
        needed and not installed. An error in a run does not end the sweep: it is kept in
        ``failures``.
    FileError
        If the folder belongs to another sweep, or cannot be written.
    NeurosimError
        If the processes do not start, or the connection to the cluster is lost.

    Examples
    --------
    >>> import neurosim as ns
    >>> data = ns.Dataset([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    >>> result = ns.sweep(
    ...     lambda hidden, seed: ns.mlp([2, hidden, 1], "tanh", seed=seed),
    ...     data,
    ...     {"hidden": [2, 4], "learning_rate": [0.1, 0.5]},
    ...     settings={"epochs": 100},
    ...     seeds=2,
    ...     workers=1,
    ... )
    >>> len(result), result.best().parameters
    (8, {'hidden': 4, 'learning_rate': 0.5})
    """
    common = {} if settings is None else settings
    combinations = runs_of_grid(grid, common, seeds, n, draw_seed)
    maker = check_maker(make_network, list(combinations[0][0]))
    samples = data if isinstance(data, DataFile) else as_dataset(data)
    held_out = None if validation is None else as_dataset(validation)
    chosen = _measure(measure, held_out is not None)
    one_of(keep, KEEP, "value of keep")
    if on_run is not None:
        function(on_run, "on_run")
    if progress is not None:
        flag(progress, "progress")
    n_workers = check_workers(client, workers)
    planned = [SweepRun(k, parameters, seed) for k, (parameters, seed) in enumerate(combinations)]
    task = RunTask(maker, samples, held_out, {**common})
    _check_first(task, planned[0])
    done: dict[int, SweepRun] = {}
    store = None
    if folder is not None:
        place = path(folder, "folder", "folder")
        facts = facts_of_sweep(planned, task.settings, samples, held_out, measure=chosen, keep=keep)
        store = SweepFolder(place, facts)
        done = {run.number: run for run in store.read(planned, maker)}
    runs = _Runs(done, store, chosen, keep)
    interrupted = False
    try:
        left = [run for run in planned if run.number not in done]
        with progress_bar(len(planned), "run", word=runs.word(), show=progress) as report:
            report(len(done), runs.word())
            with cluster(client, min(n_workers, max(len(left), 1)), _dtypes(planned, common)) as on:
                for number, found in spread(on, run_once, task, left):
                    lost = isinstance(found, LostItem)
                    run = _lost(left[number], found) if lost else found
                    runs.add(run)
                    report(len(runs.done), runs.word())
                    if on_run is not None:
                        on_run(run)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        runs.write()
    n_failed = sum(run.error is not None for run in runs.done.values())
    stop_reason = INTERRUPTED if interrupted else summary(len(planned), n_failed, "run")
    result = Sweep(runs.done.values(), chosen, stop_reason)
    if store is not None and not interrupted:
        result.to_csv(store.path / "results.csv")
        if len(result.failures) < len(result):
            write_whole(store.path / "best.json", to_json(result.best().network))
    return result


class _Runs:
    """The runs that are done, those of them that wait to be written, and the best one so far."""

    def __init__(
        self, done: dict[int, SweepRun], store: SweepFolder | None, measure: str, keep: str
    ) -> None:
        self.done, self._store, self._measure, self._keep = done, store, measure, keep
        self._waiting: list[SweepRun] = []
        self._best: SweepRun | None = None
        self._written = time.monotonic()
        for run in sorted(done.values(), key=lambda run: run.number):
            if run.error is None:
                self._consider(run)

    def add(self, run: SweepRun) -> None:
        """Add a run that ended; write it soon, unless it is to be tried again."""
        self.done[run.number] = run
        if run.error is None:
            self._consider(run)
        elif not run._settled:
            return
        self._waiting.append(run)
        if time.monotonic() - self._written > SECONDS_BETWEEN_FILES:
            self.write()

    def _consider(self, run: SweepRun) -> None:
        """Keep the network of a run if it is the best so far, and forget that of the other one."""
        if self._best is None or rank(run, self._measure) < rank(self._best, self._measure):
            run, self._best = self._best, run  # type: ignore[assignment]
        if run is not None and self._keep == "best":
            self.done[run.number] = replace(run, _model=None)

    def write(self) -> None:
        """Write the runs that wait."""
        if self._store is not None:
            # a run that is no longer the best has lost its network meanwhile
            self._store.write(self.done[run.number] for run in self._waiting)
        self._waiting.clear()
        self._written = time.monotonic()

    def word(self) -> str:
        """Return the best value so far, for the progress bar."""
        if self._best is None:
            return f"{self._measure} -"
        return f"best {self._measure} {self._best.measures()[self._measure]:.6g}"


def _lost(run: SweepRun, why: LostItem) -> SweepRun:
    return replace(run, error=str(why), _settled=False)


def _measure(measure: str | None, validated: bool) -> str:
    if measure is None:
        return "validation_loss" if validated else "training_loss"
    names = ["training_loss"]
    if validated:
        names += [f"validation_{name}" for name in ("loss", *METRICS)]
    elif isinstance(measure, str) and measure.startswith("validation_"):
        raise InputError(f"measure {measure!r} needs data to measure: give validation=...")
    return one_of(measure, names, "measure")


def _check_first(task: RunTask, run: SweepRun) -> None:
    """Raise an error if the first network does not fit the data, before anything is written."""
    try:
        net = made_network(task.make_network, run)
    except Exception:  # it becomes a failure, and other parameters may make a network
        return
    check_fit(net, task.data, task.validation)


def _dtypes(planned: Sequence[SweepRun], settings: Mapping[str, Any]) -> set[np.dtype[Any]]:
    """Return in what the compiled engine will compute; what is no dtype makes its run fail."""
    found = set()
    for parameters in [settings, *(run.parameters for run in planned)]:
        given: Parameters = dict(parameters)
        with suppress(InputError):
            found.add(check_dtype(given.get("dtype")))
    return found
