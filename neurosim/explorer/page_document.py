"""A network or a trace as the document that a page starts with, and the way back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from neurosim.checks import instance
from neurosim.data import DataLike, Dataset, read_csv
from neurosim.data.fit import fitting_dataset
from neurosim.errors import InputError, brief, counted
from neurosim.interop.describing import described
from neurosim.interop.description_check import check_fit
from neurosim.interop.model_file import from_json
from neurosim.interop.records import FORMAT, VERSION
from neurosim.model import Network
from neurosim.model.activations import is_built_in
from neurosim.model.losses import LOSSES, Loss
from neurosim.model.optimizers import SGD, Optimizer, is_own
from neurosim.tracing import Trace

MOST_NEURONS, MOST_EDGES, MOST_CELLS = 2000, 50_000, 500_000
"""How much a page takes; ``limits.js`` has the same numbers."""

_LEARNING_RATE = 0.5


def document_of(
    shown: Network | Trace, *, data: DataLike | os.PathLike[str] | str | None = None
) -> dict[str, Any]:
    """Return a network as the document of a page: plain data of JSON.

    Parameters
    ----------
    shown : Network or Trace
        The network. A trace also gives its sample and its optimizer; it shows the network before
        the step.
    data : Dataset, (X, Z) or path of a CSV file, optional
        Samples in raw units. The first is the sample of a page that shows a network.

    Returns
    -------
    dict
        The model, the sample, the data and the training; ``page/types.js`` describes them.

    Raises
    ------
    InputError
        If the page cannot show it: it has an activation, a loss or an optimizer of its own, it is
        too large, or the data do not fit.

    Examples
    --------
    >>> import neurosim as ns
    >>> document = document_of(ns.trace(ns.mlp([1, 1]), [3.0], [1.0]))
    >>> document["sample"]
    {'inputs': [3.0], 'targets': [1.0]}
    >>> document["model"]["neurons"][0]
    {'kind': 'input', 'name': 'x[0]'}
    """
    net = (
        shown.net
        if isinstance(shown, Trace)
        else instance(shown, Network, "a page shows a network or a trace", "ns.mlp([2, 3, 1])")
    )
    _check_showable(net)
    rows = None if data is None else _data(net, data)
    return {
        "model": _model(net, shown.loss_function if isinstance(shown, Trace) else None),
        "positions": [],
        "sample": _sample(shown, net, rows),
        "data": rows,
        "training": _training(shown.optimizer if isinstance(shown, Trace) else None),
        "task": None,
        "locks": [],
    }


def network_of(model: Mapping[str, Any]) -> Network:
    """Return the network that the model of a document describes.

    Parameters
    ----------
    model : mapping
        The model of a document, as a page gives it.

    Raises
    ------
    FileError
        If it does not describe a network; the message says where.

    Examples
    --------
    >>> import neurosim as ns
    >>> network_of(document_of(ns.mlp([2, 3, 1]))["model"])
    Network(2 inputs, 3 hidden, 1 output, 9 edges)
    """
    try:
        record = _record(model)
        text = json.dumps(record)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise InputError(
            f"expected the model of a page, got {brief(model)}; take it from the document of a page"
        ) from None
    return from_json(text, origin="the model of the page")


def _check_showable(net: Network) -> None:
    for neuron in net:
        if not is_built_in(neuron.activation):
            raise InputError(
                f"the page knows only built-in activations; {neuron.name!r} has "
                f"{neuron.activation.name!r}; give it one of those"
            )
    n_edges = net.graph.number_of_edges()
    for count, most, what in (
        (len(net), MOST_NEURONS, "neuron"),
        (n_edges, MOST_EDGES, "edge"),
    ):
        if count > most:
            raise InputError(
                f"the network has {counted(count, what)}, and a page takes at most {most}; "
                "show a smaller network"
            )


def _model(net: Network, loss: Loss | None) -> dict[str, Any]:
    """Return the model of a document; its lists of pairs keep the order in JavaScript.

    The loss of a trace may be another one than that of its network.
    """
    record = described(net)
    check_fit(net)
    if loss is not None:
        if LOSSES.get(loss.name) != loss:
            raise InputError(
                f"the page knows only built-in losses; the trace has {loss.name!r}; "
                "trace the sample with one of those"
            )
        record["loss"] = loss.name
    columns, preparation = record["target_columns"], record.get("preparation")
    kept = ("name", "outputs", "loss", "input_scaling", "target_scaling", "input_columns")
    return {
        **{key: record[key] for key in kept},
        "neurons": [_neuron(neuron) for neuron in record["neurons"]],
        "target_columns": columns and [{"one_output": False, **column} for column in columns],
        "preparation": preparation
        and {key: [list(pair) for pair in preparation[key].items()] for key in preparation},
    }


def _neuron(record: Mapping[str, Any]) -> dict[str, Any]:
    if "kind" in record:
        return {"kind": "input", "name": record["name"]}
    frozen = set(record.get("frozen_inputs", ()))
    return {
        "kind": "computed",
        "name": record["name"],
        "bias": record["bias"],
        "activation": record["activation"],
        "sources": [
            {"name": name, "weight": weight, "frozen": name in frozen}
            for name, weight in record["inputs"].items()
        ],
        "frozen_bias": record.get("frozen_bias", False),
        "constant": record.get("constant", False),
    }


def _record(model: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a model file; what is not known is left for its reader to refuse."""
    record = {**model, "format": FORMAT, "version": VERSION}
    record["neurons"] = [_neuron_record(neuron) for neuron in model["neurons"]]
    preparation = model.get("preparation")
    if preparation is not None:
        record["preparation"] = {key: _unique(pairs) for key, pairs in preparation.items()}
    return record


def _neuron_record(neuron: Mapping[str, Any]) -> dict[str, Any]:
    if neuron["kind"] == "input":
        return dict(neuron)
    sources = neuron["sources"]
    record = {key: value for key, value in neuron.items() if key not in ("kind", "sources")}
    record["inputs"] = _unique((source["name"], source["weight"]) for source in sources)
    frozen = [source["name"] for source in sources if source.get("frozen", False)]
    return {**record, "frozen_inputs": frozen}


def _unique(pairs: Iterable[Any]) -> dict[str, Any]:
    listed = [(name, value) for name, value in pairs]
    found = dict(listed)
    if len(found) < len(listed):
        raise ValueError("a name is given twice")
    return found


def _sample(shown: Network | Trace, net: Network, data: dict[str, Any] | None) -> dict[str, Any]:
    if isinstance(shown, Trace):
        targets = shown.raw_targets
        return {
            "inputs": list(shown.raw_inputs),
            "targets": None if targets is None else list(targets),
        }
    n_inputs = len(net.inputs)
    if data is not None and data["rows"]:
        first = data["rows"][0]
        return {"inputs": first[:n_inputs], "targets": first[n_inputs:]}
    return {"inputs": [0.0] * n_inputs, "targets": None}


def _data(net: Network, data: DataLike | os.PathLike[str] | str) -> dict[str, Any]:
    name = ""
    if isinstance(data, str | os.PathLike):
        name = Path(data).name
        data = _read(net, data)
    dataset = fitting_dataset(net, data)
    n_cells = dataset.X.size + dataset.Z.size
    if n_cells > MOST_CELLS:
        raise InputError(
            f"the data have {n_cells} numbers, and a page takes at most {MOST_CELLS}; "
            "give fewer rows"
        )
    return {
        "name": name,
        "inputs": list(dataset.input_names),
        "targets": [name for column in dataset.target_columns for name in column.output_names],
        "rows": [
            [*inputs, *targets]
            for inputs, targets in zip(dataset.X.tolist(), dataset.Z.tolist(), strict=True)
        ],
    }


def _read(net: Network, path: os.PathLike[str] | str) -> Dataset:
    """Return the rows of a CSV file: the columns that the network knows, or those by position."""
    targets = net.target_columns
    inputs: list[str] | list[int] = list(range(len(net.inputs)))
    if net.input_columns is not None:
        inputs = list(net.preparation.raw_columns(net.input_columns))
    if targets is None:
        return read_csv(path, inputs=inputs, preparation=net.preparation)
    return read_csv(
        path,
        inputs=inputs,
        targets=[column.name for column in targets],
        classes={column.name: column.classes for column in targets if column.classes},
        preparation=net.preparation,
    )


def _training(optimizer: Optimizer | None) -> dict[str, Any]:
    chosen = SGD(_LEARNING_RATE) if optimizer is None else optimizer
    if is_own(chosen):
        raise InputError(
            f"the page knows only the optimizers of neurosim; {type(chosen).__name__} is your own; "
            "trace the sample with one of those"
        )
    # the four optimizers are frozen dataclasses with these fields
    options = asdict(chosen)  # type: ignore[call-overload]
    learning_rate = options.pop("learning_rate")
    return {
        "optimizer": {
            "name": type(chosen).__name__,
            "learning_rate": float(learning_rate),
            "options": [[name, value] for name, value in options.items()],
        },
        "batch_size": 1,
    }
