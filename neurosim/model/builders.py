"""Networks by layer sizes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from neurosim.checks import items, texts, whole_number
from neurosim.errors import InputError, brief, counted, listed
from neurosim.model.activations import Activation, get_activation
from neurosim.model.garbage import without_collecting
from neurosim.model.initializers import Initializer, get_initializer, initialize
from neurosim.model.network import Network

MOST_WEIGHTS = 20_000_000


def mlp(
    sizes: Sequence[int],
    activation: str | Activation | Sequence[str | Activation] = "sigmoid",
    *,
    output_activation: str | Activation | None = None,
    initializer: str | float | Initializer = "uniform",
    seed: int | None = 0,
    name: str = "",
    names: Sequence[Sequence[str]] | None = None,
) -> Network:
    """Build a multi-layer perceptron: every neuron takes all outputs of the layer before it.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, hidden layers, outputs: ``[2, 3, 1]``.
    activation : str, Activation or a sequence of them
        For all hidden layers, or one for each.
    output_activation : str or Activation, optional
        For the output layer; by default that of the last hidden layer.
    initializer : str, float or Initializer
        ``uniform`` (weights and biases in [-1, 1]), ``glorot``, ``he``, ``zeros``, or a number.
    seed : int or None
        The same seed gives the same numbers; None draws fresh ones.
    name : str
        The name of the network.
    names : sequence of sequences of str, optional
        The names of the neurons of each layer, inputs first. An empty sequence leaves a layer its
        usual names.

    Returns
    -------
    Network
        With neurons ``x[0]``, ..., ``h[0][0]``, ..., ``o[0]``, ..., unless they have other names.

    Raises
    ------
    InputError
        If there are fewer than two layers, a size is not a whole number of at least 1, the
        activations do not fit the hidden layers, or the names do not fit the layers.

    Examples
    --------
    >>> mlp([2, 3, 1], name="worked example")
    Network('worked example', 2 inputs, 3 hidden, 1 output, 9 edges)
    >>> [neuron.name for neuron in mlp([2, 1, 1], names=[["hours", "score"], [], ["pass"]])]
    ['hours', 'score', 'h[0][0]', 'pass']
    """
    if isinstance(sizes, str | bytes) or not isinstance(sizes, Sequence) or len(sizes) < 2:
        raise InputError(
            f"layer sizes are a list of at least inputs and outputs, such as [2, 3, 1]; "
            f"got {brief(sizes)}"
        )
    counts = [
        whole_number(size, f"the size of layer {i}", minimum=1) for i, size in enumerate(sizes)
    ]
    n_weights = sum(before * after for before, after in pairwise(counts))
    if n_weights > MOST_WEIGHTS:
        raise InputError(
            f"layers of {', '.join(map(str, counts))} have {n_weights:,} weights, each an edge of "
            f"its own; at most {MOST_WEIGHTS:,} are possible"
        )
    n_hidden = len(counts) - 2
    if isinstance(activation, str | Activation):
        hidden_activations = [get_activation(activation)] * n_hidden
        last = get_activation(activation)
    else:
        given = items(activation, "activations are a name, or a list with one for each layer")
        hidden_activations = [get_activation(one) for one in given]
        if len(hidden_activations) != n_hidden or not hidden_activations:
            raise InputError(
                f"{len(hidden_activations)} activations for {counted(n_hidden, 'hidden layer')}; "
                "give one for all, or one for each"
            )
        last = hidden_activations[-1]
    if output_activation is not None:
        last = get_activation(output_activation)
    chosen = get_initializer(initializer)
    called = _names(counts, names)

    with without_collecting():
        net = _layered(name, called, [*hidden_activations, last])
        initialize(net, chosen, seed=seed)
    return net


def _names(counts: Sequence[int], given: Sequence[Sequence[str]] | None) -> list[list[str]]:
    """Return the names of the neurons of each layer."""
    letters = ["x", *(f"h[{index}]" for index in range(len(counts) - 2)), "o"]
    usual = [
        [f"{letter}[{i}]" for i in range(n)] for letter, n in zip(letters, counts, strict=True)
    ]
    if given is None:
        return usual
    layers = [texts(layer, "names of a layer") for layer in items(given, _NAMES)]
    if len(layers) != len(counts):
        raise InputError(
            f"{_NAMES}; got {counted(len(layers), 'list')} for {counted(len(counts), 'layer')}"
        )
    for index, (layer, n) in enumerate(zip(layers, counts, strict=True)):
        if layer and len(layer) != n:
            raise InputError(
                f"layer {index} has {counted(n, 'neuron')}; got {counted(len(layer), 'name')}: "
                f"{listed(layer, 5)}"
            )
    return [own or as_usual for own, as_usual in zip(layers, usual, strict=True)]


_NAMES = "names are one list of names for each layer, inputs first"


def _layered(
    name: str, names: Sequence[Sequence[str]], activations: Sequence[Activation]
) -> Network:
    """Return a network of layers with weights 0."""
    net = Network(name)
    layer = [net.add_input(one) for one in names[0]]
    for own_names, function in zip(names[1:], activations, strict=True):
        sources = dict.fromkeys(layer, 0.0)
        layer = [net.add_neuron(sources, activation=function, name=one) for one in own_names]
    return net


def perceptron(n_inputs: int, *, name: str = "") -> Network:
    """Build one neuron with the step activation, weights and bias 0 (Rosenblatt 1958).

    The derivative of ``step`` is taken as 1, so gradient descent with the half squared error is the
    perceptron rule ``w_new = w + eta * (z - y) * x``.

    Parameters
    ----------
    n_inputs : int
        The number of inputs.
    name : str
        The name of the network.

    Returns
    -------
    Network
        With neurons ``x[0]``, ... and ``o[0]``.

    Raises
    ------
    InputError
        If the number of inputs is not a whole number of at least 1.

    Examples
    --------
    >>> net = perceptron(2)
    >>> net.forward([0, 1])
    array([1.])
    """
    return mlp([n_inputs, 1], "step", initializer="zeros", name=name)
