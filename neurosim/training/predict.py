"""The outputs of a network for many samples: numbers, classes, probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from neurosim import checks
from neurosim.checks import Matrix
from neurosim.data import decode
from neurosim.errors import InputError, NotFiniteError, counted
from neurosim.model import Network, passes, softmax
from neurosim.model.columns import class_column
from neurosim.model.losses import get_loss


def predict(net: Network, X: ArrayLike) -> Matrix:
    """Return the outputs for many samples.

    Parameters
    ----------
    net : Network
        The network; its scaling is used.
    X : array_like, shape (n, n_inputs)
        Inputs in raw units.

    Returns
    -------
    ndarray, shape (n, n_outputs)
        Outputs in raw units; the logits of a network trained with ``softmax_cross_entropy``.

    Raises
    ------
    InputError
        If the number of columns is not the number of inputs or a value is not finite.

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.predict(ns.mlp([2, 3, 1], initializer=0.0), [[70, 98], [50, 85]])
    array([[0.5],
           [0.5]])
    """
    inputs = check_columns(net, X)
    outputs = forward_rows(net, net.normalize_inputs(inputs))
    return net.denormalize_outputs(outputs)


def predict_classes(net: Network, X: ArrayLike) -> list[str]:
    """Return the class label of each sample: the class whose output is the largest.

    Parameters
    ----------
    net : Network
        A network whose only target column has classes.
    X : array_like, shape (n, n_inputs)
        Inputs in raw units.

    Returns
    -------
    list of str, length n

    Raises
    ------
    InputError
        If the network has no classes, or X does not fit; see ``predict``.
    """
    column = class_column(net.target_columns)
    if column is None:
        raise InputError("the network has no classes: it was not trained on a column of classes")
    return decode(predict(net, X), column)


def predict_probabilities(net: Network, X: ArrayLike) -> Matrix:
    """Return the outputs as probabilities.

    The softmax of the outputs if the network was trained with ``softmax_cross_entropy``, otherwise
    the outputs themselves.

    Parameters
    ----------
    net : Network
        The network; its scaling is used.
    X : array_like, shape (n, n_inputs)
        Inputs in raw units.

    Returns
    -------
    ndarray, shape (n, n_outputs)

    Raises
    ------
    InputError
        If X does not fit; see ``predict``.
    """
    outputs = predict(net, X)
    if get_loss(net.loss).name != "softmax_cross_entropy":
        return outputs
    return np.array([softmax(row) for row in outputs.tolist()]).reshape(outputs.shape)


def check_columns(net: Network, X: ArrayLike) -> Matrix:
    """Return X as a matrix with one column for each input; raise InputError otherwise."""
    inputs = checks.matrix(X, "X")
    if inputs.shape[1] != len(net.inputs):
        raise InputError(
            f"X has {counted(inputs.shape[1], 'column')}, the network has "
            f"{counted(len(net.inputs), 'input')}; "
            "give one row for each sample, also for a single one: [[...]]"
        )
    return inputs


def forward_rows(net: Network, X: Matrix) -> Matrix:
    """Return the outputs of many samples, all in normalized units; the network is not changed."""
    # on a copy, so that predicting leaves the values on the neurons alone
    twin = net.copy()
    twin.check()
    rows = []
    for row, x in enumerate(X.tolist(), start=1):
        try:
            rows.append(passes.forward(twin.structure, x))
        except NotFiniteError as error:
            raise NotFiniteError(f"sample {row} of {len(X)}: {error}") from None
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(twin.outputs))
