"""Estimators of scikit-learn as networks of neurons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from neurosim.checks import text, texts
from neurosim.data.classes import class_names
from neurosim.data.dataset_checks import unique_names
from neurosim.errors import InputError, brief, counted, listed
from neurosim.interop.imports.fitted_estimators.fitted_layers import (
    FittedEstimator,
    folded,
    layered_network,
    read_estimator,
)
from neurosim.interop.imports.fitted_estimators.scikit_scaling import (
    SCALERS,
    is_scaler,
    kind_of,
    scaling_of,
)
from neurosim.model.columns import TargetColumn
from neurosim.model.network import Network
from neurosim.model.scaling import Scaling


def from_sklearn(
    estimator: Any,
    *,
    input_names: Sequence[str] | None = None,
    target_names: Sequence[str] | None = None,
    classes: Sequence[str] | None = None,
    name: str = "",
) -> Network:
    """Return a fitted estimator of scikit-learn as a network that gives the same numbers.

    The network is a copy: training it does not change the estimator. Numbers that scikit-learn
    keeps in float32 are taken as they are, and computed in float64.

    Parameters
    ----------
    estimator : fitted estimator
        ``MLPClassifier``, ``MLPRegressor``, ``Perceptron``, ``LogisticRegression``,
        ``LinearRegression``, ``Ridge``, ``Lasso`` or ``ElasticNet`` (or their ``CV`` forms); a
        ``Pipeline`` of ``MinMaxScaler``, ``StandardScaler``, ``MaxAbsScaler`` or ``RobustScaler``
        and one of these; or a ``TransformedTargetRegressor`` with one of these scalers.
    input_names : sequence of str, length n_inputs, optional
        The names of the input columns; by default those that it was fitted with
        (``feature_names_in_``), if it was fitted with a data frame.
    target_names : sequence of str, optional
        The names of the target columns, one for each output, or one for a column of classes; by
        default ``class``, ``label 0``, ``label 1``, ... for classes, and none for numbers.
    classes : sequence of str, optional
        Other names for the classes, in the order of ``classes_``; by default ``classes_``.
    name : str
        The name of the network.

    Returns
    -------
    Network
        With neurons named as ``ns.mlp`` does. Its ``input_scaling`` is the first scaler, and later
        scalers are folded into the weights of the first layer; ``target_scaling`` is the scaler of
        the targets. ``ns.predict`` gives what ``predict`` of a regressor gives, and for more than
        two classes what ``decision_function`` of a linear classifier gives (the summations before
        the softmax). ``ns.predict_classes`` and ``ns.predict_probabilities`` give what ``predict``
        and ``predict_proba`` give.

    Raises
    ------
    InputError
        If it is not fitted, has a step or an option that a network cannot have, or a weight is not
        a finite number; or if names do not fit it.
    UnknownNameError
        If it has an unknown activation.

    Examples
    --------
    >>> import neurosim as ns
    >>> from sklearn.linear_model import LogisticRegression
    >>> model = LogisticRegression().fit([[0.0], [1.0], [2.0], [3.0]], ["no", "no", "yes", "yes"])
    >>> net = ns.from_sklearn(model, input_names=["hours"], name="exam")
    >>> net
    Network('exam', 1 input, 0 hidden, 1 output, 1 edge)
    >>> ns.predict_classes(net, [[0.5], [2.5]])
    ['no', 'yes']
    """
    text(name, "the name of a network")
    names = None if input_names is None else _unrepeated(input_names, "input_names")
    columns = None if target_names is None else _unrepeated(target_names, "target_names")
    labels = None if classes is None else class_names(classes)
    parts = _opened(estimator)
    read = read_estimator(parts.estimator)
    layers = list(read.layers)
    for scaling in reversed(parts.scalings[1:]):
        layers[0] = folded(layers[0], scaling)
    _check_width(parts.scalings, layers[0].weights.shape[1])
    outputs = len(layers[-1].biases)
    if parts.target_scaling is not None and parts.target_scaling.n_columns != outputs:
        raise InputError(
            f"the scaler of the targets has {counted(parts.target_scaling.n_columns, 'column')} "
            f"for {counted(outputs, 'output')}; expected one for each"
        )
    net = layered_network(layers, name)
    net.loss = read.loss
    net.input_scaling = parts.scalings[0] if parts.scalings else None
    net.target_scaling = parts.target_scaling
    net.input_columns = _input_columns(names, parts.names, layers[0].weights.shape[1])
    net.target_columns = _target_columns(parts.estimator, read, columns, labels, outputs)
    return net


def _unrepeated(names: Any, what: str) -> list[str]:
    return list(unique_names(texts(names, what), what))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What an estimator is made of: the scalers before it, itself, the scaler of its targets."""

    estimator: Any
    scalings: tuple[Scaling, ...] = ()
    target_scaling: Scaling | None = None
    names: tuple[str, ...] | None = None


def _opened(estimator: Any, *, targets_too: bool = True) -> _Parts:
    """Return the parts of an estimator, of a pipeline, or of a regressor with scaled targets."""
    kind = kind_of(estimator)
    if kind == "Pipeline":
        return _opened_pipeline(estimator, targets_too=targets_too)
    if kind != "TransformedTargetRegressor":
        return _Parts(estimator, names=_feature_names(estimator))
    if not targets_too:
        raise InputError("a TransformedTargetRegressor inside of another one is not supported")
    if not hasattr(estimator, "regressor_"):
        raise InputError(f"the {kind} is not fitted; call its fit(X, y) first")
    if not is_scaler(estimator.transformer_):
        raise InputError(
            f"the {kind} changes targets by {brief(estimator.transformer_)}; a network only has "
            f"one of {SCALERS} there"
        )
    inner = _opened(estimator.regressor_, targets_too=False)
    names = inner.names or _feature_names(estimator)
    return replace(inner, target_scaling=scaling_of(estimator.transformer_), names=names)


def _opened_pipeline(pipeline: Any, *, targets_too: bool) -> _Parts:
    steps = list(_steps(pipeline, ""))
    if not steps:
        raise InputError("the Pipeline has no steps but passthrough; it needs a fitted estimator")
    *before, (_, last) = steps
    scalings = []
    for place, step in before:
        if not is_scaler(step):
            raise InputError(
                f"step {brief(place)} of the Pipeline is {brief(step)}; before the estimator, a "
                f"network only has one of {SCALERS}, so leave the step out or do it before"
            )
        scalings.append(scaling_of(step))
    inner = _opened(last, targets_too=targets_too)
    names = next(filter(None, (_feature_names(step) for _, step in before)), inner.names)
    return replace(inner, scalings=(*scalings, *inner.scalings), names=names)


def _steps(pipeline: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Yield the steps of a pipeline with their names, those of pipelines inside of it too."""
    for name, step in pipeline.steps:
        if kind_of(step) == "Pipeline":
            yield from _steps(step, f"{place}{name}__")
        elif step is not None and not (isinstance(step, str) and step == "passthrough"):
            yield f"{place}{name}", step


def _feature_names(step: Any) -> tuple[str, ...] | None:
    names = getattr(step, "feature_names_in_", None) if kind_of(step) else None
    return None if names is None else tuple(map(str, names))


def _check_width(scalings: Sequence[Scaling], n_inputs: int) -> None:
    if scalings and scalings[0].n_columns != n_inputs:
        raise InputError(
            f"the first scaler of the Pipeline has {counted(scalings[0].n_columns, 'column')}, and "
            f"the step after it takes {n_inputs}"
        )


def _input_columns(
    given: list[str] | None, fitted: tuple[str, ...] | None, n_inputs: int
) -> tuple[str, ...] | None:
    if given is None:
        return fitted
    if len(given) != n_inputs:
        raise InputError(
            f"input_names has {counted(len(given), 'name')} for {counted(n_inputs, 'input')}; "
            "give one for each"
        )
    return tuple(given)


def _target_columns(
    estimator: Any,
    read: FittedEstimator,
    given: list[str] | None,
    classes: tuple[str, ...] | None,
    n_outputs: int,
) -> tuple[TargetColumn, ...] | None:
    kind = kind_of(estimator)
    if read.kind in {"numbers", "labels"}:
        if classes is not None:
            raise InputError(
                f"classes has {listed(classes, 5)}, but the {kind} has no column of classes; "
                "leave classes out"
            )
        names = given
        if names is None and read.kind == "labels":
            names = [f"label {label}" for label in estimator.classes_]
        if names is None:
            return None
        _check_count(names, n_outputs, "one for each output")
        yes_or_no = ("0", "1") if read.kind == "labels" else ()
        return tuple(TargetColumn(column, yes_or_no, bool(yes_or_no)) for column in names)
    _check_count(given or ["class"], 1, "one for the column of classes")
    fitted = class_names(estimator.classes_)
    if classes is not None and len(classes) != len(fitted):
        raise InputError(
            f"classes has {counted(len(classes), 'name')} for the {len(fitted)} classes of the "
            f"{kind}: {listed(fitted)}; give one for each"
        )
    one_output = read.kind == "one output"
    return (TargetColumn((given or ["class"])[0], classes or fitted, one_output),)


def _check_count(names: Iterable[str], expected: int, which: str) -> None:
    found = list(names)
    if len(found) != expected:
        raise InputError(
            f"target_names has {counted(len(found), 'name')}; give {which}, so {expected}"
        )
