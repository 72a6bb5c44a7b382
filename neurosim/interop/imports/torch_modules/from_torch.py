"""A PyTorch module as a network of neurons."""

from __future__ import annotations

import os
from typing import Any

from neurosim.checks import flag, whole_number
from neurosim.errors import FileError, InputError, brief
from neurosim.interop.imports.unrolled.unrolling import MOST_EDGES
from neurosim.model.network import Network


def from_torch(
    module: Any, example: Any, *, max_edges: int = MOST_EDGES, merge: bool = False
) -> Network:
    """Return a PyTorch module as a network of neurons.

    ``torch.export`` captures what the module computes for one sample. Every tensor becomes linear
    forms in neurons, and every activation one neuron for each element. Neurons have the names of
    the modules that they come from, such as ``fc1[3]``. The network is compared with the module on
    the example before it is returned.

    Parameters
    ----------
    module : torch.nn.Module
        The module in memory, in evaluation mode if it has dropout or batch normalization.
    example : tensor, or a list of tensors, shape (n, ...)
        A batch of inputs as the module takes them; n may be 1. Several inputs are one after the
        other in the network.
    max_edges : int
        The most edges that the network may have.
    merge : bool
        Whether consecutive linear layers become one. By default each has its neurons, with the
        activation identity.

    Returns
    -------
    Network
        With one input for each number of a sample. A softmax at the end is left out, since it
        belongs to the loss: the outputs are logits, ``net.loss`` is ``softmax_cross_entropy`` and
        ``predict_probabilities`` gives the outputs of the module. A single sigmoid at the end gives
        the loss ``binary_cross_entropy``. Numbers of float32 are taken exactly into float64, in
        which the network computes.

    Raises
    ------
    InputError
        If PyTorch is not installed, the module is not one or cannot become neurons (the message
        names the operator and the module), a number is not finite, there are too many edges, or
        the samples of a batch influence each other.
    FileError
        If a file is given.

    Examples
    --------
    >>> import neurosim as ns
    >>> import torch
    >>> module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    >>> net = ns.from_torch(module, torch.zeros(1, 2))
    >>> [neuron.name for neuron in net]
    ['x[0]', 'x[1]', '0[0]', '0[1]', '0[2]', '2[0]']
    >>> net["0[1]"].activation.name
    'tanh'
    """
    _refuse_file(module)
    edges = whole_number(max_edges, "max_edges", minimum=1)
    merged = flag(merge, "merge")
    try:
        import torch
    except ImportError:
        raise InputError("from_torch needs PyTorch: pip install 'neurosim[torch]'") from None
    if not isinstance(module, torch.nn.Module):
        raise InputError(
            f"from_torch takes a module in memory, such as torch.nn.Linear(2, 1); got "
            f"{brief(module)}"
        )
    from neurosim.interop.imports.torch_modules.torch_opening import opened

    return opened(module, example, max_edges=edges, merge=merged)


def _refuse_file(module: Any) -> None:
    if isinstance(module, str | bytes | os.PathLike):
        raise FileError(
            f"from_torch takes a module in memory; got the file {brief(module)}, and a file of "
            "PyTorch may run any code when it is opened; build the module in Python, read its "
            "numbers with torch.load(path, weights_only=True) and module.load_state_dict(...), and "
            "give the module"
        )
