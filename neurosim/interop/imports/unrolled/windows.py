"""Which elements a kernel covers: positions for convolution and pooling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neurosim.interop.imports.unrolled.signals import Places


@dataclass(frozen=True, slots=True)
class Window:
    """A kernel that moves over the spatial axes of a tensor.

    Parameters
    ----------
    kernel : tuple of int, shape (n_axes,)
        Its size along each axis.
    strides, dilations : tuple of int, shape (n_axes,)
        The steps of the kernel, and between its elements.
    before, after : tuple of int, shape (n_axes,)
        How many elements of padding there are at both ends of each axis.
    ceil : bool
        Whether the last, incomplete place of the kernel counts.
    """

    kernel: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    ceil: bool = False

    def sizes(self, spatial: Sequence[int]) -> tuple[int, ...]:
        """Return the number of places of the kernel along each axis."""
        return tuple(self._places(axis, size).shape[0] for axis, size in enumerate(spatial))

    def _places(self, axis: int, size: int) -> Places:
        """Return the padded positions along one axis, shape (n_places, kernel)."""
        reach = (self.kernel[axis] - 1) * self.dilations[axis] + 1
        room = size + self.before[axis] + self.after[axis] - reach
        step = self.strides[axis]
        count = (-(-room // step) if self.ceil else room // step) + 1
        # a place that starts in the padding at the end does not count
        if self.ceil and (count - 1) * step >= size + self.before[axis]:
            count -= 1
        starts = np.arange(max(count, 0), dtype=np.int64) * step - self.before[axis]
        return starts[:, None] + np.arange(self.kernel[axis]) * self.dilations[axis]

    def positions(self, spatial: Sequence[int]) -> Places:
        """Return the flat spatial positions at each place, shape (n_places..., kernel size).

        A position in the padding is -1.

        Examples
        --------
        >>> window = Window((2,), (1,), (1,), (1,), (0,))
        >>> window.positions([3]).tolist()
        [[-1, 0], [0, 1], [1, 2]]
        """
        return self._flat(spatial)[0]

    def spread_sizes(self, spatial: Sequence[int]) -> tuple[int, ...]:
        """Return the size along each axis that a transposed convolution gives."""
        return tuple(
            (size - 1) * step + (kernel - 1) * dilation + 1 - before - after
            for size, step, kernel, dilation, before, after in zip(
                spatial,
                self.strides,
                self.kernel,
                self.dilations,
                self.before,
                self.after,
                strict=True,
            )
        )

    def spread_positions(self, spatial: Sequence[int]) -> Places:
        """Return which elements a transposed convolution spreads to each place.

        Returns
        -------
        ndarray of int, shape (n_places..., kernel size)
            For each element of the kernel the flat spatial position; -1 for none.

        Examples
        --------
        >>> window = Window((2,), (2,), (1,), (0,), (0,))
        >>> window.spread_positions([2]).tolist()
        [[0, -1], [-1, 0], [1, -1], [-1, 1]]
        """
        tables = []
        for axis, size in enumerate(self.spread_sizes(spatial)):
            places = np.arange(size, dtype=np.int64)[:, None] + self.before[axis]
            offset = places - np.arange(self.kernel[axis]) * self.dilations[axis]
            fits = offset % self.strides[axis] == 0
            tables.append(np.where(fits, offset // self.strides[axis], -1))
        return _joined(tables, spatial)[0]

    def covered(self, spatial: Sequence[int]) -> Places:
        """Return how many elements, padding included, the kernel covers at each place.

        What lies beyond the padding does not count.
        """
        counts: Places = self._flat(spatial)[1].sum(axis=-1)
        return counts

    def _flat(self, spatial: Sequence[int]) -> tuple[Places, Places]:
        tables = [self._places(axis, size) for axis, size in enumerate(spatial)]
        return _joined(tables, spatial, self.after)


def _joined(
    tables: Sequence[Places], spatial: Sequence[int], after: Sequence[int] = ()
) -> tuple[Places, Places]:
    """Return flat positions from those along each axis, and which are in the padded tensor."""
    n_axes = len(spatial)
    flat = np.zeros((1,) * (2 * n_axes), dtype=np.int64)
    inside = np.ones((1,) * (2 * n_axes), dtype=bool)
    padded = inside
    for axis, (places, size) in enumerate(zip(tables, spatial, strict=True)):
        shape = [1] * (2 * n_axes)
        shape[axis], shape[n_axes + axis] = places.shape
        at = places.reshape(shape)
        flat = flat * size + at
        inside = inside & (at >= 0) & (at < size)
        padded = padded & (at < size + (after[axis] if after else 0))
    flat = np.where(inside, flat, -1)
    counted = np.broadcast_to(padded, flat.shape).astype(np.int64)
    outer = flat.shape[:n_axes]
    kernel = math.prod(flat.shape[n_axes:])
    return flat.reshape(*outer, kernel), counted.reshape(*outer, kernel)
