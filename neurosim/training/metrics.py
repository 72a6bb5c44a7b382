"""How good a network is on data: metrics and confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix, one_of
from neurosim.data import DataLike, class_places, fitting_dataset
from neurosim.engine.choice import choose_engine
from neurosim.engine.predict import forward_rows
from neurosim.errors import InputError, NotFiniteError, counted, listed
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.model import Loss, Network, TargetColumn, passes
from neurosim.model.columns import class_column
from neurosim.model.losses import get_loss
from neurosim.model.network import check_network

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassMetrics:
    """How well the network recognizes one class.

    Attributes
    ----------
    precision : float
        Of the samples that were predicted as this class, the part that belongs to it; 0 if there
        are none.
    recall : float
        Of the samples of this class, the part that was predicted as this class; 0 if there are
        none.
    f1 : float
        ``2 precision recall / (precision + recall)``; 0 if both are 0.
    n_samples : int
        The number of samples of this class.
    """

    precision: float
    recall: float
    f1: float
    n_samples: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """What ``evaluate`` measured.

    Attributes
    ----------
    n_samples : int
        How many samples were measured.
    loss : float
        The mean loss of a sample, in normalized units.
    loss_name : str
        The name of this loss.
    mae, rmse, r2 : float or None
        Mean absolute error, root mean square error (both in raw units) and coefficient of
        determination; None for classes.
    accuracy : float or None
        The part of the samples whose class was predicted correctly; None for numbers.
    precision, recall, f1 : float or None
        The means over the classes that occur among targets or predictions, where every class has
        the same weight ("macro" means); None for numbers.
    classes : tuple of str
        The class labels; empty for numbers.
    per_class : tuple of ClassMetrics
        Precision, recall and F1 of each class.
    confusion : tuple of tuple of int
        ``confusion[i][j]``: how many samples of class i were predicted as class j.
    """

    n_samples: int
    loss: float
    loss_name: str = ""
    mae: float | None = None
    rmse: float | None = None
    r2: float | None = None
    accuracy: float | None = None
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    classes: tuple[str, ...] = ()
    per_class: tuple[ClassMetrics, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()

    def named(self) -> dict[str, float]:
        """Return the metrics that apply, by name."""
        found = {name: getattr(self, name) for name in ("loss", *METRICS)}
        return {name: value for name, value in found.items() if value is not None}

    def __str__(self) -> str:
        numbers = ", ".join(f"{name} {value:.6g}" for name, value in self.named().items())
        return f"{counted(self.n_samples, 'sample')}: {numbers}"


OF_CLASSES = ("accuracy", "precision", "recall", "f1")
METRICS = ("mae", "rmse", "r2", *OF_CLASSES)
"""The metrics that training can record."""


def evaluate(
    net: Network,
    data: DataLike,
    *,
    loss: str | Loss | None = None,
    engine: str | None = None,
    threads: int | None = None,
) -> Metrics:
    """Measure a network on data.

    Parameters
    ----------
    net : Network
        The network; its scaling is used.
    data : Dataset or (X, Z)
        Inputs and targets in raw units; their columns are matched by name with those of the
        network, as for ``train``.
    loss : str or Loss, optional
        The loss; by default the loss that the network was trained with.
    engine : {"compiled", "objects"}, optional
        What does the computing, as for ``predict``.
    threads : int, optional
        How many threads may work; by default one for each core. The result is the same.

    Returns
    -------
    Metrics
        With accuracy, precision, recall, F1 and confusion matrix if the only target column has
        classes, otherwise with MAE, RMSE and R2 (the mean, if there are several outputs).

    Raises
    ------
    InputError
        If the columns or classes are not those of the network, or if a value or the loss is not
        finite (the message names the sample).

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([1, 1], "identity", initializer=1.0)
    >>> ns.evaluate(net, ([[1.0], [2.0]], [[2.0], [4.0]])).mae
    0.5
    """
    check_network(net, "evaluate")
    dataset = fitting_dataset(net, data, lent=True)
    X, Z = net.normalize_inputs(dataset.X), net.normalize_targets(dataset.Z)
    chosen_loss = get_loss(net.loss if loss is None else loss)
    work = len(X) * net.structure.n_edges
    chosen_engine = choose_engine(engine, net, work, loss=chosen_loss)
    joins = any(chosen_loss.joined_with(neuron.activation) for neuron in net.outputs)
    summations = np.zeros(Z.shape) if joins else None
    outputs = forward_rows(net, X, engine=chosen_engine, threads=threads, summations=summations)
    mean_loss = mean_sample_loss(net, outputs, summations, Z, chosen_loss, engine=chosen_engine)
    Y = net.denormalize_outputs(outputs)
    column = class_column(net.target_columns) or class_column(dataset.target_columns)
    if column is None:
        return Metrics(
            len(dataset),
            mean_loss,
            chosen_loss.name,
            mae=mean_absolute_error(Y, dataset.Z),
            rmse=root_mean_square_error(Y, dataset.Z),
            r2=coefficient_of_determination(Y, dataset.Z),
        )
    confusion = confusion_matrix(Y, dataset.Z, column)
    per_class = tuple(class_metrics(confusion, place) for place in range(len(confusion)))
    occurring = confusion.sum(axis=0) + confusion.sum(axis=1) > 0
    counted_classes = [one for one, occurs in zip(per_class, occurring, strict=True) if occurs]
    return Metrics(
        len(dataset),
        mean_loss,
        chosen_loss.name,
        accuracy=float(np.trace(confusion) / len(dataset)),
        precision=float(np.mean([one.precision for one in counted_classes])),
        recall=float(np.mean([one.recall for one in counted_classes])),
        f1=float(np.mean([one.f1 for one in counted_classes])),
        classes=column.classes,
        per_class=per_class,
        confusion=tuple(tuple(row) for row in confusion.tolist()),
    )


def check_metric(name: str, *, of_classes: bool) -> None:
    """Raise unless a metric exists and can be used for these targets, classes or numbers."""
    one_of(name, METRICS, "metric")
    applying = OF_CLASSES if of_classes else tuple(m for m in METRICS if m not in OF_CLASSES)
    if name not in applying:
        raise InputError(
            f"the metric {name!r} cannot be used for these targets; use one of {listed(applying)}"
        )


def mean_absolute_error(Y: Matrix, Z: Matrix) -> float:
    """Return the mean of ``|y - z|`` over samples and outputs."""
    return float(np.abs(Y - Z).mean())


def root_mean_square_error(Y: Matrix, Z: Matrix) -> float:
    """Return the root of the mean of ``(y - z)^2`` over the samples, averaged over the outputs."""
    return float(np.sqrt(((Y - Z) ** 2).mean(axis=0)).mean())


def coefficient_of_determination(Y: Matrix, Z: Matrix) -> float:
    """Return ``1 - sum (y - z)^2 / sum (z - mean z)^2``, averaged over the outputs.

    An output whose targets are all equal counts 1 if it is exact, otherwise 0.
    """
    residual = ((Y - Z) ** 2).sum(axis=0)
    total = ((Z - Z.mean(axis=0)) ** 2).sum(axis=0)
    constant = Z.min(axis=0) == Z.max(axis=0)
    share = np.where(constant, residual > 0, residual / np.where(constant, 1.0, total))
    return float((1.0 - share).mean())


def confusion_matrix(Y: Matrix, Z: Matrix, column: TargetColumn) -> Counts:
    """Return how many samples of class i (row) were predicted as class j, shape (n, n)."""
    n_classes = len(column.classes)
    counts = np.zeros((n_classes, n_classes), dtype=np.int64)
    np.add.at(counts, (class_places(Z, column), class_places(Y, column)), 1)
    return counts


def class_metrics(confusion: Counts, place: int) -> ClassMetrics:
    """Return precision, recall and F1 of one class.

    Examples
    --------
    >>> class_metrics(np.array([[3, 1], [2, 2]]), 0)
    ClassMetrics(precision=0.6, recall=0.75, f1=0.6666666666666666, n_samples=4)
    """
    right = int(confusion[place, place])
    taken, there = int(confusion[:, place].sum()), int(confusion[place].sum())
    return ClassMetrics(
        precision=right / taken if taken else 0.0,
        recall=right / there if there else 0.0,
        f1=2 * right / (taken + there) if right else 0.0,
        n_samples=there,
    )


def mean_sample_loss(
    net: Network,
    outputs: Matrix,
    summations: Matrix | None,
    Z: Matrix,
    loss: Loss,
    *,
    engine: str,
) -> float:
    """Return the mean loss of the samples, all in normalized units.

    The summations of the outputs are needed if the loss is computed from a summation.
    """
    names = [neuron.name for neuron in net.outputs]
    check_targets(loss, Z, names)
    if engine == "compiled":
        from neurosim.engine.rows import compiled_losses

        losses = compiled_losses(net, loss, outputs, summations, Z)
        if np.isfinite(losses).all():
            return float(losses.mean())
    total = 0.0
    given = outputs if summations is None else summations
    rows = zip(given.tolist(), outputs.tolist(), Z.tolist(), strict=True)
    for row, (s, y, z) in enumerate(rows, start=1):
        try:
            total += plain_sum(passes.loss_terms(net.structure, loss, s, y, z))
        except NotFiniteError as error:
            raise NotFiniteError(f"sample {row} of {len(Z)}: {error}") from error.__cause__
    return total / len(Z)


def check_targets(loss: Loss, Z: Matrix, names: Sequence[str]) -> None:
    """Raise InputError if the loss needs probabilities and a target in a row of Z is not one."""
    if loss.probabilities:
        for row in np.flatnonzero(((Z < 0.0) | (Z > 1.0)).any(axis=1))[:1]:
            loss.check_targets(Z[row].tolist(), names)
