"""Training refuses what it cannot use before it changes a single parameter."""

import pytest

import neurosim as ns
from neurosim.errors import InputError, StructureError, UnknownNameError

DATA = ([[0.1, 0.9], [0.8, -0.4], [-0.5, 0.3]], [[0.2], [0.9], [0.4]])
NAN = float("nan")


@pytest.fixture
def net():
    """A network of the width of the data."""
    return ns.mlp([2, 3, 1], seed=1)


def state(net):
    parameters = [(parameter.value, parameter.trainable) for parameter in net.parameters]
    return {
        "parameters": parameters,
        "scaling": (net.input_scaling, net.target_scaling),
        "columns": (net.input_columns, net.target_columns),
        "loss": net.loss,
    }


def assert_refused(net, data, error, message, **settings):
    """Assert that training raises the error and leaves the network as it was."""
    before = state(net)
    with pytest.raises(error, match=message):
        ns.train(net, data, **{"epochs": 2} | settings)
    assert state(net) == before


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"epochs": 0}, "the number of epochs is 0; it must be at least 1"),
        ({"epochs": -3}, "the number of epochs is -3"),
        ({"epochs": 2.5}, "the number of epochs is 2.5; it must be a whole number"),
        ({"epochs": "10"}, "the number of epochs is '10'; it must be a whole number"),
        ({"epochs": True}, "the number of epochs is True; it must be a whole number"),
        ({"batch_size": 0}, "the batch size is 0; it must be at least 1"),
        ({"batch_size": -1}, "the batch size is -1"),
        ({"batch_size": 1.5}, "the batch size is 1.5; it must be a whole number"),
        ({"learning_rate": 0}, "the learning rate is 0; it must be above 0"),
        ({"learning_rate": -0.1}, "the learning rate is -0.1; it must be above 0"),
        ({"learning_rate": NAN}, "the learning rate is nan; it must be a finite number"),
        ({"learning_rate": "fast"}, "the learning rate is 'fast', which is not a number"),
        ({"learning_rate": 0.1, "optimizer": ns.SGD(0.2)}, "a learning rate of its own"),
        ({"seed": -1}, "a seed is a whole number of at least 0, or None; got -1"),
        ({"seed": 0.5, "shuffle": True}, "a seed is a whole number .* got 0.5"),
        ({"normalize": (1, 0)}, r"its low end below its high end; got \(1, 0\)"),
        ({"normalize": (0, NAN)}, "the high end of the range is nan"),
        ({"normalize": 1}, r"normalize is 1; give a range such as \(0, 1\) .*, or 'standard'"),
        ({"normalize": "minmax"}, r"normalize is 'minmax'; give a range .*, or 'standard'"),
        ({"normalize": (1, 2, 3)}, r"a range is written \(low, high\)"),
        ({"callbacks": ["stop"]}, "a callback is a Callback object or a function .* 'stop'"),
        ({"callbacks": [None]}, "a callback is a Callback object .* got None"),
        ({"callbacks": [ns.EarlyStopping]}, "a callback is a Callback object .*EarlyStopping"),
    ],
)
def test_a_setting_out_of_range(net, setting, message):
    assert_refused(net, DATA, InputError, message, **setting)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"optimizer": "adm"}, "unknown optimizer 'adm'; did you mean 'adam'.* known: sgd, rms"),
        ({"loss": "msee"}, "unknown loss 'msee'; did you mean 'mse'.* known: half_squared_error"),
        ({"metric": "acuracy"}, "unknown metric 'acuracy'; did you mean 'accuracy'.* mae, rmse"),
        ({"optimizer": None}, "unknown optimizer None; known: sgd"),
        ({"loss": 3}, "unknown loss 3; known: half_squared_error"),
    ],
)
def test_an_unknown_name_lists_the_known_ones(net, setting, message):
    assert_refused(net, DATA, UnknownNameError, message, **setting)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            ([[1.0], [2.0]], [1.0, 2.0]),
            "the data has 1 input in each sample .*, the network has 2 inputs",
        ),
        (
            ([[1.0, 2.0, 3.0]], [1.0]),
            "the data has 3 inputs in each sample .*, the network has 2 inputs",
        ),
        (
            ([[1.0, 2.0]], [[1.0, 2.0]]),
            "the data has 2 targets in each sample .*, the network has 1 output",
        ),
        (([[1.0, 2.0]], [1.0, 2.0]), "X has 1 row and Z has 2 rows"),
        (([[1.0, NAN]], [1.0]), "X has 1 missing value, in row 0, column 1; choose missing="),
        (([[1.0, 2.0]], [NAN]), "Z has 1 missing value, in row 0, column 0; choose missing="),
        ([[1.0, 2.0], [1.0]], r"expected a Dataset or a tuple \(X, Z\)"),
        ("scores.csv", r"expected a Dataset or a tuple \(X, Z\)"),
    ],
)
def test_data_that_do_not_fit(net, data, message):
    assert_refused(net, data, InputError, message)
    of_validation = message.replace("the data", "the validation data")
    assert_refused(net, DATA, InputError, of_validation, validation=data)


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
@pytest.mark.parametrize("target", [-0.1, 1.5])
def test_a_target_that_is_no_probability(net, loss, target):
    message = rf"{loss} takes targets between 0 and 1 and never scales them; the target o\[0\] is {target}"
    assert_refused(net, (DATA[0], [[0.5], [0.5], [target]]), InputError, message, loss=loss)


def test_a_validation_target_that_is_no_probability(net):
    assert_refused(
        net,
        (DATA[0], [[0.0], [1.0], [0.0]]),
        InputError,
        "takes targets between 0 and 1 and never scales them; the target .* is 2",
        loss="binary_cross_entropy",
        validation=(DATA[0], [[0.0], [1.0], [2.0]]),
    )


def test_outputs_that_are_no_probabilities():
    net = ns.mlp([2, 1], "identity", initializer=3.0)
    with pytest.raises(InputError, match="give the output neurons the activation 'sigmoid'"):
        ns.train(net, ([[1.0, 1.0]], [[1.0]]), epochs=1, loss="binary_cross_entropy")
    assert {value for value, _ in state(net)["parameters"]} == {3.0}


@pytest.mark.parametrize("normalize", [None, (0, 1)])
def test_a_metric_that_does_not_apply_to_numbers(net, normalize):
    message = "'accuracy' cannot be used for these targets; use one of mae, rmse, r2"
    assert_refused(net, DATA, InputError, message, metric="accuracy", normalize=normalize)


def test_a_metric_that_does_not_apply_to_classes():
    data = ns.Dataset.from_labels(DATA[0], ["no", "yes", "no"])
    message = "'r2' cannot be used for these targets; use one of accuracy"
    assert_refused(ns.mlp([2, 2]), data, InputError, message, metric="r2")


def test_validation_data_with_a_class_that_was_not_trained():
    data = ns.Dataset.from_labels(DATA[0], ["no", "yes", "no"])
    other = ns.Dataset.from_labels(DATA[0], ["no", "yes", "maybe"])
    message = "the validation data has the class 'maybe' of 'class' .row 2., which the network does"
    assert_refused(ns.mlp([2, 2]), data, InputError, message, validation=other)


def test_a_network_without_neurons():
    net = ns.Network(name="empty")
    net.add_input()
    with pytest.raises(StructureError, match="network 'empty' has no neurons"):
        ns.train(net, ([1.0], [1.0]), epochs=1)


def test_a_neuron_without_inputs():
    net = ns.Network()
    x = net.add_input()
    hidden = net.add_neuron({x: 1.0}, name="fed")
    lonely = net.add_neuron(name="lonely")
    net.add_neuron({hidden: 1.0, lonely: 1.0})
    with pytest.raises(StructureError, match="neuron 'lonely' of the network has no inputs"):
        ns.train(net, ([1.0], [1.0]), epochs=1)
    assert {edge["weight"] for *_, edge in net.graph.edges(data=True)} == {1.0}
