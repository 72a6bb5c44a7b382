"""What every drawing function returns: it shows itself, is saved, and gives a matplotlib figure."""

import inspect
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from matplotlib.figure import Figure

import neurosim as ns
from neurosim.errors import FileError, InputError, UnknownNameError

IMAGES = ("svg", "png", "pdf")
DIAGRAMS = (*IMAGES, "dot", "gv", "tex", "mmd", "mermaid")
STARTS = {
    "svg": b"<?xml",
    "png": b"\x89PNG",
    "pdf": b"%PDF",
    "dot": b"digraph",
    "gv": b"digraph",
    "tex": b"% ",
    "mmd": b"---",
    "mermaid": b"---",
}


def net():
    return ns.mlp([2, 2, 1], seed=1, name="a net")


def trace():
    return ns.trace(net(), [0.5, 1.0], [1.0], learning_rate=0.1)


def samples():
    return [[0.0, 1.0], [1.0, 0.0]], [0.0, 1.0]


def draw_path(*args, **options):
    descent = ns.descend(lambda x: x * x, lambda x: 2 * x, 1.0, 0.1, 2)
    return ns.draw_descent(descent, lambda x: x * x, *args, **options)


DRAWN = {
    "draw": (DIAGRAMS, lambda *a, **o: ns.draw(trace(), *a, **o)),
    "draw_neuron": (DIAGRAMS, lambda *a, **o: ns.draw_neuron(trace(), "h[0][0]", *a, **o)),
    "draw_training_loop": (DIAGRAMS, ns.draw_training_loop),
    "draw_activation": (IMAGES, lambda *a, **o: ns.draw_activation("tanh", *a, **o)),
    "draw_decision_surface": (
        IMAGES,
        lambda *a, **o: ns.draw_decision_surface(net(), samples(), *a, resolution=9, **o),
    ),
    "draw_descent": (IMAGES, draw_path),
    "draw_loss": (IMAGES, lambda *a, **o: ns.draw_loss([1, 0.5], *a, **o)),
    "draw_loss_function": (IMAGES, lambda *a, **o: ns.draw_loss_function(trace(), *a, **o)),
    "draw_normalization": (IMAGES, lambda *a, **o: ns.draw_normalization(samples(), *a, **o)),
    "draw_predictions": (IMAGES, lambda *a, **o: ns.draw_predictions(net(), samples(), *a, **o)),
    "draw_weights": (IMAGES, lambda *a, **o: ns.draw_weights(net(), "h[0][0]", *a, **o)),
}
NAMES = list(DRAWN)


def test_no_drawing_function_is_missing_here():
    public = {name for name in ns.__all__ if name.startswith("draw")}
    assert set(DRAWN) == public - {"draw_figures"}


@pytest.mark.parametrize("name", NAMES)
class TestEveryPicture:
    def test_it_is_saved_as_a_path_would_write_it(self, name, tmp_path):
        endings, draw = DRAWN[name]
        picture = draw()
        assert isinstance(picture, ns.Picture)
        for ending in endings:
            saved, written = tmp_path / f"saved.{ending}", tmp_path / f"written.{ending}"
            assert picture.save(saved) == saved
            assert isinstance(draw(written), ns.Picture)
            assert saved.read_bytes() == written.read_bytes()
            assert saved.read_bytes().startswith(STARTS[ending])

    def test_it_shows_itself_in_a_notebook(self, name):
        picture = DRAWN[name][1](title="<b> & me")
        svg = picture._repr_svg_()
        assert svg.startswith("<svg")
        assert ET.fromstring(svg)[0].text == "<b> & me"
        assert repr(picture) == "Picture('<b> & me')"

    def test_its_figure_is_made_once_when_it_is_asked_for(self, name):
        picture = DRAWN[name][1](theme="dark")
        assert isinstance(picture.figure, Figure)
        assert picture.figure is picture.figure
        assert picture.figure is not DRAWN[name][1](theme="dark").figure

    def test_what_is_wrong_is_said_in_one_sentence(self, name, tmp_path):
        endings, draw = DRAWN[name]
        known = ", ".join(f".{ending}" for ending in endings)
        message = f"unknown file ending '.gif'; known: {known}"
        picture = draw()
        for write in (draw, picture.save):
            with pytest.raises(UnknownNameError) as unknown:
                write(tmp_path / "a.gif")
            assert str(unknown.value) == message
            with pytest.raises(UnknownNameError, match="has no ending that chooses its format"):
                write(tmp_path / "a")
            with pytest.raises(FileError, match="3 is not the name of a file"):
                write(3)
            with pytest.raises(FileError, match="there is no directory"):
                write(tmp_path / "none" / "a.svg")
        path = tmp_path / "a.svg"
        path.write_text("mine")
        for write in (picture.save, lambda path: draw(path, overwrite=False)):
            with pytest.raises(FileError, match=r"a\.svg exists already"):
                write(path)
        assert path.read_text() == "mine"
        picture.save(path, overwrite=True)
        assert path.read_bytes().startswith(b"<?xml")
        with pytest.raises(UnknownNameError, match="unknown theme 'neon'; known: light, dark"):
            draw(theme="neon")
        with pytest.raises(InputError, match="a title is text; got 3"):
            draw(title=3)
        with pytest.raises(InputError, match="overwrite"):
            draw(overwrite="yes")
        with pytest.raises(InputError, match="overwrite"):
            picture.save(path, overwrite="yes")


@pytest.mark.parametrize("name", ["draw", "draw_neuron"])
@pytest.mark.parametrize(
    ("digits", "message"),
    [
        (-1, "digits is -1; it must be at least 0"),
        (2.5, r"digits is 2\.5; it must be a whole number"),
        (16, "digits is 16; a float has at most 15 decimals to show"),
    ],
)
def test_digits_are_a_small_whole_number(name, digits, message):
    with pytest.raises(InputError, match=message):
        DRAWN[name][1](digits=digits)


def test_a_scene_is_painted_once_for_a_file_and_not_at_all_for_nothing(tmp_path, monkeypatch):
    painted = []
    monkeypatch.setattr(Figure, "__init__", counting(Figure.__init__, painted))
    for name, (_, draw) in DRAWN.items():
        painted.clear()
        draw()
        assert painted == [], name
        draw(tmp_path / f"{name}.svg")
        assert len(painted) == 1, name


def counting(function, calls):
    def called(*args, **options):
        calls.append(1)
        return function(*args, **options)

    return called


def test_in_axes_the_figure_is_theirs_and_the_picture_can_still_be_saved(tmp_path):
    figure = Figure(figsize=(4, 2))
    picture = ns.draw(trace(), ax=figure.subplots())
    assert picture.figure is figure
    ns.draw(trace(), tmp_path / "plain.svg")
    picture.save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "plain.svg").read_bytes()
    assert picture._repr_svg_().startswith("<svg")


def test_a_picture_stays_what_it_was_when_the_network_changes():
    changing = net()
    picture = ns.draw(changing)
    before = picture._repr_svg_()
    changing["o[0]"].bias = 77.0
    assert picture._repr_svg_() == before


def test_pyplot_does_not_know_the_figure():
    code = (
        "import sys, neurosim as ns; ns.draw(ns.mlp([1, 1])).figure; "
        "ns.draw_loss([1]).figure; sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("option", ["theme : str", "digits : int", "overwrite : bool"])
def test_options_that_all_share_are_documented_in_one_wording(option):
    said = set()
    for name in (*NAMES, "animate"):
        text = inspect.getdoc(getattr(ns, name))
        said |= set(re.findall(rf"(?m)^{option}\n    (.*)$", text))
    assert len(said) == 1


SHARED = {
    "path": "path : path, optional A file to write at once. Its ending chooses the format",
    "theme": "theme : str ``light``, ``dark`` or ``print`` (black and white). ",
    "title": 'title : str, optional The heading; ``""`` leaves it out. ',
    "overwrite": "overwrite : bool Whether an existing file may be replaced. ",
}


@pytest.mark.parametrize("name", [n for n in ns.__all__ if n.startswith(("draw", "animate"))])
def test_shared_options_have_the_same_description(name):
    function = getattr(ns, name)
    text = " ".join(inspect.getdoc(function).split())
    shared = SHARED.keys() & inspect.signature(function).parameters.keys()
    # a film has no theme of its own by default
    for option in shared - ({"theme"} if name.startswith("animate") else set()):
        assert SHARED[option] in text
