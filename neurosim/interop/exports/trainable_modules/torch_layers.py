"""The parts of the PyTorch module: reading earlier values, and one layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from neurosim.interop.exports.trainable_modules.tensor_layers import TensorLayer, Whole
from neurosim.interop.exports.trainable_modules.torch_activations import Function

Tensor = Any


class ValueReader(torch.nn.Module):  # type: ignore[misc]
    """Pick some of the values computed so far.

    Parameters
    ----------
    numbers : ndarray of int64, shape (n_picked,)
        The numbers of the values, counted over all parts.
    sizes : sequence of int
        How many values each part has.
    """

    def __init__(self, numbers: Whole, sizes: Sequence[int]) -> None:
        super().__init__()
        starts = np.concatenate(([0], np.cumsum(sizes)))
        part_of = np.searchsorted(starts[1:], numbers, side="right")
        self.parts = sorted(set(part_of.tolist())) or [0]
        # where each part that is read begins among those that are read
        begins = dict(
            zip(self.parts, np.cumsum([0, *(sizes[p] for p in self.parts)]), strict=False)
        )
        shift = np.array([begins[part] - starts[part] for part in part_of.tolist()], np.int64)
        places = numbers + shift
        whole = np.array_equal(places, np.arange(sum(sizes[part] for part in self.parts)))
        self.register_buffer("places", None if whole else torch.from_numpy(places), False)

    def forward(self, values: list[Tensor]) -> Tensor:
        """Return the picked values, shape (..., n_picked)."""
        read = [values[part] for part in self.parts]
        joined = read[0] if len(read) == 1 else torch.cat(read, dim=-1)
        return joined if self.places is None else joined.index_select(-1, self.places)


class WeightedLayer(torch.nn.Module):  # type: ignore[misc]
    """Compute the summations and outputs of one layer.

    The weights are given by the module that owns them. Where every neuron reads the same values,
    they are a matrix as they are. Otherwise they are put into a matrix with zeros, or added one by
    one if there would be too many zeros.

    Parameters
    ----------
    layer : TensorLayer
        The neurons and edges.
    reader : ValueReader
        What picks its sources.
    function : callable
        Its activation.
    """

    def __init__(self, layer: TensorLayer, reader: ValueReader, function: Function) -> None:
        super().__init__()
        self.layer, self.reader, self.function = layer.layer, reader, function
        self.name = layer.name
        self.n_sources, self.dense, self.sparse = len(layer.sources), layer.dense, layer.sparse
        self.n_neurons = len(layer.rows)
        rows = None if layer.all_rows else torch.from_numpy(layer.rows)
        self.register_buffer("rows", rows, persistent=False)
        edges = {
            "edge_row": layer.edge_row,
            "edge_source": layer.edge_source,
            "edge_input": layer.edge_input,
        }
        for what, places in edges.items():
            kept = None if layer.dense else torch.from_numpy(places)
            self.register_buffer(what, kept, persistent=False)

    def forward(self, values: list[Tensor], weights: Tensor, biases: Tensor) -> Tensor:
        """Return the outputs of the neurons, shape (..., n_neurons)."""
        x = self.reader(values)
        bias = biases if self.rows is None else biases.index_select(0, self.rows)
        rows = weights if self.rows is None else weights.index_select(0, self.rows)
        if self.dense:
            return self.function(functional.linear(x, rows[:, : self.n_sources], bias))
        edges = rows[self.edge_row, self.edge_input]
        if self.sparse:
            terms = x.index_select(-1, self.edge_source) * edges
            empty = terms.new_zeros((*x.shape[:-1], self.n_neurons))
            return self.function(empty.index_add(-1, self.edge_row, terms) + bias)
        empty = rows.new_zeros((self.n_neurons, self.n_sources))
        matrix = empty.index_put((self.edge_row, self.edge_source), edges)
        return self.function(functional.linear(x, matrix, bias))
