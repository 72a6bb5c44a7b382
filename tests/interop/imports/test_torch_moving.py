"""Operators of PyTorch that move elements, and what looks like moving and is not."""

from __future__ import annotations

import pytest

import neurosim as ns

torch = pytest.importorskip("torch")
nn, functional = torch.nn, torch.nn.functional


class Of(nn.Module):
    """A module that is a function of its input."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def samples(n=20, width=4, factor=1.0):
    generator = torch.Generator().manual_seed(1)
    return factor * torch.randn((n, width), generator=generator, dtype=torch.float64)


def first(x):
    return torch.zeros(len(x), 1, dtype=torch.long)


@pytest.mark.parametrize("factor", [1.0, 1e-6])
@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda x: x.scatter(1, first(x), x[:, 1:], reduce="add"), "'scatter'.*reduce='add'"),
        (
            lambda x: x.scatter(1, first(x), 1.5, reduce="multiply"),
            "'scatter'.*reduce='multiply'",
        ),
        (
            lambda x: x.T.index_put((torch.tensor([0, 0]),), x.T[2:], accumulate=True).T,
            "'index_put'.*accumulate=True",
        ),
    ],
)
def test_moving_that_also_computes_is_refused_by_name(function, said, factor):
    module = Of(lambda x: function(factor * x))
    with pytest.raises(ns.NeurosimError, match=said):
        ns.from_torch(module, samples())


def test_what_pytorch_cannot_move_is_one_sentence(monkeypatch):
    from neurosim.interop.imports.torch_modules import torch_moving

    def fails(*_):
        raise IndexError("index 9 is out of bounds")

    monkeypatch.setattr(torch_moving, "constant_signal", fails)
    module = Of(lambda x: torch.cat([x, torch.ones(len(x), 1, dtype=torch.float64)], 1))
    with pytest.raises(ns.NeurosimError, match=r"'cat'.*cannot move its elements: .*out of bounds"):
        ns.from_torch(module, samples())


def doubled(x):
    y = x.clone()
    y[:, 0] = y[:, 0] * 2
    return y


def filled(x):
    y = torch.zeros_like(x)
    y[:, 1:3] = x[:, :1]
    y[:, 3] = 5.0
    y[:, 0] = torch.tensor(2.5)
    return y


def added(x):
    y = x.clone()
    y[:, :2] += torch.tanh(x[:, 2:])
    return y


@pytest.mark.parametrize(
    "function",
    [
        doubled,
        filled,
        added,
        lambda x: x.scatter(1, first(x), 3.5),
        lambda x: x.scatter(1, first(x), 2.0),
        lambda x: torch.cat([x, torch.full((len(x), 1), 3)], dim=1),
    ],
)
def test_writing_into_slices_and_constants_gives_the_numbers_of_the_module(function):
    x = samples()
    net = ns.from_torch(Of(function), x)
    assert ns.predict(net, x.numpy()) == pytest.approx(function(x).numpy(), rel=1e-14)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x.half().double(),
        lambda x: x.to(torch.bfloat16).to(x.dtype),
    ],
)
def test_rounding_to_few_digits_is_refused(function):
    with pytest.raises(ns.NeurosimError, match="rounds to a type of 16 bits"):
        ns.from_torch(Of(function), samples())


def test_a_module_of_few_digits_may_convert_its_numbers():
    module = Of(lambda x: (x.float() * 2).half())
    net = ns.from_torch(module, samples().half())
    assert net.forward([1.0, 2.0, 3.0, 4.0]).tolist() == [2.0, 4.0, 6.0, 8.0]


def test_a_softplus_with_a_low_threshold_is_refused():
    with pytest.raises(ns.NeurosimError, match="threshold 2 is not smooth"):
        ns.from_torch(nn.Softplus(threshold=2), samples())
    x = samples()
    net = ns.from_torch(nn.Softplus(beta=2, threshold=30), x)
    expected = functional.softplus(x, 2, 30).numpy()
    assert ns.predict(net, x.numpy()) == pytest.approx(expected, rel=1e-12)
