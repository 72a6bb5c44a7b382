"""The text of exported programs: what it says, hostile names in it, errors."""

import re
import subprocess

import numpy as np
import pytest

import neurosim as ns
from neurosim.interop.exports.programs.code_languages import LANGUAGES
from neurosim.interop.exports.programs.code_names import (
    CodeNames,
    c_text,
    comment_text,
    script_text,
)
from neurosim.interop.exports.programs.code_writer import CodeWriter
from tests.interop.exports.program_runs import (
    assert_same,
    by_objects,
    need,
    run_c,
    run_javascript,
    run_python,
)

C_PROGRAM = """\
// A neural network as a program in C, written by neurosim.
//
// Network worked example:
//   2 inputs, 3 hidden neurons, 1 output, 13 weights and biases
//
// Inputs, in raw units:
//   inputs[0]: I0, scaled from [25, 70] to [0, 1]
//   inputs[1]: I1, scaled from [67, 98] to [0, 1]
// Outputs, in raw units:
//   outputs[0]: Z0, scaled from [68, 91] to [0, 1]
//
// Functions:
//   void predict(const double inputs[2], double outputs[1]);
// Numbers have 64 bits. The steps are those of neurosim, in the same order.
// Compile with: cc -std=c99 -O2 -ffp-contract=off FILE.c -lm

#include <math.h>

// Return 1 / (1 + e**-s); the power cannot overflow.
static double sigmoid(double s) {
    const double p = exp(-fabs(s));
    return s >= 0.0 ? 1.0 / (1.0 + p) : p / (1.0 + p);
}

// Return the outputs for the inputs of one sample, both in raw units.
void predict(const double inputs[2], double outputs[1]) {
    // from raw units to those of the network
    const double i0 = (inputs[0] - 25.0) / 45.0;
    const double i1 = (inputs[1] - 67.0) / 31.0;
    // the neurons
    const double h_0_0 = sigmoid(-0.5 * i0 - 1.0 * i1 + 0.5);
    const double h_0_1 = sigmoid(-0.5 * i0 + 0.5 * i1 + 0.5);
    const double h_0_2 = sigmoid(1.0 * i0 + 0.0 * i1 + 0.5);
    const double o_0 = sigmoid(0.5 * h_0_0 - 1.0 * h_0_1 + 0.0 * h_0_2 + 0.5);
    // back to raw units
    outputs[0] = o_0 * 23.0 + 68.0;
}
"""


def worked_example() -> ns.Network:
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    net.input_columns, net.target_columns = data.input_names, data.target_columns
    return net


def test_the_worked_example_in_c():
    assert ns.to_code(worked_example(), "c") == C_PROGRAM


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_network_gives_the_same_text(language):
    net = ns.mlp([3, 30, 2], seed=1)
    assert ns.to_code(net, language) == ns.to_code(net.copy(), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gradient", [False, True])
def test_lines_are_short(language, gradient):
    for net in (worked_example(), ns.mlp([9, 5, 1], "gelu_tanh"), ns.mlp([2, 60, 3], "mish")):
        text = ns.to_code(net, language, gradient=gradient)
        assert max(map(len, text.splitlines())) <= 110


HOSTILE = (
    '*/ }; system("x"); /*',
    "\nimport os",
    '"""\nraise SystemExit\n"""',
    "back\\",
    "??/",
    "linux",
    "class",
    "sigmoid",
    "inputs",
    "parameters",
    "</script><script>alert(1)</script>",
    "\u202eleft",
    "é ü 数",
    "`${process.exit(9)}`",
    "-*- coding: utf-7 -*-",
    "%s {0} {name}",
    "",
)


def hostile_network(n_more: int) -> ns.Network:
    net = ns.Network(HOSTILE[0])
    x = [net.add_input(name or "x") for name in HOSTILE[:8]]
    h = [net.add_neuron(dict.fromkeys(x[:2], 0.5), name=n or "h") for n in HOSTILE[8:]]
    more = [net.add_neuron(dict.fromkeys(x, 0.1)) for _ in range(n_more)]
    net.add_neuron({**dict.fromkeys(h, 1.0), **dict.fromkeys(more, 0.01)}, name="o\r\n*/ o")
    net.input_columns = HOSTILE[:8]
    net.target_columns = (ns.TargetColumn(HOSTILE[2], (HOSTILE[0], HOSTILE[4]), one_output=True),)
    net.preparation = ns.Preparation(fill={HOSTILE[0]: 1.0})
    return net


@pytest.mark.parametrize("n_more", [0, 30])
@pytest.mark.parametrize("language", ["python", "c", "javascript"])
def test_hostile_names_are_harmless(language, n_more, tmp_path):
    net = hostile_network(n_more)
    text = ns.to_code(net, language, gradient=True)
    X = np.random.default_rng(0).normal(size=(3, 8))
    Z = np.full((3, 1), 0.5)
    expected = by_objects(net, X, Z)
    if language == "python":
        assert_same(run_python(text, X, Z), expected)
        code = re.sub(r"#.*", "", text)
        assert "SystemExit" not in code.replace('"*/', "")
        assert "coding:" not in "".join(text.splitlines()[:2])
    elif language == "c":
        assert_same(run_c(text, net, X, Z, folder=tmp_path), expected)
    else:
        assert_same(run_javascript(text, X, Z, folder=tmp_path), expected)
        assert "</script" not in text
    marks = "#" if language == "python" else "//"
    outside = [line for line in text.splitlines() if not line.lstrip().startswith(marks)]
    labels = [line for line in outside if line.strip().startswith('"') and line.endswith(",")]
    assert "system(" not in "".join(line for line in outside if line not in labels)


def test_labels_survive(tmp_path):
    labels = ('a"b', "back\\slash", "tri??/graph", "two\nlines", "é", "'", "%d")
    net = ns.mlp([1, len(labels)], seed=0)
    net.target_columns = (ns.TargetColumn("kind", labels),)
    names: dict = {}
    exec(compile(ns.to_code(net, "python"), "network.py", "exec"), names)
    assert names["CLASSES"] == list(labels)
    shown = '#include <stdio.h>\nint main(void) { for (int i = 0; i < 7; i++) { printf("%s", CLASSES[i]); putchar(0); } return 0; }'
    (tmp_path / "network.c").write_text(ns.to_code(net, "c") + shown, encoding="utf-8")
    subprocess.run(
        [need("gcc"), "-std=c99", "network.c", "-lm", "-o", "network"], cwd=tmp_path, check=True
    )
    done = subprocess.run([tmp_path / "network"], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == list(labels)


def test_names_are_given_out_once():
    names = CodeNames(["taken"])
    assert [names.new(n) for n in ("Taken", "a b", "a-b", "int", "2nd", "数")] == [
        "taken_2", "a_b", "a_b_2", "int_", "v_2nd", "v",
    ]  # fmt: skip


def test_texts_of_users_are_literals():
    assert script_text("\u2028\ud800") == '"\\u2028?"'
    assert c_text("\ud800\n") == '"\\077\\012"'
    assert comment_text("a\\") == "a\\ ."


def test_columns_to_prepare_are_named():
    net = ns.mlp([3, 1])
    net.input_columns = ("age", "colour=blue", "colour=red")
    net.preparation = ns.Preparation({"colour": ("blue", "red")}, {"age": 41.5})
    text = ns.to_code(net, "python")
    assert "#   colour is text: the input colour=LABEL is 1 for its label, otherwise 0" in text
    assert "#   age: give 41.5 where the value is missing" in text


def test_many_inputs_are_shortened_in_the_head():
    text = ns.to_code(ns.mlp([784, 2]), "c")
    assert "  ... (761 more)" in text
    assert "inputs[783]" in text


@pytest.mark.parametrize(
    ("largest", "kind", "size"),
    [(255, "unsigned char", 1), (256, "unsigned short", 2), (65536, "long", 4)],
)
def test_places_take_as_few_bytes_as_they_can(largest, kind, size):
    writer = CodeWriter(LANGUAGES["arduino"], "float32")
    writer.whole_numbers("PLACES", [("", [0, largest])])
    assert writer.lines[0] == f"static const {kind} PLACES[2] PROGMEM = {{"
    assert writer.flash_bytes == 2 * size


def own(formula="", slope=""):
    return ns.Activation("mine", lambda s: s, lambda s: 1.0, formula=formula, slope=slope)


def test_errors_are_sentences():
    net = ns.mlp([2, 1])
    with pytest.raises(
        ns.NeurosimError, match=r"unknown language 'pascal'; known: python, c, java"
    ):
        ns.to_code(net, "pascal")
    with pytest.raises(ns.NeurosimError, match=r"gradient is 1; give True or False"):
        ns.to_code(net, "c", gradient=1)
    with pytest.raises(
        ns.NeurosimError, match=r"unknown precision 'half'; known: float64, float32"
    ):
        ns.to_code(net, "c", dtype="half")
    expected = (
        r"Python programs compute in float64; got 'float32'; leave dtype out, or take the lang"
    )
    with pytest.raises(ns.NeurosimError, match=expected):
        ns.to_code(net, "python", dtype="float32")
    net.outputs[0].activation = own()
    expected = r"the activation 'mine' of 'o\[0\]' is one of your own without a formula"
    with pytest.raises(ns.NeurosimError, match=expected):
        ns.to_code(net, "python")
    net.outputs[0].activation = own("s", "1")
    assert "return [1.0 * " not in ns.to_code(net, "python")


def test_a_loss_without_formula_is_refused_with_gradients_only():
    net = ns.mlp([2, 1])
    net.loss = ns.Loss("mine", lambda y, z: [0.0], lambda y, z: [0.0])
    assert "predict" in ns.to_code(net, "python")
    with pytest.raises(
        ns.NeurosimError, match=r"the loss 'mine' is one of your own without a form"
    ):
        ns.to_code(net, "python", gradient=True)


def test_numbers_too_large_for_float32_are_refused():
    net = ns.mlp([1, 1], initializer=1e39)
    expected = (
        r"'o\[0\]' has the weight or bias 1e\+39, which is too large for float32; take dtype="
    )
    with pytest.raises(ns.NeurosimError, match=expected):
        ns.to_code(net, "c", dtype="float32")
    net = ns.mlp([1, 1])
    net.input_scaling = ns.MinMaxScaling((0.0,), (1e300,))
    with pytest.raises(
        ns.NeurosimError, match=r"goes from 0 to 1e\+300, which is too far for floa"
    ):
        ns.to_code(net, "arduino")


def test_wrong_counts_are_refused_by_the_program():
    names: dict = {}
    exec(compile(ns.to_code(ns.mlp([2, 1]), "python"), "network.py", "exec"), names)
    with pytest.raises(ValueError, match="expected 2 numbers in inputs, got 3"):
        names["predict"]([1.0, 2.0, 3.0])


def test_a_network_that_cannot_be_computed_is_refused():
    with pytest.raises(ns.NeurosimError, match="has no inputs"):
        ns.to_code(ns.Network(), "c")
