"""JSON of brain.js: version 1 and the older brain write objects of weights, version 2 lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from neurosim.checks import all_floats
from neurosim.errors import InputError, brief, counted, unknown_name
from neurosim.files import PathLike
from neurosim.interop.foreign import BRAINJS
from neurosim.interop.imports.small_formats.composed_functions import ComposedFunction, scaled
from neurosim.interop.imports.small_formats.found import FLOAT32, NO_SETTINGS, ImportedNetwork
from neurosim.interop.imports.small_formats.planned_network import NetworkPlan, weighted
from neurosim.interop.imports.small_formats.reading_files import (
    import_json,
    json_index,
    json_list,
    json_number,
    json_object,
    keys_of,
)
from neurosim.interop.json_text import shown
from neurosim.model.columns import TargetColumn
from neurosim.model.network import Network

DEFAULT_SLOPE = 0.01
RECURRENT = ("RNN", "LSTM", "GRU", "RNNTimeStep", "LSTMTimeStep", "GRUTimeStep")

Layer = list[tuple[float, list[float]]]
"""For each neuron of a layer its bias and the weights of all outputs of the layer before."""


def read_brainjs(path: PathLike) -> Network:
    """Read a network that brain.js wrote: the text of ``JSON.stringify(net.toJSON())``.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    Network
        A network with inputs ``x[0]``, ...; hidden neurons ``h[0][0]``, ...; outputs ``o[0]``, ...
        If the network was trained with objects such as ``{red: 1, green: 0}``, inputs and outputs
        have these keys as names, and the network has them as data columns.

    Raises
    ------
    FileError
        If the file cannot be read, is damaged or of another library, or holds a recurrent network.

    Notes
    -----
    brain.js stores the outputs of neurons as 32-bit floats; here all numbers have 64 bits. In
    version 1, ``leaky-relu`` is ``alpha * max(0, s)``, which is what its code computes, and a file
    keeps no alpha, so that it is 0.01. In version 2 it is a leaky relu with the slope of the file.

    Examples
    --------
    >>> read_brainjs("no-such-file.json")
    Traceback (most recent call last):
        ...
    neurosim.errors.FileError: cannot read no-such-file.json: no such file; ...
    """
    return import_json(path, BRAINJS, brainjs_network).network


def brainjs_network(data: Any) -> ImportedNetwork:
    """Return the network that the JSON of brain.js describes.

    Raises
    ------
    NeurosimError
        If the content is damaged or is none of brain.js.
    """
    given = json_object(data, "the file")
    kind = given.get("type", "NeuralNetwork")
    if kind in RECURRENT or ("hiddenLayers" in given and "layers" not in given):
        raise InputError(
            f"this is a recurrent network of brain.js ({shown(kind)}); only feed-forward networks, "
            "of the class NeuralNetwork, can be imported"
        )
    if kind not in ("NeuralNetwork", "NeuralNetworkGPU"):
        raise InputError(f"type is {shown(kind)}; expected 'NeuralNetwork', as brain.js writes it")
    layers = json_list(*_key(given, "layers"))
    if len(layers) < 2:
        raise InputError(f"layers has {counted(len(layers), 'layer')}; expected two or more")
    sizes = json_list(given.get("sizes", layers), "sizes")
    if len(sizes) != len(layers):
        raise InputError(
            f"sizes has {counted(len(sizes), 'number')} for {counted(len(layers), 'layer')}; the "
            "file is damaged"
        )
    is_new = isinstance(layers[1], dict) and isinstance(layers[1].get("weights"), list)
    inputs, hidden, outputs = (_new_layers if is_new else _old_layers)(given, layers)
    activation = _activation(given, is_new=is_new)
    plan = NetworkPlan()
    values = [plan.input(f"x[{i}]" if name is None else name) for i, name in enumerate(inputs)]
    names: list[str] = []
    for index, layer in enumerate(hidden):
        is_last = index == len(hidden) - 1
        new = []
        names = []
        for position, (bias, weights) in enumerate(layer):
            name = f"h[{index}][{position}]"
            if is_last:
                label = outputs[position]
                name = f"o[{position}]" if label is None else _free(label, inputs)
            summation = weighted(zip(weights, values, strict=True), bias)
            new.append(plan.name(activation(plan, summation), name))
            names.append(name)
        values = new
    net = plan.network(names)
    if inputs[0] is not None:
        net.input_columns = tuple(str(name) for name in inputs)
    if outputs[0] is not None:
        net.target_columns = tuple(TargetColumn(str(name)) for name in outputs)
    kind = f"{BRAINJS} (version {'2' if is_new else '1 or older'})"
    return ImportedNetwork(net, kind, (FLOAT32, NO_SETTINGS))


def _key(data: Mapping[str, Any], key: str) -> tuple[Any, str]:
    if key not in data:
        raise InputError(f"the file has no key {key!r}; it is none of brain.js, or damaged")
    return data[key], key


def _free(label: str, inputs: Sequence[str | None]) -> str:
    """Return the name of an output, which an input may have as well."""
    return f"{label} (output)" if label in inputs else label


def _activation(given: Mapping[str, Any], *, is_new: bool) -> ComposedFunction:
    options = given.get("options") if is_new else given
    options = options if isinstance(options, dict) else {}
    train = given.get("trainOpts")
    train = train if isinstance(train, dict) else {}
    name = options.get("activation", train.get("activation", "sigmoid"))
    slope = options.get("leakyReluAlpha", train.get("leakyReluAlpha", DEFAULT_SLOPE))
    alpha = json_number(slope, "leakyReluAlpha")
    functions = {
        "sigmoid": scaled("sigmoid"),
        "relu": scaled("relu"),
        "leaky-relu": scaled(f"leaky_relu({alpha!r})") if is_new else scaled("relu", 1.0, alpha),
        "tanh": scaled("tanh"),
    }
    if not isinstance(name, str) or name not in functions:
        raise unknown_name("activation of brain.js", name, functions)
    return functions[name]


def _old_layers(
    given: Mapping[str, Any], layers: list[Any]
) -> tuple[list[str | None], list[Layer], list[str | None]]:
    """Return the names of the inputs, the layers after them, and the names of the outputs."""
    keys = [list(json_object(layer, f"layers[{i}]")) for i, layer in enumerate(layers)]
    for index, found in enumerate(keys):
        if not found:
            raise InputError(f"layers[{index}] is empty; expected a key for each neuron")
    read: list[Layer] = []
    for index in range(1, len(layers)):
        layer: Layer = []
        for key in keys[index]:
            place = f"layers[{index}][{key!r}]"
            bias, weights = keys_of(layers[index][key], place, "bias", "weights")
            # the oldest versions write the weights of neurons without names as a list
            if isinstance(weights, list):
                weights = dict(zip(map(str, range(len(weights))), weights, strict=True))
            by_key = json_object(weights, f"{place}.weights")
            if by_key.keys() != set(keys[index - 1]):
                raise InputError(
                    f"{place}.weights has {counted(len(by_key), 'key')} for the "
                    f"{counted(len(keys[index - 1]), 'neuron')} before it; it needs one for each"
                )
            row = [by_key[key] for key in keys[index - 1]]
            if not all_floats(row):
                row = [
                    json_number(by_key[k], f"{place}.weights[{brief(k)}]") for k in keys[index - 1]
                ]
            layer.append((json_number(bias, f"{place}.bias"), row))
        read.append(layer)
    return (
        _old_names(given, keys[0], "inputLookup"),
        read,
        _old_names(given, keys[-1], "outputLookup"),
    )


def _old_names(given: Mapping[str, Any], keys: list[str], lookup: str) -> list[str | None]:
    # as brain.js decides it: without the key "0", the keys are names
    named = bool(given.get(lookup)) or "0" not in keys
    return [*keys] if named else [None] * len(keys)


def _new_layers(
    given: Mapping[str, Any], layers: list[Any]
) -> tuple[list[str | None], list[Layer], list[str | None]]:
    sizes = json_list(*_key(given, "sizes"))
    read: list[Layer] = []
    before = json_index(sizes[0], "sizes[0]", 10**9)
    n_inputs = before
    for index in range(1, len(layers)):
        place = f"layers[{index}]"
        weights, biases = keys_of(layers[index], place, "weights", "biases")
        rows = json_list(weights, f"{place}.weights")
        offsets = json_list(biases, f"{place}.biases")
        if not len(rows) == len(offsets) == sizes[index]:
            raise InputError(
                f"{place} has {counted(len(rows), 'row')} of weights and "
                f"{len(offsets)} biases, where sizes[{index}] is "
                f"{shown(sizes[index])}; the file is damaged"
            )
        layer: Layer = []
        for j, (row, bias) in enumerate(zip(rows, offsets, strict=True)):
            values = json_list(row, f"{place}.weights[{j}]")
            if len(values) != before:
                raise InputError(
                    f"{place}.weights[{j}] has {counted(len(values), 'weight')}; expected "
                    f"{before}, one for each output of the layer before it"
                )
            if not all_floats(values):
                values = [
                    json_number(value, f"{place}.weights[{j}][{k}]")
                    for k, value in enumerate(values)
                ]
            layer.append((json_number(bias, f"{place}.biases[{j}]"), values))
        read.append(layer)
        before = len(rows)
    if not n_inputs or not all(read):
        raise InputError("sizes has a layer without neurons; each needs at least one")
    inputs = _new_names(given, n_inputs, "inputLookup")
    return inputs, read, _new_names(given, before, "outputLookup")


def _new_names(given: Mapping[str, Any], count: int, lookup: str) -> list[str | None]:
    table = given.get(lookup)
    if not table:
        return [None] * count
    places = json_object(table, lookup)
    names: list[str | None] = [None] * count
    for name, place in places.items():
        names[json_index(place, f"{lookup}[{brief(name)}]", count)] = name
    if None in names:
        raise InputError(
            f"{lookup} has {counted(len(places), 'name')} for {count} neurons; the file is damaged"
        )
    return names
