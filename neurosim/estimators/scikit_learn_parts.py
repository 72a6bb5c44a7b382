"""What the estimators take from scikit-learn, and its errors as one sentence.

Without scikit-learn the estimators are still there, and say what to install when one is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from neurosim.errors import InputError, NeurosimError, brief, named

NEEDED = "an estimator needs the package scikit-learn: pip install 'neurosim[sklearn]'"

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
    from sklearn.exceptions import NotFittedError
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import (
        check_classification_targets,
        type_of_target,
        unique_labels,
    )
    from sklearn.utils.validation import check_is_fitted, validate_data
except ImportError:

    class BaseEstimator:  # type: ignore[no-redef]
        """Stands for scikit-learn's class where it is not installed."""

        def __new__(cls, *_: Any, **__: Any) -> Any:  # noqa: D102
            raise InputError(NEEDED) from None

    NotFittedError = InputError
    check_classification_targets = check_is_fitted = check_random_state = None
    type_of_target = unique_labels = validate_data = None

    class ClassifierMixin:  # type: ignore[no-redef]
        """Stands for scikit-learn's class where it is not installed."""

    class RegressorMixin:  # type: ignore[no-redef]
        """Stands for scikit-learn's class where it is not installed."""


class WrongKindError(InputError, TypeError):
    """A value of a kind that cannot be used; scikit-learn expects a TypeError for it."""


@contextmanager
def in_one_sentence(X: Any = None) -> Iterator[None]:
    """Raise what scikit-learn says about bad input as an InputError of one line.

    NotFittedError stays as it is, because scikit-learn's own tools look for it.

    Parameters
    ----------
    X : data frame, optional
        The inputs, to name the column that has text.
    """
    try:
        yield
    except (NeurosimError, NotFittedError, Warning):
        raise
    except Exception as error:  # the input may be of any class, and raise any error
        kind = WrongKindError if isinstance(error, TypeError) else InputError
        plain = isinstance(error, TypeError | ValueError)
        try:
            words = str(error) if plain else named(error)
        except Exception:
            words = named(error)
        if words.startswith("could not convert string to float"):
            words = (
                f"{_place_of_text(X)}{words}; make numbers of text first, such as with "
                "scikit-learn's OneHotEncoder in a pipeline"
            )
        raise kind(" ".join(words.split())) from error


def _place_of_text(X: Any) -> str:
    """Return the first column of a frame that is not made of numbers, as the start of a message."""
    for name in getattr(X, "columns", ()):
        try:
            np.asarray(X[name], dtype=np.float64)
        except (TypeError, ValueError):
            return f"the column {brief(name)} of X has text: "
    return ""


__all__ = [
    "NEEDED",
    "BaseEstimator",
    "ClassifierMixin",
    "RegressorMixin",
    "WrongKindError",
    "check_classification_targets",
    "check_is_fitted",
    "check_random_state",
    "in_one_sentence",
    "type_of_target",
    "unique_labels",
    "validate_data",
]
