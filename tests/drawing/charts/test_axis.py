"""The numbers along an axis are round, told apart, and have room."""

import pytest
from matplotlib.figure import Figure

from neurosim.drawing.charts.axis import AxisNumbers, AxisPlaces, axis_numbers

MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0, 1, 2], ["0", "1", "2"]),
        ([-0.5, 0.0, 0.5], [f"{MINUS}0.5", "0.0", "0.5"]),
        ([0.1 + 0.2, 0.7], ["0.3", "0.7"]),
        ([1000.001, 1000.002], ["1000.001", "1000.002"]),
        ([0, 2.5e7, 5e7], ["0", "2.5×10⁷", "5.0×10⁷"]),
        ([-2e-5, 0], ["−2×10⁻⁵", "0"]),
        ([0], ["0"]),
        ([], []),
    ],
)
def test_numbers_have_as_many_decimals_as_tell_them_apart(values, texts):
    assert axis_numbers(values) == texts


def test_one_number_can_be_written_alone():
    assert AxisNumbers()(0.25) == "0.25"


@pytest.mark.parametrize(("width", "most"), [(6.0, 9), (1.0, 4)])
def test_a_short_axis_has_few_numbers(width, most):
    axes = Figure(figsize=(width, 2)).subplots()
    axes.set_xlim(0, 8e7)
    places = AxisPlaces(8)
    axes.xaxis.set_major_locator(places)
    assert 2 <= len([x for x in places() if 0 <= x <= 8e7]) <= most
    assert len(places()) < 12
