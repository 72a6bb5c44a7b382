"""The columns of a table of predictions: classes and probabilities, or numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.data import decode
from neurosim.engine.predict import probabilities
from neurosim.model import Network
from neurosim.model.columns import class_column

Cells = NDArray[np.float64] | list[str]


def prediction_header(net: Network) -> list[str]:
    """Return the names of the columns.

    Examples
    --------
    >>> import neurosim as ns
    >>> prediction_header(ns.mlp([2, 3, 1]))
    ['predicted o[0]']
    """
    columns = net.target_columns
    column = class_column(columns)
    if column is not None:
        return [f"predicted {column.name}", *(f"{column.name}={c}" for c in column.classes)]
    names = (
        [name for one in columns for name in one.output_names]
        if columns
        else [neuron.name for neuron in net.outputs]
    )
    return [f"predicted {name}" for name in names]


def prediction_cells(net: Network, outputs: Matrix) -> list[Cells]:
    """Return the columns for outputs in raw units, each of length n.

    They are the class and the probability of each class, or the outputs.

    Parameters
    ----------
    net : Network
        The network.
    outputs : ndarray, shape (n, n_outputs)
        What ``ns.predict`` returned.
    """
    column = class_column(net.target_columns)
    if column is None:
        return [np.ascontiguousarray(part) for part in outputs.T]
    shares = probabilities(net, outputs)
    return [decode(outputs, column), *map(np.ascontiguousarray, shares.T)]
