"""Whether the scaling and the columns of a network fit its neurons."""

from __future__ import annotations

from neurosim.errors import InputError
from neurosim.model.network import Network


def check_fit(net: Network) -> None:
    """Raise InputError unless scalings and columns fit the number of inputs and outputs.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([2, 3, 1])
    >>> net.input_columns = ("I0", "I1", "I2")
    >>> check_fit(net)
    Traceback (most recent call last):
        ...
    neurosim.errors.InputError: input_columns stands for 3 input(s), but the network has 2
    """
    inputs, outputs = ("input(s)", len(net.inputs)), ("output(s)", len(net.outputs))
    widths = []
    if net.input_scaling is not None:
        widths.append(("input_scaling", net.input_scaling.n_columns, inputs))
    if net.target_scaling is not None:
        widths.append(("target_scaling", net.target_scaling.n_columns, outputs))
    if net.input_columns is not None:
        widths.append(("input_columns", len(net.input_columns), inputs))
    if net.target_columns is not None:
        width = sum(column.width for column in net.target_columns)
        widths.append(("target_columns", width, outputs))
    _check_preparation(net)
    for what, width, (side, count) in widths:
        if width != count:
            raise InputError(f"{what} stands for {width} {side}, but the network has {count}")


def _check_preparation(net: Network) -> None:
    """Raise InputError if a prepared column is not an input column, or is in the wrong place."""
    if not net.preparation:
        return
    if net.input_columns is None:
        raise InputError("preparation goes by the names of columns, but input_columns has none")
    columns = net.preparation.raw_columns(net.input_columns)
    for name in (*net.preparation.categories, *net.preparation.fill):
        if name not in columns:
            raise InputError(f"preparation names the column {name!r}, which is no input column")
    if net.preparation.input_names(columns) != tuple(net.input_columns):
        raise InputError(
            "the inputs of a text column stand together, in the order of its categories; "
            f"input_columns has {list(net.input_columns)!r}"
        )
