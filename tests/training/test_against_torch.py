"""Outputs, losses, gradients and whole training runs are those of PyTorch 2.13."""

import json
from pathlib import Path

import numpy as np
import pytest

import neurosim as ns

REFERENCE = json.loads(Path(__file__).with_name("torch_reference.json").read_text("utf-8"))
SAMPLES = REFERENCE["samples"]
RUNS = REFERENCE["runs"]["runs"]


def network(parameters, activation, output_activation):
    net = ns.mlp([2, 3, 2], activation, output_activation=output_activation)
    net.wh[0], net.bh[0] = parameters["wh"], parameters["bh"]
    net.wo.assign(parameters["wo"])
    net.bo.assign(parameters["bo"])
    return net


def flat(parameters):
    """Return hidden weights, hidden biases, output weights, output biases as one vector."""
    return np.concatenate([np.ravel(parameters[key]) for key in ("wh", "bh", "wo", "bo")])


def flat_network(net):
    return flat({"wh": net.wh[0].tolist(), "bh": net.bh[0].tolist(), "wo": net.wo, "bo": net.bo})


def flat_gradient(net):
    gradients = {parameter.symbol: parameter.gradient for parameter in net.parameters}
    order = [f"wh[0][{n}][{i}]" for n in range(3) for i in range(2)]
    order += [f"bh[0][{n}]" for n in range(3)]
    order += [f"wo[{n}][{i}]" for n in range(2) for i in range(3)]
    order += [f"bo[{n}]" for n in range(2)]
    return [gradients[symbol] for symbol in order]


def test_the_reference_covers_every_loss():
    assert {sample["loss"] for sample in SAMPLES} == set(ns.LOSSES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: f"{s['activation']}-{s['loss']}")
def test_outputs_loss_and_gradients_of_one_sample(sample):
    net = network(sample["parameters"], sample["activation"], sample["output_activation"])
    outputs = net.forward(sample["x"])
    loss = net.backward(sample["z"], sample["loss"])
    np.testing.assert_allclose(outputs, sample["outputs"], rtol=1e-13)
    assert loss == pytest.approx(sample["loss_value"], rel=1e-13)
    np.testing.assert_allclose(
        flat_gradient(net), flat(sample["gradients"]), rtol=1e-13, atol=1e-15
    )


@pytest.mark.parametrize("run", RUNS, ids=lambda r: f"{r['optimizer']}-batch {r['batch_size']}")
def test_a_whole_run_epoch_by_epoch(run):
    net = network(run["start"], "tanh", "sigmoid")
    parameters = []
    history = ns.train(
        net,
        (REFERENCE["runs"]["X"], REFERENCE["runs"]["Z"]),
        epochs=len(run["epochs"]),
        optimizer=getattr(ns, run["optimizer"])(**run["settings"]),
        batch_size=run["batch_size"],
        callbacks=[lambda state: parameters.append(flat_network(state.net))],
    )
    expected = [flat(epoch["parameters"]) for epoch in run["epochs"]]
    np.testing.assert_allclose(parameters, expected, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(history.loss, [epoch["loss"] for epoch in run["epochs"]], rtol=1e-13)
