"""Whether what a network carries for its data fits its neurons: scaling and columns."""

from __future__ import annotations

from neurosim.errors import InputError
from neurosim.model.network import Network


def check_fit(net: Network) -> None:
    """Raise InputError unless scalings and columns are as wide as the network.

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
    for what, width, (side, count) in widths:
        if width != count:
            raise InputError(f"{what} stands for {width} {side}, but the network has {count}")
