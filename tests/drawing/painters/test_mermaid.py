"""Mermaid: its own parser takes every diagram, and a browser shows every name."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from neurosim.drawing.painters.graph import legend_items, read_graph
from neurosim.drawing.painters.mermaid import CHARACTER_LIMIT, EDGE_LIMIT, to_mermaid
from neurosim.drawing.shapes import Line
from neurosim.errors import InputError
from tests.drawing.painters.scenes import AWKWARD, MAKERS, scene_of

FOLDER = Path(__file__).parent / "mermaid"
SCRIPT = FOLDER / "node_modules" / "mermaid" / "dist" / "mermaid.min.js"
INSTALL = f"Mermaid is not installed; run npm install --prefix {FOLDER}"
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.skipif(not SCRIPT.exists(), reason=INSTALL)
def test_the_parser_of_mermaid_takes_every_diagram():
    sources = [to_mermaid(scene_of(name)) for name in MAKERS]
    done = subprocess.run(
        ["node", FOLDER / "parse.mjs"],
        input=json.dumps([*sources, "flowchart LR\n  a[b"]),
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    *found, of_nonsense = json.loads(done.stdout)
    assert dict(zip(MAKERS, found, strict=True)) == dict.fromkeys(MAKERS)
    assert "Parse error" in of_nonsense


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.skipif(not SCRIPT.exists(), reason=INSTALL)
def test_a_browser_shows_every_name(tmp_path):
    scene = scene_of("awkward, forward")
    (tmp_path / "a.html").write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><div class="mermaid">{html.escape(to_mermaid(scene))}'
        f'</div><script src="{SCRIPT.as_uri()}"></script>'
        '<script>mermaid.initialize({startOnLoad: false, securityLevel: "strict"}); '
        'mermaid.run().then(() => document.title = "done")</script>',
        encoding="utf-8",
    )
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
         f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=20000", "--dump-dom",
         (tmp_path / "a.html").as_uri()],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    page = done.stdout
    assert "<title>done</title>" in page, done.stderr[-500:]
    assert "<script>alert" not in page
    nodes = re.findall(r'class="nodeLabel[^>]*>(.*?)</span>', page, re.DOTALL)
    shown = [[text_of(line) for line in re.split(r"<br ?/?>", node)] for node in nodes]
    expected = [
        [
            *(" = ".join(label.text for label in row) for row in node.rows),
            *filter(None, [node.box.activation]),
        ]
        for node in read_graph(scene).nodes
    ]
    squeezed = [[re.sub(r"\s+", " ", line) for line in node] for node in expected]
    assert sorted(node for node in shown if node in squeezed) == sorted(squeezed)
    title = re.search(r'class="flowchartTitleText">(.*?)</text>', page)
    assert title is not None
    assert html.unescape(title[1]).startswith("--- %%{init: {}}%% ＜b＞＆amp;＜/b＞ \\G #;")


def text_of(markup):
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def test_every_sign_that_means_something_is_an_entity():
    text = to_mermaid(scene_of("awkward"))
    labels = re.findall(r'^    n\d+\W+"(.*?)"[)\]}]+:::', text, re.MULTILINE)
    assert len(labels) == len(AWKWARD)
    for label in labels:
        plain = re.sub(r"#\d+;|<br/>", "", label)
        assert not re.search(r"[^\w\s\[\].,=-]", plain), label
    assert "---\n%%" not in text
    assert "%%{" not in text


def test_shapes_and_classes_follow_the_roles():
    text = to_mermaid(scene_of("worked example, structure"))
    assert 'n0(("x[0]")):::input' in text
    assert re.search(r'n2\(+"h\[0\]\[0\]<br/>sigmoid"\)+:::hidden', text)
    assert ":::output" in text
    forward = to_mermaid(scene_of("worked example, forward"))
    assert 'n2("h[0][0]<br/>bh[0][0] = 0.5000<br/>sh[0][0] = −1.0000<br/>' in forward
    assert 'n5(["o[0]<br/>' in forward
    loop = to_mermaid(scene_of("training loop"))
    assert 'n7{"Another row of the dataset#63;"}:::choice' in loop
    assert 'n7 -- "yes" --> n2' in loop


def test_a_highlight_has_classes_of_its_own():
    text = to_mermaid(scene_of("highlight"))
    classes = dict(re.findall(r"n(\d+)\W.*:::(\w+)", text))
    assert classes["3"] != classes["2"]
    assert set(re.findall(r"classDef (\w+)", text)) == {*classes.values(), "key"}
    # the legend shows a neuron that is not dimmed
    assert dict(re.findall(r"key(\d+)\W.*:::(\w+)", text))["1"] == classes["3"]


def test_every_edge_has_its_style():
    scene = scene_of("frozen")
    text = to_mermaid(scene)
    styles = {}
    for places, style in re.findall(r"linkStyle (\S+) (\S+)", text):
        styles |= dict.fromkeys(map(int, places.split(",")), style)
    edges = read_graph(scene).edges
    in_legend = [shape for shape, _ in legend_items(scene) if isinstance(shape, Line)]
    assert sorted(styles) == list(range(len(edges) + len(in_legend)))
    for place, line in enumerate(in_legend):
        assert f"stroke:{line.colour}," in styles[len(edges) + place]
    for index, edge in enumerate(edges):
        assert f"stroke:{edge.line.colour}," in styles[index]
        assert ("stroke-dasharray" in styles[index]) == edge.line.dashed


def test_descriptions_keep_to_one_line():
    scene = replace(scene_of("frozen"), title="a\nb; #c", description="d\n\ne: {f}")
    lines = to_mermaid(scene).splitlines()
    assert "  accTitle: a b#59; #35;c" in lines
    assert "  accDescr: d  e: #123;f#125;" in lines


def test_more_edges_than_github_renders_are_refused():
    scene = scene_of("frozen")
    edges = [line for line in scene.lines if line.role == "edge"]
    most = tuple(edges * EDGE_LIMIT)[:EDGE_LIMIT]
    to_mermaid(replace(scene, lines=most))
    with pytest.raises(InputError) as caught:
        to_mermaid(replace(scene, lines=(*most, edges[0])))
    assert str(caught.value) == (
        "the diagram has 501 edges, and Mermaid on GitHub renders no more than 500; "
        "draw a smaller network, or write .svg, .dot or .tex instead"
    )


def test_more_characters_than_github_renders_are_refused():
    scene = replace(scene_of("frozen"), description="d" * CHARACTER_LIMIT)
    with pytest.raises(InputError, match=r"has 5\d,\d{3} characters, and .* than 50,000; draw a"):
        to_mermaid(scene)
