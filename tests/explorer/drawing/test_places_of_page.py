"""The places of the picture in the page: on random networks nothing covers anything else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

import neurosim as ns
from neurosim.explorer.page_document import document_of

InNode = Callable[[str, str, Any], Any]

POINT_ON = """
const pointOn = (route, share) => {
  const n_curves = route.length === 2 ? 1 : (route.length - 1) / 3;
  const curve = Math.min(Math.floor(share * n_curves), n_curves - 1);
  const t = share * n_curves - curve;
  let points = route.length === 2 ? route : route.slice(3 * curve, 3 * curve + 4);
  while (points.length > 1) points = points.slice(1).map(([x, y], k) => [points[k][0] + t * (x - points[k][0]), points[k][1] + t * (y - points[k][1])]);
  return points[0];
};
"""
SCENES = """
import { networkOf } from "PAGE/arithmetic/network.js";
import { readDocument } from "PAGE/document/document.js";
import { columnsOf } from "PAGE/drawing/columns.js";
import { arrangedBoxes, routeOf } from "PAGE/drawing/layout.js";
import { portsOf } from "PAGE/drawing/ports.js";
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
  const ends = links.map((link, edge) => (
    { edge, source: find(link.source), target: find(link.target), passages: passages.get(edge) ?? [] }));
  const ports = portsOf(ends, down, null);
  const edges = links.map((link, place) => {
    const { source, target, passages } = ends[place];
    const route = routeOf(source, target, ports.get(place), passages);
    return { ...link, points: Array.from({ length: 60 }, (_, at) => pointOn(route, at / 59)) };
  });
  return { boxes, edges };
}));
"""


def random_network(rng: np.random.Generator, most: int = 9) -> ns.Network:
    net = ns.Network()
    names = [net.add_input().name for _ in range(rng.integers(1, 4))]
    for _ in range(rng.integers(3, most)):
        sources = rng.choice(names, size=min(len(names), rng.integers(1, 4)), replace=False)
        names.append(net.add_neuron({str(name): 0.5 for name in sources}).name)
    return net


def test_no_neuron_covers_another_and_no_edge_runs_under_one(in_node: InNode) -> None:
    rng = np.random.default_rng(7)
    given = [document_of(random_network(rng)) for _ in range(60)]
    for scene in in_node(SCENES, POINT_ON + PLACED, given):
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
    for picture in in_node(PICTURES, POINT_ON + SIZES, [*given, document_of(passing)]):
        for x, y, width, height in picture["boxes"]:
            assert width / 2 <= x <= picture["size"][0] - width / 2
            assert height / 2 <= y <= picture["size"][1] - height / 2


LABELS = """
const covers = (a, b) => (
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 - 0.01 && Math.abs(a.y - b.y) < (a.height + b.height) / 2 - 0.01);
return given.flatMap(([start, selected]) => [[850, 545], [390, 633]].flatMap(([width, height]) => [0, 2, 1e9].map((step) => {
  const { shown } = new App({}, readDocument(start), { ...emptyLook(), selected, step });
  const { edges, items } = sceneOf(shown, { width, height }, null, null);
  const labels = edges.filter(({ at }) => at).map(({ at: [x, y], width, height, edge }) => ({ x, y, width, height, edge }));
  const lines = edges.filter(({ faint }) => !faint).map(({ edge, route }) => (
    { edge, points: Array.from({ length: 100 }, (_, at) => pointOn(route, at / 99)).map(([x, y]) => ({ x, y, width: 0, height: 0 })) }));
  const covered = labels.filter((label) => (
    [...items, ...labels].some((other) => other !== label && covers(label, other))
    || lines.some(({ edge, points }) => edge !== label.edge && points.some((point) => covers(label, point)))));
  return { n_labels: labels.length, covered: covered.map(({ edge }) => edge.symbol) };
})));
"""


def test_a_number_covers_no_other_number_no_neuron_and_no_other_edge(in_node: InNode) -> None:
    """Faint edges, which have no numbers, may run behind one."""
    rng = np.random.default_rng(3)
    pictures = []
    for most in (9, 9, 9, 16, 16):
        for _ in range(12):
            net = random_network(rng, most)
            targets = [1.0] * len(net.outputs) if rng.random() < 0.7 else None
            trace = ns.trace(
                net, rng.normal(size=len(net.inputs)), targets, learning_rate=targets and 0.5
            )
            pictures.append([document_of(trace), net.hidden[0].name if net.hidden else None])
    for sizes in ([2, 2, 1], [2, 2, 2], [3, 4, 4, 2], [4, 8, 8, 2], [13, 1]):
        trace = ns.trace(ns.mlp(sizes, seed=3), [1e-7] * sizes[0], [0.0] * sizes[-1])
        pictures.append([document_of(trace), "o[0]"])
    found = in_node(PICTURES, POINT_ON + LABELS, pictures)
    assert sum(picture["n_labels"] for picture in found) > 2000
    assert [picture for picture in found if picture["covered"]] == []
