"""Links of TensorFlow Playground: they hold the shape of a network, and no weights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import numpy as np

from neurosim.checks import text as checked_text
from neurosim.checks import whole_number
from neurosim.errors import InputError, brief, unknown_name
from neurosim.interop.imports.small_formats.found import ImportedNetwork
from neurosim.interop.imports.small_formats.planned_network import NetworkPlan, weighted
from neurosim.model.network import Network

PLAYGROUND = "a link of TensorFlow Playground"
MOST_LINK_EDGES = 1_000_000
FIRST_BIAS = 0.1

_ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": "identity"}
_OUTPUTS = {"classification": "tanh", "regression": "identity"}
_FEATURES = {
    "x": "x",
    "y": "y",
    "xSquared": "x^2",
    "ySquared": "y^2",
    "xTimesY": "xy",
    "sinX": "sin(x)",
    "sinY": "sin(y)",
}
_DEFAULTS = {
    "activation": "tanh",
    "networkShape": "4,2",
    "problem": "classification",
    "initZero": "false",
    "x": "true",
    "y": "true",
}
"""The settings of a link that does not state them, as in Playground's ``state.ts``."""

_FOR_TRAINING = ("learningRate", "batchSize", "regularization", "regularizationRate")


def read_playground(link: str, *, seed: int | None = 0) -> Network:
    """Return the network that a link of TensorFlow Playground shows, before training.

    The weights are not in the link. They are drawn here with our seed, as Playground draws them:
    uniformly between -0.5 and 0.5, with biases of 0.1, or all 0 if the link says ``initZero``.
    Playground's own numbers cannot be had from a link.

    Parameters
    ----------
    link : str
        The address, such as ``https://playground.tensorflow.org/#networkShape=4,2``.
    seed : int or None
        The same seed gives the same weights; None draws fresh ones.

    Returns
    -------
    Network
        A network with one input for each feature that is switched on, named ``x``, ``y``, ``x^2``,
        ``y^2``, ``xy``, ``sin(x)`` or ``sin(y)``, and one output ``o[0]``: ``tanh`` for a
        classification, ``identity`` for a regression. The features are inputs, so give the values
        of ``x^2`` with the data.

    Raises
    ------
    InputError
        If the text is no such link, or a setting cannot be read.

    Notes
    -----
    The settings and their defaults are those of ``src/state.ts`` and ``src/nn.ts`` of
    github.com/tensorflow/playground.

    Examples
    --------
    >>> read_playground("https://playground.tensorflow.org/#networkShape=3&xTimesY=true")
    Network('TensorFlow Playground', 3 inputs, 3 hidden, 1 output, 12 edges)
    """
    checked_text(link, "a link")
    if not is_playground(link):
        raise InputError(
            f"{brief(link)} is no link of TensorFlow Playground; such a link begins with "
            "https://playground.tensorflow.org/#"
        )
    return playground_network(link, seed).network


def is_playground(link: str) -> bool:
    """Return whether a text is a link of TensorFlow Playground.

    Examples
    --------
    >>> is_playground("http://playground.tensorflow.org/#networkShape=4,2")
    True
    >>> is_playground("https://example.org/#networkShape=4,2"), is_playground("model.json")
    (False, False)
    """
    address = link.strip().partition("#")[0]
    host = re.split("[/?]", re.sub("^https?://", "", address, flags=re.IGNORECASE))[0]
    return host.lower() == "playground.tensorflow.org"


def playground_network(link: str, seed: int | None) -> ImportedNetwork:
    """Return the network of a link; raise InputError if a setting cannot be read."""
    if seed is not None:
        seed = whole_number(seed, "the seed", minimum=0)
    settings = {**_DEFAULTS, **_settings(link)}
    activation = _chosen(settings, "activation", _ACTIVATIONS)
    output_activation = _chosen(settings, "problem", _OUTPUTS)
    shape = _shape(settings["networkShape"])
    features = [name for key, name in _FEATURES.items() if _is_on(settings, key)]
    if not features:
        raise InputError(
            "no feature is switched on in the link, so the network has no inputs; switch one on, "
            "such as x=true"
        )
    sizes = [len(features), *shape, 1]
    n_edges = sum(before * after for before, after in pairwise(sizes))
    if n_edges > MOST_LINK_EDGES:
        raise InputError(
            f"the networkShape {brief(settings['networkShape'])} gives {n_edges:,} edges; at most "
            f"{MOST_LINK_EDGES:,} are possible"
        )
    zero = _is_on(settings, "initZero")
    rng = np.random.default_rng(seed)
    plan = NetworkPlan()
    values = [plan.input(name) for name in features]
    for layer, size in enumerate(sizes[1:]):
        is_last = layer == len(sizes) - 2
        new = []
        for index in range(size):
            weights = np.zeros(len(values)) if zero else rng.random(len(values)) - 0.5
            terms = zip(weights.tolist(), values, strict=True)
            value = plan.neuron(
                weighted(terms, 0.0 if zero else FIRST_BIAS),
                output_activation if is_last else activation,
            )
            new.append(plan.name(value, f"o[{index}]" if is_last else f"h[{layer}][{index}]"))
        values = new
    net = plan.network(["o[0]"], "TensorFlow Playground")
    net.input_columns = tuple(features)
    return ImportedNetwork(net, PLAYGROUND, _notes(settings, seed, zero=zero))


def _notes(settings: Mapping[str, str], seed: int | None, *, zero: bool) -> tuple[str, ...]:
    drawn = "0" if zero else f"drawn here with the seed {seed}"
    notes = [f"a link holds no weights: they are {drawn}"]
    given = [f"{key}={settings[key]}" for key in _FOR_TRAINING if key in settings]
    if given:
        notes.append(f"the settings of the training are left out: {', '.join(given)}")
    return tuple(notes)


def _settings(link: str) -> dict[str, str]:
    """Return the settings after the ``#``; empty ones count as not given, apart from the shape."""
    settings = {}
    for part in link.strip().partition("#")[2].split("&"):
        key, _, value = part.partition("=")
        value = unquote(value).strip()
        if value or key == "networkShape":
            settings[key] = value
    return settings


def _chosen(settings: Mapping[str, str], key: str, known: Mapping[str, str]) -> str:
    if settings[key] not in known:
        raise unknown_name(f"{key} of TensorFlow Playground", settings[key], known)
    return known[settings[key]]


def _is_on(settings: Mapping[str, Any], key: str) -> bool:
    # as Playground reads it: everything but false is true
    return bool(settings.get(key, "false") != "false")


def _shape(written: str) -> list[int]:
    parts = [part.strip() for part in written.split(",")] if written else []
    if not all(re.fullmatch(r"0*[1-9][0-9]{0,6}", part) for part in parts):
        raise InputError(
            f"networkShape is {brief(written)}; expected the sizes of the hidden layers, such as "
            "4,2"
        )
    return [int(part) for part in parts]
