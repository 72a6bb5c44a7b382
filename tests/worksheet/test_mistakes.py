"""The catalogue of mistakes, and samples as somebody computes them who makes one."""

import random

import pytest

import neurosim as ns
from neurosim.mathematics.evaluation import evaluate
from tests.teaching import people

NAMES = [mistake.name for mistake in ns.mistakes()]

ASKED_FOR = 36
"""So many mistakes at least."""


def test_the_catalogue():
    assert len(ns.mistakes()) == len(set(NAMES)) >= ASKED_FOR
    for mistake in ns.mistakes():
        assert mistake.title.endswith(".")
        assert mistake.formula != mistake.right
        assert mistake.seen
        where, question, formula = mistake.hints
        assert where.startswith("Look at ")
        assert question.endswith("?")
        assert mistake.right in formula
    assert "no-bias" in ns.mistakes()
    assert "50 mistakes" in repr(ns.mistakes())
    with pytest.raises(ns.NeurosimError, match="unknown mistake 'no-bia'; did you mean 'no-bias'"):
        ns.mistakes()["no-bia"]


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_changes_numbers_where_it_can_be_made(name):
    changed = 0
    for seed in range(5):
        right = people.sample_for(name, random.Random(f"{name}{seed}"))
        made = people.made_with(right, name)
        assert made.mistakes == (ns.mistakes()[name],)
        assert made.changed
        differ = [s for s in right.sheet.formulas if made.value(s) != right.value(s)]
        changed += bool(differ)
    assert changed >= 4


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_sample_is_explained_with_its_wrong_formulas(name):
    right = people.sample_for(name, random.Random(name), [2, 2, 2])
    made = people.made_with(right, name)
    derivation = ns.explain(made)
    assert ns.mistakes()[name].title in derivation.to_text(width=400)
    for equation in derivation.equations:
        for line in equation.lines:
            if line.kind in {"substituted", "partial"} and equation.value is not None:
                value = evaluate(line.form)
                assert value == pytest.approx(equation.value, rel=1e-9, abs=1e-12)
    ns.explain(made, rounding="stepwise").to_text()
    for write in (derivation.to_latex, derivation.to_html, derivation.to_markdown):
        assert write()


def test_the_numbers_of_a_wrong_sample_stand_everywhere():
    net, _ = ns.worked_example()
    made = ns.trace(net, [1, 1], [1], learning_rate=0.1, mistake="no-slope-hidden")
    weight, delta = 0.5, made.value("do[0]")
    assert made.value("dh[0][0]") == pytest.approx(weight * delta)
    assert made["h[0][0]"].delta == made.net["h[0][0]"].delta == made.value("dh[0][0]")
    new = -0.5 - 0.1 * made.value("dh[0][0]")
    assert made.new_value("wh[0][0][0]") == made.updated.wh[0][0][0] == pytest.approx(new)
    assert made.gradient("wh[0][0][0]") == made.value("dh[0][0]")
    (row,) = [r for r in made.rows() if r[2] == "dh[0][0]" and r[3] == "error signal"]
    assert row[4] == made.value("dh[0][0]")
    assert "-0.0621" in ns.draw(made, show="backward")._repr_svg_()


def test_new_weights_by_hand():
    net = ns.Network()
    x = net.add_input()
    h = net.add_neuron({x: 0.5}, bias=0.1, activation="identity", name="h")
    net.add_neuron({h: 0.4}, bias=0.2, activation="identity", name="y")
    made = ns.trace(net, [2.0], [1.0], learning_rate=0.5, mistake="new-weights")
    a = 2.0 * 0.5 + 0.1
    delta = a * 0.4 + 0.2 - 1.0
    new = 0.4 - 0.5 * delta * a
    assert made.value("dh[0][0]") == pytest.approx(new * delta)


def test_a_mistake_in_one_place_or_layer():
    net = ns.mlp([2, 3, 2, 1], seed=1)
    right = ns.trace(net, [0.5, 0.2], [1], learning_rate=0.1)
    for place, symbols in (
        ("sh[0][1]", {"sh[0][1]"}),
        ("hidden layer 1", {"sh[1][0]", "sh[1][1]"}),
        ("output layer", {"so[0]"}),
    ):
        mistake = ns.mistakes()["no-bias"].at(place)
        made = ns.trace(net, [0.5, 0.2], [1], learning_rate=0.1, mistake=mistake)
        assert {str(symbol) for symbol in made.changed} == symbols
    two = ns.trace(net, [0.5, 0.2], [1], learning_rate=0.1, mistake=["no-bias", "added"])
    assert {m.name for m in two.mistakes} == {"no-bias", "added"}
    assert right.mistakes == ()


def test_a_mistake_that_cannot_be_made_changes_nothing():
    net, _ = ns.worked_example()
    made = ns.trace(net, [1, 1], [1], learning_rate=0.1, mistake="log-base-2")
    assert made.changed == {}
    assert made.loss == ns.trace(net, [1, 1], [1]).loss


def test_bad_mistakes():
    net, _ = ns.worked_example()
    for wrong, said in (
        ("nobias", "unknown mistake 'nobias'"),
        (3, "mistake= takes the name of a mistake"),
        ([], "mistake= is empty"),
        ([3], "mistake= takes the name of a mistake"),
    ):
        with pytest.raises(ns.NeurosimError) as caught:
            ns.trace(net, [1, 1], [1], mistake=wrong)
        assert said in str(caught.value)


def test_a_mistake_that_gives_no_number():
    net = ns.mlp([1, 2, 1], "identity", initializer=0.5)
    net.wo[0][1] = -0.5
    with pytest.raises(ns.NeurosimError, match=r"the mistake weights-shared makes dh\[0\]\[0\]"):
        ns.trace(net, [1], [3], mistake="weights-shared")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("banana", "unknown place of the mistake no-bias 'banana'"),
        ("sh[0][9]", "did you mean 'sh"),
        ("hidden layer 5", "did you mean 'hidden layer 0'"),
        (
            "yo[0]",
            "the mistake no-bias cannot be made at yo.0. in this sample; it can be made at sh",
        ),
    ],
)
def test_a_place_that_does_not_exist_is_refused(place, message):
    net, _ = ns.worked_example()
    with pytest.raises(ns.NeurosimError, match=message):
        ns.trace(net, [1, 1], [1], mistake=ns.mistakes()["no-bias"].at(place))
