"""A file of another program is read right, or refused in one sentence that says what it is."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import neurosim as ns
from neurosim.cli import app
from neurosim.errors import FileError

FIELD = Path(__file__).parents[1] / "field" / "weights"

IMPORT = "make a model of it with import_network, on the command line with neurosim import FILE -o"
ELSEWHERE = {
    "brainjs.json": "this is a network of brain.js, not {title}; " + IMPORT,
    "fann.net": "is a network of FANN, not {title}; " + IMPORT,
    "keras.json": "this is a Keras configuration, which has no weights, not {title}; write those",
    "neataptic.json": "this is a network of neataptic, not {title}; " + IMPORT,
    "pybrain.xml": "is a network of PyBrain (XML), not {title}; " + IMPORT,
    "sklearn.json": "this is a network of scikit-learn, not {title}; transpose each of coefs_",
    "synaptic.json": "this is a network of synaptic, not {title}; " + IMPORT,
    "trailing-comma.json": "line 1, column 8",
}
WEIGHTS = {
    "case.json": "no key 'HiddenWeights'; did you mean 'hiddenWeights'? known: hiddenWeights, ",
    "extra-keys.json": "a weights file has no key 'version'; known: hiddenWeights, hiddenBias, ",
    "german-weights.json": "expected 3, one for each node of the layer before; a decimal comma ma"
    "kes two numbers of one, so write 0.1 for 0,1",
    "go-null-hidden.json": None,
    "int-bias.json": None,
    "nan-weights.json": "hiddenWeights[0][0][0] is nan; expected a finite number",
    "null-weights.json": "hiddenWeights[0][0][0] is null; expected a number",
    "sklearn-order.json": "it is transposed, as scikit-learn and Keras write it; give a row for",
    "square-transposed.json": None,
    "string-weights.json": "hiddenWeights[0][0][0] is '0.1'; expected a number (and 3 more problem",
}
SCALING = {
    "minmax-as-weights.json": None,
    "minmax-bad.json": "minInput and maxInput: a scaling needs as many minima as maxima; got 2 and",
}
READERS = {
    "a model file": (ns.load, ("info", "{path}")),
    "a weights file": (ns.read_weights, ("new", "m.json", "--weights", "{path}")),
    "a scaling file": (
        ns.read_scaling,
        ("new", "m.json", "--weights", str(FIELD / "int-bias.json"), "--scaling", "{path}"),
    ),
}


def expected(name: str, title: str) -> str | None:
    """Return what the message must have in it, or None if the file is read."""
    if name in ELSEWHERE:
        return ELSEWHERE[name].format(title=title)
    own = "a weights file" if name in WEIGHTS else "a scaling file"
    if title == own:
        return {**WEIGHTS, **SCALING}[name]
    function = "read_weights" if name in WEIGHTS else "read_scaling"
    return f"this is {own}, not {title}; read it with {function}, on the command line with new --"


def test_every_case_of_the_field_is_here():
    names = {path.name for path in FIELD.iterdir()}
    assert names == ELSEWHERE.keys() | WEIGHTS.keys() | SCALING.keys()


@pytest.mark.parametrize("title", READERS)
@pytest.mark.parametrize("name", [*ELSEWHERE, *WEIGHTS, *SCALING])
def test_it_is_read_or_named_for_what_it_is(name, title, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read, command = READERS[title]
    path = FIELD / name
    message = expected(name, title)
    result = CliRunner().invoke(app, [part.format(path=path) for part in command])
    if message is None:
        read(path)
        # a scaling of one input does not fit the weights, which is another matter
        assert result.exit_code == 0 or "do not fit" in result.stderr or title == "a scaling file"
        return
    with pytest.raises(FileError) as caught:
        read(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert result.stderr == f"neurosim: {caught.value}\n"
    assert result.exit_code == 2


def test_what_is_read_is_read_right():
    assert ns.read_weights(FIELD / "int-bias.json").bo[0] == 3.0
    assert ns.read_weights(FIELD / "go-null-hidden.json").wo.tolist() == [[0.7, 0.8]]
    assert ns.read_weights(FIELD / "square-transposed.json").wh[0][0][1] == 0.2


def binary(kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "npz":
        np.savez(file, w=np.zeros(2))
    elif kind == "pickle":
        file.write(pickle.dumps({"w": [1.0]}))
    elif kind == "hdf5":
        file.write(b"\x89HDF\r\n\x1a\n" + bytes(100))
    elif kind == "onnx":
        file.write(b"\x08\x08\x12\x07pytorch\x1a\x05")
    else:
        name = {"xlsx": "xl/workbook.xml", "pt": "model/data.pkl", "zip": "a"}[kind]
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(zipfile.ZipInfo(name), "")
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("npz", "a NumPy archive (.npz)"),
        ("pickle", "a Python pickle"),
        ("hdf5", "an HDF5 file, as Keras writes it (.h5)"),
        ("onnx", "an ONNX model"),
        ("xlsx", "an Excel workbook (.xlsx)"),
        ("pt", "a PyTorch file (.pt)"),
        ("zip", "a zip archive"),
    ],
)
@pytest.mark.parametrize("title", READERS)
def test_a_binary_file_is_named(kind, named, title, tmp_path):
    path = tmp_path / "net"
    path.write_bytes(binary(kind))
    with pytest.raises(FileError) as caught:
        READERS[title][0](path)
    assert f"net is {named}" in str(caught.value)
    way_out = IMPORT if kind == "onnx" else "give JSON as docs/model-file.md describes it"
    assert f"; {way_out}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x,y\n1,2\n", "the file holds no JSON: it begins with 'x,y'; expected {"),
        ("[1, 2,]", "not valid JSON at line 1, column [67]: remove the comma before the closing"),
        ('{"a": 1,\n}', "not valid JSON at line [12], column [18]: remove the comma before the cl"),
    ],
)
def test_text_that_is_no_json_says_why(text, message, tmp_path):
    path = tmp_path / "net"
    path.write_text(text)
    with pytest.raises(FileError, match=message):
        ns.load(path)
