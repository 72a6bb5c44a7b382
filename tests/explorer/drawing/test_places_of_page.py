"""The places of the picture in the page: on random networks nothing covers anything else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

import neurosim as ns
from neurosim.explorer.page_document import document_of

InNode = Callable[[str, str, Any], Any]

SCENES = """
import { networkOf } from "PAGE/arithmetic/network.js";
import { readDocument } from "PAGE/document/document.js";
import { columnsOf } from "PAGE/drawing/columns.js";
import { arrangedBoxes, pointOn, routeOf } from "PAGE/drawing/layout.js";
"""
PLACED = """
return given.flatMap((start) => [false, true].map((down) => {
  const network = networkOf(readDocument(start).model);
  const columns = columnsOf(network).map((names, column) => names.map((key) => (
    { key, width: 120, height: 60 + 20 * (column % 3), x: 0, y: 0 })));
  const links = network.order.flatMap((neuron) => neuron.sources.map((edge) => (
    { source: edge.source.name, target: neuron.name })));
  const { centres, passages } = arrangedBoxes(columns, links, down, new Set())(90);
  const boxes = columns.flat();
  for (const box of boxes) [box.x, box.y] = centres.get(box.key);
  const find = (name) => boxes.find(({ key }) => key === name);
  const edges = links.map((link, place) => {
    const route = routeOf(find(link.source), find(link.target), passages.get(place) ?? [], down);
    return { ...link, points: Array.from({ length: 60 }, (_, at) => pointOn(route, at / 59)) };
  });
  return { boxes, edges };
}));
"""


def random_network(rng: np.random.Generator) -> ns.Network:
    net = ns.Network()
    names = [net.add_input().name for _ in range(rng.integers(1, 4))]
    for _ in range(rng.integers(3, 9)):
        sources = rng.choice(names, size=min(len(names), rng.integers(1, 4)), replace=False)
        names.append(net.add_neuron({str(name): 0.5 for name in sources}).name)
    return net


def test_no_neuron_covers_another_and_no_edge_runs_under_one(in_node: InNode) -> None:
    rng = np.random.default_rng(7)
    given = [document_of(random_network(rng)) for _ in range(60)]
    for scene in in_node(SCENES, PLACED, given):
        for a, b in combinations(scene["boxes"], 2):
            apart = (
                abs(a["x"] - b["x"]) >= (a["width"] + b["width"]) / 2,
                abs(a["y"] - b["y"]) >= (a["height"] + b["height"]) / 2,
            )
            assert any(apart), (a, b)
        for edge in scene["edges"]:
            for box in scene["boxes"]:
                if box["key"] in {edge["source"], edge["target"]}:
                    continue
                inside = [
                    (x, y)
                    for x, y in edge["points"]
                    if abs(x - box["x"]) < box["width"] / 2 - 1
                    and abs(y - box["y"]) < box["height"] / 2 - 1
                ]
                assert not inside, (edge["source"], edge["target"], box["key"])


PICTURES = """
import { App } from "PAGE/app.js";
import { emptyLook, readDocument } from "PAGE/document/document.js";
import { sceneOf } from "PAGE/drawing/scene.js";
import { pointOn } from "PAGE/drawing/layout.js";
"""
SIZES = """
return given.flatMap((start) => [[850, 545], [390, 633]].map(([width, height]) => {
  const { shown } = new App({}, readDocument(start), emptyLook());
  const scene = sceneOf(shown, { width, height }, null, null);
  const points = scene.edges.flatMap(({ route }) => Array.from({ length: 60 }, (_, at) => pointOn(route, at / 59)));
  const labels = scene.edges.flatMap(({ at, width, height }) => (at === null ? [] : [[...at, width, height]]));
  const cards = scene.items.map(({ x, y, width, height }) => [x, y, width, height]);
  return { size: [scene.width, scene.height], boxes: [...points.map((point) => [...point, 0, 0]), ...labels, ...cards] };
}));
"""


def test_the_picture_holds_every_card_edge_and_number(in_node: InNode) -> None:
    rng = np.random.default_rng(11)
    given = [document_of(random_network(rng)) for _ in range(60)]
    # two edges pass one column
    passing = ns.Network()
    names = [passing.add_input().name for _ in range(3)]
    below = passing.add_neuron(dict.fromkeys(names, 0.5)).name
    passing.add_neuron({below: 1.0, names[1]: 0.5, names[2]: -0.5})
    for picture in in_node(PICTURES, SIZES, [*given, document_of(passing)]):
        for x, y, width, height in picture["boxes"]:
            assert width / 2 <= x <= picture["size"][0] - width / 2
            assert height / 2 <= y <= picture["size"][1] - height / 2
