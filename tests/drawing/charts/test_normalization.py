"""Each column before and after its normalization, with its limits in numbers."""

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import InputError
from tests.drawing.charts.measuring import (
    AWKWARD,
    assert_a_chart,
    assert_texts_stand_clear,
    shown,
)

MINUS = "\N{MINUS SIGN}"


def strips(figure):
    """The dots of each column, raw and normalized, as parts of their scales."""
    axes = figure.axes[0]
    dots = [line.get_xdata() for line in axes.lines if line.get_marker() in {"s", "o"}]
    return list(zip(dots[::2], dots[1::2], strict=True))


def test_the_dots_are_those_of_the_source():
    _, data = ns.worked_example()
    (raw, scaled), second, _ = strips(ns.draw_normalization(data).figure)
    # the raw scale runs from the least number of all columns, 25, to the greatest, 98
    np.testing.assert_allclose(raw, (np.array([70, 50, 65, 25]) - 25) / (98 - 25))
    np.testing.assert_allclose(scaled, [1.0, 0.5556, 0.8889, 0.0], atol=5e-5)
    np.testing.assert_allclose(second[1], [1.0, 0.5806, 0.0, 0.9032], atol=5e-5)


def test_lines_join_each_number_to_its_normalized_one():
    _, data = ns.worked_example()
    figure = ns.draw_normalization(data).figure
    for (raw, scaled), lines in zip(strips(figure), figure.axes[0].collections, strict=True):
        ends = np.array(lines.get_segments())[:, :, 0]
        np.testing.assert_allclose(ends, np.stack([raw, scaled], axis=1))


def test_the_limits_stand_at_the_ends():
    _, data = ns.worked_example()
    texts = [text.get_text() for text in ns.draw_normalization(data).figure.axes[0].texts]
    assert texts == ["25", "70", "0", "1", "67", "98", "0", "1", "68", "91", "0", "1"]
    texts = [
        text.get_text()
        for text in ns.draw_normalization(data, normalize=(-1, 1)).figure.axes[0].texts
    ]
    assert texts[2:4] == [f"{MINUS}1", "1"]
    assert {"before: raw units", "after: normalized"} <= set(
        shown(ns.draw_normalization(data).figure)
    )


def test_a_constant_column_lies_in_the_middle_and_says_so():
    figure = ns.draw_normalization(([[5, 1], [5, 2]], [0, 1])).figure
    assert "5, constant" in shown(figure)
    assert strips(figure)[0][1].tolist() == [0.5, 0.5]


def test_standard_scaling_has_its_numbers_and_a_scale_of_its_own():
    _, data = ns.worked_example()
    figure = ns.draw_normalization(data, normalize="standard").figure
    raw = np.hstack([data.X, data.Z])
    scaled = (raw - raw.mean(axis=0)) / raw.std(axis=0)
    low, high = scaled.min(), scaled.max()
    for k, (_, dots) in enumerate(strips(figure)):
        np.testing.assert_allclose(dots, (scaled[:, k] - low) / (high - low))
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts[:4] == ["25", "70", f"{MINUS}1.5714", "1"]
    constant = ns.draw_normalization(([[5, 1], [5, 2]], [0, 1]), normalize="standard").figure
    assert "5, constant" in shown(constant)
    assert_texts_stand_clear(figure)
    # where one constant is all there is
    assert_texts_stand_clear(ns.draw_normalization(([5, 5], [2, 2]), normalize="standard").figure)


def test_columns_of_classes_are_left_out():
    data = ns.Dataset.from_labels([[1, 2], [3, 4]], ["no", "yes"], input_names=["a", "b"])
    figure = ns.draw_normalization(data).figure
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == ["a", "b"]


def test_of_many_rows_some_are_drawn_and_the_limits_are_among_them():
    values = np.random.default_rng(0).normal(size=5000)
    values[[17, 4711]] = -40, 60
    figure = ns.draw_normalization((values, np.arange(5000))).figure
    assert "100 of 5,000 samples drawn, those at the limits among them" in shown(figure)
    assert {f"{MINUS}40", "60"} <= set(shown(figure))
    for raw, scaled in strips(figure):
        assert 95 <= len(raw) <= 100
        assert (scaled.min(), scaled.max()) == (0, 1)


def test_of_many_columns_the_first_are_drawn():
    figure = ns.draw_normalization((np.arange(100.0).reshape(2, 50), [1, 2])).figure
    assert "12 of 51 columns drawn" in shown(figure)
    assert len(strips(figure)) == 12


@pytest.mark.parametrize("n_columns", [1, 2, 12])
def test_texts_stand_clear(n_columns):
    rng = np.random.default_rng(1)
    X = rng.normal(size=(150, n_columns)) * 10.0 ** rng.integers(-7, 8, size=n_columns)
    names = [f"{n}{AWKWARD}" for n in range(n_columns)]
    data = ns.Dataset(X, X[:, 0] * 0 + 3, input_names=names, target_columns=["$"])
    assert_texts_stand_clear(ns.draw_normalization(data, title=AWKWARD).figure)
    assert_texts_stand_clear(ns.draw_normalization(data.subset([0]), normalize=(-1e7, 1)).figure)


def test_it_is_a_chart(tmp_path):
    assert_a_chart(
        lambda path, **options: ns.draw_normalization(([1, 2], [3, 5]), path, **options),
        tmp_path,
        name="Normalization",
    )


def test_errors():
    with pytest.raises(InputError, match="expected a Dataset or a tuple"):
        ns.draw_normalization([1, 2])
    with pytest.raises(InputError, match="a range needs its low end below its high end"):
        ns.draw_normalization(([1], [2]), normalize=(1, 0))
    with pytest.raises(InputError, match="normalize is 'max'; give a range such as"):
        ns.draw_normalization(([1], [2]), normalize="max")
