"""The numbers along an axis, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import Formatter, MaxNLocator

from neurosim.drawing.lettering import LINE_HEIGHT, text_width
from neurosim.drawing.numerals import typographic
from neurosim.drawing.painters.matplotlib import POINTS_PER_INCH

TICK_SIZE = 9.0

_MOST_DIGITS = 15
_STEPS = [1, 2, 2.5, 5, 10]
_GAP = 6.0


def round_numbers(low: float, high: float, most: int) -> list[float]:
    """Return round numbers that cover a range in at most a given number of steps.

    Examples
    --------
    >>> round_numbers(0.5, 9.0, 5)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    """
    places = MaxNLocator(most, steps=_STEPS).tick_values(low, high)
    return [float(place) for place in places]


def axis_numbers(values: Sequence[float]) -> list[str]:
    """Return the numbers along an axis, with as many decimals as are needed to tell them apart.

    Each is written in full; there is no common power of ten, which could cover a label.

    Examples
    --------
    >>> axis_numbers([0.0, 0.1 + 0.2, 0.6]), axis_numbers([0, 5e6])
    (['0.0', '0.3', '0.6'], ['0', '5×10⁶'])
    """
    numbers = [float(value) for value in values]
    if not numbers:
        return []
    largest = max(map(abs, numbers))
    kind = "f" if largest == 0 or 1e-3 <= largest < 1e6 else "e"
    steps = np.abs(np.diff(numbers))
    tolerance = 1e-3 * float(steps.min() if steps.size and steps.min() > 0 else largest)
    texts: list[str] = []
    for digits in range(_MOST_DIGITS):
        texts = [f"{number:.{digits}{kind}}" if number else "" for number in numbers]
        if all(abs(float(t or 0) - n) <= tolerance for t, n in zip(texts, numbers, strict=True)):
            break
    zero = "0" if kind == "e" else f"{0.0:.{digits}f}"
    return [typographic(text or zero) for text in texts]


class AxisPlaces(MaxNLocator):
    """Choose round numbers along an axis, few enough that each has space.

    Parameters
    ----------
    most : int
        The largest number of steps.
    size : float
        The font size of the numbers.
    """

    def __init__(self, most: int, size: float = TICK_SIZE) -> None:
        super().__init__(most, steps=_STEPS)
        self.most, self.size = most, size

    def tick_values(self, vmin: float, vmax: float) -> list[float]:
        """Return the places between two numbers, and one more at each end."""
        places: list[float] = []
        for steps in range(self.most, 0, -1):
            places = round_numbers(vmin, vmax, steps)
            if self._has_room(places, vmax - vmin):
                break
        return places

    def _has_room(self, places: list[float], span: float) -> bool:
        axis: Any = self.axis
        if axis is None or len(places) < 2 or span <= 0:
            return True
        box, dpi = axis.axes.bbox, axis.axes.get_figure(root=True).dpi
        length = (box.width if axis.axis_name == "x" else box.height) * POINTS_PER_INCH / dpi
        needed = self.size * LINE_HEIGHT
        if axis.axis_name == "x":
            texts = axis_numbers(places)
            needed = max(text_width(text, self.size) for text in texts) + _GAP
        return bool((places[1] - places[0]) / span * length >= needed)


class AxisNumbers(Formatter):
    """Writes the numbers on an axis with ``axis_numbers``."""

    def __call__(self, value: float, pos: int | None = None) -> str:
        """Return the text of one number."""
        return axis_numbers([value])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return the texts of all numbers along an axis."""
        return axis_numbers(values)
