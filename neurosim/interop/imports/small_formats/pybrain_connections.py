"""Connections of PyBrain, and how its XML writes names, arguments and parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from neurosim.checks import number
from neurosim.errors import InputError, brief, counted, unknown_name
from neurosim.interop.imports.small_formats.plain_xml import XmlElement
from neurosim.interop.imports.small_formats.planned_network import WeightedSum, weighted

_SLICES = ("inSliceFrom", "inSliceTo", "outSliceFrom", "outSliceTo")
_SHARED = "SharedFullConnection"
_FLOAT = re.compile(r"(?:(?:numpy|np)\.float64\()?([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\)?")


def part_of(element: XmlElement, tag: str) -> XmlElement:
    """Return the part of an element with a tag; raise InputError if it is missing."""
    found = element.child(tag)
    if found is None:
        raise InputError(f"<{element.tag}> has no <{tag}>; the file is damaged")
    return found


def name_of(element: XmlElement) -> str:
    """Return the name of a module or connection; raise InputError if it has none."""
    name = element.attributes.get("name", "")
    if not name:
        raise InputError(f"<{element.tag}> has no name; the file is damaged")
    return name


def argument_of(element: XmlElement, key: str) -> str | None:
    """Return the value of an argument as text; None if it is not given."""
    found = element.child(key)
    return None if found is None else found.attributes.get("val", "")


def whole_argument(element: XmlElement, key: str, default: int | None) -> int:
    """Return an argument that is a whole number; raise InputError otherwise."""
    written = argument_of(element, key)
    if written is None and default is not None:
        return default
    if written is None or not re.fullmatch(r"[0-9]{1,9}", written):
        raise InputError(
            f"{brief(name_of(element))} has the {key} {brief(written)}; expected a whole number"
        )
    return int(written)


def end_of(connection: XmlElement, key: str, modules: Mapping[str, XmlElement]) -> str:
    """Return the name of the module that a connection begins or ends at."""
    name = argument_of(connection, key)
    if name is None or name not in modules:
        raise InputError(
            f"the {key} of {brief(name_of(connection))} is {brief(name)}, and there is no such "
            "module"
        )
    return name


def shared_weights(root: XmlElement) -> dict[str, list[float]]:
    """Return the weights that shared connections have in common, by the name of their mother."""
    part = root.child("MotherConnections")
    return {} if part is None else {name_of(m): _parameters(m, None) for m in part.children}


def carried(
    connection: XmlElement,
    values: Mapping[str, list[WeightedSum]],
    sizes: Mapping[str, int],
    modules: Mapping[str, XmlElement],
    mothers: Mapping[str, list[float]],
) -> list[tuple[int, WeightedSum]]:
    """Return what a connection adds: the index of a neuron of its target, and a weighted sum."""
    name = name_of(connection)
    source, target = (end_of(connection, key, modules) for key in ("inmod", "outmod"))
    in_from, in_to, out_from, out_to = (
        whole_argument(connection, key, default)
        for key, default in zip(_SLICES, (0, sizes[source], 0, sizes[target]), strict=True)
    )
    if not (0 <= in_from < in_to <= sizes[source] and 0 <= out_from < out_to <= sizes[target]):
        raise InputError(
            f"the connection {brief(name)} takes neurons {in_from} to {in_to} of {sizes[source]} "
            f"and gives to {out_from} to {out_to} of {sizes[target]}; the file is damaged"
        )
    given, n_outputs = values[source][in_from:in_to], out_to - out_from
    if connection.tag in {"FullConnection", _SHARED}:
        weights = _weights(connection, len(given) * n_outputs, mothers)
        sums = [
            weighted(zip(weights[start : start + len(given)], given, strict=True))
            for start in range(0, n_outputs * len(given), len(given))
        ]
    elif connection.tag in {"LinearConnection", "IdentityConnection"}:
        if len(given) != n_outputs:
            raise InputError(
                f"the connection {brief(name)} joins {counted(len(given), 'neuron')} with "
                f"{n_outputs}; it needs as many on both sides"
            )
        linear = connection.tag == "LinearConnection"
        weights = _parameters(connection, n_outputs) if linear else [1.0] * n_outputs
        sums = [weight * value for weight, value in zip(weights, given, strict=True)]
    else:
        known = ("FullConnection", "LinearConnection", "IdentityConnection", _SHARED)
        raise InputError(
            f"the connection {brief(name)}: {unknown_name('connection', connection.tag, known)}"
        )
    return list(enumerate(sums, start=out_from))


def _weights(connection: XmlElement, count: int, mothers: Mapping[str, list[float]]) -> list[float]:
    if connection.tag != _SHARED:
        return _parameters(connection, count)
    mother = argument_of(connection, "mother")
    if mother is None or mother not in mothers:
        raise InputError(
            f"the mother of {brief(name_of(connection))} is {brief(mother)}, and there is no such "
            "mother connection"
        )
    if len(mothers[mother]) != count:
        raise InputError(
            f"the mother connection {brief(mother)} has {counted(len(mothers[mother]), 'weight')}; "
            f"{brief(name_of(connection))} needs {count}"
        )
    return mothers[mother]


def _parameters(element: XmlElement, count: int | None) -> list[float]:
    """Return the numbers of ``<Parameters>[0.5, -1.0]</Parameters>``."""
    name = brief(name_of(element))
    text = part_of(element, "Parameters").text.strip()
    if not (text.startswith("[") and text.endswith("]")):
        raise InputError(f"the parameters of {name} are {brief(text)}; expected a list of numbers")
    values = []
    for written in filter(None, (part.strip() for part in text[1:-1].split(","))):
        found = _FLOAT.fullmatch(written)
        if found is None:
            raise InputError(f"a parameter of {name} is {brief(written)}; expected a finite number")
        values.append(number(float(found[1]), f"a parameter of {name}"))
    if count is not None and len(values) != count:
        raise InputError(
            f"{name} has {counted(len(values), 'parameter')}; expected {count}, one for each weight"
        )
    return values
