"""What a derivation says, and what it is asked for."""

import re
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import FileError, InputError, UnknownNameError
from neurosim.writing.derivation import FORMATS
from tests.explaining.reading import read_text

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def worked() -> ns.Trace:
    """Return the trace of the first row of the worked example, scaled as in the source."""
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    return ns.trace(net, data.X[0], data.Z[0], learning_rate=0.1)


def equations(derivation) -> dict[str, list[str]]:
    """Return the right sides of each equation by its left side."""
    return dict(read_text(derivation.to_text(width=1000)))


def lefts(derivation) -> list[str]:
    return [left for left, _ in read_text(derivation.to_text(width=1000))]


@pytest.mark.parametrize(("text_format", "suffix"), FORMATS.items())
def test_the_worked_example_is_written_as_it_was(worked, text_format, suffix):
    """To accept a change on purpose, write the files anew with tests/explaining/golden.py."""
    data = ns.worked_example()[1]
    text = "".join(ns.explain(worked, data=data, include="all").parts(text_format))
    assert text == (GOLDEN / f"worked-example{suffix}").read_text(encoding="utf-8")


def test_sections_follow_the_source(worked):
    d = ns.explain(worked, data=ns.worked_example()[1], include="all")
    assert [(s.number, s.title) for s in d.sections] == [
        ("", "The training dataset"),
        ("1", "Initialization"),
        ("2", "Normalization"),
        ("", "The summation and the activation"),
        ("3", "Forward pass"),
        ("4", "Loss"),
        ("", "An example using the gradient descent formula"),
        ("", "The loss and the chain rule"),
        ("5.1", "Error signal of the output layer"),
        ("", "How error signals go back"),
        ("5.2", "Error signal of the hidden layer"),
        ("", "The gradient of the loss"),
        ("5.3", "New weights and biases"),
    ]
    assert "sections The training dataset, 1, 2, The summation and the activation, 3, 4" in repr(d)
    with pytest.raises(UnknownNameError, match=r"unknown section '6'.*5\.3"):
        d.section("6")


def test_an_equation_is_data(worked):
    (equation, *_) = ns.explain(worked).section("5.1").equations
    assert equation.value == worked.value("do[0]")
    assert [line.kind for line in equation.lines] == [
        "symbolic", "symbolic", "substituted", "partial", "result",
    ]  # fmt: skip


def test_an_error_signal_names_all_successors():
    net = ns.Network()
    x = net.add_input("x[0]")
    h = net.add_neuron({x: 0.5}, name="h")
    net.add_neuron({h: 1.0}, name="left")
    net.add_neuron({h: -1.0}, name="right")
    d = ns.explain(ns.trace(net, [1.0], [0.0, 1.0]), only="dh[0][0]")
    (equation,) = d.section("5.2").equations
    words = "".join(getattr(word, "text", word) for word in equation.why)
    assert words == (
        "It leads to left and right. The sum is over these 2 successors, each with its weight from "
        "before the update."
    )
    assert equations(d)["dh[0][0]"][0] == "σ'(sh[0][0]) * (wo[0][0] * do[0] + wo[1][0] * do[1])"


def test_only_a_neuron_a_layer_a_step(worked):
    parameters = ("wh[0][1][0]", "wh[0][1][1]", "bh[0][1]")
    updates = [f"{start}{symbol}" for symbol in parameters for start in ("∂L/∂", "new ")]
    assert lefts(ns.explain(worked, only="h[0][1]")) == [
        "sh[0][1]",
        "ah[0][1]",
        "dh[0][1]",
        *updates,
    ]
    layer = lefts(ns.explain(worked, only="layer 2"))
    assert layer == lefts(ns.explain(worked, only=2)) == lefts(ns.explain(worked, only="o[0]"))
    assert lefts(ns.explain(worked, only="forward")) == [
        f"{q}{place}" for place in ("h[0][0]", "h[0][1]", "h[0][2]") for q in "sa"
    ] + ["so[0]", "yo[0]", "data", "raw(yo[0])"]
    assert lefts(ns.explain(worked, only=["forward", "h[0][1]"])) == ["sh[0][1]", "ah[0][1]"]
    assert lefts(ns.explain(worked, only="5.1")) == ["do[0]"]
    both = lefts(ns.explain(worked, only="error signal"))
    assert both == ["do[0]", "dh[0][0]", "dh[0][1]", "dh[0][2]"]
    assert lefts(ns.explain(worked, only=worked.net["o[0]"])) == layer


def test_only_a_symbol_is_everything_on_which_its_new_value_depends(worked):
    shown = lefts(ns.explain(worked, only="wo[0][1]"))
    assert shown[-2:] == ["∂L/∂wo[0][1]", "new wo[0][1]"]
    assert "do[0]" in shown
    assert "L" in shown
    assert not any(left.startswith("dh") for left in shown)
    assert "ah[0][0]" in shown
    first = lefts(ns.explain(worked, only="wh[0][2][0]"))
    assert [left for left in first if left.startswith("d")] == ["do[0]", "dh[0][2]"]
    assert lefts(ns.explain(worked, only="ah[0][1]")) == [
        "normalized data", "x[0]", "x[1]", "sh[0][1]", "ah[0][1]",
    ]  # fmt: skip
    assert lefts(ns.explain(worked, only="z[0]"))[:2] == ["normalized data", "z[0]"]
    assert lefts(ns.explain(worked, only="L"))[-1] == "L"
    assert lefts(ns.explain(worked, only="f'(sh[0][1])")) == lefts(
        ns.explain(worked, only="dh[0][1]")
    )
    assert lefts(ns.explain(worked, only=np.int64(1))) == lefts(ns.explain(worked, only=1))


def test_only_a_loss_term_or_a_probability():
    net = ns.mlp([1, 3], "identity", seed=0)
    t = ns.trace(net, [1.0], [0, 1, 0], loss="softmax_cross_entropy")
    terms = lefts(ns.explain(t, only="L[1]"))
    assert terms[-2:] == ["p[1]", "L[1]"]
    assert "yo[2]" in terms
    assert "p[0]" not in terms
    assert lefts(ns.explain(t, only="p[1]")) == terms
    with pytest.raises(UnknownNameError, match=r"unknown symbol 'p\[1\]'"):
        ns.explain(ns.trace(net, [1.0], [0, 1, 0]), only="p[1]")


def test_without_a_target_the_derivation_ends_with_the_forward_pass(worked):
    t = ns.trace(worked.net, [70, 98])
    assert [s.number for s in ns.explain(t).sections] == ["1", "2", "3"]
    with pytest.raises(InputError, match="the trace has no numbers for loss; give it a target"):
        ns.explain(t, only="loss")
    for only in (
        "do[0]",
        "dh[0][0]",
        "L",
        "L[0]",
        "z[0]",
        "wo[0][1]",
        "f'(so[0])",
        "5.3",
        "backward",
    ):
        for asked in (only, [only, "forward"]):
            with pytest.raises(InputError, match=r"the trace has no numbers for .*give it a tar"):
                ns.explain(t, only=asked)
    assert lefts(ns.explain(t, only="yo[0]"))[-1] == "yo[0]"
    gradients = ns.explain(ns.trace(worked.net, [70, 98], [91]))
    assert gradients.section("5.3").title == "Gradients"


def test_digits_commas_and_fractions(worked):
    two = equations(ns.explain(worked, digits=2))
    assert two["ah[0][0]"][-1] == "0.27"
    comma = ns.explain(worked, decimal_comma=True)
    assert "1,0 · (-0,5) + 1,0 · (-1,0) + 0,5" in comma.to_text()
    assert "0{,}2689" in comma.to_latex()
    assert "<mn>0,2689</mn>" in comma.to_html()
    assert not re.search(r"\d\.\d", comma.to_text().split("3 Forward pass")[1].split("5.1")[0])
    fractions = equations(ns.explain(worked, fractions=True))
    assert fractions["sh[0][0]"][1:] == ["1 * (-1/2) + 1 * (-1) + 1/2", "-1/2 + (-1) + 1/2", "-1"]
    assert r"-\tfrac{1}{2}" in ns.explain(worked, fractions=True).to_latex()
    tiny = ns.trace(ns.mlp([1, 1], "identity", initializer=1e-7), [1.0])
    assert equations(ns.explain(tiny))["so[0]"][-1] == "2.0e-7"  # weight and bias


def test_a_page_says_its_digits(worked):
    assert "rounded once, for this page, to 4 decimals" in ns.explain(worked).to_text()
    assert "rounded once, for this page, to 1 decimal. Numbers" in ns.explain(
        worked, digits=1
    ).to_text().replace("\n", " ")


def test_stepwise_rounding_is_what_a_person_gets(worked):
    d = ns.explain(worked, digits=2, rounding="stepwise")
    shown = equations(d)
    # 0.27 * 0.5 = 0.135, rounded half up 0.14; -0.62; the sum 0.14 - 0.62 + 0 + 0.5
    assert shown["so[0]"][1:] == [
        "0.27 * 0.5 + 0.62 * (-1.0) + 0.82 * 0.0 + 0.5",
        "0.14 + (-0.62) + 0.0 + 0.5",
        "0.02",
    ]
    text = d.to_text()
    assert "= 0.02†" in text  # in full precision 0.01
    assert "† marks a number" in text.replace("\n", " ")
    assert "†" not in ns.explain(worked, digits=2).to_text()
    # sigma(0.02) = 0.505 rounds to 0.50 or 0.51; full precision 0.503
    assert shown["yo[0]"][-1] == "0.50"
    for name in ("to_latex", "to_markdown"):
        assert r"0.02^{\dagger}" in getattr(d, name)()
    assert 'class="differs"' in d.to_html()


def test_an_output_that_leads_on_comes_before_and_is_rounded_in_order():
    net = ns.Network()
    x = net.add_input("x[0]")
    first = net.add_neuron({x: 0.77}, activation="identity", name="first")
    middle = net.add_neuron({first: 0.55}, activation="identity", name="middle")
    last = net.add_neuron({middle: 0.33, first: 0.11}, activation="identity", name="last")
    net.set_outputs(first, last)
    t = ns.trace(net, [0.77], [0.0, 0.0], learning_rate=0.1)
    d = ns.explain(t, digits=2, rounding="stepwise")
    order = lefts(d)
    assert order.index("yo[0]") < order.index("sh[0][0]") < order.index("so[1]")
    assert order.index("do[1]") < order.index("do[0]")
    shown = equations(d)
    assert shown["yo[0]"][-1] == "0.59"  # 0.5929
    assert shown["sh[0][0]"][1:] == ["0.59 * 0.55 + 0.0", "0.32 + 0.0", "0.32"]
    assert shown["dh[0][0]"][-3:] == ["1 * 0.33 * 0.17", "1.0 * 0.06", "0.06"]
    assert shown["do[0]"][-3:] == ["1.0 * (0.59 + 0.03 + 0.02)", "1.0 * 0.64", "0.64"]


def test_notations(worked):
    text = ns.explain(worked, notation="textbook").to_text()
    assert "  z⁽¹⁾₁ = x₁ · w⁽¹⁾₁,₁ + x₂ · w⁽¹⁾₁,₂ + b⁽¹⁾₁\n" in text
    latex = ns.explain(worked, notation="textbook").to_latex()
    assert r"\delta_{1}^{(2)} &= \sigma' ( z_{1}^{(2)} ) \cdot ( \hat{y}_{1} - y_{1} )" in latex
    words = ns.explain(worked, notation={("output", "target"): "target"})
    assert r"\text{target}_{[0]}" in words.to_latex()
    assert "<msub><mi>target</mi><mtext>[0]</mtext></msub>" in words.to_html()
    assert "target[0]" in words.to_text()
    own = ns.explain(worked, notation={("output", "target"): "t", ("network", "loss"): "E"})
    assert equations(own)["E"][0] == "1/2 * (yo[0] - t[0])**2"
    with pytest.raises(
        UnknownNameError, match="unknown notation 'bishop'; known: source, textbook"
    ):
        ns.explain(worked, notation="bishop")
    with pytest.raises(UnknownNameError, match=r"output.*target"):
        ns.explain(worked, notation={("output", "targets"): "t"})
    with pytest.raises(InputError, match="give text such as 't'"):
        ns.explain(worked, notation={("output", "target"): ""})
    with pytest.raises(InputError, match="give each its own"):
        ns.explain(worked, notation={("output", "target"): "yo"})
    for key, letters in ((("hidden", "bias"), "wo"), (("input", "output"), "L")):
        with pytest.raises(InputError, match="give each its own"):
            ns.explain(worked, notation={key: letters})
    assert ns.explain(worked, notation={("hidden", "weight"): "w", ("output", "weight"): "w"})
    with pytest.raises(InputError, match="give at most 12 characters"):
        ns.explain(worked, notation={("output", "target"): "t" * 13})


def test_wide_neurons_leave_out_the_middle_and_say_how_many():
    net = ns.mlp([784, 2, 1], seed=1)
    t = ns.trace(net, [i / 784 for i in range(784)], [1.0], learning_rate=0.1)
    d = ns.explain(t, only="sh[0][0]")
    sides = equations(d)["sh[0][0]"]
    assert "⋯ (777 terms)" in sides[0]
    assert "[777 terms: " in d.to_text(width=1000)
    t = ns.trace(net, [-i / 784 for i in range(784)], [1.0], learning_rate=0.1)
    negative = ns.explain(t, only="sh[0][0]")
    assert "+ [777 terms: -" in negative.to_text(width=1000)
    assert re.search(r"\+ \\underbrace\{\( -[\d.]+ \)\}", negative.to_latex())
    assert max(map(len, d.to_text().splitlines())) <= 96
    everything = equations(ns.explain(t, only="sh[0][0]", max_terms=None))["sh[0][0]"]
    assert everything[0].count("wh[0][0]") == 784


def test_wide_tables_come_in_parts_with_the_numbers_of_the_rows():
    net = ns.mlp([10, 2, 1], seed=1)
    X = [[123.25 + i + j for i in range(10)] for j in range(3)]
    t = ns.trace(net, X[0], [1.0])
    d = ns.explain(t, data=(X, [[0.0], [1.0], [2.0]]), digits=6)
    for width in (40, 60, 96):
        text = d.to_text(width=width)
        assert max(map(len, text.splitlines())) <= width
        tables = re.findall(r"(?m)^ +row .*\n(?: +\d .*\n){3}", text)
        headers = "".join(table.partition("\n")[0] for table in tables)
        assert all(headers.count(f"x[{i}]") in {2, 3} for i in range(10))
        # a number and what scaling makes of it stay together
        assert len(re.findall(r"[xz]\[\d\] +\[-?[01], 1\]", headers)) == 22


def test_a_long_name_is_shortened_in_formulas_and_in_full_once():
    net, own, column = "N" * 150, "f" * 150, "c" * 150
    wide = ns.Network(name=net)
    x = wide.add_input("x" * 150)
    wide.add_neuron({x: 0.5}, activation=ns.Activation(own, lambda s: s, lambda _: 1.0))
    t = ns.trace(wide, [1.0], [0.0], learning_rate=0.1)
    data = ns.Dataset([[1.0], [2.0]], [[0.0], [1.0]], input_names=[column])
    d = ns.explain(t, data=data)
    for width in (60, 96):
        text = d.to_text(width=width)
        assert max(map(len, text.splitlines())) <= width
        for name in (net, own, column):
            assert name in text.replace("\n", "")
    assert "ffffffffffffff…fffff(so[0])" in d.to_text()


@pytest.mark.parametrize("width", [40, 60, 96])
def test_no_line_is_wider_than_asked(worked, width):
    net = ns.mlp([8, 6, 3], "tanh", seed=2)
    t = ns.trace(net, [0.123456] * 8, [0.1] * 3, learning_rate=0.1)
    lines = ns.explain(t, digits=8).to_text(width=width).splitlines()
    assert max(map(len, lines)) <= width
    with pytest.raises(InputError, match="is 20; it must be at least 40"):
        ns.explain(t).to_text(width=20)
    with pytest.raises(InputError, match="is 'x'; it must be a whole number"):
        ns.explain(t).to_text(width="x")


def test_a_large_network_gives_a_summary_and_streams_the_rest(tmp_path):
    net = ns.mlp([300, 300, 33, 1], seed=1)
    assert net.graph.number_of_edges() > 99_000
    t = ns.trace(net, [0.5] * 300, [1.0], learning_rate=0.1)
    d = ns.explain(t)
    assert "99,933 connections, so this is a summary" in d.to_text().replace("\n", " ")
    assert "⋯ 297 more neurons in the same way ⋯" in d.to_text()
    assert len(d.to_text()) < 60_000
    only = lefts(ns.explain(t, only="wh[0][7][5]"))
    assert only[-1] == "new wh[0][7][5]"
    # a part of the whole document takes no more memory than a few equations
    parts = ns.explain(t, detail="full").parts("html")
    tracemalloc.start()
    for _, part in zip(range(1_500), parts, strict=False):
        assert part
    assert tracemalloc.get_traced_memory()[1] < 60e6
    tracemalloc.stop()


def test_an_output_next_to_1_has_its_logarithm_cut_off():
    net = ns.mlp([1, 1], "gaussian", initializer=0.0)
    t = ns.trace(net, [1.0], [0.0], loss="binary_cross_entropy")
    shown = equations(ns.explain(t))
    assert shown["L"][0] == "-(z[0] * max(-100, ln(yo[0])) + (1 - z[0]) * max(-100, ln(1 - yo[0])))"
    assert shown["L"][-1] == "100.0"
    assert shown["do[0]"][-1] == "0.0"
    assert r"-\infty" in ns.explain(t).to_latex()


def test_own_functions_are_said_to_be_own():
    square = ns.Activation("square", lambda s: s * s, lambda s: 2 * s, "s^2")
    own = ns.Loss(
        "own", lambda y, z: [abs(y[0] - z[0]) ** 3], lambda y, z: [3 * (y[0] - z[0]) ** 2]
    )
    net = ns.mlp([1, 1], square, initializer=1.5)
    t = ns.trace(net, [1.0], [0.0], loss=own, learning_rate=0.1)
    d = ns.explain(t, include="chain rule")
    text = d.to_text()
    assert "yo[0] = square(so[0])" in text
    assert "do[0] = square'(so[0]) · ∂L/∂yo[0]" in text
    assert "your own function" in text
    for text_format in FORMATS:
        assert "".join(d.parts(text_format))


@pytest.mark.parametrize("activation", ns.ACTIVATIONS)
@pytest.mark.parametrize("loss", ns.LOSSES)
def test_every_activation_and_loss_has_its_formulas(activation, loss):
    net = ns.mlp([2, 2, 2], activation, output_activation="sigmoid", seed=0)
    net.bh[0] = [1.5, 1.5]
    t = ns.trace(net, [0.5, -0.5], [0.0, 1.0], loss=loss, learning_rate=0.1)
    text = ns.explain(t, include="chain rule").to_text()
    assert f"The loss {loss.replace('_', ' ')}" in text
    assert f"The activation {activation}" in text
    assert ("surrogate 1 stands" in text.replace("\n", " ")) == (activation == "step")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"only": "wo[0][9]"}, r"unknown symbol 'wo\[0\]\[9\]'; did you mean"),
        (
            {"only": "h[7]"},
            r"only='h\[7\]' is not a neuron, symbol, layer or step; neurons: x\[0\]",
        ),
        ({"only": "layer 7"}, r"no layer '7'; the network has the layers 0 \(inputs\) to 2"),
        ({"only": 3}, "no layer '3'"),
        ({"only": []}, "only= is empty"),
        ({"digits": 0}, "digits is 0; it must be at least 1"),
        ({"rounding": "up"}, "unknown rounding 'up'.* known: once, stepwise"),
        ({"detail": "all"}, "unknown detail 'all'.* known: auto, full, summary"),
        ({"include": "everything"}, "unknown general section 'everything'.* known: all, gradient"),
        ({"max_terms": 2}, "max_terms is 2; it must be at least 3"),
        ({"max_terms": "8"}, "max_terms is '8'; it must be a whole number"),
        ({"only": "layer ²"}, "no layer '²'"),
        ({"only": 1.5}, r"only= takes a neuron, a symbol.*; got 1\.5"),
        ({"only": [None]}, "only= takes a neuron, a symbol.*; got None"),
        ({"only": "L[3]"}, r"only='L\[3\]' is not a neuron, symbol"),
        (
            {"include": 5},
            "include is one of all, gradient descent, chain rule, or a list of them; got 5",
        ),
        ({"data": "x"}, "expected a Dataset or a tuple"),
        ({"data": [[1, 2]]}, "expected a Dataset or a tuple"),
        ({"data": ([[1, 2, 3]], [[1]])}, r"the data has 3 inputs in each sample .* has 2 inputs"),
        ({"decimal_comma": "yes"}, "decimal_comma is 'yes'; give True or False"),
        ({"fractions": 3}, "fractions is 3; give True or False"),
    ],
)
def test_errors(worked, options, message):
    with pytest.raises(ns.NeurosimError, match=message):
        ns.explain(worked, **options)


def test_data_as_a_pair(worked):
    text = ns.explain(worked, data=([[70, 98], [50, 85]], [[91], [82]])).to_text()
    assert "The training dataset" in text


def test_explain_takes_a_trace(worked):
    with pytest.raises(InputError, match=r"explain takes a trace, from ns.trace.*; got Network"):
        ns.explain(worked.net)


def test_a_derivation_is_saved_in_the_format_of_the_name(worked, tmp_path):
    d = ns.explain(worked)
    for text_format, suffix in FORMATS.items():
        d.save(tmp_path / f"a{suffix}")
        assert (tmp_path / f"a{suffix}").read_text(encoding="utf-8") == "".join(
            d.parts(text_format)
        )
    with pytest.raises(InputError, match=r"none of the suffixes .txt, .md, .tex, .html"):
        d.save(tmp_path / "a.pdf")
    with pytest.raises(InputError, match=r"none of the suffixes .txt, .md, .tex, .html"):
        d.save(tmp_path / "html")
    with pytest.raises(UnknownNameError, match="unknown format 'pdf'"):
        d.save(tmp_path / "a.txt", format="pdf")
    with pytest.raises(ns.NeurosimError, match="exists"):
        d.save(tmp_path / "a.txt", overwrite=False)


def test_notebooks_show_a_derivation(worked):
    d = ns.explain(worked)
    assert d._repr_html_().startswith("<style>")
    assert "<html" not in d._repr_html_()
    assert d._repr_markdown_() == d.to_markdown()
    assert r"\begin{document}" not in d._repr_latex_()


def test_numbers_of_a_formula_are_not_rounded_by_hand(worked):
    t = ns.trace(worked.net, [70, 98], [91], optimizer=ns.Adam(0.1))
    shown = equations(ns.explain(t, digits=1, rounding="stepwise", only="bo[0]"))
    assert shown["v_corrected"][2].endswith("/ (1 - 0.999)")
    assert shown["v_corrected"][3].endswith("/ 0.001")


def test_a_file_has_a_name(example):
    derivation = ns.explain(ns.trace(example, [1, 1]))
    with pytest.raises(FileError, match="cannot write 3: give the name of a file"):
        derivation.save(3)


def test_a_derivation_is_printed_as_its_text():
    t = ns.trace(ns.mlp([1, 1], seed=0), [1.0])
    assert str(ns.explain(t)) == ns.explain(t).to_text()
