"""import_network tells files apart by their content, and refuses what it cannot read safely."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import random
import re
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import FileError, InputError, NeurosimError
from neurosim.interop.foreign import BRAINJS, NEATAPTIC, SYNAPTIC
from neurosim.interop.imports.importing import (
    IMPORTERS,
    MODEL_FILE,
    Importer,
    found_network,
)
from neurosim.interop.imports.small_formats import reading_files

DATA = Path(__file__).parent / "data"
STORED = json.loads((DATA / "javascript_networks.json").read_text())
READERS = {"read_synaptic": SYNAPTIC, "read_neataptic": NEATAPTIC, "read_brainjs": BRAINJS}
BYTES = {
    "fann_layers.net": (DATA / "fann_layers.net").read_bytes(),
    "pybrain_wired.xml": (DATA / "pybrain_wired.xml").read_bytes(),
    "pybrain_shared.xml": (DATA / "pybrain_shared.xml").read_bytes(),
    **{
        f"{case['reader']} {case['what']}": json.dumps(case["network"]).encode()
        for case in STORED
        if case["what"]
        in {"trained on XOR", "evolved 3", "version 1, with names", "version 2, tanh"}
    },
}


@pytest.mark.parametrize("name", BYTES)
def test_the_kind_is_found_by_the_content(name, tmp_path):
    path = tmp_path / "network.of-no-known-ending"
    path.write_bytes(BYTES[name])
    found = found_network(path)
    expected = READERS.get(name.split()[0], "FANN" if name.startswith("fann") else "PyBrain")
    assert expected in found.kind
    assert str(ns.import_network(str(path))) == str(found.network)


@pytest.mark.parametrize("name", BYTES)
def test_what_was_imported_can_be_saved_trained_and_traced(name, tmp_path):
    path = tmp_path / "net"
    path.write_bytes(BYTES[name])
    net = ns.import_network(path)
    same = ns.load(ns.save(net, tmp_path / "model.json"))
    x, z = [0.5] * len(net.inputs), [0.25] * len(net.outputs)
    assert same.forward(x).tolist() == net.forward(x).tolist()
    trace = ns.trace(net, x, z)
    assert trace.value("yo[0]") == net.forward(x)[0]
    assert ns.check_gradient(net, x, z).ok or "step" in {n.activation.name for n in net}
    ns.train(net, ([x], [z]), epochs=2, learning_rate=1e-3, engine="objects")


def test_a_model_file_is_read_too(tmp_path):
    net = ns.mlp([2, 3, 1])
    ns.save(net, tmp_path / "model.json")
    found = found_network(tmp_path / "model.json")
    assert found.kind == MODEL_FILE
    assert found.network.forward([1, 2]) == net.forward([1, 2])


@pytest.mark.parametrize(
    ("write", "kind"),
    [
        (ns.write_graphml, "a graph in GraphML"),
        (ns.write_node_link, "a graph as node-link JSON"),
        (ns.write_onnx, "an ONNX model"),
    ],
)
def test_graphs_and_onnx_models_are_told_too(write, kind, tmp_path):
    if write is ns.write_onnx:
        pytest.importorskip("onnx")
    net = ns.mlp([2, 3, 1], seed=4)
    write(net, tmp_path / "net.onnx")
    # the content tells, not the ending
    (tmp_path / "net.onnx").rename(tmp_path / "net")
    found = found_network(tmp_path / "net")
    assert found.kind == kind
    assert found.network.forward([1.0, 2.0]) == pytest.approx(net.forward([1.0, 2.0]), rel=1e-15)
    with pytest.raises(FileError, match="make a model of it with import_network"):
        ns.load(tmp_path / "net")


def test_a_link_is_read_with_its_seed():
    link = "https://playground.tensorflow.org/#networkShape=3"
    one, other = (ns.import_network(link, seed=seed) for seed in (1, 2))
    assert one.wh[0][0].tolist() != other.wh[0][0].tolist()
    notes = found_network(link, seed=4).notes
    assert notes == ("a link holds no weights: they are drawn here with the seed 4",)


def test_no_other_link_is_opened():
    with pytest.raises(InputError, match="of all links only those of TensorFlow Playground can be"):
        ns.import_network("https://example.org/model.onnx")
    with pytest.raises(InputError, match="of all links only those of TensorFlow Playground can be"):
        ns.import_network("https://example.org/#networkShape=4,2")


def pickled() -> bytes:
    return pickle.dumps({"w": np.zeros(2)})


def zipped(*names: str, size: int = 0) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            # without the clock, which would be in the names of the tests
            archive.writestr(zipfile.ZipInfo(name), bytes(size))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pickled(), "a pickle can run any program when it is opened, so load it where you trust it, and"),
        (zipped("archive/data.pkl"), "is a PyTorch file (.pt); load it where you trust it, and give the"),
        (b"\x89HDF\r\n\x1a\n" + bytes(90), "is an HDF5 file, as Keras writes it (.h5); load it with ker"),
        (zipped("model.weights.h5"), "is a Keras model (.keras); load it with keras.models.load_model, "),
        (zipped("a"), "is a zip archive; unpack it first"),
        (b'{"class_name": "Sequential", "config": {}}', "give the model with its weights, in memory, to"),
        (b'{"coefs_": [[1]]}', "is a network of scikit-learn; give the estimator itself, in memory, to"),
        (b'{"hiddenWeights": []}', "is a weights file; read it with read_weights, on the command line"),
        (b'{"learner": {}, "version": []}', "is a model of XGBoost; give a neural network"),
        (b"a,b\n1,2\n", "is no file of a network that is known here; known: a network of FANN"),
        (b"", "is empty; give a file that has a network"),
        (b'{"a": 1}', "holds an object as JSON, but no network that is known here; known: a network of"),
        (b'[{"a": 1}]', "holds a list as JSON, but no network that is known here"),
        (b"%PDF-1.4", "is a PDF document; give a file of a network"),
        (b"FANN_FLO_2.1\n\xff", "byte 13 is not UTF-8 text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_the_way_out(content, message, tmp_path):
    path = tmp_path / "net"
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        ns.import_network(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


SAFE = {
    "net.keras": "is a Keras model (.keras); load it with keras.models.load_model, and give the model",
    "net.pt": "is a PyTorch file (.pt); ",
    "net.joblib": "is a Python pickle, by its ending; ",
    "net.PKL": "is a Python pickle, by its ending; ",
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        # a large member stands before the name that tells
        ("net.keras", zipped("config.json", "model.weights.h5", size=9000)),
        ("net.keras", zipped("config.json")),
        ("net.pt", zipped("a/version", "a/data.pkl", size=9000)),
        ("net.pt", zipped("a")),
        ("net.joblib", zlib.compress(pickle.dumps([1]))),
        ("net.joblib", gzip.compress(pickle.dumps([1]))),
        ("net.PKL", b"not a pickle"),
    ],
    ids=["keras", "empty keras", "torch", "other torch", "zlib", "gzip", "text"],
)
def test_what_its_head_does_not_tell_is_found_in_the_archive_or_by_the_ending(
    name, content, tmp_path
):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        ns.import_network(path)
    assert SAFE[name] in str(caught.value)
    assert "in memory" in str(caught.value)
    pytest.importorskip("onnx")
    with pytest.raises(FileError) as caught:
        ns.from_onnx(path)
    assert SAFE[name].partition(";")[0] in str(caught.value)
    assert "ns.from_" in str(caught.value)


def test_an_archive_is_told_by_its_names_whatever_its_ending(tmp_path):
    path = tmp_path / "net"
    path.write_bytes(zipped("config.json", "model.weights.h5", size=9000))
    with pytest.raises(FileError, match="is a Keras model"):
        ns.import_network(path)
    path.write_bytes(b"PK\x03\x04 and no archive")
    with pytest.raises(FileError, match="is a zip archive; unpack it first"):
        ns.import_network(path)


@pytest.mark.parametrize(("dtype", "noted"), [("float64", False), ("float32", True)])
def test_the_precision_is_noted_for_a_model_in_short_floats(dtype, noted, tmp_path):
    pytest.importorskip("onnx")
    ns.write_onnx(ns.mlp([2, 3, 1]), tmp_path / "net.onnx", dtype=dtype)
    notes = found_network(tmp_path / "net.onnx").notes
    assert notes == (("a model in 32-bit floats is computed with 64 bits here",) if noted else ())


def test_a_file_of_another_kind_is_refused_by_the_reader_of_one_kind(tmp_path):
    path = tmp_path / "net"
    path.write_bytes(BYTES["fann_layers.net"])
    message = "is a network of FANN, not a network of PyBrain (XML); read it with import_network"
    with pytest.raises(FileError, match=re.escape(message)):
        ns.read_pybrain(path)
    with pytest.raises(FileError, match="is a network of FANN, not a network of synaptic; read it"):
        ns.read_synaptic(path)


@pytest.mark.parametrize("read", [ns.read_synaptic, ns.read_neataptic, ns.read_brainjs])
def test_json_of_another_library_is_named(read, tmp_path):
    for name, content in BYTES.items():
        if name.startswith("read_") and name.split()[0] != read.__name__:
            path = tmp_path / "net"
            path.write_bytes(content)
            theirs, ours = READERS[name.split()[0]], READERS[read.__name__]
            with pytest.raises(
                FileError, match=f"this is {theirs}, not {ours}; make a model of it"
            ):
                read(path)


def test_the_seed_is_checked_for_files_too():
    with pytest.raises(InputError, match="the seed is -1; it must be at least 0"):
        ns.import_network(DATA / "fann_layers.net", seed=-1)


def test_a_gigantic_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reading_files, "LARGEST_FILE", 1000)
    path = tmp_path / "net"
    path.write_bytes(BYTES["fann_layers.net"])
    with pytest.raises(
        FileError, match="has 1,971 bytes, which is too much for one network; at most"
    ):
        ns.import_network(path)


def test_an_entry_may_take_the_path_itself(tmp_path, monkeypatch):
    importer = Importer("neurosim.interop.model_file", "load", "path", ("a note",))
    monkeypatch.setitem(IMPORTERS, "a PDF document", importer)
    monkeypatch.setattr("neurosim.interop.model_file.load", lambda path: path.name)
    path = tmp_path / "net"
    path.write_bytes(b"%PDF-")
    assert found_network(path).network == "net"
    assert found_network(path).notes == ("a note",)


def test_every_entry_of_the_table_leads_to_a_function():
    for kind, importer in IMPORTERS.items():
        with pytest.raises(NeurosimError):
            importer.read({} if importer.takes == "json" else "no-such-file")
        assert kind.startswith("a")


@pytest.mark.parametrize("name", BYTES)
def test_damage_anywhere_gives_a_network_or_one_sentence(name, tmp_path):
    chance = random.Random(name)
    whole, path = BYTES[name], tmp_path / "net"
    messages: list[str] = []
    for _ in range(60):
        content = bytearray(whole)
        where = chance.randrange(len(content))
        match chance.randrange(5):
            case 0:
                del content[where:]
            case 1:
                content[where] = chance.randrange(256)
            case 2:
                content[where:where] = chance.choice(
                    (b"-", b"9999999999", b"nan", b'"', b"[", b"null")
                )
            case 3:
                del content[where : where + chance.randrange(1, 40)]
            case _:
                other = chance.randrange(len(content))
                content[where : where + 20] = content[other : other + 20]
        path.write_bytes(content)
        try:
            net = ns.import_network(path)
        except NeurosimError as error:
            messages.append(str(error))
            continue
        net.check()
    assert len(messages) > 5
    assert all(message.isprintable() for message in messages)
