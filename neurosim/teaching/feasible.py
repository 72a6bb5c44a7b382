"""Samples that can be worked by hand: short numbers, and nothing that vanishes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from neurosim.mathematics.symbols import Symbol
from neurosim.model.network import Network
from neurosim.tracing.trace import Trace

_SMALLEST = {"summation": 0.05, "slope": 0.02, "delta": 0.002, "loss gradient": 0.02}
_MOST_TRIES = 200


def short_numbers(generator: random.Random, count: int, *, low: int, high: int) -> list[float]:
    """Return numbers of one decimal that are not 0, between tenths."""
    tenths = [n for n in range(low, high + 1) if n]
    return [generator.choice(tenths) / 10 for _ in range(count)]


def fill_with_short_numbers(net: Network, generator: random.Random) -> None:
    """Give every weight and bias of a network a number of one decimal."""
    parameters = net.parameters
    numbers = short_numbers(generator, len(parameters), low=-9, high=9)
    for parameter, value in zip(parameters, numbers, strict=True):
        parameter.value = value


def random_sample(
    net: Network, generator: random.Random, *, probabilities: bool
) -> tuple[list[float], list[float]]:
    """Return inputs and targets of one decimal, in raw units.

    Parameters
    ----------
    net : Network
        The network; it must not scale.
    generator : random.Random
        Where the numbers come from.
    probabilities : bool
        Whether the targets are those of classes: one is 1 and the others are 0.
    """
    x = short_numbers(generator, len(net.inputs), low=1, high=10)
    n = len(net.outputs)
    if probabilities and n > 1:
        chosen = generator.randrange(n)
        return x, [float(k == chosen) for k in range(n)]
    if probabilities:
        return x, [float(generator.randrange(2))]
    return x, [generator.choice((0.0, 1.0, 0.2, 0.5, 0.8)) for _ in range(n)]


def is_feasible(trace: Trace) -> bool:
    """Return whether a sample can be worked by hand with four decimals.

    Sums are away from 0, where small errors change much; slopes and error signals do not vanish,
    because nothing could be learnt from them.
    """
    values = trace.sheet.values
    return all(
        abs(values[symbol]) >= _least(symbol)
        for symbol in trace.sheet.formulas
        if symbol.quantity in _SMALLEST
    )


def _least(symbol: Symbol) -> float:
    return _SMALLEST[symbol.quantity]


def tries() -> Iterator[int]:
    """Yield the numbers of the tries for one sample."""
    return iter(range(_MOST_TRIES))


def shuffled(items: Sequence[str], generator: random.Random) -> list[str]:
    """Return items in another order."""
    return generator.sample(list(items), len(items))
