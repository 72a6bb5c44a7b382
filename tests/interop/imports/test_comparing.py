"""The comparison of an imported network with its source: it finds small differences too."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import neurosim as ns

torch = pytest.importorskip("torch")
nn = torch.nn


class Of(nn.Module):
    """A module that is a function of its input."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


@pytest.mark.parametrize("size", [1.0, 1e-3, 1e-12, 1e6])
@pytest.mark.parametrize(
    "function",
    [
        lambda x, size: size * x - 0.5 * (size * x).mean(0),
        lambda x, size: size * x * torch.rand(4),
        # the usual samples cannot tell
        lambda x, size: size * torch.relu(x - 20) * torch.rand(4),
    ],
)
def test_small_outputs_are_compared_by_their_own_size(function, size):
    example = torch.ones(2, 4, dtype=torch.float64)
    with pytest.raises(ns.NeurosimError, match="the network that was made does not agree with the"):
        ns.from_torch(Of(lambda x: function(x, size)), example)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: 0 * x,
        lambda x: 1e-20 * x,
        # the terms cancel, and float32 leaves few digits
        lambda x: (1000.1 * x + 1) - 1000.1 * x.roll(1, 1),
        lambda x: x - x.mean(1, keepdim=True),
        # infinite in float32 for large samples
        lambda x: torch.exp(torch.exp(x + 5)),
    ],
)
def test_roundings_of_float32_are_no_difference(function):
    example = 1 + 1e-6 * torch.randn((2, 4), generator=torch.Generator().manual_seed(2))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="the network was not compared")
        ns.from_torch(Of(function), example)


def test_a_network_that_could_not_be_compared_has_a_warning():
    with pytest.warns(ns.NeurosimWarning, match="the network was not compared with the module"):
        net = ns.from_torch(Of(torch.log), torch.full((1, 2), -1.0))
    assert np.allclose(net.forward([1.0, np.e]), [0.0, 1.0])
