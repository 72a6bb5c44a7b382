"""Every number that a renderer prints, read back, satisfies its own line and equals the trace."""

import re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import neurosim as ns
from neurosim.mathematics.numbers import NumberStyle
from tests.explaining.reading import (
    by_hand,
    decimal_of,
    is_numeric,
    plain,
    printed,
    read_html,
    read_latex,
    read_text,
    tight,
    value_of,
)
from tests.strategies import ALL_ACTIVATIONS, networks, samples

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
            assert tight(right, result, digits), (left, rights)
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
    net = data.draw(networks(activations=ALL_ACTIVATIONS))
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


SMALL = {
    "small products": (["tanh"], 0.0123, "half_squared_error"),
    "tiny products": (["tanh"], 1e-4, "half_squared_error"),
    "saturation": (["sigmoid"], 9.0, "half_squared_error"),
    "far in saturation": (["sigmoid"], 14.0, "binary_cross_entropy"),
    "probabilities": (["identity"], 4.0, "softmax_cross_entropy"),
    "rare probabilities": (["identity"], 8.0, "softmax_cross_entropy"),
    "next to 1": (["gaussian"], 0.02, "binary_cross_entropy"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", SMALL)
def test_small_numbers_can_be_worked_again(name, reader):
    activations, size, loss = SMALL[name]
    net = ns.mlp([2, 2, 2], activations[0], output_activation=activations[0], initializer=0.0)
    values = [1.0, -0.7, 0.31, 0.86, -0.46, 0.93]
    for k, parameter in enumerate(net.parameters):
        parameter.value = size * values[k % 6]
    t = ns.trace(net, [0.83, 0.59], [0.0, 1.0], loss=loss, learning_rate=0.03)
    for digits in (3, 4, 6):
        assert check(t, ns.explain(t, digits=digits), reader, digits) > 20


@pytest.mark.parametrize(
    ("line", "result"),
    [("0.5 * 0.0001", "2.8106e-05"), ("-ln(0.0003)", "8.1185"), ("1.0000 * (1 - 1.0000)", "4.9998e-05")],
)  # fmt: skip
def test_a_line_with_too_few_digits_would_be_found(line, result):
    found, printed_result = value_of(line, 4), value_of(result, 4)
    assert not (found.meets(printed_result) and tight(line, printed_result, 4))


def test_lines_with_enough_digits_pass():
    for line, result in (
        ("0.5 * 5.6212e-05", "2.8106e-05"),
        ("-ln(0.000298)", "8.1185"),
        ("0.9999500 * (1 - 0.9999500)", "4.9998e-05"),
        ("0.0120 * 0.5", "0.00601"),
    ):
        assert value_of(line, 4).meets(value_of(result, 4)), line
        assert tight(line, value_of(result, 4), 4), line


def test_a_wrong_number_would_be_found(example):
    t = ns.trace(example, [1, 1], [1], learning_rate=0.1)
    text = ns.explain(t).to_text()
    assert "= 0.2689\n" in text
    wrong = text.replace("= 0.2689\n", "= 0.2690\n")
    reads = dict(read_text(wrong))
    result = value_of(reads["ah[0][0]"][-1], 4)
    lines = [right for right in reads["ah[0][0]"] if is_numeric(right)]
    assert not all(value_of(right, 4).meets(result) for right in lines)


quintic = ns.Activation("quintic", lambda s: s**5, lambda s: 5 * s**4)
quartic = ns.Loss(
    "quartic",
    lambda y, z: [(b - a) ** 4 for a, b in zip(y, z, strict=True)],
    lambda y, z: [-4 * (b - a) ** 3 for a, b in zip(y, z, strict=True)],
)


@st.composite
def traces(draw: st.DrawFn) -> ns.Trace:
    """Return traces with every activation, loss, optimizer, scaling and functions of one's own."""
    loss = draw(st.sampled_from([*ns.LOSSES, quartic]))
    activations = (*ALL_ACTIVATIONS, quintic)
    if loss == "binary_cross_entropy":
        activations = ("sigmoid",)
    net = draw(networks(activations=activations))
    x, z = draw(samples(net))
    if loss in ("binary_cross_entropy", "softmax_cross_entropy"):
        z = [abs(value) / 2 for value in z]
    elif draw(st.booleans()):
        n = len(net.inputs)
        limits = draw(st.sampled_from([(0.0, 1.0), (-1.0, 1.0), (0.1, 0.9)]))
        net.input_scaling = ns.MinMaxScaling((-1.504,) * n, (1.513,) * n, limits)
        net.target_scaling = ns.MinMaxScaling((-2.0,) * len(z), (2.5,) * len(z))
    return ns.trace(net, x, z, loss=loss, optimizer=draw(st.sampled_from(OPTIMIZERS)))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(t=traces(), digits=st.integers(2, 5))
def test_by_hand_every_line_follows_from_the_printed_numbers_of_the_line_before(t, digits):
    d = ns.explain(t, digits=digits, rounding="stepwise")
    checked = 0
    for left, rights in read_text(d.to_text(width=5000)):
        numeric = [right for right in rights if is_numeric(right)]
        for before, after in pairwise(numeric):
            if "undefined" in before + after or "∞" in before + after:
                continue
            checked += 1
            assert by_hand(before, digits).meets(by_hand(after, 99)), (left, rights)
        if len(numeric) > 1 and "undefined" not in numeric[-1]:
            # the printed numbers, taken exactly, give the result rounded half up
            rounded = d.style.round(decimal_of(numeric[-2]))
            assert rounded == float(numeric[-1]), (left, rights)
    assert checked >= 2 * len(t.net.parameters)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(t=traces(), digits=st.integers(2, 5))
def test_by_hand_a_number_is_marked_where_full_precision_shows_another(t, digits):
    number = re.compile(r"\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?†?|∞†?|undefined†?")
    lines = [
        ns.explain(t, digits=digits, rounding=rounding).to_text(width=5000).splitlines()[4:]
        for rounding in ("stepwise", "once")
    ]
    compared = 0
    for by_hand_line, line in zip(*lines, strict=False):
        skeletons = [
            re.sub(r"[()]", "", number.sub("#", text)).replace("-", "")
            for text in (by_hand_line, line)
        ]
        if skeletons[0] != skeletons[1]:
            continue
        for mine, full in zip(number.findall(by_hand_line), number.findall(line), strict=True):
            compared += 1
            if mine.endswith("†"):
                assert mine != full + "†" or by_hand_line.count("-") != line.count("-")
            else:
                # in a quotient full precision shows a small number with more digits
                shorter = NumberStyle(digits).show(abs(value_of(plain(full), 99).low), fixed=True)
                # a line of symbols has the numbers of its case, which rounding may change
                same = mine in {full, shorter.digits} or "[" in by_hand_line
                if not same:
                    # 0.0194996 is 0.0195 in a quotient, and 0.019 by hand
                    off = abs(value_of(plain(mine), 99).low - value_of(plain(full), 99).low)
                    same = off <= 0.501 * 10**-digits
                assert same, (by_hand_line, line)
    assert compared > 5


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(t=traces(), digits=st.integers(2, 5))
def test_by_hand_what_is_put_in_is_what_was_printed_before(t, digits):
    d = ns.explain(t, digits=digits, rounding="stepwise")
    reads = list(read_text(d.to_text(width=5000)))
    printed_as = {left: rights[-1] for left, rights in reads}
    put_in = 0
    for left, rights in reads:
        factors = re.fullmatch(r"(\S+) \* (\S+)", rights[0])
        if not left.startswith("∂L/∂w") or factors is None:
            continue
        for symbol, given_number in zip(factors.groups(), rights[1].split(" * "), strict=True):
            if symbol in printed_as:
                put_in += 1
                assert given_number.strip("()") == printed_as[symbol], (left, rights)
    assert put_in >= 1


@pytest.mark.parametrize("digits", [4, 6])
@pytest.mark.parametrize("optimizer", OPTIMIZERS[3:], ids=lambda o: type(o).__name__)
def test_a_quotient_can_be_worked_again_from_what_is_printed(optimizer, digits):
    checked = 0
    for seed in range(20):
        net = ns.mlp([2, 2, 1], "tanh", seed=seed)
        t = ns.trace(net, [0.05, 0.3], [0.1 * seed], optimizer=optimizer)
        for left, rights in read_text(ns.explain(t, digits=digits).to_text(width=1000)):
            numeric = [right for right in rights if is_numeric(right) and "exp" not in right]
            for before, after in pairwise(numeric):
                found = re.search(
                    r"([-+.e\d]+|\(-[-+.e\d]+\)) / ([\d.]+(?:e-?\d+)?|\([\d.]+e-?\d+\))$", before
                )
                result = re.search(r"(-?[\d.]+(?:e-?\d+)?)\)?$", after)
                if found is None or "/" in after:
                    continue
                checked += 1
                again = float(found[1].strip("()")) / float(found[2].strip("()"))
                value = float(result[1])
                assert abs(again) == pytest.approx(abs(value), rel=2.0 * 10.0**-(digits - 1)), (
                    left, before, after,
                )  # fmt: skip
    assert checked > 100
