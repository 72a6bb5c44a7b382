"""A network from the content of a model file.

In a file a source may come after its target, so all neurons come first, then all edges at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from neurosim.checks import items
from neurosim.errors import InputError, brief, unknown_name
from neurosim.interop.description_check import check_fit
from neurosim.interop.json_text import shown
from neurosim.interop.records import (
    InputRecord,
    ModelRecord,
    NeuronRecord,
    PreparationRecord,
    ScalingRecord,
    StandardRecord,
    TargetColumnRecord,
)
from neurosim.model.activations import ACTIVATIONS, Activation, built_in, is_built_in
from neurosim.model.columns import TargetColumn
from neurosim.model.garbage import without_collecting
from neurosim.model.losses import get_loss
from neurosim.model.network import Network
from neurosim.model.preparation import Preparation
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import StandardScaling
from neurosim.model.wiring import connect_rows


def known_activations(own: Iterable[Activation]) -> dict[str, Activation]:
    """Return the built-in activations and the user's own by name.

    Raises
    ------
    InputError
        If one is not an Activation, has the name of a built-in one, or is given twice.

    Examples
    --------
    >>> len(known_activations([]))
    26
    """
    known = dict(ACTIVATIONS)
    for activation in items(own, "activations takes a list of Activation objects"):
        if not isinstance(activation, Activation):
            raise InputError(f"activations takes Activation objects; got {brief(activation)}")
        if activation.name in known or is_built_in(activation):
            raise InputError(
                f"the activation {activation.name!r} is built in or given twice; leave it out, or "
                "give it a name of its own"
            )
        known[activation.name] = activation
    return known


def built(record: ModelRecord, known: dict[str, Activation]) -> Network:
    """Return the network that a model file describes.

    Parameters
    ----------
    record : ModelRecord
        The content of the file.
    known : dict
        The activations by name, as ``known_activations`` gives them.

    Raises
    ------
    NeurosimError
        If the parts do not make a network; the message says where in the file.
    """
    with without_collecting():
        return _built(record, known)


def _built(record: ModelRecord, known: dict[str, Activation]) -> Network:
    net = Network(record.name)
    for index, neuron in enumerate(record.neurons):
        _add_neuron(net, neuron, known, f"neurons[{index}]")
    _connect(net, record.neurons)
    set_description(net, record)
    return net


def set_description(net: Network, record: ModelRecord) -> None:
    """Give a network the outputs, loss, scaling and columns of a model file.

    Raises
    ------
    NeurosimError
        If they do not fit the neurons.
    """
    _set_outputs(net, record.outputs or ())
    net.loss = get_loss(record.loss).name
    net.input_scaling = _scaling(record.input_scaling, "input_scaling")
    net.target_scaling = _scaling(record.target_scaling, "target_scaling")
    if record.input_columns is not None:
        net.input_columns = tuple(record.input_columns)
    if record.target_columns is not None:
        net.target_columns = tuple(
            _target_column(column, f"target_columns[{index}]")
            for index, column in enumerate(record.target_columns)
        )
    if record.preparation is not None:
        net.preparation = _preparation(record.preparation)
    check_fit(net)


def _add_neuron(
    net: Network, record: InputRecord | NeuronRecord, known: dict[str, Activation], place: str
) -> None:
    if record.name in net:
        raise InputError(f"{place}.name is {shown(record.name)}, which an earlier neuron has")
    if isinstance(record, InputRecord):
        net.add_input(record.name)
        return
    activation = known.get(record.activation) or _leaky(record.activation, place)
    if activation is None:
        problem = unknown_name("activation", record.activation, known)
        raise InputError(f"{place}.activation: {problem}; give your own with activations=[...]")
    add = net.add_constant if record.constant else net.add_neuron
    neuron = add(bias=record.bias, activation=activation, name=record.name)
    neuron.bias_trainable = not record.frozen_bias


def _leaky(name: str, place: str) -> Activation | None:
    try:
        return built_in(name)
    except InputError as error:
        raise InputError(f"{place}.activation: {error}") from None


def _connect(net: Network, records: Iterable[InputRecord | NeuronRecord]) -> None:
    rows = {}
    frozen = []
    by_name = {neuron.name: neuron for neuron in net}
    for index, record in enumerate(records):
        if not isinstance(record, NeuronRecord):
            continue
        place = f"neurons[{index}]"
        target = by_name[record.name]
        if not record.inputs.keys() <= by_name.keys():
            missing = next(name for name in record.inputs if name not in by_name)
            raise InputError(f"{place}.inputs: there is no neuron {shown(missing)}")
        if record.name in record.inputs:
            raise InputError(f"{place}.inputs: {shown(record.name)} is its own source; remove it")
        sources = map(by_name.__getitem__, record.inputs)
        rows[target] = dict(zip(sources, record.inputs.values(), strict=True))
        for name in record.frozen_inputs:
            if name not in record.inputs:
                raise InputError(
                    f"{place}.frozen_inputs: {shown(name)} is no source of {shown(record.name)}"
                )
            frozen.append((by_name[name], target))
    connect_rows(net, rows)
    for source, target in frozen:
        net.graph.edges[source, target]["trainable"] = False


def _set_outputs(net: Network, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name not in net:
            raise InputError(f"outputs[{index}]: there is no neuron {shown(name)}")
        if net[name].is_input:
            raise InputError(f"outputs[{index}]: {shown(name)} is an input; it cannot be an output")
        if name in seen:
            raise InputError(f"outputs[{index}]: {shown(name)} is given twice; keep one of them")
        seen.add(name)
    net.set_outputs(*names)


def _target_column(record: TargetColumnRecord, place: str) -> TargetColumn:
    try:
        return TargetColumn(record.name, tuple(record.classes), record.one_output)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _preparation(record: PreparationRecord) -> Preparation:
    categories = {name: tuple(labels) for name, labels in record.categories.items()}
    try:
        return Preparation(categories, dict(record.fill))
    except InputError as error:
        raise InputError(f"preparation: {error}") from None


def _scaling(record: ScalingRecord | None, place: str) -> Scaling | None:
    if record is None:
        return None
    try:
        if isinstance(record, StandardRecord):
            return StandardScaling(tuple(record.mean), tuple(record.deviation))
        low, high = record.feature_range
        return MinMaxScaling(tuple(record.minimum), tuple(record.maximum), (low, high))
    except InputError as error:
        raise InputError(f"{place}: {error}") from None
