"""The scalers of scikit-learn as scalings of a network."""

from __future__ import annotations

from typing import Any

import numpy as np

from neurosim.checks import Matrix, matrix
from neurosim.errors import InputError, brief, listed, named
from neurosim.model.scaling import MinMaxScaling, Scaling, check_range
from neurosim.model.standard_scaling import StandardScaling

_AGREEMENT = 1e-6
"""How well a slope has to agree with that of the scaler, which may be computed in float32."""


def is_scaler(step: Any) -> bool:
    """Return whether a step of a pipeline is a scaler that a network can hold."""
    return kind_of(step) in _SCALERS


def scaling_of(step: Any) -> Scaling:
    """Return the scaling that gives the numbers of a fitted scaler, for all inputs.

    A column that was constant when the scaler was fitted keeps the slope that scikit-learn gives
    it: the column minus its constant, times the width of the range.

    Raises
    ------
    InputError
        If the scaler is not fitted, clips, or has numbers that a scaling cannot hold.

    Examples
    --------
    >>> from sklearn.preprocessing import MinMaxScaler
    >>> scaling_of(MinMaxScaler().fit([[1.0, 5.0], [3.0, 5.0]]))
    MinMaxScaling(minimum=(1.0, 5.0), maximum=(3.0, 6.0), feature_range=(0.0, 1.0))
    """
    kind = kind_of(step)
    if not hasattr(step, "n_features_in_"):
        raise InputError(f"the {kind} is not fitted; call its fit(X) first")
    try:
        return _SCALERS[kind](step)
    except InputError as error:
        raise InputError(f"the {kind} cannot become the scaling of a network: {error}") from None
    except (AttributeError, TypeError) as error:
        raise InputError(f"the {kind} is damaged ({named(error)}); fit it again") from None


def kind_of(step: Any) -> str:
    """Return the name of a class of scikit-learn, or an empty text for any other object."""
    kind = type(step)
    return kind.__name__ if str(kind.__module__).split(".")[0] == "sklearn" else ""


def _min_max(scaler: Any) -> MinMaxScaling:
    if scaler.clip:
        raise InputError(
            "it has clip=True, and a scaling goes on in a straight line outside of the range; fit "
            "it with clip=False"
        )
    minimum, slopes = _row(scaler.data_min_, "data_min_"), _row(scaler.scale_, "scale_")
    maximum = _row(scaler.data_max_, "data_max_")
    low, high = check_range(scaler.feature_range)
    with np.errstate(all="ignore"):
        # scikit-learn divides a column without width by 1, ours would put it in the middle
        flat = ~np.isclose(slopes * (maximum - minimum), high - low, rtol=_AGREEMENT, atol=0.0)
    maximum = np.where(flat, minimum + 1.0, maximum)
    scaling = MinMaxScaling(tuple(minimum.tolist()), tuple(maximum.tolist()), (low, high))
    far = ~np.isclose(scaling.slope, slopes, rtol=_AGREEMENT, atol=0.0)
    if far.any():
        column = int(np.flatnonzero(far)[0])
        raise InputError(
            f"column {column} is constantly {minimum[column]:g}, too large to scale; leave this "
            "column out"
        )
    return scaling


def _standard(scaler: Any) -> StandardScaling:
    n = int(scaler.n_features_in_)
    mean = _row(scaler.mean_, "mean_") if scaler.with_mean else np.zeros(n)
    deviation = _row(scaler.scale_, "scale_") if scaler.with_std else np.ones(n)
    return StandardScaling(tuple(mean.tolist()), tuple(deviation.tolist()))


def _largest(scaler: Any) -> StandardScaling:
    if getattr(scaler, "clip", False):
        raise InputError(
            "it has clip=True, and a scaling goes on in a straight line outside of the range; fit "
            "it with clip=False"
        )
    scale = _row(scaler.scale_, "scale_")
    return StandardScaling(tuple(np.zeros(len(scale)).tolist()), tuple(scale.tolist()))


def _robust(scaler: Any) -> StandardScaling:
    n = int(scaler.n_features_in_)
    middle = _row(scaler.center_, "center_") if scaler.with_centering else np.zeros(n)
    width = _row(scaler.scale_, "scale_") if scaler.with_scaling else np.ones(n)
    return StandardScaling(tuple(middle.tolist()), tuple(width.tolist()))


def _row(values: Any, what: str) -> Matrix:
    found = matrix(values, what)
    if found.shape[1] != 1:
        raise InputError(f"{what} is {brief(values)}; expected one number for each column")
    return found[:, 0]


_SCALERS = {
    "MinMaxScaler": _min_max, "StandardScaler": _standard, "MaxAbsScaler": _largest,
    "RobustScaler": _robust,
}  # fmt: skip

SCALERS = listed(_SCALERS)
"""Their names, for messages."""
