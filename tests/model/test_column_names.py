"""Which data column or class each input and output stands for."""

import neurosim as ns
from neurosim.model.column_names import column_names, short_column, with_column


def test_inputs_have_their_columns_and_outputs_their_columns_or_classes():
    net = ns.mlp([2, 3, 4])
    net.input_columns = ("hours", "sleep")
    net.target_columns = (
        ns.TargetColumn("score"),
        ns.TargetColumn("grade", ("A", "B")),
        ns.TargetColumn("passed", ("no", "yes"), one_output=True),
    )
    assert column_names(net) == {
        "x[0]": "hours",
        "x[1]": "sleep",
        "o[0]": "score",
        "o[1]": "grade=A",
        "o[2]": "grade=B",
        "o[3]": "passed=yes",
    }


def test_a_column_without_a_name_of_its_own_is_left_out():
    net = ns.Network()
    net.add_neuron({net.add_input("height"): 1.0, net.add_input("b"): 1.0}, name="y")
    assert column_names(net) == {}
    ns.train(net, ([[1.0, 2.0]], [[3.0]]), epochs=1)
    assert (net.input_columns, net.target_columns) == (None, None)
    assert column_names(net) == {}
    net.input_columns = ("height", "width")
    assert column_names(net) == {"b": "width"}


def test_names_that_do_not_fit_the_network_are_left_out():
    net = ns.mlp([2, 1])
    net.input_columns = ("a", "b", "c")
    net.target_columns = (ns.TargetColumn("z", ("p", "q")),)
    assert column_names(net) == {}


def test_a_long_name_keeps_its_end_and_stays_on_one_line():
    assert with_column("o[0]", "") == "o[0]"
    assert with_column("o[0]", "two\nlines") == r"o[0] · two\nlines"
    assert short_column("length of the stem=short", 12) == "lengt…=short"
    assert len(short_column("x" * 100_000)) == 32
