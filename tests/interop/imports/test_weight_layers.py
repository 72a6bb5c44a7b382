"""Matrices, convolutions and pooling are those of PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.imports.unrolled.unrolling import Unrolling
from neurosim.interop.imports.unrolled.weight_layers import (
    average_pooling,
    convolution,
    matmul,
    max_pooling,
    reduce_max,
    reduce_mean,
    reduce_sum,
    transposed_convolution,
)
from neurosim.interop.imports.unrolled.windows import Window

torch = pytest.importorskip("torch")
functional = torch.nn.functional


def computed(make, values):
    unrolling = Unrolling()
    x = unrolling.input("x", values.shape)
    y = make(unrolling, x)
    return unrolling.network([("y", y)]).forward(values.ravel()).reshape(y.shape)


def numbers(*shape):
    return np.random.default_rng(3).normal(size=shape)


def window(size, *, stride=1, dilation=1, pad=0, after=None, ceil=False):
    end = pad if after is None else after
    return Window((size,) * 2, (stride,) * 2, (dilation,) * 2, (pad,) * 2, (end,) * 2, ceil)


@pytest.mark.parametrize(
    ("options", "groups"),
    [
        ({}, 1),
        ({"stride": 2, "padding": 1}, 1),
        ({"dilation": 2, "padding": 2}, 1),
        ({"stride": 2}, 2),
    ],
)
def test_convolution(options, groups):
    x, w = numbers(2, 2, 5, 6), numbers(4, 2 // groups, 2, 2)
    expected = functional.conv2d(torch.tensor(x), torch.tensor(w), groups=groups, **options).numpy()
    made = window(
        2,
        stride=options.get("stride", 1),
        dilation=options.get("dilation", 1),
        pad=options.get("padding", 0),
    )
    found = computed(lambda u, s: convolution(u, s, w, made, groups=groups), x)
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("stride", "pad", "groups"), [(1, 0, 1), (2, 1, 1), (2, 0, 2)])
def test_transposed_convolution(stride, pad, groups):
    x, w = numbers(1, 2, 3, 4), numbers(2, 2, 3, 3)
    expected = functional.conv_transpose2d(
        torch.tensor(x), torch.tensor(w), stride=stride, padding=pad, groups=groups
    ).numpy()
    made = window(3, stride=stride, pad=pad)
    found = computed(lambda u, s: transposed_convolution(u, s, w, made, groups=groups), x)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("ceil", [False, True])
@pytest.mark.parametrize("counted", [False, True])
def test_average_pooling(ceil, counted):
    x = numbers(1, 2, 5, 6)
    expected = functional.avg_pool2d(
        torch.tensor(x), 3, 2, 1, ceil_mode=ceil, count_include_pad=counted
    ).numpy()
    made = window(3, stride=2, pad=1, ceil=ceil)
    found = computed(lambda u, s: average_pooling(u, s, made, count_padding=counted), x)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("ceil", "dilation"), [(False, 1), (True, 1), (False, 2)])
def test_max_pooling(ceil, dilation):
    x = numbers(1, 2, 5, 6)
    expected = functional.max_pool2d(
        torch.tensor(x), 2, 2, 1, dilation=dilation, ceil_mode=ceil
    ).numpy()
    made = window(2, stride=2, pad=1, dilation=dilation, ceil=ceil)
    found = computed(lambda u, s: max_pooling(u, s, made), x)
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("left", "right"), [((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((2, 1, 2, 3), (4, 3, 2))]
)
def test_matrix_products_broadcast_as_those_of_numpy(left, right):
    a, b = numbers(*left), numbers(*right)
    expected = np.matmul(a, b)
    assert computed(lambda u, s: matmul(u, s, b), a) == pytest.approx(expected, rel=1e-12)
    assert computed(lambda u, s: matmul(u, a, s), b) == pytest.approx(expected, rel=1e-12)


def test_the_product_of_a_signal_with_itself_is_made_of_squares():
    a = numbers(2, 2)
    assert computed(lambda u, s: matmul(u, s, s), a) == pytest.approx(a @ a, rel=1e-12)


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("axes", [[0], [1, 2], [0, 1, 2]])
def test_sums_means_and_maxima_along_axes(axes, keep):
    a = numbers(2, 3, 4)
    for reduce, plain in ((reduce_sum, np.sum), (reduce_mean, np.mean), (reduce_max, np.max)):
        found = computed(lambda u, s, r=reduce: r(u, s, axes, keep=keep), a)
        expected = plain(a, axis=tuple(axes), keepdims=keep)
        assert found.shape == expected.shape
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda u, x: matmul(u, x, np.ones((5, 2))),
            "node 'n' (Op) cannot become neurons: the shapes (1, 1, 2, 2) and (5, 2) do not fit",
        ),
        (
            lambda u, x: convolution(u, x, np.ones((1, 3, 1, 1)), window(1)),
            "node 'n' (Op) cannot become neurons: kernels of shape (1, 3, 1, 1) do not fit an input "
            "of shape (1, 1, 2, 2)",
        ),
        (
            lambda u, x: transposed_convolution(u, x, np.ones((3, 1, 1, 1)), window(1)),
            "node 'n' (Op) cannot become neurons: kernels of shape (3, 1, 1, 1) do not fit an input "
            "of shape (1, 1, 2, 2)",
        ),
        (
            lambda u, x: max_pooling(u, x, window(1, stride=1, pad=1)),
            "node 'n' (Op) cannot become neurons: a window covers no element",
        ),
        (
            lambda u, x: convolution(u, x, np.ones((2000, 1, 1, 1)), window(1)),
            "node 'n' (Op) needs 8,000 edges, more than max_edges = 1,000; give a larger max_edges, "
            "or a smaller network or input",
        ),
    ],
)
def test_what_does_not_fit_is_refused(make, message):
    unrolling = Unrolling(max_edges=1000)
    x = unrolling.input("x", (1, 1, 2, 2))
    unrolling.enter("n", "node 'n' (Op)")
    with pytest.raises(ns.NeurosimError) as caught:
        make(unrolling, x)
    assert str(caught.value) == message


def test_a_maximum_that_a_layer_uses_several_times_gets_neurons_of_its_own():
    unrolling = Unrolling()
    x = unrolling.input("x", (1, 1, 2, 2))
    unrolling.enter("pool", "layer 'pool'")
    pooled = max_pooling(unrolling, x, window(2, stride=2))
    unrolling.enter("conv", "layer 'conv'")
    y = convolution(unrolling, pooled, np.full((3, 1, 1, 1), 2.0), window(1))
    net = unrolling.network([("y", y)])
    identities = [n.name for n in net.hidden if n.activation.name == "identity"]
    assert identities == ["pool_3[0]"]
    assert net.outputs[0].weights == [2.0]
    assert net.forward([1.0, 4.0, 2.0, 3.0]).tolist() == [8.0, 8.0, 8.0]
