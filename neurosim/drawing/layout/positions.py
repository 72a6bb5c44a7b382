"""Positions that the user gives, as NetworkX layouts return them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from neurosim.drawing.shapes import Point
from neurosim.errors import InputError, UnknownNameError, listed
from neurosim.model.neuron import Neuron


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
        If a name is of no neuron.
    InputError
        If a neuron has no position, a position is no pair of finite numbers, or two are alike.
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
    unknown = [key for key in given if key not in names]
    if unknown:
        raise UnknownNameError(
            f"positions name {unknown[0]!r}, which is no neuron; known: {listed(names)}"
        )
    missing = [name for name in names if name not in given]
    if missing:
        raise InputError(f"positions lack {listed(missing, 6)}; give (x, y) for every neuron")
    found = [_point(name, given[name]) for name in names]
    places: dict[Point, str] = {}
    for name, place in zip(names, found, strict=True):
        if place in places:
            raise InputError(
                f"{places[place]!r} and {name!r} have the same position "
                f"({place[0]:g}, {place[1]:g}); move one of them"
            )
        places[place] = name
    return found


def _point(name: str, value: object) -> Point:
    try:
        x, y = map(float, value)  # type: ignore[call-overload]
    except (TypeError, ValueError):
        raise InputError(f"the position of {name!r} is two numbers (x, y); got {value!r}") from None
    if not (math.isfinite(x) and math.isfinite(y)):
        raise InputError(f"the position of {name!r} is not finite: {value!r}")
    return x, y
