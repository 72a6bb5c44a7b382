"""One step by several threads: by neurons or by samples, the same numbers as by one."""

import itertools
import threading

import numpy as np
import pytest

import neurosim as ns
from neurosim.engine import dividing, steps
from neurosim.engine.kernels import meeting, sharing
from neurosim.engine.kernels.meeting import new_meeting
from neurosim.engine.program import Program
from neurosim.engine.teams import abandoned_on_error, team
from tests.engine.calling import from_python
from tests.engine.test_rows import random_graph

meet, share_of = from_python(meeting.meet), from_python(sharing.share_of)
RNG = np.random.default_rng(4)
OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")


def optimizer(name):
    return {
        "sgd": ns.SGD(0.1),
        "momentum": ns.SGD(0.1, momentum=0.9),
        "nesterov": ns.SGD(0.1, momentum=0.9, nesterov=True),
        "rmsprop": ns.RMSprop(0.01),
        "adam": ns.Adam(0.01),
        "adamw": ns.AdamW(0.01, weight_decay=0.1),
    }[name]


def skips():
    """Return a net with layers, a run of inputs and neurons as sources, and single edges."""
    net = ns.Network()
    inputs = [net.add_input() for _ in range(5)]
    first = [net.add_neuron(dict.fromkeys(inputs, 0.1 * k), bias=0.1) for k in range(1, 12)]
    both = [
        net.add_neuron(dict.fromkeys([*inputs, *first], 0.03 * k), activation="tanh")
        for k in range(9)
    ]
    lone = net.add_neuron({inputs[1]: 0.3, first[4]: -0.4, both[2]: 0.2}, activation="sin")
    net.set_outputs(
        *[net.add_neuron({both[k]: 0.2, lone: 0.5, inputs[0]: k / 9}) for k in range(3)]
    )
    return net


NETWORKS = {
    "layers": ns.mlp([9, 21, 10, 3], "tanh", seed=1),
    "skips": skips(),
    "random": random_graph(n_inputs=9, n_neurons=40),
}


def trained(net, members, by_neurons, monkeypatch, *, segment_bytes=2**22, **settings):
    """Return the parameters and losses after two epochs with a forced division."""

    def divide(program, n_samples, threads):
        parts = dividing.division(program, n_samples, members, by_neurons=by_neurons)
        return parts, members

    monkeypatch.setattr(steps, "divide", divide)
    monkeypatch.setattr(dividing, "_SEGMENT_BYTES", segment_bytes)
    rng = np.random.default_rng(0)
    X, Z = rng.uniform(-1, 1, (230, len(net.inputs))), rng.random((230, len(net.outputs)))
    twin = net.copy()
    history = ns.train(twin, (X, Z), epochs=2, engine="compiled", **settings)
    return [p.value for p in twin.parameters], list(history.loss)


@pytest.mark.parametrize("segment_bytes", [2**22, 1])
@pytest.mark.parametrize("by_neurons", [True, False])
@pytest.mark.parametrize("name", NETWORKS)
def test_any_number_of_members_takes_the_same_steps(name, by_neurons, segment_bytes, monkeypatch):
    settings = {"batch_size": 100, "segment_bytes": segment_bytes, "optimizer": ns.SGD(0.5)}
    alone = trained(NETWORKS[name], 1, True, monkeypatch, **settings)
    objects = NETWORKS[name].copy()
    rng = np.random.default_rng(0)
    data = rng.uniform(-1, 1, (230, len(objects.inputs))), rng.random((230, len(objects.outputs)))
    ns.train(objects, data, epochs=2, batch_size=100, optimizer=ns.SGD(0.5), engine="objects")
    np.testing.assert_allclose(alone[0], [p.value for p in objects.parameters], rtol=1e-12)
    for members in (2, 3, 5):
        found = trained(NETWORKS[name], members, by_neurons, monkeypatch, **settings)
        again = trained(NETWORKS[name], members, by_neurons, monkeypatch, **settings)
        assert found == again
        if by_neurons:
            assert found == alone
        for ours, other in zip(found, alone, strict=True):
            np.testing.assert_allclose(ours, other, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_in_step(name, frozen, monkeypatch):
    net = NETWORKS["skips"].copy()
    if frozen:
        net.parameters[3].trainable = False
        net.parameters[40].trainable = False
    results = [
        trained(net, *who, monkeypatch, batch_size=64, optimizer=optimizer(name))
        for who in ((1, True), (2, True), (2, False))
    ]
    assert results[0] == results[1]
    np.testing.assert_allclose(results[0][0], results[2][0], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("loss", sorted(ns.LOSSES))
def test_every_loss_in_step(loss, monkeypatch):
    output = "identity" if loss == "softmax_cross_entropy" else "sigmoid"
    net = ns.mlp([9, 12, 4], output_activation=output, seed=2)
    settings = {"batch_size": 50, "loss": loss, "optimizer": ns.SGD(0.1)}
    alone = trained(net, 1, True, monkeypatch, **settings)
    assert trained(net, 3, True, monkeypatch, **settings) == alone
    by_samples = trained(net, 3, False, monkeypatch, **settings)
    np.testing.assert_allclose(alone[0], by_samples[0], rtol=1e-12, atol=1e-14)


def test_a_number_that_is_too_large_stops_all_members_at_the_same_step(monkeypatch):
    net = ns.mlp([9, 21, 3], "identity", output_activation="identity", seed=1)
    for who in ((1, True), (2, True), (2, False)):
        with pytest.raises(
            ns.NeurosimError, match="epoch 1, sample 101 of 230: the loss half_squared_error is inf"
        ):
            trained(net, *who, monkeypatch, batch_size=50, optimizer=ns.SGD(1e30))


@pytest.mark.parametrize("members", [1, 2, 3, 7])
@pytest.mark.parametrize("n", [0, 1, 8, 9, 100])
def test_shares_are_whole_units_and_leave_nothing_out(n, members):
    shares = [share_of(*map(np.uint64, (n, 8, k, members))) for k in range(members)]
    assert shares[0][0] == 0
    assert shares[-1][1] == n
    for (_, end), (begin, _) in itertools.pairwise(shares):
        assert end == begin
        assert begin % 8 == 0 or begin == n


def test_more_threads_are_taken_for_large_batches_only():
    layers, sparse = Program(ns.mlp([784, 128, 10])), Program(random_graph(n_neurons=400))
    assert dividing.divide(Program(ns.mlp([2, 3, 1])), 32, 2)[1] == 1
    assert dividing.divide(layers, 32, 1)[1] == 1
    parts, members = dividing.divide(layers, 32, 2)
    assert (parts.by_neurons, members) == (True, 2)
    parts, members = dividing.divide(sparse, 256, 2)
    assert (parts.by_neurons, members) == (False, 2)


def test_nobody_waits_for_a_member_that_does_not_come():
    place, found = new_meeting(), []

    def wait():
        found.append(bool(meet(place, 2)))

    def fail():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), team(2) as run, abandoned_on_error(place):
        run([fail, wait])
    assert found == [False]


def test_many_who_meet_more_often_than_there_are_cores():
    place, counts = new_meeting(), np.zeros(6, int)

    def work(member):
        for step in range(200):
            counts[member] = step
            meet(place, 6)
            assert (counts == step).all()
            meet(place, 6)

    threads = [threading.Thread(target=work, args=(member,)) for member in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (counts == 199).all()
