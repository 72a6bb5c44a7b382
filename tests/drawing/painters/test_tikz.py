"""TikZ: the document compiles as it is, its page is the picture, and no text is too wide."""

import re
import shutil
import subprocess

import pytest

from neurosim.drawing.painters.tikz import to_tikz
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


def compiled(text, directory):
    (directory / "a.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-jobname=a",
         r"\pdfobjcompresslevel=0\input{a}"],
        cwd=directory, check=False, capture_output=True, text=True, errors="replace", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    log = (directory / "a.log").read_text(encoding="utf-8", errors="replace")
    assert not re.findall(r"Overfull.*|Missing character.*|Package \w+ Warning.*", log)
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


@needs_latex
def test_a_picture_can_be_included(tmp_path):
    picture = to_tikz(scene_of("worked example, forward"), document=False)
    assert picture.startswith("\\begin{tikzpicture}")
    assert picture.endswith("\\end{tikzpicture}\n")
    # twice, so that what it defines stays within
    compiled(
        "\\documentclass{article}\\usepackage[margin=0pt,paperwidth=40cm,paperheight=40cm]{geometry}\\usepackage{tikz}"
        f"\\begin{{document}}\\noindent {picture}\\par\\noindent {picture}\\end{{document}}",
        tmp_path,
    )


@pytest.mark.parametrize("name", MAKERS)
def test_every_part_of_the_scene_is_there(name):
    scene = scene_of(name)
    text = to_tikz(scene)
    labels = [label for label in scene.labels if label.text]
    assert text.count("\\node[") == len(labels)
    assert text.count("\\draw[") == len(scene.lines)
    assert text.count("\\fill[") == sum(bool(line.end) for line in scene.lines)
    visible = [box for box in scene.boxes if box.fill or box.stroke]
    borders = sum(2 if box.double else 1 for box in visible)
    assert text.count("\\path[") == borders + 1


def test_symbols_are_mathematics_and_names_are_not():
    text = to_tikz(scene_of("worked example, forward"))
    assert "{$w" not in text
    assert "{$a_{h[0][0]}$}" in text
    assert "{$h_{[0][0]}$}" in text
    assert "{$w_{h[0][0][1]}$}" in to_tikz(scene_of("worked example, symbols"))
    assert r"{$\delta_{h[0][0]}$}" in to_tikz(scene_of("worked example, backward"))
    # the name of an input, not its value
    assert r"\bfseries\boldmath" in next(
        line for line in text.splitlines() if "{$x_{[0]}$}" in line
    )


def test_each_colour_is_defined_once_by_name():
    text = to_tikz(scene_of("dark"))
    defined = re.findall(r"\\definecolor\{(\S+)\}\{HTML\}\{(\w{6})\}", text)
    names, colours = zip(*defined, strict=True)
    assert len(set(names)) == len(set(colours)) == len(defined)
    assert {"paper", "positive", "negative", "outline", "input-fill"} <= set(names)
    drawing = text[text.index("bounding box") :]
    assert "#" not in drawing.replace(r"\#", "")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("50% & a_1", r"50\% \& a\_1"),
        ("b → c…", r"b $\to$ c\ldots{}"),
        ("層 é", r"\missing{} é"),
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
    assert line.endswith(r"{\missing{}\missing{}}}; % 日本")
    assert text.count(r"\def\missing") == 1
    assert "missing" not in to_tikz(scene_with(Label(10, 30, "a", 9, "#000000")))


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
    # the arrow head has the last seven points
    assert "(0,0) -- (10,0) -- (10,10) -- (12.65,10);" in text
    assert "dash pattern=on 4bp off 2.5bp" in text
    assert r"\fill[line] (20,10) --" in text


def test_the_title_cannot_leave_its_comment():
    text = to_tikz(Scene(10, 10, "#ffffff", "a\n\\bad", "b\u2028c", (), (), ()))
    assert text.startswith("% a \\bad\n% b c\n\\RequirePackage")
