"""The graph of a network for reading: neurons by name, order, layers, outputs."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from neurosim.errors import InputError, brief, unknown_name
from neurosim.model.edge_attributes import watch_of
from neurosim.model.guarded_graph import guarded_graph
from neurosim.model.locks import whole
from neurosim.model.neuron import Neuron
from neurosim.model.revision import revised
from neurosim.model.structure import (
    Structure,
    check_computable,
    check_edges,
    sort_structure,
)

NeuronLike = Neuron | str


class SortedGraph:
    """A directed acyclic graph of neurons that is sorted again after every change of its wiring."""

    def __init__(self) -> None:
        self._graph = guarded_graph()
        self._neurons: dict[str, Neuron] = {}
        self._created: dict[Neuron, int] = {}
        self._n_created = 0
        self._n_inputs = 0
        self._chosen_outputs: tuple[Neuron, ...] = ()
        self._structure: Structure | None = None
        # what was edited since the structure was sorted
        self._edited: set[Neuron] = set()
        self._computable = False
        # while every edge runs from an older to a newer neuron, no cycle is possible
        self._edges_follow_creation = True

    @property
    def graph(self) -> nx.DiGraph[Neuron]:
        """The graph itself: nodes are Neuron objects, edges carry ``weight`` and ``trainable``.

        Values of attributes may be written; nodes and edges can be changed only through the
        network.
        """
        return self._graph

    @property
    def structure(self) -> Structure:
        """The graph sorted for computing; after a change, the changed part is sorted again."""
        # edits are deleted only after they are applied: no thread takes an old structure for a new
        edited, structure = self._edited, self._structure
        if structure is not None and not edited:
            return structure
        with whole:
            edited, structure = self._edited, self._structure
            if structure is None:
                structure = sort_structure(self._graph, self._chosen_outputs)
            elif edited:
                structure = revised(
                    structure,
                    self._graph,
                    self._created,
                    edited,
                    default_outputs=not self._chosen_outputs,
                )
            self._structure = structure
            self._edited = set()
        return structure

    @property
    def inputs(self) -> tuple[Neuron, ...]:
        """The input neurons in order of creation."""
        return self.structure.inputs

    @property
    def hidden(self) -> tuple[Neuron, ...]:
        """The hidden neurons, layer by layer."""
        return tuple(neuron for layer in self.structure.hidden_layers for neuron in layer)

    @property
    def outputs(self) -> tuple[Neuron, ...]:
        """The output neurons: those set, or the neurons without successors."""
        return self.structure.outputs

    @property
    def outputs_are_set(self) -> bool:
        """Whether the outputs were chosen with ``set_outputs``."""
        return bool(self._chosen_outputs)

    @property
    def layers(self) -> tuple[tuple[Neuron, ...], ...]:
        """Inputs, hidden layers, outputs."""
        return (self.inputs, *self.structure.hidden_layers, self.outputs)

    @property
    def topological_order(self) -> tuple[Neuron, ...]:
        """Every neuron, each after all of its inputs."""
        return self.structure.order

    def __len__(self) -> int:
        return len(self._neurons)

    def __iter__(self) -> Iterator[Neuron]:
        return iter(self._neurons.values())

    def __contains__(self, neuron: object) -> bool:
        if isinstance(neuron, Neuron):
            return neuron in self._created
        return isinstance(neuron, str) and neuron in self._neurons

    def __getitem__(self, neuron: NeuronLike) -> Neuron:
        """Return a neuron by name; a neuron of this network returns itself.

        Raises
        ------
        UnknownNameError
            If there is no such neuron; the message lists the existing neurons.
        """
        if isinstance(neuron, Neuron):
            if neuron in self._created:
                return neuron
            raise InputError(f"neuron {neuron.name!r} belongs to another network, or was removed")
        if not isinstance(neuron, str):
            raise InputError(f"a neuron is given as the object or by its name; got {brief(neuron)}")
        if neuron not in self._neurons:
            raise unknown_name("neuron", neuron, self._neurons)
        return self._neurons[neuron]

    def check(self) -> None:
        """Raise unless every neuron can be computed from the inputs.

        Raises
        ------
        StructureError
            If a neuron has no inputs and is no constant.
        InputError
            If a weight is missing or not a finite number.
        """
        if not self._computable:
            check_computable(self.structure, self._title)
            self._computable = True
        self._check_edges()

    def _check_edges(self) -> None:
        """Check what users can write on edges, unless nothing was written since the last time."""
        watch = watch_of(self._graph)
        token = watch.token
        if token is not watch.checked:
            check_edges(self.structure)
            watch.checked = token

    @property
    def _title(self) -> str:
        return "the network"

    def _changed(self, *neurons: Neuron) -> None:
        """Note a change at some neurons, or anywhere if none is given."""
        self._computable = False
        watch_of(self._graph).checked = None
        if neurons and self._edges_follow_creation and self._structure is not None:
            self._edited.update(neurons)
        else:
            self._structure, self._edited = None, set()


def check_edited(graph: SortedGraph) -> None:
    """Check what a callback wrote on edges; numbers that are not finite are left to the training.

    Raises
    ------
    InputError
        If a weight is missing or no number, or ``trainable`` is neither True nor False.
    """
    watch = watch_of(graph.graph)
    if watch.token is not watch.checked:
        check_edges(graph.structure, finite=False)
