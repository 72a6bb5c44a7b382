"""The folder of a sweep: its finished runs, in small files that are written whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from neurosim.data import DataFile, Dataset
from neurosim.data.fit import DataLike
from neurosim.errors import FileError, InputError
from neurosim.files import read_text, write_whole
from neurosim.interop.json_text import naming, parse_json
from neurosim.scaling_out.facts import digest_of, written
from neurosim.scaling_out.folders import make_folder
from neurosim.scaling_out.grid import divided
from neurosim.scaling_out.run import MakeNetwork, SweepRun, digest_of_start, made_network
from neurosim.training.checkpoints import digest
from neurosim.training.history import History

FORMAT, VERSION = "neurosim-sweep", 2
_HEAD = "sweep.json"

Facts = dict[str, str]
"""What makes a sweep the one that it is: a short text for each of its parts."""


class SweepFolder:
    """The files of a sweep.

    Parameters
    ----------
    folder : path
        The folder. It is made if only its last part is missing.
    facts : mapping of str to str
        The parts of this sweep, each with a text that differs for another.

    Raises
    ------
    FileError
        If the folder holds other files, belongs to another sweep, or cannot be made.
    """

    def __init__(self, folder: Path, facts: Facts) -> None:
        self.path = folder
        make_folder(folder)
        head = folder / _HEAD
        if head.exists():
            self._check(head, facts)
            return
        others = [path for path in folder.iterdir() if not path.name.endswith(".tmp")]
        if others:
            raise FileError(
                f"the folder {folder} has other files in it, such as {others[0].name}; give a new "
                "folder, or one of this sweep"
            )
        content = {"format": FORMAT, "version": VERSION, **facts}
        write_whole(head, json.dumps(content, ensure_ascii=False, indent=1) + "\n")

    def _check(self, head: Path, facts: Facts) -> None:
        with naming(str(head)):
            content = parse_json(read_text(head))
            if not isinstance(content, dict) or content.get("format") != FORMAT:
                raise InputError("this is no file of a sweep; give another folder")
            if content.get("version") != VERSION:
                raise InputError("this is of another version of neurosim; give a new folder")
        for what, fact in facts.items():
            if content.get(what) != fact:
                raise self._other(what)

    def _other(self, what: str) -> FileError:
        return FileError(
            f"the folder {self.path} belongs to a sweep with other {what}; give another folder, or "
            "the same arguments as then"
        )

    def read(self, planned: Sequence[SweepRun], make_network: MakeNetwork) -> list[SweepRun]:
        """Return the runs of the folder that need not be done again.

        Parameters
        ----------
        planned : sequence of SweepRun
            All runs of the sweep, which know their parameters.
        make_network : callable
            The function of the user. It makes the first network of each run again, which must be
            the one that the run began with.

        Raises
        ------
        FileError
            If a file is damaged, or a run began with another network.
        """
        found: dict[int, SweepRun] = {}
        for path in sorted(self.path.glob("runs-*.json")):
            with naming(str(path)):
                content = parse_json(read_text(path))
                try:
                    for record in content:
                        run = _run_of(record, planned, make_network)
                        found[run.number] = run
                except (LookupError, TypeError, ValueError):
                    raise InputError(
                        "this is no file of finished runs; remove it, and its runs are done again"
                    ) from None
        runs = [found[number] for number in sorted(found)]
        self._check_starts(runs, make_network)
        return runs

    def _check_starts(self, runs: Sequence[SweepRun], make_network: MakeNetwork) -> None:
        """Raise FileError if the function of the user makes other networks now."""
        known: dict[object, str | None] = {}
        for run in runs:
            # runs that differ in settings of the training alone begin with one network
            of_network = divided(run.parameters)[0]
            key = (run.seed, *(id(value) for value in of_network.values()))
            if key not in known:
                try:
                    known[key] = digest_of_start(made_network(make_network, run))
                except Exception:  # the function is the user's, and may raise anything
                    known[key] = None
            if known[key] != run._start:
                raise self._other("networks")

    def write(self, runs: Iterable[SweepRun]) -> None:
        """Write runs that ended to a file of their own."""
        records = [_record(run) for run in runs]
        if records:
            lines = ",\n".join(json.dumps(one, allow_nan=False) for one in records)
            write_whole(self.path / f"runs-{records[0]['run']:06}.json", f"[\n{lines}\n]\n")


def facts_of_sweep(
    planned: Sequence[SweepRun],
    settings: Mapping[str, Any],
    data: DataLike | DataFile,
    validation: DataLike | None,
    *,
    measure: str,
    keep: str,
) -> Facts:
    """Return what tells a sweep from another one.

    The function that makes the networks has no text that could be compared, so each finished run
    keeps what tells its first network from another one.
    """
    names = list(planned[0].parameters)
    return {
        "grid or seeds": digest_of(
            [[(name, written(run.parameters[name])) for name in names], run.seed] for run in planned
        ),
        "settings": repr({name: written(value) for name, value in sorted(settings.items())}),
        "data": _data_fact(data),
        "validation data": "none" if validation is None else _data_fact(validation),
        "measure": measure,
        "keep": keep,
    }


def _data_fact(data: DataLike | DataFile) -> str:
    if isinstance(data, DataFile):
        status = data.path.stat()
        return digest_of([data.path.name, status.st_size, status.st_mtime_ns])
    dataset = data if isinstance(data, Dataset) else Dataset(*data)
    names = (dataset.input_names, dataset.target_columns)
    return digest_of([digest(dataset.X, dataset.Z), names])


def _record(run: SweepRun) -> dict[str, Any]:
    history = run.history
    if history is None:
        return {"run": run.number, "start": run._start, "error": run.error}
    return {
        "run": run.number,
        "start": run._start,
        "loss": history.loss,
        "loss_name": history.loss_name,
        "stop_reason": history.stop_reason,
        "validation": run.validation,
        "model": run._model,
        # without it, the text of the model is not enough
        "needs make_network": run._make_network is not None,
    }


def _run_of(
    record: dict[str, Any], planned: Sequence[SweepRun], make_network: MakeNetwork
) -> SweepRun:
    number = record["run"]
    if not isinstance(number, int) or number < 0:
        raise ValueError
    plan, start = planned[number], str(record["start"])
    if "error" in record:
        error = str(record["error"])
        return SweepRun(number, plan.parameters, plan.seed, error=error, _start=start)
    model = record["model"]
    if not (model is None or isinstance(model, str)):
        raise TypeError
    return SweepRun(
        number,
        plan.parameters,
        plan.seed,
        History(
            [float(loss) for loss in record["loss"]],
            loss_name=str(record["loss_name"]),
            stop_reason=str(record["stop_reason"]),
        ),
        {str(name): float(value) for name, value in record["validation"].items()},
        _model=model,
        _make_network=make_network if record["needs make_network"] else None,
        _start=start,
    )
