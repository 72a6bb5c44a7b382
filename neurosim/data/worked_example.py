"""The worked example of the paper: its 2-3-1 network and its second dataset."""

from __future__ import annotations

from neurosim.data.dataset import Dataset
from neurosim.model import Network
from neurosim.model.columns import TargetColumn


def worked_example() -> tuple[Network, Dataset]:
    """Return the network of the worked example and its dataset.

    The weights and biases, and the second of the two datasets, of "The math behind training MLP
    neural networks" by Jeff DeCola. The network has no scaling yet.

    Returns
    -------
    Network
        Two inputs, three sigmoid neurons, one sigmoid output.
    Dataset
        Four samples of ``I0``, ``I1`` and the target ``Z0``, in raw units.

    Examples
    --------
    >>> net, data = worked_example()
    >>> net.forward([1.0, 1.0]).round(4)
    array([0.503])
    """
    net = Network(name="worked example")
    x0, x1 = net.add_input("x[0]"), net.add_input("x[1]")
    h0 = net.add_neuron({x0: -0.5, x1: -1.0}, bias=0.5, name="h[0][0]")
    h1 = net.add_neuron({x0: -0.5, x1: 0.5}, bias=0.5, name="h[0][1]")
    h2 = net.add_neuron({x0: 1.0, x1: 0.0}, bias=0.5, name="h[0][2]")
    net.add_neuron({h0: 0.5, h1: -1.0, h2: 0.0}, bias=0.5, name="o[0]")
    data = Dataset(
        [[70.0, 98.0], [50.0, 85.0], [65.0, 67.0], [25.0, 95.0]],
        [[91.0], [82.0], [80.0], [68.0]],
        input_names=["I0", "I1"],
        target_columns=[TargetColumn("Z0")],
    )
    return net, data
