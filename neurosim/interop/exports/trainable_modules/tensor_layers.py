"""A network as layers of tensors: the matrices of its weights, and what each layer reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import Matrix
from neurosim.model.activations import Activation
from neurosim.model.neuron import Neuron
from neurosim.model.structure import Structure

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

SPARSE = 16
"""A layer becomes a matrix unless so many of its numbers would be 0 for each that is not."""


@dataclass(frozen=True, slots=True, eq=False)
class LayerNumbers:
    """The parameters of one layer of the notation, as ``wh[layer]`` and ``bh[layer]`` count them.

    Attributes
    ----------
    neurons : tuple of Neuron
        Its neurons, in the order of the notation.
    weights : ndarray, shape (n_neurons, most_inputs)
        The weights of each neuron in order of connection; a shorter row ends with zeros.
    weights_trainable : ndarray of bool, shape (n_neurons, most_inputs)
        Which weights an update may change.
    is_weight : ndarray of bool, shape (n_neurons, most_inputs)
        Which places hold a weight.
    biases : ndarray, shape (n_neurons,)
        The biases.
    biases_trainable : ndarray of bool, shape (n_neurons,)
        Which biases an update may change.
    """

    neurons: tuple[Neuron, ...]
    weights: Matrix
    weights_trainable: Flags
    is_weight: Flags
    biases: Matrix
    biases_trainable: Flags


@dataclass(frozen=True, slots=True, eq=False)
class TensorLayer:
    """Neurons that are computed together: one activation, and sources that are known before.

    Values are numbered: the inputs first, then the neurons layer by layer.

    Attributes
    ----------
    layer : int
        The hidden layer of the notation whose matrix holds the weights; -1 for the outputs.
    rows : ndarray of int64, shape (n_neurons,)
        The rows of that matrix.
    all_rows : bool
        Whether they are all rows of that matrix, in order.
    activation : Activation
        The activation of all neurons.
    name : str
        The name of the first neuron.
    sources : ndarray of int64, shape (n_sources,)
        The numbers of the values that the layer reads.
    dense : bool
        Whether every neuron reads all sources, in this order.
    sparse : bool
        Whether there are so few edges that they are added one by one.
    edge_row, edge_source, edge_input : ndarray of int64, shape (n_edges,)
        For each edge the neuron within the layer, its place in ``sources``, and its place among
        the inputs of the neuron.
    """

    layer: int
    rows: Whole
    all_rows: bool
    activation: Activation
    name: str
    sources: Whole
    dense: bool
    sparse: bool
    edge_row: Whole
    edge_source: Whole
    edge_input: Whole


def layer_numbers(neurons: Sequence[Neuron], structure: Structure) -> LayerNumbers:
    """Return the parameters of a layer as matrices."""
    incoming = [structure.incoming[neuron] for neuron in neurons]
    shape = len(neurons), max(map(len, incoming), default=0)
    weights, trainable = np.zeros(shape), np.zeros(shape, np.bool_)
    is_weight = np.zeros(shape, np.bool_)
    for row, edges in enumerate(incoming):
        weights[row, : len(edges)] = [edge["weight"] for _, edge in edges]
        trainable[row, : len(edges)] = [edge["trainable"] for _, edge in edges]
        is_weight[row, : len(edges)] = True
    return LayerNumbers(
        neurons=tuple(neurons),
        weights=weights,
        weights_trainable=trainable,
        is_weight=is_weight,
        biases=np.array([neuron.bias for neuron in neurons], np.float64),
        biases_trainable=np.array([neuron.bias_trainable for neuron in neurons], np.bool_),
    )


def tensor_layers(structure: Structure) -> tuple[list[TensorLayer], Whole]:
    """Return the layers of a network in an order in which they can be computed.

    The layers of the notation are not such an order: an output that feeds other neurons belongs to
    none of them. Here a neuron comes after the longest path to it, whatever is on it.

    Returns
    -------
    layers : list of TensorLayer
    outputs : ndarray of int64, shape (n_outputs,)
        The numbers of the values that are the outputs.
    """
    depth = dict.fromkeys(structure.inputs, 0)
    groups: defaultdict[Any, list[Neuron]] = defaultdict(list)
    for neuron in structure.computed:
        depth[neuron] = 1 + max(
            (depth[source] for source, _ in structure.incoming[neuron]), default=0
        )
        place = structure.places[neuron]
        layer = place.indices[0] if place.kind == "hidden" else -1
        groups[depth[neuron], layer, neuron.activation].append(neuron)
    number = {neuron: index for index, neuron in enumerate(structure.inputs)}
    layers = []
    for (_, layer, activation), neurons in sorted(groups.items(), key=lambda item: item[0][:2]):
        neurons.sort(key=lambda neuron: structure.places[neuron].indices[-1])
        layers.append(_layer(layer, activation, neurons, structure, number))
        number.update({n: i for i, n in enumerate(neurons, start=len(number))})
    outputs = np.array([number[neuron] for neuron in structure.outputs], np.int64)
    return layers, outputs


def _layer(
    layer: int,
    activation: Activation,
    neurons: list[Neuron],
    structure: Structure,
    number: dict[Neuron, int],
) -> TensorLayer:
    read = [[number[source] for source, _ in structure.incoming[neuron]] for neuron in neurons]
    dense = all(sources == read[0] for sources in read)
    counts = [len(sources) for sources in read]
    flat = np.array([source for sources in read for source in sources], np.int64)
    sources = np.array(read[0], np.int64) if dense else np.unique(flat)
    place = {int(source): index for index, source in enumerate(sources)}
    rows = [structure.places[neuron].indices[-1] for neuron in neurons]
    n_rows = len(structure.outputs if layer < 0 else structure.hidden_layers[layer])
    return TensorLayer(
        layer=layer,
        rows=np.array(rows, np.int64),
        all_rows=rows == list(range(n_rows)),
        activation=activation,
        name=neurons[0].name,
        sources=sources,
        dense=dense,
        sparse=len(neurons) * len(sources) > SPARSE * max(len(flat), 1),
        edge_row=np.repeat(np.arange(len(neurons)), counts),
        edge_source=np.array([place[source] for source in flat.tolist()], np.int64),
        edge_input=np.array([index for count in counts for index in range(count)], np.int64),
    )
