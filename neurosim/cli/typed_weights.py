"""Weights, biases and names of neurons that are typed on the command line."""

from __future__ import annotations

import re
from pathlib import Path

from neurosim.cli.file_options import parse_list
from neurosim.data import parse_number
from neurosim.errors import InputError, counted, listed, unknown_name
from neurosim.model import Network

EXAMPLE = "--weights 'wh[0][0][0]=0.15, bh[0][0]=0.35'"


def is_typed(weights: str) -> bool:
    """Return whether --weights has numbers, and not the name of a file."""
    return "=" in weights and not Path(weights).is_file()


def parse_names(text: str) -> list[list[str]]:
    """Return the names of the neurons of each layer: layers by semicolons, names by commas.

    Raises
    ------
    InputError
        If there is only one layer.

    Examples
    --------
    >>> parse_names("hours, score; ; pass")
    [['hours', 'score'], [], ['pass']]
    """
    layers = text.split(";")
    if len(layers) == 1:
        raise InputError(
            "--names takes the names of each layer, with semicolons between the layers, such as "
            f"'hours,score;a,b;pass'; got {text!r}"
        )
    return [parse_list(layer) if layer.strip() else [] for layer in layers]


def assign(net: Network, text: str) -> set[str]:
    """Write typed numbers into a network; return the symbols of the weights and biases written.

    A symbol with all indices takes one number. With fewer indices it takes as many numbers as the
    network has weights or biases that begin with it.

    Raises
    ------
    InputError
        If a part is not ``symbol=number``, or has too many or too few numbers.
    UnknownNameError
        If the network has no such weight or bias.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.mlp([2, 1])
    >>> sorted(assign(net, "wo[0] = 0.4 -0.5, bo[0] = 0.6"))
    ['bo[0]', 'wo[0][0]', 'wo[0][1]']
    >>> net.wo.tolist(), net.bo.tolist()
    ([[0.4, -0.5]], [0.6])
    """
    known = {parameter.symbol: parameter for parameter in net.parameters}
    written: set[str] = set()
    for part in _parts(text):
        name, sign, numbers = (piece.strip() for piece in part.partition("="))
        if not sign or not numbers:
            raise InputError(
                f"--weights takes a symbol and its number, such as wo[0][0]=0.15; got {part!r}"
            )
        symbols = [symbol for symbol in known if symbol == name or symbol.startswith(f"{name}[")]
        if not symbols:
            raise unknown_name("weight or bias", name, known)
        values = [parse_number(n, f"--weights, {name}") for n in _numbers(numbers, len(symbols))]
        if len(values) != len(symbols):
            raise InputError(
                f"--weights: {name} takes {counted(len(symbols), 'number')}; got {len(values)}"
            )
        twice = written & set(symbols)
        if twice:
            raise InputError(f"--weights has {listed(sorted(twice), 3)} twice; give it once")
        for symbol, value in zip(symbols, values, strict=True):
            known[symbol].value = value
        written.update(symbols)
    return written


def check_all_given(net: Network, written: set[str]) -> None:
    """Raise InputError if a weight or bias was not typed."""
    lacking = [p.symbol for p in net.parameters if p.symbol not in written]
    if lacking:
        raise InputError(
            f"--weights lacks {counted(len(lacking), 'number')}: {listed(lacking, 4)}; give them "
            "too, or say with --initializer what the others are, such as --initializer 0"
        )


def _parts(text: str) -> list[str]:
    """Return the parts: a comma or semicolon ends one where the next symbol begins."""
    return [
        part for part in re.split(r"[,;]\s*(?=[^\W\d])|\n", text.strip(" \n,;")) if part.strip()
    ]


def _numbers(text: str, expected: int) -> list[str]:
    """Return numbers separated by blanks; without blanks, by semicolons or commas."""
    numbers = re.split(r"[,;]?\s+", text)
    if len(numbers) == 1 and expected > 1:
        numbers = text.split(";" if ";" in text else ",")
    return numbers
