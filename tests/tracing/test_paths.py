import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import InputError, UnknownNameError
from tests.strategies import networks, samples


def test_the_paths_of_the_worked_example(example):
    t = ns.trace(example, [1, 1])
    paths = t.path("x[1]", "o[0]")
    assert [path.neurons[1] for path in paths.paths] == ["h[0][0]", "h[0][1]", "h[0][2]"]
    first = paths.paths[0]
    assert [step.weight_symbol for step in first.steps] == ["wh[0][0][1]", "wo[0][0]"]
    slope_h, slope_o = t["h[0][0]"].derivative, t["o[0]"].derivative
    expected = example.wh[0][0][1] * slope_h * example.wo[0][0] * slope_o
    assert first.product == pytest.approx(expected, rel=1e-15)
    assert paths.derivative == sum(path.product for path in paths.paths)


@given(st.data())
def test_the_sum_over_all_paths_is_the_jacobian(data):
    net = data.draw(networks())
    x, _ = data.draw(samples(net))
    t = ns.trace(net, x)
    jacobian = ns.jacobian(net, x, normalized=True)
    for row, output in enumerate(net.outputs):
        for column, source in enumerate(net.inputs):
            paths = t.path(source.name, output)
            scale = sum(abs(path.product) for path in paths.paths)
            assert abs(paths.derivative - jacobian[row][column]) <= 1e-9 * max(scale, 1e-300)


def test_raw_units_take_the_factor_of_the_page_on_explaining(example):
    _, data = ns.worked_example()
    example.input_scaling = ns.MinMaxScaling.fit(data.X)
    example.target_scaling = ns.MinMaxScaling.fit(data.Z)
    derivative = ns.trace(example, data.X[1]).path("x[0]", "o[0]").derivative
    raw = ns.jacobian(example, data.X[1])[0][0]
    assert raw == pytest.approx(derivative * (91 - 68) / (70 - 25), rel=1e-12)
    example.target_scaling = None
    raw = ns.jacobian(example, data.X[1])[0][0]
    assert raw == pytest.approx(derivative / (70 - 25), rel=1e-12)


def test_a_skip_connection_is_a_path_of_its_own():
    net = ns.Network()
    x = net.add_input()
    h = net.add_neuron({x: 2.0}, activation="identity")
    o = net.add_neuron({h: 3.0, x: 0.5}, activation="identity")
    paths = ns.trace(net, [1.0]).path(x, o)
    assert sorted(path.product for path in paths.paths) == [0.5, 6.0]
    assert paths.derivative == 6.5


def test_no_path_and_the_path_to_itself(example):
    t = ns.trace(example, [1, 1])
    assert t.path("o[0]", "x[0]").paths == ()
    assert t.path("o[0]", "x[0]").derivative == 0.0
    itself = t.path("h[0][1]", "h[0][1]")
    assert [path.neurons for path in itself.paths] == [("h[0][1]",)]
    assert itself.derivative == 1.0


def test_an_unknown_neuron_and_too_many_paths_are_said(example):
    with pytest.raises(UnknownNameError, match=r"x\[7\]"):
        ns.trace(example, [1, 1]).path("x[7]", "o[0]")
    deep = ns.trace(ns.mlp([1, *[10] * 8, 1], seed=0), [1.0])
    with pytest.raises(InputError, match="100,000,000 paths lead from"):
        deep.path("x[0]", "o[0]")
    assert len(deep.path("h[5][0]", "o[0]").paths) == 100
