"""What classifier and regressor share: settings, training, the network and its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from neurosim.checks import Matrix, number
from neurosim.data import Dataset
from neurosim.engine.predict import predict
from neurosim.errors import InputError, counted
from neurosim.estimators.chosen_network import Wiring
from neurosim.estimators.optimizer_memory import OptimizerMemory
from neurosim.estimators.scikit_learn_parts import (
    BaseEstimator,
    check_is_fitted,
    check_random_state,
    in_one_sentence,
    validate_data,
)
from neurosim.model import Loss, Network, TargetColumn
from neurosim.model.activations import Activation
from neurosim.model.initializers import Initializer
from neurosim.model.optimizers import Optimizer
from neurosim.model.standard_scaling import Normalize
from neurosim.training import EarlyStopping, History
from neurosim.training.sample_weights import check_sample_weight, weights_of_rows
from neurosim.training.train import train

DEFAULT_RATE = 0.01


class Task(NamedTuple):
    """What there is to learn.

    Attributes
    ----------
    X, Z : ndarray, shape (n_samples, n_features) and (n_samples, n_outputs)
        Inputs and targets in raw units.
    columns : tuple of TargetColumn, or None
        What the targets stand for; None if they have no names.
    loss : str or Loss
        What the training makes small.
    known : dict
        The attributes that the estimator gets after training.
    """

    X: Matrix
    Z: Matrix
    columns: tuple[TargetColumn, ...] | None
    loss: str | Loss
    known: dict[str, Any]


class NeurosimEstimator(BaseEstimator):  # type: ignore[misc]
    """The common part of ``NeurosimClassifier`` and ``NeurosimRegressor``."""

    network_: Network
    history_: History
    _memory: OptimizerMemory
    _rng: Any

    def __init__(
        self,
        hidden_layer_sizes: int | Sequence[int] = (10,),
        *,
        activation: str | Activation | Sequence[str | Activation] = "tanh",
        network: Wiring | None = None,
        initializer: str | float | Initializer = "glorot",
        epochs: int = 200,
        learning_rate: float | None = None,
        optimizer: str | Optimizer = "adam",
        batch_size: int | None = 200,
        normalize: Normalize | None = "standard",
        shuffle: bool = True,
        validation_fraction: float = 0.0,
        patience: int | None = None,
        random_state: Any = None,
        engine: str | None = None,
        dtype: DTypeLike | None = None,
        threads: int | None = 1,
        progress: bool | None = False,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.network = network
        self.initializer = initializer
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.optimizer = optimizer
        self.batch_size = batch_size
        self.normalize = normalize
        self.shuffle = shuffle
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.random_state = random_state
        self.engine = engine
        self.dtype = dtype
        self.threads = threads
        self.progress = progress

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train a new network.

        Parameters
        ----------
        X : array_like or data frame, shape (n_samples, n_features)
            The inputs in raw units. The names of a data frame become those of the input columns.
        y : array_like, series or data frame, shape (n_samples,) or (n_samples, n_outputs)
            The targets.
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts, as for ``ns.train``.

        Returns
        -------
        self
            With the trained network in ``network_``.

        Raises
        ------
        InputError
            If the data cannot be used or a setting is out of range.
        DivergedError
            If training reaches a number that is not finite.
        """
        # after an error, the estimator is not half of this and half of an earlier fit
        self.__dict__.pop("network_", None)
        weights = check_sample_weight(sample_weight)
        with in_one_sentence(X):
            rng = check_random_state(self.random_state)
            X_checked, y_checked = self._checked(X, y, reset=True)
        weights_of_rows(weights, len(X_checked))
        net, task = self._begin(X_checked, y_checked, target_names(y), rng)
        held_out = None
        if number(self.validation_fraction, "validation_fraction") != 0.0:
            task, held_out, weights = self._held_out(task, weights, rng)
        callbacks = [] if self.patience is None else [EarlyStopping(self.patience)]
        history = self._train(
            net, task, rng, weights, epochs=self.epochs, normalize=self.normalize,
            callbacks=callbacks, validation=held_out,
        )  # fmt: skip
        self._keep(net, task, history)
        self._memory, self._rng = OptimizerMemory(), rng
        return self

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the predictions for many samples; each estimator says what they are."""
        raise NotImplementedError

    @property
    def loss_curve_(self) -> list[float]:
        """The loss of each epoch: the weighted mean over the samples, each before its update."""
        with in_one_sentence():
            check_is_fitted(self)
        return list(self.history_.loss)

    @property
    def n_iter_(self) -> int:
        """The number of epochs that were trained."""
        with in_one_sentence():
            check_is_fitted(self)
        return len(self.history_)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "network_")

    def _continue(self, task: Task, net: Network, weights: Matrix | None, rng: Any) -> None:
        """Train one more epoch, with the memory of the optimizer; a new network is scaled first."""
        is_new = not self.__sklearn_is_fitted__()
        memory = OptimizerMemory() if is_new else self._memory
        history = self._train(
            net, task, rng, weights, epochs=1, normalize=self.normalize if is_new else None,
            callbacks=[memory], validation=None,
        )  # fmt: skip
        if not is_new:
            history.loss[:0] = self.history_.loss
        self._keep(net, task, history)
        self._memory, self._rng = memory, rng

    def _keep(self, net: Network, task: Task, history: History) -> None:
        self.network_, self.history_ = net, history
        for name, value in task.known.items():
            setattr(self, name, value)

    def _train(
        self,
        net: Network,
        task: Task,
        rng: Any,
        weights: Matrix | None,
        *,
        epochs: int,
        normalize: Normalize | None,
        callbacks: list[Any],
        validation: Dataset | None,
    ) -> History:
        rate = self.learning_rate
        if rate is None and isinstance(self.optimizer, str):
            rate = DEFAULT_RATE
        return train(
            net,
            self._dataset(task),
            epochs=epochs,
            learning_rate=rate,
            optimizer=self.optimizer,
            batch_size=self.batch_size,
            loss=task.loss,
            normalize=normalize,
            shuffle=self.shuffle,
            seed=drawn_seed(rng),
            sample_weight=weights,
            validation=validation,
            callbacks=callbacks,
            progress=self.progress,
            engine=self.engine,
            dtype=self.dtype,
            threads=self.threads,
        )

    def _checked(self, X: Any, y: Any, *, reset: bool) -> tuple[Matrix, NDArray[Any]]:
        """Return inputs and targets as arrays that fit together."""
        raise NotImplementedError

    def _begin(
        self, X: Matrix, y: NDArray[Any], names: tuple[str, ...] | None, rng: Any
    ) -> tuple[Network, Task]:
        """Return a new network and what it has to learn."""
        raise NotImplementedError

    def _dataset(self, task: Task) -> Dataset:
        names = getattr(self, "feature_names_in_", None)
        return Dataset(
            task.X,
            task.Z,
            input_names=None if names is None else [str(name) for name in names],
            target_columns=task.columns,
        )

    def _held_out(
        self, task: Task, weights: Matrix | None, rng: Any
    ) -> tuple[Task, Dataset, Matrix | None]:
        """Return samples for training, samples for validation, and the weights of the first."""
        share = number(self.validation_fraction, "validation_fraction")
        if not 0.0 < share < 1.0:
            raise InputError(
                f"validation_fraction is {share:g}; give a part of the samples from 0 to below 1"
            )
        rows = np.arange(len(task.X)) if weights is None else np.flatnonzero(weights)
        order = rng.permutation(rows)
        count = round(share * len(rows))
        if not 0 < count < len(rows):
            raise InputError(
                f"validation_fraction={share:g} of {counted(len(rows), 'sample')} leaves none for "
                f"{'validation' if count == 0 else 'training'}; choose another part or give more "
                "samples"
            )
        kept, held = np.sort(order[count:]), np.sort(order[:count])
        own = None if weights is None else weights[kept]
        training = task._replace(X=task.X[kept], Z=task.Z[kept])
        return training, self._dataset(task._replace(X=task.X[held], Z=task.Z[held])), own

    def _inputs(self, X: Any) -> Matrix:
        """Return the inputs for a prediction as numbers; raise unless the estimator is fitted."""
        with in_one_sentence(X):
            check_is_fitted(self)
            given: Matrix = validate_data(self, X, dtype=np.float64, reset=False)
        return given

    def _outputs(self, X: Any) -> Matrix:
        inputs = self._inputs(X)
        return predict(self.network_, inputs, threads=self.threads)


def drawn_seed(rng: Any) -> int:
    """Return a seed for a generator of NumPy, drawn from one of scikit-learn."""
    return int(rng.randint(2**31 - 1))


def target_names(y: Any) -> tuple[str, ...] | None:
    """Return the names of the targets, if they have names that are texts."""
    columns = getattr(y, "columns", None)
    if columns is None:
        name = getattr(y, "name", None)
        return (name,) if isinstance(name, str) and name else None
    try:
        names = tuple(columns)
    except TypeError:
        return None
    return names if all(isinstance(name, str) and name for name in names) else None
