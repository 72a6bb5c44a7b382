"""Turning raw columns in memory into the inputs and targets of samples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from neurosim.checks import Matrix
from neurosim.data.choosing import column_name, input_columns
from neurosim.data.raw_table import RawTable
from neurosim.data.recipe import Recipe
from neurosim.data.survey import Chosen
from neurosim.model.preparation import Preparation


def prepared(tables: Sequence[RawTable], recipe: Recipe) -> tuple[Matrix, Recipe]:
    """Return the rows of tables in memory with all values filled, and the complete recipe."""
    rows = np.concatenate([recipe.numbers(table) for table in tables])
    if recipe.to_learn:
        learned = recipe.learned(lambda: [rows])
        gone = np.isnan(rows)
        rows = np.where(gone, learned.fills(), rows) if gone.any() else rows
        recipe = learned
    recipe.warn_of_dropped()
    return rows, recipe


def table_inputs(
    table: RawTable,
    positions: Sequence[int],
    preparation: Preparation,
    *,
    missing: str = "error",
) -> Matrix:
    """Return the inputs of a network from its raw columns, shape (n_rows, n_inputs).

    Parameters
    ----------
    table : RawTable
        The raw columns, of a file or a frame.
    positions : sequence of int
        Where the raw columns are, in the order of ``preparation.raw_columns(net.input_columns)``.
    preparation : Preparation
        What the network does with them: its categories and fill values are always used.
    missing : {"error", "drop"}
        What to do with missing values in columns that have no fill value.

    Raises
    ------
    DataError
        If a cell cannot be used; the message names it.
    """
    chosen = input_columns(table, positions, {}, preparation)
    recipe = Recipe.of(
        table.origin,
        [table],
        chosen,
        [],
        marks=table.marks,
        missing=missing,
        preparation=preparation,
        learn=False,
    )
    return prepared([table], recipe)[0]


def plain_numbers(table: RawTable, positions: Sequence[int], advice: str) -> Matrix:
    """Return columns as numbers without missing values."""
    chosen = [Chosen(place, column_name(table, place), "number") for place in positions]
    recipe = Recipe.of(table.origin, [table], chosen, [], marks=table.marks, advice=advice)
    return recipe.numbers(table)
