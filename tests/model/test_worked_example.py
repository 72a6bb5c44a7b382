"""The numbers of the source's worked example, each derived by plain arithmetic."""

import math

import pytest

import neurosim as ns


def sigmoid(s: float) -> float:
    return 1 / (1 + math.exp(-s))


A0, A1, A2 = sigmoid(-1.0), sigmoid(0.5), sigmoid(1.5)
Y = sigmoid(A0 * 0.5 + A1 * -1.0 + A2 * 0.0 + 0.5)


def test_forward_pass_of_the_first_row(example):
    (y,) = example.forward([1.0, 1.0])
    assert example.sh.tolist() == [[-1.0, 0.5, 1.5]]
    assert [round(a, 4) for a in example.ah[0]] == [0.2689, 0.6225, 0.8176]
    assert round(y, 4) == 0.5030
    assert y == pytest.approx(Y, rel=1e-15)


@pytest.mark.parametrize("target", [91.0, 1.0], ids=["raw target", "normalized target"])
def test_backward_pass_and_update(example, target):
    example.forward([1.0, 1.0])
    loss = example.backward([target])
    delta_o = Y * (1 - Y) * (Y - target)
    hidden = [
        A0 * (1 - A0) * 0.5 * delta_o,
        A1 * (1 - A1) * -1.0 * delta_o,
        A2 * (1 - A2) * 0.0 * delta_o,
    ]
    assert loss == pytest.approx(0.5 * (Y - target) ** 2)
    assert example.do[0] == pytest.approx(delta_o)
    assert example.dh[0].tolist() == pytest.approx(hidden)
    gradient = {parameter.symbol: parameter.gradient for parameter in example.parameters}
    assert [gradient[f"wo[0][{i}]"] for i in range(3)] == pytest.approx(
        [delta_o * A0, delta_o * A1, delta_o * A2]
    )
    assert gradient["bo[0]"] == pytest.approx(delta_o)
    for n in range(3):
        assert gradient[f"wh[0][{n}][0]"] == pytest.approx(hidden[n])
        assert gradient[f"wh[0][{n}][1]"] == pytest.approx(hidden[n])
        assert gradient[f"bh[0][{n}]"] == pytest.approx(hidden[n])

    example.update(learning_rate=0.1)
    assert example.wo[0].tolist() == pytest.approx(
        [0.5 - 0.1 * delta_o * A0, -1.0 - 0.1 * delta_o * A1, -0.1 * delta_o * A2]
    )
    assert example.bo[0] == pytest.approx(0.5 - 0.1 * delta_o)
    assert example.wh[0][1].tolist() == pytest.approx(
        [-0.5 - 0.1 * hidden[1], 0.5 - 0.1 * hidden[1]]
    )
    assert example.bh[0].tolist() == pytest.approx([0.5 - 0.1 * d for d in hidden])


def test_rounded_numbers_of_both_targets(example):
    example.forward([1.0, 1.0])
    example.backward([91.0])
    assert round(example.do[0], 4) == -22.6234
    example.backward([1.0])
    assert round(example.do[0], 4) == -0.1242


def test_values_are_reached_on_neurons_edges_and_by_index(example):
    example.forward([1.0, 1.0])
    neuron = example["h[0][1]"]
    assert neuron.output == example.ah[0][1] == example.value("ah[0][1]")
    assert neuron.weights.tolist() == [-0.5, 0.5]
    edge = example.graph.edges[example["x[1]"], neuron]
    assert edge["weight"] == example.wh[0][1][1] == 0.5


def test_the_dataset_is_the_second_of_the_source():
    _, data = ns.worked_example()
    assert data.X.tolist() == [[70, 98], [50, 85], [65, 67], [25, 95]]
    assert data.Z.ravel().tolist() == [91, 82, 80, 68]
