"""The outputs of a network for many samples: numbers, classes, probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from neurosim.checks import Matrix
from neurosim.data import DataFile, class_shares, decode, fitting_inputs
from neurosim.engine.choice import check_dtype, check_threads, choose_engine
from neurosim.errors import InputError, NotFiniteError
from neurosim.model import Network, passes, softmax
from neurosim.model.columns import class_column
from neurosim.model.losses import get_loss
from neurosim.model.network import check_network


def predict(
    net: Network,
    X: Any,
    *,
    engine: str | None = None,
    dtype: DTypeLike | None = None,
    threads: int | None = None,
) -> Matrix:
    """Return the outputs for many samples.

    Parameters
    ----------
    net : Network
        The network; its scaling is used. While another thread trains it, the parameters are those
        from before the training or of one epoch.
    X : array_like, shape (n, n_inputs), data frame of pandas or polars, or DataFile
        Inputs in raw units. The columns of a data frame or a file are matched by name with those
        that the network was trained on, in any order and with others among them; those of an array
        go by position. Where the network learnt to fill missing values, or took text columns as
        categories, raw columns are prepared as they were then. A file is read in chunks.
    engine : {"compiled", "objects"}, optional
        What computes; by default the compiled engine, but the objects for little work and for
        activations of your own. Both agree to about 12 digits.
    dtype : {"float64", "float32"}, optional
        In what the compiled engine computes; by default float64.
    threads : int, optional
        How many threads may work; by default one for each core. The result is the same.

    Returns
    -------
    ndarray, shape (n, n_outputs)
        Outputs in raw units; the logits of a network trained with ``softmax_cross_entropy``.

    Raises
    ------
    InputError
        If a column of the network is not there, the number of columns without names is not the
        number of inputs, or a value is missing or not finite.

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.predict(ns.mlp([2, 3, 1], initializer=0.0), [[70, 98], [50, 85]])
    array([[0.5],
           [0.5]])
    """
    check_network(net, "predict", complete=False)
    if isinstance(X, DataFile):
        engine = engine or choose_engine(None, net, math.inf, dtype=dtype)
        parts = X.inputs(net.input_columns, len(net.inputs), net.preparation)
        some = [predict(net, p, engine=engine, dtype=dtype, threads=threads) for p in parts]
        return np.concatenate([np.empty((0, len(net.outputs))), *some])
    inputs = fitting_inputs(net, X)
    while True:
        scaling = net.input_scaling, net.target_scaling
        outputs = forward_rows(
            net, net.normalize_inputs(inputs), engine=engine, dtype=dtype, threads=threads
        )
        result = net.denormalize_outputs(outputs)
        # a training that began meanwhile, in another thread, may have given it another scaling
        if net.input_scaling is scaling[0] and net.target_scaling is scaling[1]:
            return result


def predict_classes(net: Network, X: Any) -> list[str]:
    """Return the class label of each sample: the class whose output is the largest.

    A single output for two classes stands for the second one if it is above 0.5 in raw units.

    Parameters
    ----------
    net : Network
        A network whose only target column has classes.
    X : array_like, shape (n, n_inputs), data frame, or DataFile
        Inputs in raw units, as for ``predict``.

    Returns
    -------
    list of str, length n

    Raises
    ------
    InputError
        If the network has no classes, or X does not fit; see ``predict``.

    Examples
    --------
    >>> import neurosim as ns
    >>> data = ns.Dataset.from_labels([0, 1, 2, 3], ["no", "no", "yes", "yes"])
    >>> net = ns.mlp([1, 1])
    >>> history = ns.train(net, data, epochs=200, learning_rate=1.0, normalize=(-1, 1))
    >>> ns.predict_classes(net, [0, 3])
    ['no', 'yes']
    """
    check_network(net, "predict_classes", complete=False)
    column = class_column(net.target_columns)
    if column is None:
        raise InputError("the network has no classes: it was not trained on a column of classes")
    return decode(predict(net, X), column)


def predict_probabilities(net: Network, X: Any) -> Matrix:
    """Return the outputs as probabilities, for classes with one column for each.

    The softmax of the outputs if the network was trained with ``softmax_cross_entropy``, otherwise
    the outputs themselves; a single output p for two classes gives the columns 1 - p and p.

    Parameters
    ----------
    net : Network
        The network; its scaling is used.
    X : array_like, shape (n, n_inputs), data frame, or DataFile
        Inputs in raw units, as for ``predict``.

    Returns
    -------
    ndarray, shape (n, n_classes), or (n, n_outputs) for targets that are no classes

    Raises
    ------
    InputError
        If X does not fit; see ``predict``.
    """
    return probabilities(net, predict(net, X))


def probabilities(net: Network, outputs: Matrix) -> Matrix:
    """Return outputs in raw units as probabilities; see ``predict_probabilities``."""
    column = class_column(net.target_columns)
    if column is not None and column.one_output:
        return class_shares(outputs, column)
    if get_loss(net.loss).name != "softmax_cross_entropy":
        return outputs
    return np.array([softmax(row) for row in outputs.tolist()]).reshape(outputs.shape)


def forward_rows(
    net: Network,
    X: Matrix,
    *,
    engine: str | None = None,
    dtype: DTypeLike | None = None,
    threads: int | None = None,
    summations: Matrix | None = None,
) -> Matrix:
    """Return the outputs of many samples, all in normalized units; the network is not changed.

    The summations of the outputs are written to ``summations``, if it is given.
    """
    net.check()
    workers = check_threads(threads)
    work = len(X) * net.structure.n_edges
    if choose_engine(engine, net, work, dtype=dtype) == "objects":
        return _object_rows(net, X, range(len(X)), summations)
    return _compiled_rows(net, X, np.dtype(check_dtype(dtype)), workers, summations)


def _compiled_rows(
    net: Network, X: Matrix, dtype: np.dtype[Any], threads: int, summations: Matrix | None
) -> Matrix:
    from neurosim.engine.kernels.network_arrays import LARGE
    from neurosim.engine.program import Program, ordinary
    from neurosim.engine.rows import compiled_rows

    program = Program(net, dtype)
    single = dtype == np.float32
    if not single and not ordinary(program.theta):
        return _object_rows(net, X, range(len(X)), summations)
    found, sums = compiled_rows(program, X, threads=threads, summations=summations is not None)
    if summations is not None:
        summations[:] = sums
    outputs = found.astype(np.float64, copy=False)
    unsure = np.isnan(outputs).any(axis=1)
    if not single and not ordinary(X):
        unsure |= (np.abs(X) > LARGE).any(axis=1)
    rows = np.flatnonzero(unsure).tolist()
    if rows:
        outputs[rows] = _object_rows(net, X, rows, summations)
        if single:
            raise NotFiniteError(
                f"a sample from {rows[0] + 1} of {len(X)} on gives numbers too large for {dtype}"
            )
    return outputs


def _object_rows(
    net: Network, X: Matrix, rows: Sequence[int], summations: Matrix | None = None
) -> Matrix:
    # on a copy, so that predicting leaves the values on the neurons alone
    twin = net.copy()
    outputs = []
    for row in rows:
        try:
            outputs.append(passes.forward(twin.structure, X[row].tolist()))
        except NotFiniteError as error:
            raise NotFiniteError(f"sample {row + 1} of {len(X)}: {error}") from error.__cause__
        if summations is not None:
            summations[row] = [neuron.summation for neuron in twin.outputs]
    return np.array(outputs, dtype=np.float64).reshape(len(outputs), len(twin.outputs))
