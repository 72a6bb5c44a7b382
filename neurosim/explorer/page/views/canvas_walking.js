/** Walking through the picture by keys: it has one tab stop, and arrows inside. */

/** @import { App } from "../app.js" */
/** @import { Scene } from "../drawing/scene.js" */

import { selectNeuron } from "./canvas_commands.js";

/**
 * @typedef {object} Walk
 * @property {() => void} settle  see that one part, and only one, can be reached by Tab
 * @property {(name: string) => void} goToNeuron
 */

/**
 * @param {App} app
 * @param {SVGSVGElement} svg
 * @param {{scene: () => Scene, edit: (part: SVGElement) => void, move: (name: string, x: number, y: number) => void}} canvas
 * @returns {Walk}
 */
export function walkThrough(app, svg, canvas) {
  /** @type {string | null} the key of the part with the tab stop */
  let current = null;
  svg.addEventListener("focusin", (event) => {
    const part = event.target instanceof SVGElement ? event.target : null;
    if (part?.dataset.key === undefined) return;
    current = part.dataset.key;
    settle();
  });
  svg.addEventListener("keydown", press);

  function settle() {
    const stops = /** @type {NodeListOf<SVGElement>} */ (svg.querySelectorAll("[data-key]"));
    const wanted = current ?? app.shown.look.selected;
    const chosen = [...stops].find((part) => part.dataset.key === wanted) ?? stops[0];
    for (const part of stops) {
      const value = part === chosen ? "0" : "-1";
      if (part.getAttribute("tabindex") !== value) part.setAttribute("tabindex", value);
    }
  }

  /** @param {string | undefined} key */
  function focusPart(key) {
    if (key === undefined) return;
    const part = /** @type {SVGElement | null} */ (svg.querySelector(`[data-key="${CSS.escape(key)}"]`));
    part?.focus();
  }

  /** @param {string} name */
  function goToNeuron(name) {
    // in a large network only what is selected has a card
    if (canvas.scene().large) app.look({ selected: name });
    focusPart(name);
  }

  /** @param {string} name @returns {string[]} the keys of the numbers of a neuron, then of its edges */
  function partsOf(name) {
    const neuron = app.shown.network.neuron(name);
    const edges = [...(neuron?.sources ?? []), ...(neuron?.targets ?? [])];
    const keys = [
      ...[...svg.querySelectorAll("[data-edit]")].filter((cell) => cell.getAttribute("data-name") === name).map((cell) => cell.getAttribute("data-key") ?? ""),
      ...edges.map((edge) => `edge\n${edge.source.name}\n${edge.target.name}`),
    ];
    return keys.filter((key) => svg.querySelector(`[data-key="${CSS.escape(key)}"]`) !== null);
  }

  /** The neuron through whose parts somebody walks. */
  let inside = "";

  /** @param {KeyboardEvent} event */
  function press(event) {
    const part = event.target;
    if (!(part instanceof SVGElement) || part.dataset.key === undefined || event.ctrlKey || event.metaKey) return;
    const { name } = part.dataset;
    const isCard = name !== undefined && part.dataset.edit === undefined;
    if (isCard) inside = name;
    const { source = "", target = "" } = part.dataset;
    const owner = name ?? (source === inside ? source : target);
    const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (event.key === "F2" && name !== undefined) focusPart(name), canvas.edit(/** @type {SVGElement} */ (document.activeElement));
    else if (event.key === "Enter") enter(part, isCard);
    else if (event.key === "Escape" && !isCard) focusPart(owner);
    else if (event.key === "Escape" && app.shown.look.selected !== null) app.look({ selected: null });
    else if (way && isCard && event.altKey) nudge(name, way);
    else if (way && isCard) walk(name, way);
    else if (way && part.dataset.block !== undefined) goToNeuron(canvas.scene().items.find(({ key }) => key === part.dataset.block)?.names[0] ?? "");
    else if (way) {
      const parts = partsOf(owner);
      const place = parts.indexOf(part.dataset.key);
      focusPart(parts[(place + way[0] + way[1] + parts.length) % parts.length]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {SVGElement} part @param {boolean} isCard */
  function enter(part, isCard) {
    const { name = "", block } = part.dataset;
    if (block !== undefined) goToNeuron(canvas.scene().items.find(({ key }) => key === block)?.names[0] ?? "");
    else if (!isCard) canvas.edit(part);
    else if (app.shown.look.selected !== name) selectNeuron(app, name);
    else focusPart(partsOf(name)[0]);
  }

  /** @param {string} name @param {number[]} way */
  function nudge(name, way) {
    const item = canvas.scene().items.find(({ key }) => key === name);
    if (item) canvas.move(name, item.x + 10 * way[0], item.y + 10 * way[1]);
  }

  /** @param {string} name @param {number[]} way */
  function walk(name, [x, y]) {
    const { down, columns, items } = canvas.scene();
    const [along, across] = down ? [y, x] : [x, y];
    const column = columns.findIndex((names) => names.includes(name));
    const here = items.find(({ key }) => key === name);
    const side = (/** @type {string} */ each) => {
      const item = items.find(({ key }) => key === each);
      return item ? (down ? item.x : item.y) : null;
    };
    if (along !== 0) {
      const next = columns[column + along];
      const middle = here ? (down ? here.x : here.y) : 0;
      const shown = next?.filter((each) => side(each) !== null) ?? [];
      const nearest = shown.sort((a, b) => Math.abs((side(a) ?? 0) - middle) - Math.abs((side(b) ?? 0) - middle))[0];
      if (next) goToNeuron(nearest ?? next[0]);
      return;
    }
    const all = columns[column] ?? [];
    // by place where every neuron of the layer has one
    const row = all.every((each) => side(each) !== null) ? [...all].sort((a, b) => (side(a) ?? 0) - (side(b) ?? 0)) : all;
    const next = row[row.indexOf(name) + across];
    if (next !== undefined) goToNeuron(next);
  }

  return { settle, goToNeuron };
}
