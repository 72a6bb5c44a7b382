"""Every function and command that draws takes the options that make sense for it."""

import inspect

import pytest
from typer.main import get_command

import neurosim as ns
from neurosim.cli import app
from neurosim.drawing.page_size import SIZES
from tests.public_calls import World, calls

DRAWING = sorted(
    name
    for name in ns.__all__
    if name.startswith(("draw", "animate")) and callable(getattr(ns, name))
)
WITHOUT_SYMBOLS = {
    "draw_loss": "it writes epochs and losses",
    "draw_descent": "its letters are those of the function that is descended",
}
WITHOUT_TITLE = {"draw_figures": "each of its figures has its own heading"}
FILMS = {"animate", "animate_training"}
COMMANDS = {
    "draw": {"notation", "own-names", "width", "size", "theme", "no-legend", "no-caption"},
    "figures": {"notation", "own-names", "width", "size", "theme", "no-legend", "no-caption"},
    "animate": {"notation", "own-names", "width", "size", "theme"},
    "explain": {"notation", "own-names"},
}


def options(name):
    return inspect.signature(getattr(ns, name)).parameters


@pytest.mark.parametrize("name", DRAWING)
def test_a_function_that_draws_takes_theme_width_size_and_notation(name):
    taken = set(options(name))
    assert {"theme", "width", "size", "overwrite"} <= taken
    assert ("notation" in taken) == (name not in WITHOUT_SYMBOLS)
    assert ("title" in taken) == (name not in WITHOUT_TITLE)
    assert ("transparent" in taken) == (name not in FILMS)


@pytest.mark.parametrize("name", DRAWING)
def test_they_have_the_same_defaults_everywhere(name):
    usual = {
        "width": None, "size": None, "notation": "source", "own_names": False, "legend": True,
        "caption": True, "transparent": False, "theme": None if name in FILMS else "light",
    }  # fmt: skip
    for option, parameter in options(name).items():
        if option in usual:
            assert parameter.default == usual[option], option
            assert parameter.kind is inspect.Parameter.KEYWORD_ONLY, option


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", DRAWING)
def test_every_named_size_has_room(name, size, tmp_path):
    draw, arguments = calls(World(tmp_path))[name]()
    drawn = draw(**{**arguments, "size": size})
    assert drawn
    if name == "draw_figures":
        assert "training-loop.svg" in [path.name for path in tmp_path.rglob("*.svg")]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_draws_takes_the_same(name):
    command = get_command(app).commands[name]
    flags = {flag.removeprefix("--") for option in command.params for flag in option.opts}
    assert COMMANDS[name] <= flags
