"""A sheet gives every number of a trace, by formulas of numbers before it."""

import random

import pytest
from hypothesis import HealthCheck, given, settings

import neurosim as ns
from neurosim.mathematics.prepared import prepare, symbols_of
from neurosim.mathematics.symbols import LOSS, Symbol, read_quantity
from neurosim.model import events
from neurosim.worksheet.conventions import NEGATIVE, REVERSED, Conventions
from neurosim.worksheet.sheet import Sheet
from tests.strategies import networks
from tests.teaching import people


def check(trace: ns.Trace) -> None:
    """Hold the values of a sheet against the numbers that the passes computed."""
    values = trace.sheet.values
    for event in trace.events:
        match event:
            case events.SummationEvent() | events.ActivationEvent() | events.ErrorSignalEvent():
                assert values[event.symbol] == pytest.approx(event.value, rel=1e-12, abs=1e-300)
            case events.GradientEvent():
                gradient = values[event.symbol.gradient]
                assert gradient == pytest.approx(event.value, rel=1e-12, abs=1e-300)
            case events.UpdateEvent():
                assert values[event.symbol.after] == pytest.approx(
                    event.value, rel=1e-12, abs=1e-15
                )
                for name, value in event.parts:
                    if not name.startswith("old "):
                        kept = values[event.symbol.kept(name)]
                        assert kept == pytest.approx(value, rel=1e-12, abs=1e-300)
            case _:
                pass
    if trace.loss is not None:
        assert values[LOSS] == pytest.approx(trace.loss, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("loss", list(ns.LOSSES))
@pytest.mark.parametrize(
    "optimizer",
    [
        ns.SGD(0.1), ns.SGD(0.1, 0.9), ns.SGD(0.1, 0.9, nesterov=True), ns.Adam(0.1),
        ns.AdamW(0.1), ns.RMSprop(0.1),
    ],
    ids=repr,
)  # fmt: skip
def test_every_loss_and_optimizer(loss, optimizer):
    output = {"binary_cross_entropy": "sigmoid", "softmax_cross_entropy": "identity"}
    net = ns.mlp([3, 4, 3, 2], "tanh", output_activation=output.get(loss, "sin"), seed=3)
    data = ([[0.3, -0.2, 0.5]] * 3, [[1.0, 0.0]] * 3)
    for trace in ns.trace_training(net, data, steps=3, loss=loss, optimizer=optimizer):
        check(trace)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(networks())
def test_any_wiring(net):
    x, z = [0.4] * len(net.inputs), [0.3] * len(net.outputs)
    check(ns.trace(net, x, z, learning_rate=0.1))
    check(ns.trace(net, x))


def test_scaling_and_frozen_parameters():
    trace = people.sample_for("raw-input", random.Random(1))
    check(trace)
    net = trace.net.copy()
    net.freeze_biases()
    check(ns.trace(net, trace.raw_inputs, trace.raw_targets, learning_rate=0.5))


def test_own_functions():
    loss = ns.Loss(
        "own",
        lambda y, z: [abs(a - b) for a, b in zip(y, z, strict=True)],
        lambda y, z: [1.0 if a > b else -1.0 for a, b in zip(y, z, strict=True)],
    )
    square = ns.Activation("square", lambda s: s * s, lambda s: 2 * s)
    net = ns.mlp([2, 2, 2], square, seed=1)
    check(ns.trace(net, [0.5, 0.25], [1, 0], loss=loss, learning_rate=0.1))


def test_every_formula_takes_numbers_that_come_before():
    for seed in range(10):
        sheet = people.sample_for("", random.Random(seed)).sheet
        for symbol, form in sheet.formulas.items():
            assert all(sheet.places[s] < sheet.places[symbol] for s in symbols_of(form))


def test_every_number_is_read_back_from_its_name():
    for name in ("", "adam-uncorrected", "momentum-sign", "slope-kept"):
        sheet = people.sample_for(name, random.Random(2)).sheet
        for symbol in sheet.formulas:
            assert read_quantity(str(symbol)) == symbol


def test_a_prepared_formula_gives_what_evaluate_gives():
    s = Symbol("output", "summation", (0,))
    sheet = people.sample_for("adam-uncorrected", random.Random(2)).sheet
    values = [sheet.values[symbol] for symbol in sheet.places]
    for symbol, form in sheet.formulas.items():
        assert prepare(form, sheet.places)(values) == pytest.approx(sheet.values[symbol], rel=1e-14)
    assert prepare(s, {s: 0})([3.0]) == 3.0


@pytest.mark.parametrize("error", [REVERSED, NEGATIVE])
def test_a_reversed_error_gives_the_same_step(error):
    trace = people.sample_for("", random.Random(4))
    sheet = people.by_convention(trace.sheet, Conventions(error=error))
    for symbol, right in trace.sheet.values.items():
        value = sheet.values[symbol]
        if symbol.new:
            assert value == pytest.approx(right, rel=1e-12)
        elif symbol.quantity in {"delta", "loss gradient"}:
            assert value == pytest.approx(-right, rel=1e-12)
        elif symbol.quantity.endswith("gradient"):
            sign = -1 if error == NEGATIVE else 1
            assert value == pytest.approx(sign * right, rel=1e-12)


def test_the_loss_by_convention_fits_its_gradient():
    for seed, loss in enumerate(("half squares", "squares", "mean of squares", "half the mean")):
        trace = people.sample_for("", random.Random(seed), [2, 2, 3])
        sheet = people.by_convention(trace.sheet, Conventions(loss=loss))
        step = 1e-6
        for output in sheet.net.outputs:
            y = sheet.symbol(output, "output")
            prepared = dict(sheet.prepared)
            ends = []
            for sign in (-1, 1):
                moved = sheet.values[y] + sign * step
                ends.append(sheet.computed({**prepared, y: lambda _, v=moved: v})[LOSS])
            numeric = (ends[1] - ends[0]) / (2 * step)
            analytic = sheet.values[sheet.loss_gradient(output)]
            assert numeric == pytest.approx(analytic, rel=1e-6)


def test_a_sheet_is_made_from_any_trace():
    net, _ = ns.worked_example()
    assert isinstance(ns.trace(net, [1, 1]).sheet, Sheet)
