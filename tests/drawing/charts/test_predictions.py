"""Predictions against targets: points for numbers, counts for classes."""

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
from tests.drawing.charts.test_surface import class_network, plane_network


def test_the_points_are_targets_and_predictions_in_raw_units():
    net = plane_network()
    net.target_scaling = ns.MinMaxScaling((100,), (200,))
    figure = ns.draw_predictions(net, ([[1, 1], [0.5, 0], [0, 1]], [100, 160, 0])).figure
    diagonal, marks = figure.axes[0].lines
    assert marks.get_xdata().tolist() == [100, 160, 0]
    assert marks.get_ydata().tolist() == [100, 150, 0]
    assert list(diagonal.get_xdata()) == list(diagonal.get_ydata())
    assert figure.axes[0].get_xlim() == figure.axes[0].get_ylim()
    assert "on the dashed line the prediction is the target" in shown(figure)


def test_each_output_has_a_panel_with_its_name():
    net = ns.mlp([1, 3])
    data = ns.Dataset([1, 2], [[1, 2, 3], [4, 5, 6]], target_columns=["a_$1$", "b", "c"])
    assert [axes.get_title() for axes in ns.draw_predictions(net, data).figure.axes] == [
        "a_$1$",
        "b",
        "c",
    ]
    net.target_columns = tuple(map(ns.TargetColumn, "xyz"))
    figure = ns.draw_predictions(net, (data.X, data.Z)).figure
    assert [axes.get_title() for axes in figure.axes] == ["x", "y", "z"]


def test_classes_are_counted():
    X = [[1, 0], [2, 1], [0, 1], [-1, 3], [-1, -1], [5, 0]]
    data = ns.Dataset.from_labels(X, ["no", "no", "yes", "yes", "yes", "maybe"],
                                  classes=["no", "yes", "maybe"])  # fmt: skip
    figure = ns.draw_predictions(class_network(), data).figure
    axes = figure.axes[0]
    counts = {(t.get_position()[1], t.get_position()[0]): t.get_text() for t in axes.texts}
    # the fifth sample is predicted as the third class, the sixth as the first
    rows = [[2, 0, 0], [0, 2, 1], [1, 0, 0]]
    assert counts == {(r, c): str(rows[r][c]) for r in range(3) for c in range(3)}
    assert [t.get_text() for t in axes.get_yticklabels()] == ["no", "yes", "maybe"]
    assert "4 of 6 samples predicted correctly" in shown(figure)
    np.testing.assert_allclose(axes.images[0].get_array()[1], [0, 2 / 3, 1 / 3])


def test_logits_are_counted_as_classes_named_by_their_neurons():
    net = class_network()
    net.target_columns, net.loss = None, "softmax_cross_entropy"
    axes = ns.draw_predictions(net, ([[1, 0]], [[0, 1, 0]])).figure.axes[0]
    assert [t.get_text() for t in axes.get_xticklabels()] == ["a", "b", "c"]


def test_of_many_some_are_drawn_and_a_note_says_so():
    X = np.linspace(0, 1, 1200)
    figure = ns.draw_predictions(ns.mlp([1, 8]), (X, np.tile(X[:, None], 8))).figure
    (note,) = [text for text in shown(figure) if "drawn" in text]
    assert note.endswith("1,000 of 1,200 samples drawn; 6 of 8 outputs drawn")
    assert len(figure.axes) == 6
    assert len(figure.axes[0].lines[1].get_xdata()) == 1000


@pytest.mark.parametrize("n_outputs", [1, 2, 3, 4, 6])
def test_texts_stand_clear(n_outputs):
    data = ns.Dataset(
        [1, 2], np.arange(2.0 * n_outputs).reshape(2, -1) * 1e7,
        target_columns=[f"{n}{AWKWARD}" for n in range(n_outputs)],
    )  # fmt: skip
    net = ns.mlp([1, n_outputs], output_activation="identity")
    assert_texts_stand_clear(ns.draw_predictions(net, data, title=AWKWARD).figure)


@pytest.mark.parametrize("n_classes", [2, 3, 20])
def test_texts_of_a_table_stand_clear(n_classes):
    names = [f"{n}{AWKWARD}" for n in range(n_classes)]
    rows = np.repeat(np.arange(n_classes), 60)
    data = ns.Dataset.from_labels(rows, [names[k] for k in rows], classes=names)
    net = ns.mlp([1, n_classes], seed=1)
    assert_texts_stand_clear(ns.draw_predictions(net, data, title=AWKWARD).figure)
    short = ns.Dataset.from_labels(rows, rows)
    assert_texts_stand_clear(ns.draw_predictions(net, short).figure)


def test_it_is_a_chart(tmp_path):
    net, data = ns.worked_example()
    assert_a_chart(
        lambda path, **options: ns.draw_predictions(net, data, path, **options),
        tmp_path,
        name="Predictions",
    )


class TestErrors:
    def test_data_must_fit(self):
        with pytest.raises(InputError, match="the data has 1 input in each sample"):
            ns.draw_predictions(plane_network(), ([1, 2], [1, 2]))
        with pytest.raises(InputError, match="expected a Dataset or a tuple"):
            ns.draw_predictions(plane_network(), None)

    def test_a_table_of_many_classes_cannot_be_read(self):
        net = ns.mlp([1, 21])
        net.loss = "softmax_cross_entropy"
        with pytest.raises(InputError, match="the network has 21 classes; a table of at most 20"):
            ns.draw_predictions(net, ([1], np.eye(21)[:1]))
