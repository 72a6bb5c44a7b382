"""Names of columns and classes, and softmax probabilities, in a trace and its derivation."""

import csv
import io
import re

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError, UnknownNameError
from neurosim.model.losses import Loss
from neurosim.writing.document import NumberTable


@pytest.fixture
def flowers():
    net = ns.mlp([2, 3, 3], output_activation="identity", seed=1, name="flowers")
    net.input_columns = ("petal length", "petal width")
    net.target_columns = (ns.TargetColumn("species", ("setosa", "versicolor", "virginica")),)
    net.loss = "softmax_cross_entropy"
    return net


def shares(outputs):
    powers = np.exp(np.array(outputs))
    return powers / powers.sum()


@pytest.mark.parametrize("targets", [None, [0.0, 0.0, 1.0]])
def test_probabilities_are_there_with_and_without_a_target(flowers, targets):
    t = ns.trace(flowers, [1.0, 2.0], targets)
    expected = shares(t.raw_outputs)
    found = [t[f"o[{k}]"].probability for k in range(3)]
    assert found == pytest.approx(expected, rel=1e-14)
    assert [t.value(f"p[{k}]") for k in range(3)] == found
    rows = [row for row in t.rows() if row[3] == "probability"]
    assert [row[:4] for row in rows] == [
        ("forward", f"o[{k}]", f"p[{k}]", "probability") for k in range(3)
    ]
    assert t["h[0][0]"].probability is None


def test_another_loss_has_no_probabilities(flowers):
    with_them = ns.trace(flowers, [1, 2])
    assert with_them.has_probabilities
    own = Loss(
        "softmax_cross_entropy",
        lambda y, z: [0.0 for _ in y],
        lambda y, z: [0.0 for _ in y],
    )
    for loss in ("mse", own):
        t = ns.trace(flowers, [1, 2], [0, 0, 1], loss=loss)
        assert not t.has_probabilities
        assert t["o[0]"].probability is None
        with pytest.raises(UnknownNameError):
            t.value("p[0]")
    flowers.loss = "mse"
    assert not ns.trace(flowers, [1, 2]).has_probabilities
    assert ns.trace(flowers, [1, 2], loss="softmax_cross_entropy").has_probabilities


def test_every_row_of_an_input_or_output_names_its_column(flowers):
    t = ns.trace(flowers, [1.0, 2.0], [0, 0, 1], learning_rate=0.1)
    rows = list(csv.DictReader(io.StringIO(t.to_csv())))
    found = {(row["neuron"], row["column"]) for row in rows}
    assert found == {
        ("x[0]", "petal length"),
        ("x[1]", "petal width"),
        ("h[0][0]", ""),
        ("h[0][1]", ""),
        ("h[0][2]", ""),
        ("o[0]", "species=setosa"),
        ("o[1]", "species=versicolor"),
        ("o[2]", "species=virginica"),
        ("", ""),
    }
    assert t["o[2]"].column == "species=virginica"
    assert t["h[0][0]"].column == ""
    steps = ns.trace_training(flowers, ([[1.0, 2.0]], [[0, 0, 1]]), steps=1)
    assert {row[-1] for row in steps.rows()} == {column for _, column in found}
    assert "output o[1] · species=versicolor" in steps._repr_html_()


def test_notebooks_show_names_and_probabilities(flowers):
    html = ns.trace(flowers, [1.0, 2.0])._repr_html_()
    assert "<td>x[0] · petal length</td>" in html
    assert "<td>o[1] · species=versicolor</td>" in html
    assert "<th>probability</th>" in html
    flowers.loss = "mse"
    assert "<th>probability</th>" not in ns.trace(flowers, [1.0, 2.0])._repr_html_()
    flowers.input_columns = ("<script>", "petal width")
    assert "<td>x[0] · &lt;script&gt;</td>" in ns.trace(flowers, [1.0, 2.0])._repr_html_()


def test_a_derivation_begins_with_what_the_symbols_stand_for(flowers):
    d = ns.explain(ns.trace(flowers, [1.0, 2.0], [0, 0, 1]))
    assert [section.number or section.title for section in d.sections][:2] == ["Names", "1"]
    text = d.to_text(width=1000)
    assert re.search(r"x\[0\] +input +petal length\n", text)
    assert re.search(r"yo\[2\] +output +species=virginica\n", text)
    assert (
        "\no[1] · species=versicolor, output neuron with the activation identity: yo[1]\n" in text
    )
    assert text.index("Names") < text.index("1 Initialization")
    textbook = ns.explain(ns.trace(flowers, [1, 2]), notation="textbook").to_text()
    assert re.search(r"ŷ₃ +output +species=virginica\n", textbook)
    for written in (d.to_markdown(), d.to_html(), d.to_latex()):
        assert "petal width" in written
        assert "virginica" in written


def test_the_names_are_those_of_what_is_asked_for(flowers):
    t = ns.trace(flowers, [1.0, 2.0], [0, 0, 1])

    def names(only):
        sections = ns.explain(t, only=only).sections
        found = [s for s in sections if s.title == "Names"]
        tables = [b for s in found for b in s.blocks if isinstance(b, NumberTable)]
        return [row[2][0].text for table in tables for row in table.rows]

    assert names("o[1]") == ["species=versicolor"]
    assert names("h[0][1]") == []
    assert names("ah[0][1]") == ["petal length", "petal width"]
    assert len(names("forward")) == 5


def test_a_network_without_columns_has_no_names():
    t = ns.trace(ns.mlp([2, 1], seed=1), [1, 2])
    assert "Names" not in [section.title for section in ns.explain(t).sections]
    assert not t.has_columns


@pytest.mark.parametrize("rounding", ["once", "stepwise"])
def test_class_probabilities_are_worked_without_a_target(flowers, rounding):
    t = ns.trace(flowers, [1.0, 2.0])
    d = ns.explain(t, rounding=rounding)
    assert [section.number for section in d.sections] == ["", "1", "2", "3", "4"]
    assert d.section("4").title == "Class probabilities"
    equations = d.section("4").equations
    assert [equation.value for equation in equations] == [t.value(f"p[{k}]") for k in range(3)]
    text = d.to_text(width=1000)
    assert "p[1] = e^yo[1] / (e^yo[0] + e^yo[1] + e^yo[2])\n" in text
    y = [f"{value:.4f}" for value in t.raw_outputs]
    powers = [f"e^({value})" if value.startswith("-") else f"e^{value}" for value in y]
    if rounding == "once":
        assert f"       = {powers[1]} / ({powers[0]} + {powers[1]} + {powers[2]})\n" in text
        assert f"       = {shares(t.raw_outputs)[1]:.4f}\n" in text
    assert "(The probability of species=versicolor.)" in text
    one = ns.explain(t, only="p[1]", rounding=rounding)
    assert [equation.value for equation in one.section("4").equations] == [t.value("p[1]")]


def test_a_probability_of_another_loss_is_refused(flowers):
    flowers.loss = "mse"
    with pytest.raises(UnknownNameError, match=r"p\[0\]"):
        ns.explain(ns.trace(flowers, [1.0, 2.0]), only="p[0]")
    flowers.loss = "softmax_cross_entropy"
    with pytest.raises(InputError, match="the trace has no numbers for loss; give it a target"):
        ns.explain(ns.trace(flowers, [1.0, 2.0]), only="loss")


def test_two_classes_on_one_output_are_named_after_the_second():
    net = ns.mlp([1, 1], seed=1)
    net.target_columns = (ns.TargetColumn("passed", ("no", "yes"), one_output=True),)
    t = ns.trace(net, [1.0], [1.0], loss="binary_cross_entropy")
    assert t["o[0]"].column == "passed=yes"
    text = ns.explain(t).to_text()
    assert re.search(r"yo\[0\] +output +passed=yes\n", text)
    assert "o[0] · passed=yes, output neuron" in text


def test_names_are_untrusted_text(flowers):
    flowers.input_columns = ("<img src=x>\n$\\evil$", "|*a*|" + "x" * 1000)
    d = ns.explain(ns.trace(flowers, [1.0, 2.0]))
    assert "<img" not in d.to_html()
    assert "<img" not in d.to_markdown()
    assert "\\evil" not in d.to_latex()
    assert "x" * 200 not in d.to_text()
