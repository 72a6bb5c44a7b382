"""The normalization of a sample and of a dataset."""

import math
import re
import warnings
from itertools import pairwise

import numpy as np
import pytest

import neurosim as ns
from neurosim.mathematics.numbers import NumberStyle, Shown
from neurosim.writing.document import NumberTable
from tests.explaining.reading import read_text


def texts(derivation) -> str:
    return derivation.to_text(width=1000)


def scaled_net(inputs, targets=None) -> ns.Network:
    net = ns.mlp([1, 1], seed=1)
    net.input_scaling, net.target_scaling = inputs, targets
    return net


def test_stepwise_normalization_follows_from_its_printed_numbers():
    net = scaled_net(ns.MinMaxScaling((0.00415,), (1.00549,)))
    t = ns.trace(net, [0.33335])
    text = texts(ns.explain(t, digits=2, rounding="stepwise", only="normalization"))
    # 0.33 - 0.00415 is 0.32585, 1.01 - 0.00415 is 1.00585, in full precision 1.00134
    assert "x[0] = (0.33 - 4.15·10⁻³) / (1.01 - 4.15·10⁻³)\n" in text
    assert "= 0.33 / 1.01†\n       = 0.33\n" in text


def test_each_range_has_its_formula():
    net = scaled_net(ns.MinMaxScaling((0,), (10,)), ns.MinMaxScaling((0,), (10,), (-1, 1)))
    text = texts(ns.explain(ns.trace(net, [3.0], [4.0]), only="normalization"))
    of_inputs = "  normalized data = (data - min) / (max - min)\n  (For the inputs, min and max are"
    of_targets = "  normalized data = (data - min) / (max - min) · 2 - 1\n  (For the targets, min and max are"
    assert text.index(of_inputs) < text.index(of_targets) < text.index("x[0] = ")
    net.target_scaling = ns.MinMaxScaling((0,), (10,))
    same = texts(ns.explain(ns.trace(net, [3.0], [4.0]), only="normalization"))
    assert same.count("normalized data") == 1
    assert "(min and max are" in same


def test_the_numbers_of_a_range_are_written_as_they_are():
    net = scaled_net(ns.MinMaxScaling((0,), (10,), (0.7, 0.9)))
    text = texts(ns.explain(ns.trace(net, [4.0]), digits=1, only="normalization"))
    assert "normalized data = (data - min) / (max - min) · 0.2 + 0.7\n" in text


@pytest.fixture
def wide() -> ns.Dataset:
    rng = np.random.default_rng(3)
    return ns.Dataset(rng.random((1200, 20)), rng.random((1200, 1)))


def test_large_tables_leave_out_their_middle_and_say_how_much(wide):
    net = ns.mlp([20, 2, 1], seed=1)
    d = ns.explain(ns.trace(net, wide.X[0]), data=wide)
    text = texts(d)
    note = "⋯ stands for 1177 rows and 10 columns that are left out.\n"
    assert text.count(note) == 3
    first = text.split("The training dataset")[1].split(note)[0].split("\n\n")[-2]
    rows = [line.split() for line in first.strip().splitlines()]
    assert len(rows) == 25
    assert {len(row) for row in rows} == {12}
    assert rows[23] == ["⋯"] * 12
    assert len(text) < 60_000


def test_the_whole_dataset_comes_in_parts(wide):
    net = ns.mlp([20, 2, 1], seed=1)
    d = ns.explain(ns.trace(net, wide.X[0]), data=wide, detail="full")
    for number, n_tables in (("The training dataset", 3), ("2", 6)):
        tables = [block for block in d.section(number).blocks if isinstance(block, NumberTable)]
        assert [len(table.rows) for table in tables] == [500, 500, 200] * (n_tables // 3)
        assert "⋯" not in {cell[0] for table in tables for row in table.rows for cell in row}


def test_small_tables_are_whole(example):
    data = ns.worked_example()[1]
    text = texts(ns.explain(ns.trace(example, [70, 98]), data=data))
    assert "⋯" not in text


def test_the_tables_of_a_work_by_hand_are_worked_by_hand():
    data = ns.Dataset([[0.00415], [0.335], [1.00549]], [[0.0], [0.005], [0.06]])
    net = scaled_net(None)
    once = texts(ns.explain(ns.trace(net, [1.0]), data=data, digits=2))
    by_hand = texts(ns.explain(ns.trace(net, [1.0]), data=data, digits=2, rounding="stepwise"))
    assert "normalized data = (0.34 - 4.15·10⁻³) / (1.01 - 4.15·10⁻³)\n" in by_hand
    assert "= 0.34† / 1.01†\n                  = 0.34†\n" in by_hand
    assert re.search(r"0\.34 +0\.33 +5\.0·10⁻³ +0\.08\n", once)
    assert re.search(r"0\.34 +0\.34† +5\.0·10⁻³ +0\.08\n", by_hand)


def test_the_example_of_gradient_descent_says_that_it_is_in_full_precision(example):
    t = ns.trace(example, [1, 1])
    said = "The numbers of this example are computed in full precision and rounded once."
    by_hand = ns.explain(t, include="gradient descent", rounding="stepwise")
    assert said in texts(by_hand)
    assert said not in texts(ns.explain(t, include="gradient descent"))


def test_a_constant_column_is_warned_of_once_and_scaled_to_the_middle(example):
    data = ns.Dataset([[1.0, 5.0], [3.0, 5.0]], [[0.0], [1.0]], input_names=["a", "b"])
    t = ns.trace(example, [1, 1])
    with pytest.warns(ns.NeurosimWarning, match="b") as warned:
        d = ns.explain(t, data=data)
    assert len(warned) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = texts(d)
        assert d.to_html()
    assert re.search(r" 1 +0\.0000 +5 +0\.5000 +0 +0\.0000\n", text)


def test_a_scaled_sample_reads_back(example):
    reads = dict(
        read_text(texts(ns.explain(ns.trace(scaled_net(ns.MinMaxScaling((0,), (4,))), [1]))))
    )
    assert reads["x[0]"] == ["(1 - 0) / (4 - 0)", "1/4", "0.25"]


def test_fractions_are_found_whatever_the_last_bits_are():
    style = NumberStyle(fractions=True)
    for value, (top, bottom) in {
        -4 / 9 + 1 / 2: (1, 18),
        16 / 9 - 1: (7, 9),
        24 / 23 - 1: (1, 23),
        25 / 18: (25, 18),
        0.1 + 0.2: (3, 10),
    }.items():
        assert style.show(value) == Shown(False, str(top), None, bottom)
    for value in (0.5000001, 1 / 3 + 1e-12, math.pi, 1 / 101, 0.1 + 0.2 - 0.3):
        assert style.show(value).denominator is None


def test_fractions_stand_in_tables_and_no_line_is_written_twice():
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    t = ns.trace(net, data.X[1], data.Z[2], learning_rate=0.1)
    for rounding in ("once", "stepwise"):
        text = ns.explain(
            t, data=data, fractions=True, rounding=rounding, only="normalization"
        ).to_text()
        lines = [line.split("=")[-1].strip() for line in text.splitlines() if "=" in line]
        assert not [line for line, after in pairwise(lines) if line == after and "/" in line]
    text = ns.explain(t, data=data, fractions=True).to_text()
    assert "  65     8/9  67       0  80   12/23\n" in text
    assert "  65      7/9  67       -1  80     1/23\n" in text
    assert "z[0] = (80 - 68) / (91 - 68)\n       = 12/23\n" in text
    assert "(65 - 25) / (70 - 25)\n                  = 40/45\n                  = 8/9\n" in text


@pytest.fixture
def standard():
    net, data = ns.worked_example()
    net.input_scaling = ns.StandardScaling.fit(data.X)
    net.target_scaling = ns.StandardScaling.fit(data.Z)
    return ns.trace(net, data.X[0], data.Z[0]), data


def test_standard_scaling_is_worked_with_its_formula_and_its_inverse(standard):
    t, _ = standard
    text = texts(ns.explain(t, only=["normalization", "forward"]))
    assert text.count("  normalized data = (data - mean) / deviation\n") == 1
    assert (
        "(mean is the average of the column, and deviation is its standard deviation: the "
        "square root of the average squared distance from the mean.)"
    ) in text
    # by hand: (70 + 50 + 65 + 25) / 4 = 52.5 and sqrt(1225 / 4) = 17.5
    assert "  x[0] = (70 - 52.5) / 17.5\n       = 17.5 / 17.5\n       = 1.0\n" in text
    assert "  (x[0]: mean 52.5, deviation 17.5 in the data.)\n" in text
    assert "  z[0] = (91 - 80.25) / 8.1968\n" in text
    assert "  data = normalized data · deviation + mean\n" in text
    y = t.value("yo[0]")
    raw = y * t.net.target_scaling.deviation[0] + 80.25
    assert f"  raw(yo[0]) = {y:.4f} · 8.1968 + 80.25\n" in text
    assert f"             = {raw:.4f}\n" in text
    assert dict(read_text(text))["x[0]"] == ["(70 - 52.5) / 17.5", "17.5 / 17.5", "1.0"]


def test_every_format_has_the_formulas_of_standard_scaling(standard):
    d = ns.explain(standard[0], only=["normalization", "forward"])
    assert r"\text{normalized data} &= \frac{\text{data} - \text{mean}}{\text{deviation}}" in (
        d.to_markdown()
    )
    assert r"\text{data} &= \text{normalized data} \cdot \text{deviation} + \text{mean}" in (
        d.to_latex()
    )
    html = d.to_html()
    assert "=normalized data·deviation+mean" in re.sub("<[^>]+>", "", html)
    assert "<mn>52.5</mn>" in html


def test_by_hand_every_step_of_standard_scaling_is_rounded(standard):
    text = texts(ns.explain(standard[0], digits=1, rounding="stepwise", only=["2", "forward"]))
    # of 98 with the mean 86.25 and the deviation 12.1115
    assert "  x[1] = (98 - 86.3) / 12.1\n       = 11.7† / 12.1\n       = 1.0\n" in text
    assert "  raw(yo[0]) = 0.5 · 8.2 + 80.3\n             = 4.1 + 80.3\n" in text


def test_mean_and_deviation_come_from_the_data_line_by_line(standard):
    t, data = standard
    text = texts(ns.explain(t, data=data))
    for line in (
        "mean = Σ_i data_i / n\n",
        "= (70 + 50 + 65 + 25) / 4\n",
        "deviation = √(Σ_i (data_i - mean)² / n)\n",
        "= √(((70 - 52.5)² + (50 - 52.5)² + (65 - 52.5)² + (25 - 52.5)²) / 4)\n",
        "= √((306.25 + 6.25 + 156.25 + 756.25) / 4)\n",
        "= 17.5\n",
        "       mean  52.5    86.25   80.25\n",
        "  deviation  17.5  12.1115  8.1968\n",
        "  65   0.7143  67  -1.5894  80  -0.0305\n",
    ):
        assert line in text, line
    assert "Min-max scaling" not in text
    t.net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    both = texts(ns.explain(ns.trace(t.net, [70, 98]), data=data))
    assert both.index("Standard scaling") < both.index("Min-max scaling to [0, 1]")


def test_the_sums_of_long_columns_leave_out_their_middle(wide):
    net = ns.mlp([20, 2, 1], seed=1)
    net.input_scaling = ns.StandardScaling.fit(wide.X)
    t = ns.trace(net, wide.X[0])
    text = texts(ns.explain(t, data=wide))
    assert re.search(r"= \(0\.0856 \+ .* \+ \[1193 terms: [0-9.]+\] \+ 0\.1235\) / 1200\n", text)
    column = wide.X[:, 0]
    assert f" = {column.mean():.4f}\n" in text
    assert f" = {column.std():.4f}\n" in text


@pytest.mark.parametrize("rounding", ["once", "stepwise"])
def test_a_constant_column_of_standard_scaling_is_0_and_comes_back(rounding):
    net = scaled_net(ns.StandardScaling((5,), (0,)), ns.StandardScaling((7,), (0,)))
    text = texts(ns.explain(ns.trace(net, [6.0], [7.0]), rounding=rounding))
    assert "  x[0] = 0.0\n  (The column is constant, so it becomes 0.)\n" in text
    assert (
        "  raw(yo[0]) = 7.0\n  (The column is constant, so every output stands for its only" in text
    )
    data = ns.Dataset([[5.0], [5.0]], [[0.0], [1.0]], input_names=["a"])
    with pytest.warns(ns.NeurosimWarning, match="a is 5 in every row; it is scaled to 0$"):
        text = texts(ns.explain(ns.trace(net, [6.0], [7.0]), data=data, rounding=rounding))
    assert re.search(r"  5 +0\.0000 +0 +-1\.0000\n", text)


def test_the_inverse_of_each_range_is_worked():
    for feature_range, formula, line in (
        ((0, 1), "normalized data · (max - min) + min", r"{y} · \(30 - 10\) \+ 10"),
        (
            (-1, 1),
            "(normalized data + 1) / 2 · (max - min) + min",
            r"\({y} \+ 1\) / 2 · \(30 - 10\)",
        ),
        ((2, 3), "(normalized data - 2) · (max - min) + min", r"\({y} - 2\) · \(30 - 10\) \+ 10"),
    ):
        net = scaled_net(None, ns.MinMaxScaling((10,), (30,), feature_range))
        t = ns.trace(net, [0.3])
        text = texts(ns.explain(t))
        assert f"  data = {formula}\n" in text
        shown = re.escape(f"{t.value('yo[0]'):.4f}")
        assert re.search(rf"raw\(yo\[0\]\) = {line.replace('{y}', shown)}", text)
        assert f" = {t.raw_outputs[0]:.4f}\n" in text
