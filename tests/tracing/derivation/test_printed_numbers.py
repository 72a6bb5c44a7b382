"""Every number that a renderer prints, read back, satisfies its own line and equals the trace."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import neurosim as ns
from tests.strategies import networks, samples
from tests.tracing.derivation.reading import (
    is_numeric,
    printed,
    read_html,
    read_latex,
    read_text,
    value_of,
)

READERS = {
    "text": lambda d: read_text(d.to_text(width=2000)),
    "narrow text": lambda d: read_text(d.to_text(width=60)),
    "markdown": lambda d: read_latex(d.to_markdown(), "aligned"),
    "latex": lambda d: read_latex(d.to_latex(), "align(?:ed|\\*)"),
    "html": lambda d: read_html(d.to_html()),
}

LOSSES = ["half_squared_error", "mse", "mae", "huber", "softmax_cross_entropy"]
OPTIMIZERS = [
    ns.SGD(0.25),
    ns.SGD(0.1, momentum=0.9),
    ns.SGD(0.1, momentum=0.9, nesterov=True),
    ns.RMSprop(0.01),
    ns.Adam(0.01),
    ns.AdamW(0.01),
]


def in_trace(t: ns.Trace, left: str) -> float | None:
    try:
        if left.startswith("new "):
            return t.new_value(left.removeprefix("new "))
        if left.startswith("∂L/∂"):
            return t.gradient(left.removeprefix("∂L/∂"))
        return t.value(left)
    except ns.NeurosimError:
        return None


def check(t: ns.Trace, derivation, reader, digits: int) -> int:
    """Hold every line of every equation against its result, and the result against the trace."""
    checked = known = 0
    for left, rights in READERS[reader](derivation):
        numeric = [right for right in rights if is_numeric(right)]
        if not numeric or not is_numeric(rights[-1]):
            continue
        result = value_of(rights[-1], digits)
        for right in numeric:
            assert value_of(right, digits).meets(result), (left, rights)
            checked += 1
        exact = in_trace(t, left)
        if exact is not None:
            known += 1
            assert value_of(rights[-1], digits).meets(printed(repr(exact), 99)), (left, rights)
    n_parameters = len(t.net.parameters)
    n_neurons = len(t.net.structure.computed)
    assert known >= 2 * n_parameters + 3 * n_neurons
    return checked


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_printed_number_satisfies_its_line(reader, data):
    net = data.draw(networks(activations=tuple(ns.ACTIVATIONS)))
    x, z = data.draw(samples(net))
    loss = data.draw(st.sampled_from(LOSSES))
    if loss == "softmax_cross_entropy":
        z = [abs(value) / 2 for value in z]
    t = ns.trace(net, x, z, loss=loss, optimizer=data.draw(st.sampled_from(OPTIMIZERS)))
    digits = data.draw(st.integers(3, 7))
    d = ns.explain(t, digits=digits)
    assert check(t, d, reader, digits) > len(t.net.parameters)


@pytest.mark.parametrize("reader", READERS)
def test_the_lines_of_binary_cross_entropy_hold(reader):
    net = ns.mlp([2, 3, 2], seed=3)
    t = ns.trace(net, [0.3, -0.4], [0.0, 1.0], loss="binary_cross_entropy", learning_rate=0.5)
    assert check(t, ns.explain(t), reader, 4) > 20


@pytest.mark.parametrize("reader", READERS)
def test_the_lines_of_a_scaled_network_and_of_elided_sums_hold(reader):
    net = ns.mlp([12, 3, 1], "tanh", seed=3)
    net.input_scaling = ns.MinMaxScaling((0.0,) * 12, (3.0,) * 12, (-1, 1))
    net.target_scaling = ns.MinMaxScaling((5.0,), (5.5,))
    t = ns.trace(net, [i / 4 for i in range(12)], [5.125], learning_rate=0.5)
    assert check(t, ns.explain(t, max_terms=5), reader, 4) > 40


def test_a_wrong_number_would_be_found(example):
    t = ns.trace(example, [1, 1], [1], learning_rate=0.1)
    text = ns.explain(t).to_text()
    assert "= 0.2689\n" in text
    wrong = text.replace("= 0.2689\n", "= 0.2690\n")
    reads = dict(read_text(wrong))
    result = value_of(reads["ah[0][0]"][-1], 4)
    lines = [right for right in reads["ah[0][0]"] if is_numeric(right)]
    assert not all(value_of(right, 4).meets(result) for right in lines)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_stepwise_every_result_follows_from_the_printed_numbers_before_it(data):
    net = data.draw(networks(activations=("sigmoid", "tanh", "identity", "relu", "step")))
    x, z = data.draw(samples(net))
    digits = data.draw(st.integers(2, 5))
    t = ns.trace(net, x, z, loss="half_squared_error", learning_rate=0.5)
    d = ns.explain(t, digits=digits, rounding="stepwise")
    printed_as: dict[str, str] = {}
    for left, rights in read_text(d.to_text(width=2000)):
        numeric = [right for right in rights if is_numeric(right)]
        if not numeric:
            continue
        if len(numeric) > 1 and "new" not in left:
            # the printed numbers, taken exactly, give the result rounded half up
            before = value_of(numeric[-2], 99)
            result = value_of(numeric[-1], 99)
            assert before.low == pytest.approx(before.high, abs=1e-15)
            assert d.style.round(before.low) == pytest.approx(result.low, abs=1e-12), (left, rights)
        printed_as[left] = numeric[-1]
    for left, rights in read_text(d.to_text(width=2000)):
        # what is put in is what was printed before
        delta = "d" + left.removeprefix("∂L/∂")[1:].rpartition("[")[0]
        if left.startswith("∂L/∂w") and delta in printed_as:
            assert rights[1].lstrip("(").startswith(printed_as[delta]), (left, rights)
