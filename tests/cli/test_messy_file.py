"""A messy file goes through the command line and through pandas, with the same numbers."""

import re
from pathlib import Path

import pandas as pd
import pytest

import neurosim as ns

PLANTS = Path(__file__).parents[2] / "examples" / "data" / "plants.csv"


@pytest.fixture
def reported(run):
    """The loss that ``neurosim test`` prints, after one command each to train, test and predict."""
    run("new", "plants.json", "--layers", "6,8,3", "--activation", "tanh",
        "--output-activation", "identity")  # fmt: skip
    run("train", "plants.json", str(PLANTS), "-o", "trained.json", "--targets", "grade",
        "--inputs", "height,width,soil,lamp", "--classes", "grade", "--categories", "soil",
        "--missing", "mean", "--epochs", "20")  # fmt: skip
    report = run("test", "trained.json", str(PLANTS)).out
    run("predict", "trained.json", str(PLANTS), "-o", "predictions.csv")
    return report


def test_it_is_trained_tested_and_predicted_with_one_command_each(reported):
    assert float(re.search(r"accuracy +([\d.]+)", reported)[1]) > 0.8
    predictions = pd.read_csv("predictions.csv")
    assert len(predictions) == 500
    assert set(predictions["predicted grade"]) <= {1, 2, 3}
    assert not predictions.isna().any().any()


def test_pandas_comes_to_the_same_in_four_lines(reported):
    frame = pd.read_csv(PLANTS, sep=";", decimal=",", na_values=["?", "-"])
    columns = frame[["height", "width", "soil", "lamp"]]
    data = ns.Dataset.from_labels(columns, frame["grade"], missing="mean", categories="soil")
    net = ns.mlp([6, 8, 3], "tanh", output_activation="identity", seed=0)
    with pytest.warns(ns.NeurosimWarning, match="lamp is 1 in every row"):
        ns.train(net, data, epochs=20, normalize=(0, 1))
    loss = ns.evaluate(net, data).loss
    assert float(re.search(r"loss +([\d.]+)", reported)[1]) == pytest.approx(loss, rel=1e-5)
    assert ns.predict_classes(net, frame) == ns.predict_classes(ns.load("trained.json"), frame)
