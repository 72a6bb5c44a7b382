"""Which runs a sweep has: all combinations or draws, and what each name belongs to."""

from __future__ import annotations

import numpy as np
import pytest

import neurosim as ns
from neurosim.scaling_out.grid import check_maker, divided, runs_of_grid


def runs(grid, settings=None, seeds=1, n=None, draw_seed=0):
    return runs_of_grid(grid, settings or {}, seeds, n, draw_seed)


def refused(grid, **more):
    with pytest.raises(ns.NeurosimError) as error:
        runs(grid, **more)
    return str(error.value)


def test_a_grid_has_all_combinations_with_all_seeds():
    found = runs({"hidden": [2, 3], "learning_rate": (0.1, 0.3)}, seeds=2)
    assert found == [
        ({"hidden": hidden, "learning_rate": rate}, seed)
        for hidden in (2, 3)
        for rate in (0.1, 0.3)
        for seed in (0, 1)
    ]


def test_an_empty_grid_is_one_combination():
    assert runs({}, seeds=[5, 9]) == [({}, 5), ({}, 9)]


def test_numbers_of_numpy_become_plain():
    ((first, _), *_) = runs({"learning_rate": np.logspace(-2, 0, 3)})
    assert first == {"learning_rate": 0.01}
    assert type(first["learning_rate"]) is float


class Uniform:
    """As a distribution of scipy.stats."""

    def rvs(self, random_state):
        return random_state.uniform(0.0, 1.0)


def test_draws_are_the_same_for_the_same_seed():
    grid = {"a": Uniform(), "b": lambda rng: 10.0 ** rng.uniform(-3, 0), "c": ["x", "y"]}
    found = [parameters for parameters, _ in runs(grid, n=50, draw_seed=3)]
    assert found == [parameters for parameters, _ in runs(grid, n=50, draw_seed=3)]
    assert found != [parameters for parameters, _ in runs(grid, n=50, draw_seed=4)]
    assert all(0 <= one["a"] <= 1 and 1e-3 <= one["b"] <= 1 for one in found)
    assert {one["c"] for one in found} == {"x", "y"}
    assert len({one["a"] for one in found}) == 50


def test_distributions_of_scipy_are_drawn():
    stats = pytest.importorskip("scipy.stats")
    found = runs(
        {"learning_rate": stats.loguniform(1e-3, 1e-1), "hidden": stats.randint(2, 9)}, n=9
    )
    assert all(1e-3 <= p["learning_rate"] <= 1e-1 and p["hidden"] in range(2, 9) for p, _ in found)
    assert type(found[0][0]["hidden"]) is int


def test_names_of_training_go_to_the_training():
    assert divided({"hidden": 2, "epochs": 5, "optimizer": "adam", "act": "tanh"}) == (
        {"hidden": 2, "act": "tanh"},
        {"epochs": 5, "optimizer": "adam"},
    )


def test_a_grid_that_cannot_be_used_is_refused():
    assert (
        refused([1])
        == "grid is [1]; give names and values, such as grid={'learning_rate': [0.1, 0.3]}"
    )
    assert (
        refused({"hidden": 3}) == "'hidden' of grid is a list of values, or a distribution; got 3"
    )
    assert refused({"hidden": []}) == "'hidden' of grid is an empty list; give at least one value"
    assert refused({"hidden": [2, 3, 2]}) == "'hidden' of grid has 2 twice; give each value once"
    assert refused({"learning_rate": [1, 0.5, 1.0]}) == (
        "'learning_rate' of grid has 1.0 twice; give each value once"
    )
    assert "has [0, 1] twice" in refused({"normalize": [None, [0, 1], [0, 1]]})
    assert len(runs({"a": [True, 1, {}, {}]})) == 4
    assert refused({"seed": [1]}) == "grid has 'seed'; give seeds=... to the sweep"
    assert "which is a column of the table of a sweep" in refused({"run": [1]})
    assert refused({"hidden": Uniform()}) == (
        "'hidden' of grid is a distribution; say with n=... how many combinations to draw"
    )
    assert refused({"hidden": lambda rng: 1 / 0}, n=2) == (
        "'hidden' of grid cannot be drawn: ZeroDivisionError: division by zero"
    )
    assert refused({"a": range(2000), "b": range(2000)}) == (
        "the grid has 4000000 runs, and a sweep has at most 1000000; draw some with n=..."
    )
    loss = ns.Loss("own", lambda y, z: y, lambda y, z: y)
    assert "is not a name; a sweep takes the built-in losses by name" in refused({"loss": [loss]})


def test_settings_and_seeds_that_cannot_be_used_are_refused():
    assert refused({}, settings={"epoch": 3}).startswith(
        "unknown setting of ns.train 'epoch'; did you mean 'epochs'?"
    )
    assert refused({"epochs": [1]}, settings={"epochs": 3}) == (
        "'epochs' is in grid and in settings; leave it in one of them"
    )
    assert refused({}, settings={"callbacks": ()}) == (
        "settings has 'callbacks'; a sweep has no callbacks of its runs"
    )
    assert refused({}, seeds=0) == "seeds is 0; it must be at least 1"
    assert refused({}, seeds=[]) == "seeds are an empty list; give at least one seed"
    assert refused({}, seeds=[1, 1]) == "seeds are [1, 1]; give each seed once"
    assert refused({}, seeds="12") == (
        "seeds are a whole number, as many seeds from 0, or a list of seeds; got '12'"
    )


def test_make_network_must_take_the_names_of_the_grid_and_a_seed():
    def make(hidden, seed):
        return ns.mlp([1, hidden, 1], seed=seed)

    check_maker(make, ["hidden", "epochs"])
    check_maker(lambda **parameters: None, ["anything"])
    with pytest.raises(
        ns.NeurosimError, match=r"unknown parameter 'hiden'; did you mean 'hidden'\?"
    ):
        check_maker(make, ["hiden"])
    with pytest.raises(ns.NeurosimError, match="make_network takes no argument 'seed'; add it"):
        check_maker(lambda hidden: None, ["hidden"])
    with pytest.raises(
        ns.NeurosimError, match="make_network is 3; give a function that takes hidden, seed"
    ):
        check_maker(3, ["hidden"])
