"""Symbols in other letters, and with the names that a user gave to neurons."""

import pytest

import neurosim as ns
from neurosim.drawing.page_size import read_page_size
from neurosim.drawing.scene.diagram import make_scene
from neurosim.errors import UnknownNameError
from neurosim.writing.letters import Typeset


@pytest.fixture
def named() -> ns.Trace:
    net = ns.Network(name="credit")
    income, second = net.add_input("income"), net.add_input()
    hidden = net.add_neuron({income: 0.5, second: -0.9})
    net.add_neuron({hidden: 0.4}, name="score")
    return ns.trace(net, [0.5, 1.0], [0.75], learning_rate=0.1)


def symbols(scene, role):
    return [
        piece
        for label in scene.labels
        if label.role == role
        for piece in label.pieces
        if isinstance(piece, Typeset)
    ]


def test_the_text_of_a_label_is_the_plain_reading_of_its_pieces(worked_trace):
    for show in ("symbols", "forward", "backward"):
        for label in make_scene(worked_trace, show=show).labels:
            if label.pieces:
                parts = [p if isinstance(p, str) else p.plain for p in label.pieces]
                assert "".join(parts) == label.text


def test_the_source_notation_has_the_letters_of_the_paper(worked_trace):
    scene = make_scene(worked_trace, show="backward")
    found = symbols(scene, "neuron")
    assert Typeset("δ", "h[0][0]", "", "dh[0][0]") in found
    assert Typeset("h", "[0][2]", "", "h[0][2]") in found
    assert "f'(so[0])" in {label.text for label in scene.labels}


def test_the_textbook_counts_from_one_and_names_a_neuron_by_its_output(worked_trace):
    scene = make_scene(worked_trace, show="backward", notation="textbook")
    found = symbols(scene, "neuron")
    assert Typeset("a", "3", "(1)", "a⁽¹⁾₃") in found
    assert {"f'(z⁽²⁾₁)", "ŷ₁", "y₁"} <= {label.text for label in scene.labels}
    # whoever looks for a number finds it by the symbol of the paper
    assert {"do[0]", "dh[0][0]"} <= {label.owner for label in scene.labels}


def test_letters_can_be_replaced(worked_trace):
    scene = make_scene(worked_trace, notation={("output", "target"): "t"})
    assert "t[0]" in {label.text for label in scene.labels}
    with pytest.raises(UnknownNameError, match="notation"):
        make_scene(worked_trace, notation="other")


def test_own_names_stand_in_symbols_and_default_names_keep_their_indices(named):
    scene = make_scene(named, show="symbols", own_names=True)
    weights = {piece.below for piece in symbols(scene, "edge")}
    assert weights == {"income→n[0]", "h[0][0][1]", "n[0]→score"}
    shown = {label.text for label in make_scene(named, show="backward", own_names=True).labels}
    assert {"income", "x[1]", "dh[0][0]", "δ[score]", "z[score]", "f'(s[score])"} <= shown


def test_own_names_stand_in_explanations(named):
    text = ns.explain(named, own_names=True).to_text()
    assert "b[score]" in text
    assert "w[income→n[0]]" in text
    assert "wh[0][0][1]" in text
    assert "w_{\\text{n[0]$\\to$score}}" in ns.explain(named, own_names=True).to_latex()


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "tex", "dot", "mmd"])
def test_hostile_names_in_symbols_are_drawn(ending, tmp_path):
    net = ns.Network(name="$x$")
    x = net.add_input("$x^2$ \\frac{a}_b <&> %#")
    net.add_neuron({x: 0.5}, name="ŷ 収入 🙂\N{RIGHT-TO-LEFT OVERRIDE}")
    t = ns.trace(net, [0.5], [0.25])
    ns.draw(t, tmp_path / f"net.{ending}", show="backward", own_names=True)
    ns.draw(net, tmp_path / f"symbols.{ending}", show="symbols", own_names=True)
    assert (tmp_path / f"symbols.{ending}").stat().st_size > 200


def test_a_long_own_name_stands_once_and_is_no_head_of_a_column():
    net = ns.Network()
    inputs = [net.add_input(f"一段很长的名字 {i}") for i in range(3)]
    hidden = [net.add_neuron(dict.fromkeys(inputs, 0.5)) for _ in range(3)]
    net.add_neuron(dict.fromkeys(hidden, 0.25), name="risk of default in a year")
    trace = ns.trace(net, [0.1, 0.2, 0.3], [1.0])
    page = read_page_size("4.7in", None)
    scene = make_scene(trace, own_names=True, page=page)
    own = "risk of default in a year"
    network = [label for label in scene.labels if label.role in {"neuron", "beside"}]
    assert sum(label.text.startswith("risk") for label in network) == 1
    heads = {label.text for label in scene.labels if label.role == "table"}
    assert {"x", "b", "s", "a", "y"} <= heads
    assert sum(head[:4] == own[:4] for head in heads) == 1


def test_names_of_a_column_stand_all_inside_or_all_beside_their_circles():
    net = ns.Network()
    source = net.add_input()
    names = ["setosa", "versicolor", "virginica"]
    for name in names:
        net.add_neuron({source: 1.0}, name=name)
    scene = make_scene(net, show="structure")
    assert [label.text for label in scene.labels if label.role == "beside"] == names
