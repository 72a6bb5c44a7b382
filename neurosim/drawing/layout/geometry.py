"""Where lines meet boxes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix


def segment_meets(start: Matrix, end: Matrix, low: Matrix, high: Matrix) -> NDArray[np.bool_]:
    """Return which boxes a segment meets, by the method of Liang and Barsky (1984).

    Parameters
    ----------
    start, end : ndarray, shape (2,)
        The ends of the segment.
    low, high : ndarray, shape (..., 2)
        The upper left and the lower right corner of each box.

    Examples
    --------
    >>> low, high = np.array([[1.0, -1.0], [1.0, 2.0]]), np.array([[2.0, 1.0], [2.0, 3.0]])
    >>> segment_meets(np.array([0.0, 0.0]), np.array([3.0, 0.0]), low, high)
    array([ True, False])
    """
    way = end - start
    way = np.where(np.abs(way) < 1e-9, 1e-9, way)
    near, far = (low - start) / way, (high - start) / way
    first, last = np.minimum(near, far), np.maximum(near, far)
    enters = np.maximum(first[..., 0], first[..., 1])
    leaves = np.minimum(last[..., 0], last[..., 1])
    # the segment must be inside both slabs at the same time
    meets: NDArray[np.bool_] = np.maximum(enters, 0.0) <= np.minimum(leaves, 1.0)
    return meets


def segments_meet(starts: Matrix, ends: Matrix, low: Matrix, high: Matrix) -> NDArray[np.bool_]:
    """Return which boxes meet which segments, shape (n_boxes, n_segments).

    Parameters
    ----------
    starts, ends : ndarray, shape (n_segments, 2)
        The ends of the segments.
    low, high : ndarray, shape (n_boxes, 2)
        The upper left and the lower right corner of each box.

    Examples
    --------
    >>> low, high = np.array([[1.0, -1.0], [1.0, 2.0]]), np.array([[2.0, 1.0], [2.0, 3.0]])
    >>> segments_meet(np.array([[0.0, 0.0]]), np.array([[3.0, 0.0]]), low, high)
    array([[ True],
           [False]])
    """
    return segment_meets(starts, ends, low[:, np.newaxis], high[:, np.newaxis])
