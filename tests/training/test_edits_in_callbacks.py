"""What a callback writes: numbers go on, anything else is refused in one sentence by both engines."""

import numpy as np
import pytest

import neurosim as ns

X = np.random.default_rng(0).normal(size=(20, 3))
Z = np.random.default_rng(1).random((20, 2))


def trained(engine, edit, batch_size=7, data=(X, Z)):
    net = ns.mlp([3, 4, 2], seed=1)
    ns.train(
        net, data, epochs=4, learning_rate=0.5, batch_size=batch_size, engine=engine, seed=1,
        callbacks=[lambda run: edit(net)],
    )  # fmt: skip
    return [parameter.value for parameter in net.parameters]


def edge(net):
    return net.graph.edges[net["x[0]"], net["h[0][0]"]]


@pytest.mark.parametrize("engine", ["compiled", "objects"])
@pytest.mark.parametrize("batch_size", [1, 7])
@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"weight": "abc"}, r"the weight from 'x\[0\]' to 'h\[0\]\[0\]' is 'abc'"),
        ({"weight": None}, r"the weight from 'x\[0\]' to 'h\[0\]\[0\]' is None"),
        ({"weight": 10**400}, r"the weight from 'x\[0\]' to 'h\[0\]\[0\]'"),
        ({"trainable": 1}, "trainable of the edge .* must be True or False"),
        ({"trainable": np.True_}, "trainable of the edge .* must be True or False"),
    ],
)
def test_what_is_no_number_is_refused(engine, batch_size, written, message):
    with pytest.raises(ns.NeurosimError, match=message):
        trained(engine, lambda net: edge(net).update(written), batch_size)


@pytest.mark.parametrize("engine", ["compiled", "objects"])
def test_a_weight_that_was_deleted_is_missed(engine):
    with pytest.raises(ns.NeurosimError, match=r"the weight from 'x\[0\]' to 'h\[0\]\[0\]'"):
        trained(engine, lambda net: edge(net).pop("weight"))


@pytest.mark.parametrize("batch_size", [1, 7])
def test_other_kinds_of_numbers_become_floats(batch_size):
    def edit(net):
        edge(net)["weight"] = np.float32(0.1)

    compiled, objects = (trained(engine, edit, batch_size) for engine in ("compiled", "objects"))
    np.testing.assert_allclose(compiled, objects, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("engine", ["compiled", "objects"])
def test_arrays_that_a_callback_changes_are_the_users_own(engine):
    a, b = X.copy(), Z.copy()

    def edit(net):
        a[:] = 7.0
        b[:] = 0.5

    assert trained(engine, edit, data=(a, b)) == trained(engine, lambda net: None)
