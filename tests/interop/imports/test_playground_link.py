"""A link of TensorFlow Playground gives the network of its shape."""

from __future__ import annotations

import pytest

import neurosim as ns
from neurosim.errors import NeurosimError

HOME = "https://playground.tensorflow.org/"
LINK = (
    f"{HOME}#activation=relu&batchSize=10&dataset=circle&regDataset=reg-plane&learningRate=0.03"
    "&regularizationRate=0&noise=0&networkShape=4,2&seed=0.52145&showTestData=false"
    "&discretize=false&percTrainData=50&x=true&y=false&xTimesY=true&xSquared=true&ySquared=false"
    "&cosX=false&sinX=true&cosY=false&sinY=false&collectStats=false&problem=classification"
    "&initZero=false&hideText=false"
)


def test_layers_features_and_activations_are_those_of_the_link():
    net = ns.read_playground(LINK)
    assert [neuron.name for neuron in net.inputs] == ["x", "x^2", "xy", "sin(x)"]
    assert net.input_columns == ("x", "x^2", "xy", "sin(x)")
    assert [len(layer) for layer in net.layers] == [4, 4, 2, 1]
    assert {neuron.activation.name for neuron in net.hidden} == {"relu"}
    assert net["o[0]"].activation.name == "tanh"


def test_weights_are_drawn_with_our_seed_as_playground_draws_them():
    net, same, other = (ns.read_playground(LINK, seed=seed) for seed in (1, 1, 2))
    weights = [edge["weight"] for _, _, edge in net.graph.edges(data=True)]
    assert all(-0.5 <= weight < 0.5 for weight in weights)
    assert len(set(weights)) == len(weights)
    assert {neuron.bias for neuron in net if not neuron.is_input} == {0.1}
    assert net.wh[0][0].tolist() == same.wh[0][0].tolist() != other.wh[0][0].tolist()


def test_a_link_without_settings_has_those_of_playground():
    net = ns.read_playground(HOME)
    assert [neuron.name for neuron in net.inputs] == ["x", "y"]
    assert [len(layer) for layer in net.layers] == [2, 4, 2, 1]
    assert {neuron.activation.name for neuron in net.hidden} == {"tanh"}


def test_zeros_regression_and_no_hidden_layer():
    net = ns.read_playground(f"{HOME}#initZero=true&problem=regression&networkShape=")
    assert net.forward([3.0, 4.0]) == [0.0]
    assert net["o[0]"].activation.name == "identity"
    assert len(net) == 3


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("model.json", "'model.json' is no link of TensorFlow Playground; such a link begins with h"),
        ("https://example.org/#a=b", "is no link of TensorFlow Playground"),
        ("https://example.org/#networkShape=4,2", "is no link of TensorFlow Playground; such a link beg"),
        ("https://playground.tensorflow.org.example.org/#networkShape=4", "is no link of TensorFlow Pla"),
        (f"{HOME}#networkShape=4,two", "networkShape is '4,two'; expected the sizes of the hidden la"),
        (f"{HOME}#networkShape=4,0", "networkShape is '4,0'; expected the sizes of the hidden layers"),
        (f"{HOME}#networkShape=5000,5000", "gives 25,015,000 edges; at most 1,000,000 are possible"),
        (f"{HOME}#activation=elu", "unknown activation of TensorFlow Playground 'elu'; did you mean 'relu'? kn"),
        (f"{HOME}#problem=3", "unknown problem of TensorFlow Playground '3'; known: classification, "),
        (f"{HOME}#x=false&y=false", "no feature is switched on in the link, so the network has no inp"),
    ],
)  # fmt: skip
def test_a_link_that_cannot_be_read_is_refused_in_one_sentence(link, message):
    with pytest.raises(NeurosimError) as caught:
        ns.read_playground(link)
    assert message in str(caught.value)


def test_a_link_may_be_without_its_scheme_and_in_capitals():
    for link in (
        "playground.tensorflow.org/#networkShape=3",
        "HTTP://Playground.TensorFlow.org/#x=true",
    ):
        assert ns.import_network(link).name == "TensorFlow Playground"
