import json

import pytest

import neurosim as ns
from neurosim.cli.export_formats import FORMATS
from neurosim.interop import to_json


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("network.py", b"# A neural network as a program in Python"),
        ("network.c", b"// A neural network as a program in C,"),
        ("network.JS", b"// A neural network as a program in JavaScript"),
        ("network.mjs", b"// A neural network as a program in JavaScript"),
        ("network.ino", b"// A neural network as a program in C++ for Arduino"),
        ("network.graphml", b"<?xml version="),
        ("network.json", b'{\n "directed": true'),
    ],
)
def test_the_ending_says_the_format(run, model, tmp_path, name, begins):
    result = run("export", model, "-o", name)
    assert result.out == f"wrote {name}\n"
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_an_onnx_model(run, model, tmp_path):
    onnx = pytest.importorskip("onnx")
    result = run("export", model, "-o", "network.onnx")
    assert result.out == "wrote network.onnx\n"
    written = onnx.load(tmp_path / "network.onnx")
    assert written == ns.to_onnx(ns.load(model))
    run("export", model, "-o", "network.onnx", "--float32", "--force")
    assert onnx.load(tmp_path / "network.onnx") == ns.to_onnx(ns.load(model), dtype="float32")


def test_the_format_goes_before_the_ending(run, model, tmp_path):
    run("export", model, "-o", "network.txt", "--language", "c", "--float32", "--gradient")
    expected = ns.to_code(ns.load(model), "c", gradient=True, dtype="float32")
    assert (tmp_path / "network.txt").read_text() == expected


def test_a_program_is_printed_without_a_file(run, model):
    assert run("export", model, "--format", "c").out == ns.to_code(ns.load(model), "c")


def test_every_format_has_an_ending_and_takes_known_options():
    endings = [made.ending for made in FORMATS.values()]
    assert len(set(endings)) == len(endings)
    assert {option for made in FORMATS.values() for option in made.options} == {
        "float32",
        "gradient",
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["-o", "network.exe"],
            "'network.exe' has no known ending; give one of .onnx, .py, .c, .js",
        ),
        ([], "give a file with -o; its ending says what it becomes: .onnx, .py, .c, .js, .ino"),
        (["--format", "pascal"], "unknown format 'pascal'; known: onnx, python, c, javascript"),
        (["--format", "onnx"], "an ONNX model is no text to print; give a file with -o"),
        (["-o", "n.onnx", "--gradient"], "--gradient is not for an ONNX model; leave it out"),
        (["-o", "n.py", "--float32"], "Python programs compute in float64; got 'float32'"),
        (["-o", "missing/n.py"], "cannot write missing/n.py: there is no directory"),
        (
            ["-o", "model.json", "--format", "c"],
            "model.json is read by this command; give the outp",
        ),
    ],
)
def test_errors(fails, model, options, message):
    pytest.importorskip("onnx")
    before = model.read_text()
    assert message in fails("export", model.name, *options)
    assert model.read_text() == before


def test_an_existing_file_is_kept(fails, model, tmp_path):
    (tmp_path / "network.c").write_text("mine")
    assert "network.c exists already" in fails("export", model, "-o", "network.c")
    broken = json.loads(model.read_text())
    broken["neurons"] = broken["neurons"][:2]
    (tmp_path / "broken.json").write_text(json.dumps(broken))
    fails("export", "broken.json", "-o", "network.c", "--force")
    assert (tmp_path / "network.c").read_text() == "mine"


@pytest.mark.parametrize(
    ("ending", "read"), [("graphml", ns.read_graphml), ("json", ns.read_node_link)]
)
def test_a_plain_graph_gives_the_network_back(run, model, tmp_path, ending, read):
    run("export", model, "-o", f"graph.{ending}")
    assert to_json(read(tmp_path / f"graph.{ending}")) == to_json(ns.load(model))
