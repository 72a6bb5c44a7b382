"""The loss for training if none is given."""

from __future__ import annotations

from collections.abc import Sequence

from neurosim.model import Loss, Network, TargetColumn
from neurosim.model.columns import class_column

USUAL = "half_squared_error"


def default_loss(net: Network, columns: Sequence[TargetColumn]) -> str | Loss:
    """Return the loss for training a network on some targets, if none is given.

    It is the network's own loss if the network was trained before. For a new network it is
    ``softmax_cross_entropy`` for classes with one identity output each, ``binary_cross_entropy``
    for two classes that share one sigmoid output, and ``half_squared_error`` for everything else.

    Parameters
    ----------
    net : Network
        The network.
    columns : sequence of TargetColumn
        The columns that its outputs will stand for.

    Examples
    --------
    >>> import neurosim as ns
    >>> passed = TargetColumn("passed", ("no", "yes"))
    >>> default_loss(ns.mlp([2, 2], output_activation="identity"), [passed])
    'softmax_cross_entropy'
    >>> passed = TargetColumn("passed", ("no", "yes"), one_output=True)
    >>> default_loss(ns.mlp([2, 1]), [passed])
    'binary_cross_entropy'
    """
    if net.target_columns is not None or net.loss != USUAL:
        return net.loss
    column = class_column(tuple(columns))
    if column is None:
        return USUAL
    activations = {neuron.activation.name for neuron in net.outputs}
    if column.one_output:
        return "binary_cross_entropy" if activations == {"sigmoid"} else USUAL
    return "softmax_cross_entropy" if activations == {"identity"} else USUAL
