"""Scaling as a part of the PyTorch module."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from neurosim.checks import Matrix
from neurosim.interop.exports.trainable_modules.tensor_layers import Flags
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import StandardScaling

Tensor = Any


class TensorScaling(torch.nn.Module):  # type: ignore[misc]
    """Change units by ``(v - a) / b * c + d``, in this order, as scalings compute it.

    Parameters
    ----------
    subtracted, divisor, factor, added : ndarray, shape (n_columns,)
        a, b, c and d.
    dtype : torch.dtype
        In what it computes.
    """

    def __init__(
        self, subtracted: Matrix, divisor: Matrix, factor: Matrix, added: Matrix, dtype: Any
    ) -> None:
        super().__init__()
        self.register_buffer("subtracted", torch.tensor(subtracted, dtype=dtype))
        self.register_buffer("divisor", torch.tensor(divisor, dtype=dtype))
        self.register_buffer("factor", torch.tensor(factor, dtype=dtype))
        self.register_buffer("added", torch.tensor(added, dtype=dtype))

    def forward(self, v: Tensor) -> Tensor:
        """Return values in the other units, shape (..., n_columns)."""
        return (v - self.subtracted) / self.divisor * self.factor + self.added


def tensor_scaling(scaling: Scaling | None, dtype: Any) -> TensorScaling | None:
    """Return the way from raw to normalized units as ``(v - a) / b * c + d``."""
    if isinstance(scaling, MinMaxScaling):
        low, high = scaling.feature_range
        minimum, span, constant = _limits(scaling)
        return TensorScaling(
            minimum,
            np.where(constant, 1.0, span),
            np.where(constant, 0.0, high - low),
            np.where(constant, (low + high) / 2, low),
            dtype,
        )
    if isinstance(scaling, StandardScaling):
        constant = np.array(scaling.constant, np.bool_)
        deviation = np.where(constant, 1.0, scaling.deviation)
        factor = np.where(constant, 0.0, 1.0)
        return TensorScaling(np.array(scaling.mean), deviation, factor, 0.0 * factor, dtype)
    return None


def inverse_scaling(scaling: Scaling | None, dtype: Any) -> TensorScaling | None:
    """Return the way back from normalized to raw units in the same form."""
    if isinstance(scaling, MinMaxScaling):
        low, high = scaling.feature_range
        minimum, span, _ = _limits(scaling)
        one = np.ones(len(span))
        return TensorScaling(low * one, (high - low) * one, span, minimum, dtype)
    if isinstance(scaling, StandardScaling):
        one = np.ones(len(scaling.mean))
        mean, deviation = np.array(scaling.mean), np.array(scaling.deviation)
        return TensorScaling(0.0 * one, one, deviation, mean, dtype)
    return None


def _limits(scaling: MinMaxScaling) -> tuple[Matrix, Matrix, Flags]:
    minimum = np.array(scaling.minimum)
    span = np.array(scaling.maximum) - minimum
    return minimum, span, span == 0
