"""Initial weights and biases, drawn from a seed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurosim.checks import Matrix, function, items, number, sample, text
from neurosim.errors import InputError, brief, unknown_name
from neurosim.model.edge_attributes import write_quietly
from neurosim.model.network import Network, check_network
from neurosim.model.neuron import Neuron

Draw = Callable[[np.random.Generator, Matrix, int], Matrix]


@dataclass(frozen=True, slots=True)
class Initializer:
    """How the weights and the bias of one neuron are drawn.

    Parameters
    ----------
    name : str
        The name in tables and messages.
    weights : callable
        Takes a generator, the fan-out of each source (shape (n_inputs,)) and the fan-in of the
        neuron, and returns the weights, shape (n_inputs,).
    bias : callable
        Takes a generator and returns the bias.
    """

    name: str
    weights: Draw
    bias: Callable[[np.random.Generator], float]

    def __post_init__(self) -> None:
        text(self.name, "the name of an initializer", empty=False)
        function(self.weights, f"weights of the initializer {brief(self.name)}")
        function(self.bias, f"bias of the initializer {brief(self.name)}")


def _zero_bias(_: np.random.Generator) -> float:
    return 0.0


def uniform(low: float = -1.0, high: float = 1.0) -> Initializer:
    """Draw weights and biases uniformly from ``[low, high]``, as the paper does with [-1, 1]."""
    low, high = number(low, "the low end"), number(high, "the high end")
    if low > high:
        raise InputError(f"uniform needs its low end below its high end; got {low:g}, {high:g}")
    return Initializer(
        "uniform",
        lambda rng, fan_out, _: rng.uniform(low, high, len(fan_out)),
        lambda rng: float(rng.uniform(low, high)),
    )


def glorot() -> Initializer:
    """Draw weights uniformly within ``sqrt(6 / (fan_in + fan_out))``; biases are 0.

    Glorot and Bengio 2010. On any graph, fan_in is the number of inputs of the edge's target and
    fan_out the number of successors of its source.
    """
    return Initializer(
        "glorot",
        lambda rng, fan_out, fan_in: (
            rng.uniform(-1.0, 1.0, len(fan_out)) * np.sqrt(6.0 / (fan_in + fan_out))
        ),
        _zero_bias,
    )


def he() -> Initializer:
    """Draw weights from a normal distribution of deviation ``sqrt(2 / fan_in)``; biases are 0.

    He et al. 2015, for rectified linear units.
    """
    return Initializer(
        "he",
        lambda rng, fan_out, fan_in: rng.normal(0.0, math.sqrt(2.0 / fan_in), len(fan_out)),
        _zero_bias,
    )


def constant(value: float) -> Initializer:
    """Set every weight and bias to one value."""
    value = number(value, "the constant")
    return Initializer(
        "constant", lambda _, fan_out, __: np.full(len(fan_out), value), lambda _: value
    )


def zeros() -> Initializer:
    """Set every weight and bias to 0."""
    return constant(0.0)


INITIALIZERS: dict[str, Callable[[], Initializer]] = {
    "uniform": uniform,
    "glorot": glorot,
    "he": he,
    "zeros": zeros,
}
"""The initializers by name; a number stands for ``constant(number)``."""


def get_initializer(initializer: str | float | Initializer) -> Initializer:
    """Return an initializer by name, a constant for a number, or the given one unchanged.

    Raises
    ------
    UnknownNameError
        If there is no initializer of that name; the message lists the known ones.
    """
    if isinstance(initializer, Initializer):
        return initializer
    if isinstance(initializer, str):
        if initializer not in INITIALIZERS:
            raise unknown_name("initializer", initializer, [*INITIALIZERS, "a number (constant)"])
        return INITIALIZERS[initializer]()
    return constant(initializer)


def initialize(
    net: Network, initializer: str | float | Initializer = "uniform", *, seed: int | None = 0
) -> None:
    """Draw new weights and biases for every neuron, including frozen ones.

    Parameters
    ----------
    net : Network
        The network to write to.
    initializer : str, float or Initializer
        ``uniform``, ``glorot``, ``he``, ``zeros``, or a number for a constant.
    seed : int or None
        The same seed gives the same numbers; None draws fresh ones.

    Raises
    ------
    UnknownNameError
        If there is no initializer of that name.
    InputError
        If a number is not finite, or the seed is not a whole number; nothing is written then.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([2, 3, 1])
    >>> ns.initialize(net, 0.5)
    >>> net.wh[0][2], net.bo
    ([0.5, 0.5], [0.5])
    """
    check_network(net, "initialize", complete=False)
    chosen = get_initializer(initializer)
    rng = random_generator(seed)
    structure = net.structure
    drawn = []
    sources: list[Neuron] = []
    fan_out, names = np.array([], int), [""]
    for neuron in structure.computed:
        edges = structure.incoming[neuron]
        own = [source for source, _ in edges]
        # the neurons of a dense layer have the same sources
        if own != sources:
            sources = own
            fan_out = np.array([len(structure.outgoing[source]) for source in sources], int)
            names = [source.name for source in sources]
        what = f"the initializer {chosen.name!r} must give a list of weights"
        given: Any = chosen.weights(rng, fan_out.copy(), len(edges)) if edges else []
        if _are_numbers(given, len(edges)):
            weights = given.tolist()
        else:
            weights = sample(items(given, what), names, "weight")
        drawn.append(
            (
                neuron,
                weights,
                number(chosen.bias(rng), f"the bias of {neuron.name!r}"),
            )
        )
    for neuron, weights, bias in drawn:
        write_quietly((edge for _, edge in structure.incoming[neuron]), "weight", weights)
        neuron.bias = bias  # which tells the watch


def _are_numbers(given: object, count: int) -> bool:
    """Return whether an array has so many finite numbers, checked all at once."""
    return (
        type(given) is np.ndarray
        and given.dtype == np.float64
        and given.shape == (count,)
        and bool(np.isfinite(given).all())
    )


def random_generator(seed: int | None) -> np.random.Generator:
    """Return NumPy's generator for a seed; raise InputError unless it is a whole number >= 0."""
    if seed is None:
        return np.random.default_rng()
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise InputError(f"a seed is a whole number of at least 0, or None; got {brief(seed)}")
    return np.random.default_rng(int(seed))
