"""Which data column or class each input and output stands for, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from neurosim.names import one_line

if TYPE_CHECKING:
    from neurosim.model.network import Network
    from neurosim.model.neuron import Neuron


def column_names(net: Network) -> dict[str, str]:
    """Return the data column or class of each input and output, by the name of the neuron.

    An output for a class is called ``column=class``. A column without its own name, which has the
    name of its neuron or of its place (``x[0]``, ``z[0]``), is left out.

    Parameters
    ----------
    net : Network
        The network.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([2, 2], output_activation="identity")
    >>> net.input_columns = ("length", "x[1]")
    >>> net.target_columns = (ns.TargetColumn("species", ("a", "b")),)
    >>> column_names(net)
    {'x[0]': 'length', 'o[0]': 'species=a', 'o[1]': 'species=b'}
    """
    targets = [name for column in net.target_columns or () for name in column.output_names]
    return {
        **_own_names(net.inputs, net.input_columns or (), "x"),
        **_own_names(net.outputs, targets, "z"),
    }


def _own_names(neurons: Sequence[Neuron], names: Sequence[str], letter: str) -> dict[str, str]:
    if len(names) != len(neurons):
        return {}
    return {
        neuron.name: name
        for place, (neuron, name) in enumerate(zip(neurons, names, strict=True))
        if name not in ("", neuron.name, f"{letter}[{place}]")
    }


def with_column(neuron: str, column: str, most: int = 32) -> str:
    """Return the name of a neuron, followed by the name of its column if it has one.

    Parameters
    ----------
    neuron : str
        The name of the neuron.
    column : str
        The name of the column; empty for none.
    most : int
        The most characters of the column's name; the middle of a longer name is left out.

    Examples
    --------
    >>> with_column("x[0]", "petal length")
    'x[0] · petal length'
    """
    return f"{neuron} · {short_column(column, most)}" if column else neuron


def short_column(column: str, most: int = 32) -> str:
    """Return the name of a column on one line; the middle of a long name is left out.

    Half of what is kept is the end, because there the names of classes differ.

    Examples
    --------
    >>> short_column("measurements of the species=virginica", 20)
    'measureme…=virginica'
    """
    line = one_line(column)
    if len(line) <= most:
        return line
    last = most // 2
    return f"{line[: most - last - 1]}…{line[-last:]}"
