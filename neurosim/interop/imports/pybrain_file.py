"""XML of PyBrain, as its ``NetworkWriter`` writes it.

PyBrain's own reader evaluates the text of the file as Python. Here it is only compared with the
few forms that the writer gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import networkx as nx

from neurosim.checks import number
from neurosim.errors import InputError, StructureError, brief, counted, listed, unknown_name
from neurosim.file_kinds import PYBRAIN
from neurosim.files import PathLike
from neurosim.interop.imports.composed_functions import ComposedFunction, scaled
from neurosim.interop.imports.found import ImportedNetwork
from neurosim.interop.imports.plain_xml import XmlElement, parse_plain_xml
from neurosim.interop.imports.planned_network import NetworkPlan, WeightedSum, total, weighted
from neurosim.interop.imports.reading_files import import_text
from neurosim.model.network import Network

MOST_UNITS = 1_000_000

_LAYERS: dict[str, ComposedFunction] = {
    "LinearLayer": scaled("identity"),
    "SigmoidLayer": scaled("sigmoid"),
    "TanhLayer": scaled("tanh"),
    "ReluLayer": scaled("relu"),
    "SoftmaxLayer": scaled("identity"),
}
_SLICES = ("inSliceFrom", "inSliceTo", "outSliceFrom", "outSliceTo")
_SHARED = "SharedFullConnection"
_FLOAT = re.compile(r"(?:(?:numpy|np)\.float64\()?([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\)?")


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
    modules = {_name(module): module for module in _part(root, "Modules").children}
    if len(modules) < len(_part(root, "Modules").children):
        raise InputError("two modules have the same name; names of modules are unique")
    connections = _part(root, "Connections").children
    sizes = {name: _size(name, module) for name, module in modules.items()}
    _refuse_softmax_inside(modules, connections)
    plan = NetworkPlan()
    values: dict[str, list[WeightedSum]] = {}
    incoming: dict[str, list[XmlElement]] = {name: [] for name in modules}
    for connection in connections:
        incoming[_end(connection, "outmod", modules)].append(connection)
    mothers = _mothers(root)
    for name in _order(modules, connections):
        values[name] = _module(
            plan, name, modules[name], sizes[name],
            [_carried(c, values, sizes, modules, mothers) for c in incoming[name]],
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


def _part(element: XmlElement, tag: str) -> XmlElement:
    found = element.child(tag)
    if found is None:
        raise InputError(f"<{element.tag}> has no <{tag}>; the file is damaged")
    return found


def _name(element: XmlElement) -> str:
    name = element.attributes.get("name", "")
    if not name:
        raise InputError(f"<{element.tag}> has no name; the file is damaged")
    return name


def _argument(element: XmlElement, key: str) -> str | None:
    found = element.child(key)
    return None if found is None else found.attributes.get("val", "")


def _whole(element: XmlElement, key: str, default: int | None) -> int:
    written = _argument(element, key)
    if written is None and default is not None:
        return default
    if written is None or not re.fullmatch(r"[0-9]{1,9}", written):
        raise InputError(
            f"{brief(_name(element))} has the {key} {brief(written)}; expected a whole number"
        )
    return int(written)


def _size(name: str, module: XmlElement) -> int:
    if module.tag == "BiasUnit":
        return 1
    if module.tag not in _LAYERS:
        raise InputError(
            f"the module {brief(name)}: {unknown_name('layer', module.tag, [*_LAYERS, 'BiasUnit'])}"
        )
    size = _whole(module, "dim", None)
    if not 1 <= size <= MOST_UNITS:
        raise InputError(
            f"the module {brief(name)} has the dim {size}; expected 1 to {MOST_UNITS:,} neurons"
        )
    return size


def _end(connection: XmlElement, key: str, modules: Mapping[str, XmlElement]) -> str:
    name = _argument(connection, key)
    if name is None or name not in modules:
        raise InputError(
            f"the {key} of {brief(_name(connection))} is {brief(name)}, and there is no such module"
        )
    return name


def _order(modules: Mapping[str, XmlElement], connections: list[XmlElement]) -> list[str]:
    """Return the modules so that each comes after those that it takes values from."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(modules)
    for connection in connections:
        source, target = (_end(connection, key, modules) for key in ("inmod", "outmod"))
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
    sources = {_argument(connection, "inmod") for connection in connections}
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


def _mothers(root: XmlElement) -> dict[str, list[float]]:
    """Return the weights that shared connections have in common, by the name of their mother."""
    part = root.child("MotherConnections")
    return {} if part is None else {_name(m): _parameters(m, None) for m in part.children}


def _carried(
    connection: XmlElement,
    values: Mapping[str, list[WeightedSum]],
    sizes: Mapping[str, int],
    modules: Mapping[str, XmlElement],
    mothers: Mapping[str, list[float]],
) -> list[tuple[int, WeightedSum]]:
    """Return what a connection adds: the index of a neuron of its target, and a weighted sum."""
    name = _name(connection)
    source, target = (_end(connection, key, modules) for key in ("inmod", "outmod"))
    in_from, in_to, out_from, out_to = (
        _whole(connection, key, default)
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
    mother = _argument(connection, "mother")
    if mother is None or mother not in mothers:
        raise InputError(
            f"the mother of {brief(_name(connection))} is {brief(mother)}, and there is no such "
            "mother connection"
        )
    if len(mothers[mother]) != count:
        raise InputError(
            f"the mother connection {brief(mother)} has {counted(len(mothers[mother]), 'weight')}; "
            f"{brief(_name(connection))} needs {count}"
        )
    return mothers[mother]


def _parameters(element: XmlElement, count: int | None) -> list[float]:
    """Return the numbers of ``<Parameters>[0.5, -1.0]</Parameters>``."""
    name = brief(_name(element))
    text = _part(element, "Parameters").text.strip()
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
