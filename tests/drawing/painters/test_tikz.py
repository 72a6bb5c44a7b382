"""TikZ: the document compiles as it is, its page is the picture, and no text is too wide."""

import re
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

import neurosim as ns
from neurosim.drawing.painters.graph import NODE_ROLES
from neurosim.drawing.painters.matplotlib import paint_bytes
from neurosim.drawing.painters.tikz import to_tikz
from neurosim.drawing.scene.diagram import make_scene
from neurosim.drawing.shapes import Label, Line, Scene
from tests.drawing.painters.scenes import MAKERS, scene_of


def latex_is_there():
    """Whether pdflatex is installed, and TikZ with it."""
    if shutil.which("pdflatex") is None:
        return False
    return not subprocess.run(
        ["kpsewhich", "tikz.sty"], check=False, capture_output=True
    ).returncode


needs_latex = pytest.mark.skipif(
    not latex_is_there(), reason="pdflatex or texlive-pictures is not installed"
)


def scene_with(*labels, lines=()):
    return Scene(200, 100, "#ffffff", "t", "d", tuple(lines), (), labels)


START = {"pdflatex": r"\pdfobjcompresslevel=0\input{a}", "lualatex": "a", "xelatex": "a"}


def compiled(text, directory, engine="pdflatex"):
    (directory / "a.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [engine, "-interaction=nonstopmode", "-halt-on-error", "-jobname=a", START[engine]],
        cwd=directory, check=False, capture_output=True, text=True, errors="replace", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    log = (directory / "a.log").read_text(encoding="utf-8", errors="replace")
    # engines other than pdflatex need no inputenc
    warning = r"Overfull.*|Missing character.*|Package (?!inputenc)\w+ Warning.*"
    assert not re.findall(warning, log)
    assert "(1 page" in done.stdout
    return (directory / "a.pdf").read_bytes()


@needs_latex
@pytest.mark.parametrize(
    "name",
    [
        "worked example, forward",
        "worked example, symbols",
        "awkward",
        "4-6-6-3",
        "skips",
        "neuron",
        "training loop",
    ],
)
def test_a_document_compiles_to_a_page_as_large_as_the_scene(name, tmp_path):
    scene = scene_of(name)
    pdf = compiled(to_tikz(scene), tmp_path)
    (size,) = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert tuple(map(float, size)) == pytest.approx((scene.width, scene.height), abs=0.02)


IN_A_DOCUMENT = (
    "\\documentclass{article}\\usepackage[margin=0pt,paperwidth=40cm,paperheight=40cm]{geometry}"
    "\\usepackage{tikz}\\usetikzlibrary{arrows.meta, backgrounds}%(preamble)s"
    "\\begin{document}\\noindent %(picture)s\\par\\noindent %(picture)s\\end{document}"
)


@needs_latex
@pytest.mark.parametrize("name", ["worked example, forward", "highlight"])
def test_a_picture_can_be_included(name, tmp_path):
    picture = to_tikz(scene_of(name), document=False)
    assert picture.startswith(
        "% in the preamble: \\usepackage{amsmath, tikz} \\usetikzlibrary{arrows.meta"
    )
    # no space after it
    assert picture.endswith("\\end{tikzpicture}%\n")
    (tmp_path / "picture.tex").write_text(picture, encoding="utf-8")
    # twice, so that what it defines stays within
    compiled(IN_A_DOCUMENT % {"preamble": "", "picture": "\\input{picture}"}, tmp_path)


RED = b"1 0 0 RG"


@needs_latex
def test_an_author_changes_a_style_in_one_place(tmp_path):
    text = to_tikz(scene_of("worked example, forward")).replace(
        "\\begin{document}", "\\pdfcompresslevel=0 \\begin{document}"
    )
    (style,) = re.findall(r"neurosim/positive/\.style=\{draw=positive,", text)
    assert RED not in compiled(text, tmp_path)
    changed = text.replace(style, style.replace("draw=positive", "draw=red"))
    # an arrow head and its line have one setting of the colour
    assert RED in compiled(changed, tmp_path)
    moved = re.sub(r"\(h-0-1\) at \([^)]*\)", "(h-0-1) at (250,90)", text)
    assert moved != text
    compiled(moved, tmp_path)


@needs_latex
def test_an_author_has_styles_for_all_pictures(tmp_path):
    picture = to_tikz(scene_of("worked example, forward"), document=False)
    own = (
        "\\pdfcompresslevel=0 "
        "\\tikzset{neurosim/own/.style={neurosim/negative/.append style={draw=red}}}"
    )
    text = IN_A_DOCUMENT % {"preamble": own, "picture": "\\input{picture}"}
    (tmp_path / "picture.tex").write_text(picture, encoding="utf-8")
    assert RED in compiled(text, tmp_path)


@needs_latex
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed")
@pytest.mark.parametrize(
    "name", ["worked example, forward", "highlight", "4-6-6-3", "skips", "print"]
)
def test_it_looks_as_the_png_does(name, tmp_path):
    scene = scene_of(name)
    compiled(to_tikz(scene), tmp_path)
    subprocess.run(
        ["pdftoppm", "-r", "72", "-png", "-singlefile", "a.pdf", "a"],
        cwd=tmp_path, check=True, timeout=60,
    )  # fmt: skip
    (tmp_path / "b.png").write_bytes(paint_bytes(scene, "png"))
    size = (round(scene.width / 3), round(scene.height / 3))
    shown = []
    for file in ("a.png", "b.png"):
        with Image.open(tmp_path / file) as image:
            small = image.convert("RGB").resize(size, Image.Resampling.BOX)
            shown.append(np.asarray(small, dtype=float))
    # letters differ a little, lines and boxes do not
    # letters differ a little, lines and boxes do not
    assert np.abs(shown[0] - shown[1]).mean() < 0.55 * np.abs(255.0 - shown[1]).mean()


def test_neurons_and_their_edges_have_names():
    text = to_tikz(scene_of("worked example, forward"))
    names = re.findall(r"\\node\[[^\n]*\] \(([\w-]+)\) at", text)
    assert names[:6] == ["x-0", "x-1", "h-0-0", "h-0-1", "h-0-2", "o-0"]
    assert re.search(r"\\draw\[neurosim/negative.*\(\S*x-0\.east\) -- \(wh-0-0-0\) -- ", text)
    awkward = re.findall(r"\\node\[[^\n]*\] \(([\w-]+)\) at", to_tikz(scene_of("awkward")))
    assert len(set(awkward)) == len(awkward)
    assert {"end", "x-1-2-G-N", "script-alert"} <= set(awkward)


def test_own_names_are_made_safe_and_each_is_given_once():
    net = ns.Network()
    inputs = {net.add_input(name): 1.0 for name in ("a b", "a-b", "層", "wo[0][0]")}
    net.add_neuron(inputs, name="y")
    text = to_tikz(make_scene(net, show="weights"))
    names = re.findall(r"\(([\w-]+)\) at \(", text)
    assert names[:5] == ["a-b", "a-b-2", "input-2", "wo-0-0", "y"]
    everything = re.findall(r"(?:node\[[^\n]*?\]|\] )\(([\w-]+)\)(?: at| \{)", text)
    assert "on-0-4" in text
    assert everything


@pytest.mark.parametrize("name", MAKERS)
def test_every_part_of_the_scene_is_there(name):
    scene = scene_of(name)
    text = to_tikz(scene)
    labels = [label for label in scene.labels if label.text]
    assert text.count("{\\fit{") == len(labels)
    rings = [line for line in scene.lines if line.role == "halo" and len(set(line.nodes)) == 1]
    bands = [line for line in scene.lines if line.role == "band"]
    assert text.count("\\draw[") == len(scene.lines) - len(rings) - len(bands)
    assert text.count("\\path[neurosim/band]") == len(bands)
    assert text.count("preaction=") == len(rings)
    named = [box for box in scene.boxes if box.node is not None and box.role in NODE_ROLES]
    assert len(re.findall(r"^  \\node\[neurosim/.* \{\};", text, re.MULTILINE)) >= len(named)


def test_symbols_are_mathematics_and_names_are_not():
    text = to_tikz(scene_of("worked example, forward"))
    assert "{$w" not in text
    assert "{$a_{h[0][0]}$}" in text
    assert "{$h_{[0][0]}$}" in text
    assert "{$w_{h[0][0][1]}$}" in to_tikz(scene_of("worked example, symbols"))
    assert r"{$\delta_{h[0][0]}$}" in to_tikz(scene_of("worked example, backward"))
    # the name of an input, not its value
    assert "bold text" in next(line for line in text.splitlines() if "{$x_{[0]}$}" in line)
    assert re.search(r"neurosim/neuron bold text/\.style=.*\\bfseries\\boldmath", text)


def test_each_colour_has_one_name_for_each_use():
    text = to_tikz(scene_of("dark"))
    defined = re.findall(r"\\definecolor\{(\S+)\}\{HTML\}\{(\w{6})\}", text)
    names, _ = zip(*defined, strict=True)
    assert len(set(names)) == len(names) < 25
    assert {"paper", "positive", "negative", "zero", "outline", "input-fill", "text"} <= set(names)
    drawing = text[text.index("bounding box") :]
    assert "#" not in drawing.replace(r"\#", "")
    # the colour of a small number is a mixture
    assert re.search(r"draw=positive!\d+!zero", drawing)


def test_in_print_text_does_not_have_the_colour_of_a_sign():
    text = to_tikz(scene_of("print"))
    assert "text=positive" not in text


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("50% & a_1", r"50\% \& a\_1"),
        ("b → c…", r"b $\to$ c\ldots{}"),
        ("層 é", r"\missing{層} é"),
        ("\\end{document}", r"\textbackslash{}end\{document\}"),
    ],
)
def test_text_is_escaped(text, source):
    assert f"{{{source}" in to_tikz(scene_with(Label(10, 10, text, 9, "#000000")))


def test_a_character_without_a_glyph_is_a_box_and_stands_in_a_comment():
    text = to_tikz(
        scene_with(Label(10, 10, "日本", 9, "#000000"), Label(10, 30, "a", 9, "#000000"))
    )
    (line,) = (line for line in text.splitlines() if "日本" in line)
    assert line.endswith(r"{\missing{日}\missing{本}}}; % 日本")
    assert text.count(r"\def\missing") == 1
    assert "% Compile with lualatex or xelatex: " in text
    assert "missing" not in to_tikz(scene_with(Label(10, 30, "a", 9, "#000000")))


def make_chinese():
    net = ns.Network(name="信用")
    net.add_neuron({net.add_input("收入"): 0.5}, name="风险")
    return make_scene(net, show="symbols", own_names=True)


@needs_latex
@pytest.mark.parametrize("engine", ["pdflatex", "lualatex", "xelatex"])
@pytest.mark.parametrize("document", [True, False])
def test_every_engine_writes_chinese_names_or_boxes(engine, document, tmp_path):
    font = {"lualatex": "luaotfload.sty", "xelatex": "fontspec.sty"}.get(engine, "tikz.sty")
    found = subprocess.run(["kpsewhich", font], check=False, capture_output=True)
    if shutil.which(engine) is None or found.returncode:
        pytest.skip(f"{engine} and its fonts are not installed")
    text = to_tikz(make_chinese(), document=document)
    assert "U+" not in text
    assert r"\missing{收}" in text
    if not document:
        (tmp_path / "picture.tex").write_text(text, encoding="utf-8")
        fonts = "\\usepackage{amsmath, iftex}\\iftutex\\usepackage{fontspec}\\fi"
        text = IN_A_DOCUMENT % {"preamble": fonts, "picture": "\\input{picture}"}
    compiled(text, tmp_path, engine)


def test_a_fragment_is_as_large_as_what_it_shows():
    scene = make_scene(ns.mlp([2, 3, 1], seed=1), title="", legend=False, caption=False)
    text = to_tikz(scene, document=False)
    found = re.search(r"bounding box\] \(([\d.]+),([\d.]+)\) rectangle \(([\d.]+),([\d.]+)\)", text)
    left, top, right, bottom = map(float, found.groups())
    border = 1.1 / 2
    assert left == pytest.approx(min(box.extent[0] for box in scene.boxes) - border, abs=0.01)
    assert bottom == pytest.approx(max(box.extent[3] for box in scene.boxes) + border, abs=0.01)
    assert right - left < scene.width - 20
    assert bottom - top < scene.height - 20
    assert not re.search("caption|title|legend", text)


def test_a_symbol_before_its_number_is_mathematics():
    text = to_tikz(scene_of("neuron"))
    assert "{$w_{h[0][1][0]}$ = {$-$}0.5000}" in text
    assert "{wh[" not in text
    bold = Label(10, 10, "wh[0][0][0] = 3", 9, "#000000", weight="bold")
    assert "{wh[0][0][0] = 3}" in to_tikz(scene_with(bold))


def test_a_number_has_a_minus_and_a_word_a_hyphen():
    text = to_tikz(
        scene_with(
            Label(10, 10, "−0.5×10⁻¹²", 9, "#000000", value=-0.5),
            Label(10, 30, "a-b", 9, "#000000"),
        )
    )
    assert r"{{$-$}0.5$\times$10$^{-12}$}" in text
    assert "{a{-}b}" in text


def test_lines_are_straight_curved_or_have_corners():
    points = ((0, 0), (10, 0), (10, 10), (20, 10))
    text = to_tikz(
        scene_with(
            lines=[
                Line(points, "#ff0000", 1.0, dashed=True),
                Line(points, "#ff0000", 2.0, polyline=True, end="arrow"),
            ]
        )
    )
    assert "(0,0) .. controls (10,0) and (10,10) .. (20,10);" in text
    # TikZ shortens the line for the arrow head itself
    assert "(0,0) -- (10,0) -- (10,10) -- (20,10);" in text
    assert "dash pattern=on 4bp off 2.5bp" in text
    assert "arrows={-{Triangle[" in text


def test_the_title_cannot_leave_its_comment():
    text = to_tikz(Scene(10, 10, "#ffffff", "a\n\\bad", "b\u2028c", (), (), ()))
    assert text.startswith("% a \\bad\n% b c\n\\RequirePackage")
