"""A regressor for scikit-learn whose network is a graph of neurons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from neurosim.checks import Matrix
from neurosim.errors import InputError, counted
from neurosim.estimators.chosen_network import Wiring, check_outputs, layered, wired
from neurosim.estimators.estimator import NeurosimEstimator, Task, drawn_seed, target_names
from neurosim.estimators.scikit_learn_parts import (
    RegressorMixin,
    check_random_state,
    in_one_sentence,
    validate_data,
)
from neurosim.model import Loss, Network, TargetColumn
from neurosim.model.activations import Activation
from neurosim.model.initializers import Initializer
from neurosim.model.losses import get_loss
from neurosim.model.optimizers import Optimizer
from neurosim.model.standard_scaling import Normalize
from neurosim.training.sample_weights import check_sample_weight


class NeurosimRegressor(RegressorMixin, NeurosimEstimator):  # type: ignore[misc]
    """Predict numbers, as an estimator of scikit-learn.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int
        The number of neurons of each hidden layer; ``()`` for none.
    activation : str, Activation or a sequence of them
        For all hidden layers, or one for each. The outputs have ``identity``.
    network : Network or function, optional
        Another wiring than layers: a network that is copied, with its weights, or a function of the
        number of inputs and of outputs that returns one. Then ``hidden_layer_sizes``,
        ``activation`` and ``initializer`` are not used.
    initializer : str, float or Initializer
        How the first weights are drawn, as for ``ns.mlp``.
    epochs, optimizer, batch_size, normalize, shuffle, engine, dtype, progress
        As for ``ns.train``. ``normalize`` scales inputs and targets; predictions are in raw units.
    learning_rate : float, optional
        For an optimizer given by name; by default 0.01.
    loss : str or Loss
        The loss to minimize, such as ``half_squared_error``, ``mae`` or ``huber``.
    validation_fraction : float
        The part of the samples that ``fit`` holds out, to measure the loss after every epoch; 0
        holds out none.
    patience : int, optional
        ``fit`` stops after so many epochs without a better loss, of the held-out samples if there
        are any, and keeps the best parameters; by default it never stops early.
    random_state : int, RandomState or None
        Draws weights, held-out samples and orders; an int gives the same network every time.
    threads : int or None
        How many threads may work on a large batch; None is one for each core. The default is 1,
        because searches of scikit-learn run several estimators at a time.

    Attributes
    ----------
    network_ : Network
        The trained network with its scaling and the names of its columns: ``ns.trace``,
        ``ns.draw``, ``ns.explain`` and all other functions take it.
    history_ : History
        The loss of each epoch, and that of the held-out samples.
    loss_curve_ : list of float
        The loss of each epoch.
    n_iter_ : int
        The number of epochs that were trained.
    n_features_in_ : int
        The number of inputs.
    feature_names_in_ : ndarray of str, shape (n_features,)
        Their names; only if X had names that are all texts.

    Raises
    ------
    InputError
        If scikit-learn is not installed. Settings are checked by ``fit``.

    Examples
    --------
    >>> import neurosim as ns
    >>> X, y = [[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]
    >>> regressor = ns.NeurosimRegressor((), epochs=500, random_state=0).fit(X, y)
    >>> round(float(regressor.predict([[1.5]])[0]), 2)
    4.0
    """

    _has_one_column: bool

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
        loss: str | Loss = "half_squared_error",
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
        super().__init__(
            hidden_layer_sizes,
            activation=activation,
            network=network,
            initializer=initializer,
            epochs=epochs,
            learning_rate=learning_rate,
            optimizer=optimizer,
            batch_size=batch_size,
            normalize=normalize,
            shuffle=shuffle,
            validation_fraction=validation_fraction,
            patience=patience,
            random_state=random_state,
            engine=engine,
            dtype=dtype,
            threads=threads,
            progress=progress,
        )
        self.loss = loss

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train one epoch on more samples; the first call makes the network and fits its scaling.

        Parameters
        ----------
        X, y, sample_weight
            As for ``fit``.

        Returns
        -------
        self

        Raises
        ------
        InputError
            If the data cannot be used, or does not have the columns of the first call.
        """
        weights = check_sample_weight(sample_weight)
        known: Network | None = getattr(self, "network_", None)
        with in_one_sentence(X):
            rng = check_random_state(self.random_state) if known is None else self._rng
            X_checked, y_checked = self._checked(X, y, reset=known is None)
        names = target_names(y)
        if known is None:
            net, task = self._begin(X_checked, y_checked, names, rng)
        else:
            net, task = known, self._task(X_checked, y_checked, known.target_columns)
            check_outputs(net, [task.Z.shape[1]], f"y with {counted(task.Z.shape[1], 'column')}")
        self._continue(task, net, weights, rng)
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:
        """Return the outputs for many samples.

        Parameters
        ----------
        X : array_like or data frame, shape (n_samples, n_features)
            The inputs in raw units.

        Returns
        -------
        ndarray, shape (n_samples,), or (n_samples, n_outputs) if the targets had two dimensions
            In raw units; the numbers of ``ns.predict(estimator.network_, X)``.

        Raises
        ------
        InputError
            If X cannot be used, or has other columns than in ``fit``.
        sklearn.exceptions.NotFittedError
            If the estimator was not fitted.
        """
        outputs = self._outputs(X)
        return outputs[:, 0] if self._has_one_column else outputs

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _checked(self, X: Any, y: Any, *, reset: bool) -> tuple[Matrix, NDArray[Any]]:
        X, y = validate_data(
            self, X, y, reset=reset, dtype=np.float64, multi_output=True, y_numeric=True
        )
        if not isinstance(y, np.ndarray):
            raise TypeError("y is a sparse matrix; give a dense array, such as y.toarray()")
        return X, y.astype(np.float64, copy=False)

    def _begin(
        self, X: Matrix, y: NDArray[Any], names: tuple[str, ...] | None, rng: Any
    ) -> tuple[Network, Task]:
        if get_loss(self.loss).softmax:
            raise InputError(
                "softmax_cross_entropy is a loss for classes; give another loss, or use "
                "NeurosimClassifier"
            )
        n_outputs = 1 if y.ndim == 1 else y.shape[1]
        columns = None
        if names is not None and len(names) == n_outputs:
            columns = tuple(TargetColumn(name) for name in names)
        if self.network is not None:
            net = wired(self.network, X.shape[1], n_outputs)
            check_outputs(net, [n_outputs], f"y with {counted(n_outputs, 'column')}")
        else:
            net = layered(
                X.shape[1],
                n_outputs,
                self.hidden_layer_sizes,
                activation=self.activation,
                output_activation="identity",
                initializer=self.initializer,
                seed=drawn_seed(rng),
            )
        return net, self._task(X, y, columns)

    def _task(self, X: Matrix, y: NDArray[Any], columns: tuple[TargetColumn, ...] | None) -> Task:
        known = {"_has_one_column": y.ndim == 1}
        return Task(X, y.reshape(len(y), -1), columns, self.loss, known)
