import importlib

import pytest

import neurosim as ns
from neurosim.cli.terminal_tables import prediction_rows

# the function of the same name hides the module
module = importlib.import_module("neurosim.engine.predict")


@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "half_squared_error"])
def test_classes_and_their_shares_come_from_one_prediction(monkeypatch, loss):
    data = ns.Dataset.from_labels([0, 1, 2, 3], ["no", "no", "yes", "yes"])
    net = ns.mlp([1, len(data.output_names)], "identity", seed=1)
    ns.train(net, data, epochs=2, loss=loss)
    labels, shares = ns.predict_classes(net, data.X), ns.predict_probabilities(net, data.X)
    calls = []
    forward = module.forward_rows

    def counted(*arguments, **options):
        calls.append(1)
        return forward(*arguments, **options)

    monkeypatch.setattr(module, "forward_rows", counted)
    _, rows = prediction_rows(net, data.X)
    assert len(calls) == 1
    expected = [[label, *row] for label, row in zip(labels, shares.tolist(), strict=True)]
    assert rows == expected
