"""Files of other programs that are given by mistake: messages say what they are."""

from __future__ import annotations

from typing import Any

from neurosim.errors import FileError, InputError
from neurosim.file_kinds import HEAD, JSON, NETWORK_KINDS, file_kind
from neurosim.files import PathLike, read_head, read_text

_READ_WEIGHTS = "read it with read_weights, on the command line with new --weights"
_READ_SCALING = "read it with read_scaling, on the command line with new --scaling"
BRAINJS = "a network of brain.js"
NEATAPTIC = "a network of neataptic"
SYNAPTIC = "a network of synaptic"
NODE_LINK = "a graph as node-link JSON"
IMPORT_IT = (
    "make a model of it with import_network, on the command line with neurosim import FILE -o "
    "model.json"
)
_OUR_JSON = "give JSON as docs/model-file.md describes it"
_LAYOUT = "write its weights as hiddenWeights[layer][node][input] for read_weights"
_TRANSPOSED = (
    "transpose each of coefs_, which has a row for each input, and write them as hiddenWeights and "
    "outputWeights, intercepts_ as hiddenBias and outputBias, for read_weights"
)
_JSON_KINDS: tuple[tuple[frozenset[str], str, str], ...] = (
    # keys in small letters, what has them, the way out
    (frozenset(("hiddenweights",)), "a weights file", _READ_WEIGHTS),
    (frozenset(("outputweights",)), "a weights file", _READ_WEIGHTS),
    (frozenset(("mininput",)), "a scaling file", _READ_SCALING),
    (frozenset(("minoutput",)), "a scaling file", _READ_SCALING),
    (frozenset(("sizes", "layers")), BRAINJS, IMPORT_IT),
    (frozenset(("layers", "outputlookup")), BRAINJS, IMPORT_IT),
    (frozenset(("hiddenlayers", "outputconnector")), BRAINJS, IMPORT_IT),
    (frozenset(("directed", "nodes", "edges")), NODE_LINK, IMPORT_IT),
    (frozenset(("directed", "nodes", "links")), NODE_LINK, IMPORT_IT),
    (frozenset(("nodes", "connections")), NEATAPTIC, IMPORT_IT),
    (frozenset(("neurons", "connections")), SYNAPTIC, IMPORT_IT),
    (
        frozenset(("class_name", "config")),
        "a Keras configuration, which has no weights",
        "write those of model.get_weights(), transposed, as hiddenWeights for read_weights",
    ),
    (frozenset(("coefs_",)), "a network of scikit-learn", _TRANSPOSED),
    (frozenset(("modeltopology",)), "a model of TensorFlow.js", _LAYOUT),
    (frozenset(("learner", "version")), "a model of XGBoost", "give a neural network"),
    (frozenset(("cells", "nbformat")), "a Jupyter notebook", "give the file that it writes"),
)


def read_json_text(path: PathLike, title: str) -> str:
    """Return the text of a file that should hold JSON.

    Parameters
    ----------
    path : path
        The file.
    title : str
        What it should be, such as ``"a model file"``.

    Raises
    ------
    FileError
        If the file cannot be read, or is a file of another program; the message says which.
    """
    kind = file_kind(read_head(path, HEAD))
    if kind is not None and kind != JSON:
        way_out = IMPORT_IT if kind in NETWORK_KINDS else _OUR_JSON
        raise FileError(f"{path} is {kind}, not {title}; {way_out}")
    return read_text(path)


def refuse_foreign(data: Any, title: str) -> None:
    """Raise InputError if JSON comes from another program, or is another kind of our files.

    Examples
    --------
    >>> refuse_foreign({"coefs_": [], "intercepts_": []}, "a model file")
    Traceback (most recent call last):
        ...
    neurosim.errors.InputError: this is a network of scikit-learn, not a model file; transpose...
    """
    kind, way_out = json_kind(data)
    if kind is not None and kind != title:
        raise InputError(f"this is {kind}, not {title}; {way_out}")


def json_kind(data: Any) -> tuple[str | None, str]:
    """Return what JSON is, and what can be done with it; None and no text if that is not known.

    Examples
    --------
    >>> json_kind({"nodes": [], "connections": []})[0]
    'a network of neataptic'
    """
    if isinstance(data, dict):
        given = {str(key).lower() for key in data}
        for keys, kind, way_out in _JSON_KINDS:
            if keys <= given:
                return kind, way_out
    return None, ""
