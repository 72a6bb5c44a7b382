"""Every right value of docs/errata.md, derived here, and every row held against the page."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import neurosim as ns

PAGE = Path(__file__).parents[1] / "docs" / "errata.md"


def rows() -> dict[str, list[str]]:
    """Return the cells of every row of the page that has a number, such as E3, by that number."""
    found = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if re.fullmatch(r"[EF]\d+", cells[0].strip()):
            found[cells[0].strip()] = cells[1:]
    return found


def four(value: float) -> str:
    return f"{value:.4f}"


def sigmoid(s: float) -> float:
    return 1 / (1 + math.exp(-s))


SLIP_X = [70, 50, 65, 25]
SLIP_I1 = [98, 85, 67, 95]
Y = sigmoid(sigmoid(-1.0) * 0.5 - sigmoid(0.5) + 0.5)


def scaled(value: float, column: list[int], low: float = 0.0, high: float = 1.0) -> float:
    share = (value - min(column)) / (max(column) - min(column))
    return share * (high - low) + low


RIGHT_NUMBERS = {
    "E3": scaled(65, SLIP_X),
    "E4": scaled(50, SLIP_X),
    "E5": scaled(65, SLIP_X, -1, 1),
    "E22": scaled(50, SLIP_X, -1, 1),
    "E6": scaled(95, SLIP_I1, -1, 1),
    "E7": Y * (1 - Y),
    "E8": Y * (1 - Y) * (Y - 91),
    "E9": scaled(91, [91, 82, 80, 68]),
    "E10": Y * (1 - Y) * (Y - 1),
    "E11": 6 * 0.8**5,
    "E12": 25 * 0.64**6,
    "E13": 6 * 0.8**6,
    "E14": 6 * 0.8**7,
    "E15": 25 * 0.64**8,
    "E16": 8 * 0.8**7,
    "E17": 25 * 0.64**9,
    "E18": 6 * 0.8**9,
    "E19": 3 * 0.8**10,
    "E20": 8 * 0.8**9,
    "E21": 25 * 0.64**10,
}


@pytest.mark.parametrize("slip", RIGHT_NUMBERS)
def test_a_right_number_is_derived_and_differs_from_the_printed_one(slip):
    _, printed, right, _ = rows()[slip]
    assert right == four(RIGHT_NUMBERS[slip])
    assert abs(float(printed) - RIGHT_NUMBERS[slip]) > 0.5e-4


def test_every_row_of_the_page_is_tested():
    assert set(rows()) == {*RIGHT_NUMBERS, "E1", "E2", *(f"F{i}" for i in range(1, 25))}


def test_the_package_computes_the_same_numbers():
    net, data = ns.worked_example()
    unit, symmetric = (
        ns.MinMaxScaling.fit(data.X, limits).transform(data.X) for limits in ((0, 1), (-1, 1))
    )
    scaled_values = [unit[2, 0], unit[1, 0], symmetric[2, 0], symmetric[3, 1], symmetric[1, 0]]
    assert scaled_values == pytest.approx(
        [RIGHT_NUMBERS[slip] for slip in ("E3", "E4", "E5", "E6", "E22")]
    )
    raw, normalized = (ns.trace(net, [1, 1], [target]) for target in (91, 1))
    assert raw["o[0]"].derivative == pytest.approx(RIGHT_NUMBERS["E7"])
    assert raw.value("do[0]") == pytest.approx(RIGHT_NUMBERS["E8"])
    assert normalized.value("do[0]") == pytest.approx(RIGHT_NUMBERS["E10"])


def test_the_descent_table_in_all_rows():
    """The rows that the page does not list are right in the source, to its four digits."""
    table = ns.descend(lambda x, y: x**2 + y**2, lambda x, y: (2 * x, 2 * y), (3, 4), 0.1, 10)
    printed = {
        (5, "new x"): "0.9830",
        (6, "new x"): "0.7864",
        (7, "new x"): "0.6291",
        (8, "new x"): "0.5033",
        (9, "new x"): "0.4027",
        (10, "new x"): "0.3222",
        (6, "gradient of x"): "1.9660",
        (7, "gradient of x"): "1.5728",
        (8, "gradient of x"): "1.2582",
        (9, "gradient of x"): "1.0066",
        (10, "gradient of x"): "0.8054",
        (6, "new y"): "1.0486",
        (7, "new y"): "0.8389",
        (8, "new y"): "0.6711",
        (9, "new y"): "0.5369",
        (10, "new y"): "0.4295",
        (6, "gradient of y"): "2.6214",
        (7, "gradient of y"): "2.0972",
        (8, "gradient of y"): "1.6778",
        (9, "gradient of y"): "1.3422",
        (10, "gradient of y"): "1.0738",
        (5, "f(x, y)"): "2.6844",
        (6, "f(x, y)"): "1.7179",
        (7, "f(x, y)"): "1.0995",
        (8, "f(x, y)"): "0.7140",
        (9, "f(x, y)"): "0.3579",
        (10, "f(x, y)"): "0.2294",
    }
    listed = {cells[0]: cells[1:3] for cells in rows().values() if cells[0].startswith("row ")}
    for (row, what), number in printed.items():
        step = table.steps[row - 1]
        right = {
            "new x": step.new[0],
            "new y": step.new[1],
            "gradient of x": step.gradient[0],
            "gradient of y": step.gradient[1],
            "f(x, y)": step.value,
        }[what]
        slip = listed.pop(f"row {row}, {what}", None)
        assert slip == (None if number == four(right) else [number, four(right)])
    assert not listed


def test_the_numbers_of_steps_2_to_5_that_the_page_does_not_list_are_right():
    net, data = ns.worked_example()
    unit = ns.MinMaxScaling.fit(data.X).transform(data.X).ravel()
    symmetric = ns.MinMaxScaling.fit(data.X, (-1, 1)).transform(data.X).ravel()
    # row by row, I[0] and I[1], as printed
    printed_unit = ["1.0", "1.0", "0.5555", "0.5806", "0.8888", "0.0", "0.0", "0.9032"]
    printed_symmetric = ["1.0", "1.0", "-0.1111", "0.1613", "0.7777", "-1.0", "-1.0", "0.8064"]
    listed = {cells[1] for cells in rows().values()}
    for values, printed in ((unit, printed_unit), (symmetric, printed_symmetric)):
        for value, number in zip(values, printed, strict=True):
            assert (number in listed) == (four(value) != four(float(number)))
    net.forward([1, 1])
    assert [four(v) for v in (*net.ah[0], net.so[0], net.yo[0])] == [
        "0.2689",
        "0.6225",
        "0.8176",
        "0.0120",
        "0.5030",
    ]
    products = [net.wo[0][i] * net.ah[0][i] for i in range(3)]
    assert [four(v) for v in products] == ["0.1345", "-0.6225", "0.0000"]


def test_e1_only_the_second_dataset_has_the_minimum_of_the_normalization():
    assert (min([70, 50, 65, 30]), min(SLIP_X)) == (30, 25)
    _, data = ns.worked_example()
    assert data.X[:, 0].tolist() == SLIP_X
    right = [", ".join(f"{v:g}" for v in (*x, *z)) for x, z in data]
    assert rows()["E1"][2] == ", ".join(f"`{row}`" for row in right)


def test_e2_the_weights_of_node_1_give_the_summation_of_step_3():
    net, _ = ns.worked_example()
    net.forward([1, 1])
    assert net.wh[0][1].tolist() == [-0.5, 0.5]
    assert net.sh[0][1] == (1.0 * -0.5) + (1.0 * 0.5) + 0.5 == 0.5


def test_e8_the_printed_factors_do_not_give_the_printed_product():
    assert f"{0.2494 * -90.4970:.2f}" == "-22.57"


def test_f2_the_error_of_a_hidden_neuron_is_the_sum_over_all_successors():
    net = ns.mlp([1, 1, 2], seed=1)
    net.forward([1.0])
    net.backward([0.0, 1.0])
    slope = net.ah[0][0] * (1 - net.ah[0][0])
    terms = [net.wo[j][0] * net.do[j] for j in range(2)]
    assert net.dh[0][0] == pytest.approx(slope * sum(terms))
    numeric = {row.symbol: row.numeric for row in ns.check_gradient(net, [1.0], [0.0, 1.0]).rows}
    assert numeric["bh[0][0]"] == pytest.approx(slope * sum(terms), rel=1e-6)
    assert all(numeric["bh[0][0]"] != pytest.approx(slope * term, rel=1e-2) for term in terms)


def test_f4_the_mean_squared_error_of_one_output_is_twice_the_half_squared_error():
    half, mse = ns.LOSSES["half_squared_error"], ns.LOSSES["mse"]
    assert mse.value([Y], [1.0]) == pytest.approx(2 * half.value([Y], [1.0]))


def test_f5_the_network_has_one_output():
    net, data = ns.worked_example()
    assert len(net.outputs) == data.Z.shape[1] == 1


def test_f13_the_inputs_of_the_first_hidden_layer_are_x():
    net, _ = ns.worked_example()
    t = ns.trace(net, [1.0, 0.5], [1.0])
    assert t.gradient("wh[0][0][1]") == t.value("dh[0][0]") * t.value("x[1]")


def test_f16_one_unusual_value_presses_the_others_together():
    column = [[0.0], [1.0], [2.0], [100.0]]
    scaled_column = ns.MinMaxScaling.fit(column).transform(column).ravel()
    assert [f"{value:.2f}" for value in scaled_column[:3]] == ["0.00", "0.01", "0.02"]
    assert "0.00, 0.01, 0.02" in rows()["F16"][-1]


def test_f21_the_limits_are_those_of_each_column():
    _, data = ns.worked_example()
    scaling = ns.MinMaxScaling.fit(data.X)
    assert (scaling.minimum, scaling.maximum) == ((25.0, 67.0), (70.0, 98.0))


def test_f17_the_loss_is_half_the_square_of_the_difference():
    assert ns.LOSSES["half_squared_error"].value([3.0], [1.0]) == 0.5 * (3.0 - 1.0) ** 2


def test_f23_without_the_learning_rate_the_example_would_jump_to_and_fro():
    there = ns.descend(
        lambda x, y: x**2 + y**2, lambda x, y: (2 * x, 2 * y), [3, 4], learning_rate=1.0, steps=2
    )
    assert [step.new for step in there.steps] == [(-3, -4), (3, 4)]


@pytest.mark.parametrize(("target", "loss"), [(1, "0.1235"), (91, "4094.8533")])
def test_f11_the_section_that_was_never_written(target, loss):
    """The update worked by plain arithmetic, line by line."""
    a = [sigmoid(-1.0), sigmoid(0.5), sigmoid(1.5)]
    wo, bo = [0.5, -1.0, 0.0], 0.5
    wh, bh = [[-0.5, -1.0], [-0.5, 0.5], [1.0, 0.0]], [0.5, 0.5, 0.5]
    delta_o = Y * (1 - Y) * (Y - target)
    delta_h = [a[n] * (1 - a[n]) * wo[n] * delta_o for n in range(3)]
    expected = []
    for n in range(3):
        expected += [(f"wh[0][{n}][{i}]", wh[n][i], delta_h[n] * 1.0) for i in range(2)]
        expected.append((f"bh[0][{n}]", bh[n], delta_h[n]))
    expected += [(f"wo[0][{i}]", wo[i], delta_o * a[i]) for i in range(3)]
    expected.append(("bo[0]", bo, delta_o))
    text = PAGE.read_text(encoding="utf-8")
    section = text[text.index(f"Loss {loss}") :]
    assert f"{0.5 * (Y - target) ** 2:.4f}" == loss
    said = section[: section.index("| parameter")].replace("\n", " ")
    assert f"do[0] = {four(delta_o)}, dh[0][0] = {four(delta_h[0])}" in said
    assert f"dh[0][1] = {four(delta_h[1])}, dh[0][2] = {four(delta_h[2] + 0.0)}" in said
    lines = [line for line in section.splitlines() if line.startswith("| `")][:13]
    assert lines == [
        f"| `{symbol}` | {four(old)} | {four(slope + 0.0)} | {four(old - 0.1 * slope)} |"
        for symbol, old, slope in expected
    ]
