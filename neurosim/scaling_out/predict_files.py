"""Bulk prediction: many files, on all cores or on a cluster."""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from numpy.typing import DTypeLike

from neurosim.checks import flag, function, items, path, texts
from neurosim.display import NotebookTable, ShownInNotebooks, few_rows
from neurosim.engine.choice import check_dtype, choose_engine
from neurosim.errors import FileError, InputError, brief, unknown_name
from neurosim.files import PathLike, same_file
from neurosim.interop.model_file import to_json
from neurosim.model import Network
from neurosim.model.network import check_network
from neurosim.progress import progress_bar
from neurosim.scaling_out.cluster import check_workers, cluster
from neurosim.scaling_out.facts import digest_of, written
from neurosim.scaling_out.file_job import (
    RECORDS,
    FileTask,
    PredictedFile,
    begun_before,
    note_begun,
    predict_once,
    rows_made_before,
)
from neurosim.scaling_out.folders import make_folder
from neurosim.scaling_out.prediction_columns import prediction_header
from neurosim.scaling_out.run import own_activations
from neurosim.scaling_out.spreading import LostItem, spread
from neurosim.scaling_out.summary import INTERRUPTED, summary
from neurosim.temporary import remove_leftovers

OPTIONS = (
    "inputs", "categories", "header", "encoding", "delimiter", "decimal", "thousands",
)  # fmt: skip
"""The arguments of ``ns.DataFile`` that say how files are read."""


class FilePredictions(ShownInNotebooks):
    """The result of ``ns.predict_files``.

    Attributes
    ----------
    files : tuple of PredictedFile
        Each file, in order: ``source``, ``path``, ``n_rows``, ``made_before``, ``error``.
    failures : tuple of PredictedFile
        The files that failed; ``error`` says why.
    n_rows : int
        How many rows were predicted now, without those of files that were made before.
    seconds : float
        How long it took, in seconds, with the start of the processes.
    stop_reason : str
        Why it ended: ``"12 files done"``, ``"12 files: 7 done, 5 failed"`` or ``"interrupted"``.
    interrupted : bool
        Whether Ctrl-C ended it, so that files are missing.
    """

    def __init__(self, files: Iterable[PredictedFile], seconds: float, stop_reason: str) -> None:
        self.files = tuple(files)
        self.failures = tuple(file for file in self.files if file.error is not None)
        self.n_rows = sum(file.n_rows for file in self.files if not file.made_before)
        self.seconds = seconds
        self.stop_reason = stop_reason

    @property
    def rows_per_second(self) -> float:
        """How many rows were predicted in a second."""
        return self.n_rows / self.seconds if self.seconds > 0 else 0.0

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended it, so that files are missing."""
        return self.stop_reason == INTERRUPTED

    def __len__(self) -> int:
        return len(self.files)

    def __repr__(self) -> str:
        n_before = sum(file.made_before for file in self.files)
        parts = [
            summary(len(self), len(self.failures), "file"),
            *([self.stop_reason] if self.interrupted else []),
            *([f"{n_before} made before"] if n_before else []),
            f"{self.n_rows:,} row{'' if self.n_rows == 1 else 's'} in {self.seconds:.1f} s",
        ]
        return f"FilePredictions({', '.join(parts)})"

    def _notebook_table(self) -> NotebookTable:
        rows = [[str(f.source), str(f.path), str(f.n_rows), f.error or ""] for f in self.files]
        return NotebookTable(repr(self), ("source", "path", "rows", "error"), few_rows(rows, 20))


def predict_files(
    net: Network,
    files: PathLike | Sequence[PathLike],
    folder: PathLike,
    *,
    keep: Sequence[str] = (),
    options: Mapping[str, Any] | None = None,
    dtype: DTypeLike | None = None,
    client: Any = None,
    workers: int | None = None,
    on_file: Callable[[PredictedFile], object] | None = None,
    progress: bool | None = None,
    overwrite: bool = False,
) -> FilePredictions:
    r"""Predict the rows of many files, side by side.

    Each file becomes a file of the same name and format in ``folder``, with one row for each of its
    rows, in the same order: the columns to keep, and then the predictions. For classes these are
    the class and the probability of each class; otherwise they are the outputs of ``ns.predict``.
    A file is read in chunks of 65,536 rows, so it may be larger than the memory.

    Parameters
    ----------
    net : Network
        The network; its scaling is used.
    files : path, or list of paths
        A pattern such as ``"in/*.parquet"``, where ``**`` stands for any folders, or the files
        themselves. Files whose names end in ``.parquet`` or ``.pq`` are Parquet, all others CSV.
        Their columns are matched by name with those of the network, as for ``ns.predict``.
    folder : path
        Where the predictions go. It is made if only its last part is missing.
    keep : list of str
        Columns that are copied to the predictions, such as ``["id"]``. Those of Parquet keep their
        types.
    options : mapping of str to object, optional
        Arguments of ``ns.DataFile`` for all files, such as ``{"delimiter": ";"}``: ``inputs``,
        ``categories``, ``header``, ``encoding``, ``delimiter``, ``decimal``, ``thousands``.
    dtype : {"float64", "float32"}, optional
        In what to compute; by default float64.
    client : dask.distributed.Client, optional
        A client of a cluster whose machines all see the files under the same names. By default
        processes are started on this machine, and closed again.
    workers : int, optional
        How many processes to start; by default one for each core. 1 works here, one file after the
        other, and needs no Dask.
    on_file : callable, optional
        A function that takes each file, as soon as it is done.
    progress : bool or None
        Show a progress bar; None shows it only on a terminal.
    overwrite : bool
        Whether files in ``folder`` may be replaced. Predictions that were made before, with the
        same model of the same data, are not made again otherwise, and outdated ones are replaced.
        Files that this function did not make are never replaced without ``overwrite``.

    Returns
    -------
    FilePredictions
        The files, the failures, and how many rows it took a second. Ctrl-C ends the work early: its
        ``interrupted`` is then True, and the next call goes on with it.

    Raises
    ------
    InputError
        If there is no such file, two files have one name, or the network or an option cannot be
        used. An error in a file does not end the work: it is kept in ``failures``.
    FileError
        If the folder cannot be made, or has a file that must not be replaced.
    NeurosimError
        If the processes do not start, or the connection to the cluster is lost.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import neurosim as ns
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.csv").write_text("id,x\n7,0.5\n8,1.5\n")
    >>> net = ns.mlp([1, 1], "identity", initializer=1.0)
    >>> net.input_columns = ("x",)
    >>> result = ns.predict_files(net, folder / "*.csv", folder / "out", keep=["id"], workers=1)
    >>> print((folder / "out" / "a.csv").read_text(), end="")
    id,predicted o[0]
    7,1.5
    8,2.5
    """
    check_network(net, "predict_files")
    sources = _sources(files)
    target = path(folder, "folder", "folder")
    kept = _columns_to_keep(keep, prediction_header(net))
    chosen = _options(options)
    check_dtype(dtype)
    flag(overwrite, "overwrite")
    if on_file is not None:
        function(on_file, "on_file")
    if progress is not None:
        flag(progress, "progress")
    n_workers = check_workers(client, workers)
    choose_engine(None, net, 0, dtype=dtype)
    task = _task(net, kept, chosen, dtype)
    jobs = _jobs(sources, target)
    begun = begun_before(target)
    found = dict(_made_before(task, jobs, begun, overwrite=overwrite))
    for needed in (target, target / RECORDS):
        make_folder(needed)
    note_begun(target, begun.union(job.path.name for job in jobs))
    remove_leftovers(target)
    interrupted = False
    begin = time.perf_counter()
    left = [place for place in range(len(jobs)) if place not in found]
    try:
        with (
            progress_bar(len(jobs), "file", word="", show=progress) as report,
            cluster(client, min(n_workers, max(len(left), 1)), {check_dtype(dtype)}) as on,
        ):
            report(len(found), "")
            n_rows = 0
            for place, result in spread(on, predict_once, task, [jobs[k] for k in left]):
                job = jobs[left[place]]
                done = replace(job, error=str(result)) if isinstance(result, LostItem) else result
                found[left[place]] = done
                n_rows += done.n_rows
                report(len(found), f"{n_rows / (time.perf_counter() - begin):,.0f} rows/s")
                if on_file is not None:
                    on_file(done)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        # of workers that were killed while they wrote
        remove_leftovers(target)
    ended = [found[place] for place in sorted(found)]
    n_failed = sum(file.error is not None for file in ended)
    stop_reason = INTERRUPTED if interrupted else summary(len(jobs), n_failed, "file")
    return FilePredictions(ended, time.perf_counter() - begin, stop_reason)


def _sources(files: Any) -> list[Path]:
    if isinstance(files, str | os.PathLike):
        pattern = str(path(files, "files"))
        given = [Path(pattern)]
        if glob.has_magic(pattern) and not os.path.lexists(given[0]):
            # a pattern of pathlib cannot begin with a folder
            names = glob.glob(pattern, recursive=True)  # noqa: PTH207
            given = [Path(name) for name in sorted(names)]
        if not given:
            raise InputError(f"no file has a name like {brief(pattern)}; check it and its folder")
    else:
        expected = "files are a pattern such as 'in/*.parquet', or a list of paths"
        given = [path(one, "each of the files") for one in items(files, expected)]
        if not given:
            raise InputError(f"{expected}; got an empty list")
    for one in given:
        if not os.path.isfile(one):  # noqa: PTH113 - never raises an error
            raise InputError(f"there is no file {one}; check its name and folder")
    return [Path(os.path.abspath(one)) for one in given]  # noqa: PTH100 - links stay as they are


def _columns_to_keep(keep: Any, header: list[str]) -> tuple[str, ...]:
    names = texts(keep, "the columns to keep")
    for place, name in enumerate(names):
        if name in names[:place] or name in header:
            raise InputError(f"the column to keep {brief(name)} is there twice; leave one out")
    return tuple(names)


def _options(options: Any) -> dict[str, Any]:
    if options is None:
        return {}
    if not isinstance(options, Mapping):
        raise InputError(
            f"options is {brief(options)}; give names and values, such as {{'delimiter': ';'}}"
        )
    for name in options:
        if name not in OPTIONS:
            raise unknown_name("option of a file", name, OPTIONS)
    return dict(options)


def _task(
    net: Network, keep: tuple[str, ...], options: dict[str, Any], dtype: DTypeLike | None
) -> FileTask:
    model = to_json(net)
    chosen = [(name, written(value)) for name, value in sorted(options.items())]
    found = digest_of([model, keep, chosen, str(check_dtype(dtype))])
    return FileTask(model, own_activations(net), keep, options, dtype, found)


def _jobs(sources: Sequence[Path], folder: Path) -> list[PredictedFile]:
    target = Path(os.path.abspath(folder))  # noqa: PTH100
    names: dict[str, Path] = {}
    for source in sources:
        # on some disks, names that differ only in case are the same
        other = names.setdefault(source.name.casefold(), source)
        if other is not source:
            raise InputError(
                f"{other} and {source} would both be written to {folder / source.name}; predict "
                "them into two folders"
            )
        if same_file(source, target / source.name):
            raise FileError(f"{source} would be replaced by its predictions; give another folder")
    return [PredictedFile(source, target / source.name) for source in sources]


def _made_before(
    task: FileTask, jobs: Sequence[PredictedFile], begun: set[str], *, overwrite: bool
) -> Iterable[tuple[int, PredictedFile]]:
    """Yield the places of files that need not be predicted again, and what they are."""
    for place, job in enumerate(jobs):
        n_rows = None if overwrite else rows_made_before(task, job)
        if n_rows is not None:
            yield place, replace(job, n_rows=n_rows, made_before=True)
        elif not overwrite and job.path.name not in begun and os.path.lexists(job.path):
            raise FileError(
                f"{job.path} exists already; give another folder, or use --force (overwrite=True "
                "in Python) to replace it"
            )
