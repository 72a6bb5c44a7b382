"""A Keras model as a network of neurons."""

from __future__ import annotations

import os
from typing import Any

from neurosim.checks import flag, whole_number
from neurosim.errors import FileError, InputError, brief
from neurosim.interop.imports.unrolled.unrolling import MOST_EDGES
from neurosim.model.network import Network


def from_keras(model: Any, *, max_edges: int = MOST_EDGES, merge: bool = False) -> Network:
    """Return a Keras 3 model as a network of neurons.

    Every tensor of the model becomes linear forms in neurons, and every activation one neuron for
    each element. Neurons have the names of the layers that they come from, such as ``dense[3]``.
    The network is compared with the model on two samples before it is returned.

    Parameters
    ----------
    model : keras.Model
        A sequential or functional model in memory, with a known input shape. Any backend will do.
    max_edges : int
        The most edges that the network may have.
    merge : bool
        Whether consecutive linear layers become one. By default each has its neurons, with the
        activation identity.

    Returns
    -------
    Network
        With one input for each number of a sample; several inputs are one after the other. A
        softmax at the end is left out, since it belongs to the loss: the outputs are logits,
        ``net.loss`` is ``softmax_cross_entropy`` and ``predict_probabilities`` gives the outputs of
        the model. A single sigmoid at the end gives the loss ``binary_cross_entropy``. Numbers of
        float32 are taken exactly into float64, in which the network computes.

    Raises
    ------
    InputError
        If Keras is not installed, the model is not one or cannot become neurons (the message names
        the layer), a number is not finite, there are too many edges, or the samples of a batch
        influence each other.
    FileError
        If a file is given.

    Examples
    --------
    >>> import os
    >>> backend = os.environ.setdefault("KERAS_BACKEND", "torch")  # unless you have another one
    >>> import keras
    >>> import neurosim as ns
    >>> model = keras.Sequential(
    ...     [
    ...         keras.Input((2,)),
    ...         keras.layers.Dense(3, "tanh", name="hidden"),
    ...         keras.layers.Dense(1, name="out"),
    ...     ]
    ... )
    >>> net = ns.from_keras(model)
    >>> [neuron.name for neuron in net]
    ['x[0]', 'x[1]', 'hidden[0]', 'hidden[1]', 'hidden[2]', 'out[0]']
    """
    _refuse_file(model)
    edges = whole_number(max_edges, "max_edges", minimum=1)
    merged = flag(merge, "merge")
    # whoever has a model has Keras; it is slow to import for nothing
    if not any(str(kind.__module__).startswith("keras.") for kind in type(model).__mro__):
        raise InputError(
            f"from_keras takes a model of Keras 3 in memory, such as keras.Sequential([...]); got "
            f"{brief(model)}"
        )
    from neurosim.interop.imports.keras_models.keras_opening import opened_model

    return opened_model(model, max_edges=edges, merge=merged)


def _refuse_file(model: Any) -> None:
    if isinstance(model, str | bytes | os.PathLike):
        raise FileError(
            f"from_keras takes a model in memory; got the file {brief(model)}; open it with "
            "keras.saving.load_model(path, safe_mode=True), which runs no code of the file, and "
            "give the model"
        )
