"""What stands out in a diagram: a neuron, a path, or a symbol with all that it depends on."""

import pytest

import neurosim as ns
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.themes import READABLE, THEMES, contrast
from neurosim.errors import InputError, UnknownNameError

OUTLINE = THEMES["light"].outline


PLAIN = {}


def strong(scene):
    """The names of the neurons, and the edges, that are as they are without a highlight."""
    neurons = {box.name for box in scene.boxes if box.name and box.stroke == OUTLINE}
    plain = {
        (line.source, line.target): line.colour
        for line in PLAIN[scene.title].lines
        if line.role == "edge"
    }
    edges = {
        (line.source, line.target)
        for line in scene.lines
        if line.role == "edge" and line.colour == plain[line.source, line.target]
    }
    return neurons, edges


def hearts(scene):
    """The neurons and edges with the stronger halo."""
    names = {box.node: box.name for box in scene.boxes if box.name}
    strong = [line.nodes for line in scene.lines if line.colour == THEMES["light"].heart]
    return [names[a] if a == b else (names[a], names[b]) for a, b in strong]


def edges_of(scene):
    return {(line.source, line.target): line for line in scene.lines if line.role == "edge"}


@pytest.fixture
def net():
    """Two inputs, two hidden neurons, of which one has a skip connection past it, two outputs."""
    net = ns.Network(name="two outputs")
    a, b = net.add_input("a"), net.add_input("b")
    h = net.add_neuron({a: 1.0, b: 2.0}, name="h")
    k = net.add_neuron({b: -1.0}, name="k")
    net.add_neuron({h: 0.5, a: 0.25}, name="p")
    net.add_neuron({k: 0.5}, name="q")
    PLAIN[net.name] = make_scene(net)
    return net


def test_a_neuron_stands_out_with_its_edges_and_neighbours(net):
    neurons, edges = strong(make_scene(net, highlight="h"))
    assert neurons == {"a", "b", "h", "p"}
    assert edges == {("a", "h"), ("b", "h"), ("h", "p")}
    assert make_scene(net, highlight=net["h"]) == make_scene(net, highlight="h")
    assert hearts(make_scene(net, highlight="h")) == ["h"]


def test_a_path_is_its_edges_and_nothing_beside_it(net):
    neurons, edges = strong(make_scene(net, highlight=["b", "h", "p"]))
    assert neurons == {"b", "h", "p"}
    assert edges == {("b", "h"), ("h", "p")}


def test_all_paths_of_a_trace(net):
    trace = ns.trace(net, [1, 1])
    assert strong(make_scene(trace, show="weights", highlight=trace.path("a", "p")))[1] == {
        ("a", "h"),
        ("h", "p"),
        ("a", "p"),
    }
    way = next(path for path in trace.path("a", "p").paths if len(path.neurons) == 2)
    assert strong(make_scene(trace, show="weights", highlight=way))[1] == {("a", "p")}
    with pytest.raises(InputError, match="no path leads from 'a' to 'q' to highlight"):
        make_scene(trace, highlight=trace.path("a", "q"))


def test_several_neurons_stand_out_with_the_edges_between_them(net):
    neurons, edges = strong(make_scene(net, highlight=["p", "h", "k"]))
    assert neurons == {"p", "h", "k"}
    assert edges == {("h", "p")}


def test_an_output_depends_on_what_leads_to_it(net):
    symbol = "yo[1]"
    neurons, edges = strong(make_scene(net, highlight=symbol))
    assert neurons == {"b", "k", "q"}
    assert edges == {("b", "k"), ("k", "q")}


def test_a_new_weight_depends_on_the_error_signals_after_it(net):
    scene = make_scene(net, highlight="wh[0][0][1]")
    neurons, _ = strong(scene)
    # the loss takes both outputs, so all neurons
    assert neurons == {"a", "b", "h", "k", "p", "q"}
    assert hearts(scene) == [("b", "h")]


def test_a_highlight_never_changes_width_or_colour_of_what_stands_out(net):
    scene = make_scene(net, highlight="h")
    before = edges_of(PLAIN[net.name])
    _, standing_out = strong(scene)
    for edge, line in edges_of(scene).items():
        assert line.end == before[edge].end
        if edge in standing_out:
            assert line == before[edge]
        else:
            assert (line.colour, line.width) == (THEMES["light"].dimmed, 0.6)


def test_halos_are_wider_than_their_edges_and_lie_behind_everything(net):
    scene = make_scene(net, highlight="h")
    _, standing_out = strong(scene)
    halos = [line for line in scene.lines if line.role == "halo"]
    assert scene.lines[: len(halos)] == tuple(halos)
    bands = {(line.source, line.target): line.width for line in halos if line.source}
    assert bands.keys() == standing_out
    assert all(width > edges_of(scene)[edge].width + 5 for edge, width in bands.items())
    # a ring for each neuron that stands out
    assert len(halos) == len(standing_out) + 4


def test_the_legend_keeps_its_colours_and_has_the_halo(net):
    def legend(scene):
        items = [item for item in scene.lines if item.role == "legend"]
        return [(item.colour, item.width) for item in items]

    scene = make_scene(net, highlight="k")
    *others, halo = legend(scene)
    assert others == legend(PLAIN[net.name])
    assert halo == (THEMES["light"].halo, 8.0)
    assert "highlighted" in {label.text for label in scene.labels if label.role == "legend"}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_number_on_the_strongest_halo_keeps_its_colour_and_can_be_read(net, theme):
    trace = ns.trace(net, [1, 1], [1, 0], learning_rate=0.1)
    scene = make_scene(trace, show="forward", highlight="wh[0][1][0]", theme=theme)
    (label,) = (label for label in scene.labels if label.owner == "wh[0][1][0]")
    assert contrast(label.colour, theme.heart) >= READABLE
    if theme.positive != theme.text:
        assert label.colour != theme.text


@pytest.mark.parametrize(
    ("highlight", "error", "message"),
    [
        ("nobody", UnknownNameError, "highlight='nobody' is no neuron and no symbol.*a, b, h, k"),
        ("wh[0][7][0]", UnknownNameError, r"highlight='wh\[0\]\[7\]\[0\]' is no neuron"),
        (["a", "x"], UnknownNameError, "unknown neuron 'x'"),
        ([], InputError, "highlight is empty"),
        (["wo[0][0]"], UnknownNameError, r"the symbol 'wo\[0\]\[0\]' in a list of neurons"),
        ({}, InputError, "highlight is a neuron, several of them, a symbol or a path; got {}"),
        (3, InputError, "highlight is a neuron, several of them, a symbol or a path; got 3"),
        ([3], InputError, "a neuron is given as the object or by its name; got 3"),
    ],
)
def test_errors(net, highlight, error, message):
    with pytest.raises(error, match=message):
        make_scene(net, highlight=highlight)


@pytest.mark.parametrize(
    ("highlight", "words"),
    [
        ("h", "Highlighted: h with its edges."),
        (["b", "h", "p"], "Highlighted: the path b, h, p."),
        (["p", "k"], "Highlighted: p, k."),
        ("yo[1]", "Highlighted: yo[1], with the strongest halo, and all that it depends on."),
        (
            "bo[0]",
            "Highlighted: bo[0], with the strongest halo, and all that its new value depends on.",
        ),
    ],
)
def test_the_caption_says_what_stands_out(net, highlight, words):
    assert words in make_scene(net, highlight=highlight).description


def test_every_symbol_can_stand_out_whatever_the_names(net):
    trace = ns.trace(net, [1, 1], [1, 0], learning_rate=0.1)
    for symbol in ("x[0]", "x[1]", "wh[0][0][1]", "bh[0][1]", "sh[0][0]", "ah[0][1]", "dh[0][0]",
                   "wo[0][0]", "bo[1]", "so[0]", "yo[1]", "do[0]", "z[1]"):  # fmt: skip
        scene = make_scene(trace, highlight=symbol)
        assert f"Highlighted: {symbol}, with the strongest halo" in scene.description
