"""Files of FANN, the Fast Artificial Neural Network Library (``.net``)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from neurosim.checks import not_negative, number
from neurosim.errors import InputError, StructureError, brief, counted
from neurosim.file_kinds import FANN
from neurosim.files import PathLike
from neurosim.interop.imports.small_formats.composed_functions import ComposedFunction, clipped
from neurosim.interop.imports.small_formats.fann_functions import (
    FANN_FUNCTIONS,
    FLAT_FROM,
    NEVER_FLAT,
    UNBOUNDED,
)
from neurosim.interop.imports.small_formats.found import NO_SETTINGS, ImportedNetwork
from neurosim.interop.imports.small_formats.planned_network import (
    NetworkPlan,
    WeightedSum,
    weighted,
)
from neurosim.interop.imports.small_formats.reading_files import import_text
from neurosim.model.network import Network
from neurosim.model.standard_scaling import StandardScaling

SUM_LIMIT = 150.0
"""FANN keeps steepness times summation within this number divided by the steepness."""

_PRECISION = (
    "FANN computes with 32-bit floats, unless it is libdoublefann, and here numbers have 64 bits"
)
_VERSIONS = ("FANN_FLO_2.0", "FANN_FLO_2.1")
_NETWORK_TYPES = {"0": "layers", "1": "shortcuts"}
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf)(?:inity)?"
_NEURON = re.compile(rf"\((\d{{1,9}}), *(\d{{1,9}}), *({_NUMBER})\)", re.IGNORECASE)
_CONNECTION = re.compile(rf"\((\d{{1,9}}), *({_NUMBER})\)", re.IGNORECASE)


def read_fann(path: PathLike) -> Network:
    """Read a network that FANN wrote with ``fann_save``.

    Layered, sparse and shortcut networks are read, with the steepness of each neuron and all
    activation functions, the stepwise ones too. The scaling that ``fann_scale_train`` has left in a
    file becomes the scaling of the network, so that ``predict`` takes and gives raw units.

    Parameters
    ----------
    path : path
        The file, usually ``.net``.

    Returns
    -------
    Network
        A network with inputs ``x[0]``, ...; hidden neurons ``h[0][0]``, ...; outputs ``o[0]``, ...
        A function that is made of several neurons has parts with names such as ``o[0]/relu``.

    Raises
    ------
    FileError
        If the file cannot be read, is no such file, or has a number that is not finite.

    Notes
    -----
    FANN computes with 32-bit floats (``libfann``) or 64-bit floats (``libdoublefann``); here it is
    always 64. ``fann_run`` keeps the product of steepness and summation within 150 divided by the
    steepness. If that is less than 20 the limit is built as well, but never for ``LINEAR``,
    ``SIN``, ``COS`` and ``LINEAR_PIECE_RECT``. These neurons, and those of ``ELLIOT``, differ from
    FANN beyond the limit.

    Examples
    --------
    >>> read_fann("no-such-file.net")
    Traceback (most recent call last):
        ...
    neurosim.errors.FileError: cannot read no-such-file.net: no such file; ...
    """
    return import_text(path, FANN, fann_network).network


@dataclass(frozen=True, slots=True)
class _File:
    """The parts of a file that make the network."""

    settings: Mapping[str, str]
    layer_sizes: list[int]
    neurons: list[tuple[int, int, float]]
    connections: list[tuple[int, float]]


def fann_network(text: str) -> ImportedNetwork:
    """Return the network that the text of a FANN file describes.

    Raises
    ------
    NeurosimError
        If the text is damaged or does not describe a network.
    """
    file = _parsed(text)
    plan = NetworkPlan()
    outputs = _planned(plan, file)
    net = plan.network(outputs)
    net.input_scaling = _scaling(file.settings, "in", len(net.inputs))
    net.target_scaling = _scaling(file.settings, "out", len(net.outputs))
    return ImportedNetwork(net, f"{FANN} ({file.settings['version']})", _notes(file, net))


def _notes(file: _File, net: Network) -> tuple[str, ...]:
    notes = [_PRECISION, NO_SETTINGS]
    used = {function for n_inputs, function, _ in file.neurons if n_inputs}
    if used & NEVER_FLAT:
        notes.append(
            "the limit of FANN for large summations (150 / steepness) is left out for the "
            "functions LINEAR, SIN, COS, ELLIOT and RECT"
        )
    if net.input_scaling is not None:
        notes.append("predict takes and gives raw units, where FANN scales before and after a run")
    return tuple(notes)


def _parsed(text: str) -> _File:
    lines = text.split("\n")
    version = lines[0].strip()
    if version.startswith("FANN_FIX"):
        raise InputError(
            "the weights of this file are rounded to whole numbers for a computer without floats; "
            "save the network with fann_save, not with fann_save_to_fixed"
        )
    if version not in _VERSIONS:
        raise InputError(
            f"the file begins with {brief(version)}; expected {' or '.join(_VERSIONS)}, which FANN "
            "writes from version 2.0 on"
        )
    settings = {"version": version}
    for line in lines[1:]:
        key, sign, value = line.partition("=")
        if sign:
            settings[re.sub(r"\s*\(.*\)$", "", key.strip())] = value.strip()
    sizes = _whole_numbers(settings, "layer_sizes")
    neurons = [
        (int(n_inputs), int(function), float(steepness))
        for n_inputs, function, steepness in _tuples(_NEURON, settings, "neurons")
    ]
    connections = [
        (int(source), float(weight))
        for source, weight in _tuples(_CONNECTION, settings, "connections")
    ]
    if sum(sizes) != len(neurons):
        raise InputError(
            f"layer_sizes adds up to {sum(sizes)}, but the file has "
            f"{counted(len(neurons), 'neuron')}; it is cut off or damaged"
        )
    n_wanted = sum(n_inputs for n_inputs, _, _ in neurons)
    if n_wanted != len(connections):
        raise InputError(
            f"the neurons have {counted(n_wanted, 'input')}, but the file has "
            f"{counted(len(connections), 'connection')}; it is cut off or damaged"
        )
    return _File(settings, sizes, neurons, connections)


def _setting(settings: Mapping[str, str], key: str) -> str:
    if key not in settings:
        raise InputError(f"the file has no line {key}=; it is cut off or damaged")
    return settings[key]


def _whole_numbers(settings: Mapping[str, str], key: str) -> list[int]:
    written = _setting(settings, key).split()
    if len(written) < 2 or not all(re.fullmatch(r"[0-9]{1,9}", part) for part in written):
        raise InputError(
            f"{key} is {brief(' '.join(written))}; expected the sizes of two or more layers"
        )
    return [int(part) for part in written]


def _tuples(
    pattern: re.Pattern[str], settings: Mapping[str, str], key: str
) -> list[tuple[str, ...]]:
    """Return the parts of a line such as ``(0, 1.5) (1, 0.25)``; nothing else may stand there."""
    line = _setting(settings, key)
    found = pattern.findall(line)
    rest = pattern.sub("", line).split()
    if rest:
        raise InputError(f"the line {key}= has {brief(rest[0])} in it; it is cut off or damaged")
    return found


def _planned(plan: NetworkPlan, file: _File) -> list[str]:
    """Write the neurons down, and return the names of the outputs."""
    kind = _NETWORK_TYPES.get(file.settings.get("network_type", "0"))
    if kind is None:
        raise InputError(
            f"network_type is {brief(file.settings['network_type'])}; expected 0 for layers or 1 "
            "for shortcuts"
        )
    n_inputs = file.layer_sizes[0] - 1
    if n_inputs < 1:
        raise InputError("the first layer has no input beside its bias neuron; it needs one")
    # the last neuron of the first layer is the bias, as is every later neuron without inputs
    values = [plan.input(f"x[{index}]") for index in range(n_inputs)] + [WeightedSum({}, 1.0)]
    connections = iter(file.connections)
    start = file.layer_sizes[0]
    n_outputs = file.layer_sizes[-1] - (kind == "layers")
    outputs: list[str] = []
    for layer, size in enumerate(file.layer_sizes[1:]):
        is_last = layer == len(file.layer_sizes) - 2
        new: list[WeightedSum] = []
        for index in range(size):
            n_links, function, steepness = file.neurons[start + index]
            name = f"o[{index}]" if is_last else f"h[{layer}][{index}]"
            is_output = is_last and index < n_outputs
            if not n_links:
                # a bias neuron; FANN gives 1 to any other neuron without inputs as well
                one = WeightedSum({}, 1.0)
                new.append(plan.name(one, name) if is_output else one)
                outputs += [name] if is_output else []
                continue
            terms: list[tuple[float, WeightedSum]] = []
            for _ in range(n_links):
                source, weight = next(connections)
                if source >= len(values):
                    raise StructureError(
                        f"{name} takes its input from neuron {source}, which is not in a layer "
                        "before it; a network has no cycles"
                    )
                if not math.isfinite(weight):
                    number(weight, f"a weight of {name}")
                terms.append((weight, values[source]))
            value = _function(function, steepness, name)(plan, weighted(terms))
            new.append(plan.name(value, name))
            outputs += [name] if is_output else []
        values += new
        start += size
    return outputs


def _function(index: int, steepness: float, name: str) -> ComposedFunction:
    """Return an activation function with its steepness and, where it shows, FANN's limit."""
    if index not in FANN_FUNCTIONS:
        raise InputError(
            f"{name} has the activation function {index}, which FANN does not have; it has "
            f"{', '.join(f'{key} ({what})' for key, (what, _) in FANN_FUNCTIONS.items())}"
        )
    not_negative(steepness, f"the steepness of {name}")
    function = FANN_FUNCTIONS[index][1]
    limit = SUM_LIMIT / steepness if steepness else math.inf
    limited = steepness > 0 and index not in UNBOUNDED and limit < FLAT_FROM

    def steep(plan: NetworkPlan, s: WeightedSum) -> WeightedSum:
        s = steepness * s
        return function(plan, clipped(plan, s, limit) if limited else s)

    return steep


def _scaling(settings: Mapping[str, str], what: str, n_columns: int) -> StandardScaling | None:
    """Return FANN's scaling: ``((x - mean) / deviation + 1) * factor + new_min``."""
    if settings.get("scale_included", "0") != "1":
        return None
    mean, deviation, new_min, factor = (
        _scale_numbers(settings, f"scale_{part}_{what}", n_columns)
        for part in ("mean", "deviation", "new_min", "factor")
    )
    means, deviations = [], []
    for index in range(n_columns):
        if deviation[index] == 0 or factor[index] == 0:
            raise InputError(
                f"scale_deviation_{what} and scale_factor_{what} of column {index} must not be 0; "
                "save the network without scaling, or scale the data again"
            )
        unit = deviation[index] / factor[index]
        means.append(mean[index] - (factor[index] + new_min[index]) * unit)
        deviations.append(unit)
    return StandardScaling(tuple(means), tuple(deviations))


def _scale_numbers(settings: Mapping[str, str], key: str, n_columns: int) -> Sequence[float]:
    written = _setting(settings, key).split()
    if len(written) != n_columns:
        raise InputError(
            f"{key} has {counted(len(written), 'number')}; expected {n_columns}, one for each "
            "column"
        )
    try:
        # FANN keeps these as 32-bit floats in all its libraries, whatever digits the file has
        with np.errstate(over="ignore"):
            values = [float(np.float32(part)) for part in written]
    except ValueError:
        raise InputError(f"{key} has a part that is no number; the file is damaged") from None
    return [number(value, key) for value in values]
