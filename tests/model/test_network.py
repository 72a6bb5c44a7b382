import copy
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from tests.strategies import ALL_ACTIVATIONS, networks, samples


def parameters(net: ns.Network) -> dict[str, float]:
    return {parameter.symbol: parameter.value for parameter in net.parameters}


def test_a_network_shows_its_size(example):
    assert repr(example) == "Network('worked example', 2 inputs, 3 hidden, 1 output, 9 edges)"
    assert repr(ns.perceptron(1)) == "Network(1 input, 0 hidden, 1 output, 1 edge)"
    assert repr(example["h[0][1]"]) == "Neuron('h[0][1]')"


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([1.0], r"got 1 input, expected 2: x\[0\], x\[1\]"),
        ([1.0, 2.0, 3.0], r"got 3 inputs, expected 2: x\[0\], x\[1\]"),
        ([1.0, math.nan], r"input x\[1\] is nan; it must be a finite number"),
        ([-math.inf, 1.0], r"input x\[0\] is -inf; it must be a finite number"),
        (["a", 1.0], r"input x\[0\] is 'a', which is not a number"),
        ([[1.0, 2.0], 1.0], r"input x\[0\] is \[1.0, 2.0\], which is not a number"),
        ("12", "expected 2 inputs as numbers, got the text '12'"),
        (5.0, r"expected a sequence of 2 inputs, got 5.0; a single value is written \[5.0\]"),
    ],
)
def test_forward_needs_one_number_for_each_input(example, x, message):
    with pytest.raises(ns.NeurosimError, match=message):
        example.forward(x)


@pytest.mark.parametrize(
    ("z", "message"),
    [
        ([], r"got 0 targets, expected 1: o\[0\]"),
        ([1.0, 2.0], r"got 2 targets, expected 1: o\[0\]"),
        ([math.inf], r"target o\[0\] is inf; it must be a finite number"),
    ],
)
def test_backward_needs_one_number_for_each_output(example, z, message):
    example.forward([1.0, 1.0])
    with pytest.raises(ns.NeurosimError, match=message):
        example.backward(z)


def test_the_passes_come_in_order(example):
    with pytest.raises(ns.NeurosimError, match=r"backward needs .* call forward\(x\) first"):
        example.backward([1.0])
    example.forward([1.0, 1.0])
    with pytest.raises(ns.NeurosimError, match=r"update needs .* call backward\(z\) first"):
        example.update(0.1)
    example.backward([1.0])
    example.update(0.1)
    example.connect("x[0]", "o[0]", weight=1.0)
    with pytest.raises(ns.NeurosimError, match=r"update needs .* call backward\(z\) first"):
        example.update(0.1)


@pytest.mark.parametrize("rate", [0.0, -0.1, math.nan, "fast"])
def test_a_learning_rate_is_above_zero(example, rate):
    example.forward([1.0, 1.0])
    example.backward([1.0])
    with pytest.raises(ns.NeurosimError, match="the learning rate is"):
        example.update(rate)


def test_a_weight_made_nan_behind_the_back_is_named(example):
    example.graph.edges[example["x[1]"], example["h[0][2]"]]["weight"] = math.nan
    with pytest.raises(ns.NeurosimError, match=r"the weight from 'x\[1\]' to 'h\[0\]\[2\]' is nan"):
        example.forward([1.0, 1.0])


def test_a_summation_that_overflows_is_named(example):
    example.wh[0][0] = [1e308, 1e308]
    with pytest.raises(ns.NeurosimError, match=r"the summation of 'h\[0\]\[0\]' is inf; its weigh"):
        example.forward([1e10, 1.0])


def test_an_error_signal_that_overflows_is_named():
    steep = ns.Loss("steep", lambda y, z: [0.0], lambda y, z: [1e200])
    net = ns.mlp([1, 1, 1], "identity", initializer=1e200)
    net.wh[0][0][0], net.bh[0][0] = 0.0, 0.0
    net.forward([1.0])
    with pytest.raises(ns.NeurosimError, match=r"the error signal of 'h\[0\]\[0\]' is "):
        net.backward([0.0], steep)


def test_a_loss_that_is_not_finite_is_named(example):
    broken = ns.Loss("broken", lambda y, z: [math.inf], lambda y, z: [1.0])
    example.forward([1.0, 1.0])
    with pytest.raises(ns.NeurosimError, match=r"the loss broken is inf; outputs \[0.50"):
        example.backward([1.0], broken)


def test_weights_from_before_the_update_carry_the_error():
    net = ns.mlp([1, 1, 1], "identity", initializer=2.0)
    net.forward([1.0])
    net.backward([0.0])
    # y = 2 (2 x + 2) + 2 = 10, so delta_o = 10 and delta_h = 2 * 10 with the old weight
    assert net.do[0] == 10.0
    assert net.dh[0][0] == 20.0
    net.update(0.1)
    assert (net.wo[0][0], net.bo[0]) == (2.0 - 0.1 * 10 * 4, 2.0 - 0.1 * 10)
    assert (net.wh[0][0][0], net.bh[0][0]) == (0.0, 0.0)


def test_the_error_of_a_hidden_neuron_sums_over_all_successors():
    net = ns.Network()
    x = net.add_input()
    h = net.add_neuron({x: 1.0}, activation="identity")
    for weight in (2.0, 3.0, 5.0):
        net.add_neuron({h: weight}, activation="identity")
    net.forward([1.0])
    net.backward([0.0, 0.0, 0.0])
    assert h.delta == 2 * 2 + 3 * 3 + 5 * 5
    assert x.delta == h.delta


def test_frozen_parameters_keep_their_value_and_show_their_gradient(example):
    before = parameters(example)
    example.freeze("wh[0][1][0]", "bh[0][2]")
    example.freeze("o[0]")
    example.forward([1.0, 0.5])
    example.backward([1.0])
    example.update(0.5)
    after = parameters(example)
    frozen = {"wh[0][1][0]", "bh[0][2]", "wo[0][0]", "wo[0][1]", "wo[0][2]", "bo[0]"}
    assert {name for name in before if before[name] == after[name]} - frozen == {
        "wh[0][2][0]",
        "wh[0][2][1]",
    }  # their error signal is 0, for wo[0][2] is 0
    assert all(before[name] == after[name] for name in frozen)
    assert example.parameter("bo[0]").gradient == example.do[0] != 0


def test_freezing_and_unfreezing(example):
    example.freeze_biases()
    assert {p.symbol for p in example.parameters if not p.trainable} == {
        "bh[0][0]",
        "bh[0][1]",
        "bh[0][2]",
        "bo[0]",
    }
    example.unfreeze("bo[0]", example["h[0][0]"])
    assert {p.symbol for p in example.parameters if not p.trainable} == {"bh[0][1]", "bh[0][2]"}
    example.freeze("wo[0][1]")
    example.unfreeze()
    assert all(parameter.trainable for parameter in example.parameters)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("wh[0][9][0]", r"there is no wh\[0\]\[9\]; the last is wh\[0\]\[2\]"),
        ("wo[0][3]", r"there is no wo\[0\]\[3\]; the last is wo\[0\]\[2\]"),
        ("bh[1][0]", r"there is no bh\[1\]; there is only bh\[0\]"),
        ("yo[0]", r"'yo\[0\]' is not a weight or bias; those are wh, bh, wo and bo"),
        ("wh[0][1]", r"'wh\[0\]\[1\]' is a row of 2 values; add an index"),
        ("bo[0][0]", r"'bo\[0\]\[0\]' has one index too many"),
        ("q[0]", r"unknown neuron 'q\[0\]'; did you mean 'x\[0\]'\?"),
        ("h", r"unknown neuron 'h'; .*known: x\[0\], x\[1\], h"),
        ("x[0]", r"'x\[0\]' is an input; it has no weights or bias"),
    ],
)
def test_freezing_what_there_is_not(example, given, message):
    with pytest.raises(ns.NeurosimError, match=message):
        example.freeze("bo[0]", given)
    assert all(parameter.trainable for parameter in example.parameters)


@given(data=st.data(), net=networks(activations=ALL_ACTIVATIONS))
def test_a_copy_is_equal_and_apart(data, net):
    x, z = data.draw(samples(net))
    y = net.forward(x)
    net.backward(z)
    twin = net.copy()
    assert parameters(twin) == parameters(net)
    assert [p.trainable for p in twin.parameters] == [p.trainable for p in net.parameters]
    assert [p.gradient for p in twin.parameters] == [p.gradient for p in net.parameters]
    assert [n.output for n in twin] == [n.output for n in net]
    assert twin.forward(x).tolist() == y.tolist()
    before = parameters(net)
    for parameter in twin.parameters:
        parameter.value = 9.0
    twin.remove_neuron(twin.outputs[0])
    assert parameters(net) == before
    assert net.forward(x).tolist() == y.tolist()


def test_a_copy_takes_scaling_columns_and_loss_along(example):
    example.input_scaling = ns.MinMaxScaling((0.0, 0.0), (1.0, 2.0))
    example.target_scaling = ns.MinMaxScaling((0.0,), (9.0,))
    example.input_columns = ("I0", "I1")
    example.target_columns = (ns.TargetColumn("Z0"),)
    example.loss = "mse"
    for twin in (example.copy(), copy.copy(example), copy.deepcopy(example)):
        assert twin is not example
        assert twin.name == "worked example"
        for attribute in (
            "input_scaling",
            "target_scaling",
            "input_columns",
            "target_columns",
            "loss",
        ):
            assert getattr(twin, attribute) == getattr(example, attribute)


def test_a_copy_knows_that_it_has_no_cycle():
    net = ns.Network()
    net.add_input("x")
    a = net.add_neuron(name="a")
    b = net.add_neuron({"x": 1.0}, name="b")
    net.connect(b, a, weight=1.0)
    with pytest.raises(ns.NeurosimError, match="would close the cycle a -> b -> a"):
        net.copy().connect("a", "b", weight=1.0)


def test_to_networkx_gives_a_plain_graph(example):
    example.forward([1.0, 1.0])
    example.backward([1.0])
    plain = example.to_networkx()
    assert plain.nodes["h[0][1]"]["kind"] == "hidden"
    assert plain.nodes["h[0][1]"]["bias"] == 0.5
    assert plain.nodes["h[0][1]"]["output"] == example.ah[0][1]
    assert plain.nodes["x[0]"]["kind"] == "input"
    assert "bias" not in plain.nodes["x[0]"]
    assert plain.edges["h[0][1]", "o[0]"]["weight"] == -1.0
    plain.add_edge("o[0]", "x[0]")
    assert len(example.graph.edges) == 9
    assert "\n".join(nx.generate_graphml(example.to_networkx())).count("<node") == 6


def test_raw_and_normalized_units(example):
    x = np.array([[70.0, 98.0], [25.0, 67.0]])
    assert example.normalize_inputs(x).tolist() == x.tolist()
    assert example.normalize_targets([[91.0]]).tolist() == [[91.0]]
    assert example.denormalize_outputs([[0.5]]).tolist() == [[0.5]]
    example.input_scaling = ns.MinMaxScaling((25.0, 67.0), (70.0, 98.0))
    example.target_scaling = ns.MinMaxScaling((68.0,), (91.0,))
    assert example.normalize_inputs(x).tolist() == [[1.0, 1.0], [0.0, 0.0]]
    assert example.normalize_targets([[91.0]]).tolist() == [[1.0]]
    assert example.denormalize_outputs([[0.5]]).tolist() == [[79.5]]


def test_a_parameter_reads_and_writes_where_it_lives(example):
    weight, bias = example.parameter("wh[0][2][1]"), example.parameter("bh[0][2]")
    assert (weight.neuron, weight.source) == (example["h[0][2]"], example["x[1]"])
    assert bias.source is None
    weight.value, bias.value = 0.25, -0.75
    assert (example.wh[0][2][1], example["h[0][2]"].bias) == (0.25, -0.75)
    assert (weight.gradient, bias.gradient) == (None, None)
    with pytest.raises(ns.NeurosimError, match=r"wh\[0\]\[2\]\[1\] is nan; it must be a finite"):
        weight.value = math.nan


@pytest.mark.parametrize(
    "edit",
    [
        lambda n: n.split_edge("h[0][0]", "o[0]"),
        lambda n: n.connect(n.add_input(), "o[0]", weight=1.0),
        lambda n: n.set_outputs("h[0][0]"),
    ],
)
def test_after_an_edit_of_the_wiring_the_passes_start_anew(example, edit):
    example.forward([1.0, 1.0])
    example.backward([1.0])
    edit(example)
    with pytest.raises(ns.NeurosimError, match=r"backward needs .* call forward\(x\) first"):
        example.backward([1.0])
    with pytest.raises(ns.NeurosimError, match=r"update needs .* call backward\(z\) first"):
        example.update(0.1)


def test_after_a_forward_pass_that_failed_there_is_nothing_to_carry_back(example):
    example.forward([1.0, 1.0])
    example.wh[0][0] = [1e308, 1e308]
    with pytest.raises(ns.NeurosimError, match="the summation of"):
        example.forward([1e10, 1.0])
    with pytest.raises(ns.NeurosimError, match=r"backward needs .* call forward\(x\) first"):
        example.backward([1.0])


def test_an_update_that_overflows_changes_nothing(example):
    example.forward([1.0, 1.0])
    example.backward([0.0])
    example.bo[0] = -1.75e308
    before = parameters(example)
    with pytest.raises(ns.NeurosimError, match=r"the update makes bo\[0\] -inf; take a"):
        example.update(1e308)
    assert parameters(example) == before
    example.bo[0], example.wo[0][0] = 0.5, -1.79e308
    before = parameters(example)
    with pytest.raises(ns.NeurosimError, match=r"the update makes wo\[0\]\[0\] -i"):
        example.update(1e308)
    assert parameters(example) == before


def test_a_gradient_that_overflows_is_named():
    net = ns.mlp([1, 1], "identity", initializer=0.0)
    net.wo[0][0] = 1e-200
    net.forward([1e200])
    with pytest.raises(
        ns.NeurosimError, match=r"the gradient of the weight from 'x\[0\]' to 'o\[0\]' is -inf"
    ):
        net.backward([1e150])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({1.0, 2.0}, r"expected a sequence of 2 inputs, got {"),
        ({"x[0]": 1.0, "x[1]": 2.0}, r"give its numbers as a list, in the order x\[0\], x\[1\]"),
    ],
)
def test_a_sample_has_an_order(example, values, message):
    with pytest.raises(ns.NeurosimError, match=message):
        example.forward(values)


def test_a_slope_needs_a_forward_pass(example):
    with pytest.raises(ns.NeurosimError, match=r"'o\[0\]' has no summation yet; call forward\(x\)"):
        _ = example["o[0]"].derivative


@pytest.mark.parametrize(
    ("breaks", "message"),
    [
        (
            lambda n: setattr(n, "input_scaling", 5),
            "input_scaling of .* is 5; it must be MinMaxSca",
        ),
        (lambda n: setattr(n, "target_columns", 5), "target_columns of .* is 5; it must be tuple"),
        (
            lambda n: setattr(n, "target_columns", ("a",)),
            "a target column is 'a'; it must be a Tar",
        ),
        (lambda n: setattr(n, "loss", 5), "loss of .* is 5; it must be str or Loss"),
        (lambda n: setattr(n, "name", 5), "name of the network is 5; it must be str"),
    ],
)
def test_what_a_network_carries_is_checked_at_use(example, breaks, message, tmp_path):
    breaks(example)
    for use in (
        lambda: example.forward([1, 1]),
        lambda: ns.predict(example, [[1, 1]]),
        lambda: ns.save(example, tmp_path / "m.json"),
    ):
        with pytest.raises(ns.NeurosimError, match=message):
            use()


def test_values_spoiled_by_hand_are_named(example):
    example.forward([1.0, 1.0])
    example.backward([1.0])
    example.graph.edges[example["x[0]"], example["h[0][0]"]]["gradient"] = None
    with pytest.raises(
        ns.NeurosimError, match=r"the gradient of the weight from 'x\[0\]' to 'h\[0\]\[0\]' is None"
    ):
        example.update(0.1)
    example["h[0][1]"].output = None
    with pytest.raises(ns.NeurosimError, match=r"the output of 'h\[0\]\[1\]' is None, which is no"):
        example.backward([1.0])
    with pytest.raises(
        ns.NeurosimError, match=r"bias_trainable of 'o\[0\]' is 'n.*; give True or False"
    ):
        example["o[0]"].bias_trainable = "no"


def test_edges_are_a_list(example):
    for edges in (5, None):
        with pytest.raises(
            ns.NeurosimError, match=r"edges are a list of \(source, target, weight\)"
        ):
            example.connect_all(edges)


def test_a_misspelt_attribute_is_refused(example):
    with pytest.raises(
        ns.NeurosimError, match="attribute of a network 'losss'; did you mean 'loss'"
    ):
        example.losss = "mse"
    with pytest.raises(ns.NeurosimError, match="wh of a network cannot be set"):
        example.wh = 3
    with pytest.raises(AttributeError):
        example["o[0]"].biass = 1.0


def test_a_subclass_may_have_attributes_of_its_own():
    class Noted(ns.Network):
        def __init__(self):
            super().__init__()
            self.note = "mine"

    assert Noted().note == "mine"
