"""Any file or link of a network of another library: what it is, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from neurosim.checks import path as checked_path
from neurosim.checks import whole_number
from neurosim.errors import FileError, InputError
from neurosim.file_kinds import FANN, GRAPHML, JSON, ONNX, PYBRAIN
from neurosim.files import PathLike
from neurosim.interop.foreign import BRAINJS, NEATAPTIC, NODE_LINK, SYNAPTIC, json_kind
from neurosim.interop.imports.archive_kinds import kind_of_file
from neurosim.interop.imports.small_formats.found import ImportedNetwork
from neurosim.interop.imports.small_formats.playground_link import is_playground, playground_network
from neurosim.interop.imports.small_formats.reading_files import sized_text
from neurosim.interop.json_text import naming, parse_json, shown
from neurosim.interop.model_file import from_json
from neurosim.interop.records import FORMAT
from neurosim.model.network import Network

MODEL_FILE = "a model file of neurosim"

_IMPORTS = "neurosim.interop.imports"


@dataclass(frozen=True, slots=True)
class Importer:
    """Who reads a kind of file; the module is loaded when the first such file comes.

    Parameters
    ----------
    module, function : str
        Where the function is.
    takes : str
        What it takes. Of the ``text`` of the file or its parsed ``json`` it makes an
        ``ImportedNetwork``; of the ``path`` it makes one too, or a ``Network``.
    notes : tuple of str
        What there is to say about every network of that kind, if the function makes a ``Network``.
    """

    module: str
    function: str
    takes: Literal["text", "json", "path"]
    notes: tuple[str, ...] = ()

    def read(self, content: Any) -> Any:
        """Return what the function makes of the content."""
        function: Callable[[Any], Any] = getattr(import_module(self.module), self.function)
        return function(content)


IMPORTERS: dict[str, Importer] = {
    FANN: Importer(f"{_IMPORTS}.small_formats.fann_file", "fann_network", "text"),
    PYBRAIN: Importer(f"{_IMPORTS}.small_formats.pybrain_file", "pybrain_network", "text"),
    BRAINJS: Importer(f"{_IMPORTS}.small_formats.brainjs_file", "brainjs_network", "json"),
    NEATAPTIC: Importer(f"{_IMPORTS}.small_formats.node_list_files", "neataptic_network", "json"),
    SYNAPTIC: Importer(f"{_IMPORTS}.small_formats.node_list_files", "synaptic_network", "json"),
    ONNX: Importer(f"{_IMPORTS}.onnx_graphs.from_onnx", "onnx_network", "path"),
    GRAPHML: Importer("neurosim.interop.graphml", "read_graphml", "path"),
    NODE_LINK: Importer("neurosim.interop.node_link", "read_node_link", "path"),
}
"""Each kind of file, as ``file_kind`` and ``json_kind`` name it, with its reader.

A new format is an entry here, and its kind in ``NETWORK_KINDS`` of ``file_kinds.py``.
"""

_PICKLE = (
    "a pickle can run any program when it is opened, so load it where you trust it, and give the "
    "object in memory to from_sklearn, from_torch or from_neat"
)
_KERAS = "load it with keras.models.load_model, and give the model in memory to from_keras"
_REFUSED: tuple[tuple[str, str], ...] = (
    # how the words for a kind begin, and the safe way
    ("a Python pickle", _PICKLE),
    ("a PyTorch file", "load it where you trust it, and give the module in memory to from_torch"),
    ("an HDF5 file", _KERAS),
    ("a Keras model", _KERAS),
    ("a Keras configuration", "give the model with its weights, in memory, to from_keras"),
    ("a safetensors file", "it has no wiring; load it into a module, and give that to from_torch"),
    ("a network of scikit-learn", "give the estimator itself, in memory, to from_sklearn"),
    ("a zip archive", "unpack it first"),
    ("a gzip archive", "unpack it first"),
    ("a weights file", "read it with read_weights, on the command line with new --weights"),
)


def import_network(source: PathLike, *, seed: int | None = 0) -> Network:
    """Return the network in a file of another library, or in a link of TensorFlow Playground.

    The kind is found by the content, not by the ending: FANN, PyBrain, brain.js, synaptic,
    neataptic, ONNX, GraphML, node-link JSON, and our own model files. docs/importing.md says what
    of each is read.

    Parameters
    ----------
    source : path or str
        The file, or the link.
    seed : int or None
        The seed of the weights, for a link of TensorFlow Playground, which holds none; see
        ``read_playground``.

    Returns
    -------
    Network
        The network; ``save`` writes it as a model file.

    Raises
    ------
    FileError
        If the file cannot be read, is damaged, or is none that can be imported; the message says
        what it is and what to do.
    InputError
        If a link cannot be read, or the seed is no whole number.

    Examples
    --------
    >>> import_network("https://playground.tensorflow.org/#networkShape=3")
    Network('TensorFlow Playground', 2 inputs, 3 hidden, 1 output, 9 edges)
    """
    return found_network(source, seed=seed).network


def found_network(source: PathLike, *, seed: int | None = 0) -> ImportedNetwork:
    """Return the network in a file or link, with its kind and notes; see ``import_network``."""
    if seed is not None:
        whole_number(seed, "the seed", minimum=0)
    if isinstance(source, str) and is_playground(source):
        return playground_network(source, seed)
    if isinstance(source, str) and re.match("[a-z]+://", source, re.IGNORECASE):
        raise InputError(
            "of all links only those of TensorFlow Playground can be imported, because they hold "
            "the network themselves; download the file and give its name"
        )
    path = checked_path(source, "the file")
    kind = kind_of_file(path)
    if kind != JSON:
        importer = _importer(path, kind)
        content = sized_text(path) if importer.takes == "text" else ""
        return _imported(path, kind, importer, content)
    text = sized_text(path)
    with naming(str(path)):
        data = parse_json(text)
        if isinstance(data, dict) and data.get("format") == FORMAT:
            return ImportedNetwork(from_json(text), MODEL_FILE)
    kind, way_out = json_kind(data)
    if kind is None:
        raise FileError(
            f"{path} holds {shown(data)} as JSON, but no network that is known here; known: "
            f"{', '.join(IMPORTERS)}"
        )
    return _imported(path, kind, _importer(path, kind, way_out), data)


def _imported(path: Path, kind: str | None, importer: Importer, content: Any) -> ImportedNetwork:
    if importer.takes == "path":
        read = importer.read(path)
        if isinstance(read, ImportedNetwork):
            return read
        return ImportedNetwork(read, str(kind), importer.notes)
    with naming(str(path)):
        made: ImportedNetwork = importer.read(content)
        return made


def _importer(path: Path, kind: str | None, way_out: str = "") -> Importer:
    """Return who reads a kind; raise FileError if nobody does."""
    if kind in IMPORTERS:
        return IMPORTERS[kind]
    if kind is None:
        if path.stat().st_size == 0:
            raise FileError(f"{path} is empty; give a file that has a network")
        raise FileError(
            f"{path} is no file of a network that is known here; known: {', '.join(IMPORTERS)}"
        )
    ways = [way for start, way in _REFUSED if kind.startswith(start)]
    raise FileError(f"{path} is {kind}; {(ways or [way_out or 'give a file of a network'])[0]}")
