"""A network as the document of a page, and the network of a document."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

import neurosim as ns
from neurosim.errors import FileError, InputError
from neurosim.explorer import page_document
from neurosim.explorer.page_document import document_of, network_of
from neurosim.interop.model_file import to_json

LIMITS = Path(ns.__file__).parent / "explorer" / "page" / "document" / "limits.js"


def trained_on_classes() -> tuple[ns.Network, ns.Dataset]:
    data = ns.Dataset.from_labels([[1.0, 5.0], [2.0, 6.0], [3.0, 7.0]], ["a", "b", "c"])
    net = ns.mlp([2, 3, 3], seed=1)
    ns.train(net, data, epochs=1)
    return net, data


def test_a_document_is_plain_data_of_json() -> None:
    net, data = ns.worked_example()
    document = document_of(net, data=data)
    assert json.loads(json.dumps(document)) == document


def test_a_network_comes_back_as_it_was() -> None:
    net, _ = trained_on_classes()
    net.graph.edges[net["x[0]"], net["h[0][1]"]]["trainable"] = False
    net["o[1]"].bias_trainable = False
    assert to_json(network_of(document_of(net)["model"])) == to_json(net)


def test_a_name_such_as_10_keeps_its_place() -> None:
    net = ns.Network()
    inputs = [net.add_input(name) for name in ("10", "9", "b", "__proto__")]
    net.add_neuron(dict.fromkeys(inputs, 0.5), name="2")
    (*_, record) = document_of(net)["model"]["neurons"]
    assert [source["name"] for source in record["sources"]] == ["10", "9", "b", "__proto__"]


def test_a_trace_gives_its_sample_and_its_optimizer() -> None:
    net, data = ns.worked_example()
    adam = ns.Adam(0.01, beta1=0.8)
    document = document_of(ns.trace(net, data.X[1], data.Z[1], optimizer=adam))
    assert document["sample"] == {"inputs": [50.0, 85.0], "targets": [82.0]}
    assert document["training"] == {
        "optimizer": {
            "name": "Adam",
            "learning_rate": 0.01,
            "options": [["beta1", 0.8], ["beta2", 0.999], ["eps", 1e-8]],
        },
        "batch_size": 1,
    }


def test_the_loss_of_a_trace_is_that_of_its_document() -> None:
    net, data = ns.worked_example()
    document = document_of(ns.trace(net, data.X[1], data.Z[1], loss="mae"))
    assert document["model"]["loss"] == "mae"
    own = dataclasses.replace(ns.LOSSES["mae"], name="own")
    with pytest.raises(InputError, match="only built-in losses; the trace has 'own'"):
        document_of(ns.trace(net, data.X[1], data.Z[1], loss=own))


def test_the_sample_of_a_network_is_the_first_of_its_data_or_zero() -> None:
    net, data = ns.worked_example()
    assert document_of(net)["sample"] == {"inputs": [0.0, 0.0], "targets": None}
    document = document_of(net, data=data)
    assert document["sample"] == {"inputs": [70.0, 98.0], "targets": [91.0]}
    assert document["data"]["inputs"] == ["I0", "I1"]
    assert document["data"]["rows"][3] == [25.0, 95.0, 68.0]


def test_classes_become_one_column_for_each_output() -> None:
    net, data = trained_on_classes()
    document = document_of(net, data=data)
    assert document["data"]["targets"] == ["class=a", "class=b", "class=c"]
    assert document["data"]["rows"][1] == [2.0, 6.0, 0.0, 1.0, 0.0]


@pytest.mark.parametrize("known", [False, True])
def test_data_come_from_a_file(tmp_path: Path, known: bool) -> None:
    path = tmp_path / "points.csv"
    path.write_text("a,b,kind\n1,2,yes\n3,4,no\n", encoding="utf-8")
    net = ns.mlp([2, 2])
    if known:
        ns.train(net, ns.read_csv(path), epochs=1)
    assert document_of(net, data=path)["data"] == {
        "name": "points.csv",
        "inputs": ["a", "b"],
        "targets": ["kind=no", "kind=yes"],
        "rows": [[1.0, 2.0, 0.0, 1.0], [3.0, 4.0, 1.0, 0.0]],
    }


def test_what_a_page_cannot_do_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    own = ns.Activation("own", lambda s: s, lambda s: 1.0)
    with pytest.raises(InputError, match=r"only built-in activations; 'h\[0\]\[0\]' has 'own'"):
        document_of(ns.mlp([1, 1, 1], activation=own))
    with pytest.raises(InputError, match="a page shows a network or a trace"):
        document_of([1, 2])  # type: ignore[arg-type]
    monkeypatch.setattr(page_document, "MOST_NEURONS", 2)
    with pytest.raises(InputError, match="3 neurons, and a page takes at most 2"):
        document_of(ns.mlp([1, 1, 1]))


@pytest.mark.parametrize(
    "model",
    [None, [], {}, {"neurons": None}, {"neurons": [1]}, {"neurons": [{"kind": "computed"}]}],
)
def test_no_model_is_refused(model: Any) -> None:
    with pytest.raises(InputError, match="expected the model of a page"):
        network_of(model)


def test_a_wrong_model_is_refused_with_its_place() -> None:
    model = document_of(ns.mlp([1, 1]))["model"]
    model["neurons"][1]["bias"] = "0.5"
    with pytest.raises(FileError, match=r"neurons\[1\]\.bias is '0\.5'; expected a number"):
        network_of(model)


def test_python_and_the_page_have_the_same_limits() -> None:
    written = dict(re.findall(r"(MOST_\w+) = ([0-9_]+);", LIMITS.read_text(encoding="utf-8")))
    for name in ("MOST_NEURONS", "MOST_EDGES", "MOST_CELLS"):
        assert int(written[name]) == getattr(page_document, name)
