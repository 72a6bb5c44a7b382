"""The network of an estimator: layers, a copy of a network, or what a function makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from neurosim.checks import items, whole_number
from neurosim.errors import InputError, NeurosimError, brief, counted, named
from neurosim.model import Network, Preparation, mlp
from neurosim.model.activations import Activation
from neurosim.model.initializers import Initializer

Wiring = Network | Callable[[int, int], Network]
"""A network to copy, or a function that makes one for a number of inputs and of outputs."""


def layered(
    n_inputs: int,
    n_outputs: int,
    hidden_layer_sizes: int | Sequence[int],
    *,
    activation: str | Activation | Sequence[str | Activation],
    output_activation: str,
    initializer: str | float | Initializer,
    seed: int,
) -> Network:
    """Return a network of layers.

    Examples
    --------
    >>> layered(4, 3, (5,), activation="tanh", output_activation="identity",
    ...         initializer="glorot", seed=0)
    Network(4 inputs, 5 hidden, 3 outputs, 35 edges)
    """
    if isinstance(hidden_layer_sizes, Iterable):
        given = items(hidden_layer_sizes, "hidden_layer_sizes are a list of whole numbers")
    else:
        given = [hidden_layer_sizes]
    sizes = [
        whole_number(size, f"the size of hidden layer {i}", minimum=1)
        for i, size in enumerate(given)
    ]
    return mlp(
        [n_inputs, *sizes, n_outputs],
        activation,
        output_activation=output_activation,
        initializer=initializer,
        seed=seed,
    )


def wired(network: Any, n_inputs: int, n_outputs: int) -> Network:
    """Return a copy of the network that was given, or that the given function makes.

    It keeps weights, scaling and frozen parts, but not the columns that it was trained on before:
    those are now the features and targets of the estimator.

    Raises
    ------
    InputError
        If there is no network, or it does not have as many inputs as there are features.
    """
    made = network if isinstance(network, Network) else _made(network, n_inputs, n_outputs)
    made.check()
    if len(made.inputs) != n_inputs:
        raise InputError(
            f"the network has {counted(len(made.inputs), 'input')} and X has "
            f"{counted(n_inputs, 'feature')}; give a network with one input for each feature"
        )
    twin = made.copy()
    twin.input_columns = twin.target_columns = None
    twin.preparation = Preparation()
    return twin


def _made(network: Any, n_inputs: int, n_outputs: int) -> Network:
    expected = (
        "network is a Network, or a function of the number of inputs and of outputs that returns "
        "one"
    )
    if not callable(network):
        raise InputError(f"{expected}; got {brief(network)}")
    try:
        made = network(n_inputs, n_outputs)
    except NeurosimError:
        raise
    except Exception as error:  # the function may be anything, and raise any error
        raise InputError(
            f"the function network fails for {counted(n_inputs, 'input')} and "
            f"{counted(n_outputs, 'output')}: {named(error)}; mend the function"
        ) from error
    if not isinstance(made, Network):
        raise InputError(f"{expected}; the function returned {brief(made)}")
    return made


def check_outputs(net: Network, wanted: Sequence[int], what: str) -> None:
    """Raise InputError unless the network has one of the wanted numbers of outputs."""
    if len(net.outputs) not in wanted:
        raise InputError(
            f"the network has {counted(len(net.outputs), 'output')}; {what} needs "
            f"{' or '.join(map(str, wanted))}"
        )


def check_activations(net: Network, activation: str, what: str) -> None:
    """Raise InputError unless all outputs of a network have an activation."""
    for neuron in net.outputs:
        if neuron.activation.name != activation:
            raise InputError(
                f"the output {brief(neuron.name)} of the network has the activation "
                f"{brief(neuron.activation.name)}; {what} needs {activation!r}: set "
                f"output_activation={activation!r} in ns.mlp, or the activation of the neuron"
            )
