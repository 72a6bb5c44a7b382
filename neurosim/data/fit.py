"""Whether data fit a network."""

from __future__ import annotations

from numpy.typing import ArrayLike

from neurosim.data.dataset import Dataset, as_dataset
from neurosim.data.stored_rows import StoredRows
from neurosim.errors import InputError, counted, listed
from neurosim.model import Network

DataLike = Dataset | tuple[ArrayLike, ArrayLike]
"""Samples in raw units: a dataset, or inputs and targets."""


def fitting_dataset(net: Network, data: DataLike, what: str = "the data") -> Dataset:
    """Return data as a Dataset; raise InputError unless its columns fit the network."""
    dataset = as_dataset(data)
    check_fit(net, dataset, what)
    return dataset


def check_fit(net: Network, dataset: Dataset | StoredRows, what: str = "the data") -> None:
    """Raise InputError unless the columns of data fit the network."""
    for kind, names, neurons, neuron in (
        ("input", dataset.input_names, net.inputs, "input"),
        ("target", dataset.output_names, net.outputs, "output"),
    ):
        if len(names) != len(neurons):
            classes = ""
            if any("=" in name for name in names):
                classes = "; a column of classes takes one output for each class"
            raise InputError(
                f"{what} has {counted(len(names), kind)} in each sample ({listed(names, 6)}), "
                f"the network has {counted(len(neurons), neuron)}{classes}"
            )
