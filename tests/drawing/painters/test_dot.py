"""DOT: what Graphviz makes of it holds the scene, and Graphviz has nothing to complain about."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from neurosim.drawing.lettering import clean
from neurosim.drawing.painters.dot import to_dot
from neurosim.drawing.painters.graph import NODE_ROLES, read_graph
from tests.drawing.painters.scenes import AWKWARD, MAKERS, scene_of

SVG = "{http://www.w3.org/2000/svg}"
TOOLTIP = "{http://www.w3.org/1999/xlink}title"
needs_graphviz = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")


OF_LEGEND = ("legend", "word")


def graphviz(name, *command):
    done = subprocess.run(
        command,
        input=to_dot(scene_of(name)),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert not done.stderr
    return done.stdout


def shown(svg):
    """The groups of an SVG by Graphviz: (class, text in it, tooltip)."""
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        title = group.findtext(f"{SVG}title") or ""
        if group.get("class") in {"node", "edge", "graph"} and not title.startswith(OF_LEGEND):
            links = [link for link in group.iter(f"{SVG}a") if link.get(TOOLTIP)]
            # the second of two blanks is one that does not break
            texts = [(text.text or "").replace("\xa0", " ") for text in group.iter(f"{SVG}text")]
            yield group.get("class"), texts, links[0].get(TOOLTIP) if links else ""


def flat(texts):
    """Texts as one, without spaces: Graphviz divides a label with symbols."""
    return "".join(texts).replace(" ", "")


def set_text(label):
    """The characters of a label as they are set."""
    parts = [
        part if isinstance(part, str) else part.base + part.below + part.above
        for part in label.pieces or (clean(label.text),)
    ]
    return flat(parts)


@needs_graphviz
@pytest.mark.parametrize("name", MAKERS)
def test_dot_draws_every_label_without_a_warning(name):
    scene = scene_of(name)
    groups = list(shown(graphviz(name, "dot", "-Tsvg")))
    graph = read_graph(scene)
    nodes = iter([flat(texts) for kind, texts, _ in groups if kind == "node"])
    for node in graph.nodes:
        written = flat(set_text(label) for row in node.rows for label in row)
        beside = flat(set_text(label) for label in node.beside)
        at_end = node.box.role in {"input", "output"}
        if not at_end:
            written += beside
        # the name of the activation is where the scene has its curve
        assert next(nodes) in {written, written + flat(node.box.activation)}
        if beside and at_end:
            # a text of its own, before the inputs or after the outputs
            assert next(nodes) == beside
    edges = {flat(texts) for kind, texts, _ in groups if kind == "edge" and texts}
    assert edges == {set_text(edge.label) for edge in graph.edges if edge.label}
    on_top = next(texts for kind, texts, _ in groups if kind == "graph")
    for label in scene.labels:
        if label.role in {"title", "caption"}:
            assert set_text(label) in flat(on_top)


@needs_graphviz
def test_tooltips_have_full_names_whatever_is_in_them():
    groups = list(shown(graphviz("awkward", "dot", "-Tsvg")))
    names = {tooltip.split("\n")[0] for kind, _, tooltip in groups if kind == "node"}
    assert names == {clean(name) for name in AWKWARD}
    edges = {tooltip for kind, _, tooltip in groups if kind == "edge"}
    assert f"wh[0][0][4], {AWKWARD[4]} → {AWKWARD[5]}: 0.5" in edges


@needs_graphviz
@pytest.mark.parametrize("name", ["worked example, forward", "4-6-6-3", "skips", "large", "down"])
def test_columns_stay_columns_in_their_order(name):
    graph = read_graph(scene_of(name))
    places = {}
    for line in graphviz(name, "dot", "-Tplain").splitlines():
        kind, node, x, y, *_ = [*line.split(), "", "", ""]
        if kind == "node" and not node.startswith(OF_LEGEND):
            places[int(node[1:])] = (float(x), -float(y))
    if name == "down":
        places = {node: (y, x) for node, (x, y) in places.items()}
    along = []
    for column in graph.columns:
        assert len({round(places[node][0], 2) for node in column}) == 1
        along.append(places[column[0]][0])
        across = [places[node][1] for node in column]
        assert across == sorted(across)
    assert along == sorted(along)


@needs_graphviz
@pytest.mark.parametrize("name", ["worked example, forward", "skips", "training loop"])
def test_neato_shows_the_layout_of_the_scene(name):
    scene = scene_of(name)
    nodes = re.findall(
        r"^node n(\d+) (\S+) (\S+)", graphviz(name, "neato", "-n2", "-Tplain"), re.MULTILINE
    )
    places = {int(node): (float(x) * 72, -float(y) * 72) for node, x, y in nodes}
    boxes = {b.node: (b.x, b.y) for b in scene.boxes if b.role in NODE_ROLES and b.node is not None}
    dx, dy = (a - b for a, b in zip(places[0], boxes[0], strict=True))
    for node, (x, y) in boxes.items():
        assert places[node] == pytest.approx((x + dx, y + dy), abs=0.5)


def test_edges_carry_colour_width_and_dashes():
    scene = scene_of("frozen")
    text = to_dot(scene)
    edges = re.findall(r"^  n\d+ -> n.*", text, re.MULTILINE)
    assert len(edges) == 3
    assert all(f'color="{line.colour}"' in e for line, e in zip(scene.lines, edges, strict=False))
    assert ["style=dashed" in edge for edge in edges] == [line.dashed for line in scene.lines[:3]]
    assert "peripheries=2" in text
    assert 'style="filled,dashed"' in text


def test_the_page_follows_theme_and_direction():
    assert "rankdir=LR" in to_dot(scene_of("dark"))
    assert f'bgcolor="{scene_of("dark").background}"' in to_dot(scene_of("dark"))
    assert "rankdir=TB" in to_dot(scene_of("down"))


def test_the_sign_of_an_edge_is_a_mark_at_its_end():
    text = to_dot(scene_of("worked example, forward"))
    ends = re.findall(r'^  n\d+ -> .*arrowhead=(\w+), tooltip=".*: (\S+?)"', text, re.MULTILINE)
    assert {(float(number) > 0, mark) for mark, number in ends} == {
        (True, "normal"),
        (False, "tee"),
    }
    # the two weights that are zero have no mark
    assert len(ends) == 7
