"""A network as a trainable PyTorch module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from neurosim.errors import InputError, brief
from neurosim.model.network import Network, check_network

if TYPE_CHECKING:
    from neurosim.interop.exports.trainable_modules.torch_module import NetworkModule


def to_torch(net: Network, *, dtype: Any = None) -> NetworkModule:
    """Return a network as a trainable ``torch.nn.Module``.

    Its outputs are those of ``predict`` and its gradients are those of ``backward``, the slopes at
    kinks and the slope 1 of ``step`` included. Raw units go in and come out: scaling is inside. The
    outputs of a network with softmax cross-entropy are logits. ``read_torch`` brings trained
    numbers back.

    Parameters
    ----------
    net : Network
        A complete network; the module has its own copy of the numbers.
    dtype : torch.dtype, "float64" or "float32", optional
        In what the module computes; by default float64. Inputs are converted to it.

    Returns
    -------
    torch.nn.Module
        From inputs of shape (..., n_inputs) to outputs of shape (..., n_outputs). Its parameters
        follow the notation: ``module.wh[l][n][i]``, ``module.bh[l][n]``, ``module.wo[n][i]``,
        ``module.bo[n]``. Frozen weights and biases keep their values, whatever the optimizer.
        ``forward_normalized``, ``normalize_inputs`` and ``normalize_targets`` are for training on
        normalized units, as ``train`` does.

    Raises
    ------
    InputError
        If PyTorch is not installed, or a neuron has an activation of the user's own.
    StructureError
        If the network cannot be computed.

    Examples
    --------
    >>> import neurosim as ns
    >>> import torch
    >>> module = ns.to_torch(ns.mlp([2, 3, 1], initializer=0.0))
    >>> module(torch.tensor([[70.0, 98.0]])).tolist()
    [[0.5]]
    >>> [name for name, _ in module.named_parameters()]
    ['wo', 'bo', 'wh.0', 'bh.0']
    """
    check_network(net, "to_torch")
    kind = _kind(dtype)
    try:
        import torch
    except ImportError:
        raise InputError("to_torch needs PyTorch: pip install 'neurosim[torch]'") from None
    from neurosim.interop.exports.trainable_modules.torch_module import NetworkModule

    return NetworkModule(net, getattr(torch, kind))


def _kind(dtype: Any) -> str:
    """Return the name of a floating-point type of PyTorch or NumPy, or of a text."""
    try:
        name = "float64" if dtype is None else str(dtype).removeprefix("torch.")
        kind = np.dtype(name if str(dtype).startswith("torch.") or dtype is None else dtype).name
    except Exception:  # NumPy asks the object itself, which may raise anything
        kind = ""
    if kind not in {"float64", "float32"}:
        raise InputError(f"the dtype is {brief(dtype)}; give 'float64' or 'float32'")
    return kind
