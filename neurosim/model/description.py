"""What the numbers of a network stand for: scaling, columns, loss."""

from __future__ import annotations

import warnings
from typing import Any

from neurosim.checks import Matrix, array_of_numbers, text
from neurosim.errors import InputError, NeurosimWarning, brief
from neurosim.model.columns import TargetColumn
from neurosim.model.losses import Loss
from neurosim.model.preparation import Preparation
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import StandardScaling


class Description:
    """How raw units become normalized ones, and which data columns and loss belong to a network.

    Parameters
    ----------
    name : str
        A title for messages, files and diagrams.
    """

    def __init__(self, name: str) -> None:
        self.name = text(name, "the name of a network")
        self.input_scaling: Scaling | None = None
        self.target_scaling: Scaling | None = None
        self.input_columns: tuple[str, ...] | None = None
        self.target_columns: tuple[TargetColumn, ...] | None = None
        self.preparation = Preparation()
        self.loss: str | Loss = "half_squared_error"

    def normalize_inputs(self, x: Any) -> Matrix:
        """Return raw inputs in normalized units, shape (n_inputs,) or (n_samples, n_inputs)."""
        self.check_description()
        return _scaled(x) if self.input_scaling is None else self.input_scaling.transform(x)

    def normalize_targets(self, z: Any) -> Matrix:
        """Return raw targets in normalized units, shape (n_outputs,) or (n_samples, n_outputs)."""
        self.check_description()
        return _scaled(z) if self.target_scaling is None else self.target_scaling.transform(z)

    def denormalize_outputs(self, y: Any) -> Matrix:
        """Return outputs in raw units, shape (n_outputs,) or (n_samples, n_outputs)."""
        self.check_description()
        scaling = self.target_scaling
        return _scaled(y) if scaling is None else scaling.inverse_transform(y)

    def check_description(self) -> None:
        """Raise InputError if the name, the scaling or the columns have a wrong type."""
        scaling = (MinMaxScaling, StandardScaling, type(None))
        for what, value, kinds in (
            ("name", self.name, (str,)),
            ("input_scaling", self.input_scaling, scaling),
            ("target_scaling", self.target_scaling, scaling),
            ("input_columns", self.input_columns, (tuple, list, type(None))),
            ("target_columns", self.target_columns, (tuple, list, type(None))),
            ("preparation", self.preparation, (Preparation,)),
            ("loss", self.loss, (str, Loss)),
        ):
            if not isinstance(value, kinds):
                expected = " or ".join(kind.__name__ for kind in kinds)
                raise InputError(f"{what} of the network is {brief(value)}; it must be {expected}")
        text(self.name, "the name of a network")
        for name in self.input_columns or ():
            text(name, "an input column of the network")
        for column in self.target_columns or ():
            if not isinstance(column, TargetColumn):
                raise InputError(f"a target column is {brief(column)}; it must be a TargetColumn")


def scaling_of_targets(
    scaling: Scaling | None, loss: Loss, *, stacklevel: int = 2
) -> Scaling | None:
    """Return the scaling of targets with a loss: targets that are probabilities are never scaled.

    Parameters
    ----------
    scaling : Scaling or None
        The scaling of the network; there is a warning if it is not used.
    loss : Loss
        The loss.
    stacklevel : int
        The frame whose line the warning names, counted from the caller.
    """
    if scaling is None or not loss.probabilities:
        return scaling
    warnings.warn(
        f"targets of {loss.name} are probabilities; the scaling of the targets is dropped",
        NeurosimWarning,
        stacklevel=stacklevel + 1,
    )
    return None


def _scaled(values: Any) -> Matrix:
    array = array_of_numbers(values, "a network takes numbers")
    # nobody can write into the samples of a dataset, so they need no copy
    return array.copy() if array is values and array.flags.writeable else array
