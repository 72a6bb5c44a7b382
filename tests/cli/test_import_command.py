"""The command import says what a file holds, and writes it as a model."""

from pathlib import Path

import pytest

import neurosim as ns

DATA = Path(__file__).parents[1] / "interop" / "imports" / "data"
LINK = "https://playground.tensorflow.org/#activation=relu&networkShape=3&learningRate=0.1"


def test_it_says_what_it_found_and_writes_the_model(run, tmp_path):
    result = run("import", DATA / "fann_shortcut.net", "-o", "model.json")
    assert result.out.splitlines() == [
        "found a network of FANN (FANN_FLO_2.1): 2-3-2 (2 inputs, 3 hidden neurons, 2 outputs), "
        "21 weights and biases, 16 edges",
        "inputs: x[0], x[1]",
        "outputs: o[0], o[1]",
        "activations: tanh (5)",
        "loss: half_squared_error",
        "note: FANN computes with 32-bit floats, unless it is libdoublefann, and here numbers have "
        "64 bits",
        "note: the settings of the training are left out",
        "wrote model.json",
    ]
    net = ns.load(tmp_path / "model.json")
    same = ns.read_fann(DATA / "fann_shortcut.net")
    assert net.forward([0.5, -1]).tolist() == same.forward([0.5, -1]).tolist()


def test_it_shows_the_columns_and_classes_that_the_file_has(run, tmp_path):
    pytest.importorskip("onnx")
    net = ns.mlp([2, 3, 2], output_activation="identity")
    net.input_columns = ("length", "width")
    net.target_columns = (ns.TargetColumn("species", ("owl", "hen")),)
    ns.write_onnx(net, tmp_path / "net.onnx")
    lines = run("import", "net.onnx").out.splitlines()
    assert "inputs: x[0] (length), x[1] (width)" in lines
    assert "outputs: o[0] (species=owl), o[1] (species=hen)" in lines
    assert "classes of species: owl, hen" in lines
    assert not [line for line in lines if line.startswith("note")]


def test_without_an_output_it_only_shows(run, tmp_path):
    result = run("import", DATA / "pybrain_softmax.xml")
    assert "loss: softmax_cross_entropy" in result.out
    assert result.out.endswith(
        "nothing was written; give a model file to write, such as -o model.json\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_link_with_a_seed(run, tmp_path):
    result = run("import", LINK, "-o", "model.json", "--seed", "4")
    assert "note: a link holds no weights: they are drawn here with the seed 4" in result.out
    assert "note: the settings of the training are left out: learningRate=0.1" in result.out
    assert ns.load(tmp_path / "model.json").wh[0][0].tolist() == (
        ns.read_playground(LINK, seed=4).wh[0][0].tolist()
    )


def test_what_it_wrote_goes_on_to_the_other_commands(run):
    run("import", DATA / "pybrain_layered.xml", "-o", "model.json")
    assert "layered: 3-4-2" in run("info", "model.json").out
    assert "out[1]" in run("trace", "model.json", "--input", "1,2,3").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nofile"], "cannot read nofile: no such file; check its name and folder"),
        (["https://example.org/a"], "of all links only those of TensorFlow Playground can be imported, "),
        ([DATA / "fann_outputs.json"], "holds an object as JSON, but no network that is known here; kn"),
        ([DATA / "fann_shortcut.net", "-o", "no/model.json"], "cannot write no/model.json: there is no"),
        ([LINK, "--seed", "-1"], "see neurosim import --help"),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_refused_in_one_sentence(arguments, message, fails):
    assert message in fails("import", *arguments)


def test_a_file_is_never_replaced_by_accident(run, fails, tmp_path):
    (tmp_path / "model.json").write_text("mine")
    assert "model.json exists already" in fails("import", LINK, "-o", "model.json")
    assert (tmp_path / "model.json").read_text() == "mine"
    assert run("import", LINK, "-o", "model.json", "--force").status == 0


def test_the_file_that_is_read_is_not_overwritten(fails, tmp_path):
    path = tmp_path / "a.net"
    path.write_bytes((DATA / "fann_shortcut.net").read_bytes())
    message = fails("import", path, "-o", path, "--force")
    assert "is read by this command; give the output another name" in message
