"""The curves of a training stand clear of their texts; tests/drawing/test_figure.py has the rest."""

import pytest

import neurosim as ns
from tests.drawing.charts.measuring import AWKWARD, assert_a_chart, assert_texts_stand_clear


@pytest.mark.parametrize("loss", [[1.0], [1e9, 1e-9], [3e7, 2e7, 1.5e7], [0.1] * 5000])
def test_texts_stand_clear(loss):
    assert_texts_stand_clear(ns.draw_loss(loss, validation_loss=loss, title=AWKWARD))


def test_it_is_a_chart(tmp_path):
    assert_a_chart(
        lambda path, **options: ns.draw_loss([1, 0.5], path, **options), tmp_path, name="Loss"
    )
