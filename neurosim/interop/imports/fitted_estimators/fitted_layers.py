"""The layers of a fitted estimator of scikit-learn, and a network of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from neurosim.checks import Matrix, matrix
from neurosim.errors import InputError, brief, counted, listed, named, unknown_name
from neurosim.interop.imports.fitted_estimators.scikit_scaling import kind_of
from neurosim.model.activations import get_activation
from neurosim.model.garbage import without_collecting
from neurosim.model.network import Network
from neurosim.model.scaling import Scaling
from neurosim.model.wiring import connect_rows


@dataclass(frozen=True, slots=True)
class FittedLayer:
    """One layer of neurons.

    Attributes
    ----------
    weights : ndarray, shape (n_neurons, n_sources)
        The weights of each neuron.
    biases : ndarray, shape (n_neurons,)
        The bias of each neuron.
    activation : str
        The activation of all of them.
    """

    weights: Matrix
    biases: Matrix
    activation: str


@dataclass(frozen=True, slots=True)
class FittedEstimator:
    """What an estimator learnt.

    Attributes
    ----------
    layers : list of FittedLayer
        From the first hidden layer to the outputs.
    loss : str
        The loss of the network.
    kind : str
        How outputs stand for classes: ``numbers`` (they do not), ``one output`` for two classes,
        ``one-hot``, or ``labels``, each with an output that says yes or no.
    """

    layers: list[FittedLayer]
    loss: str
    kind: str


def read_estimator(estimator: Any) -> FittedEstimator:
    """Return the layers, the loss and the kind of outputs of a fitted estimator.

    Raises
    ------
    InputError
        If it is of another class, not fitted, or has options or numbers that a network cannot have.
    """
    kind = kind_of(estimator)
    if kind not in _READERS:
        raise InputError(_refusal(estimator))
    if not hasattr(estimator, "coefs_" if kind.startswith("MLP") else "coef_"):
        raise InputError(f"the {kind} is not fitted; call its fit(X, y) first")
    try:
        read = _READERS[kind](estimator)
    except (AttributeError, KeyError, TypeError) as error:
        raise InputError(f"the {kind} is damaged ({named(error)}); fit it again") from None
    width = read.layers[0].weights.shape[1]
    for index, layer in enumerate(read.layers):
        if layer.weights.shape != (len(layer.biases), width):
            raise InputError(
                f"layer {index} of the {kind} has weights of shape {layer.weights.shape[::-1]} and "
                f"{len(layer.biases)} intercept(s); expected weights of shape "
                f"{(width, len(layer.biases))}"
            )
        width = len(layer.biases)
    return read


def _refusal(estimator: Any) -> str:
    known = listed(_READERS, len(_READERS))
    if kind_of(estimator).endswith("SearchCV"):
        return f"from_sklearn takes what the {kind_of(estimator)} found; give its best_estimator_"
    return (
        f"from_sklearn cannot turn {brief(estimator)} into a network; it takes a fitted "
        f"{known}, a Pipeline of scalers and one of these, or a TransformedTargetRegressor of them"
    )


def folded(layer: FittedLayer, scaling: Scaling) -> FittedLayer:
    """Return a layer that takes its inputs before a scaling: ``w (m x + c) + b``."""
    if scaling.n_columns != layer.weights.shape[1]:
        raise InputError(
            f"a scaler of the pipeline has {counted(scaling.n_columns, 'column')}, and the step "
            f"after it takes {layer.weights.shape[1]}"
        )
    offset = scaling.transform(np.zeros(scaling.n_columns))
    biases = layer.biases + layer.weights @ offset
    return replace(layer, weights=layer.weights * scaling.slope, biases=biases)


def layered_network(layers: Sequence[FittedLayer], name: str) -> Network:
    """Return a network of layers, named by the notation as ``ns.mlp`` does.

    Examples
    --------
    >>> layer = FittedLayer(np.array([[1.0, -1.0]]), np.array([0.5]), "tanh")
    >>> layered_network([layer], "one neuron")
    Network('one neuron', 2 inputs, 0 hidden, 1 output, 2 edges)
    """
    with without_collecting():
        net = Network(name)
        sources = [net.add_input(f"x[{i}]") for i in range(layers[0].weights.shape[1])]
        rows = {}
        for index, layer in enumerate(layers):
            letter = f"h[{index}]" if index < len(layers) - 1 else "o"
            activation = get_activation(layer.activation)
            made = []
            for place, bias in enumerate(layer.biases.tolist()):
                neuron = net.add_neuron(bias=bias, activation=activation, name=f"{letter}[{place}]")
                made.append(neuron)
                rows[neuron] = dict(zip(sources, layer.weights[place].tolist(), strict=True))
            sources = made
        connect_rows(net, rows)
    return net


_ACTIVATIONS = {
    "identity": "identity",
    "logistic": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "exp": "exp",
}


def _mlp(estimator: Any) -> FittedEstimator:
    kind = kind_of(estimator)
    last = str(estimator.out_activation_)
    if estimator.activation not in _ACTIVATIONS:
        raise unknown_name(f"activation of the {kind}", estimator.activation, _ACTIVATIONS)
    weights, biases = list(estimator.coefs_), list(estimator.intercepts_)
    if not weights or len(weights) != len(biases):
        raise InputError(
            f"the {kind} has {counted(len(weights), 'layer')} in coefs_ and {len(biases)} in "
            "intercepts_; expected as many of one as of the other"
        )
    outputs = "identity" if last == "softmax" else _ACTIVATIONS[last]
    activations = [_ACTIVATIONS[estimator.activation]] * (len(weights) - 1) + [outputs]
    layers = [
        FittedLayer(
            _numbers(w, f"coefs_[{i}] of the {kind}").T,
            _numbers(b, f"intercepts_[{i}] of the {kind}")[:, 0],
            activation,
        )
        for i, (w, b, activation) in enumerate(zip(weights, biases, activations, strict=True))
    ]
    if kind == "MLPRegressor":
        return FittedEstimator(layers, "half_squared_error", "numbers")
    if last == "softmax":
        return FittedEstimator(layers, "softmax_cross_entropy", "one-hot")
    shape = "one output" if len(layers[-1].biases) == 1 else "labels"
    return FittedEstimator(layers, "binary_cross_entropy", shape)


def _linear(estimator: Any) -> FittedEstimator:
    return FittedEstimator([_line(estimator, "identity")], "half_squared_error", "numbers")


def _logistic(estimator: Any) -> FittedEstimator:
    kind, n_classes = kind_of(estimator), len(estimator.classes_)
    # scikit-learn before 1.8 has this option; with two classes it means sigmoid(2 s)
    option = getattr(estimator, "multi_class", "auto")
    alone = option == "ovr" or estimator.solver == "liblinear"
    if (n_classes > 2 and alone) or (n_classes == 2 and option == "multinomial"):
        raise InputError(
            f"the {kind} with multi_class={brief(option)} and solver={brief(estimator.solver)} "
            f"has no softmax over its {n_classes} classes; fit it without multi_class and with "
            "solver='lbfgs'"
        )
    if n_classes == 2:
        layer = _line(estimator, "sigmoid")
        return FittedEstimator([layer], "binary_cross_entropy", "one output")
    return FittedEstimator([_line(estimator, "identity")], "softmax_cross_entropy", "one-hot")


def _perceptron(estimator: Any) -> FittedEstimator:
    if len(estimator.classes_) > 2:
        return FittedEstimator([_line(estimator, "identity")], "half_squared_error", "one-hot")
    layer = _line(estimator, "step")
    # step says 1 at exactly 0, where scikit-learn says the first class: with the next smaller bias
    # a summation is at least 0 exactly if it was above 0
    biases = np.nextafter(layer.biases, -math.inf)
    return FittedEstimator([replace(layer, biases=biases)], "half_squared_error", "one output")


def _line(estimator: Any, activation: str) -> FittedLayer:
    """Return the one layer of a linear estimator."""
    kind = kind_of(estimator)
    if hasattr(estimator.coef_, "toarray"):
        raise InputError(f"coef_ of the {kind} is a sparse matrix; call its densify() first")
    weights = _numbers(np.atleast_2d(estimator.coef_), f"coef_ of the {kind}")
    biases = _numbers(np.atleast_1d(estimator.intercept_), f"intercept_ of the {kind}")[:, 0]
    if len(biases) == 1:
        # without an intercept it is the number 0, for any number of outputs
        biases = np.repeat(biases, len(weights))
    return FittedLayer(weights, biases, activation)


def _numbers(values: Any, what: str) -> Matrix:
    if hasattr(values, "toarray"):
        raise InputError(f"{what} is a sparse matrix; make it dense with toarray() first")
    return matrix(values, what)


_READERS: dict[str, Callable[[Any], FittedEstimator]] = {
    "MLPClassifier": _mlp,
    "MLPRegressor": _mlp,
    "Perceptron": _perceptron,
    "LogisticRegression": _logistic,
    "LogisticRegressionCV": _logistic,
    "LinearRegression": _linear,
    "Ridge": _linear,
    "RidgeCV": _linear,
    "Lasso": _linear,
    "LassoCV": _linear,
    "ElasticNet": _linear,
    "ElasticNetCV": _linear,
}
