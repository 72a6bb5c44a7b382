"""Conventions: ways of computing that differ from book to book, and are no mistakes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

HALF, SQUARES, MEAN, HALF_MEAN = "half squares", "squares", "mean of squares", "half the mean"
SUM = "sum"
REVERSED, NEGATIVE = "reversed", "reversed, gradient too"


@dataclass(frozen=True, slots=True)
class Conventions:
    """How a sample is computed where books differ; the defaults are those of the trace.

    Attributes
    ----------
    loss : str
        For a loss of squared errors ``half squares``, ``squares``, ``mean of squares`` or
        ``half the mean``; for another loss with a mean over the outputs, ``sum``. Empty for the
        loss as it is.
    error : str
        ``reversed`` if the error is z - y, so that error signals have the other sign and the
        gradient is minus their product with the input; ``reversed, gradient too`` if what is called
        the gradient has the other sign as well and is added. Empty for y - z.
    biases : str
        ``fixed`` if biases are not trained. Empty if they are.
    """

    loss: str = ""
    error: str = ""
    biases: str = ""

    @property
    def sentences(self) -> list[str]:
        """What the conventions are, one sentence for each that is not the default."""
        return [
            _SENTENCES[field.name, value]
            for field in fields(self)
            if (value := getattr(self, field.name))
        ]

    @property
    def count(self) -> int:
        """How many are not the default."""
        return sum(1 for field in fields(self) if getattr(self, field.name))

    def to_dict(self) -> dict[str, Any]:
        """Return those that are not the default."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}


STATED = Conventions()
"""Those of the trace."""

_SENTENCES = {
    ("loss", HALF): "The loss is the sum of half the squared errors.",
    ("loss", SQUARES): "The loss is the sum of the squared errors, without 1/2.",
    ("loss", MEAN): "The loss is the mean of the squared errors.",
    ("loss", HALF_MEAN): "The loss is half the mean of the squared errors.",
    ("loss", SUM): "The loss is the sum over the outputs, not the mean.",
    ("error", REVERSED): "The error is target minus output, so error signals have the other sign.",
    ("error", NEGATIVE): "The error is target minus output, and the step is added.",
    ("biases", "fixed"): "The biases are not trained.",
}
