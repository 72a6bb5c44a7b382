"""A network as plain data: the content of a model file."""

from __future__ import annotations

from typing import Any

from neurosim.checks import number
from neurosim.errors import InputError, listed
from neurosim.interop.records import FORMAT, VERSION
from neurosim.model.activations import ACTIVATIONS, built_in
from neurosim.model.columns import TargetColumn
from neurosim.model.losses import LOSSES, Loss, get_loss
from neurosim.model.network import Network, check_network
from neurosim.model.neuron import Neuron
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import StandardScaling
from neurosim.model.structure import check_edges


def described(net: Network) -> dict[str, Any]:
    """Return a network as the plain data of a model file.

    Parameters
    ----------
    net : Network
        The network; it may be incomplete.

    Raises
    ------
    InputError
        If a weight is not finite, the loss is not built in, or two activations share a name.
    UnknownNameError
        If the loss is unknown.

    Examples
    --------
    >>> import neurosim as ns
    >>> described(ns.perceptron(1))["neurons"][1]
    {'name': 'o[0]', 'bias': 0.0, 'activation': 'step', 'inputs': {'x[0]': 0.0}}
    """
    check_network(net, "save", complete=False)
    net.check_description()
    check_edges(net.structure)
    _check_activation_names(net)
    outputs = [neuron.name for neuron in net.outputs] if net.outputs_are_set else None
    columns = net.target_columns
    description: dict[str, Any] = {
        "format": FORMAT,
        "version": _version(net),
        "name": net.name,
        "neurons": [_described_neuron(net, neuron) for neuron in net],
        "outputs": outputs,
        "loss": _loss_name(net.loss),
        "input_scaling": _described_scaling(net.input_scaling),
        "target_scaling": _described_scaling(net.target_scaling),
        "input_columns": None if net.input_columns is None else list(net.input_columns),
        "target_columns": None
        if columns is None
        else [_described_target(column) for column in columns],
    }
    if net.preparation:
        description["preparation"] = {
            "categories": {name: list(c) for name, c in net.preparation.categories.items()},
            "fill": dict(net.preparation.fill),
        }
    return description


def _version(net: Network) -> int:
    """Return the oldest version that has every key which the network needs."""
    one_output = any(column.one_output for column in net.target_columns or ())
    standard = any(
        isinstance(scaling, StandardScaling) for scaling in (net.input_scaling, net.target_scaling)
    )
    if any(neuron.is_constant for neuron in net):
        return VERSION
    return 2 if net.preparation or one_output or standard else 1


def _described_target(column: TargetColumn) -> dict[str, Any]:
    record: dict[str, Any] = {"name": column.name, "classes": list(column.classes)}
    return {**record, "one_output": True} if column.one_output else record


def _described_neuron(net: Network, neuron: Neuron) -> dict[str, Any]:
    if neuron.is_input:
        return {"name": neuron.name, "kind": "input"}
    edges = {source.name: edge for source, edge in net.graph.pred[neuron].items()}
    record: dict[str, Any] = {
        "name": neuron.name,
        "bias": neuron.bias,
        "activation": neuron.activation.name,
        "inputs": {
            source: number(edge["weight"], f"the weight from {source!r} to {neuron.name!r}")
            for source, edge in edges.items()
        },
    }
    if neuron.is_constant:
        record["constant"] = True
    if not neuron.bias_trainable:
        record["frozen_bias"] = True
    frozen = [source for source, edge in edges.items() if not edge["trainable"]]
    if frozen:
        record["frozen_inputs"] = frozen
    return record


def _described_scaling(scaling: Scaling | None) -> dict[str, list[float]] | None:
    if scaling is None:
        return None
    if isinstance(scaling, StandardScaling):
        return {"mean": list(scaling.mean), "deviation": list(scaling.deviation)}
    assert isinstance(scaling, MinMaxScaling)
    return {
        "minimum": list(scaling.minimum),
        "maximum": list(scaling.maximum),
        "feature_range": list(scaling.feature_range),
    }


def _loss_name(given: str | Loss) -> str:
    loss = get_loss(given)
    if LOSSES.get(loss.name) != loss:
        raise InputError(
            f"the loss {loss.name!r} is not built in, and a file holds only a name; "
            f"set net.loss to one of {listed(LOSSES)}"
        )
    return loss.name


def _check_activation_names(net: Network) -> None:
    known = dict(ACTIVATIONS)
    for neuron in net:
        name = neuron.activation.name
        if known.setdefault(name, built_in(name) or neuron.activation) != neuron.activation:
            raise InputError(
                f"the activation {name!r} of {neuron.name!r} has the name of another one; "
                "give it a name of its own"
            )
