"""Functions of the user's own, whatever they are called."""

import html
import math
import shutil
import subprocess

import pytest

import neurosim as ns
from neurosim.errors import InputError
from neurosim.writing.latex import escape
from tests.explaining.reading import read_text


def equations(derivation) -> dict[str, list[str]]:
    return dict(read_text(derivation.to_text(width=1000)))


def renamed(name: str) -> ns.Loss:
    """Return a loss under a built-in name with its terms, and a gradient of its own."""
    return ns.Loss(name, ns.LOSSES[name].terms, lambda y, z: [7.0] * len(y))


@pytest.mark.parametrize("name", [name for name in ns.LOSSES if name != "binary_cross_entropy"])
def test_a_loss_under_a_built_in_name_is_not_explained_as_that(example, name):
    t = ns.trace(example, [1, 1], [1], loss=renamed(name), learning_rate=0.1)
    d = ns.explain(t, include="chain rule")
    assert equations(d)["do[0]"][0] == "σ'(so[0]) * ∂L/∂yo[0]"
    assert equations(d)["do[0]"][-2:] == ["0.2500 * 7.0", "1.7499"]
    assert "its gradient is the one that you gave" in d.to_text()
    with pytest.raises(InputError, match=f"the loss '{name}' is your own function"):
        ns.formula_gradient(example, "wo[0][0]", loss=renamed(name))


def test_a_trace_keeps_its_loss(example):
    assert ns.trace(example, [1, 1]).loss_function is None
    t = ns.trace(example, [1, 1], [1], loss="mse")
    assert t.loss_function is ns.LOSSES["mse"]
    assert t.loss_name == "mse"


@pytest.mark.parametrize("name", ["abs", "sqrt"])
def test_own_functions_called_abs_or_sqrt_are_written_as_functions(name):
    own = ns.Activation(name, lambda s: s * s, lambda s: 2 * s)
    loss = ns.Loss(name, lambda y, z: [y[0] * z[0]], lambda y, z: [z[0]])
    d = ns.explain(ns.trace(ns.mlp([1, 1], own, initializer=0.5), [1.0], [0.5], loss=loss))
    text = d.to_text()
    assert f"  yo[0] = {name}(so[0])\n" in text
    assert f"  do[0] = {name}'(so[0]) · ∂L/∂yo[0]\n" in text
    assert f"  L = {name}(yo[0], z[0])\n" in text
    for text_format in ("latex", "markdown", "html"):
        written = "".join(d.parts(text_format))
        assert not any(sign in written for sign in (r"\lvert", r"\sqrt", "<mo>|", "<msqrt>"))


def test_own_functions_are_called_with_the_numbers_of_a_work_by_hand():
    square = ns.Activation("square", lambda s: s * s, lambda s: 2 * s)
    net = ns.Network()
    net.add_neuron({net.add_input(): 0.77}, bias=0.33, activation=square)
    cube = ns.Loss("cube", lambda y, z: [(y[0] - z[0]) ** 3], lambda y, z: [3 * (y[0] - z[0]) ** 2])
    t = ns.trace(net, [0.77], [0.1], loss=cube)
    shown = ns.explain(t, digits=1, rounding="stepwise").to_text()
    # 0.9 squared is 0.81, and 0.8516 in full precision
    assert "= square(0.9)\n        = 0.8†\n" in shown
    # 0.7 cubed is 0.343, and 0.4246 in full precision
    assert "L = cube(yo[0], z[0])\n    = cube(0.8†, 0.1)\n    = 0.3†\n" in shown
    # 2 * 0.9 and 3 * 0.49 rounded, and their product
    assert "        = 1.8 · 1.5†\n        = 2.7†\n" in shown
    assert "†" not in ns.explain(t, digits=1).to_text()


def test_an_own_function_that_fails_on_rounded_numbers_is_undefined_there():
    root = ns.Activation("root", lambda s: (s - 0.34) ** 0.5, lambda s: 1.0)
    net = ns.Network()
    net.add_neuron({net.add_input(): 1.0}, activation=root)
    text = ns.explain(ns.trace(net, [0.344]), digits=1, rounding="stepwise").to_text()
    assert "= root(0.3)\n        = undefined†\n" in text


@pytest.mark.parametrize(
    ("latex", "in_latex"),
    [
        ("s^2", "{s^2}"),
        (r"\frac{s}{1 + \lvert s \rvert}", r"{\frac{s}{1 + \lvert s \rvert}}"),
        (r"\left\{ s \right.", r"{\left\{ s \right.}"),
        ("a\n\nb", "{a b}"),
    ],
)
def test_the_formula_of_an_own_function_is_shown(latex, in_latex):
    own = ns.Activation("own", lambda s: s * s, lambda s: 2 * s, latex)
    loss = ns.Loss("far", lambda y, z: [y[0] * z[0]], lambda y, z: [z[0]], latex)
    net = ns.mlp([1, 1], own, initializer=0.5)
    t = ns.trace(net, [1.0], [0.5], loss=loss, learning_rate=0.1)
    d = ns.explain(t, include="chain rule")
    shown = " ".join(d.to_text(width=1000).split())
    written = latex.replace("\n", "\\n")
    for name in ("own(s)", "L"):
        assert shown.count(f"our own function, {name} = {written}; its") == 2
    assert d.to_latex().count(in_latex) == d.to_markdown().count(in_latex) == 4
    assert d.to_html().count(f"<mtext>{html.escape(written)}</mtext>") == 4


@pytest.mark.parametrize(
    "latex", ["}", "{", r"\end{document}", "$", "50%", "#1", r"\begin{cases} s", "é", r"\{{"]
)
def test_a_formula_that_would_break_the_document_is_text(latex):
    own = ns.Activation("own", lambda s: s * s, lambda s: 2 * s, latex)
    d = ns.explain(ns.trace(ns.mlp([1, 1], own, initializer=0.5), [1.0]))
    assert f"= {escape(latex)}" not in d.to_latex()
    assert rf"\text{{{escape(latex)}}}" in d.to_latex()


def test_documents_with_own_formulas_compile(tmp_path):
    if not shutil.which("pdflatex"):
        pytest.skip("pdflatex is missing")
    for i, latex in enumerate([r"\begin{cases} s & s > 0 \\ 0 & s \le 0 \end{cases}", "}", "s_%^"]):
        own = ns.Activation("own", lambda s: s * s, lambda s: 2 * s, latex)
        t = ns.trace(ns.mlp([1, 1], own, initializer=0.5), [1.0], [0.5], learning_rate=0.1)
        ns.explain(t, include="chain rule").save(tmp_path / f"{i}.tex")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{i}.tex"]
        done = subprocess.run(
            command, check=False, cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
        assert not done.returncode, done.stdout[-2000:]


SWISH = ns.Activation(
    "swish",
    lambda s: s / (1 + math.exp(-s)),
    lambda s: (1 + math.exp(-s) * (1 + s)) / (1 + math.exp(-s)) ** 2,
    formula="s * sigmoid(s)",
    slope="a + sigmoid(s) * (1 - a)",
)
HARD = ns.Activation(
    "hard",
    lambda s: -1.0 if s < -1 else s if s <= 1 else 1.0,
    lambda s: 1.0 if -1 <= s <= 1 else 0.0,
    kinks=(-1.0, 1.0),
    formula="-1 if s < -1 else s if s <= 1 else 1",
    slope="0 if s < -1 else 1 if s <= 1 else 0",
)


def test_an_own_activation_with_a_formula_is_worked_out(example):
    net = ns.mlp([1, 1, 1], SWISH, output_activation="identity", initializer=0.5)
    t = ns.trace(net, [1.0], [0.5], learning_rate=0.1)
    d = ns.explain(t, include="chain rule")
    shown = equations(d)
    assert shown["ah[0][0]"] == [
        "swish(sh[0][0])",
        "swish(1.0)",
        "1.0 * sigmoid(1.0)",
        "0.7311",
    ]
    assert shown["dh[0][0]"][:3] == [
        "swish'(sh[0][0]) * wo[0][0] * do[0]",
        "(ah[0][0] + sigmoid(sh[0][0]) * (1 - ah[0][0])) * wo[0][0] * do[0]",
        "(0.7311 + sigmoid(1.0) * (1 - 0.7311)) * 0.5 * 0.3655",
    ]
    assert "own function" not in d.to_text()
    for text_format in ("latex", "markdown", "html"):
        assert "swish" in "".join(d.parts(text_format))


@pytest.mark.parametrize("activation", [SWISH, HARD], ids=["swish", "hard"])
@pytest.mark.parametrize("x", [-3.0, -0.25, 0.75, 4.0])
def test_an_own_activation_with_a_formula_has_closed_forms(activation, x):
    sympy = pytest.importorskip("sympy")
    net = ns.mlp([1, 1, 1], activation, output_activation="tanh", seed=4)
    net.wh[0][0][0], net.bh[0][0] = 1.0, 0.125
    t = ns.trace(net, [x], [0.5])
    form, slope = ns.formula(net), ns.formula_gradient(net, "wh[0][0][0]", expand=True)
    assert form.evaluate(t) == pytest.approx(t.value("yo[0]"), rel=1e-12)
    assert slope.evaluate(t) == pytest.approx(t.gradient("wh[0][0][0]"), rel=1e-12, abs=1e-15)
    values = {sympy.Symbol(n, real=True): t.value(n) for n in slope.symbols}
    assert float(form.to_sympy().subs(values)) == pytest.approx(t.value("yo[0]"), rel=1e-12)
    assert float(slope.to_sympy().subs(values)) == pytest.approx(
        t.gradient("wh[0][0][0]"), rel=1e-12, abs=1e-15
    )


@pytest.mark.parametrize(
    ("x", "case", "last"), [(-3.0, "< -1", "-1"), (0.5, "≤ 1", "hard(0.5)"), (2.0, "> 1", "1")]
)
def test_the_case_of_an_own_activation_is_named(x, case, last):
    net = ns.mlp([1, 1], HARD, initializer=1.0)
    net.bo[0] = 0.0
    text = ns.explain(ns.trace(net, [x])).to_text()
    assert f"This is the case in which so[0] {case}." in text
    assert equations(ns.explain(ns.trace(net, [x])))["yo[0]"][-2:][0].startswith(last)


def test_an_own_activation_of_a_built_in_name_keeps_its_own_formula():
    own = ns.Activation("tanh", lambda s: 2 * s, lambda s: 2.0, formula="2 * s", slope="2")
    net = ns.mlp([1, 1], own, initializer=0.5)
    t = ns.trace(net, [1.0], [0.0])
    assert equations(ns.explain(t))["yo[0]"] == ["tanh(so[0])", "tanh(1.0)", "2 * 1.0", "2.0"]
    assert ns.formula(net).evaluate(t) == 2.0
    assert equations(ns.explain(t, rounding="stepwise"))["yo[0]"][-1] == "2.0"
