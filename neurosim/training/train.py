"""Training: epochs of forward, backward and update."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from neurosim.checks import Matrix, flag, path, whole_number
from neurosim.data import (
    DataFile,
    DataLike,
    Dataset,
    FittedRows,
    fitting_dataset,
    fitting_rows,
    merged_preparation,
)
from neurosim.engine.choice import check_dtype, check_threads, choose_engine
from neurosim.errors import (
    DivergedError,
    FileError,
    InputError,
    NotFiniteError,
    counted,
)
from neurosim.files import PathLike
from neurosim.model import Loss, Network
from neurosim.model.column_summary import ColumnSummary
from neurosim.model.columns import class_column
from neurosim.model.description import scaling_of_targets
from neurosim.model.initializers import random_generator
from neurosim.model.locks import whole
from neurosim.model.losses import LOSSES, get_loss
from neurosim.model.network import check_network
from neurosim.model.optimizers import Optimizer, get_optimizer, is_own
from neurosim.model.standard_scaling import Normalize, check_normalize, fitted_scaling
from neurosim.progress import Report, progress_bar
from neurosim.training.callbacks import Callback, Callbacks, TrainingRun, as_callbacks
from neurosim.training.checkpoint_file import read_checkpoint
from neurosim.training.checkpoints import (
    Checkpoint,
    Resumable,
    digest,
    wiring_digest,
)
from neurosim.training.default_loss import default_loss
from neurosim.training.epochs import EpochLoop, ObjectLoop
from neurosim.training.history import History
from neurosim.training.metrics import (
    check_metric,
    check_targets,
    evaluate,
)
from neurosim.training.sample_weights import (
    SampleWeights,
    check_sample_weight,
    weights_of_rows,
)
from neurosim.training.turns import begin_turn, end_turn


def train(
    net: Network,
    data: DataLike | DataFile,
    *,
    epochs: int = 1000,
    learning_rate: float | None = None,
    optimizer: str | Optimizer = "sgd",
    batch_size: int | None = 1,
    loss: str | Loss | None = None,
    normalize: Normalize | None = None,
    shuffle: bool = False,
    seed: int | None = None,
    sample_weight: ArrayLike | None = None,
    validation: DataLike | None = None,
    metric: str | None = None,
    callbacks: Callbacks = (),
    progress: bool | None = None,
    engine: str | None = None,
    dtype: DTypeLike | None = None,
    threads: int | None = None,
    resume: PathLike | None = None,
) -> History:
    """Train a network on data.

    Parameters
    ----------
    net : Network
        The network; its weights and biases are changed, except frozen ones. They all change at the
        same moment: at the end, or after every epoch if there is a callback, a metric or validation
        data. Other threads that predict meanwhile use one such state. Two threads cannot train the
        same network.
    data : Dataset, (X, Z) or DataFile
        Inputs of shape (n, n_inputs) and targets of shape (n, n_outputs), in raw units. A
        ``DataFile`` may be larger than the memory: it is read in chunks, and shuffling takes the
        chunks, and the rows in each chunk, in a new order. If the network knows its columns, they
        are found by name, in any order, and other columns are ignored. Columns without names are
        matched by position. Classes are encoded as the network knows them. Two classes share one
        output if the network has only one.
    epochs : int
        How many times to go through the data.
    learning_rate : float, optional
        ``eta`` of an optimizer that is given by name; by default 0.1.
    optimizer : str or Optimizer
        ``sgd``, ``rmsprop``, ``adam``, ``adamw``, or an object such as ``ns.SGD(0.1, 0.9)``.
    batch_size : int or None
        The number of samples for each update: 1 is per-sample descent, None is all data. The
        gradient of a batch is the mean of the gradients of its samples.
    loss : str or Loss, optional
        The loss to minimize; the network remembers it. By default the network's own loss if it was
        trained before. For a new network: ``softmax_cross_entropy`` for classes with one identity
        output each, ``binary_cross_entropy`` for two classes on one sigmoid output, and
        ``half_squared_error`` for everything else. The history tells which loss was used.
    normalize : (float, float), "standard" or None
        None keeps the scaling of the network, if it has one. (0, 1) or (-1, 1) first scales inputs
        and targets to that range. ``"standard"`` gives each column the mean 0 and the standard
        deviation 1. Targets of a loss on probabilities are not scaled.
    shuffle : bool
        Whether the samples are taken in a new order in every epoch.
    seed : int or None
        The same seed gives the same orders; None gives new orders every time.
    sample_weight : array_like, shape (n,), optional
        How much each sample counts: numbers of at least 0, not all 0; only their ratios matter. By
        default all samples count the same. Loss and gradient of a sample are multiplied by
        ``weight / mean weight``. The gradient of a batch stays the sum divided by the number of
        samples. A batch of all samples then gives the weighted mean, and a weight of 2 is the same
        as the sample twice. Samples with the weight 0 are left out: from steps, scaling and
        metrics. Standard scaling takes the weighted mean and deviation.
    validation : Dataset or (X, Z), optional
        Data to measure after every epoch, in raw units; all of its samples count the same.
    metric : str, optional
        ``mae``, ``rmse`` or ``r2``, and for classes ``accuracy``, ``precision``, ``recall`` or
        ``f1`` (means over the classes). It is recorded after every epoch, for the validation data
        if there is any, otherwise for the training data.
    callbacks : Callback, function, or several of them
        Called between epochs, such as ``ns.EarlyStopping()``.
    progress : bool or None
        Show a progress bar; None shows it only on a terminal.
    engine : {"compiled", "objects"}, optional
        What does the computing. The default is the compiled engine. If there is little to compute
        (up to 100,000 edges times samples times epochs), or with your own activation, loss or
        optimizer, the default is the objects. Both agree to about 12 digits.
    dtype : {"float64", "float32"}, optional
        The type of the numbers in the compiled engine; by default float64.
    threads : int, optional
        How many threads may work on a large batch; by default one for each core. The same number
        gives exactly the same result. With another number, or on a machine with another number of
        cores, large batches may give other last digits, because sums over samples are then added up
        in another order, and each epoch adds to the difference. ``threads=1`` does not depend on
        the number of cores.
    resume : path, optional
        A file of ``ns.Checkpoint``: training continues from there, bit for bit as if it had never
        stopped. Network, data and settings must be the same. ``epochs`` counts from the beginning
        and may be larger. If the file does not exist, but one of the callbacks will write it,
        training starts from the beginning.

    Returns
    -------
    History
        One entry for each epoch. Ctrl-C ends training early: the history then has the complete
        epochs, and the network has the parameters of the last of them. After any error, the network
        also has the parameters of the last good epoch.

    Raises
    ------
    InputError
        If data and network do not fit, a setting is out of range, or another thread is training
        the network. Data with other columns than the network knows are refused, because its weights
        and scaling belong to the known columns. To train it on other columns, first set
        ``net.input_columns`` (and ``net.target_columns``) to None.
    StructureError
        If the network cannot be computed.
    DivergedError
        If a loss or a parameter becomes NaN or infinite. The message names epoch and sample. The
        network keeps the parameters of the last good epoch, and the error has the ``history``.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([2, 3, 1])
    >>> data = ns.Dataset([[70, 98], [50, 85], [65, 67], [25, 95]], [[91], [82], [80], [68]])
    >>> history = ns.train(net, data, epochs=200, learning_rate=0.5, normalize=(0, 1))
    >>> history.loss[-1] < history.loss[0]
    True
    """
    check_network(net, "train")
    n_epochs = whole_number(epochs, "the number of epochs", minimum=1)
    size = None if batch_size is None else whole_number(batch_size, "the batch size", minimum=1)
    chosen_optimizer = get_optimizer(optimizer, learning_rate)
    _check_arguments(loss, normalize, shuffle, progress)
    given_weights = check_sample_weight(sample_weight)
    # checkpoints are written after all other callbacks
    hooks = sorted(as_callbacks(callbacks), key=lambda hook: isinstance(hook, Checkpoint))
    checkpoint_file = _checkpoint_to_resume(resume, hooks)
    if checkpoint_file is not None and engine is None:
        engine = read_checkpoint(checkpoint_file).text["settings"]["engine"]
    rng = random_generator(seed)
    workers = check_threads(threads)
    own = _own_optimizer(chosen_optimizer)
    work = math.inf
    if isinstance(data, DataFile):
        whole_metric = metric if validation is None else None
        _check_stored(data, engine, size, whole_metric, weighted=given_weights is not None)
        engine = "compiled"
    # a callback may write into the arrays of the user, so they are copied then
    dataset, weights = _fitted(net, data, given_weights, lent=not hooks)
    if isinstance(dataset, Dataset):
        work = net.structure.n_edges * len(dataset) * n_epochs
    chosen_loss = get_loss(default_loss(net, dataset.target_columns) if loss is None else loss)
    chosen_engine = choose_engine(engine, net, work, loss=chosen_loss, optimizer=own, dtype=dtype)
    check_probabilities(chosen_loss, net, dataset)
    _check_classes(chosen_loss, metric, dataset)
    plan = _description(net, dataset, weights, chosen_loss, normalize)
    before = {attribute: getattr(net, attribute) for attribute in plan}
    run = TrainingRun(net, History(metric_name=metric, loss_name=chosen_loss.name), n_epochs)
    begin_turn(net)
    try:
        _describe(net, plan)
        net.forget_passes()
        held_out = (
            None if validation is None else _held_out(net, validation, chosen_loss, lent=not hooks)
        )
        loop = _loop(
            net,
            dataset,
            loss=chosen_loss,
            optimizer=chosen_optimizer,
            batch_size=min(size or len(dataset), len(dataset)),
            rng=rng if shuffle else None,
            weights=weights,
            engine=chosen_engine,
            dtype=dtype,
            threads=workers,
        )

        @cache
        def settings() -> dict[str, Any]:
            return {
                "engine": chosen_engine,
                "dtype": str(check_dtype(dtype)),
                "optimizer": repr(chosen_optimizer),
                "loss": chosen_loss.name,
                "batch size": size,
                "metric": metric,
                "shuffling": shuffle,
                "list of callbacks": [
                    type(hook).__name__ for hook in hooks if not isinstance(hook, Checkpoint)
                ],
                "wiring": wiring_digest(net),
                "training data": _data_digest(net, dataset),
                "sample_weight": None if weights is None else digest(weights.values),
                "validation data": None if held_out is None else _data_digest(net, held_out),
            }

        state = Resumable(run, loop, rng, hooks, settings)
        run.snapshot, run.loop = state.snapshot, loop
        watched = held_out or (dataset if isinstance(dataset, Dataset) else None)
        measure = _Measure(watched, held_out is not None, chosen_engine)
        with progress_bar(n_epochs, "epoch", word="loss -", show=progress) as report:
            _run(state, measure, report, checkpoint_file)
    finally:
        if not run.history.loss:
            _describe(net, before)
        end_turn(net)
    run.history.stop_reason = run.history.stop_reason or (
        f"all {counted(n_epochs, 'epoch')} done" if run.epoch >= n_epochs else "stopped"
    )
    return run.history


IN_CALLBACK = "in a callback"


def _check_arguments(
    loss: str | Loss | None, normalize: Normalize | None, shuffle: bool, progress: bool | None
) -> None:
    if loss is not None:
        get_loss(loss)
    if normalize is not None:
        check_normalize(normalize)
    flag(shuffle, "shuffle")
    if progress is not None:
        flag(progress, "progress")


def _checkpoint_to_resume(resume: PathLike | None, hooks: list[Callback]) -> PathLike | None:
    if resume is None or os.path.exists(path(resume, "resume")):  # noqa: PTH110 - never raises
        return resume
    own = [Path(hook.path) for hook in hooks if isinstance(hook, Checkpoint)]
    if Path(resume) in own:
        return None
    raise FileError(
        f"there is no checkpoint {resume}; leave out resume to start from the beginning"
    )


def _normalized(net: Network, dataset: Dataset) -> tuple[Matrix, Matrix]:
    return net.normalize_inputs(dataset.X), net.normalize_targets(dataset.Z)


def _own_optimizer(optimizer: Optimizer) -> str | None:
    return type(optimizer).__name__ if is_own(optimizer) else None


class _Guard:
    """Keeps the last good epoch: if a block ends early, its parameters are restored."""

    def __init__(self, run: TrainingRun, loop: EpochLoop) -> None:
        self._run = run
        self._loop = loop
        self.keep()

    def keep(self) -> None:
        self._loop.keep()
        self._done = self._run.epoch

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _traceback: object
    ) -> bool:
        if error is None:
            return False
        history = self._run.history
        self._loop.restore()
        history.truncate(self._done)
        if isinstance(error, KeyboardInterrupt):
            history.stop_reason = "interrupted"
            return True
        if isinstance(error, NotFiniteError):
            history.stop_reason = "diverged"
            kept = f"of epoch {self._done}" if self._done else "from before training"
            epoch = self._done if self._loop.position == IN_CALLBACK else self._done + 1
            raise DivergedError(
                f"training stopped in epoch {epoch}, {self._loop.position}: {error}; "
                f"the network keeps the parameters {kept}; "
                "try a smaller learning rate or normalize the data",
                history=history,
            ) from error.__cause__
        return False


def _held_out(net: Network, validation: DataLike, loss: Loss, *, lent: bool) -> Dataset:
    """Return the validation data; raise InputError unless it fits network and loss."""
    held_out = fitting_dataset(net, validation, "the validation data", lent=lent)
    check_probabilities(loss, net, held_out)
    return held_out


def check_fit(net: Network, data: DataLike | DataFile, validation: DataLike | None = None) -> None:
    """Raise an error unless data to train and to validate with fit a network; nothing is changed.

    Parameters
    ----------
    net : Network
        The network.
    data : Dataset, (X, Z) or DataFile
        What it would be trained on. A file is read once.
    validation : Dataset or (X, Z), optional
        What it would be measured on.

    Raises
    ------
    InputError, DataError
        As for ``ns.train``.
    """
    _fitted(net, data, None, lent=True)
    if validation is not None:
        fitting_dataset(net, validation, "the validation data", lent=True)


def _fitted(
    net: Network, data: DataLike | DataFile, given_weights: Matrix | None, *, lent: bool
) -> tuple[Dataset | FittedRows, SampleWeights | None]:
    """Return the samples that count in the form that the network needs, and their weights."""
    if isinstance(data, DataFile):
        return fitting_rows(net, data.store(*_known_columns(net), net.preparation)), None
    dataset = fitting_dataset(net, data, lent=lent)
    weights = weights_of_rows(given_weights, len(dataset))
    if weights is not None and len(weights.rows) < len(dataset):
        dataset = dataset.subset(weights.rows)
    return dataset, weights


def _check_classes(loss: Loss, metric: str | None, dataset: Dataset | FittedRows) -> None:
    """Raise InputError unless loss and metric can be used for what the targets are."""
    column = class_column(dataset.target_columns)
    if metric is not None:
        check_metric(metric, of_classes=column is not None)
    if column is not None and column.one_output and loss.softmax:
        raise InputError(
            "softmax_cross_entropy needs one output for each class, but the two classes of "
            f"{column.name!r} share one; use binary_cross_entropy, or a network with 2 outputs"
        )


def _check_stored(
    data: DataFile,
    engine: str | None,
    batch_size: int | None,
    metric: str | None,
    *,
    weighted: bool,
) -> None:
    """Raise InputError if a setting needs all rows in memory."""
    what = None
    if engine == "objects":
        what = "engine='objects'"
    elif batch_size is None:
        what = "batch_size=None, the whole data,"
    elif metric is not None:
        what = f"metric={metric!r} without validation data"
    elif weighted:
        what = "sample_weight"
    if what is not None:
        raise InputError(
            f"{what} needs all rows in memory; give them with ns.read_csv({str(data.path)!r}), or "
            "leave it out"
        )


def _data_digest(net: Network, data: Dataset | FittedRows) -> str:
    if isinstance(data, FittedRows):
        return f"{data.digest}, {net.input_scaling}, {net.target_scaling}"
    return digest(*_normalized(net, data))


def _loop(
    net: Network,
    dataset: Dataset | FittedRows,
    *,
    loss: Loss,
    optimizer: Optimizer,
    batch_size: int,
    rng: np.random.Generator | None,
    weights: SampleWeights | None,
    engine: str,
    dtype: DTypeLike | None,
    threads: int,
) -> EpochLoop:
    if isinstance(dataset, FittedRows):
        from neurosim.training.stored_epochs import StoredLoop

        return StoredLoop(
            net,
            dataset,
            loss=loss,
            optimizer=optimizer,
            batch_size=batch_size,
            rng=rng,
            dtype=check_dtype(dtype),
            threads=threads,
        )
    X, Z = _normalized(net, dataset)
    if engine == "objects":
        return ObjectLoop(
            net,
            X,
            Z,
            loss=loss,
            optimizer=optimizer,
            batch_size=batch_size,
            rng=rng,
            weights=weights,
        )
    from neurosim.training.compiled_epochs import CompiledLoop

    return CompiledLoop(
        net,
        X,
        Z,
        loss=loss,
        optimizer=optimizer,
        batch_size=batch_size,
        rng=rng,
        dtype=check_dtype(dtype),
        threads=threads,
        weights=weights,
    )


def _run(state: Resumable, measure: _Measure, report: Report, resume: PathLike | None) -> None:
    run, loop, hooks = state.run, state.loop, state.callbacks
    measured = measure.held_out or run.history.metric_name is not None
    loop.position = IN_CALLBACK
    guard = _Guard(run, loop)
    with guard:
        for hook in hooks:
            hook.on_start(run)
        loop.collect()
        if resume is not None:
            state.resume(resume)
            guard.keep()
        while run.epoch < run.epochs and not run.stopped:
            # the objects get every epoch only if somebody reads them
            at_most = 1 if measured or hooks else run.epochs - run.epoch
            run.history.loss += loop.epochs(at_most)
            if measured or hooks:
                loop.publish()
            if measured:
                measure(run, loop)
            guard.keep()
            report(run.epoch, f"loss {run.history.loss[-1]:.6g}")
            loop.position = IN_CALLBACK
            for hook in hooks:
                hook.on_epoch_end(run)
            if hooks:
                loop.collect()
                guard.keep()
        loop.publish()
    loop.position = IN_CALLBACK
    with guard:
        for hook in hooks:
            hook.on_end(run)


@dataclass(frozen=True, slots=True)
class _Measure:
    """Adds validation loss and metric of an epoch to the history."""

    data: Dataset | None
    held_out: bool
    engine: str

    def __call__(self, run: TrainingRun, loop: EpochLoop) -> None:
        loop.position = "validation data" if self.held_out else "all samples"
        assert self.data is not None
        metrics = evaluate(run.net, self.data, engine=self.engine)
        if self.held_out:
            run.history.validation_loss.append(metrics.loss)
        if run.history.metric_name is not None:
            run.history.metric.append(metrics.named()[run.history.metric_name])


def _summaries(
    data: Dataset | FittedRows, weights: SampleWeights | None
) -> tuple[ColumnSummary, ColumnSummary]:
    """Return the facts about the columns of inputs and targets."""
    if isinstance(data, FittedRows):
        return data.X_summary, data.Z_summary
    values = None if weights is None else weights.values
    return ColumnSummary.of(data.X, values), ColumnSummary.of(data.Z, values)


def _description(
    net: Network,
    dataset: Dataset | FittedRows,
    weights: SampleWeights | None,
    loss: Loss,
    normalize: Normalize | None,
) -> dict[str, Any]:
    """Return what a network will remember from its training: scaling, columns, loss."""
    input_scaling = net.input_scaling
    target_scaling = scaling_of_targets(net.target_scaling, loss, stacklevel=3)
    if normalize is not None:
        X, Z = _summaries(dataset, weights)
        input_scaling = fitted_scaling(X, normalize, names=dataset.input_names)
        if not loss.probabilities:
            target_scaling = fitted_scaling(Z, normalize, names=dataset.output_names)
    has_classes = any(column.classes for column in dataset.target_columns)
    names_targets = dataset.has_target_names or has_classes
    return {
        "input_scaling": input_scaling,
        "target_scaling": target_scaling,
        "input_columns": dataset.input_names if dataset.has_input_names else net.input_columns,
        "target_columns": dataset.target_columns if names_targets else net.target_columns,
        "preparation": merged_preparation(net, dataset.preparation),
        "loss": loss.name if loss is LOSSES.get(loss.name) else loss,
    }


def _known_columns(net: Network) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the file's columns for inputs and targets."""
    inputs = net.preparation.raw_columns(net.input_columns or ())
    return inputs, tuple(column.name for column in net.target_columns or ())


def _describe(net: Network, description: dict[str, Any]) -> None:
    with whole:
        for attribute, value in description.items():
            setattr(net, attribute, value)


def check_probabilities(loss: Loss, net: Network, dataset: Dataset | FittedRows) -> None:
    """Raise InputError if the loss needs probabilities and a target is not one."""
    targets = dataset.Z if isinstance(dataset, Dataset) else dataset.Z_summary.limits
    check_targets(loss, targets, [neuron.name for neuron in net.outputs])
