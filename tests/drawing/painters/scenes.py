"""The scenes that every painter is tested with."""

from collections.abc import Callable
from functools import cache

import networkx as nx

import neurosim as ns
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.scene.neuron_model import make_neuron_scene
from neurosim.drawing.scene.shows import VIEWS
from neurosim.drawing.scene.training_loop import make_training_loop
from neurosim.drawing.shapes import Scene
from neurosim.drawing.themes import THEMES
from tests.drawing.checked import subject_of
from tests.drawing.conftest import MADE, make_worked_example

AWKWARD = [
    "end",
    "o",
    "x",
    "<b>&\"'</b>",
    "$x_1^2$ \\G \\N",
    "\N{SLIGHTLY SMILING FACE} 層 é",
    "two\nlines",
    "a]b|c{d}#e;f",
    "<script>alert()",
    "N" * 200,
    "&lt; `*b*` #35;",
    "1. %%{init: {}}%%",
    "\\",
    "subgraph; end",
    "\N{ZERO WIDTH JOINER}",
    "\N{SOFT HYPHEN}\N{WORD JOINER}",
]


def make_awkward() -> ns.Network:
    net = ns.Network(name='---\n%%{init: {}}%% <b>&amp;</b> \\G #;" ' + AWKWARD[5])
    inputs = {net.add_input(name): 0.5 for name in AWKWARD[:5]}
    hidden = [net.add_neuron(inputs, name=name) for name in AWKWARD[5:11]]
    for name in AWKWARD[11:]:
        net.add_neuron(dict.fromkeys(hidden, -0.25), name=name)
    return net


def make_trace(net: ns.Network) -> ns.Trace:
    inputs, targets = [0.3] * len(net.inputs), [0.5] * len(net.outputs)
    return ns.trace(net, inputs, targets, learning_rate=0.1)


def make_worked_trace() -> ns.Trace:
    return ns.trace(make_worked_example(), [70, 98], [91], learning_rate=0.1)


def make_frozen() -> ns.Network:
    net = ns.mlp([1, 1, 1], seed=1)
    net.connect("x[0]", "o[0]", 0.5)
    net.freeze("wo[0][1]", "bo[0]")
    return net


MAKERS: dict[str, Callable[[], Scene]] = {
    **{
        f"worked example, {show}": lambda show=show: make_scene(
            subject_of(make_worked_trace(), show), show=show
        )
        for show in VIEWS
    },
    "dark": lambda: make_scene(make_worked_trace(), theme=THEMES["dark"]),
    "print": lambda: make_scene(make_worked_trace(), theme=THEMES["print"], title=""),
    "down": lambda: make_scene(make_worked_trace(), show="backward", direction="down"),
    "highlight": lambda: make_scene(make_worked_trace(), highlight="h[0][1]"),
    "positions": lambda: make_scene(
        net := make_worked_example(), positions=nx.circular_layout(net.graph)
    ),
    "4-6-6-3": lambda: make_scene(make_trace(MADE["4-6-6-3"]()), show="backward"),
    "skips": lambda: make_scene(make_trace(MADE["9 neurons with skips"]())),
    "frozen": lambda: make_scene(make_frozen()),
    "large": lambda: make_scene(ns.mlp([784, 128, 10], seed=1)),
    "awkward": lambda: make_scene(make_awkward()),
    "awkward, forward": lambda: make_scene(make_trace(make_awkward())),
    "neuron": lambda: make_neuron_scene(make_worked_trace(), "h[0][1]"),
    "training loop": make_training_loop,
}


@cache
def scene_of(name: str) -> Scene:
    return MAKERS[name]()
