"""The names of inputs and outputs in charts, and the classes that outputs stand for."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from neurosim.data import Dataset, fitting_dataset
from neurosim.drawing.scene.subject import Subject
from neurosim.drawing.typesetting import Pieces, mathematical
from neurosim.errors import InputError, brief
from neurosim.model.columns import class_column
from neurosim.model.losses import get_loss
from neurosim.model.network import Network
from neurosim.model.neuron import Neuron

Samples = Dataset | tuple[ArrayLike, ArrayLike]
Name = str | Pieces
"""A name in print: words, or a symbol if it is a default name."""


def checked_network(net: object) -> Network:
    """Return the network if it can be computed; raise InputError otherwise."""
    if not isinstance(net, Network):
        raise InputError(f"expected a network; got {brief(net)}")
    net.check()
    return net


def fitting(net: Network, data: Samples) -> Dataset:
    """Return the samples as a Dataset with the columns of the network, matched by name.

    Raises
    ------
    InputError
        If they are not samples, or do not fit the network.
    """
    return fitting_dataset(net, data)


def input_names(net: Network, data: Samples | None) -> tuple[str, ...]:
    """Return a name for each input: from the columns of the network or the data, or the neuron."""
    if net.input_columns is not None and len(net.input_columns) == len(net.inputs):
        return tuple(net.input_columns)
    if isinstance(data, Dataset) and data.has_input_names:
        return data.input_names
    return tuple(neuron.name for neuron in net.inputs)


def output_names(net: Network, data: Samples | None) -> tuple[str, ...]:
    """Return a name for each output: from the columns of the network or the data, or the neuron."""
    names = tuple(name for column in net.target_columns or () for name in column.output_names)
    if len(names) == len(net.outputs):
        return names
    if isinstance(data, Dataset) and data.has_target_names:
        return data.output_names
    return tuple(neuron.name for neuron in net.outputs)


def printed_inputs(subject: Subject, data: Samples | None) -> list[Name]:
    """Return the name of each input as it is printed."""
    return printed(input_names(subject.net, data), subject.net.inputs, subject)


def printed_outputs(subject: Subject, data: Samples | None) -> list[Name]:
    """Return the name of each output as it is printed."""
    return printed(output_names(subject.net, data), subject.net.outputs, subject)


def printed(names: Sequence[str], neurons: Sequence[Neuron], subject: Subject) -> list[Name]:
    """Return names as they are printed: the default name of a neuron is a symbol."""
    found: list[Name] = []
    for name, neuron in zip(names, neurons, strict=True):
        pieces = subject.name(neuron)
        found.append(pieces if name == neuron.name and mathematical(pieces) else name)
    return found


def class_labels(net: Network, data: Samples | None) -> tuple[str, ...] | None:
    """Return the class that each output stands for, or None if the outputs are numbers.

    They stand for classes if there is one target column and it has classes, or if several outputs
    were trained with ``softmax_cross_entropy``. The columns are those of the network, or else of
    the data.
    """
    columns = net.target_columns
    if columns is None and isinstance(data, Dataset):
        columns = data.target_columns
    column = class_column(None if columns is None else tuple(columns))
    n_outputs = len(net.outputs)
    if column is not None and len(column.classes) == n_outputs:
        return column.classes
    if get_loss(net.loss).name == "softmax_cross_entropy" and n_outputs > 1:
        return output_names(net, data)
    return None
