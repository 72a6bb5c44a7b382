import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import neurosim as ns
from neurosim.errors import InputError, NotFiniteError
from neurosim.mathematics.evaluation import evaluate
from neurosim.model.activations import A, S, formulas_of, get_activation, is_built_in
from tests.strategies import ALL_ACTIVATIONS, PARTIAL

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
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "square": lambda s: s**2,
    "reciprocal": lambda s: s**-1.0,
    "abs": np.abs,
    "cos": np.cos,
    "arctan": np.arctan,
    "erf": lambda s: 2 / math.sqrt(math.pi) * integral(lambda t: np.exp(-(t**2)), s),
    "softsign": lambda s: s / (1 + np.abs(s)),
    "hard_tanh": lambda s: np.clip(s, -1, 1),
    "hard_sigmoid": lambda s: np.clip(s / 6 + 0.5, 0, 1),
    "swish": lambda s: s / (1 + np.exp(-s)),
    "gelu": lambda s: s * (0.5 + integral(lambda t: np.exp(-(t**2) / 2) / math.tau**0.5, s)),
    "gelu_tanh": lambda s: 0.5 * s * (1 + np.tanh(math.sqrt(2 / math.pi) * (s + 0.044715 * s**3))),
    "mish": lambda s: s * np.tanh(np.log(1 + np.exp(s))),
}


def integral(function, end):
    """Return the integral from 0 to a number, by the rule of Gauss and Legendre."""
    at, weights = np.polynomial.legendre.leggauss(60)
    return end / 2 * float(weights @ function(end / 2 * (at + 1)))


def test_every_activation_of_the_design_is_there():
    assert set(ns.ACTIVATIONS) == set(DEFINITIONS)


@pytest.mark.parametrize("name", ns.ACTIVATIONS)
@pytest.mark.parametrize("s", [-3.1, -0.7, -1e-3, 1e-3, 0.4, 2.5])
def test_function_and_derivative(name, s):
    activation = ns.ACTIVATIONS[name]
    if name in {"log", "sqrt"} and s < 0:
        with pytest.raises(ValueError, match=r"domain error|nonnegative"):
            activation.function(s)
        return
    assert activation.function(s) == pytest.approx(float(DEFINITIONS[name](s)), rel=1e-12)
    h = 1e-6 * min(1.0, 100 * abs(s))
    numeric = (activation.function(s + h) - activation.function(s - h)) / (2 * h)
    if activation.surrogate:
        assert (activation.derivative(s), numeric) == (1.0, 0.0)
    else:
        assert activation.derivative(s) == pytest.approx(numeric, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize(
    ("name", "function", "derivative"),
    [
        ("relu", 0.0, 0.0),
        ("leaky_relu", 0.0, 0.01),
        ("elu", 0.0, 1.0),
        ("step", 1.0, 1.0),
        ("sigmoid", 0.5, 0.25),
        ("softplus", math.log(2), 0.5),
        ("leaky_relu(0.2)", 0.0, 0.2),
        ("abs", 0.0, 0.0),
        ("swish", 0.0, 0.5),
        ("gelu", 0.0, 0.5),
        ("gelu_tanh", 0.0, 0.5),
        ("mish", 0.0, 0.6),
        ("hard_tanh", 0.0, 1.0),
        ("hard_sigmoid", 0.5, 1 / 6),
    ],
)
def test_at_zero(name, function, derivative):
    activation = get_activation(name)
    assert (activation.function(0.0), activation.derivative(0.0)) == (function, derivative)


@pytest.mark.parametrize("name", ALL_ACTIVATIONS)
@given(s=st.floats(-1e150, 1e150))
def test_no_summation_overflows(name, s):
    activation = get_activation(name)
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
        if s <= 0 and activation.name in PARTIAL:
            continue
        letters = {S: float(s)}
        output = evaluate(formula, letters)
        # 1 + erf, and 1 + tanh, lose digits on the left, which the code keeps
        close = 1e-14 if activation.name.startswith("gelu") else 1e-15
        assert output == pytest.approx(activation.function(s), rel=1e-12, abs=close)
        letters[A] = activation.function(s)
        assert evaluate(slope, letters) == pytest.approx(
            activation.derivative(s), rel=1e-12, abs=close
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


@pytest.mark.parametrize("slope", [0.2, 1.0, 1.5, 0.0, -0.25, 1e-7])
def test_a_leaky_relu_has_its_slope_in_its_name(slope):
    leaky = get_activation(f"leaky_relu({slope})")
    assert leaky is get_activation(leaky.name)
    assert is_built_in(leaky)
    assert (leaky.function(-2.0), leaky.function(3.0)) == (-2.0 * slope, 3.0)
    assert (leaky.derivative(-2.0), leaky.derivative(3.0)) == (slope, 1.0)
    formula, derivative = formulas_of(leaky)
    for s in (-2.0, -0.0, 0.0, 1.5):
        assert evaluate(formula, {S: s}) == leaky.function(s)
        assert evaluate(derivative, {S: s}) == leaky.derivative(s)


def test_the_leaky_relu_of_the_usual_slope_is_the_usual_one():
    assert get_activation("leaky_relu(0.01)") is ns.ACTIVATIONS["leaky_relu"]
    assert get_activation("leaky_relu( 0.20 )") is get_activation("leaky_relu(0.2)")


@pytest.mark.parametrize(
    "name", ["leaky_relu(x)", "leaky_relu()", "leaky_relu(nan)", "leaky_relu(inf)"]
)
def test_a_slope_that_is_no_number_is_refused(name):
    with pytest.raises(InputError, match=r"slope of .*leaky.* finite number"):
        get_activation(name)


@pytest.mark.parametrize("name", ["leaky_relu(0.2", "elu(1.0)", "leaky_relu (0.2)"])
def test_only_the_leaky_relu_has_a_parameter(name):
    with pytest.raises(ns.NeurosimError, match="unknown activation"):
        get_activation(name)


@pytest.mark.parametrize(
    ("name", "s"), [("log", 0.0), ("log", -1.0), ("sqrt", -1.0), ("reciprocal", 0.0)]
)
@pytest.mark.parametrize("engine", ["compiled", "objects"])
def test_where_an_activation_is_no_number_the_neuron_is_named(name, s, engine):
    net = ns.Network()
    net.add_neuron({net.add_input(): 1.0}, activation=name, name="here")
    with pytest.raises(NotFiniteError, match=f"the activation '{name}' of 'here' gives no finite"):
        ns.predict(net, [[1.0], [s]], engine=engine)
