"""XML of PyBrain, as its ``NetworkWriter`` writes it.

PyBrain's own reader evaluates the text of the file as Python. Here it is only compared with the
few forms that the writer gives.
"""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx

from neurosim.errors import InputError, StructureError, brief, listed, unknown_name
from neurosim.file_kinds import PYBRAIN
from neurosim.files import PathLike
from neurosim.interop.imports.small_formats.composed_functions import ComposedFunction, scaled
from neurosim.interop.imports.small_formats.found import ImportedNetwork
from neurosim.interop.imports.small_formats.plain_xml import XmlElement, parse_plain_xml
from neurosim.interop.imports.small_formats.planned_network import NetworkPlan, WeightedSum, total
from neurosim.interop.imports.small_formats.pybrain_connections import (
    argument_of,
    carried,
    end_of,
    name_of,
    part_of,
    shared_weights,
    whole_argument,
)
from neurosim.interop.imports.small_formats.reading_files import import_text
from neurosim.model.network import Network

MOST_UNITS = 1_000_000

_LAYERS: dict[str, ComposedFunction] = {
    "LinearLayer": scaled("identity"),
    "SigmoidLayer": scaled("sigmoid"),
    "TanhLayer": scaled("tanh"),
    "ReluLayer": scaled("relu"),
    "SoftmaxLayer": scaled("identity"),
}


def read_pybrain(path: PathLike) -> Network:
    """Read a network that PyBrain wrote with ``NetworkWriter.writeToFile``.

    Layers are linear, sigmoid, tanh, relu or softmax, and bias units; connections are full, linear,
    identity or shared, with slices. A softmax at the end stays linear, and the loss of the network
    is ``softmax_cross_entropy``: ``predict_probabilities`` gives the outputs of PyBrain.

    Parameters
    ----------
    path : path
        The file, usually ``.xml``; of several networks the first is read.

    Returns
    -------
    Network
        A network whose neurons are named by the modules: ``hidden0[2]``.

    Raises
    ------
    FileError
        If the file cannot be read, is damaged or of another library, holds a recurrent network or a
        layer that is not listed here, or has a document type.

    Notes
    -----
    PyBrain's own reader evaluates the file as Python code; nothing of it is evaluated here.

    Examples
    --------
    >>> read_pybrain("no-such-file.xml")
    Traceback (most recent call last):
        ...
    neurosim.errors.FileError: cannot read no-such-file.xml: no such file; ...
    """
    return import_text(path, PYBRAIN, pybrain_network).network


def pybrain_network(text: str) -> ImportedNetwork:
    """Return the network that the XML of PyBrain describes; raise NeurosimError if it does not."""
    networks = [part for part in parse_plain_xml(text).children if part.tag == "Network"]
    if not networks:
        raise InputError("the file has no <Network>; it is none of PyBrain, or damaged")
    root = networks[0]
    modules = {name_of(module): module for module in part_of(root, "Modules").children}
    if len(modules) < len(part_of(root, "Modules").children):
        raise InputError("two modules have the same name; names of modules are unique")
    connections = part_of(root, "Connections").children
    sizes = {name: _size(name, module) for name, module in modules.items()}
    _refuse_softmax_inside(modules, connections)
    plan = NetworkPlan()
    values: dict[str, list[WeightedSum]] = {}
    incoming: dict[str, list[XmlElement]] = {name: [] for name in modules}
    for connection in connections:
        incoming[end_of(connection, "outmod", modules)].append(connection)
    mothers = shared_weights(root)
    for name in _order(modules, connections):
        values[name] = _module(
            plan, name, modules[name], sizes[name],
            [carried(c, values, sizes, modules, mothers) for c in incoming[name]],
        )  # fmt: skip
    outputs = [
        f"{name}[{index}]"
        for name, module in modules.items()
        if "outmodule" in module.attributes
        for index in range(sizes[name])
    ]
    net = plan.network(outputs, root.attributes.get("name", ""))
    if any(m.tag == "SoftmaxLayer" for m in modules.values()):
        net.loss = "softmax_cross_entropy"
    more = len(networks) - 1
    left_out = "1 other network of the file is" if more == 1 else f"{more} other networks are"
    notes = (f"{left_out} left out",) if more else ()
    return ImportedNetwork(net, PYBRAIN, notes)


def _size(name: str, module: XmlElement) -> int:
    if module.tag == "BiasUnit":
        return 1
    if module.tag not in _LAYERS:
        raise InputError(
            f"the module {brief(name)}: {unknown_name('layer', module.tag, [*_LAYERS, 'BiasUnit'])}"
        )
    size = whole_argument(module, "dim", None)
    if not 1 <= size <= MOST_UNITS:
        raise InputError(
            f"the module {brief(name)} has the dim {size}; expected 1 to {MOST_UNITS:,} neurons"
        )
    return size


def _order(modules: Mapping[str, XmlElement], connections: list[XmlElement]) -> list[str]:
    """Return the modules so that each comes after those that it takes values from."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(modules)
    for connection in connections:
        source, target = (end_of(connection, key, modules) for key in ("inmod", "outmod"))
        if "recurrent" in connection.attributes:
            raise StructureError(
                f"the connection from {brief(source)} to {brief(target)} is recurrent; only "
                "feed-forward networks can be imported"
            )
        if "inmodule" in modules[target].attributes:
            raise StructureError(f"a connection leads to the input module {brief(target)}")
        graph.add_edge(source, target)
    places = {name: index for index, name in enumerate(modules)}
    try:
        return list(nx.lexicographical_topological_sort(graph, key=places.__getitem__))
    except nx.NetworkXUnfeasible:
        cycle = [edge[0] for edge in nx.find_cycle(graph)]
        path = listed([*cycle, cycle[0]], separator=" -> ")
        raise StructureError(
            f"the modules close the cycle {path}; a network has no cycles"
        ) from None


def _refuse_softmax_inside(
    modules: Mapping[str, XmlElement], connections: list[XmlElement]
) -> None:
    outputs = [name for name, module in modules.items() if "outmodule" in module.attributes]
    sources = {argument_of(connection, "inmod") for connection in connections}
    for name, module in modules.items():
        if module.tag == "SoftmaxLayer" and (outputs != [name] or name in sources):
            raise InputError(
                f"the module {brief(name)} is a softmax within the network; it can only be the one "
                "output module"
            )


def _module(
    plan: NetworkPlan,
    name: str,
    module: XmlElement,
    size: int,
    carried: list[list[tuple[int, WeightedSum]]],
) -> list[WeightedSum]:
    """Return the outputs of a module."""
    if module.tag == "BiasUnit":
        return [WeightedSum({}, 1.0)]
    if "inmodule" in module.attributes:
        inputs = [plan.input(f"{name}[{index}]") for index in range(size)]
        if module.tag == "LinearLayer" and "outmodule" not in module.attributes:
            return inputs
        raise InputError(
            f"the input module {brief(name)} is a {module.tag}"
            f"{' and an output module' if 'outmodule' in module.attributes else ''}; inputs can "
            "only be a LinearLayer of their own"
        )
    terms: list[list[WeightedSum]] = [[] for _ in range(size)]
    for index, value in (pair for connection in carried for pair in connection):
        terms[index].append(value)
    function = _LAYERS[module.tag]
    return [
        plan.name(function(plan, total(terms[index])), f"{name}[{index}]") for index in range(size)
    ]
