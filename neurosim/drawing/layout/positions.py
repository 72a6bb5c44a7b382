"""Positions that the user gives, as NetworkX layouts return them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from neurosim.drawing.shapes import Point
from neurosim.errors import InputError, UnknownNameError, brief, listed
from neurosim.model.neuron import Neuron

_FINEST = 1e6


def read_positions(positions: Mapping[Any, Any], neurons: Sequence[Neuron]) -> list[Point]:
    """Return the position of each neuron.

    Parameters
    ----------
    positions : mapping
        From each neuron or its name to (x, y).
    neurons : sequence of Neuron
        The neurons of the network.

    Raises
    ------
    UnknownNameError
        If a name is not the name of a neuron.
    InputError
        If a neuron has no position, a position is not a pair of finite numbers, or two positions
        are equal.
    """
    if not isinstance(positions, Mapping):
        raise InputError(
            f"positions map each neuron or its name to (x, y), as a layout of NetworkX does; got "
            f"{type(positions).__name__}"
        )
    given = {
        key.name if isinstance(key, Neuron) else key: value for key, value in positions.items()
    }
    names = [neuron.name for neuron in neurons]
    known = set(names)
    unknown = [key for key in given if key not in known]
    if unknown:
        raise UnknownNameError(
            f"positions name {brief(unknown[0])}, which is no neuron; known: {listed(names)}"
        )
    missing = [name for name in names if name not in given]
    if missing:
        raise InputError(f"positions lack {listed(missing, 6)}; give (x, y) for every neuron")
    return _in_a_unit_square(names, [_point(name, given[name]) for name in names])


def _in_a_unit_square(names: Sequence[str], places: Sequence[Point]) -> list[Point]:
    """Return the positions scaled so that the larger of their two ranges is 1."""
    low = [min(place[axis] for place in places) for axis in (0, 1)]
    spread = max(max(place[axis] for place in places) - low[axis] for axis in (0, 1))
    if not math.isfinite(spread):
        raise InputError("the positions are too far apart to be drawn; give smaller numbers")
    unit = spread or 1.0
    found = [((x - low[0]) / unit, (y - low[1]) / unit) for x, y in places]
    taken: dict[tuple[int, int], str] = {}
    for name, (x, y), given in zip(names, found, places, strict=True):
        key = round(x * _FINEST), round(y * _FINEST)
        if key in taken:
            raise InputError(
                f"{brief(taken[key])} and {name!r} have the same position ({given[0]:g}, "
                f"{given[1]:g}), "
                "or nearly so; move one of them"
            )
        taken[key] = name
    return found


def _point(name: str, value: object) -> Point:
    try:
        x, y = map(float, value)  # type: ignore[call-overload]
    except (TypeError, ValueError):
        raise InputError(
            f"the position of {name!r} is two numbers (x, y); got {brief(value)}"
        ) from None
    if not (math.isfinite(x) and math.isfinite(y)):
        raise InputError(f"the position of {name!r} is not finite: {brief(value)}")
    return x, y
