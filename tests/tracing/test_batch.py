"""The step of a mini-batch: one sample in full, and the mean of the gradients of all."""

import pytest

import neurosim as ns
from neurosim.worksheet.conventions import HALF_MEAN, MEAN, NEGATIVE, REVERSED, SQUARES, Conventions
from tests.teaching.people import rounded, written

X, Z = [[0.2, 0.4], [0.5, 0.1]], [[0.3, 0.1], [0.9, 0.6]]
SAMPLE = ([1.0, 0.5], [1.0, 0.2])
OPTIMIZERS = [ns.SGD(0.5), ns.SGD(0.5, momentum=0.9), ns.Adam(0.1), ns.AdamW(0.1)]


@pytest.fixture
def net():
    return ns.mlp([2, 2, 2], seed=3)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda o: type(o).__name__)
def test_the_step_is_that_of_training(net, optimizer):
    t = ns.trace(net, *SAMPLE, optimizer=optimizer, rest_of_batch=(X, Z))
    data = ([SAMPLE[0], *X], [SAMPLE[1], *Z])
    ns.train(
        net, data, epochs=1, batch_size=3, optimizer=optimizer, shuffle=False,
        loss="half_squared_error",
    )  # fmt: skip
    for trained, traced in zip(net.parameters, t.updated.parameters, strict=True):
        assert traced.value == pytest.approx(trained.value, rel=1e-12, abs=1e-15)


def test_the_mean_is_that_of_three_samples(net):
    t = ns.trace(net, *SAMPLE, learning_rate=0.5, rest_of_batch=(X, Z))
    samples = [SAMPLE, *zip(X, Z, strict=True)]
    alone = [ns.trace(net, x, z, learning_rate=0.5) for x, z in samples]
    for symbol, others in t.batch.items():
        gradients = [one.gradient(str(symbol)) for one in alone]
        assert others == tuple(gradients[1:])
        assert t.value(f"mean gradient {symbol}") == pytest.approx(sum(gradients) / 3, rel=1e-12)
    assert t.gradient("wo[0][1]") == alone[0].gradient("wo[0][1]")
    assert t.value("L") == alone[0].value("L")
    for symbol, value in t.sheet.values.items():
        assert value == pytest.approx(t.value(str(symbol)), rel=1e-12, abs=1e-15)


def test_it_is_explained(net):
    t = ns.trace(net, *SAMPLE, learning_rate=0.5, rest_of_batch=(X, Z))
    text = ns.explain(t, only="wo[0][0]").to_text()
    assert "one of a mini-batch of 3" in text
    assert "mean(∂L/∂wo[0][0]) = Σ_m ∂L/∂wo[0][0] / 3" in text
    assert "new wo[0][0] = wo[0][0] - η · mean(∂L/∂wo[0][0])" in text
    read = ns.check_answers(t, ns.explain(t, digits=6).to_text())
    assert set(read.verdicts.values()) == {"right"}
    assert "mean gradient wo[0][0]" in read.verdicts
    assert not read.remarks


def test_a_sum_instead_of_the_mean_is_found(net):
    t = ns.trace(net, *SAMPLE, learning_rate=0.5, rest_of_batch=(X, Z))
    made = ns.trace(net, *SAMPLE, learning_rate=0.5, rest_of_batch=(X, Z), mistake="batch-summed")
    for asked in (list(t.sheet.formulas), [s for s in t.sheet.formulas if s.new]):
        report = ns.check_answers(t, {str(s): f"{made.value(str(s)):.4f}" for s in asked})
        assert [found.mistake.name for found in report.mistakes] == ["batch-summed"]
        assert report.mistakes[0].scope == "everywhere"


@pytest.mark.parametrize("error", ["", REVERSED, NEGATIVE])
@pytest.mark.parametrize("loss", ["", SQUARES, MEAN, HALF_MEAN])
def test_a_convention_holds_for_the_whole_batch(net, loss, error):
    t = ns.trace(net, *SAMPLE, learning_rate=0.5, rest_of_batch=(X, Z))
    conventions = Conventions(loss=loss, error=error)
    sheet = t.sheet.by(conventions)
    values = sheet.values
    # the other samples by the same convention
    traces = [ns.trace(net, x, z, learning_rate=0.5) for x, z in zip(X, Z, strict=True)]
    others = [one.sheet.by(conventions) for one in traces]
    for symbol in t.batch:
        gradients = [one.values[symbol.gradient] for one in (sheet, *others)]
        assert values[symbol.mean_gradient] == pytest.approx(sum(gradients) / 3, rel=1e-12)
    report = ns.check_answers(t, written(values, sheet, rounded))
    assert set(report.verdicts.values()) == {"right"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rest_of_batch": (X, Z)}, "the rest of a batch changes the step only; give a learning"),
        ({"rest_of_batch": ([], []), "learning_rate": 0.1}, "X has 0 rows"),
        ({"rest_of_batch": ([[1.0]], [[1.0]]), "learning_rate": 0.1}, "1 input"),
    ],
)
def test_a_batch_that_does_not_fit(net, options, message):
    with pytest.raises(ns.NeurosimError, match=message):
        ns.trace(net, *SAMPLE, **options)
