"""No kernel reads what nobody wrote: in all tests every buffer starts as NaN."""

import re
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns
from neurosim.engine.kernels import buffers

ENGINE = Path(buffers.__file__).parents[1]


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.uint64, np.uint8])
def test_the_tests_run_with_buffers_of_nan(dtype):
    array = buffers.empty((3, 2), dtype)
    assert (array.view(np.uint8) == 255).all()
    assert np.isnan(array).all() or dtype in (np.uint64, np.uint8)


def test_every_buffer_of_the_engine_is_made_in_one_place():
    makers = {
        path.name
        for path in ENGINE.rglob("*.py")
        if re.search(r"\b(np\.empty|empty_like|np\.ndarray\()", path.read_text(encoding="utf-8"))
    }
    # of no rows, in predict
    assert makers == {"buffers.py", "predict.py"}


def dense_below(kind):
    """Return a network whose first layer is a matrix, with something else above it."""
    net = ns.Network()
    inputs = [net.add_input() for _ in range(3)]
    hidden = [net.add_neuron(dict.fromkeys(inputs, 0.1 * k), bias=0.1) for k in range(1, 5)]
    if kind == "skip":
        above = net.add_neuron({hidden[0]: 0.3, hidden[2]: -0.4}, activation="tanh")
        net.add_neuron({hidden[1]: 0.2, above: 0.5, hidden[3]: 0.1})
    else:
        net.add_neuron({hidden[3]: 0.2, hidden[0]: 0.5, hidden[1]: -0.3, hidden[2]: 0.1})
    return net


def leave_nan_in_freed_memory(n):
    """Free arrays of NaN of every size that a small network may ask for next."""
    arrays = [np.full(size, np.nan) for size in range(1, 16 * n) for _ in range(30)]
    del arrays


@pytest.mark.parametrize("kind", ["sparse", "skip"])
@pytest.mark.parametrize("batch_size", [2, 3, 5, 8])
def test_a_dense_first_layer_with_another_kind_above_it(kind, batch_size):
    rng = np.random.default_rng(0)
    data = rng.normal(size=(8, 3)), rng.random((8, 1))
    net = dense_below(kind)
    twin = net.copy()
    leave_nan_in_freed_memory(batch_size)
    ns.train(net, data, epochs=3, batch_size=batch_size, engine="compiled")
    ns.train(twin, data, epochs=3, batch_size=batch_size, engine="objects")
    found, expected = ([p.value for p in each.parameters] for each in (net, twin))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
