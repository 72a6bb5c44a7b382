"""An ONNX model from a file, from bytes or from memory, checked before anything is made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from neurosim.checks import path as checked_path
from neurosim.errors import FileError, InputError, brief, named
from neurosim.file_kinds import HEAD, JSON, file_kind
from neurosim.interop.imports.archive_kinds import kind_of_file

MOST_BYTES = 2**31 - 1
"""The most bytes of a model: a limit of the format."""


def read_model(source: Any) -> tuple[Any, Path | None, str]:
    """Return a model, the folder of its file, and what to call it in messages.

    Parameters
    ----------
    source : path, bytes or onnx.ModelProto
        The model.

    Raises
    ------
    FileError
        If the file cannot be read or is no ONNX model; the message says what it is.
    InputError
        If the package onnx is missing, or another object was given.
    """
    try:
        import onnx
    except ImportError:
        raise InputError(
            "reading an ONNX model needs the package onnx: pip install 'neurosim[onnx]'"
        ) from None
    if isinstance(source, onnx.ModelProto):
        model, folder, title = source, None, "the model"
    elif isinstance(source, bytes | bytearray):
        title, folder = "the model", None
        model = _parsed(onnx, bytes(source), title)
    else:
        file = checked_path(source, "an ONNX model")
        title, folder = str(file), file.parent
        model = _parsed(onnx, _content(file), title)
    _check(onnx, model, title)
    return model, folder, title


def _content(file: Path) -> bytes:
    _refuse_foreign(kind_of_file(file), str(file))
    try:
        if file.stat().st_size > MOST_BYTES:
            raise FileError(f"{file} is larger than 2 GB, the limit of an ONNX file")
        return file.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"cannot read {file}: {reason}") from None


def _refuse_foreign(kind: str | None, title: str) -> None:
    if kind is None or kind == "an ONNX model":
        return
    hint = "export the network to ONNX in its own library"
    if kind == JSON:
        hint = "a model file of neurosim is read with ns.load"
    elif "Keras" in kind:
        hint = "load it with keras.models.load_model, and give the model to ns.from_keras"
    elif "pickle" in kind or "PyTorch" in kind:
        hint = (
            "it is never opened here, because it can run any code; load it in its own library and "
            "give the object to ns.from_torch or ns.from_sklearn, or export it to ONNX"
        )
    raise FileError(f"{title} is {kind}, not an ONNX model; {hint}")


def _parsed(onnx: Any, content: bytes, title: str) -> Any:
    _refuse_foreign(file_kind(content[:HEAD]), title)
    try:
        return onnx.load_model_from_string(content)
    except Exception as error:  # protobuf raises errors of many kinds
        raise FileError(
            f"{title} is not an ONNX model, or is damaged: {named(error)}; export it again"
        ) from None


def _check(onnx: Any, model: Any, title: str) -> None:
    graph = model.graph
    if not model.ir_version or not graph.output:
        raise FileError(
            f"{title} is not an ONNX model, or is damaged: it has no graph with outputs; export it "
            "again"
        )
    known = onnx.defs.onnx_opset_version()
    for entry in model.opset_import:
        if entry.domain in {"", "ai.onnx"} and entry.version > known:
            raise FileError(
                f"{title} uses opset {entry.version} of ONNX, and the installed onnx knows "
                f"{known} and older; update onnx, or export with opset_version={known}"
            )
    for value in (*graph.input, *graph.output):
        if value.type.WhichOneof("value") not in {"tensor_type", None}:
            kind = str(value.type.WhichOneof("value")).removesuffix("_type").replace("_", " ")
            if value in graph.input:
                raise InputError(
                    f"the input {brief(value.name)} of {title} is a {kind}; only tensors can "
                    "become neurons"
                )
