"""The two JSON files of the programs of the paper's author: weights, and limits of the scaling.

The layout is that of https://github.com/JeffDeCola/my-neural-networks; docs/model-file.md
describes it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from neurosim.checks import number
from neurosim.errors import InputError, StructureError, listed
from neurosim.files import PathLike, write_whole
from neurosim.interop.foreign import read_json_text, refuse_foreign
from neurosim.interop.json_text import naming, parse_json
from neurosim.interop.records import FORMAT, Numbers, Record
from neurosim.interop.validation import validated
from neurosim.model.activations import Activation
from neurosim.model.builders import mlp
from neurosim.model.network import Network, check_network
from neurosim.model.neuron import Neuron
from neurosim.model.scaling import MinMaxScaling, check_range

Some = Annotated[Numbers, Field(min_length=1)]
Rows = Annotated[list[Some], Field(min_length=1)]


class WeightsRecord(Record):
    """Weights by layer, node and input; biases by layer and node."""

    title = "a weights file"

    hidden_weights: list[Rows] | None = Field(default=None, alias="hiddenWeights")
    hidden_bias: list[Some] | None = Field(default=None, alias="hiddenBias")
    output_weights: Rows = Field(alias="outputWeights")
    output_bias: Some = Field(alias="outputBias")


class LimitsRecord(Record):
    """The smallest and largest value of each input and each output, in raw units."""

    title = "a scaling file"

    min_input: Some = Field(alias="minInput")
    max_input: Some = Field(alias="maxInput")
    min_output: Some = Field(alias="minOutput")
    max_output: Some = Field(alias="maxOutput")


def read_weights(
    path: PathLike,
    *,
    activation: str | Activation = "sigmoid",
    output_activation: str | Activation | None = None,
    name: str = "",
    names: Sequence[Sequence[str]] | None = None,
) -> Network:
    """Read a network from the author's weights file.

    Parameters
    ----------
    path : path
        A file with ``hiddenWeights`` [layer][node][input], ``hiddenBias`` [layer][node],
        ``outputWeights`` [node][input] and ``outputBias`` [node]. Without a hidden layer, the first
        two are empty or absent.
    activation : str or Activation
        For all hidden layers; the file does not hold it.
    output_activation : str or Activation, optional
        For the output layer; by default that of the hidden layers.
    name : str
        The name of the network.
    names : sequence of sequences of str, optional
        The names of the neurons of each layer, as in ``mlp``; the file does not hold them.

    Returns
    -------
    Network
        With neurons ``x[0]``, ..., ``h[0][0]``, ..., ``o[0]``, ..., unless they have other names.

    Raises
    ------
    FileError
        If the file cannot be read, is not a weights file, or its rows do not fit together.
    InputError
        If the names do not fit the layers.
    UnknownNameError
        If an activation is unknown.

    Examples
    --------
    >>> import tempfile
    >>> import neurosim as ns
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     path = write_weights(ns.mlp([2, 3, 2]), f"{directory}/weights.json")
    ...     read_weights(path, name="trained")
    Network('trained', 2 inputs, 3 hidden, 2 outputs, 12 edges)
    """
    text = read_json_text(path, WeightsRecord.title)
    with naming(str(path)):
        layers = _weight_layers(validated(WeightsRecord, _object(text, WeightsRecord.title)))
    sizes = [len(layers[0][0][0]), *(len(bias) for _, bias in layers)]
    net = mlp(
        sizes,
        activation,
        output_activation=output_activation,
        initializer="zeros",
        name=name,
        names=names,
    )
    for neurons, (weights, bias) in zip(net.layers[1:], layers, strict=True):
        for neuron, row, value in zip(neurons, weights, bias, strict=True):
            neuron.weights.assign(row)
            neuron.bias = value
    return net


def write_weights(net: Network, path: PathLike, *, overwrite: bool = True) -> Path:
    """Write the weights and biases of a layered network as the author's weights file.

    That file cannot hold names, activations, frozen flags and scaling; ``save`` keeps them.

    Parameters
    ----------
    net : Network
        Plain layers: every neuron takes exactly all neurons of the layer before it, in order.
    path : path
        The file to write.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    StructureError
        If the network is incomplete or not layered; the message names the neuron.
    InputError
        If a weight is not finite.
    FileError
        If the file exists and may not be replaced, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import neurosim as ns
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     path = write_weights(ns.perceptron(2), f"{directory}/weights.json")
    ...     json.loads(path.read_text())["outputWeights"]
    [[0.0, 0.0]]
    """
    check_network(net, "write_weights")
    for before, layer in zip(net.layers, net.layers[1:], strict=False):
        for neuron in layer:
            _check_takes(neuron, before)
    *hidden, outputs = net.layers[1:]
    data = {
        "hiddenWeights": [_weights(layer) for layer in hidden],
        "hiddenBias": [[neuron.bias for neuron in layer] for layer in hidden],
        "outputWeights": _weights(outputs),
        "outputBias": [neuron.bias for neuron in outputs],
    }
    return write_whole(path, json.dumps(data, indent=2) + "\n", overwrite=overwrite)


def read_scaling(
    path: PathLike, *, feature_range: Sequence[float] = (0, 1)
) -> tuple[MinMaxScaling, MinMaxScaling]:
    """Read the scaling of inputs and targets from the author's scaling file.

    Parameters
    ----------
    path : path
        A file with ``minInput``, ``maxInput``, ``minOutput`` and ``maxOutput``, in raw units.
    feature_range : (float, float)
        The range to scale to; the file does not hold it.

    Returns
    -------
    inputs, targets : MinMaxScaling
        For ``net.input_scaling`` and ``net.target_scaling``.

    Raises
    ------
    FileError
        If the file cannot be read, is not a scaling file, or its limits do not fit together.
    InputError
        If the range is not two increasing numbers.

    Examples
    --------
    >>> import tempfile
    >>> text = '{"minInput": [25], "maxInput": [70], "minOutput": [40], "maxOutput": [100]}'
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     path = write_whole(f"{directory}/minmax.json", text)
    ...     inputs, targets = read_scaling(path)
    >>> inputs
    MinMaxScaling(minimum=(25.0,), maximum=(70.0,), feature_range=(0.0, 1.0))
    """
    scaled_to = check_range(feature_range)
    text = read_json_text(path, LimitsRecord.title)
    with naming(str(path)):
        record = validated(LimitsRecord, _object(text, LimitsRecord.title))
        inputs = _limits(record.min_input, record.max_input, scaled_to, "minInput and maxInput")
        targets = _limits(
            record.min_output, record.max_output, scaled_to, "minOutput and maxOutput"
        )
    return inputs, targets


def write_scaling(net: Network, path: PathLike, *, overwrite: bool = True) -> Path:
    """Write the limits of a network's scaling as the author's scaling file.

    That file cannot hold the normalized range; give it to ``read_scaling`` again.

    Parameters
    ----------
    net : Network
        With ``input_scaling`` and ``target_scaling``.
    path : path
        The file to write.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    InputError
        If the network lacks one of its scalings, or one of them is not min-max scaling.
    FileError
        If the file exists and may not be replaced, or cannot be written.

    Examples
    --------
    >>> import neurosim as ns
    >>> write_scaling(ns.mlp([2, 3, 1]), "minmax.json")
    Traceback (most recent call last):
        ...
    neurosim.errors.InputError: the network has no input_scaling; a scaling file needs it and
    target_scaling, so set both or train with normalize=(0, 1)
    """
    check_network(net, "write_scaling", complete=False)
    net.check_description()
    inputs, targets = net.input_scaling, net.target_scaling
    if inputs is None or targets is None:
        lacking = "input_scaling" if inputs is None else "target_scaling"
        other = "target_scaling" if inputs is None else "input_scaling"
        raise InputError(
            f"the network has no {lacking}; a scaling file needs it and {other}, "
            "so set both or train with normalize=(0, 1)"
        )
    if not isinstance(inputs, MinMaxScaling) or not isinstance(targets, MinMaxScaling):
        standard = "target_scaling" if isinstance(inputs, MinMaxScaling) else "input_scaling"
        raise InputError(
            f"the network's {standard} is standard scaling, and a scaling file holds minima and "
            "maxima; train with normalize=(0, 1), or save the network in a model file"
        )
    data = {
        "minInput": inputs.minimum,
        "maxInput": inputs.maximum,
        "minOutput": targets.minimum,
        "maxOutput": targets.maximum,
    }
    return write_whole(path, json.dumps(data, indent=2) + "\n", overwrite=overwrite)


def _object(text: str, title: str) -> Any:
    data = parse_json(text)
    if isinstance(data, dict) and data.get("format") == FORMAT:
        raise InputError(f"this is a model file, not {title}; read it with load")
    refuse_foreign(data, title)
    return data


def _weight_layers(record: WeightsRecord) -> list[tuple[list[Numbers], Numbers]]:
    weights, biases = record.hidden_weights or [], record.hidden_bias or []
    if len(weights) != len(biases):
        raise InputError(
            f"hiddenWeights has {len(weights)} layer(s) and hiddenBias {len(biases)}; "
            "expected as many of one as of the other"
        )
    layers = [*zip(weights, biases, strict=True), (record.output_weights, record.output_bias)]
    places = [f"[{index}]" for index in range(len(weights))]
    names = [(f"hiddenWeights{place}", f"hiddenBias{place}") for place in places]
    names.append(("outputWeights", "outputBias"))
    width = len(layers[0][0][0])
    for (rows, bias), (rows_name, bias_name) in zip(layers, names, strict=True):
        if len(rows) != len(bias):
            turned = rows is layers[0][0] or len(rows) == width
            if turned and all(len(row) == len(bias) for row in rows):
                raise InputError(
                    f"{rows_name} has {len(rows)} row(s) of {len(bias)} for {len(bias)} node(s) of "
                    f"{bias_name}: it is transposed, as scikit-learn and Keras write it; give a "
                    "row for each node, with a weight for each of its inputs"
                )
            raise InputError(
                f"{rows_name} has {len(rows)} node(s) and {bias_name} {len(bias)}; "
                "expected as many of one as of the other"
            )
        for index, row in enumerate(rows):
            if len(row) != width:
                raise InputError(
                    f"{rows_name}[{index}] has {len(row)} weight(s); expected {width}, "
                    f"one for each node of the layer before{_comma_hint(rows)}"
                )
        width = len(rows)
    return layers


def _comma_hint(rows: list[Numbers]) -> str:
    longest = max(rows, key=len)
    if len(longest) > min(map(len, rows)) and any(map(float.is_integer, longest)):
        return "; a decimal comma makes two numbers of one, so write 0.1 for 0,1"
    return ""


def _limits(
    minimum: Numbers, maximum: Numbers, feature_range: tuple[float, float], place: str
) -> MinMaxScaling:
    try:
        return MinMaxScaling(tuple(minimum), tuple(maximum), feature_range)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _check_takes(neuron: Neuron, before: Sequence[Neuron]) -> None:
    if neuron.inputs != tuple(before):
        taken, expected = (listed((n.name for n in some), 5) for some in (neuron.inputs, before))
        raise StructureError(
            f"neuron {neuron.name!r} takes {taken}, but a weights file needs it to take all of "
            f"the layer before in order: {expected}; write this network with save"
        )


def _weights(layer: Sequence[Neuron]) -> list[Numbers]:
    return [
        [number(weight, f"a weight of {neuron.name!r}") for weight in neuron.weights]
        for neuron in layer
    ]
