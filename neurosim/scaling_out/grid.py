"""The parameters of the runs of a sweep: all combinations of values, or random draws."""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from neurosim.checks import items, text, whole_number
from neurosim.errors import InputError, brief, counted, listed, named, unknown_name
from neurosim.model.initializers import random_generator

SETTINGS = (
    "epochs", "learning_rate", "optimizer", "batch_size", "loss", "normalize", "shuffle", "engine",
    "dtype",
)  # fmt: skip
"""The arguments of ``ns.train`` that may vary between the runs of a sweep."""

COLUMNS = ("run", "training_loss", "error")
"""Columns of the table of a sweep, so that no parameter can have these names."""

MOST_RUNS = 1_000_000

_ELSEWHERE = {
    "seed": "give seeds=... to the sweep",
    "validation": "give validation=... to the sweep",
    "threads": "each run takes one thread",
    "progress": "give progress=... to the sweep",
    "callbacks": "a sweep has no callbacks of its runs",
    "metric": "give validation=... to the sweep, and all metrics are measured",
    "resume": "give folder=... to the sweep",
}
"""Arguments of ``ns.train`` that a grid cannot have, and what to do instead."""

Parameters = dict[str, Any]


def runs_of_grid(
    grid: Any, settings: Any, seeds: Any, n: int | None, draw_seed: int
) -> list[tuple[Parameters, int]]:
    """Return the parameters and the seed of each run, in order.

    Parameters
    ----------
    grid : mapping of str to list, or to distribution
        See ``ns.sweep``.
    settings : mapping of str to object
        What is the same in all runs.
    seeds : int or list of int
        How many seeds from 0, or the seeds.
    n : int or None
        How many combinations to draw; None takes all.
    draw_seed : int
        The seed of the draws.

    Raises
    ------
    InputError
        If a name or a value cannot be used; the message has the name.
    """
    choices = _names(grid, "grid")
    shared = _names(settings, "settings")
    for name in shared:
        if name not in SETTINGS:
            raise unknown_name("setting of ns.train", name, SETTINGS)
        if name in choices:
            raise InputError(f"{name!r} is in grid and in settings; leave it in one of them")
    known_seeds = _seeds(seeds)
    if n is None:
        combinations = _all_combinations(choices)
    else:
        n_draws = whole_number(n, "n, the number of draws,", minimum=1, maximum=MOST_RUNS)
        combinations = _draws(choices, n_draws, random_generator(draw_seed))
    n_runs = len(combinations) * len(known_seeds)
    if n_runs > MOST_RUNS:
        raise _too_many(n_runs)
    for parameters in [shared, *combinations]:
        if not isinstance(parameters.get("loss", ""), str | None):
            raise InputError(
                f"the loss {brief(parameters['loss'])} is not a name; a sweep takes the built-in "
                "losses by name"
            )
    return [({**parameters}, seed) for parameters in combinations for seed in known_seeds]


def divided(parameters: Mapping[str, Any]) -> tuple[Parameters, Parameters]:
    """Return the parameters of the network and those of the training.

    Examples
    --------
    >>> divided({"hidden": 3, "learning_rate": 0.1})
    ({'hidden': 3}, {'learning_rate': 0.1})
    """
    of_training = {name: value for name, value in parameters.items() if name in SETTINGS}
    return {n: value for n, value in parameters.items() if n not in of_training}, of_training


def check_maker(make_network: Any, names: Sequence[str]) -> Callable[..., Any]:
    """Return the function that makes networks; raise InputError unless it takes its arguments.

    Parameters
    ----------
    make_network : callable
        The function of the user.
    names : sequence of str
        The names of the grid.
    """
    if not callable(make_network):
        raise InputError(
            f"make_network is {brief(make_network)}; give a function that takes "
            f"{listed([*divided(dict.fromkeys(names))[0], 'seed'])} and returns a network"
        )
    made: Callable[..., Any] = make_network
    try:
        taken = inspect.signature(made).parameters
    except (TypeError, ValueError):
        return made
    if any(one.kind is one.VAR_KEYWORD for one in taken.values()):
        return made
    by_name = [name for name, one in taken.items() if one.kind is not one.POSITIONAL_ONLY]
    for name in divided(dict.fromkeys(names))[0]:
        if name not in by_name:
            raise InputError(
                f"{unknown_name('parameter', name, [*by_name, *SETTINGS])}, the arguments of "
                "make_network and the settings of ns.train"
            )
    if "seed" not in by_name:
        raise InputError(
            "make_network takes no argument 'seed'; add it, and give it to ns.mlp(..., seed=seed), "
            "so that each run can be repeated"
        )
    return made


def _names(given: Any, what: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise InputError(
            f"{what} is {brief(given)}; give names and values, such as "
            f"{what}={{'learning_rate': {'[0.1, 0.3]' if what == 'grid' else '0.1'}}}"
        )
    for name in given:
        text(name, f"each name of {what}", empty=False)
        if name in _ELSEWHERE:
            raise InputError(f"{what} has {name!r}; {_ELSEWHERE[name]}")
        if name in COLUMNS or name.startswith("validation_"):
            raise InputError(
                f"{what} has {brief(name)}, which is a column of the table of a sweep; give this "
                "argument of make_network another name"
            )
    return dict(given)


def _seeds(seeds: Any) -> list[int]:
    if isinstance(seeds, int | np.integer) and not isinstance(seeds, bool):
        return list(range(whole_number(seeds, "seeds", minimum=1, maximum=MOST_RUNS)))
    expected = "seeds are a whole number, as many seeds from 0, or a list of seeds"
    found = [whole_number(seed, "each of the seeds", minimum=0) for seed in items(seeds, expected)]
    if not found:
        raise InputError("seeds are an empty list; give at least one seed")
    if len(set(found)) < len(found):
        raise InputError(f"seeds are {brief(found)}; give each seed once")
    return found


def _all_combinations(choices: dict[str, Any]) -> list[Parameters]:
    values = {}
    for name, given in choices.items():
        if _is_distribution(given):
            raise InputError(
                f"{name!r} of grid is a distribution; say with n=... how many combinations to draw"
            )
        values[name] = _values(name, given)
        _refuse_twice(name, values[name])
    n_combinations = math.prod(map(len, values.values()))
    if n_combinations > MOST_RUNS:
        raise _too_many(n_combinations)
    return [dict(zip(values, some, strict=True)) for some in itertools.product(*values.values())]


def _draws(choices: dict[str, Any], n: int, rng: np.random.Generator) -> list[Parameters]:
    lists = {
        name: None if _is_distribution(given) else _values(name, given)
        for name, given in choices.items()
    }
    return [
        {name: _draw(name, choices[name], some, rng) for name, some in lists.items()}
        for _ in range(n)
    ]


def _draw(name: str, given: Any, values: list[Any] | None, rng: np.random.Generator) -> Any:
    if values is not None:
        return values[int(rng.integers(len(values)))]
    try:
        rvs = getattr(given, "rvs", None)
        return _plain(given(rng) if rvs is None else rvs(random_state=rng))
    except Exception as error:  # a function of the user may raise anything
        raise InputError(f"{name!r} of grid cannot be drawn: {named(error)}") from None


def _is_distribution(given: Any) -> bool:
    return hasattr(given, "rvs") or callable(given)


def _values(name: str, given: Any) -> list[Any]:
    values = items(given, f"{name!r} of grid is a list of values, or a distribution")
    if not values:
        raise InputError(f"{name!r} of grid is an empty list; give at least one value")
    return [_plain(value) for value in values]


def _refuse_twice(name: str, values: Sequence[Any]) -> None:
    """Raise InputError if a value is there twice, which would train the same networks twice."""
    known: set[Any] = set()
    twice: list[Any] = []
    for value in values:
        n_known = len(known)
        with suppress(Exception):  # an object of the user may raise anything
            # True is 1 and yet another value
            known.add((type(value) in (bool, list), repr(value) if type(value) is list else value))
            if len(known) == n_known:
                twice.append(value)
    if twice:
        raise InputError(f"{name!r} of grid has {brief(twice[0])} twice; give each value once")


def _plain(value: Any) -> Any:
    """Return a number of NumPy as one of Python, which is written shorter."""
    return value.item() if isinstance(value, np.generic) else value


def _too_many(n_runs: int) -> InputError:
    return InputError(
        f"the grid has {counted(n_runs, 'run')}, and a sweep has at most {MOST_RUNS}; draw some "
        "with n=..."
    )
