import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import InputError, NotFiniteError
from neurosim.mathematics.evaluation import evaluate
from neurosim.model.activations import A, S, formulas_of, get_activation

# written once more with NumPy, from the definitions
DEFINITIONS = {
    "sigmoid": lambda s: 1 / (1 + np.exp(-s)),
    "tanh": lambda s: (np.exp(s) - np.exp(-s)) / (np.exp(s) + np.exp(-s)),
    "relu": lambda s: np.maximum(s, 0),
    "leaky_relu": lambda s: np.where(s > 0, s, 0.01 * s),
    "elu": lambda s: np.where(s > 0, s, np.exp(s) - 1),
    "softplus": lambda s: np.log(1 + np.exp(s)),
    "gaussian": lambda s: np.exp(-(s**2)),
    "sin": np.sin,
    "identity": lambda s: s,
    "step": lambda s: np.where(s >= 0, 1.0, 0.0),
}


def test_every_activation_of_the_design_is_there():
    assert set(ns.ACTIVATIONS) == set(DEFINITIONS)


@pytest.mark.parametrize("name", ns.ACTIVATIONS)
@pytest.mark.parametrize("s", [-3.0, -0.7, -1e-3, 1e-3, 0.4, 2.5])
def test_function_and_derivative(name, s):
    activation = ns.ACTIVATIONS[name]
    assert activation.function(s) == pytest.approx(float(DEFINITIONS[name](s)), rel=1e-12)
    h = 1e-6
    numeric = (activation.function(s + h) - activation.function(s - h)) / (2 * h)
    if activation.surrogate:
        assert (activation.derivative(s), numeric) == (1.0, 0.0)
    else:
        assert activation.derivative(s) == pytest.approx(numeric, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(
    ("name", "function", "derivative"),
    [
        ("relu", 0.0, 0.0),
        ("leaky_relu", 0.0, 0.01),
        ("elu", 0.0, 1.0),
        ("step", 1.0, 1.0),
        ("sigmoid", 0.5, 0.25),
        ("softplus", math.log(2), 0.5),
    ],
)
def test_at_zero(name, function, derivative):
    activation = ns.ACTIVATIONS[name]
    assert (activation.function(0.0), activation.derivative(0.0)) == (function, derivative)


@pytest.mark.parametrize("name", ns.ACTIVATIONS)
@given(s=st.floats(-1e150, 1e150))
def test_no_summation_overflows(name, s):
    activation = ns.ACTIVATIONS[name]
    assert math.isfinite(activation.function(s))
    assert math.isfinite(activation.derivative(s))


def test_an_unknown_name_lists_the_known_and_suggests_the_nearest():
    with pytest.raises(ns.NeurosimError, match="unknown activation 'sigmod'; did you mean 'sig"):
        get_activation("sigmod")
    with pytest.raises(ns.NeurosimError, match="known: sigmoid, tanh, relu, leaky_relu, elu, "):
        get_activation("qqq")


def test_an_activation_needs_a_name_and_two_functions():
    with pytest.raises(ns.NeurosimError, match="the name of an activation is empty"):
        ns.Activation("", math.sin, math.cos)
    with pytest.raises(ns.NeurosimError, match="'wave' needs two functions of the summation; got"):
        ns.Activation("wave", math.sin, 1.0)


def test_an_activation_of_ones_own_computes_and_differentiates():
    cube = ns.Activation("cube", lambda s: s**3, lambda s: 3 * s**2, "s^3")
    net = ns.Network()
    x = net.add_input()
    net.add_neuron({x: 2.0}, bias=1.0, activation=cube)
    assert net.forward([0.5]).tolist() == [8.0]
    assert ns.check_gradient(net, [0.5], [1.0]).ok


@pytest.mark.parametrize("error", [OverflowError, ValueError, ZeroDivisionError])
def test_an_activation_that_fails_names_its_neuron(error):
    def fail(s):
        raise error

    net = ns.Network()
    x = net.add_input()
    net.add_neuron({x: 1.0}, activation=ns.Activation("bad", fail, fail), name="here")
    message = f"the activation 'bad' of 'here' gives no finite number .* 1: {error.__name__}$"
    with pytest.raises(NotFiniteError, match=message) as caught:
        net.forward([1.0])
    assert isinstance(caught.value.__cause__, error)


def wrong_call(s):
    return math.tanh("s")


def no_attribute(s):
    return s.tanh()


def unknown_name(s):
    return tanh(s)  # noqa: F821


@pytest.mark.parametrize(
    ("function", "error", "says"),
    [
        (wrong_call, TypeError, "must be real number, not str"),
        (no_attribute, AttributeError, "'float' object has no attribute 'tanh'"),
        (unknown_name, NameError, "name 'tanh' is not defined"),
        (lambda: 1.0, TypeError, "takes 0 positional arguments but 1 was given"),
    ],
)
def test_a_mistake_in_an_activation_is_told_as_that_with_its_cause(function, error, says):
    net = ns.Network()
    x = net.add_input()
    own = ns.Activation("own", function, lambda s: 1.0)
    net.add_neuron({x: 1.0}, activation=own, name="here")
    message = (
        f"the activation 'own' of 'here' fails for the summation 1: {error.__name__}: .*{says}"
    )
    for call in (
        lambda: net.forward([1.0]),
        lambda: ns.predict(net, [[1.0]]),
        lambda: ns.trace(net, [1.0]),
        # no learning rate mends it, so that training has not diverged
        lambda: ns.train(net, ([[1.0]], [[1.0]]), epochs=1),
    ):
        with pytest.raises(InputError, match=message) as caught:
            call()
        assert not isinstance(caught.value, NotFiniteError)
        assert isinstance(caught.value.__cause__, error)


def test_training_that_diverges_in_an_activation_keeps_its_cause():
    own = ns.Activation("own", lambda s: math.exp(1000.0 * s), lambda s: 1.0)
    net = ns.Network()
    net.add_neuron({net.add_input(): 1.0}, activation=own, name="here")
    with pytest.raises(ns.DivergedError, match="OverflowError: math range error") as caught:
        ns.train(net, ([[1.0]], [[1.0]]), epochs=1)
    assert isinstance(caught.value.__cause__, OverflowError)
    with pytest.raises(NotFiniteError, match=r"sample 1 of 1: .*OverflowError") as caught:
        ns.predict(net, [[1.0]])
    assert isinstance(caught.value.__cause__, OverflowError)


@pytest.mark.parametrize("result", [None, "1", 1j, [1.0, 2.0]])
def test_an_activation_that_gives_no_number_names_its_neuron(result):
    net = ns.Network()
    x = net.add_input()
    odd = ns.Activation("odd", lambda s: result, lambda s: result)
    net.add_neuron({x: 1.0}, activation=odd, name="here")
    if result == "1":
        assert net.forward([1.0]).tolist() == [1.0]
        return
    with pytest.raises(InputError, match=r"the activation 'odd' of 'here' fails .*: TypeError: "):
        net.forward([1.0])


def test_a_derivative_that_fails_names_its_neuron():
    net = ns.Network()
    x = net.add_input()
    odd = ns.Activation("odd", lambda s: s, lambda s: 1 / 0)
    net.add_neuron({x: 1.0}, activation=odd, name="here")
    net.forward([1.0])
    what = "the derivative of the activation 'odd' of 'here'"
    with pytest.raises(NotFiniteError, match=f"{what} gives .*: ZeroDivisionError: ") as caught:
        net.backward([0.0])
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_mistake_in_a_derivative_is_told_as_that_with_its_cause():
    net = ns.Network()
    odd = ns.Activation("odd", lambda s: s, lambda s: s.missing)
    net.add_neuron({net.add_input(): 1.0}, activation=odd, name="here")
    net.forward([1.0])
    what = "the derivative of the activation 'odd' of 'here'"
    with pytest.raises(InputError, match=f"{what} fails .*: AttributeError: ") as caught:
        net.backward([0.0])
    assert isinstance(caught.value.__cause__, AttributeError)


@pytest.mark.parametrize("activation", ns.ACTIVATIONS.values(), ids=list(ns.ACTIVATIONS))
def test_the_formula_is_what_the_code_computes(activation):
    formula, slope = formulas_of(activation)
    for s in (*np.linspace(-6, 6, 49), 1e-9, -1e-9, 30.0, -30.0):
        letters = {S: float(s)}
        output = evaluate(formula, letters)
        assert output == pytest.approx(activation.function(s), rel=1e-12, abs=1e-15)
        letters[A] = activation.function(s)
        assert evaluate(slope, letters) == pytest.approx(
            activation.derivative(s), rel=1e-12, abs=1e-15
        )


@pytest.mark.parametrize(
    ("formulas", "problem"),
    [
        ({"formula": "s**2"}, "activation 'own' has a formula but no slope; give both"),
        ({"slope": "2 * s"}, "activation 'own' has a slope but no formula; give both"),
        ({"formula": 3}, "the formula of activation .own. is text"),
        (
            {"formula": "s **", "slope": "2 * s"},
            "the formula of activation 'own' is 's \\*\\*', wh",
        ),
        ({"formula": "s**2", "slope": "2 * t"}, "the slope of activation 'own': 't' has an unkn"),
        ({"formula": "a", "slope": "1"}, "the formula of activation 'own': 'a' has an unknown l"),
        (
            {"formula": "s**3", "slope": "2 * s"},
            "the formula of activation 'own' gives -274.625 at s = -6.5, but its function gives 42.25",
        ),
        (
            {"formula": "s**2", "slope": "s"},
            "the slope of activation 'own' gives -6.5 at s = -6.5, a = 42.25, but its function gives -13",
        ),
    ],
)
def test_a_formula_that_is_not_that_of_the_function_is_refused(formulas, problem):
    with pytest.raises(ns.NeurosimError, match=problem):
        ns.Activation("own", lambda s: s * s, lambda s: 2 * s, **formulas)
