"""Which program a file belongs to, found by its first bytes."""

from __future__ import annotations

import re

HEAD = 4096
"""How many bytes of a file are enough to tell its kind."""

JSON = "a JSON file"
FANN = "a network of FANN"
PYBRAIN = "a network of PyBrain (XML)"
GRAPHML = "a graph in GraphML"

NETWORK_KINDS = (FANN, PYBRAIN, GRAPHML)
"""The kinds of files, other than JSON, that ``import_network`` makes a network of."""

_FIRST_BYTES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"),
    (b"\x93NUMPY", "a NumPy array (.npy)"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file, as Keras writes it (.h5)"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file (.mat)"),
    (b"FANN_FLO", FANN),
    (b"FANN_FIX", FANN),
    (b"$FL2", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"{\\rtf", "an RTF document"),
)
_ZIP_MEMBERS = (
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"opendocument.spreadsheet", "a LibreOffice spreadsheet (.ods)"),
    (b"word/", "a Word document (.docx)"),
    (b"data.pkl", "a PyTorch file (.pt)"),
    (b"model.weights.h5", "a Keras model (.keras)"),
    (b".npy", "a NumPy archive (.npz)"),
    (b"[Content_Types].xml", "an Excel workbook (.xlsx) or another Office document"),
)
_MARKUP = (
    (b"<pybrain", PYBRAIN),
    (b"<graphml", GRAPHML),
    (b"<pmml", "a PMML model (XML)"),
    (b"<opencv_storage", "a file of OpenCV (XML)"),
    (b"<!doctype html", "a web page (HTML)"),
    (b"<html", "a web page (HTML)"),
    (b"<svg", "an SVG picture"),
)
_TEXT_PICKLE = re.compile(rb"\(?[dlc](?:p?0\n|(?:copy_?reg|numpy|sklearn)[.\w]*\n)")
_ONNX = re.compile(rb"\x08[\x01-\x14]\x12[\x01-\x7f][A-Za-z][\x20-\x7e]{2}")
_ARFF = re.compile(rb"(?:\s*(?:%[^\n]*)?\n)*\s*@relation\b", re.IGNORECASE)


def file_kind(head: bytes) -> str | None:
    """Return what a file is, if it is neither a table as text nor a model file.

    Parameters
    ----------
    head : bytes
        The first ``HEAD`` bytes of the file, or all bytes of a shorter one.

    Returns
    -------
    str or None
        The words for a message, with the article; None for text that may be a table, and for an
        unknown kind. The words for JSON are ``a JSON file``.

    Examples
    --------
    >>> file_kind(b"FANN_FLO_2.1"), file_kind(b"a,b")
    ('a network of FANN', None)
    """
    for first, kind in _FIRST_BYTES:
        if head.startswith(first):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((kind for name, kind in _ZIP_MEMBERS if name in head), "a zip archive")
    if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return "a Python pickle, as joblib and older PyTorch write it"
    if _TEXT_PICKLE.match(head):
        return "a Python pickle"
    if _ONNX.match(head):
        return "an ONNX model"
    if head[4:8] == b"TFL3":
        return "a TensorFlow Lite model"
    if head[257:262] == b"ustar":
        return "a tar archive"
    if len(head) > 9 and head[3:8] == bytes(5) and head[8:10] == b'{"':
        return "a safetensors file"
    return _text_kind(head.removeprefix(b"\xef\xbb\xbf").lstrip())


def _text_kind(head: bytes) -> str | None:
    if head.startswith(b"<"):
        lower = head.lower()
        found = next((kind for start, kind in _MARKUP if start in lower), None)
        return found or ("an XML file" if lower.startswith(b"<?xml") else None)
    if _ARFF.match(head):
        return "an ARFF file of Weka"
    if re.match(rb'\{\s*["}]|\[\s*[\[{]', head):
        return JSON
    return None
