"""The formats that a network can be exported to, by name and by file ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from neurosim.errors import InputError, brief, listed, unknown_name
from neurosim.model import Network


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What the options of the command say about the content of a file.

    Attributes
    ----------
    float32 : bool
        Whether numbers are rounded to 32 bits.
    gradient : bool
        Whether a program can also train.
    """

    float32: bool = False
    gradient: bool = False


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format of files.

    Attributes
    ----------
    title : str
        What such a file is, for messages.
    ending : str
        The ending of its files, without the dot.
    content : callable
        Returns the content of the file: text, or bytes.
    options : frozenset of str
        The options that it takes.
    """

    title: str
    ending: str
    content: Callable[[Network, ExportOptions], str | bytes]
    options: frozenset[str] = frozenset()


def _program(net: Network, options: ExportOptions, *, language: str) -> str:
    from neurosim import to_code

    dtype = "float32" if options.float32 else None
    return to_code(net, language, gradient=options.gradient, dtype=dtype)


def _onnx(net: Network, options: ExportOptions) -> bytes:
    from neurosim import to_onnx

    model = to_onnx(net, dtype="float32" if options.float32 else "float64")
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def _graphml(net: Network, _: ExportOptions) -> str:
    from neurosim.interop.graphml import graphml_text

    return graphml_text(net, "export")


def _node_link(net: Network, _: ExportOptions) -> str:
    from neurosim.interop.node_link import node_link_text

    return node_link_text(net, "export")


_OF_PROGRAMS = frozenset(("float32", "gradient"))

FORMATS: Mapping[str, ExportFormat] = {
    "onnx": ExportFormat("an ONNX model", "onnx", _onnx, frozenset(("float32",))),
    "python": ExportFormat(
        "a program in Python", "py", partial(_program, language="python"), _OF_PROGRAMS
    ),
    "c": ExportFormat("a program in C", "c", partial(_program, language="c"), _OF_PROGRAMS),
    "javascript": ExportFormat(
        "a module of JavaScript", "js", partial(_program, language="javascript"), _OF_PROGRAMS
    ),
    "arduino": ExportFormat(
        "a sketch for Arduino", "ino", partial(_program, language="arduino"), _OF_PROGRAMS
    ),
    "graphml": ExportFormat("a GraphML file", "graphml", _graphml),
    "node-link": ExportFormat("a node-link file", "json", _node_link),
}
"""The formats by name."""

_OTHER_ENDINGS = {"mjs": "javascript", "h": "c"}


def chosen_format(name: str | None, path: Path | None) -> ExportFormat:
    """Return the format of a name, otherwise that of a file's ending.

    Raises
    ------
    InputError
        If there is neither a name nor a known ending.
    UnknownNameError
        If the name is unknown.
    """
    if name is not None:
        if name not in FORMATS:
            raise unknown_name("format", name, FORMATS)
        return FORMATS[name]
    endings = {made.ending: key for key, made in FORMATS.items()} | _OTHER_ENDINGS
    known = listed(f".{ending}" for ending in endings)
    if path is None:
        raise InputError(f"give a file with -o; its ending says what it becomes: {known}")
    found = endings.get(path.suffix.lower().removeprefix("."))
    if found is None:
        raise InputError(
            f"{brief(str(path))} has no known ending; give one of {known}, or a --format"
        )
    return FORMATS[found]


def check_options(made: ExportFormat, options: ExportOptions) -> None:
    """Raise InputError if a format does not take an option that was given."""
    for option in ("float32", "gradient"):
        if getattr(options, option) and option not in made.options:
            raise InputError(f"--{option} is not for {made.title}; leave it out")
