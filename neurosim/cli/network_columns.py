"""Which columns of a file a network takes, with and without a choice by the user."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from neurosim.data import Dataset, Table, match_names
from neurosim.errors import FileError, NeurosimWarning, listed
from neurosim.model import Network

Chosen = list[str | int]


def input_columns(net: Network, table: Table, chosen: Chosen | None) -> Chosen:
    """Return the input columns: by name those that the network knows, if it knows any.

    Parameters
    ----------
    net : Network
        The network.
    table : Table
        The file.
    chosen : list of str or int, or None
        What ``--inputs`` says.

    Raises
    ------
    InputError
        If a column of the network is missing, or only some of the chosen columns are the network's.
    FileError
        If the number of columns is not the number of inputs.
    """
    known = known_columns(net)[0]
    if chosen is not None:
        return in_network_order(known, table, chosen)
    if known:
        return by_name(known, table)
    if len(table.header) == len(net.inputs):
        return list(range(len(table.header)))
    raise wrong_count(net, table)


def wrong_count(net: Network, table: Table) -> FileError:
    """Return the error for a file with more or fewer columns than a network has inputs."""
    known = known_columns(net)[0]
    expected = f" ({', '.join(known)})" if known else ""
    return FileError(
        f"{table.origin} has the columns {', '.join(table.header)}; the network takes "
        f"{len(known) or len(net.inputs)} inputs{expected}; choose them with --inputs"
    )


def sample_columns(
    net: Network, table: Table, inputs: Chosen | None, targets: Chosen | None
) -> dict[str, Any]:
    """Return the columns of inputs and targets, and those of their classes that the network knows.

    Parameters
    ----------
    net : Network
        The network.
    table : Table
        The file.
    inputs, targets : list of str or int, or None
        What ``--inputs`` and ``--targets`` say.

    Raises
    ------
    InputError
        As for ``input_columns``.
    """
    known_inputs, known_targets = known_columns(net)
    chosen_inputs: Chosen | None = None
    chosen_targets: Chosen | int | None = None
    if inputs is not None:
        chosen_inputs = in_network_order(known_inputs, table, inputs)
    elif known_inputs:
        chosen_inputs = by_name(known_inputs, table)
    if targets is not None:
        chosen_targets = in_network_order(known_targets, table, targets, kind="target")
    elif known_targets:
        chosen_targets = by_name(known_targets, table, kind="target")
    elif chosen_inputs is None:
        chosen_targets = max(len(table.header) - len(net.inputs), 1)
    columns = net.target_columns or ()
    classes = {}
    if isinstance(chosen_targets, list) and len(chosen_targets) == len(columns):
        places = table.positions(chosen_targets)
        classes = {
            table.header[place]: column.classes
            for place, column in zip(places, columns, strict=True)
            if column.classes
        }
    return {"inputs": chosen_inputs, "targets": chosen_targets, "classes": classes or None}


def by_name(known: Sequence[str], table: Table, *, kind: str = "input") -> Chosen:
    """Return the columns of a table that a network knows, in its order."""
    remedy = f"choose columns with --{kind}s"
    return list(match_names(known, table.header, table.origin, kind=kind, remedy=remedy))


def in_network_order(
    known: Sequence[str], table: Table, chosen: Chosen, *, kind: str = "input"
) -> Chosen:
    """Return the chosen columns in the order of the network.

    Columns that the network knows are matched by name, in any order. Other columns stand for those
    of the network in the order in which they were chosen, and a warning says so.

    Raises
    ------
    InputError
        If the network knows some of the columns and does not know others.
    """
    places = table.positions(chosen, kind=f"{kind} column")
    names = [table.header[place] for place in places]
    if not known:
        return list(places)
    if not set(names).isdisjoint(known):
        remedy = f"choose all of its columns with --{kind}s, or only columns that it does not know"
        order = match_names(known, names, table.origin, kind=kind, remedy=remedy)
        return [places[k] for k in order]
    warnings.warn(
        f"the columns {listed(names)} are used in place of the network's columns {listed(known)}",
        NeurosimWarning,
        stacklevel=2,
    )
    return list(places)


def known_columns(net: Network) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns of a file that the inputs and the targets of a network come from."""
    inputs = net.preparation.raw_columns(net.input_columns or ())
    return inputs, tuple(column.name for column in net.target_columns or ())


def renamed(net: Network, data: Dataset) -> Dataset:
    """Return data with the names that the network knows; the columns are already in its order."""
    inputs, targets = net.input_columns, net.target_columns
    other_inputs = (
        inputs and len(inputs) == len(data.input_names) and set(inputs).isdisjoint(data.input_names)
    )
    given = data.target_columns
    other_targets = (
        targets
        and len(targets) == len(given)
        and ({column.name for column in targets}.isdisjoint(column.name for column in given))
    )
    if not other_inputs and not other_targets:
        return data
    renamed = None
    if targets and other_targets:
        pairs = zip(given, targets, strict=True)
        renamed = [replace(own, name=known.name) for own, known in pairs]
    return data.with_arrays(
        data.X,
        data.Z,
        input_names=inputs if other_inputs else None,
        target_columns=renamed,
    )
