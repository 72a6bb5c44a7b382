"""The wiring of a network: every change of its structure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

import networkx as nx

from neurosim.checks import all_floats, items, number, text
from neurosim.errors import InputError, StructureError, brief, listed
from neurosim.model.activations import Activation
from neurosim.model.edge_attributes import EdgeAttributes, new_edge, new_edges, watch_of
from neurosim.model.guarded_graph import cycle_names, join, sources_of
from neurosim.model.neuron import Neuron
from neurosim.model.sorted_graph import NeuronLike, SortedGraph


class Wiring(SortedGraph):
    """A graph of neurons whose structure can be changed; the base of Network."""

    def add_input(self, name: str | None = None) -> Neuron:
        """Add an input neuron.

        Parameters
        ----------
        name : str, optional
            ``x[0]``, ``x[1]``, ... if none is given.

        Returns
        -------
        Neuron

        Raises
        ------
        InputError
            If the name is taken.
        """
        return self._add(self._free_name("x") if name is None else name, is_input=True)

    def add_neuron(
        self,
        sources: Mapping[Any, float] = MappingProxyType({}),
        *,
        bias: float = 0.0,
        activation: str | Activation = "sigmoid",
        name: str | None = None,
    ) -> Neuron:
        """Add a neuron and connect its sources to it.

        Parameters
        ----------
        sources : mapping of Neuron or str to float
            The weight of each source, in the order that the notation counts. Sources may also be
            connected later; a neuron without any cannot be computed, unless ``add_constant`` made
            it.
        bias : float
            The bias ``b``.
        activation : str or Activation
            The activation function.
        name : str, optional
            ``n[0]``, ``n[1]``, ... if none is given.

        Returns
        -------
        Neuron

        Raises
        ------
        UnknownNameError
            If a source or the activation is unknown.
        InputError
            If the name is taken, a source is given twice, or a number is not finite.
        """
        if not isinstance(sources, Mapping):
            raise InputError(
                f"sources are given as {{source: weight}}, such as {{'x[0]': 0.5}}; got "
                f"{brief(sources)}"
            )
        name = self._free_name("n") if name is None else text(name, "a neuron's name")
        edges: dict[Neuron, float] = {}
        for key, weight in sources.items():
            source = key if key in self._created else self[key]
            if source in edges:
                raise InputError(f"source {source.name!r} of {brief(name)} is given twice")
            # the message is made only if it is needed: there may be millions of edges
            is_number = type(weight) is float and math.isfinite(weight)
            edges[source] = weight if is_number else self._number(weight, source, name)
        neuron = self._add(name, bias=bias, activation=activation)
        if edges:
            # a new neuron is newer than its sources, and a new edge closes no cycle
            new = new_edges(edges.values(), watch_of(self._graph))
            join(self._graph, neuron, dict(zip(edges, new, strict=True)))
            self._changed(neuron, *edges)
        return neuron

    def add_constant(
        self,
        bias: float = 1.0,
        *,
        activation: str | Activation = "identity",
        name: str | None = None,
    ) -> Neuron:
        """Add a neuron without inputs: its summation is its bias, in every sample.

        Evolved networks have such neurons; the bias is trained as any other.

        Parameters
        ----------
        bias : float
            The bias ``b``.
        activation : str or Activation
            The activation function; with the identity the output is the bias.
        name : str, optional
            ``n[0]``, ``n[1]``, ... if none is given.

        Returns
        -------
        Neuron

        Raises
        ------
        UnknownNameError
            If the activation is unknown.
        InputError
            If the name is taken, or the bias is not a finite number.

        Examples
        --------
        >>> import neurosim as ns
        >>> net = ns.Network()
        >>> x, one = net.add_input(), net.add_constant(1.0, name="one")
        >>> y = net.add_neuron({x: 2.0, one: 0.5}, activation="identity")
        >>> net.forward([3.0])
        array([6.5])
        """
        name = self._free_name("n") if name is None else text(name, "a neuron's name")
        return self._add(name, bias=bias, activation=activation, is_constant=True)

    def connect(self, source: NeuronLike, target: NeuronLike, weight: float) -> None:
        """Add an edge.

        Parameters
        ----------
        source, target : Neuron or str
            Where the edge comes from and leads to.
        weight : float
            Its weight.

        Raises
        ------
        StructureError
            If the edge would close a cycle (the message names the neurons on it), leads to an
            input, or exists already.
        InputError
            If the weight is not a finite number.
        """
        source, target, weight = self._checked_edge(source, target, weight)
        if not self._cannot_close_cycle(source, target):
            self._refuse_cycle(source, target)
        self._add_edge(source, target, weight)

    def connect_all(self, edges: Iterable[tuple[NeuronLike, NeuronLike, float]]) -> None:
        """Add many edges with one search for cycles; none is added if one cannot be.

        Parameters
        ----------
        edges : iterable of (source, target, weight)
            In the order that the notation counts the inputs of each target.

        Raises
        ------
        StructureError
            If the edges close a cycle (the message names the neurons on one), or one leads to an
            input or exists already.
        InputError
            If a weight is not a finite number.

        Examples
        --------
        >>> import neurosim as ns
        >>> net = ns.Network()
        >>> x, a, b = net.add_input("x"), net.add_neuron(name="a"), net.add_neuron(name="b")
        >>> net.connect_all([("x", "b", 1.0), ("b", "a", 0.5)])
        >>> [neuron.name for neuron in net.topological_order]
        ['x', 'b', 'a']
        """
        given = items(edges, "edges are a list of (source, target, weight)")
        rows: dict[Neuron, dict[Neuron, float]] = {}
        created = self._created
        for edge in given:
            # tuples first: the others take their time, and there may be millions
            listed_edge = type(edge) is tuple or (
                isinstance(edge, Sequence) and not isinstance(edge, str)
            )
            if not listed_edge or len(edge) != 3:
                raise InputError(f"an edge is given as (source, target, weight); got {brief(edge)}")
            source, target, weight = edge
            if type(source) is not Neuron or source not in created:
                source = self[source]
            if type(target) is not Neuron or target not in created:
                target = self[target]
            row = rows.get(target)
            if row is None:
                row = rows[target] = {}
            if source in row:
                self._refuse_edge(source, target)
            row[source] = weight
        connect_rows(self, rows)

    def disconnect(self, source: NeuronLike, target: NeuronLike) -> None:
        """Remove an edge; raise StructureError if it does not exist."""
        source, target = self[source], self[target]
        self._require_edge(source, target)
        nx.DiGraph.remove_edge(self._graph, source, target)
        self._changed(source, target)

    def remove_neuron(self, neuron: NeuronLike) -> None:
        """Remove a neuron with all its edges; it is struck from the outputs as well.

        Neurons that it fed keep their other inputs; one that is left without any has to be
        connected or removed before the network computes again.

        Raises
        ------
        UnknownNameError
            If there is no such neuron.
        """
        neuron = self[neuron]
        beside = [*self._graph.pred[neuron], *self._graph.succ[neuron]]
        nx.DiGraph.remove_node(self._graph, neuron)
        del self._neurons[neuron.name], self._created[neuron]
        self._n_inputs -= neuron.is_input
        neuron._graph = None
        if neuron in self._chosen_outputs:
            self._chosen_outputs = tuple(n for n in self._chosen_outputs if n is not neuron)
            self._changed()
        else:
            self._changed(neuron, *beside)

    def split_edge(
        self,
        source: NeuronLike,
        target: NeuronLike,
        *,
        activation: str | Activation = "identity",
        name: str | None = None,
    ) -> Neuron:
        """Replace an edge by two with a new neuron between them.

        The edge into the new neuron has the weight 1, the edge out of it keeps the old weight and
        its place among the target's inputs. With the default activation the network computes the
        same as before (Stanley and Miikkulainen 2002, the add-node mutation of NEAT, whose new
        neuron would be a sigmoid).

        Returns
        -------
        Neuron
            The new neuron, with bias 0.

        Raises
        ------
        StructureError
            If there is no such edge.
        """
        source, target = self[source], self[target]
        self._require_edge(source, target)
        middle = self.add_neuron({source: 1.0}, activation=activation, name=name)
        edges = dict(self._graph.pred[target].items())
        for old in edges:
            nx.DiGraph.remove_edge(self._graph, old, target)
        for old, attributes in edges.items():
            new = middle if old is source else old
            nx.DiGraph.add_edge(self._graph, new, target, **attributes)
        self._edges_follow_creation = False
        self._changed()
        return middle

    def set_outputs(self, *neurons: NeuronLike) -> None:
        """Choose the outputs and their order; without arguments return to the default.

        The default is every neuron without successors, in order of creation. An output may have
        successors of its own.

        Raises
        ------
        StructureError
            If a neuron is an input or is given twice.
        UnknownNameError
            If there is no such neuron.
        """
        chosen: dict[Neuron, None] = {}
        for neuron in (self[given] for given in neurons):
            if neuron.is_input:
                raise StructureError(f"{neuron.name!r} is an input; it cannot be an output")
            if neuron in chosen:
                raise StructureError(f"output {neuron.name!r} is given twice; give it once")
            chosen[neuron] = None
        self._chosen_outputs = tuple(chosen)
        self._changed()

    def _add(
        self,
        name: str,
        *,
        bias: float = 0.0,
        activation: str | Activation = "identity",
        is_input: bool = False,
        is_constant: bool = False,
    ) -> Neuron:
        text(name, "a neuron's name")
        if not name:
            raise InputError("a neuron's name is empty; give one, or none for a name by default")
        if name in self._neurons:
            raise InputError(f"the name {brief(name)} is taken; names of neurons are unique")
        neuron = Neuron(
            name,
            self._graph,
            bias=bias,
            activation=activation,
            is_input=is_input,
            is_constant=is_constant,
        )
        nx.DiGraph.add_node(self._graph, neuron)
        self._neurons[name] = neuron
        self._created[neuron] = self._n_created
        self._n_created += 1
        self._n_inputs += is_input
        self._changed(neuron)
        return neuron

    def _add_edge(self, source: Neuron, target: Neuron, weight: float) -> None:
        self._join(source, target, weight)
        self._changed(source, target)

    def _join(self, source: Neuron, target: Neuron, weight: float) -> None:
        if self._created[source] >= self._created[target]:
            self._edges_follow_creation = False
        join(self._graph, target, {source: new_edge(weight, watch_of(self._graph))})

    def _checked_edge(
        self, source: NeuronLike, target: NeuronLike, weight: float
    ) -> tuple[Neuron, Neuron, float]:
        source, target = self[source], self[target]
        weight = self._number(weight, source, target.name)
        if target.is_input or self._graph.has_edge(source, target):
            self._refuse_edge(source, target)
        return source, target, weight

    def _number(self, weight: float, source: Neuron, target: str) -> float:
        return number(weight, f"the weight from {source.name!r} to {target!r}")

    def _refuse_edge(self, source: Neuron, target: Neuron) -> NoReturn:
        if target.is_input:
            raise StructureError(f"{target.name!r} is an input; nothing can be connected to it")
        raise StructureError(
            f"{source.name!r} is connected to {target.name!r} already; "
            f"write its weight with net[{target.name!r}].weights[{source.name!r}] = ..."
        )

    def _cannot_close_cycle(self, source: Neuron, target: Neuron) -> bool:
        return self._edges_follow_creation and self._created[source] < self._created[target]

    def _refuse_cycle(self, source: Neuron, target: Neuron) -> None:
        try:
            path = nx.shortest_path(self._graph, target, source)
        except nx.NetworkXNoPath:
            return
        cycle = listed((neuron.name for neuron in (source, *path)), separator=" -> ")
        raise StructureError(
            f"connecting {source.name!r} to {target.name!r} would close the cycle {cycle}; "
            "a network has no cycles"
        )

    def _require_edge(self, source: Neuron, target: Neuron) -> None:
        if not self._graph.has_edge(source, target):
            raise StructureError(f"{source.name!r} is not connected to {target.name!r}")

    def _free_name(self, letter: str) -> str:
        index = self._n_inputs if letter == "x" else len(self._neurons) - self._n_inputs
        while f"{letter}[{index}]" in self._neurons:
            index += 1
        return f"{letter}[{index}]"


def connect_rows(net: Wiring, rows: Mapping[Neuron, Mapping[Neuron, float]]) -> None:
    """Add many edges, given as the weights of the sources of each target; see ``connect_all``.

    Parameters
    ----------
    net : Wiring
        The network.
    rows : mapping of Neuron to mapping of Neuron to float
        Neurons of the network.
    """
    created, joined = net._created, sources_of(net._graph)
    follows, watch = net._edges_follow_creation, watch_of(net._graph)
    new: dict[Neuron, dict[Neuron, EdgeAttributes]] = {}
    for target, row in rows.items():
        if (target.is_input and row) or not row.keys().isdisjoint(joined[target]):
            known = [source for source in row if source in joined[target]]
            net._refuse_edge((known or list(row))[0], target)
        weights = list(row.values())
        if not all_floats(weights):
            weights = [net._number(row[source], source, target.name) for source in row]
        new[target] = dict(zip(row, new_edges(weights, watch), strict=True))
        newest = max(map(created.__getitem__, row), default=-1)
        follows = follows and newest < created[target]
    for target, edges in new.items():
        join(net._graph, target, edges)
    cycle = None if follows else cycle_names(net._graph)
    if cycle is not None:
        for target, edges in new.items():
            for source in edges:
                nx.DiGraph.remove_edge(net._graph, source, target)
        raise StructureError(f"the edges close the cycle {cycle}; a network has no cycles")
    if any(rows.values()):
        net._edges_follow_creation = follows
        net._changed(*rows, *{source for row in rows.values() for source in row})
