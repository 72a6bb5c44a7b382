"""A data file that may be larger than the memory."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from neurosim.checks import Matrix, instance
from neurosim.data.choosing import (
    Classes,
    choose_columns,
    choose_labels,
    chosen_columns,
    column_name,
    input_columns,
)
from neurosim.data.chunks import Chunks, open_chunks
from neurosim.data.matching import match_names
from neurosim.data.missing import check_missing
from neurosim.data.problems import nfc
from neurosim.data.raw_table import Columns
from neurosim.data.reading import Reading
from neurosim.data.recipe import Recipe
from neurosim.data.stored_rows import StoredRows
from neurosim.data.survey import Chosen
from neurosim.data.table import Table
from neurosim.errors import InputError, brief, listed
from neurosim.model.preparation import Preparation


class DataFile:
    r"""A CSV or Parquet file that is read in chunks, so it may be larger than the memory.

    ``train`` and ``predict`` take it instead of data in memory. The file is read twice: once to
    find out what its cells are, from the first row to the last, and once to turn them into numbers.
    For training, the numbers are stored in a temporary file, and every epoch reads that file.

    Parameters
    ----------
    path : path
        A file whose name ends in ``.parquet`` is Parquet and needs pyarrow
        (``pip install 'neurosim[parquet]'``). Any other file is CSV.
    inputs, targets, classes, categories, missing, preparation
        As for ``read_csv``.
    header, encoding, delimiter, decimal, thousands
        As for ``read_csv``, for a CSV file.

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
        If the path is not a path, or pyarrow is needed and not installed.

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
        categories: Classes | None = None,
        missing: str = "error",
        header: bool | str = "auto",
        encoding: str = "utf-8",
        delimiter: str | None = None,
        decimal: str | None = None,
        thousands: str | None = None,
        preparation: Preparation | None = None,
    ) -> None:
        if not isinstance(path, str | os.PathLike):
            raise InputError(f"a DataFile takes the path of a file; got {brief(path)}")
        self.path = Path(path)
        self._inputs, self._targets, self._classes = inputs, targets, classes
        self._categories, self._missing = categories, check_missing(missing)
        if preparation is None:
            preparation = Preparation()
        self._preparation = instance(
            preparation, Preparation, "a DataFile takes a preparation", "net.preparation"
        )
        self._reading = Reading(header, encoding, delimiter, decimal, thousands)
        with self._open() as chunks:
            self._head = chunks.head()
        self.header = self._head.header

    def __repr__(self) -> str:
        return f"DataFile({str(self.path)!r}, columns: {listed(self.header)})"

    def inputs(
        self,
        expected: Sequence[str] | None,
        n_inputs: int,
        preparation: Preparation | None = None,
    ) -> Iterator[Matrix]:
        """Yield the inputs chunk by chunk, in raw units.

        Parameters
        ----------
        expected : sequence of str or None
            The inputs that the network knows; their columns are found by name.
        n_inputs : int
            The required number of inputs.
        preparation : Preparation, optional
            What the network does with raw columns.

        Raises
        ------
        InputError
            If the columns do not fit.
        DataError
            If a cell is not a number; the message names line and column.
        """
        recipe = self.input_recipe(expected, n_inputs, preparation)
        for table in self.tables():
            yield recipe.numbers(table)

    def input_recipe(
        self,
        expected: Sequence[str] | None,
        n_inputs: int,
        preparation: Preparation | None = None,
    ) -> Recipe:
        """Return how each table of ``tables`` becomes inputs; see ``inputs``."""
        known = preparation or self._preparation
        positions = self.input_columns(expected, n_inputs, known)
        listed_labels = choose_labels(self._head, self._categories, positions)
        recipe = Recipe.of(
            str(self.path),
            self.tables(),
            input_columns(self._head, positions, listed_labels, known),
            [],
            marks=self._head.marks,
            missing=self._missing,
            preparation=known,
            learn=False,
        )
        if len(recipe.input_names) != n_inputs:
            raise self._wrong_count(n_inputs, len(recipe.input_names))
        recipe.warn_of_dropped()
        return recipe

    def input_columns(
        self,
        expected: Sequence[str] | None,
        n_inputs: int,
        preparation: Preparation | None = None,
    ) -> list[int]:
        """Return the positions of the raw input columns; see ``inputs``."""
        known = preparation or self._preparation
        names = known.raw_columns(expected or ())
        if self._inputs is not None:
            chosen = self._head.positions(self._inputs, kind="input column")
        elif names and set(self.header).issuperset(map(nfc, names)):
            chosen = match_names(names, self.header, str(self.path))
        elif self._targets is not None:
            chosen = choose_columns(self._head, None, self._targets)[0]
        else:
            chosen = [place for place, name in enumerate(self.header) if name]
        if names:
            given = [column_name(self._head, place) for place in chosen]
            chosen = [chosen[k] for k in match_names(names, given, str(self.path))]
        made = known.input_names(column_name(self._head, place) for place in chosen)
        if len(made) != n_inputs and not self._categories:
            raise self._wrong_count(n_inputs, len(made))
        return chosen

    def store(
        self,
        inputs: Sequence[str] = (),
        targets: Sequence[str] = (),
        preparation: Preparation | None = None,
    ) -> StoredRows:
        """Read the file and return its numbers, stored in a temporary file.

        Parameters
        ----------
        inputs, targets : sequence of str
            The columns that a network knows, for use if no columns were chosen.
        preparation : Preparation, optional
            What the network does with raw columns.

        Raises
        ------
        DataError, InputError
            As for ``read_csv``.
        """
        preparation = preparation or self._preparation
        chosen = (self._inputs, self._targets)
        if chosen == (None, None) and inputs and targets:
            chosen = (inputs, targets)
        recipe = Recipe.of(
            str(self.path),
            self.tables(),
            *self._chosen(*chosen, preparation),
            marks=self._head.marks,
            missing=self._missing,
            preparation=preparation,
        )
        return StoredRows.write(self.tables(), recipe)

    def _chosen(
        self,
        inputs: Columns | None,
        targets: Columns | int | None,
        preparation: Preparation,
    ) -> tuple[list[Chosen], list[Chosen]]:
        return chosen_columns(
            self._head, inputs, targets, self._classes, self._categories, preparation
        )

    def _wrong_count(self, wanted: int, found: int) -> InputError:
        return InputError(
            f"{self.path} has the columns {listed(self.header)}; the network takes {wanted} "
            f"inputs, and {found} are chosen; choose them with inputs=[...] (--inputs)"
        )

    def tables(self) -> Generator[Table, None, None]:
        """Yield the rows of the file chunk by chunk."""
        with self._open() as chunks:
            yield from chunks.tables

    def _open(self) -> AbstractContextManager[Chunks]:
        return open_chunks(self.path, self._reading)
