import csv
import io
import json

import pytest

import neurosim as ns
from neurosim.errors import InputError, UnknownNameError
from neurosim.model import events

OPTIMIZERS = [
    ns.SGD(0.3),
    ns.SGD(0.1, momentum=0.9),
    ns.SGD(0.1, momentum=0.9, nesterov=True),
    ns.RMSprop(0.01),
    ns.Adam(0.02),
    ns.AdamW(0.02, weight_decay=0.1),
]


@pytest.fixture
def net() -> ns.Network:
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    net.freeze("wh[0][1][0]", "bo[0]")
    return net


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_the_steps_are_those_of_train_bit_for_bit(net, optimizer):
    data = ns.worked_example()[1]
    traces = ns.trace_training(net, data, steps=3 * len(data.X), optimizer=optimizer)
    before = [parameter.value for parameter in net.parameters]
    history = ns.train(net, data, epochs=3, optimizer=optimizer, engine="objects")
    assert [p.value for p in traces.net.parameters] == [p.value for p in net.parameters]
    assert [p.value for p in traces[0].net.parameters] == before
    assert traces.loss.reshape(3, -1).mean(axis=1).tolist() == pytest.approx(
        history.loss, rel=1e-15
    )
    assert traces.data_rows == (0, 1, 2, 3) * 3


@pytest.mark.parametrize("optimizer", OPTIMIZERS[1:], ids=repr)
def test_one_trace_is_the_first_step_and_leaves_the_network_as_it_was(net, optimizer):
    data = ns.worked_example()[1]
    before = net.to_networkx()
    t = ns.trace(net, data.X[0], data.Z[0], optimizer=optimizer)
    first = ns.trace_training(net, data, steps=1, optimizer=optimizer)[0]
    assert [e.value for e in t.events if isinstance(e, events.UpdateEvent)] == [
        e.value for e in first.events if isinstance(e, events.UpdateEvent)
    ]
    assert dict(net.to_networkx().adj) == dict(before.adj)
    assert t.net.wo[0][0] == 0.5
    assert t.updated is not None
    assert t.updated.wo[0][0] == t.new_value("wo[0][0]") != 0.5
    assert t.updated.bo[0] == 0.5


def test_an_optimizer_by_name(net):
    t = ns.trace(net, [70, 98], [91], optimizer="adam", learning_rate=0.25)
    # Adam's first step has the length of the learning rate
    assert t.new_value("wo[0][1]") == pytest.approx(-1 + 0.25, abs=1e-6)
    quantities = {row[3] for row in t.rows() if row[0] == "update"}
    assert {"mean", "square", "corrected mean", "corrected square", "new value"} <= quantities


def test_numbers_over_the_steps(net):
    data = ns.worked_example()[1]
    traces = ns.trace_training(net, data, steps=5, learning_rate=0.5)
    assert len(traces) == len(list(traces)) == 5
    values = traces.values("wo[0][0]")
    assert values[0] == 0.5
    assert values[3] == traces[2].new_value("wo[0][0]")
    assert repr(traces).startswith("TrainingTrace(5 steps, loss 0.123503 to ")
    rows = list(csv.DictReader(io.StringIO(traces.to_csv())))
    assert list(rows[0]) == [
        "training_step", "row", "step", "neuron", "symbol", "quantity", "value",
        "column",
    ]  # fmt: skip
    assert [float(r["value"]) for r in rows if r["symbol"] == "L"] == traces.loss.tolist()
    assert {r["row"] for r in rows if r["training_step"] == "4"} == {"0"}
    objects = json.loads(traces.to_json())
    assert [{k: str(v) for k, v in o.items()} for o in objects] == rows


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame(net, library):
    pytest.importorskip(library)
    traces = ns.trace_training(net, ([[70, 98]], [[91]]), steps=2)
    frame = traces.to_frame(library)
    assert len(frame) == len(list(traces.rows()))
    assert list(frame.columns)[:2] == ["training_step", "row"]


def test_errors(net, monkeypatch):
    with pytest.raises(InputError, match="steps is 0; it must be at least 1"):
        ns.trace_training(net, ([[1, 2]], [[3]]), steps=0)
    with pytest.raises(InputError, match="X has 2 rows and Z has 1 row"):
        ns.trace_training(net, ([[1, 2], [3, 4]], [[3]]), steps=1)
    with pytest.raises(
        InputError, match=r"the data has 1 input in each sample .*, the network has 2"
    ):
        ns.trace_training(net, ([[1]], [[3]]), steps=1)
    with pytest.raises(InputError, match="expected a Dataset or a tuple"):
        ns.trace_training(net, [[1, 2]], steps=1)
    with pytest.raises(InputError, match=r"trace_training takes a network, .*; got 5"):
        ns.trace_training(5, ([[1, 2]], [[3]]), steps=1)
    with pytest.raises(UnknownNameError, match="unknown optimizer 'adm'; did you mean 'adam'"):
        ns.trace(net, [1, 2], [3], optimizer="adm")
    with pytest.raises(InputError, match="an optimizer was given without targets"):
        ns.trace(net, [1, 2], optimizer="adam")
    with pytest.raises(InputError, match=r"makes w.* take a smaller learning rate"):
        ns.trace(net, [70, 98], [1e9], optimizer=ns.SGD(1e308, momentum=0.5), loss="mse")
    traces = ns.trace_training(net, ([[1, 2]], [[3]]), steps=1)
    with pytest.raises(UnknownNameError, match="excel"):
        traces.to_frame("excel")
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(InputError, match="pip install pandas"):
        traces.to_frame()
