"""Training in the page is that of Python, parameter by parameter."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import DivergedError, NeurosimWarning
from neurosim.explorer.page_document import document_of, network_of
from tests.explorer.arithmetic.random_cases import training_of

InNode = Callable[[str, str, Any], Any]

XOR = ([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]])
IMPORTS = """
import { networkOf } from "PAGE/arithmetic/network.js";
import { TrainingRun } from "PAGE/arithmetic/training.js";
import { classOf, meanLoss, predictor } from "PAGE/arithmetic/prediction.js";
import { ENGLISH } from "PAGE/words/english.js";
import { GERMAN } from "PAGE/words/german.js";
"""
TRAIN = """
return given.map(({ document, rows, epochs }) => {
  const run = new TrainingRun(networkOf(document.model), rows, document.training);
  for (let epoch = 0; epoch < epochs; epoch++) run.finishEpoch();
  return { model: run.model(), losses: run.losses };
});
"""


def case_of(net: ns.Network, data: Any, optimizer: Any, epochs: int, batch: int = 1) -> Any:
    """Return what the page trains with."""
    document = {**document_of(net), "training": training_of(optimizer, batch)}
    rows = [[*x, *z] for x, z in zip(*data, strict=True)]
    return {"document": document, "rows": rows, "epochs": epochs}


def assert_same(found: Any, net: ns.Network, history: ns.History, tolerance: float) -> None:
    trained = network_of(found["model"])
    ours = [parameter.value for parameter in trained.parameters]
    theirs = [parameter.value for parameter in net.parameters]
    assert ours == pytest.approx(theirs, rel=tolerance, abs=tolerance)
    assert found["losses"] == pytest.approx(list(history.loss), rel=1e-9, abs=tolerance)
    assert trained.target_scaling == net.target_scaling


def test_twenty_thousand_epochs_of_xor(in_node: InNode) -> None:
    runs = [(ns.mlp([2, 2, 1], seed=3), ns.SGD(0.5)), (ns.mlp([2, 3, 1], seed=3), ns.Adam(0.01))]
    cases = [case_of(net, XOR, optimizer, 20_000) for net, optimizer in runs]
    for found, (net, optimizer) in zip(in_node(IMPORTS, TRAIN, cases), runs, strict=True):
        history = ns.train(net, XOR, epochs=20_000, optimizer=optimizer, engine="compiled")
        assert_same(found, net, history, 1e-12)


def random_data(net: ns.Network, n: int) -> tuple[list[list[float]], list[list[float]]]:
    chance = np.random.default_rng(4)
    inputs = chance.uniform(-3, 9, (n, len(net.inputs)))
    targets = chance.uniform(0, 1, (n, len(net.outputs)))
    return inputs.tolist(), targets.tolist()


@pytest.mark.filterwarnings("ignore:targets of .* are probabilities")
def test_batches_losses_scalings_and_frozen_parts(in_node: InNode) -> None:
    runs = []
    for optimizer, batch, loss, scaling in (
        (ns.SGD(0.1, 0.9), 3, "mse", (0, 1)),
        (ns.SGD(0.1, 0.5, nesterov=True), 1, "mae", "standard"),
        (ns.RMSprop(0.01), 4, "huber", (-1, 1)),
        (ns.Adam(0.02), 7, "binary_cross_entropy", (0, 1)),
        (ns.AdamW(0.02), 100, "softmax_cross_entropy", "standard"),
    ):
        net = ns.mlp([3, 4, 2], seed=8)
        net.wh[0][1][2] = 0.25
        net.parameter("wh[0][1][2]").trainable = False
        net.parameter("bo[0]").trainable = False
        data = random_data(net, 10)
        # the first training fits the scaling, which the page takes over
        ns.train(net, data, epochs=1, loss=loss, normalize=scaling, learning_rate=0.01)
        runs.append((net, data, optimizer, batch))
    cases = [case_of(net, data, optimizer, 50, batch) for net, data, optimizer, batch in runs]
    found = in_node(IMPORTS, TRAIN, cases)
    for one, (net, data, optimizer, batch) in zip(found, runs, strict=True):
        history = ns.train(
            net, data, epochs=50, optimizer=optimizer, batch_size=batch, engine="objects"
        )
        assert_same(one, net, history, 1e-12)
        assert network_of(one["model"]).wh[0][1][2] == 0.25


def test_a_run_goes_on_batch_by_batch(in_node: InNode) -> None:
    net = ns.mlp([2, 2, 1], seed=1)
    steps = in_node(
        IMPORTS,
        """
const run = new TrainingRun(networkOf(given.document.model), given.rows, given.document.training);
const seen = [];
for (let i = 0; i < 4; i++) {
  const loss = run.step();
  seen.push([run.epochs, run.samples, run.losses.length, loss]);
}
const rest = run.finishEpoch();
return { seen, rest, losses: run.losses, changed: given.document.model.neurons };
""",
        case_of(net, XOR, ns.SGD(0.5), 1, 3),
    )
    assert [one[:3] for one in steps["seen"]] == [[0, 3, 0], [1, 0, 1], [1, 3, 1], [2, 0, 2]]
    losses = [one[3] for one in steps["seen"]]
    assert steps["losses"][0] == pytest.approx((3 * losses[0] + losses[1]) / 4, rel=1e-15)
    assert steps["rest"] == steps["losses"][2]
    # the model that was given stays as it is
    assert steps["changed"] == document_of(net)["model"]["neurons"]


@pytest.mark.parametrize(("rate", "batch"), [(5.0, 1), (1e308, 2)])
def test_divergence_keeps_the_last_good_epoch_and_says_so_as_python(
    in_node: InNode, rate: float, batch: int
) -> None:
    net = ns.mlp([2, 3, 1], "identity", seed=2)
    data = ([[0, 0], [30, 10], [10, 30], [1, 1]], [[0], [1], [1], [0]])
    found = in_node(
        IMPORTS,
        """
const run = new TrainingRun(networkOf(given.document.model), given.rows, given.document.training);
const refusals = [];
for (let i = 0; i < 200; i++) {
  try { run.finishEpoch(); } catch (error) { refusals.push(error); }
}
return { model: run.model(), losses: run.losses, epochs: run.epochs, samples: run.samples,
  times: refusals.length, english: refusals[0].in(ENGLISH), german: refusals.at(-1).in(GERMAN) };
""",
        case_of(net, data, ns.SGD(rate), 200, batch),
    )
    with pytest.raises(DivergedError) as error:
        ns.train(net, data, epochs=200, learning_rate=rate, batch_size=batch, engine="objects")
    history: ns.History = error.value.history
    assert found["epochs"] == len(history.loss) == 200 - found["times"]
    assert found["samples"] == 0
    assert_same(found, net, history, 1e-9)
    where = str(error.value).partition(" of 4")[0].partition("epoch ")[2]
    epoch, sample = where.split(", sample ")
    assert f"epoch {epoch} at sample {sample}" in found["english"]
    assert "smaller learning rate" in found["english"]
    assert f"Epoche {epoch} bei Beispiel {sample}" in found["german"]


def test_rows_that_do_not_fit_are_refused(in_node: InNode) -> None:
    net = ns.mlp([2, 2, 1], seed=1)
    net.loss = "binary_cross_entropy"
    document = {**document_of(net), "training": training_of(ns.SGD(0.5))}
    said = in_node(
        IMPORTS,
        """
const network = networkOf(given.model);
return [[], [[1, 2]], [[1, 2, 0.5], [1, 2, 3]]].map((rows) => {
  try { new TrainingRun(network, rows, given.training); return null; }
  catch (error) { return error.in(ENGLISH); }
});
""",
        document,
    )
    for sentence, part in zip(said, ("no samples", "Row 1", "target 3"), strict=True):
        assert part in sentence


PREDICT = """
return given.map(({ model, inputs, rows }) => {
  const network = networkOf(model);
  const predict = predictor(network);
  const outputs = inputs.map(predict);
  return { outputs, loss: meanLoss(network, rows),
    classes: outputs.map((row) => classOf(network, row)) };
});
"""


def test_predictions_classes_and_losses(in_node: InNode) -> None:
    chance = np.random.default_rng(6)
    X = chance.uniform(0, 5, (12, 2))
    labels = [["no", "yes"][int(a > b)] for a, b in X]
    three = [["low", "middle", "high"][int(a)] for a in X[:, 0] / 2]
    cases, expected = [], []
    for given, shape, settings in (
        (ns.Dataset.from_labels(X, labels), [2, 3, 1], {"normalize": (0, 1)}),
        (ns.Dataset.from_labels(X, labels), [2, 3, 2], {"loss": "softmax_cross_entropy"}),
        (ns.Dataset.from_labels(X, three), [2, 3, 3], {"normalize": "standard"}),
    ):
        net = ns.mlp(shape, "tanh", seed=5, output_activation="sigmoid")
        ns.train(net, given, epochs=30, **settings)
        # one output for two classes is 1 for the second
        rows = np.hstack([X, np.array(given.Z)[:, -shape[-1] :]]).tolist()
        cases.append({"model": document_of(net)["model"], "inputs": X.tolist(), "rows": rows})
        loss = ns.evaluate(net, given).loss
        expected.append((ns.predict(net, X), loss, ns.predict_classes(net, X)))
    for found, (outputs, loss, classes) in zip(
        in_node(IMPORTS, PREDICT, cases), expected, strict=True
    ):
        assert found["outputs"] == pytest.approx(outputs, rel=1e-12)
        assert found["loss"] == pytest.approx(loss, rel=1e-12)
        assert found["classes"] == list(classes)


def test_targets_that_are_probabilities_are_never_scaled(in_node: InNode) -> None:
    net = ns.mlp([2, 2, 1], seed=1)
    ns.train(net, XOR, epochs=1, normalize=(-1, 1))
    net.loss = "binary_cross_entropy"
    (found,) = in_node(IMPORTS, TRAIN, [case_of(net, XOR, ns.SGD(0.5), 3)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NeurosimWarning)
        history = ns.train(net, XOR, epochs=3, learning_rate=0.5)
    assert_same(found, net, history, 1e-12)
    assert found["model"]["target_scaling"] is None
