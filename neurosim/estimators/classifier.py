"""A classifier for scikit-learn whose network is a graph of neurons."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.engine.predict import forward_rows, predict_probabilities
from neurosim.errors import InputError, brief, listed
from neurosim.estimators.chosen_network import (
    check_activations,
    check_outputs,
    layered,
    wired,
)
from neurosim.estimators.class_targets import (
    ClassTargets,
    targets_of_classes,
    targets_of_labels,
)
from neurosim.estimators.estimator import NeurosimEstimator, Task, drawn_seed, target_names
from neurosim.estimators.scikit_learn_parts import (
    ClassifierMixin,
    check_classification_targets,
    check_random_state,
    in_one_sentence,
    type_of_target,
    unique_labels,
    validate_data,
)
from neurosim.model import Network
from neurosim.training.sample_weights import check_sample_weight


class NeurosimClassifier(ClassifierMixin, NeurosimEstimator):  # type: ignore[misc]
    """Predict classes, as an estimator of scikit-learn.

    Two classes share one ``sigmoid`` output, trained with ``binary_cross_entropy``. More classes
    have one ``identity`` output each, trained with ``softmax_cross_entropy``. If y is a matrix of 0
    and 1, a sample has any number of labels: each column has a ``sigmoid`` output.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int
        The number of neurons of each hidden layer; ``()`` for none.
    activation : str, Activation or a sequence of them
        For all hidden layers, or one for each.
    network : Network or function, optional
        Another wiring than layers: a network that is copied, with its weights, or a function of the
        number of inputs and of outputs that returns one. Then ``hidden_layer_sizes``,
        ``activation`` and ``initializer`` are not used. Its outputs need the activation that is
        named above; a network for two classes may also have two ``identity`` outputs.
    initializer : str, float or Initializer
        How the first weights are drawn, as for ``ns.mlp``.
    epochs, optimizer, batch_size, normalize, shuffle, engine, dtype, progress
        As for ``ns.train``. ``normalize`` scales the inputs.
    learning_rate : float, optional
        For an optimizer given by name; by default 0.01.
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
        The trained network with its scaling, column names and class labels: ``ns.trace``,
        ``ns.draw``, ``ns.explain`` and all other functions take it.
    classes_ : ndarray, shape (n_classes,)
        The labels in the order of the columns of ``predict_proba``; for a matrix of labels the
        numbers of its columns.
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
    >>> X, y = [[0.0], [1.0], [2.0], [3.0]], ["no", "no", "yes", "yes"]
    >>> classifier = ns.NeurosimClassifier((), epochs=500, random_state=0).fit(X, y)
    >>> classifier.predict([[0.5], [2.5]]).tolist()
    ['no', 'yes']
    >>> ns.trace(classifier.network_, [2.5]).value("yo[0]") > 0.5
    True
    """

    classes_: NDArray[Any]
    _targets: ClassTargets

    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> Self:
        """Train one epoch on more samples; the first call makes the network and fits its scaling.

        Parameters
        ----------
        X, y, sample_weight
            As for ``fit``.
        classes : array_like, shape (n_classes,)
            All labels that will ever come; needed in the first call, unless y is a matrix of
            labels.

        Returns
        -------
        self

        Raises
        ------
        InputError
            If the data cannot be used, does not have the columns of the first call, or has a class
            that was not given then.
        """
        weights = check_sample_weight(sample_weight)
        is_new = not self.__sklearn_is_fitted__()
        with in_one_sentence(X):
            rng = check_random_state(self.random_state) if is_new else self._rng
            X_checked, y_checked = self._checked(X, y, reset=is_new)
            given = None if classes is None else unique_labels(classes)
        if is_new:
            if given is None and y_checked.ndim == 1:
                raise InputError(
                    "the first partial_fit needs all classes that will ever come; give "
                    "classes=np.unique(y) of all your data"
                )
            net, task = self._begin(X_checked, y_checked, target_names(y), rng, given)
        else:
            self._check_same(given, y_checked)
            net, task = self.network_, self._task(X_checked, y_checked, self._targets)
        self._continue(task, net, weights, rng)
        return self

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the class of each sample: the one with the largest output.

        Parameters
        ----------
        X : array_like or data frame, shape (n_samples, n_features)
            The inputs in raw units.

        Returns
        -------
        ndarray, shape (n_samples,), or (n_samples, n_labels) for a matrix of labels
            Labels as in ``classes_``, or 0 and 1.

        Raises
        ------
        InputError
            If X cannot be used, or has other columns than in ``fit``.
        sklearn.exceptions.NotFittedError
            If the estimator was not fitted.
        """
        outputs = self._outputs(X)
        return self._targets.decode(outputs)

    def predict_proba(self, X: Any) -> Matrix:
        """Return the probability of each class.

        Parameters
        ----------
        X : array_like or data frame, shape (n_samples, n_features)
            The inputs in raw units.

        Returns
        -------
        ndarray, shape (n_samples, n_classes)
            One column for each of ``classes_``; the numbers of ``ns.predict_probabilities``. For a
            matrix of labels, the probability of each label.
        """
        inputs = self._inputs(X)
        return predict_probabilities(self.network_, inputs)

    def predict_log_proba(self, X: Any) -> Matrix:
        """Return the natural logarithm of each probability; see ``predict_proba``.

        Parameters
        ----------
        X : array_like or data frame, shape (n_samples, n_features)
            The inputs in raw units.

        Returns
        -------
        ndarray, shape (n_samples, n_classes)
            ``-inf`` where a probability is 0.
        """
        with np.errstate(divide="ignore"):
            logarithms: Matrix = np.log(self.predict_proba(X))
        return logarithms

    def decision_function(self, X: Any) -> Matrix:
        """Return the logits, from which the probabilities are computed.

        Parameters
        ----------
        X : array_like or data frame, shape (n_samples, n_features)
            The inputs in raw units.

        Returns
        -------
        ndarray, shape (n_samples,) or (n_samples, n_classes)
            For two classes ``ln(p / (1 - p))`` with the probability p of the second, above 0 where
            it is predicted. For more classes their outputs, of which softmax gives probabilities.
            For a matrix of labels, the summation of each output.
        """
        inputs = self._inputs(X)
        net = self.network_
        summations = np.zeros((len(inputs), len(net.outputs)))
        outputs = forward_rows(
            net, net.normalize_inputs(inputs), threads=self.threads, summations=summations
        )
        return self._targets.decisions(outputs, summations)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        tags.target_tags.multi_output = True
        return tags

    def _checked(self, X: Any, y: Any, *, reset: bool) -> tuple[Matrix, NDArray[Any]]:
        X, y = validate_data(self, X, y, reset=reset, dtype=np.float64, multi_output=True)
        labels: NDArray[Any] = y if isinstance(y, np.ndarray) else y.toarray()
        if labels.ndim == 2 and labels.shape[1] == 1:
            labels = labels[:, 0]
        check_classification_targets(labels)
        if labels.ndim == 2 and type_of_target(labels) != "multilabel-indicator":
            raise ValueError(
                "y has several columns of classes; give one column, or a matrix of 0 and 1"
            )
        return X, labels

    def _begin(
        self,
        X: Matrix,
        y: NDArray[Any],
        names: tuple[str, ...] | None,
        rng: Any,
        classes: NDArray[Any] | None = None,
    ) -> tuple[Network, Task]:
        if y.ndim == 2:
            targets = targets_of_labels(y.shape[1], names)
        else:
            with in_one_sentence():
                known = unique_labels(y) if classes is None else classes
            targets = targets_of_classes(known, names, one_output=len(known) == 2)
        n_outputs = 1 if targets.one_output else len(targets.classes)
        what = f"y with {len(targets.classes)} {'labels' if targets.is_multilabel else 'classes'}"
        if self.network is None:
            net = layered(
                X.shape[1],
                n_outputs,
                self.hidden_layer_sizes,
                activation=self.activation,
                output_activation=_activation_for(targets),
                initializer=self.initializer,
                seed=drawn_seed(rng),
            )
        else:
            net = wired(self.network, X.shape[1], n_outputs)
            check_outputs(net, [1, 2] if targets.one_output else [n_outputs], what)
            if targets.one_output and len(net.outputs) == 2:
                targets = targets_of_classes(targets.classes, names, one_output=False)
            check_activations(net, _activation_for(targets), what)
        return net, self._task(X, y, targets)

    def _task(self, X: Matrix, y: NDArray[Any], targets: ClassTargets) -> Task:
        known = {"classes_": targets.classes, "_targets": targets}
        return Task(X, targets.encode(y), targets.columns, targets.loss, known)

    def _check_same(self, classes: NDArray[Any] | None, y: NDArray[Any]) -> None:
        """Raise InputError unless classes and labels are of the kind of the first call."""
        if classes is not None and not np.array_equal(classes, self.classes_):
            raise InputError(
                f"classes are {listed(map(str, classes.tolist()))}, and those of the first call "
                f"{listed(map(str, self.classes_.tolist()))}; give the same or leave them out"
            )
        width = y.shape[1] if y.ndim == 2 else None
        expected = len(self.classes_) if self._targets.is_multilabel else None
        if width != expected:
            raise InputError(
                f"y has the shape {brief(y.shape)}; expected "
                f"{'one label' if expected is None else f'{expected} labels'} for each sample, as "
                "in the first call"
            )


def _activation_for(targets: ClassTargets) -> str:
    return "sigmoid" if targets.loss == "binary_cross_entropy" else "identity"
