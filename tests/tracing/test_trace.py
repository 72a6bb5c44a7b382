import csv
import gc
import io
import json
import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import InputError, UnknownNameError
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.model import events
from neurosim.model.activations import get_activation
from neurosim.tracing.trace_rows import NormalizationEvent
from tests.strategies import ALL_ACTIVATIONS, networks, samples


@pytest.fixture
def scaled(example) -> ns.Network:
    example.input_scaling = ns.MinMaxScaling((25.0, 67.0), (70.0, 98.0))
    example.target_scaling = ns.MinMaxScaling((68.0,), (91.0,))
    return example


def test_a_trace_takes_raw_units(scaled):
    t = ns.trace(scaled, [70, 98], [91], learning_rate=0.1)
    assert t.raw_inputs == (70.0, 98.0)
    assert t.raw_targets == (91.0,)
    assert [t.value("x[0]"), t.value("x[1]"), t.value("z[0]")] == [1.0, 1.0, 1.0]
    assert [round(t.value(f"ah[0][{n}]"), 4) for n in range(3)] == [0.2689, 0.6225, 0.8176]
    assert round(t.value("yo[0]"), 4) == 0.5030
    assert t.raw_outputs[0] == pytest.approx(68 + 23 * t.value("yo[0]"))
    assert round(t.value("do[0]"), 4) == -0.1242
    assert t.loss == t.value("L") == pytest.approx(0.5 * (t.value("yo[0]") - 1) ** 2)
    assert t.new_value("bo[0]") == 0.5 - 0.1 * t.gradient("bo[0]")


def test_a_neuron_of_a_trace_has_all_its_numbers(scaled):
    neuron = ns.trace(scaled, [70, 98], [91])["h[0][1]"]
    assert (neuron.name, neuron.symbol, neuron.activation) == ("h[0][1]", "ah[0][1]", "sigmoid")
    assert [(t.source, t.weight, t.value, t.product) for t in neuron.terms] == [
        ("x[0]", -0.5, 1.0, -0.5),
        ("x[1]", 0.5, 1.0, 0.5),
    ]
    assert (neuron.bias, neuron.summation) == (0.5, 0.5)
    assert neuron.derivative == neuron.output * (1 - neuron.output)
    (error,) = neuron.errors
    assert (error.successor, str(error.weight_symbol), error.weight) == ("o[0]", "wo[0][1]", -1.0)
    assert neuron.delta == neuron.derivative * error.product


def test_an_output_of_a_trace_has_target_and_loss_gradient(scaled):
    t = ns.trace(scaled, [70, 98], [91])
    output = t[scaled["o[0]"]]
    assert (output.target, output.loss_gradient) == (1.0, output.output - 1.0)
    assert output.delta == output.derivative * output.loss_gradient
    assert output.errors == ()


def test_a_trace_changes_nothing_in_the_network(scaled):
    before = scaled.to_networkx()
    ns.trace(scaled, [70, 98], [91], learning_rate=0.1)
    after = scaled.to_networkx()
    assert list(after.edges(data=True)) == list(before.edges(data=True))
    assert dict(after.nodes(data=True)) == dict(before.nodes(data=True))


def test_the_copies_of_a_trace_hold_the_values_before_and_after_the_update(scaled):
    t = ns.trace(scaled, [70, 98], [91], learning_rate=0.1)
    assert t.net.bo[0] == 0.5
    assert t.net["o[0]"].output == t.value("yo[0]")
    assert t.updated is not None
    assert t.updated.bo[0] == t.new_value("bo[0]") != 0.5
    assert ns.trace(scaled, [70, 98], [91]).updated is None


def test_events_come_in_the_order_of_the_passes(scaled):
    t = ns.trace(scaled, [70, 98], [91], learning_rate=0.1)
    kinds = [type(event) for event in t.events]
    expected = (
        [NormalizationEvent] * 3
        + [events.InputEvent] * 2
        + [events.SummationEvent, events.ActivationEvent] * 4
        + [events.LossEvent]
        + [events.ErrorSignalEvent] * 4
        + [events.GradientEvent] * 13
        + [events.UpdateEvent] * 13
    )
    assert kinds == expected
    signals = [e.neuron for e in t.events if isinstance(e, events.ErrorSignalEvent)]
    assert signals == ["o[0]", "h[0][2]", "h[0][1]", "h[0][0]"]


def test_without_target_only_the_forward_pass_is_traced(scaled):
    t = ns.trace(scaled, [70, 98])
    assert t.loss is None
    assert t["o[0]"].delta is None
    assert t.raw_targets is None
    assert not any(isinstance(event, events.LossEvent) for event in t.events)
    assert repr(t) == "Trace(6 neurons, outputs 79.5691)"


def test_a_trace_shows_what_it_is(scaled):
    t = ns.trace(scaled, [70, 98], [91])
    assert repr(t) == "Trace(6 neurons, outputs 79.5691, loss 0.123503)"
    assert len(t) == 6
    assert [neuron.name for neuron in t] == [
        "x[0]",
        "x[1]",
        "h[0][0]",
        "h[0][1]",
        "h[0][2]",
        "o[0]",
    ]


def test_csv_and_json_hold_every_number_exactly(scaled):
    t = ns.trace(scaled, [70, 98], [91], learning_rate=0.1)
    rows = list(csv.DictReader(io.StringIO(t.to_csv())))
    assert list(rows[0]) == ["step", "neuron", "symbol", "quantity", "value", "column"]
    assert rows[0] == {
        "step": "normalization",
        "neuron": "x[0]",
        "symbol": "x[0]",
        "quantity": "raw",
        "value": "70.0",
        "column": "",
    }
    objects = json.loads(t.to_json())
    assert [{**row, "value": float(row["value"])} for row in rows] == objects
    assert [tuple(row.values()) for row in objects] == t.rows()
    steps = list(dict.fromkeys(row["step"] for row in rows))
    assert steps == ["normalization", "forward", "loss", "error signal", "gradient", "update"]
    by_symbol = {(row["symbol"], row["quantity"]): row["value"] for row in objects}
    assert by_symbol["wo[0][1] * do[0]", "product"] == -t.value("do[0]")
    assert by_symbol["wh[0][1][1]", "gradient"] == t.gradient("wh[0][1][1]")
    assert by_symbol["f'(so[0])", "derivative"] == t["o[0]"].derivative


@given(data=st.data(), net=networks(activations=ALL_ACTIVATIONS))
def test_every_event_satisfies_its_own_formula(data, net):
    x, z = data.draw(samples(net))
    t = ns.trace(net, x, z, learning_rate=0.25)
    for event in t.events:
        match event:
            case events.SummationEvent():
                assert all(term.product == term.weight * term.value for term in event.terms)
                total = math.fsum(term.product for term in event.terms) + event.bias
                assert event.value == pytest.approx(total, abs=1e-12)
            case events.ActivationEvent():
                activation = get_activation(event.activation)
                assert event.value == activation.function(event.summation)
                assert event.derivative == activation.derivative(event.summation)
            case events.LossEvent():
                assert event.value == plain_sum(term.value for term in event.terms)
            case events.ErrorSignalEvent():
                total = math.fsum(term.weight * term.delta for term in event.terms)
                total += event.loss_gradient or 0.0
                assert event.value == pytest.approx(event.derivative * total, abs=1e-9, rel=1e-12)
            case events.GradientEvent():
                factor = 1.0 if event.input is None else event.input
                assert event.value == event.delta * factor
            case events.UpdateEvent():
                step = event.learning_rate * event.gradient if event.trainable else 0.0
                assert event.value == event.old - step
    n_successors = {neuron.name: len(neuron.successors) for neuron in net}
    for neuron in t:
        if neuron.activation is not None:
            assert len(neuron.errors) == n_successors[neuron.name]


@given(data=st.data(), net=networks())
def test_a_trace_has_the_numbers_of_the_network(data, net):
    x, z = data.draw(samples(net))
    t = ns.trace(net, x, z, learning_rate=0.25)
    net.forward(x)
    assert t.loss == net.backward(z)
    for neuron in net:
        assert t[neuron].output == neuron.output
        assert t[neuron].delta == (None if neuron.is_input else neuron.delta)
    for parameter in net.parameters:
        assert t.value(parameter.symbol) == parameter.value
        assert t.gradient(parameter.symbol) == parameter.gradient
    net.update(0.25)
    for parameter in net.parameters:
        assert t.new_value(parameter.symbol) == parameter.value


def test_every_symbol_of_the_table_has_its_value():
    net = ns.mlp([2, 2, 3], output_activation="identity", seed=1)
    t = ns.trace(net, [1, 1], [0, 1, 0], loss="softmax_cross_entropy", learning_rate=0.1)
    quantities = set()
    for step, _, symbol, quantity, value, _ in t.rows():
        if step in {"forward", "loss", "error signal"} and quantity != "product":
            assert t.value(symbol) == value
            quantities.add(quantity)
    assert {"probability", "loss term", "derivative", "loss gradient"} <= quantities
    assert t.value("L[1]") == pytest.approx(-math.log(t.value("p[1]")))
    assert t.value("p[0]") + t.value("p[1]") + t.value("p[2]") == pytest.approx(1)
    assert t.value("f'(sh[0][1])") == t["h[0][1]"].derivative
    assert "probability" not in ns.trace(net, [1, 1], [0, 1, 0], loss="mse").to_csv()


def test_targets_of_probabilities_are_not_scaled():
    net = ns.mlp([1, 1], seed=0)
    net.target_scaling = ns.MinMaxScaling((0.0,), (10.0,))
    data = ([[1.0]], [[1.0]])
    with pytest.warns(ns.NeurosimWarning, match="the scaling of the targets is dropped"):
        traces = ns.trace_training(net, data, steps=2, loss="binary_cross_entropy")
    with pytest.warns(ns.NeurosimWarning, match="the scaling of the targets is dropped"):
        t = ns.trace(net, [1.0], [1.0], loss="binary_cross_entropy", learning_rate=0.1)
    assert t.value("z[0]") == 1.0
    assert t.raw_outputs == (t.value("yo[0]"),)
    with pytest.warns(ns.NeurosimWarning, match="the scaling of the targets is dropped"):
        history = ns.train(net, data, epochs=2, loss="binary_cross_entropy")
    assert traces.loss.tolist() == history.loss
    assert t.loss == history.loss[0]


@pytest.mark.parametrize("kind", [ns.SGD, ns.RMSprop, ns.Adam, ns.AdamW])
def test_an_optimizer_derived_from_another_takes_its_own_step(example, kind):
    class Own(kind):
        def step(self, theta, gradient, state):
            return theta - 1.0

    t = ns.trace(example, [1, 1], [1], optimizer=Own(0.1))
    assert t.new_value("wo[0][0]") == 0.5 - 1.0
    text = ns.explain(t, only="wo[0][0]").to_text()
    assert "new wo[0][0] = -0.5\n" in text
    assert "Own is your own optimizer" in text


def test_a_trace_keeps_the_loss_itself(example):
    own = ns.Loss("own", lambda y, z: [abs(y[0] - z[0])], lambda y, z: [1.0])
    assert ns.trace(example, [1, 1], [0], loss=own).loss_function is own
    assert ns.trace(example, [1, 1], [0]).loss_function is ns.LOSSES["half_squared_error"]
    assert ns.trace(example, [1, 1]).loss_function is None


def test_the_loss_is_the_one_that_the_network_was_trained_with(example):
    example.loss = "mse"
    assert ns.trace(example, [1, 1], [0]).loss == pytest.approx(0.5030028**2)
    assert ns.trace(example, [1, 1], [0], loss="mae").loss == pytest.approx(0.5030028)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda n: ns.trace(n, [1]), r"got 1 input, expected 2: x\[0\], x\[1\]"),
        (lambda n: ns.trace(n, [1, math.nan]), r"input x\[1\] is nan; it must be a finite number"),
        (lambda n: ns.trace(n, [1, "a"]), r"input x\[1\] is 'a', which is not a number"),
        (lambda n: ns.trace(n, [1, 1], [1, 2]), r"got 2 targets, expected 1: o\[0\]"),
        (lambda n: ns.trace(n, [1, 1], learning_rate=0.1), "a learning rate was given without tar"),
        (
            lambda n: ns.trace(n, [1, 1], [1], learning_rate=0.0),
            "learning rate is 0; it must be ab",
        ),
        (lambda n: ns.trace(n, [1, 1], [1], loss="mes"), "unknown loss 'mes'; did you mean 'mse'"),
        (
            lambda n: ns.trace(n, [1, 1])["h[9]"],
            r"unknown neuron 'h\[9\]'; known: x",
        ),
        (
            lambda n: ns.trace(n, [1, 1]).value("wo[0][7]"),
            r"unknown symbol 'wo\[0\]\[7\]'; did you",
        ),
        (
            lambda n: ns.trace(n, [1, 1]).gradient("bo[0]"),
            r"no gradients; give it targets: ns.trace\(net, x, z\)",
        ),
        (
            lambda n: ns.trace(n, [1, 1], [1]).new_value("bo[0]"),
            "no new values; give it targets and a learning rate",
        ),
        (lambda n: ns.trace(n, [1, 1], [1]).gradient("bo"), "unknown parameter 'bo'; known: wh"),
        (lambda n: ns.trace(n, [1, 1])[[1]], r"unknown neuron \[1\]"),
        (lambda n: ns.trace(n, [1, 1]).value([1]), r"unknown symbol \[1\]"),
        (lambda n: ns.trace(n, [1, 1]).path(5, "o[0]"), "unknown neuron 5"),
        (lambda n: ns.trace(n, [1, 1], loss="foo"), "unknown loss 'foo'; known: half_squared"),
        (lambda _: ns.trace(5, [1]), r"trace takes a network, such as ns.mlp.*; got 5"),
        (lambda n: ns.trace(ns.Network(), []), "the network has no inputs"),
    ],
)
def test_errors(example, call, message):
    with pytest.raises(ns.NeurosimError, match=message):
        call(example)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_has_the_rows_of_the_table(example, library):
    pytest.importorskip(library)
    t = ns.trace(example, [1, 1], [1], learning_rate=0.1)
    frame = t.to_frame(library)
    assert list(frame.columns) == ["step", "neuron", "symbol", "quantity", "value", "column"]
    rows = frame.to_numpy().tolist() if library == "pandas" else frame.rows()
    assert [tuple(row) for row in rows] == t.rows()


def test_an_unknown_or_missing_library_of_frames_is_said(example, monkeypatch):
    t = ns.trace(example, [1, 1])
    with pytest.raises(UnknownNameError, match="pandas, polars"):
        t.to_frame("excel")
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(InputError, match="pip install polars"):
        t.to_frame("polars")


def test_the_collector_is_left_as_it_was(example):
    assert gc.isenabled()
    ns.trace(example, [1, 1], [1], learning_rate=0.1)
    assert gc.isenabled()
    with pytest.raises(ns.NeurosimError):
        ns.trace(example, [1])
    assert gc.isenabled()
    gc.disable()
    try:
        ns.trace(example, [1, 1])
        assert not gc.isenabled()
    finally:
        gc.enable()
