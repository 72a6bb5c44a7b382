"""Trained numbers of a PyTorch module, back into the network that it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from neurosim.checks import Matrix
from neurosim.errors import InputError, NotFiniteError, brief, counted
from neurosim.interop.exports.trainable_modules.tensor_layers import LayerNumbers, layer_numbers
from neurosim.model.locks import whole
from neurosim.model.network import Network, check_network


def read_torch(net: Network, module: Any) -> None:
    """Write the weights and biases of a module of ``to_torch`` into its network.

    Frozen weights and biases keep their values. The numbers of a float32 module are taken exactly.

    Parameters
    ----------
    net : Network
        The network that the module was made of, or an equal one.
    module : torch.nn.Module or mapping
        The trained module, or its ``state_dict()``.

    Raises
    ------
    InputError
        If the module is not one of ``to_torch``, or belongs to a network of another shape.
    NotFiniteError
        If a number is NaN or infinite. Nothing is written then.

    Examples
    --------
    >>> import neurosim as ns
    >>> import torch
    >>> net = ns.mlp([1, 1], initializer=0.0)
    >>> module = ns.to_torch(net)
    >>> module(torch.tensor([[2.0]])).sum().backward()
    >>> torch.optim.SGD(module.parameters(), lr=0.5).step()
    >>> ns.read_torch(net, module)
    >>> net.wo[0][0], net.bo[0]
    (-0.25, -0.125)
    """
    check_network(net, "read_torch")
    state = _state(module)
    read = [
        (numbers, *_numbers_of(state, weights, biases, numbers))
        for weights, biases, numbers in _layers(net)
    ]
    with whole:
        for numbers, weight_values, bias_values in read:
            _write(net, numbers, weight_values.tolist(), bias_values.tolist())


def _layers(net: Network) -> Iterator[tuple[str, str, LayerNumbers]]:
    structure = net.structure
    for index, neurons in enumerate(structure.hidden_layers):
        yield f"wh.{index}", f"bh.{index}", layer_numbers(neurons, structure)
    yield "wo", "bo", layer_numbers(structure.outputs, structure)


def _state(module: Any) -> Mapping[Any, Any]:
    """Return the tensors of a module by name."""
    if isinstance(module, Mapping):
        return module
    try:
        state = module.state_dict()
    except Exception:  # the object may be of any class, and raise any error
        state = None
    if not isinstance(state, Mapping):
        raise InputError(
            f"read_torch takes a module of to_torch or its state_dict; got {brief(module)}"
        )
    return state


def _numbers_of(
    state: Mapping[Any, Any], weights: str, biases: str, numbers: LayerNumbers
) -> tuple[Matrix, Matrix]:
    given = (
        _values(state, weights, numbers.weights.shape),
        _values(state, biases, numbers.biases.shape),
    )
    finite = np.isfinite(given[0][numbers.is_weight]).all() and np.isfinite(given[1]).all()
    if not finite:
        raise NotFiniteError(
            f"the module has a weight or bias in {weights} or {biases} that is NaN or infinite; "
            "train it again with a smaller learning rate"
        )
    return given


def _values(state: Mapping[Any, Any], name: str, shape: tuple[int, ...]) -> Matrix:
    try:
        values = np.array(state[name].detach().cpu().double().numpy(), np.float64)
    except Exception:  # a missing name, or anything that is no tensor
        raise InputError(
            f"the module has no parameter {name!r}; read_torch takes a module that to_torch made "
            "of this network"
        ) from None
    if values.shape != shape:
        raise InputError(
            f"the parameter {name!r} of the module has {counted(values.size, 'number')} in the "
            f"shape {values.shape}, the network has {shape}; give the network that the module was "
            "made of"
        )
    return values


def _write(net: Network, numbers: LayerNumbers, weights: Any, biases: Any) -> None:
    incoming = net.structure.incoming
    for row, neuron in enumerate(numbers.neurons):
        for place, (_, edge) in enumerate(incoming[neuron]):
            if edge["trainable"]:
                edge["weight"] = weights[row][place]
        if neuron.bias_trainable:
            neuron.bias = biases[row]
