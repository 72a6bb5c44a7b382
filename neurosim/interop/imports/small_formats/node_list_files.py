"""JSON of synaptic and neataptic: a list of neurons, and a list of connections between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neurosim.errors import InputError, StructureError, unknown_name
from neurosim.files import PathLike
from neurosim.interop.foreign import NEATAPTIC, SYNAPTIC
from neurosim.interop.imports.small_formats.composed_functions import (
    ComposedFunction,
    above_zero,
    bent_identity,
    one_minus,
    scaled,
    selu,
    sign_above_zero,
)
from neurosim.interop.imports.small_formats.found import ImportedNetwork
from neurosim.interop.imports.small_formats.planned_network import (
    NetworkPlan,
    WeightedSum,
    weighted,
)
from neurosim.interop.imports.small_formats.reading_files import (
    import_json,
    json_index,
    json_list,
    json_number,
    json_object,
    keys_of,
)
from neurosim.interop.json_text import shown
from neurosim.model.network import Network

_SYNAPTIC_FUNCTIONS: dict[str, ComposedFunction] = {
    "LOGISTIC": scaled("sigmoid"),
    "TANH": scaled("tanh"),
    "IDENTITY": scaled("identity"),
    "HLIM": above_zero,
    "RELU": scaled("relu"),
}
_NEATAPTIC_FUNCTIONS: dict[str, ComposedFunction] = {
    "LOGISTIC": scaled("sigmoid"),
    "TANH": scaled("tanh"),
    "IDENTITY": scaled("identity"),
    "STEP": above_zero,
    "RELU": scaled("relu"),
    "SOFTSIGN": scaled("softsign"),
    "SINUSOID": scaled("sin"),
    "GAUSSIAN": scaled("gaussian"),
    "BENT_IDENTITY": bent_identity,
    "BIPOLAR": sign_above_zero,
    "BIPOLAR_SIGMOID": scaled("tanh", 0.5),
    "HARD_TANH": scaled("hard_tanh"),
    "ABSOLUTE": scaled("abs"),
    "INVERSE": one_minus,
    "SELU": selu,
}


@dataclass(frozen=True, slots=True)
class _ListedNeuron:
    """A neuron of a list; the role is input, hidden or output."""

    role: str
    bias: float
    function: ComposedFunction
    factor: float = 1.0


def read_synaptic(path: PathLike) -> Network:
    """Read a network that synaptic wrote: the text of ``JSON.stringify(net.toJSON())``.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    Network
        A network with inputs ``x[0]``, ... and outputs ``o[0]``, ...; a hidden neuron has the name
        ``n[5]`` if it is number 5 of the file.

    Raises
    ------
    FileError
        If the file cannot be read, is damaged or of another library, or holds a recurrent network:
        a gate, a neuron that is connected to itself, or a connection to an earlier neuron.

    Examples
    --------
    >>> read_synaptic("no-such-file.json")
    Traceback (most recent call last):
        ...
    neurosim.errors.FileError: cannot read no-such-file.json: no such file; ...
    """
    return import_json(path, SYNAPTIC, synaptic_network).network


def read_neataptic(path: PathLike) -> Network:
    """Read a network that neataptic wrote: the text of ``JSON.stringify(net.toJSON())``.

    The masks that dropout leaves on neurons become part of the network, as ``activate`` uses them.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    Network
        A network with inputs ``x[0]``, ... and outputs ``o[0]``, ...; a hidden neuron has the name
        ``n[5]`` if it is number 5 of the file. A function that is made of several neurons has parts
        with names such as ``n[5]/sqrt``.

    Raises
    ------
    FileError
        If the file cannot be read, is damaged or of another library, or holds a recurrent network:
        a gate, a neuron that is connected to itself, or a connection to an earlier neuron.

    Examples
    --------
    >>> read_neataptic("no-such-file.json")
    Traceback (most recent call last):
        ...
    neurosim.errors.FileError: cannot read no-such-file.json: no such file; ...
    """
    return import_json(path, NEATAPTIC, neataptic_network).network


def synaptic_network(data: Any) -> ImportedNetwork:
    """Return the network that the JSON of synaptic describes; raise NeurosimError if none."""
    return _network(data, "neurons", _synaptic_neuron, SYNAPTIC)


def neataptic_network(data: Any) -> ImportedNetwork:
    """Return the network that the JSON of neataptic describes; raise NeurosimError if none."""
    return _network(data, "nodes", _neataptic_neuron, NEATAPTIC)


def _network(
    data: Any, key: str, read: Callable[[dict[str, Any], str], _ListedNeuron], kind: str
) -> ImportedNetwork:
    listed, connections = keys_of(data, "the file", key, "connections")
    neurons = [
        read(json_object(item, f"{key}[{index}]"), f"{key}[{index}]")
        for index, item in enumerate(json_list(listed, key))
    ]
    if not any(neuron.role == "input" for neuron in neurons):
        raise InputError(f"{key} has no neuron that is an input; a network needs at least one")
    rows = _rows(json_list(connections, "connections"), neurons, key)
    plan = NetworkPlan()
    outputs: list[str] = []
    values: list[WeightedSum] = []
    n_inputs = 0
    for index, (neuron, row) in enumerate(zip(neurons, rows, strict=True)):
        if neuron.role == "input":
            if kind == NEATAPTIC and index != n_inputs:
                # it gives value number i to node number i
                raise InputError(
                    f"{key}[{index}] is an input after other nodes; neataptic computes only "
                    "networks whose inputs come first"
                )
            values.append(plan.input(f"x[{n_inputs}]"))
            n_inputs += 1
            continue
        name = f"n[{index}]"
        if neuron.role == "output":
            name = f"o[{len(outputs)}]"
            outputs.append(name)
        summation = weighted([(weight, values[source]) for source, weight in row], neuron.bias)
        value = neuron.function(plan, summation)
        if neuron.factor != 1.0:
            value = neuron.factor * value
        values.append(plan.name(value, name))
    return ImportedNetwork(plan.network(outputs), kind, ("the memory of the training is left out",))


def _rows(
    connections: list[Any], neurons: Sequence[_ListedNeuron], key: str
) -> list[list[tuple[int, float]]]:
    """Return source and weight of the connections to each neuron."""
    rows: list[list[tuple[int, float]]] = [[] for _ in neurons]
    for index, connection in enumerate(connections):
        place = f"connections[{index}]"
        given = keys_of(connection, place, "from", "to", "weight")
        source = json_index(given[0], f"{place}.from", len(neurons))
        target = json_index(given[1], f"{place}.to", len(neurons))
        weight = json_number(given[2], f"{place}.weight")
        gater = connection.get("gater")
        if gater is not None:
            raise StructureError(
                f"{place} is gated by {key}[{shown(gater)}]: its weight changes with every sample; "
                "only networks without gates can be imported"
            )
        if source == target:
            raise StructureError(
                f"{place} leads from {key}[{source}] to itself, so the network is recurrent; only "
                "feed-forward networks can be imported"
            )
        if source > target:
            raise StructureError(
                f"{place} leads from {key}[{source}] back to {key}[{target}], which is computed "
                "before it, so the network is recurrent; only feed-forward networks can be imported"
            )
        if neurons[target].role == "input":
            raise StructureError(f"{place} leads to {key}[{target}], which is an input")
        rows[target].append((source, weight))
    return rows


def _synaptic_neuron(item: dict[str, Any], place: str) -> _ListedNeuron:
    bias, layer, squash = keys_of(item, place, "bias", "layer", "squash")
    # older versions write the number of a hidden layer as text
    is_number = isinstance(layer, int) and not isinstance(layer, bool)
    is_digits = isinstance(layer, str) and layer.isdecimal()
    if layer not in ("input", "output") and not (is_number or is_digits):
        raise InputError(
            f"{place}.layer is {shown(layer)}; expected 'input', 'output' or the number of a "
            "hidden layer"
        )
    return _ListedNeuron(
        "hidden" if is_number or is_digits else layer,
        json_number(bias, f"{place}.bias"),
        _function(squash, f"{place}.squash", _SYNAPTIC_FUNCTIONS),
    )


def _neataptic_neuron(item: dict[str, Any], place: str) -> _ListedNeuron:
    bias, role, squash = keys_of(item, place, "bias", "type", "squash")
    if role not in ("input", "hidden", "output", "constant"):
        raise InputError(f"{place}.type is {shown(role)}; expected 'input', 'hidden' or 'output'")
    return _ListedNeuron(
        "hidden" if role == "constant" else role,
        json_number(bias, f"{place}.bias"),
        _function(squash, f"{place}.squash", _NEATAPTIC_FUNCTIONS),
        json_number(item.get("mask", 1), f"{place}.mask"),
    )


def _function(name: Any, place: str, known: Mapping[str, ComposedFunction]) -> ComposedFunction:
    if not isinstance(name, str) or name not in known:
        raise InputError(f"{place}: {unknown_name('function', name, known)}")
    return known[name]
