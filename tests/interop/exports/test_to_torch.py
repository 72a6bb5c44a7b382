"""A network as a PyTorch module: the outputs, gradients and trainings of both are the same."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

import neurosim as ns
from neurosim.model.activations import get_activation
from tests.strategies import ALL_ACTIVATIONS, networks, samples

torch = pytest.importorskip("torch")

PAGE = Path(__file__).parents[3] / "docs" / "pytorch.md"


def double(values):
    return torch.tensor(np.asarray(values, dtype=np.float64))


def place_of(module, parameter):
    """Return the tensor of a parameter of a network, and its place there, by the notation."""
    letter = "b" if parameter.edge is None else "w"
    if parameter.quantity.kind == "output":
        return getattr(module, f"{letter}o"), parameter.quantity.indices
    layer, *place = parameter.quantity.indices
    return getattr(module, f"{letter}h")[layer], tuple(place)


def numbers_of(module, net):
    placed = (place_of(module, parameter) for parameter in net.parameters)
    return [tensor[place].item() for tensor, place in placed]


@settings(max_examples=60, deadline=None)
@given(st.data(), networks(activations=ALL_ACTIVATIONS))
def test_outputs_and_gradients_are_those_of_the_network(data, net):
    x, z = data.draw(samples(net))
    try:
        outputs, loss = net.forward(x), net.backward(z)
    except ns.NeurosimError:  # a logarithm of a negative number, an exponential out of range
        reject()
    module = ns.to_torch(net)
    y = module.forward_normalized(double(x))
    assume(np.abs(outputs).max() < 1e6)
    assert y.tolist() == pytest.approx(outputs.tolist(), rel=1e-12, abs=1e-12)
    torch_loss = 0.5 * ((y - double(z)) ** 2).sum()
    assert torch_loss.item() == pytest.approx(loss, rel=1e-12, abs=1e-12)
    if torch_loss.requires_grad:
        torch_loss.backward()
    for parameter in net.parameters:
        tensor, place = place_of(module, parameter)
        gradient = 0.0 if tensor.grad is None else float(tensor.grad[place])
        expected = parameter.gradient if parameter.trainable else 0.0
        assert gradient == pytest.approx(expected, rel=1e-12, abs=1e-12), parameter.symbol


@pytest.mark.parametrize("name", [*ns.ACTIVATIONS, "leaky_relu(0.2)", "leaky_relu(-1.5)"])
def test_slopes_at_kinks_and_far_away_are_those_of_the_activation(name):
    activation = get_activation(name)
    net = ns.Network()
    net.add_neuron({net.add_input(): 1.0}, activation=activation)
    module = ns.to_torch(net)
    tried = 0
    for s in (*activation.kinks, -30.0, -3.0, -0.5, 0.5, 3.0, 20.5, 30.0, 45.0):
        try:
            value, slope = activation.function(s), activation.derivative(s)
        except (ValueError, ArithmeticError):  # outside the domain
            continue
        if not np.isfinite([value, slope]).all():
            continue
        tried += 1
        given = double([s]).requires_grad_()
        y = module(given)
        assert y.item() == pytest.approx(value, rel=1e-14, abs=1e-15)
        (found,) = torch.autograd.grad(y.sum(), given)
        assert found.item() == pytest.approx(slope, rel=1e-12, abs=1e-14), s
    assert tried > 4


def test_many_neurons_with_few_inputs_are_added_one_by_one():
    net = ns.Network()
    inputs = [net.add_input() for _ in range(40)]
    for k in range(40):
        net.add_neuron({inputs[k]: 0.5, inputs[(3 * k + 1) % 40]: -0.25}, bias=k / 40)
    module = ns.to_torch(net)
    assert [layer.sparse for layer in module.layers] == [True]
    X = np.random.default_rng(1).normal(size=(5, 40))
    y = module(double(X))
    np.testing.assert_allclose(y.detach(), ns.predict(net, X), rtol=1e-14)
    again = ns.from_torch(module, X)
    assert again.graph.number_of_edges() == 80
    np.testing.assert_allclose(ns.predict(again, X), ns.predict(net, X), rtol=1e-14)
    y.sum().backward()
    net.forward(X[0])
    net.backward(net.forward(X[0]) - 1.0)
    expected = net.parameter("wo[7][1]").gradient
    module.zero_grad()
    module(double(X[0])).sum().backward()
    assert float(module.wo.grad[7][1]) == pytest.approx(expected, rel=1e-12)


def test_constants_and_outputs_that_no_input_reaches():
    net = ns.Network()
    x, one = net.add_input("x"), net.add_constant(0.5, activation="tanh", name="one")
    y = net.add_neuron({x: 2.0, one: -1.0}, name="y")
    alone = net.add_constant(0.25, name="alone")
    net.set_outputs(y, alone)
    module = ns.to_torch(net)
    np.testing.assert_allclose(module(double([[3.0]])).detach(), ns.predict(net, [[3.0]]))
    net.forward([3.0])
    net.backward([1.0, 1.0])
    (0.5 * ((module(double([3.0])) - 1.0) ** 2).sum()).backward()
    for parameter in net.parameters:
        tensor, place = place_of(module, parameter)
        assert tensor.grad[place].item() == pytest.approx(parameter.gradient, rel=1e-13)
    again = ns.from_torch(module, np.zeros((1, 1)))
    np.testing.assert_allclose(ns.predict(again, [[3.0]]), ns.predict(net, [[3.0]]), rtol=1e-14)


TOTAL = tuple(name for name in ALL_ACTIVATIONS if name not in {"exp", "log", "sqrt", "reciprocal"})
"""Activations that are defined everywhere and do not grow beyond all bounds."""


@settings(max_examples=12, deadline=None)
@given(networks(activations=TOTAL))
def test_random_networks_come_back_from_their_module(net):
    net.unfreeze()  # torch.export cannot capture some modules with frozen parameters
    X = np.random.default_rng(0).normal(size=(5, len(net.inputs)))
    again = ns.from_torch(ns.to_torch(net), X)
    expected = ns.predict(net, X, engine="objects")
    found = ns.predict(again, X, engine="objects")
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("normalize", [None, (0, 1), (-1, 1), "standard"])
def test_raw_units_go_in_and_out(normalize):
    net, data = ns.worked_example()
    ns.train(net, data, epochs=3, normalize=normalize)
    module = ns.to_torch(net)
    X = data.X + 3.0
    np.testing.assert_allclose(module(double(X)).detach(), ns.predict(net, X), rtol=1e-13)
    z = module.normalize_targets(double(data.Z))
    np.testing.assert_allclose(z, net.normalize_targets(data.Z), rtol=1e-13)


def test_a_constant_column_is_scaled_to_the_middle():
    net = ns.mlp([2, 1], seed=1)
    net.input_scaling = ns.MinMaxScaling((1.0, 5.0), (3.0, 5.0), (-1.0, 3.0))
    net.target_scaling = ns.StandardScaling((4.0,), (0.0,))
    module = ns.to_torch(net)
    assert module.normalize_inputs(double([2.0, 7.0])).tolist() == [1.0, 1.0]
    assert module(double([2.0, 7.0])).tolist() == ns.predict(net, [[2.0, 7.0]])[0].tolist() == [4.0]


def test_a_training_with_sgd_gives_the_numbers_of_train():
    net = ns.mlp([2, 4, 3, 1], activation="tanh", output_activation="identity", seed=1)
    net.freeze("wh[0][1][0]", "bh[1][2]", "h[0][3]")
    rng = np.random.default_rng(0)
    X, Z = rng.normal(size=(24, 2)) * 5, rng.normal(size=(24, 1))
    ns.train(net, (X, Z), epochs=1, normalize=(0, 1))
    module = ns.to_torch(net)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1, momentum=0.9)
    history = ns.train(
        net, (X, Z), epochs=5, batch_size=8, optimizer=ns.SGD(0.1, momentum=0.9), shuffle=False
    )
    x, z = module.normalize_inputs(double(X)), module.normalize_targets(double(Z))
    losses = []
    for _ in range(5):
        parts = []
        for batch in range(0, 24, 8):
            rows = slice(batch, batch + 8)
            optimizer.zero_grad()
            loss = 0.5 * ((module.forward_normalized(x[rows]) - z[rows]) ** 2).sum(1).mean()
            loss.backward()
            optimizer.step()
            parts.append(loss.item())
        losses.append(np.mean(parts))
    np.testing.assert_allclose(losses, history.loss, rtol=1e-11)
    expected = [parameter.value for parameter in net.parameters]
    np.testing.assert_allclose(numbers_of(module, net), expected, rtol=1e-11)
    ns.read_torch(other := ns.mlp([2, 4, 3, 1], seed=2), module)
    assert [p.value for p in other.parameters] == numbers_of(module, net)


def test_frozen_parameters_keep_their_values_whatever_the_optimizer():
    net = ns.mlp([2, 3, 1], seed=1)
    net.freeze("wh[0][1][0]", "bh[0][2]", "o[0]")
    before = net.copy()
    module = ns.to_torch(net)
    assert not module.wo.requires_grad
    assert module.wh[0].requires_grad
    optimizer = torch.optim.AdamW(module.parameters(), lr=0.1, weight_decay=0.5)
    X = double([[1.0, 2.0], [0.5, -1.0]])
    for _ in range(3):
        optimizer.zero_grad()
        module(X).sum().backward()
        optimizer.step()
    ns.read_torch(net, module)
    for old, new in zip(before.parameters, net.parameters, strict=True):
        assert (old.value == new.value) is not new.trainable, old.symbol
    np.testing.assert_allclose(module(X).detach(), ns.predict(net, X.numpy()), rtol=1e-14)


def test_the_outputs_of_a_softmax_network_are_logits():
    data = ns.Dataset.from_labels([[0.0], [1.0], [2.0]], ["a", "b", "c"])
    net = ns.mlp([1, 3], output_activation="identity", seed=1)
    ns.train(net, data, epochs=2, loss="softmax_cross_entropy")
    logits = ns.to_torch(net)(double(data.X))
    probabilities = torch.softmax(logits, dim=1).detach()
    np.testing.assert_allclose(probabilities, ns.predict_probabilities(net, data.X), rtol=1e-14)


def test_float32_on_request_and_inputs_of_any_kind():
    net = ns.mlp([2, 3, 1], seed=1)
    for dtype in ("float32", torch.float32, np.float32):
        y = ns.to_torch(net, dtype=dtype)(torch.tensor([[1.0, 2.0]], dtype=torch.float64))
        assert y.dtype == torch.float32
        np.testing.assert_allclose(y.detach(), ns.predict(net, [[1.0, 2.0]]), rtol=1e-6)
    assert ns.to_torch(net)(torch.tensor([[1, 2]])).dtype == torch.float64
    module = ns.to_torch(net, dtype="float32")
    ns.read_torch(net, module)
    assert [p.value for p in net.parameters] == numbers_of(module, net)


def test_a_module_is_copied_saved_and_loaded_as_others(tmp_path):
    net = ns.mlp([2, 3, 1], seed=1)
    net.freeze("bh[0][2]")
    module = ns.to_torch(net)
    torch.save(module.state_dict(), tmp_path / "numbers.pt")
    state = torch.load(tmp_path / "numbers.pt", weights_only=True)
    other = ns.mlp([2, 3, 1], seed=2)
    ns.read_torch(other, state)
    assert [p.value for p in other.parameters] == [p.value for p in net.parameters]
    again = ns.to_torch(other)
    again.load_state_dict({**again.state_dict(), **{k: state[k] for k in ("wo", "bo")}})
    x = double([[1.0, 2.0]])
    assert torch.equal(copy.deepcopy(module)(x), module(x))
    assert "2 inputs, 1 outputs" in repr(module)


def refusal(function, *given, **named):
    with pytest.raises(ns.NeurosimError) as caught:
        function(*given, **named)
    return str(caught.value)


def test_what_cannot_be_exported_is_refused():
    own = ns.Activation("square root", abs, abs)
    net = ns.Network()
    net.add_neuron({net.add_input(): 1.0}, activation=own, name="odd")
    assert "'odd' has the activation 'square root', one of your own" in refusal(ns.to_torch, net)
    assert "the dtype is 'float16'; give" in refusal(ns.to_torch, ns.mlp([1, 1]), dtype="float16")
    module = ns.to_torch(ns.mlp([2, 1]))
    said = refusal(module, double([[1.0]]))
    assert said == (
        "the module takes a tensor of shape (..., 2) for its 2 inputs x[0], x[1]; got (1, 1)"
    )
    assert "got list" in refusal(module, [[1.0, 2.0]])
    assert "1 target o[0]" in refusal(module.normalize_targets, double([[1.0, 2.0]]))


def test_numbers_of_another_module_are_refused_and_nothing_is_written():
    net = ns.mlp([2, 3, 1], seed=1)
    before = [p.value for p in net.parameters]
    assert "takes a module of to_torch or its state_dict; got 3" in refusal(ns.read_torch, net, 3)
    linear = torch.nn.Linear(2, 3)
    assert "the module has no parameter 'wh.0'" in refusal(ns.read_torch, net, linear)
    other = ns.to_torch(ns.mlp([2, 4, 1]))
    assert "has 8 numbers in the shape (4, 2), the network has (3, 2)" in refusal(
        ns.read_torch, net, other
    )
    module = ns.to_torch(ns.mlp([2, 3, 1], seed=3))
    with torch.no_grad():
        module.bo[0] = torch.nan
    assert "in wo or bo that is NaN or infinite" in refusal(ns.read_torch, net, module)
    assert [p.value for p in net.parameters] == before


def test_what_the_page_on_pytorch_says_is_so(tmp_path, monkeypatch):
    page = PAGE.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(block, "pytorch.md", "exec"), names)
    for name in re.findall(r"`ns\.(\w+)", page):
        assert hasattr(ns, name)
