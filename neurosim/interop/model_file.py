"""A network as one complete and exact JSON file; docs/model-file.md describes the format."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from neurosim.errors import InputError, NeurosimError
from neurosim.files import PathLike, write_whole
from neurosim.interop.building import built, known_activations
from neurosim.interop.describing import described
from neurosim.interop.description_check import check_fit
from neurosim.interop.foreign import read_json_text, refuse_foreign
from neurosim.interop.json_text import naming, parse_json, shown
from neurosim.interop.records import FORMAT, VERSION, ModelRecord
from neurosim.interop.validation import validated
from neurosim.model.activations import Activation
from neurosim.model.network import Network


def save(net: Network, path: PathLike, *, overwrite: bool = True) -> Path:
    """Write a network to a model file.

    The file holds structure, parameters, frozen flags, names of activations, scaling, columns and
    loss, but no computed values. The same network gives the same bytes.

    Parameters
    ----------
    net : Network
        The network; it may be incomplete.
    path : path
        The file to write, usually ``.json``.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    InputError
        If a file could not give the same network back; see ``to_json``.
    FileError
        If the file exists and may not be replaced, or cannot be written. An existing file is then
        unchanged.

    Examples
    --------
    >>> import tempfile
    >>> import neurosim as ns
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     path = save(ns.mlp([2, 3, 2]), f"{directory}/model.json")
    ...     load(path)
    Network(2 inputs, 3 hidden, 2 outputs, 12 edges)
    """
    return write_whole(path, to_json(net), overwrite=overwrite)


def load(path: PathLike, *, activations: Iterable[Activation] = ()) -> Network:
    """Read a network from a model file.

    Parameters
    ----------
    path : path
        The file to read.
    activations : iterable of Activation
        The user's own activations that the network has; a file holds only their names.

    Returns
    -------
    Network
        The network with the same neurons in the same order, so it computes exactly the same
        numbers.

    Raises
    ------
    FileError
        If the file cannot be read, is not a model file, or does not describe a network.
    InputError
        If one of ``activations`` is none, has the name of a built-in one, or is given twice.

    Examples
    --------
    >>> load("no-such-file.json")
    Traceback (most recent call last):
        ...
    neurosim.errors.FileError: cannot read no-such-file.json: no such file; ...
    """
    return from_json(
        read_json_text(path, "a model file"), origin=str(path), activations=activations
    )


def to_json(net: Network) -> str:
    r"""Return the text of a model file: one line for each neuron, ``\n`` at the end.

    Parameters
    ----------
    net : Network
        The network; it may be incomplete.

    Raises
    ------
    InputError
        If a file could not give the same network back: a number is not finite, the loss is not
        built in, a scaling or columns do not fit, or two activations share a name.

    Examples
    --------
    >>> import neurosim as ns
    >>> net = ns.Network(name="one neuron")
    >>> x = net.add_input()
    >>> y = net.add_neuron({x: -0.5}, bias=0.5, name="o[0]")
    >>> print(to_json(net))
    {
      "format": "neurosim-model",
      "version": 1,
      "name": "one neuron",
      "neurons": [
        {"name": "x[0]", "kind": "input"},
        {"name": "o[0]", "bias": 0.5, "activation": "sigmoid", "inputs": {"x[0]": -0.5}}
      ],
      "outputs": null,
      "loss": "half_squared_error",
      "input_scaling": null,
      "target_scaling": null,
      "input_columns": null,
      "target_columns": null
    }
    """
    try:
        data = described(net)
        validated(ModelRecord, data)
        check_fit(net)
    except NeurosimError as error:
        raise InputError(f"the network cannot be saved: {error}") from None
    lines = [
        f'  "{key}": {_one_per_line(value) if key == "neurons" else _compact(value)}'
        for key, value in data.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def from_json(
    text: str, *, origin: str = "the model", activations: Iterable[Activation] = ()
) -> Network:
    """Return the network that the text of a model file describes.

    Parameters
    ----------
    text : str
        The text.
    origin : str
        What to call the text in messages.
    activations : iterable of Activation
        The user's own activations that the network has; a file holds only their names.

    Raises
    ------
    FileError
        If the text is not a model file or does not describe a network.
    InputError
        If one of ``activations`` is none, has the name of a built-in one, or is given twice.

    Examples
    --------
    >>> import neurosim as ns
    >>> from_json(to_json(ns.mlp([2, 3, 2])))
    Network(2 inputs, 3 hidden, 2 outputs, 12 edges)
    """
    known = known_activations(activations)
    with naming(origin):
        data = parse_json(text)
        _check_header(data)
        return built(validated(ModelRecord, data), known)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _one_per_line(values: list[object]) -> str:
    return "[\n" + ",\n".join(f"    {_compact(value)}" for value in values) + "\n  ]"


def _check_header(data: object) -> None:
    if not isinstance(data, dict):
        raise InputError(f"not a model file: it holds {shown(data)}; expected an object")
    if "format" not in data:
        refuse_foreign(data, "a model file")
        raise InputError(f'not a model file: it has no format; expected "format": "{FORMAT}"')
    if data["format"] != FORMAT:
        raise InputError(
            f'not a model file: its format is {shown(data["format"])}; expected "{FORMAT}"'
        )
    version = data.get("version", VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise InputError(f"version is {shown(version)}; expected a whole number of at least 1")
    if version > VERSION:
        raise InputError(
            f"version {shown(version)} is newer than {VERSION}, the newest this neurosim reads; "
            "update neurosim"
        )
