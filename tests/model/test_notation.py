import math

import numpy as np
import pytest
from hypothesis import given

import neurosim as ns
from tests.strategies import networks

VIEWS = ("x", "wh", "bh", "sh", "ah", "dh", "wo", "bo", "so", "yo", "do", "z")


def flat(nested):
    return [v for item in nested for v in flat(item)] if isinstance(nested, list) else [nested]


def test_every_symbol_of_the_design_reads_its_number(example):
    example.forward([1.0, 0.5])
    example.backward([1.0])
    h1, o = example["h[0][1]"], example["o[0]"]
    assert (example.x[1], example.z[0]) == (0.5, 1.0)
    assert (example.wh[0][1][1], example.wo[0][1]) == (0.5, -1.0)
    assert (example.bh[0][1], example.sh[0][1], example.ah[0][1], example.dh[0][1]) == (
        h1.bias,
        h1.summation,
        h1.output,
        h1.delta,
    )
    assert (example.bo[0], example.so[0], example.yo[0], example.do[0]) == (
        o.bias,
        o.summation,
        o.output,
        o.delta,
    )


@pytest.mark.parametrize("symbol", ["wh[0][1][0]", "bh[0][1]", "wo[0][2]", "bo[0]"])
def test_a_parameter_is_written_by_index(example, symbol):
    exec(f"example.{symbol} = 0.125")
    assert example.parameter(symbol).value == 0.125
    assert example.value(symbol) == 0.125


def test_values_of_neurons_are_written_by_index(example):
    example.x[0], example.ah[0][2], example.yo[0] = 1.0, 2.0, 3.0
    example.sh[0][0], example.so[0], example.dh[0][1], example.do[0] = 4.0, 5.0, 6.0, 7.0
    example.z[0] = 8.0
    assert [example["x[0]"].output, example["h[0][2]"].output, example["o[0]"].output] == [1, 2, 3]
    assert [example["h[0][0]"].summation, example["o[0]"].summation] == [4, 5]
    assert [example["h[0][1]"].delta, example["o[0]"].delta] == [6, 7]
    assert example["o[0]"].target == 8


def test_rows_are_written_at_once(example):
    example.wh[0][2] = [3.0, 4.0]
    example.bh[0] = [1.0, 2.0, 3.0]
    example.wo[0] = np.array([7.0, 8.0, 9.0])
    assert example.wh[0][2].tolist() == [3.0, 4.0]
    assert example.bh.tolist() == [[1.0, 2.0, 3.0]]
    assert example.wo.tolist() == [[7.0, 8.0, 9.0]]
    example.wh[0] = [[1, 2], [3, 4], [5, 6]]
    assert example.wh.tolist() == [[[1, 2], [3, 4], [5, 6]]]


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda n: n.wh[0].__setitem__(1, [1.0]), r"wh\[0\]\[1\] takes 2 values; got 1"),
        (lambda n: n.wh.__setitem__(0, [[1.0, 2.0]]), r"wh\[0\] takes 3 values; got 1"),
        (lambda n: n.wh.__setitem__(0, [[1, 2], [3, 4], [5, "x"]]), r"wh\[0\]\[2\]\[1\] is 'x'"),
        (lambda n: n.wh[0].__setitem__(1, 3.0), r"wh\[0\]\[1\] takes 2 values; got 3.0"),
        (lambda n: n.bh[0].__setitem__(1, math.nan), r"bh\[0\]\[1\] is nan; it must be a finite"),
        (lambda n: n.wo[0].__setitem__(0, math.inf), r"wo\[0\]\[0\] is inf; it must be a finite"),
        (lambda n: n.bh.__setitem__(0, [1.0, 2.0, math.inf]), r"bh\[0\]\[2\] is inf; it must be"),
        (lambda n: n.bo.__setitem__(0, "a"), r"bo\[0\] is 'a', which is not a number"),
    ],
)
def test_nothing_is_written_unless_every_value_fits(example, write, message):
    before = example.to_networkx()
    with pytest.raises(ns.NeurosimError, match=message):
        write(example)
    assert list(example.to_networkx().edges(data=True)) == list(before.edges(data=True))
    assert dict(example.to_networkx().nodes(data=True)) == dict(before.nodes(data=True))


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda n: n.wh[1], r"there is no wh\[1\]; there is only wh\[0\]"),
        (lambda n: n.wh[0][3], r"there is no wh\[0\]\[3\]; the last is wh\[0\]\[2\]"),
        (lambda n: n.wo[0][-4], r"there is no wo\[0\]\[-4\]; the last is wo\[0\]\[2\]"),
        (lambda n: n.bh[0][True], r"bh\[0\] is indexed by whole numbers, one bracket each"),
        (lambda n: n.wh[0, 1, 0], r"wh is indexed by whole numbers, one bracket each, such as wh"),
        (lambda n: n.x[0.5], r"x is indexed by whole numbers"),
        (lambda n: n.wh[0][1]["x[7]"], r"unknown source of wh\[0\]\[1\] 'x\[7\]'; did you mean"),
        (lambda n: ns.perceptron(1).wh[0], r"there is no wh\[0\]; it is empty"),
    ],
)
def test_an_index_that_does_not_exist_says_which_do(example, read, message):
    with pytest.raises(ns.NeurosimError, match=message):
        read(example)


def test_negative_indices_and_numpy_integers(example):
    assert example.wh[-1][-1][-2] == 1.0
    assert example.wo[np.int64(0)][np.int32(1)] == -1.0


def test_rows_are_sequences(example):
    assert (len(example.wh), len(example.wh[0])) == (1, 3)
    assert [list(row) for row in example.wh[0]] == [[-0.5, -1.0], [-0.5, 0.5], [1.0, 0.0]]
    assert example.wh[0][1] == [-0.5, 0.5]
    assert example.wh[0][1] == np.array([-0.5, 0.5])
    assert example.wh[0][1] != [-0.5]
    assert example.wh[0][1] != "ab"
    assert repr(example.bh) == "[[0.5, 0.5, 0.5]]"
    assert np.array(example.wh[0]).shape == (3, 2)
    with pytest.raises(ValueError, match="an array of it is a copy"):
        np.array(example.wh[0], copy=False)
    with pytest.raises(TypeError, match="unhashable"):
        hash(example.wh)


def test_a_weight_is_reached_by_the_name_of_its_source(example):
    assert example.wo[0]["h[0][1]"] == example.wo[0][example["h[0][1]"]] == -1.0
    example.wo[0]["h[0][1]"] = 4.0
    assert example.wo[0][1] == 4.0


@given(networks())
def test_indices_lead_to_every_neuron_and_edge_of_any_network(net):
    assert len(flat(net.wh.tolist())) + len(flat(net.wo.tolist())) == net.graph.number_of_edges()
    assert len(flat(net.bh.tolist())) + len(net.bo) == len(net) - len(net.inputs)
    symbols = [parameter.symbol for parameter in net.parameters]
    assert len(set(symbols)) == len(symbols)
    for parameter in net.parameters:
        assert net.value(parameter.symbol) == parameter.value
        assert net.parameter(parameter.symbol).edge is parameter.edge
        assert net.parameter(parameter.symbol).neuron is parameter.neuron


@given(networks())
def test_layers_follow_the_longest_path(net):
    """The layer of a hidden neuron is above those of all its hidden inputs, and no higher."""
    place = {n: (k, i) for k, layer in enumerate(net.layers[1:-1]) for i, n in enumerate(layer)}
    created = list(net)
    if any(neuron.successors for neuron in net.outputs):
        return
    for neuron, (layer, node) in place.items():
        below = [place[source][0] for source in neuron.inputs if source in place]
        assert layer == max(below, default=-1) + 1
        before = net.layers[layer + 1][:node]
        assert all(created.index(other) < created.index(neuron) for other in before)


def test_the_input_index_is_the_order_of_connection():
    net = ns.Network()
    a, b = net.add_input("a"), net.add_input("b")
    n = net.add_neuron({b: 1.0}, name="n")
    net.connect(a, n, weight=2.0)
    assert net.wo[0].tolist() == [1.0, 2.0]
    net.disconnect(b, n)
    net.connect(b, n, weight=3.0)
    assert net.wo[0].tolist() == [2.0, 3.0]


@pytest.mark.parametrize("view", VIEWS)
def test_views_of_an_incomplete_network_do_not_fail(view):
    assert getattr(ns.Network(), view).tolist() == []
