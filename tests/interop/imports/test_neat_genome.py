"""Genomes of neat-python give the numbers of its own feed-forward networks."""

from __future__ import annotations

import math
import sys
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

import neurosim as ns
from neurosim.errors import FileError, InputError, StructureError
from tests.interop.imports.genomes import ACTIVATIONS, AGGREGATIONS, make_config, make_genome

neat = pytest.importorskip("neat")


def hand_made(nodes: dict, connections: dict, n_inputs: int = 1, outputs: tuple = (0,)):
    """Return genome and configuration; a node is (activation, aggregation, bias, response)."""
    config = make_config(ACTIVATIONS, AGGREGATIONS + " maxabs")
    config.genome_config.input_keys = [-1 - i for i in range(n_inputs)]
    config.genome_config.output_keys = list(outputs)
    genome = SimpleNamespace(
        nodes={
            key: SimpleNamespace(activation=a, aggregation=g, bias=b, response=r)
            for key, (a, g, b, r) in nodes.items()
        },
        connections={
            key: SimpleNamespace(key=key, weight=weight, enabled=True)
            for key, weight in connections.items()
        },
    )
    return genome, config


def differences(genome, config, X) -> list[float]:
    """Return for each input the largest difference, relative where the output is above 1."""
    net = ns.from_neat(genome, config)
    real = neat.nn.FeedForwardNetwork.create(genome, config)
    found = []
    for x in X:
        theirs = np.array(real.activate(list(map(float, x))))
        found.append(np.max(np.abs(net.forward(x) - theirs) / np.maximum(1, np.abs(theirs))))
    return found


@pytest.mark.parametrize("activation", ACTIVATIONS.split())
def test_every_activation_is_that_of_the_library(activation):
    genome, config = hand_made({0: (activation, "sum", 0.3, 1.7)}, {(-1, 0): 0.9})
    # -0.3 / 1.7 / 0.9 is the zero; 40 is beyond the limits at which the library cuts
    X = [[x] for x in (-40.0, -3.0, -0.5, -0.3 / 1.7 / 0.9, 0.0, 1e-9, 0.1, 2.5, 40.0)]
    assert max(differences(genome, config, X)) < 1e-12


@pytest.mark.parametrize("activation", ["inv", "log"])
def test_zero_is_what_the_library_makes_of_it(activation):
    genome, config = hand_made({0: (activation, "sum", 0.0, 1.0)}, {(-1, 0): 2.0})
    assert max(differences(genome, config, [[0.0]])) < 1e-12


@pytest.mark.parametrize("activation", ["sigmoid", "gauss"])
def test_the_reciprocal_of_a_cut_value_is_that_of_the_library(activation):
    genome, config = hand_made(
        {1: (activation, "sum", 0.0, 1.0), 0: ("inv", "sum", 0.0, 1.0)}, {(-1, 1): 1.0, (1, 0): 1.0}
    )
    assert max(differences(genome, config, [[-30.0], [-1.0], [1.0]])) < 1e-12


@pytest.mark.parametrize("aggregation", AGGREGATIONS.split())
@pytest.mark.parametrize("n_inputs", range(6))
def test_every_aggregation_is_that_of_the_library(aggregation, n_inputs):
    links = {(-1 - i, 0): w for i, w in enumerate((0.5, -1.5, 2.0, 1.0, -0.25)[:n_inputs])}
    genome, config = hand_made({0: ("identity", aggregation, 0.3, 1.7)}, links, max(n_inputs, 1))
    X = np.random.default_rng(n_inputs).normal(size=(50, max(n_inputs, 1)))
    assert max(differences(genome, config, X)) < 1e-12


@pytest.mark.parametrize("aggregations", ["sum", AGGREGATIONS])
def test_random_genomes_are_all_read_and_give_the_numbers_of_the_library(aggregations):
    config = make_config(ACTIVATIONS, aggregations)
    rng = np.random.default_rng(0)
    found = []
    for seed in range(150):
        found += differences(make_genome(config, seed), config, rng.normal(size=(3, 3)))
    assert max(found) < 1e-12


def test_one_genome_gives_the_numbers_of_the_library_on_a_thousand_inputs():
    config = make_config("sigmoid tanh relu gauss sin", "sum")
    genome = make_genome(config, 3, mutations=60)
    X = np.random.default_rng(1).normal(size=(1000, 3)) * 3
    real = neat.nn.FeedForwardNetwork.create(genome, config)
    theirs = [real.activate(x.tolist()) for x in X]
    assert np.max(np.abs(ns.predict(ns.from_neat(genome, config), X) - theirs)) < 1e-12


def test_constants_and_outputs_that_nothing_reaches_are_built():
    genome, config = hand_made(
        {
            0: ("sigmoid", "sum", 0.5, 1.0),
            1: ("tanh", "sum", 1.0, 1.0),
            5: ("relu", "sum", 2.0, 1.0),
        },
        {(5, 1): 0.25},
        outputs=(0, 1),
    )
    net = ns.from_neat(genome, config)
    assert [neuron.name for neuron in net] == ["-1", "0", "5", "1"]
    assert net["0"].is_constant
    expected = [1 / (1 + math.exp(-2.5)), math.tanh(2.5 * 1.5)]
    assert net.forward([7.0]) == pytest.approx(expected, rel=1e-15)


def test_an_output_that_the_library_leaves_at_zero_is_zero(monkeypatch):
    genome, config = hand_made({0: ("sigmoid", "sum", 0.5, 1.0)}, {})
    # neat-python 0.92 does not compute nodes without inputs
    without = SimpleNamespace(node_evals=[])
    monkeypatch.setattr(neat.nn.FeedForwardNetwork, "create", lambda *_: without)
    assert ns.from_neat(genome, config).forward([3.0]) == [0.0]


def test_names_are_the_keys_and_scale_factors_are_in_the_weights():
    genome, config = hand_made({0: ("tanh", "sum", 0.5, 2.0)}, {(-1, 0): 3.0})
    net = ns.from_neat(genome, config)
    assert net["0"].weights["-1"] == 2.5 * 2.0 * 3.0
    assert net["0"].bias == 2.5 * 0.5
    assert net["0"].activation.name == "tanh"


def test_parts_of_a_node_bear_its_name():
    genome, config = hand_made({0: ("hat", "sum", 0.5, 1.0)}, {(-1, 0): 3.0})
    assert [neuron.name for neuron in ns.from_neat(genome, config)] == ["-1", "0/abs", "0"]


def test_nodes_that_no_output_needs_are_left_out():
    genome, config = hand_made(
        {0: ("relu", "sum", 0.0, 1.0), 7: ("relu", "sum", 0.0, 1.0)}, {(-1, 0): 1.0, (-1, 7): 1.0}
    )
    assert "7" not in ns.from_neat(genome, config)


def test_a_recurrent_genome_is_refused_with_its_cycle():
    genome, config = hand_made(
        {0: ("relu", "sum", 0.0, 1.0), 7: ("relu", "sum", 0.0, 1.0)},
        {(-1, 0): 1.0, (0, 7): 1.0, (7, 0): 1.0},
    )
    message = "the genome is recurrent: its connections close the cycle (0 -> 7 -> 0|7 -> 0 -> 7); "
    with pytest.raises(StructureError, match=message):
        ns.from_neat(genome, config)


def test_of_random_recurrent_genomes_only_those_with_cycles_are_refused():
    config = make_config("sigmoid", feed_forward=False)
    results = Counter()
    for seed in range(60):
        genome = make_genome(config, seed)
        try:
            ns.from_neat(genome, config)
            results["read"] += 1
        except StructureError as error:
            results[str(error).partition(":")[0]] += 1
    assert results["read"] > 5
    assert results["the genome is recurrent"] == 60 - results["read"] > 5


def test_without_the_library_the_error_says_what_to_install(monkeypatch):
    genome, config = hand_made({0: ("relu", "sum", 0.0, 1.0)}, {(-1, 0): 1.0})
    monkeypatch.setitem(sys.modules, "neat.nn", None)
    with pytest.raises(FileError, match='install it with: pip install "neat-python"'):
        ns.from_neat(genome, config)


def test_a_function_of_the_user_is_refused_with_its_node():
    genome, config = hand_made({0: ("own", "sum", 0.0, 1.0)}, {(-1, 0): 1.0})

    def own(z):
        return z

    config.genome_config.add_activation("own", own)
    message = "node 0 has the activation 'own', which is none of neat-python's own; known: sigmoid,"
    with pytest.raises(InputError, match=message):
        ns.from_neat(genome, config)


def test_an_aggregation_that_jumps_is_refused_with_its_node():
    genome, config = hand_made({0: ("relu", "maxabs", 0.0, 1.0)}, {(-1, 0): 1.0})
    message = (
        "node 0 has the aggregation 'maxabs_aggregation', which neurons cannot compute exactly"
    )
    with pytest.raises(InputError, match=message):
        ns.from_neat(genome, config)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda g, c: setattr(g.nodes[0], "bias", math.nan),
            "the bias of node 0 is nan; it must be",
        ),
        (
            lambda g, c: setattr(g.nodes[0], "response", None),
            "the response of node 0 is None, which",
        ),
        (
            lambda g, c: setattr(g.connections[-1, 0], "weight", math.inf),
            "the weight from -1 to 0 is inf; it must be a finite number",
        ),
        (
            lambda g, c: setattr(g.nodes[0], "activation", "none"),
            "neat-python cannot compute this genome: InvalidActivationFunction: No such activation",
        ),
        (
            lambda g, c: setattr(c.genome_config, "output_keys", [4]),
            "the genome has no node 4, an output of the configuration; give the configuration that",
        ),
        (
            lambda g, c: setattr(c.genome_config, "input_keys", [-5]),
            "a connection leads from -1 to 0, and the genome has not both of these nodes; give the",
        ),
        (
            lambda g, c: delattr(g, "nodes"),
            "from_neat takes a genome of neat-python, such as popul",
        ),
        (
            lambda g, c: delattr(c, "genome_config"),
            "from_neat takes the configuration of the genome, such as neat.Config",
        ),
    ],
)
def test_a_genome_that_cannot_be_read_is_refused_in_one_sentence(change, message):
    genome, config = hand_made({0: ("relu", "sum", 0.0, 1.0)}, {(-1, 0): 1.0})
    change(genome, config)
    with pytest.raises(InputError) as caught:
        ns.from_neat(genome, config)
    assert message in str(caught.value)
