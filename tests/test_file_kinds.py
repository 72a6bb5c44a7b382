"""Files of other programs are told by their first bytes; those here are written by the programs."""

from __future__ import annotations

import gzip
import io
import pickle
import tarfile
import zipfile

import numpy as np
import pytest

from neurosim.file_kinds import HEAD, JSON, file_kind


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return file.getvalue()


def npz() -> bytes:
    file = io.BytesIO()
    np.savez(file, weights=np.zeros(2))
    return file.getvalue()


def npy() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros(2))
    return file.getvalue()


def tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("weights.txt"))
    return file.getvalue()


@pytest.mark.parametrize("protocol", [0, *range(2, pickle.HIGHEST_PROTOCOL + 1)])
@pytest.mark.parametrize("value", [{"w": 1.0}, [1, 2], np.float64(1)], ids=["dict", "list", "f8"])
def test_a_pickle_is_told(protocol: int, value: object) -> None:
    assert "Python pickle" in str(file_kind(pickle.dumps(value, protocol)))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook (.xlsx)"),
        (zipped("archive/data.pkl"), "a PyTorch file (.pt)"),
        (zipped("metadata.json", "model.weights.h5"), "a Keras model (.keras)"),
        (zipped("a.txt"), "a zip archive"),
        (npz(), "a NumPy archive (.npz)"),
        (npy(), "a NumPy array (.npy)"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "a gzip archive"),
        (tar(), "a tar archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "an old Excel workbook (.xls)"),
        (b"\x08\x07\x12\x07pytorch\x1a\x032.1", "an ONNX model"),
        (b'<?xml version="1.0"?>\n<graphml xmlns="a">', "a graph in GraphML"),
        (b"FANN_FLO_2.1\nnum_layers=3\n", "a network of FANN"),
        (b'<?xml version="1.0" ?>\n<PyBrain>\n', "a network of PyBrain (XML)"),
        (b'<?xml version="1.0"?><network/>', "an XML file"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "a web page (HTML)"),
        (b"% a comment\n\n@RELATION iris\n", "an ARFF file of Weka"),
        (b'\x40\x00\x00\x00\x00\x00\x00\x00{"w":{"dtype":"F32"', "a safetensors file"),
        (b'{"hiddenWeights": []}', JSON),
        (b"[\n  [1, 2]]", JSON),
    ],
)
def test_a_file_of_another_program_is_told(content: bytes, kind: str) -> None:
    assert file_kind(content[:HEAD]) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x,y\n1,2\n",
        b"[m];[s]\n1;2\n",
        b"<5,>=5\n1,2\n",
        b"{a},{b}\n1,2\n",
        b"PAR,TAR\n1,2\n",
        b"clip0\n1\n",
        b"dp,cp\n1,2\n",
        "größe;gewicht\n1;2\n".encode("cp1252"),
        "a\tb\n".encode("utf-16"),
    ],
)
def test_text_that_may_be_a_table_is_left_alone(content: bytes) -> None:
    assert file_kind(content) is None
