"""Drawings reach a figure or a file, whole, and the same every time."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

import neurosim as ns
from neurosim.drawing import draw, draw_loss, lettering
from neurosim.drawing.themes import THEMES
from neurosim.errors import FileError, InputError, UnknownNameError

SVG = "{http://www.w3.org/2000/svg}"
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
NASTY = [
    "<b>&\"'",
    "$x_1^2$ \\frac",
    "\N{SLIGHTLY SMILING FACE} 層",
    "two\nlines",
    "]]>",
    "\x01\x7f",
    "$",
]


def texts(path):
    return [element.text for element in ET.parse(path).iter(f"{SVG}text")]


def test_a_drawing_is_a_figure_as_large_as_its_scene(worked_example):
    figure = draw(worked_example).figure
    assert isinstance(figure, Figure)
    assert next(text.get_fontsize() for text in figure.axes[0].texts) == pytest.approx(9.5)


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "SVG"])
def test_the_ending_decides_the_format(worked_trace, tmp_path, ending):
    path = tmp_path / f"net.{ending}"
    draw(worked_trace, path)
    assert path.read_bytes().startswith(MAGIC[ending.lower()])
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("ending", "start"),
    [
        ("dot", 'digraph "worked example" {'),
        ("gv", 'digraph "worked example" {'),
        ("tex", "% worked example"),
        ("mmd", '---\ntitle: "worked example"'),
        ("Mermaid", '---\ntitle: "worked example"'),
    ],
)
def test_a_drawing_may_be_text_and_is_a_figure_all_the_same(worked_trace, tmp_path, ending, start):
    path = tmp_path / f"net.{ending}"
    assert isinstance(draw(worked_trace, path, show="backward").figure, Figure)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(start)
    assert "−0.1242" in text.replace("{$-$}", "−")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ending", MAGIC)
def test_the_same_input_gives_the_same_bytes(worked_trace, tmp_path, ending, theme):
    for name in ("a", "b"):
        draw(worked_trace, tmp_path / f"{name}.{ending}", show="backward", theme=theme)
        draw_loss([1, 0.5], tmp_path / f"loss-{name}.{ending}", theme=theme)
    for stem in ("", "loss-"):
        first, second = (tmp_path / f"{stem}{name}.{ending}" for name in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()
        assert not re.search(rb"CreationDate|<dc:date>", first.read_bytes())


def test_svg_holds_text_title_and_description(worked_trace, tmp_path):
    draw(worked_trace, tmp_path / "net.svg")
    root = ET.parse(tmp_path / "net.svg").getroot()
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root.findtext(f"{SVG}title") == "worked example"
    assert "2 inputs, 3 hidden neurons, 1 output" in root.findtext(f"{SVG}desc")
    assert root.get("role") == "img"
    assert {"0.2689", "0.6225", "0.8176", "0.5030", "h", "[0][2]"} <= set(
        texts(tmp_path / "net.svg")
    )
    assert "sans-serif" in next(root.iter(f"{SVG}text")).get("style")


@pytest.mark.parametrize("show", ["structure", "symbols", "weights", "forward", "backward"])
def test_every_show_draws_without_warning(worked_trace, tmp_path, show):
    draw(worked_trace, tmp_path / "net.svg", show=show)
    assert len(texts(tmp_path / "net.svg")) >= 6


def test_backgrounds_follow_the_theme(worked_example, tmp_path):
    draw(worked_example, tmp_path / "net.svg", theme="dark")
    assert f"fill: {THEMES['dark'].background}" in (tmp_path / "net.svg").read_text("utf-8")


@pytest.mark.parametrize("ending", MAGIC)
def test_nasty_names_break_nothing(tmp_path, ending):
    net = ns.Network(name="".join(NASTY))
    sources = {net.add_input(name): 1.0 for name in NASTY[:3]}
    for name in NASTY[3:]:
        net.add_neuron(sources, name=name)
    path = tmp_path / f"net.{ending}"
    draw(net, path)
    assert path.read_bytes().startswith(MAGIC[ending])
    if ending == "svg":
        shown = texts(path)
        assert {
            "<b>&\"'",
            "$x_1^2$ \\frac",
            "\N{SLIGHTLY SMILING FACE} 層",
            "two lines",
            "]]>",
        } <= set(shown)


def test_the_figure_of_a_name_without_glyphs_can_be_saved_anywhere(tmp_path):
    net = ns.Network(name="\N{SLIGHTLY SMILING FACE}")
    net.add_input("\N{SLIGHTLY SMILING FACE}")
    figure = draw(net).figure
    figure.savefig(tmp_path / "net.png")
    assert {text.get_text() for text in figure.axes[0].texts} >= {"\N{WHITE SQUARE}"}


def test_frozen_edges_and_curves_reach_the_paper(tmp_path):
    net = ns.mlp([1, 1, 1], seed=1)
    net.connect("x[0]", "o[0]", 0.5)
    draw(net, tmp_path / "net.svg")
    assert "stroke-dasharray" not in (tmp_path / "net.svg").read_text("utf-8")
    net.freeze("wo[0][1]", "bo[0]")
    draw(net, tmp_path / "net.svg")
    source = (tmp_path / "net.svg").read_text("utf-8")
    dashed = re.findall(r'd="([^"]*)"[^>]*stroke-dasharray', source)
    # an edge around the hidden neuron, its sample in the legend, and the outer of two borders
    assert [path.count("C") for path in dashed] == [2, 0, 4]


def test_a_drawing_fits_into_given_axes(worked_example):
    figure = Figure(figsize=(4, 2))
    left, right = figure.subplots(1, 2)
    assert draw(worked_example, ax=right).figure is figure
    assert not left.texts
    sizes = {text.get_fontsize() for text in right.texts}
    assert max(sizes) < 8
    figure.canvas.draw()
    for text in right.texts:
        box, room = text.get_window_extent(), right.get_window_extent()
        assert room.x0 - 1 <= box.x0
        assert box.x1 <= room.x1 + 1


SETTINGS = {
    "text.usetex": True,
    "text.antialiased": False,
    "text.hinting": "none",
    "path.sketch": (1.0, 100.0, 2.0),
    "path.snap": False,
    "path.effects": [withStroke(linewidth=4.0, foreground="w")],
    "patch.force_edgecolor": True,
    "patch.antialiased": False,
    "lines.antialiased": False,
    "lines.solid_capstyle": "butt",
    "axes.linewidth": 3.0,
    "axes.titley": 0.5,
    "axes.unicode_minus": False,
    "xtick.direction": "in",
    "xtick.major.size": 9.0,
    "ytick.right": True,
    "figure.autolayout": True,
    "figure.subplot.left": 0.4,
    "savefig.bbox": "tight",
    "savefig.pad_inches": 2.0,
    "svg.id": "mine",
    "pdf.compression": 0,
}
"""Settings of matplotlib that a user may have, none of them the default."""


def everything_painted(folder):
    """The bytes of small pictures of every kind, by the name of the file."""
    folder.mkdir()
    memories = (lettering._text_width, lettering._pieces_width, lettering._wrapped)
    for measured in (*memories, lettering._renderer):
        measured.cache_clear()
    net = ns.mlp([1, 1], seed=1)
    t = ns.trace(net, [0.5], [1.0])
    for ending in MAGIC:
        draw(net, folder / f"net.{ending}", show="weights")
        draw_loss([1, 0.5], folder / f"loss.{ending}", title="Loss")
    data = ([[0.5]], [1.0])
    options = {"epochs": 1, "frames": 2, "learning_rate": 1.0}
    for ending in ("gif", "html"):
        ns.animate(t, folder / f"sample.{ending}")
        ns.animate_training(net, data, folder / f"training.{ending}", **options)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_users_settings_of_matplotlib_do_not_matter(tmp_path):
    plain = everything_painted(tmp_path / "plain")
    # all at once, for each of them alone would change some bytes
    with mpl.rc_context(SETTINGS):
        found = everything_painted(tmp_path / "found")
        assert all(mpl.rcParams[key] == value for key, value in SETTINGS.items())
    assert [name for name in plain if found[name] != plain[name]] == []


def test_axes_of_a_user_get_the_same_artists_whatever_the_settings(worked_example):
    with mpl.rc_context({"path.sketch": (1.0, 100.0, 2.0), "patch.force_edgecolor": True}):
        axes = Figure().subplots()
        draw(worked_example, ax=axes)
    assert {patch.get_sketch_params() for patch in axes.patches} == {None}


def test_drawing_never_loads_pyplot():
    code = "import sys, neurosim.drawing; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestErrors:
    def test_an_unknown_ending_lists_the_known_ones(self, worked_example, tmp_path):
        with pytest.raises(UnknownNameError) as caught:
            draw(worked_example, tmp_path / "net.gif")
        assert str(caught.value) == (
            "unknown file ending '.gif'; known: .svg, .png, .pdf, .dot, .gv, .tex, .mmd, .mermaid"
        )
        with pytest.raises(UnknownNameError, match=r"did you mean '\.png'"):
            draw_loss([1], "loss.pngg")
        with pytest.raises(UnknownNameError, match=r"'\.dot'; known: \.svg, \.png, \.pdf$"):
            draw_loss([1], "loss.dot")
        assert not list(tmp_path.iterdir())

    def test_a_path_is_a_path(self, worked_example):
        with pytest.raises(FileError, match="3 is not the name of a file"):
            draw(worked_example, 3)

    def test_existing_files_are_kept_when_asked(self, worked_example, tmp_path):
        path = tmp_path / "net.svg"
        path.write_text("mine")
        with pytest.raises(FileError, match="exists already"):
            draw(worked_example, path, overwrite=False)
        with pytest.raises(FileError, match="exists already"):
            draw_loss([1], path, overwrite=False)
        assert path.read_text() == "mine"
        draw(worked_example, path)
        assert path.read_text("utf-8").startswith("<?xml")

    def test_a_missing_directory_is_named(self, worked_example, tmp_path):
        with pytest.raises(
            FileError, match=r"cannot write .*net\.svg: there is no directory .*none"
        ):
            draw(worked_example, tmp_path / "none" / "net.svg")

    def test_a_path_and_axes_are_one_too_many(self, worked_example, tmp_path):
        with pytest.raises(InputError, match="give a path or axes, not both"):
            draw(worked_example, tmp_path / "net.svg", ax=Figure().subplots())


class TestLoss:
    def test_the_curves_hold_the_losses(self):
        figure = draw_loss([0.5, 0.4, 0.3], validation_loss=[0.6, 0.5, 0.45], title="$a_b$").figure
        axes = figure.axes[0]
        assert [line.get_ydata().tolist() for line in axes.lines] == [
            [0.5, 0.4, 0.3],
            [0.6, 0.5, 0.45],
        ]
        assert axes.lines[0].get_xdata().tolist() == [1, 2, 3]
        assert axes.get_yscale() == "linear"
        assert axes.get_ylim()[0] == 0
        assert [text.get_text() for text in axes.get_legend().get_texts()] == [
            "training",
            "validation",
        ]
        assert figure.get_suptitle() == "$a_b$"

    def test_one_curve_needs_no_legend(self):
        assert draw_loss([1]).figure.axes[0].get_legend() is None

    @pytest.mark.parametrize(
        ("loss", "scale"),
        [([1, 0.0099], "log"), ([1, 0.01], "linear"), ([1, 0.0], "linear"), ([-5, 1], "linear")],
    )
    def test_more_than_two_decades_take_a_logarithmic_scale(self, loss, scale):
        assert draw_loss(loss).figure.axes[0].get_yscale() == scale

    def test_a_loss_of_zero_throughout_has_an_axis(self):
        assert draw_loss([0.0, 0.0]).figure.axes[0].get_ylim() == (0, 1)

    def test_decades_are_written_out(self, tmp_path):
        draw_loss([1, 0.001], tmp_path / "loss.svg", title="\N{SLIGHTLY SMILING FACE} <&>")
        shown = texts(tmp_path / "loss.svg")
        assert {"1", "0.1", "0.01", "0.001", "\N{SLIGHTLY SMILING FACE} <&>"} <= set(shown)
        description = ET.parse(tmp_path / "loss.svg").getroot().findtext(f"{SVG}desc")
        assert description == "training loss from 1 to 0.001 in 2 epochs"

    @pytest.mark.parametrize(
        ("loss", "message"),
        [
            ([], "the loss has no epochs to draw"),
            ("0.5", "the loss is a sequence with one number for each epoch; got '0.5'"),
            (3, "the loss is a sequence"),
            ([1, float("nan")], "the loss of epoch 2 is nan; it must be a finite number"),
        ],
    )
    def test_losses_are_checked(self, loss, message):
        with pytest.raises(InputError, match=message):
            draw_loss(loss)

    def test_both_curves_have_the_same_epochs(self):
        with pytest.raises(InputError, match="2 losses and 1 validation losses"):
            draw_loss([1, 2], validation_loss=[1])

    def test_a_title_is_text(self):
        with pytest.raises(InputError, match="a title is text; got 3"):
            draw_loss([1], title=3)

    def test_an_unknown_theme_lists_the_known_ones(self):
        with pytest.raises(UnknownNameError, match="unknown theme 'neon'"):
            draw_loss([1], theme="neon")
