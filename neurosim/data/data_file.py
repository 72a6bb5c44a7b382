"""A data file that may be larger than the memory."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from neurosim.checks import Matrix
from neurosim.data.chunks import Chunks, open_chunks
from neurosim.data.classes import sorted_classes
from neurosim.data.csv_file import Classes, choose_classes, choose_columns, table_dataset
from neurosim.data.number_text import looks_numeric
from neurosim.data.problems import data_error
from neurosim.data.table import Columns, Table
from neurosim.errors import InputError, listed
from neurosim.model.column_summary import ColumnSummary, GrowingSummary
from neurosim.model.columns import TargetColumn
from neurosim.model.preparation import Preparation
from neurosim.temporary import no_scratch


class DataFile:
    r"""A CSV or Parquet file that is read in chunks, so that it may be larger than the memory.

    ``train`` and ``predict`` take it in place of data in memory. Training reads the file once (a
    column of classes whose labels are not given takes a second reading), finds what
    scaling needs, and keeps the numbers in a temporary file from which every epoch reads them.

    Parameters
    ----------
    path : path
        A file whose name ends in ``.parquet`` is Parquet and needs pyarrow
        (``pip install 'neurosim[parquet]'``); any other one is CSV with a header.
    inputs, targets, classes, delimiter, decimal
        As for ``read_csv``.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    header : tuple of str
        The names of all columns.

    Raises
    ------
    DataError
        If the file cannot be read.
    InputError
        If the path is none, or pyarrow is needed and not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import neurosim as ns
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "scores.csv"
    >>> _ = path.write_text("I0,I1,Z0\n70,98,91\n50,85,82\n65,67,80\n25,95,68\n")
    >>> data = ns.DataFile(path, targets="Z0")
    >>> net = ns.mlp([2, 3, 1])
    >>> history = ns.train(net, data, epochs=20, normalize=(0, 1))
    >>> ns.predict(net, data).shape
    (4, 1)
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        inputs: Columns | None = None,
        targets: Columns | int | None = None,
        classes: Classes | None = None,
        delimiter: str | None = None,
        decimal: str | None = None,
    ) -> None:
        if not isinstance(path, str | os.PathLike):
            raise InputError(f"a DataFile takes the path of a file; got {path!r}")
        self.path = Path(path)
        self._inputs, self._targets, self._classes = inputs, targets, classes
        self._delimiter, self._decimal = delimiter, decimal
        with self._open() as chunks:
            self.header = chunks.header

    def __repr__(self) -> str:
        return f"DataFile({str(self.path)!r}, columns: {listed(self.header)})"

    def has_classes(self) -> bool:
        """Return whether a target column seems to have classes, by the first rows."""
        with self._open() as chunks:
            plan = _Plan.of(chunks, self._inputs, self._targets, self._classes)
        return bool(plan.classes or plan.unknown)

    def inputs(self, expected: Sequence[str] | None, n_inputs: int) -> Iterator[Matrix]:
        """Yield the inputs chunk by chunk, in raw units.

        Parameters
        ----------
        expected : sequence of str or None
            The columns to take if none were chosen and the file has them.
        n_inputs : int
            How many inputs there must be.

        Raises
        ------
        InputError
            If the columns do not fit.
        DataError
            If a cell is no number; the message names line and column.
        """
        columns = self.input_columns(expected, n_inputs)
        with self._open() as chunks:
            for table in chunks.tables:
                yield table.numbers(columns, advice="inputs must be numbers")

    def input_columns(self, expected: Sequence[str] | None, n_inputs: int) -> list[int]:
        """Return the positions of the input columns; see ``inputs``."""
        table = Table(str(self.path), self.header, [], [])
        if self._inputs is not None:
            chosen = table.positions(self._inputs, kind="input column")
        elif expected and all(name in self.header for name in expected):
            chosen = table.positions(list(expected))
        elif self._targets is not None:
            chosen = choose_columns(table, None, self._targets)[0]
        else:
            chosen = list(range(len(self.header)))
        if len(chosen) != n_inputs:
            raise InputError(
                f"{self.path} has the columns {listed(self.header)}; the network takes {n_inputs} "
                f"inputs, and {len(chosen)} are chosen; choose them with inputs=[...]"
            )
        return chosen

    def store(self) -> StoredRows:
        """Read the file and return its numbers, kept in a temporary file.

        Raises
        ------
        DataError, InputError
            As for ``read_csv``.
        """
        with self._open() as chunks:
            plan = _Plan.of(chunks, self._inputs, self._targets, self._classes)
        if plan.unknown:
            plan = self._with_classes(plan)
        with self._open() as chunks:
            return StoredRows.write(chunks, plan)

    def _with_classes(self, plan: _Plan) -> _Plan:
        labels: dict[str, set[str]] = {name: set() for name in plan.unknown}
        with self._open() as chunks:
            for table in chunks.tables:
                for name, found in labels.items():
                    found.update(table.text(name))
        known = dict(plan.classes)
        for name, found in labels.items():
            if "" in found:
                raise data_error(str(self.path), "a class label is missing", column=name)
            try:
                known[name] = sorted_classes(found)
            except InputError as error:
                raise data_error(str(self.path), str(error), column=name) from None
        return _Plan(plan.inputs, plan.targets, known, ())

    def _open(self) -> AbstractContextManager[Chunks]:
        return open_chunks(self.path, delimiter=self._delimiter, decimal=self._decimal)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which columns are what, by name; ``unknown`` are classes whose labels are not known."""

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]

    @classmethod
    def of(
        cls,
        chunks: Chunks,
        inputs: Columns | None,
        targets: Columns | int | None,
        classes: Classes | None,
    ) -> _Plan:
        table = next(chunks.tables, None)
        if table is None:
            raise data_error(chunks.source, "there are no rows below the header; give at least one")
        input_places, target_places = choose_columns(table, inputs, targets)
        chosen = choose_classes(table, classes, target_places)
        known: dict[str, tuple[str, ...]] = {}
        unknown = []
        for place in target_places:
            name = table.header[place]
            if chosen.get(place):
                known[name] = chosen[place]
            elif place in chosen or not any(map(looks_numeric, table.text(place))):
                unknown.append(name)
        header = table.header
        return cls(
            tuple(header[place] for place in input_places),
            tuple(header[place] for place in target_places),
            known,
            tuple(unknown),
        )


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class StoredRows:
    """The samples of a file as numbers in a temporary file, which goes when this object does.

    Attributes
    ----------
    n_samples : int
        The number of rows.
    X_summary, Z_summary : ColumnSummary
        Limits, mean and deviation of each column of inputs and of targets, in raw units.
    input_names : tuple of str
        The name of each input.
    target_columns : tuple of TargetColumn
        What the targets are.
    preparation : Preparation
        What was done to raw columns so that they became the inputs.
    digest : str
        A short text that differs for different numbers.
    """

    n_samples: int
    X_summary: ColumnSummary
    Z_summary: ColumnSummary
    input_names: tuple[str, ...]
    target_columns: tuple[TargetColumn, ...]
    preparation: Preparation
    digest: str
    _file: IO[bytes]

    @classmethod
    def write(cls, chunks: Chunks, plan: _Plan) -> StoredRows:
        """Read all chunks of a file."""
        try:
            # the file must outlive this block; it goes when it is closed
            file = tempfile.TemporaryFile(prefix="neurosim-")  # noqa: SIM115
        except OSError as error:
            raise no_scratch(error) from None
        try:
            stored = cls._fill(file, chunks, plan)
        except OSError as error:
            with contextlib.suppress(OSError):
                file.close()
            raise no_scratch(error) from None
        except BaseException:
            file.close()
            raise
        weakref.finalize(stored, file.close)
        return stored

    @classmethod
    def _fill(cls, file: IO[bytes], chunks: Chunks, plan: _Plan) -> StoredRows:
        found = hashlib.sha256()
        growing = GrowingSummary()
        n_samples = 0
        for table in chunks.tables:
            part = table_dataset(
                table,
                inputs=list(plan.inputs),
                targets=list(plan.targets),
                classes=dict(plan.classes),
            )
            rows = np.ascontiguousarray(np.hstack([part.X, part.Z]))
            found.update(rows.data)
            file.write(rows.data)
            growing.add(rows)
            n_samples += len(rows)
        summary = growing.summary
        file.flush()
        n_inputs = len(part.input_names)
        return cls(
            n_samples,
            summary.columns(slice(0, n_inputs)),
            summary.columns(slice(n_inputs, None)),
            part.input_names,
            part.target_columns,
            part.preparation,
            f"sha256:{found.hexdigest()[:32]}",
            file,
        )

    def __len__(self) -> int:
        return self.n_samples

    @property
    def output_names(self) -> tuple[str, ...]:
        """The name of each column of targets."""
        return tuple(name for column in self.target_columns for name in column.output_names)

    def read(self, begin: int, end: int) -> tuple[Matrix, Matrix]:
        """Return inputs and targets of some rows, in raw units."""
        n_inputs = len(self.input_names)
        width = n_inputs + len(self.output_names)
        self._file.seek(begin * width * 8)
        content = self._file.read((end - begin) * width * 8)
        rows = np.frombuffer(content, np.float64).reshape(end - begin, width)
        return rows[:, :n_inputs], rows[:, n_inputs:]
