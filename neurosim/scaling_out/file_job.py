"""One file of a bulk prediction: it is read in chunks, and its predictions are written whole."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from numpy.typing import DTypeLike

from neurosim.checks import Matrix
from neurosim.data import DataFile, Table, csv_lines
from neurosim.data.chunks import CHUNK_ROWS, is_parquet
from neurosim.data.column import TextColumn
from neurosim.engine.choice import choose_engine
from neurosim.engine.predict import predict
from neurosim.errors import InputError, NeurosimError, named, one_sentence, unknown_name
from neurosim.files import write_whole
from neurosim.interop.model_file import from_json
from neurosim.model import Activation, Network
from neurosim.scaling_out.prediction_columns import Cells, prediction_cells, prediction_header

RECORDS = ".neurosim"
"""The folder, beside the predictions, that says what they were made of."""

_BEGUN = "begun.json"


@dataclass(frozen=True, slots=True)
class FileTask:
    """What all files of a bulk prediction share.

    Attributes
    ----------
    model : str
        The text of the model file.
    activations : tuple of Activation
        The user's own activations in it.
    keep : tuple of str
        The columns to copy.
    options : dict
        The arguments of ``ns.DataFile``.
    dtype : dtype or None
        In what to compute.
    digest : str
        A short text that differs for another model or other options.
    """

    model: str
    activations: tuple[Activation, ...]
    keep: tuple[str, ...]
    options: dict[str, Any]
    dtype: DTypeLike | None
    digest: str


@dataclass(frozen=True, slots=True)
class PredictedFile:
    """One file of a bulk prediction.

    Attributes
    ----------
    source : pathlib.Path
        The file that was read.
    path : pathlib.Path
        The file of its predictions.
    n_rows : int
        How many rows it has; 0 if it failed.
    made_before : bool
        Whether the predictions were there already, of the same model and the same data.
    error : str or None
        Why it failed; None if it did not.
    """

    source: Path
    path: Path
    n_rows: int = 0
    made_before: bool = False
    error: str | None = None


def predict_once(task: FileTask, job: PredictedFile) -> PredictedFile:
    """Predict one file; an error becomes its message, and nothing is written then."""
    try:
        # what the file was before it was read: if it is changed meanwhile, it is done again
        origin = file_facts(job.source)
        n_rows = _predict_file(task, job)
        content = {
            "digest": task.digest,
            "source": origin,
            "predictions": file_facts(job.path),
            "rows": n_rows,
        }
        # one that is cut off is no JSON, and then its file is predicted again; to wait for the disk
        # would take longer than to predict a small file
        record_path(job.path).write_text(json.dumps(content) + "\n", encoding="utf-8")
    except NeurosimError as error:
        return PredictedFile(job.source, job.path, error=str(error))
    except Exception as error:  # a file may be damaged in ways that no library expects
        message = one_sentence(f"{job.source}: {named(error)}")
        return PredictedFile(job.source, job.path, error=message)
    return PredictedFile(job.source, job.path, n_rows)


def record_path(predictions: Path) -> Path:
    """Return the file that says what predictions were made of."""
    return predictions.parent / RECORDS / f"{predictions.name}.made.json"


def begun_before(folder: Path) -> set[str]:
    """Return the names of the files that this or an earlier call began to make."""
    try:
        content = json.loads((folder / RECORDS / _BEGUN).read_text(encoding="utf-8"))
        return set(map(str, content))
    except (OSError, ValueError, TypeError):
        return set()


def note_begun(folder: Path, names: set[str]) -> None:
    """Note which files are begun: if they are there, they may be replaced."""
    lines = ",\n".join(map(json.dumps, sorted(names)))
    write_whole(folder / RECORDS / _BEGUN, f"[\n{lines}\n]\n")


def file_facts(path: Path) -> list[int]:
    """Return the size of a file in bytes, and when it was changed."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def rows_made_before(task: FileTask, job: PredictedFile) -> int | None:
    """Return the number of rows of predictions that need not be made again; None if they must."""
    try:
        content = json.loads(record_path(job.path).read_text(encoding="utf-8"))
        facts = content["digest"], content["source"], content["predictions"]
        same = facts == (task.digest, file_facts(job.source), file_facts(job.path))
        return int(content["rows"]) if same else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _predict_file(task: FileTask, job: PredictedFile) -> int:
    net = _network(task.model, task.activations)
    data = DataFile(job.source, **task.options)
    for name in task.keep:
        if name not in data.header:
            problem = unknown_name("column to keep", name, data.header)
            raise InputError(f"{job.source}: {problem}")
    engine = choose_engine(None, net, math.inf, dtype=task.dtype)
    recipe = data.input_recipe(net.input_columns, len(net.inputs), net.preparation)

    def outputs(table: Table) -> Matrix:
        return predict(net, recipe.numbers(table), engine=engine, dtype=task.dtype, threads=1)

    counted: list[int] = []
    with closing(data.tables()) as tables:
        parts = ((table, prediction_cells(net, outputs(table))) for table in tables)
        write = _parquet_parts if is_parquet(job.source) else _csv_parts
        write_whole(job.path, write(job.source, parts, prediction_header(net), task.keep, counted))
    return sum(counted)


@lru_cache(maxsize=4)
def _network(model: str, activations: tuple[Activation, ...]) -> Network:
    return from_json(model, activations=activations)


Parts = Iterator[tuple[Table, list[Cells]]]


def _csv_parts(
    _source: Path, parts: Parts, header: list[str], keep: Sequence[str], counted: list[int]
) -> Iterator[str]:
    for table, cells in parts:
        places = table.positions(list(keep), kind="column to keep") if keep else []
        kept = [_texts(table, place) for place in places]
        numbers = (part if isinstance(part, list) else part.tolist() for part in cells)
        lines = csv_lines([*keep, *header], list(zip(*kept, *numbers, strict=True)))
        # the header comes once
        yield from islice(lines, 1 if counted else 0, None)
        counted.append(len(table))


def _texts(table: Table, place: int) -> Sequence[str]:
    column = table.column(place)
    assert isinstance(column, TextColumn)
    return column.cells


def _parquet_parts(
    source: Path, parts: Parts, header: list[str], keep: Sequence[str], counted: list[int]
) -> Iterator[bytes]:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile, ParquetWriter

    written = _Parts()
    with ParquetFile(source) as file, closing(written):
        names = {name.strip(): name for name in file.schema_arrow.names}
        own = [names.get(name, name) for name in keep]
        # the columns to keep are read again, as they are
        batches = file.iter_batches(batch_size=CHUNK_ROWS, columns=own) if own else None
        writer = None
        for table, cells in parts:
            columns = [pa.array(part) for part in cells]
            if batches is not None:
                batch = next(batches)
                columns = [*(batch.column(name) for name in own), *columns]
            batch = pa.record_batch(columns, names=[*keep, *header])
            if writer is None:
                writer = ParquetWriter(written, batch.schema)
            writer.write_batch(batch)
            counted.append(len(table))
            yield written.take()
        if writer is not None:
            writer.close()
    yield written.take()


class _Parts:
    """A file for pyarrow to write to, whose bytes are taken part by part."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._place = 0

    def write(self, content: Any) -> int:
        """Take some bytes."""
        part = bytes(content)
        self._parts.append(part)
        self._place += len(part)
        return len(part)

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self._place

    def flush(self) -> None:
        """Do nothing: everything is in memory."""

    def close(self) -> None:
        """Do nothing: what was written is still to be taken."""

    def take(self) -> bytes:
        """Return the bytes that came since the last time."""
        content = b"".join(self._parts)
        self._parts.clear()
        return content
