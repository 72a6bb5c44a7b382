"""The elements under each window of a pooling whose windows are given by the size of its output."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from neurosim.interop.imports.unrolled.signals import Places


def adaptive_places(shape: Sequence[int], sizes: Sequence[int]) -> Places:
    """Return the flat positions under each window of an adaptive pooling.

    Window k of n over an axis of length m reaches from ``floor(k m / n)`` to ``ceil((k + 1) m /
    n)``.

    Parameters
    ----------
    shape : sequence of int
        The shape of the tensor; its last axes are pooled.
    sizes : sequence of int
        The number of windows along each of them.

    Returns
    -------
    ndarray of int64, shape (..., *sizes, most elements of a window)
        -1 fills up smaller windows.

    Examples
    --------
    >>> adaptive_places((1, 5), [2]).tolist()
    [[[0, 1, 2], [2, 3, 4]]]
    """
    n_axes = len(sizes)
    lengths = list(shape[len(shape) - n_axes :])
    spatial = np.zeros((1, 1), np.int64)
    for length, size in zip(lengths, sizes, strict=True):
        starts = [k * length // size for k in range(size)]
        ends = [-(-(k + 1) * length // size) for k in range(size)]
        most = max(end - start for start, end in zip(starts, ends, strict=True))
        along = np.full((size, most), -1, np.int64)
        for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
            along[k, : end - start] = range(start, end)
        outer, inner = spatial[:, None, :, None], along[None, :, None, :]
        both = np.where((outer < 0) | (inner < 0), -1, outer * length + inner)
        spatial = both.reshape(len(spatial) * size, -1)
    leading = tuple(shape[: len(shape) - n_axes])
    first = np.arange(math.prod(leading), dtype=np.int64) * math.prod(lengths)
    places = np.where(spatial < 0, -1, spatial + first[:, None, None])
    return places.reshape(*leading, *sizes, -1)
