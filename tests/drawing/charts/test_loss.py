"""The curves of a training stand clear of their texts; tests/drawing/test_figure.py has the rest."""

import pytest

import neurosim as ns
from tests.drawing.charts.measuring import AWKWARD, assert_a_chart, assert_texts_stand_clear


@pytest.mark.parametrize("loss", [[1.0], [1e9, 1e-9], [3e7, 2e7, 1.5e7], [0.1] * 5000])
def test_texts_stand_clear(loss):
    assert_texts_stand_clear(ns.draw_loss(loss, validation_loss=loss, title=AWKWARD).figure)


def test_it_is_a_chart(tmp_path):
    assert_a_chart(
        lambda path, **options: ns.draw_loss([1, 0.5], path, **options), tmp_path, name="Loss"
    )


def test_a_long_curve_has_few_points_and_all_its_peaks(tmp_path):
    losses = [1.0 / epoch for epoch in range(1, 100_001)]
    losses[33_333], losses[77_777] = 0.75, 1e-9
    figure = ns.draw_loss(losses, tmp_path / "loss.svg").figure
    (line,) = figure.axes[0].lines
    assert len(line.get_xdata()) <= 2002
    drawn = dict(zip(line.get_xdata(), line.get_ydata(), strict=True))
    assert drawn[33_334] == 0.75
    assert drawn[77_778] == 1e-9
    assert all(losses[epoch - 1] == loss for epoch, loss in drawn.items())
    assert {1, 100_000} <= drawn.keys()
    assert (tmp_path / "loss.svg").stat().st_size < 100_000


def test_a_short_curve_has_every_epoch():
    losses = [0.5, 0.25, 0.75] * 100
    (line,) = ns.draw_loss(losses).figure.axes[0].lines
    assert list(line.get_ydata()) == losses


def test_a_history_is_drawn_with_its_validation_loss(tmp_path):
    history = ns.History(loss=[0.5, 0.25, 0.2], validation_loss=[0.6, 0.4, 0.3])
    ns.draw_loss(history, tmp_path / "a.svg")
    ns.draw_loss(history.loss, tmp_path / "b.svg", validation_loss=history.validation_loss)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
