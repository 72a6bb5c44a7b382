"""Neurons without inputs: they compute from their bias alone."""

import json

import networkx as nx
import numpy as np
import pytest

import neurosim as ns
from neurosim.interop import from_json, to_json


def with_constants() -> ns.Network:
    """Return a network with a constant inside, and one that is an output."""
    net = ns.Network("constants")
    x = net.add_input("x")
    c = net.add_constant(0.5, activation="tanh", name="c")
    h = net.add_neuron({x: 1.5, c: -2.0}, bias=0.25, name="h")
    net.add_neuron({h: 1.0, c: 0.5}, name="y")
    net.add_constant(0.75, name="k")
    return net


def test_a_constant_computes_from_its_bias():
    net = with_constants()
    assert net["c"].is_constant
    assert not net["h"].is_constant
    y, k = net.forward([0.2])
    c = np.tanh(0.5)
    h = 1 / (1 + np.exp(-(1.5 * 0.2 - 2.0 * c + 0.25)))
    assert y == pytest.approx(1 / (1 + np.exp(-(h + 0.5 * c))), rel=1e-15)
    assert (k, net["c"].output) == (0.75, pytest.approx(c))
    assert (net.wh[0][0].tolist(), net.bh[0][0]) == ([], 0.5)


def test_its_bias_is_trained_like_any_other():
    net = with_constants()
    assert ns.check_gradient(net, [0.2], [0.5, 0.1]).ok
    net.forward([0.2])
    net.backward([0.5, 0.1])
    net.update(0.1)
    assert net["k"].bias == pytest.approx(0.75 - 0.1 * (0.75 - 0.1))


@pytest.mark.parametrize("batch_size", [1, 8, 40])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_engine_computes_what_the_objects_compute(batch_size, dtype):
    rng = np.random.default_rng(0)
    X, Z = rng.normal(size=(40, 1)), rng.normal(size=(40, 2))
    net, twin = with_constants(), with_constants()
    exact = dtype == "float64"
    close = {"rtol": 1e-12} if exact else {"rtol": 1e-4, "atol": 1e-6}
    found = ns.predict(net, X, engine="compiled", dtype=dtype)
    assert np.allclose(found, ns.predict(net, X, engine="objects"), **close)
    ns.train(net, (X, Z), epochs=3, batch_size=batch_size, engine="compiled", dtype=dtype)
    ns.train(twin, (X, Z), epochs=3, batch_size=batch_size, engine="objects")
    values = [[p.value for p in n.parameters] for n in (net, twin)]
    assert np.allclose(*values, **close)
    assert ns.jacobian(net, [0.1], engine="compiled")[1].tolist() == [0.0]


def test_a_network_may_be_constants_alone():
    net = ns.Network()
    net.add_input()
    net.add_constant(2.0)
    for engine in ("compiled", "objects"):
        assert ns.predict(net, [[1.0], [5.0]], engine=engine).tolist() == [[2.0], [2.0]]
    ns.train(
        net, ([[1.0], [2.0]], [[1.0], [1.0]]), epochs=200, engine="compiled", learning_rate=0.1
    )
    assert net["n[0]"].bias == pytest.approx(1.0, abs=1e-8)


def test_it_is_written_out_and_drawn():
    net = with_constants()
    trace = ns.trace(net, [0.2], [0.5, 0.1], learning_rate=0.1)
    text = ns.explain(trace).to_text()
    assert "  sh[0][0] = bh[0][0]\n           = 0.5\n\n" in text
    assert "  new bo[1] = bo[1] - η · ∂L/∂bo[1]" in text
    assert ns.formula(net, "y").evaluate(trace) == pytest.approx(trace["y"].output, rel=1e-15)
    for show in ("structure", "forward", "backward", "update"):
        assert ">c<" in ns.draw(trace, show=show)._repr_svg_()
    assert nx.is_directed_acyclic_graph(net.to_networkx())


def test_files_and_copies_keep_it():
    net = with_constants()
    text = to_json(net)
    data = json.loads(text)
    assert data["version"] == 3
    assert data["neurons"][1]["constant"] is True
    assert to_json(from_json(text)) == text
    assert net.copy()["c"].is_constant


def test_a_neuron_that_lost_its_inputs_is_no_constant():
    net = with_constants()
    net.disconnect("x", "h")
    net.disconnect("c", "h")
    with pytest.raises(ns.NeurosimError, match=r"neuron 'h' of .* add_constant if its bias is all"):
        net.forward([0.2])


def test_a_constant_may_be_given_inputs_later():
    net = with_constants()
    net.connect("x", "k", weight=2.0)
    assert net.forward([0.2])[1] == pytest.approx(0.75 + 0.4)
