"""The neurons of a network as layers of an ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from neurosim.interop.exports.onnx_models.onnx_functions import add_activation
from neurosim.interop.exports.onnx_models.onnx_nodes import OnnxNodes
from neurosim.interop.exports.programs.code_names import CodeNames
from neurosim.model.activations import Activation
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron
from neurosim.names import one_line, shortened

_SMALL_MATRIX = 100_000
_MOST_ZEROS = 16
"""A layer may have so many numbers for each edge; with more, each of its neurons has a node."""


@dataclass
class OnnxLayers:
    """Where the value of each neuron is: in which tensor, in which column.

    Parameters
    ----------
    net : Network
        The network.
    nodes : OnnxNodes
        The graph.
    """

    net: Network
    nodes: OnnxNodes
    _place: dict[Neuron, tuple[str, int]] = field(default_factory=dict)
    _width: dict[str, int] = field(default_factory=dict)
    _gathered: dict[tuple[tuple[str, int], ...], str] = field(default_factory=dict)

    def add_all(self, inputs: str, *, per_neuron: bool) -> str:
        """Add all neurons; return the name of the outputs, shape (n, n_outputs).

        Parameters
        ----------
        inputs : str
            The name of the inputs in the units of the network.
        per_neuron : bool
            Whether each neuron has nodes of its own.
        """
        self._width[inputs] = len(self.net.inputs)
        for column, neuron in enumerate(self.net.inputs):
            self._place[neuron] = inputs, column
        names = CodeNames()
        for layer, group in enumerate(_groups(self.net, per_neuron=per_neuron)):
            wanted = names.new(group[0].name, "neuron") if per_neuron else f"layer_{layer}"
            if per_neuron or self._is_too_sparse(group):
                for neuron in group:
                    self._add_group([neuron], wanted, inputs)
            else:
                self._add_group(group, wanted, inputs)
        return self._columns([self._place[neuron] for neuron in self.net.outputs])

    def _add_group(self, group: Sequence[Neuron], name: str, inputs: str) -> None:
        incoming = self.net.structure.incoming
        places = {self._place[source] for neuron in group for source, _ in incoming[neuron]}
        # a constant takes any value, with the weight 0
        needed = sorted(places) or [(inputs, 0)]
        column = {place: k for k, place in enumerate(needed)}
        weights = np.zeros((len(group), len(needed)))
        for row, neuron in enumerate(group):
            for source, edge in incoming[neuron]:
                weights[row, column[self._place[source]]] = edge["weight"]
        biases = [neuron.bias for neuron in group]
        summation = self.nodes.add(
            "Gemm",
            [
                self._columns(needed),
                self.nodes.array(weights, f"{name}_weights"),
                self.nodes.array(biases, f"{name}_biases"),
            ],
            f"{name}_summations",
            {"transB": 1},
            about=_about(group),
        )
        result = add_activation(self.nodes, group[0].activation, summation, group[0].name)
        self._width[result] = len(group)
        for row, neuron in enumerate(group):
            self._place[neuron] = result, row

    def _columns(self, needed: Sequence[tuple[str, int]]) -> str:
        """Return the name of a tensor with these columns of other tensors, in this order."""
        key = tuple(needed)
        if key in self._gathered:
            return self._gathered[key]
        parts: list[str] = []
        begin = 0
        while begin < len(needed):
            tensor, end = needed[begin][0], begin
            while end < len(needed) and needed[end][0] == tensor:
                end += 1
            columns = [column for _, column in needed[begin:end]]
            if columns == list(range(self._width[tensor])):
                parts.append(tensor)
            else:
                places = self.nodes.whole_numbers(columns, "columns")
                parts.append(self.nodes.add("Gather", [tensor, places], attributes={"axis": 1}))
            begin = end
        joined = parts[0]
        if len(parts) > 1:
            joined = self.nodes.add("Concat", parts, attributes={"axis": 1})
        self._gathered[key] = joined
        return joined

    def _is_too_sparse(self, group: Sequence[Neuron]) -> bool:
        incoming = self.net.structure.incoming
        sources = {source for neuron in group for source, _ in incoming[neuron]}
        n_edges = sum(len(incoming[neuron]) for neuron in group)
        return len(group) * len(sources) > max(_SMALL_MATRIX, _MOST_ZEROS * n_edges)


def _groups(net: Network, *, per_neuron: bool) -> list[list[Neuron]]:
    """Return the neurons in layers: those of one depth that have the same activation."""
    if per_neuron:
        return [[neuron] for neuron in net.structure.computed]
    level = dict.fromkeys(net.structure.inputs, 0)
    groups: dict[tuple[int, Activation], list[Neuron]] = {}
    for neuron in net.structure.computed:
        sources = net.structure.incoming[neuron]
        level[neuron] = 1 + max((level[source] for source, _ in sources), default=0)
        groups.setdefault((level[neuron], neuron.activation), []).append(neuron)
    return [groups[key] for key in sorted(groups, key=lambda key: key[0])]


def _about(group: Sequence[Neuron]) -> str:
    names = [shortened(one_line(neuron.name), 60) for neuron in group]
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
