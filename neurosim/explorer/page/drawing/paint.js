/** The picture of a network as elements of SVG; elements that stay are only changed. */

/** @import { Shown } from "../app.js" */
/** @import { Cell } from "./cards.js" */
/** @import { DrawnEdge, Item, Scene } from "./scene.js" */

import { activationOf } from "../arithmetic/activations.js";
import { setAttributes, setText, svgElement } from "../views/elements.js";
import { spokenCell, spokenEdge, spokenItem } from "./spoken.js";
import { DIGIT_ADVANCE, shortNumber } from "./cards.js";
import { pathOf } from "./layout.js";

const CURVE = { width: 34, height: 12, reach: 4, steps: 16 };
const MOST_STRIPES = 200;
const MARK_HEIGHT = 5;
/** 24 pixels at the smallest scale at which the picture opens. */
const LEAST_TARGET = 26.5;
/** The least width of a squeezed number, as a share of its own. */
const NARROWEST = 0.7;

/**
 * Return a function that paints into an SVG.
 *
 * @param {SVGSVGElement} svg
 * @returns {(scene: Scene, shown: Shown) => void}
 */
export function makePainter(svg) {
  const names = ["bands", "edges", "cards", "weights", "cells"];
  const [bands, edges, cards, weights, cells] = names.map((name) => new Pool(svg.appendChild(svgElement("g", { class: name }))));
  const loss = svg.appendChild(svgElement("text", { class: "loss", "text-anchor": "middle", "data-symbol": "L" }));
  return (scene, shown) => {
    setAttributes(svg, { viewBox: `0 0 ${scene.width} ${scene.height}` });
    bands.fill(scene.bands, ({ key }) => key, () => svgElement("path", { class: "band" }), (path, band) => setAttributes(path, { d: pathOf(band.route) }));
    edges.fill(scene.edges, keyOfEdge, makeEdge, (group, edge) => paintEdge(group, edge));
    cards.fill(scene.items, ({ key }) => key, makeCard, (group, item) => paintItem(group, item, scene, shown));
    weights.fill(scene.edges.filter((edge) => edge.text !== ""), keyOfEdge, makeWeight, (group, edge) => paintWeight(group, edge, shown));
    const written = scene.items.flatMap((item) => (item.card?.cells ?? []).map((cell) => ({ item, cell })));
    cells.fill(written, ({ cell }) => cell.key, makeCell, (group, { item, cell }) => paintCell(group, cell, item, shown));
    if (scene.loss === null) setText(loss, "");
    else setSymbol(loss, "L", ` ${scene.loss.text}`);
    setAttributes(loss, { x: scene.loss?.x, y: scene.loss?.y });
  };
}

/** Elements by key, which are made, changed and removed as what they show comes and goes. */
class Pool {
  /** @type {Map<string, any>} */
  #elements = new Map();

  /** @param {SVGGElement} host */
  constructor(host) {
    this.host = host;
  }

  /**
   * @template T
   * @template {SVGElement} E
   * @param {T[]} wanted
   * @param {(each: T) => string} keyOf
   * @param {(each: T) => E} make
   * @param {(made: E, each: T) => void} paint
   */
  fill(wanted, keyOf, make, paint) {
    const left = new Map(this.#elements);
    for (const each of wanted) {
      const key = keyOf(each);
      let found = this.#elements.get(key);
      if (found === undefined) {
        found = make(each);
        this.#elements.set(key, found);
        this.host.append(found);
      }
      left.delete(key);
      paint(found, each);
    }
    for (const [key, gone] of left) {
      gone.remove();
      this.#elements.delete(key);
    }
  }
}

/** @param {string} text  a number */
function typeset(text) {
  return text.replace("-", "−").replace("·", "×");
}

/**
 * Write a symbol: its first letter, and all others as an index.
 *
 * @param {Element} target
 * @param {string} symbol
 * @param {string} after
 */
function setSymbol(target, symbol, after) {
  const [letter, index] = [symbol[0] === "d" ? "δ" : symbol[0], symbol.slice(1)];
  if (target.textContent === letter + index + after) return;
  target.replaceChildren(svgElement("tspan", { class: "letter" }, letter), svgElement("tspan", { class: "index", dy: 2.5 }, index), after);
}

/** @param {DrawnEdge} drawn */
function keyOfEdge({ edge }) {
  return `${edge.source.name}\n${edge.target.name}`;
}

/** @param {DrawnEdge} drawn */
function endsOf({ edge }) {
  return { "data-source": edge.source.name, "data-target": edge.target.name };
}

function makeEdge() {
  const parts = ["line", "mark", "hit"].map((name) => svgElement("path", { class: name }));
  return svgElement("g", {}, ...parts);
}

/** @param {SVGGElement} group @param {DrawnEdge} drawn */
function paintEdge(group, drawn) {
  const { edge, strength, active, faint, route, towards: [dx, dy] } = drawn;
  const width = 0.8 + 2.4 * strength;
  const half = (MARK_HEIGHT + width) / 2;
  const [x, y] = route[route.length - 1];
  // an arrow head for a positive number, a bar for a negative one, as ns.draw has them
  const length = edge.weight > 0 ? 2.1 * half : edge.weight < 0 ? 3 : 0;
  const mark = edge.weight > 0 ? `M0 0L${-length} ${half}V${-half}Z` : `M-1 ${-half}V${half}H-3V${-half}Z`;
  const d = pathOf([...route.slice(0, -1), [x - length * dx, y - length * dy]]);
  setAttributes(group, {
    class: `edge ${signClass(edge.weight)}${active ? " active" : ""}${faint ? " faint" : ""}${edge.frozen ? " frozen" : ""}`, ...endsOf(drawn), "data-symbol": edge.symbol,
  });
  const [line, end, hit] = group.children;
  setAttributes(line, { d, "stroke-width": width.toFixed(2) });
  setAttributes(end, { d: length ? mark : null, transform: `matrix(${[dx, dy, -dy, dx, x, y].map((each) => each.toFixed(3)).join(" ")})` });
  setAttributes(hit, { d });
}

/** @param {number} value */
function signClass(value) {
  return value > 0 ? "positive" : value < 0 ? "negative" : "zero";
}

function makeWeight() {
  return svgElement(
    "g", { role: "button", tabindex: "-1" },
    svgElement("rect", { class: "plate", rx: 3 }),
    svgElement("text", { class: "number", "text-anchor": "middle" }), " ",
    svgElement("text", { class: "below", "text-anchor": "middle" }),
    svgElement("rect", { class: "hit" }),
  );
}

/** @param {SVGGElement} group @param {DrawnEdge} drawn @param {Shown} shown */
function paintWeight(group, drawn, shown) {
  const { edge, width, height } = drawn;
  const [x, y] = drawn.at ?? [0, 0];
  const [plate, number, below, hit] = group.children;
  setAttributes(group, {
    class: `weight ${signClass(edge.weight)}${edge.frozen ? " frozen" : ""}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
    "data-key": `edge\n${keyOfEdge(drawn)}`, ...endsOf(drawn), "data-symbol": edge.symbol,
    "aria-label": `${spokenEdge(edge, shown)} ${drawn.below}`.trim(),
  });
  setAttributes(plate, { x: -width / 2, y: -height / 2, width, height });
  const [wide, high] = [Math.max(width, LEAST_TARGET), Math.max(height, LEAST_TARGET)];
  setAttributes(hit, { x: -wide / 2, y: -high / 2, width: wide, height: high });
  setText(number, typeset(drawn.text));
  setAttributes(number, { y: drawn.below ? -3.5 : 4 });
  setText(below, typeset(drawn.below));
  setAttributes(below, { y: 11, "data-symbol": drawn.belowSymbol });
}

function makeCard() {
  return svgElement(
    "g", { role: "button", tabindex: "-1" },
    svgElement("rect", { class: "body" }),
    svgElement("rect", { class: "inner", x: 3, y: 3 }),
    svgElement("text", { class: "heading" }),
    svgElement("g", { class: "stripes" }),
    svgElement("g", { class: "handle" }, svgElement("circle", { class: "hit", r: 13 }), svgElement("circle", { class: "dot", r: 4.5 })),
  );
}

/** @param {SVGGElement} group @param {Item} item @param {Scene} scene @param {Shown} shown */
function paintItem(group, item, scene, shown) {
  const { card, width, height } = item;
  const kind = card?.neuron.kind ?? "block";
  const selected = card !== null && shown.look.selected === item.key;
  const [body, inner, heading, stripes, handle] = group.children;
  const rx = kind === "input" ? 3 : card?.compact ? 13 : 9;
  setAttributes(group, {
    class: `card ${kind}${selected ? " selected" : ""}${item.active ? " active" : ""}${shown.document.locks.includes("structure") ? " locked" : ""}`,
    transform: `translate(${item.x - width / 2} ${item.y - height / 2})`, "data-key": item.key,
    "data-name": card ? item.key : null, "data-block": card ? null : item.key,
    "aria-pressed": card ? String(selected) : null, "aria-label": spokenItem(item, shown),
  });
  setAttributes(body, { width, height, rx });
  setAttributes(inner, { width: width - 6, height: height - 6, rx: rx - 3, visibility: kind === "output" ? "visible" : "hidden" });
  const middle = card !== null && !card.compact;
  if (/^[xhon](\[\d+\])+$/.test(card?.heading ?? "")) setSymbol(heading, item.key, "");
  else setText(heading, card ? card.heading : shown.words.canvas.neurons(item.names.length));
  const [left, top] = [(width - (card?.width ?? width)) / 2, (height - (card?.height ?? height)) / 2];
  setAttributes(heading, {
    x: middle || !card ? width / 2 : left + 7, y: top + (card?.compact ? 18.5 : 17), "text-anchor": middle || !card ? "middle" : "start",
  });
  setAttributes(handle, { transform: scene.down ? `translate(${width / 2} ${height})` : `translate(${width} ${height / 2})` });
  if (card === null) paintStripes(stripes, item, shown);
}

/**
 * Show the outputs of the neurons of a block: one stripe each, to the right above zero, to the left below.
 *
 * @param {Element} host
 * @param {Item} item
 * @param {Shown} shown
 */
function paintStripes(host, item, shown) {
  const names = item.names.length > MOST_STRIPES ? [] : item.names;
  while (host.children.length > names.length) host.lastElementChild?.remove();
  while (host.children.length < names.length) host.append(svgElement("rect", { class: "stripe" }));
  const values = names.map((name) => {
    const symbol = shown.network.neuron(name)?.symbols.output ?? "";
    return shown.knows(symbol) ? shown.trace?.value(symbol) ?? 0 : 0;
  });
  const largest = Math.max(1e-300, ...values.map(Math.abs));
  const pitch = (item.height - 38) / names.length;
  const half = item.width / 2 - 10;
  values.forEach((value, place) => {
    const width = Math.max((half * Math.abs(value)) / largest, 0.5);
    setAttributes(host.children[place], {
      class: `stripe ${signClass(value)}`, x: (item.width / 2 - (value < 0 ? width : 0)).toFixed(1), y: (28 + place * pitch).toFixed(2),
      width: width.toFixed(1), height: Math.max(pitch * 0.8, 0.5).toFixed(2), "data-stripe": names[place],
    });
  });
}

/** @param {{cell: Cell}} written */
function makeCell({ cell }) {
  const curved = cell.edit === "activation";
  return svgElement(
    "g", {},
    svgElement("rect", { class: "hit", rx: 4, height: 24 }),
    svgElement("text", { class: "label" }),
    svgElement("text", { class: "number", lengthAdjust: "spacingAndGlyphs" }),
    curved ? svgElement("path", { class: "curve" }) : null,
    curved ? svgElement("circle", { class: "point", r: 2.2 }) : null,
    svgElement("title"),
  );
}

/** @param {SVGGElement} group @param {Cell} cell @param {Item} item @param {Shown} shown */
function paintCell(group, cell, item, shown) {
  const [hit, label, number, curve, point] = group.children;
  const editable = cell.edit !== null;
  const heads = item.card?.compact && cell.label === "";
  setAttributes(group, {
    class: `cell${editable ? " editable" : ""}${cell.frozen ? " frozen" : ""}${cell.edit === "activation" ? " activation" : ""}`,
    transform: `translate(${item.x - (item.card?.width ?? 0) / 2} ${item.y - (item.card?.height ?? 0) / 2 + cell.y})`,
    "data-symbol": cell.symbol, "data-name": item.key, "data-edit": cell.edit,
    "data-key": editable ? cell.key : null, role: editable ? "button" : null, tabindex: editable ? group.getAttribute("tabindex") ?? "-1" : null,
    "aria-label": editable ? spokenCell(cell, item, shown) : null, "aria-hidden": editable ? null : "true",
  });
  const start = heads ? cell.right - 56 : cell.left - 4;
  setAttributes(hit, { x: start, y: -12, width: cell.right - start + 4 });
  // the blank stands between label and number where both are read as text
  if (cell.label === "" || cell.symbol === null) setText(label, cell.label && `${cell.label} `);
  else setSymbol(label, cell.label, " ");
  setAttributes(label, { x: cell.left, y: 4 });
  // a number is squeezed rather than cut, while it can be read
  const text = cell.edit === "activation" ? cell.text : shortNumber(cell.text, Math.floor((cell.room + 3) / DIGIT_ADVANCE / NARROWEST));
  setText(number, cell.edit === "activation" ? text : typeset(text));
  setText(/** @type {Element} */ (group.lastElementChild), text === cell.text ? "" : cell.text);
  const squeezed = cell.edit !== "activation" && text !== "" && text.length * DIGIT_ADVANCE > cell.room + 3;
  setAttributes(number, {
    x: cell.close ? cell.left + 11 : cell.right, y: 4, "text-anchor": cell.close ? "start" : "end", textLength: squeezed ? cell.room : null,
  });
  if (cell.edit !== "activation") return;
  const drawn = curveOf(cell.text);
  setAttributes(curve, { d: drawn?.path, transform: `translate(${cell.left} ${-CURVE.height / 2})` });
  const summation = item.card?.neuron.symbols.summation ?? "";
  const s = shown.knows(summation) ? shown.trace?.value(summation) : undefined;
  const at = s === undefined ? undefined : drawn?.place(s);
  setAttributes(point, { visibility: at ? "visible" : "hidden", cx: at && cell.left + at[0], cy: at && at[1] - CURVE.height / 2 });
}

/** @type {Map<string, {path: string, place: (s: number) => [number, number]} | null>} */
const CURVES = new Map();

/**
 * Return the curve of an activation as a small picture.
 *
 * @param {string} text
 */
function curveOf(text) {
  if (!CURVES.has(text)) CURVES.set(text, madeCurve(text));
  return CURVES.get(text) ?? null;
}

/** @param {string} text */
function madeCurve(text) {
  const activation = activationOf(text);
  const { width, height, reach, steps } = CURVE;
  const places = Array.from({ length: steps + 1 }, (_, place) => (2 * place / steps - 1) * reach);
  const values = places.map((s) => activation?.value(s) ?? NaN);
  if (!values.every(Number.isFinite)) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  /** @param {number} s @returns {[number, number]} */
  const place = (s) => {
    const inside = Math.max(-reach, Math.min(reach, s));
    const value = activation?.value(inside) ?? 0;
    return [((inside + reach) / (2 * reach)) * width, height - ((value - low) / (high - low || 1)) * height];
  };
  return { path: pathOf(places.map(place)).replace("C", "L"), place };
}
