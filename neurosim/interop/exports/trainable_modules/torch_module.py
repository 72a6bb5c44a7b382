"""The PyTorch module that computes a network."""

from __future__ import annotations

from typing import Any

import torch

from neurosim.checks import Matrix
from neurosim.errors import InputError, counted, listed
from neurosim.interop.exports.trainable_modules.tensor_layers import (
    Flags,
    LayerNumbers,
    layer_numbers,
    tensor_layers,
)
from neurosim.interop.exports.trainable_modules.torch_activations import torch_function
from neurosim.interop.exports.trainable_modules.torch_layers import ValueReader, WeightedLayer
from neurosim.interop.exports.trainable_modules.torch_scaling import inverse_scaling, tensor_scaling
from neurosim.model.network import Network

Tensor = Any


class NetworkModule(torch.nn.Module):  # type: ignore[misc]
    """A network as a trainable module: raw units in, raw units out.

    ``module.wh[l][n][i]``, ``module.bh[l][n]``, ``module.wo[n][i]`` and ``module.bo[n]`` are the
    weights and biases by the notation. A neuron with fewer inputs than others of its layer has
    zeros at the end of its row, which nothing reads.

    Parameters
    ----------
    net : Network
        A complete network; the module has its own copy of the numbers.
    dtype : torch.dtype
        In what the module computes.

    Raises
    ------
    InputError
        If a neuron has an activation of the user's own.
    """

    def __init__(self, net: Network, dtype: Any) -> None:
        super().__init__()
        structure = net.structure
        self.input_names = tuple(neuron.name for neuron in structure.inputs)
        self.output_names = tuple(neuron.name for neuron in structure.outputs)
        hidden = [layer_numbers(neurons, structure) for neurons in structure.hidden_layers]
        last = layer_numbers(structure.outputs, structure)
        self.wh = torch.nn.ParameterList([_parameter(n.weights, dtype) for n in hidden])
        self.bh = torch.nn.ParameterList([_parameter(n.biases, dtype) for n in hidden])
        self.wo, self.bo = _parameter(last.weights, dtype), _parameter(last.biases, dtype)
        for layer, numbers in enumerate(hidden):
            self._freeze(layer, numbers)
        self._freeze(-1, last)
        layers, outputs = tensor_layers(structure)
        sizes = [len(structure.inputs), *(len(layer.rows) for layer in layers)]
        self.layers = torch.nn.ModuleList(
            WeightedLayer(
                layer,
                ValueReader(layer.sources, sizes[: place + 1]),
                torch_function(layer.activation, layer.name),
            )
            for place, layer in enumerate(layers)
        )
        self.outputs = ValueReader(outputs, sizes)
        self.input_scaling = tensor_scaling(net.input_scaling, dtype)
        self.target_scaling = tensor_scaling(net.target_scaling, dtype)
        self.inverse_target_scaling = inverse_scaling(net.target_scaling, dtype)

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs in raw units, shape (..., n_outputs).

        Parameters
        ----------
        x : tensor, shape (..., n_inputs)
            The inputs in raw units.

        Raises
        ------
        InputError
            If the number of inputs is wrong.
        """
        return self.denormalize_outputs(self.forward_normalized(self.normalize_inputs(x)))

    def forward_normalized(self, x: Tensor) -> Tensor:
        """Return the outputs in normalized units, (..., n_outputs), of inputs in these units."""
        values = [_columns(x, self.input_names, "input").to(self.bo.dtype)]
        numbers = [self._numbers(layer) for layer in (*range(len(self.wh)), -1)]
        for layer in self.layers:
            values.append(layer(values, *numbers[layer.layer]))
        return self.outputs(values)

    def normalize_inputs(self, x: Tensor) -> Tensor:
        """Return inputs in raw units, shape (..., n_inputs), in normalized units."""
        x = _columns(x, self.input_names, "input").to(self.bo.dtype)
        return x if self.input_scaling is None else self.input_scaling(x)

    def normalize_targets(self, z: Tensor) -> Tensor:
        """Return targets in raw units, shape (..., n_outputs), in normalized units."""
        z = _columns(z, self.output_names, "target").to(self.bo.dtype)
        return z if self.target_scaling is None else self.target_scaling(z)

    def denormalize_outputs(self, y: Tensor) -> Tensor:
        """Return outputs in normalized units, shape (..., n_outputs), in raw units."""
        return y if self.inverse_target_scaling is None else self.inverse_target_scaling(y)

    def extra_repr(self) -> str:
        """Return the counts for the text of the module."""
        return f"{len(self.input_names)} inputs, {len(self.output_names)} outputs"

    def _freeze(self, layer: int, numbers: LayerNumbers) -> None:
        """Keep the values of frozen parameters, which no optimizer then changes."""
        for letter, values, trainable in (
            ("w", numbers.weights, numbers.weights_trainable | ~numbers.is_weight),
            ("b", numbers.biases, numbers.biases_trainable),
        ):
            kept, flags = _names(letter, layer)
            if trainable.all():
                self.register_buffer(kept, None)
                continue
            parameter = self._parameter(letter, layer)
            self.register_buffer(kept, parameter.detach().clone())
            self.register_buffer(flags, torch.from_numpy(trainable), persistent=False)
            if not _any_trainable(values, trainable, numbers):
                parameter.requires_grad_(False)

    def _numbers(self, layer: int) -> tuple[Tensor, Tensor]:
        return self._effective("w", layer), self._effective("b", layer)

    def _effective(self, letter: str, layer: int) -> Tensor:
        """Return the parameters of a layer, the frozen ones with the values that they keep."""
        kept, flags = _names(letter, layer)
        parameter, frozen = self._parameter(letter, layer), getattr(self, kept)
        return parameter if frozen is None else torch.where(getattr(self, flags), parameter, frozen)

    def _parameter(self, letter: str, layer: int) -> Tensor:
        return getattr(self, f"{letter}o") if layer < 0 else getattr(self, f"{letter}h")[layer]


def _names(letter: str, layer: int) -> tuple[str, str]:
    """Return the names of the two buffers of frozen values and of the flags of trainable ones."""
    which = f"{letter}o" if layer < 0 else f"{letter}h_{layer}"
    return f"frozen_{which}", f"trainable_{which}"


def _any_trainable(values: Matrix, trainable: Flags, numbers: LayerNumbers) -> bool:
    return bool((trainable & numbers.is_weight if values.ndim == 2 else trainable).any())


def _parameter(values: Matrix, dtype: Any) -> Tensor:
    return torch.nn.Parameter(torch.tensor(values, dtype=dtype))


def _columns(values: Tensor, names: tuple[str, ...], what: str) -> Tensor:
    if not isinstance(values, torch.Tensor) or values.shape[-1:] != (len(names),):
        shape = tuple(values.shape) if isinstance(values, torch.Tensor) else type(values).__name__
        raise InputError(
            f"the module takes a tensor of shape (..., {len(names)}) for its "
            f"{counted(len(names), what)} {listed(names)}; got {shape}"
        )
    return values
