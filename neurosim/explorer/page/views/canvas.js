/** The network as a picture that is built, changed and read. */

/** @import { App, Shown, View } from "../app.js" */
/** @import { Network } from "../arithmetic/network.js" */
/** @import { Document } from "../types.js" */
/** @import { Scene } from "../drawing/scene.js" */
/** @import { Editor } from "./canvas_editing.js" */

import { addNeuron, forgetPositions, moveNeuron } from "../document/edits.js";
import { Refusal } from "../document/refusal.js";
import { freePlace } from "../drawing/layout.js";
import { makePainter } from "../drawing/paint.js";
import { EDGE_NUMBERS_LIMIT, MOST_FIT, sceneOf } from "../drawing/scene.js";
import { addAndSelect, addInputHere, addNeuronHere, deleteHere, openConnect } from "./canvas_commands.js";
import { openEditor } from "./canvas_editing.js";
import { listenToPointer } from "./canvas_pointing.js";
import { walkThrough } from "./canvas_walking.js";
import { button, element, setAttributes, setText, svgElement } from "./elements.js";
import { lightsOf, markLit } from "./lighting.js";

const LEAST_FIT = 0.92;
const ZOOM_STEP = 1.25;
const LEAST_ZOOM = 0.3;

/**
 * @param {App} app
 * @returns {View}
 */
export function makeCanvas(app) {
  // Chromium makes whatever listens to the focus a tab stop
  const svg = svgElement("svg", { class: "network", role: "application", tabindex: "-1" });
  const sheet = element("div", { class: "sheet" }, svg);
  const space = element("div", { class: "space", onwheel: turnWheel }, sheet);
  const paint = makePainter(svg);
  /** @type {Scene} */
  let scene = { width: 1, height: 1, down: false, large: false, items: [], edges: [], bands: [], loss: null, columns: [] };
  /** @type {number | null} null: as large as fits */
  let zoom = null;
  let scale = 1;
  let room = { width: 800, height: 500 };
  const narrow = window.matchMedia("(max-width: 50rem)");
  let held = false;
  let n_moves = 0;
  /** @type {{down: boolean, shape: number} | null} the direction of the picture, which stays while the network is edited */
  let kept = null;
  /** @type {string | null} */
  let pointed = null;
  /** @type {Editor | null} */
  let editor = null;
  const canvas = { scene: () => scene, edit, point, move, hold, addAt };
  const walk = walkThrough(app, svg, canvas);
  listenToPointer(app, svg, { ...canvas, goToNeuron: walk.goToNeuron });
  lightsOf(app, svg);

  /** @type {[HTMLButtonElement, keyof Shown["words"]["canvas"]][]} */
  const tools = [
    [button("", () => addInputHere(app)), "add_input"],
    [button("", () => addNeuronHere(app)), "add_neuron"],
    [button("", () => openConnect(app)), "connect"],
    [button("", () => deleteHere(app), { onpointerdown: (/** @type {Event} */ event) => event.preventDefault() }), "delete"],
    [button("", () => { kept = null; app.edit(app.words.canvas.arrange, forgetPositions); }), "arrange"],
  ];
  const [smaller, larger, fit] = [
    button("−", () => zoomBy(1 / ZOOM_STEP)), button("+", () => zoomBy(ZOOM_STEP)), button("⤢", fitWhole),
  ];
  const bar = element(
    "div", { class: "canvas-tools", role: "toolbar" },
    element("span", { class: "tools building" }, ...tools.map(([tool]) => tool)), element("span", { class: "tools zooming" }, smaller, larger, fit),
  );

  /** @param {WheelEvent} event */
  function turnWheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY / 300));
  }

  function fitting() {
    return Math.min(room.width / scene.width, room.height / scene.height, MOST_FIT);
  }

  /** Show the whole picture, also where it is small then. */
  function fitWhole() {
    zoom = fitting() < LEAST_FIT ? Math.max(fitting(), LEAST_ZOOM) : null;
    draw(app.shown);
  }

  /** @param {number} by */
  function zoomBy(by) {
    const [before, x, y] = [scale, space.scrollLeft + space.clientWidth / 2, space.scrollTop + space.clientHeight / 2];
    zoom = Math.min(Math.max(scale * by, LEAST_ZOOM), 4);
    draw(app.shown);
    // the middle stays in the middle
    space.scrollTo((x * scale) / before - space.clientWidth / 2, (y * scale) / before - space.clientHeight / 2);
  }

  /** @param {string | null} name */
  function point(name) {
    if (name === pointed) return;
    pointed = name;
    if (scene.edges.length > EDGE_NUMBERS_LIMIT) draw(app.shown);
  }

  /** @param {SVGElement} part */
  function edit(part) {
    editor?.close();
    // an edge without a number gets one while it is edited
    const { source, target = "" } = part.dataset;
    const shown = source === undefined ? part
      : svg.querySelector(`.weight[data-source="${CSS.escape(source)}"][data-target="${CSS.escape(target)}"]`) ?? part;
    const lock = source !== undefined || part.dataset.edit === "bias" ? "weights" : part.dataset.edit === "input" || part.dataset.edit === "target" ? "sample" : "structure";
    if (app.document.locks.includes(lock)) app.refuse(new Refusal("page", "locked"));
    else editor = openEditor(app, /** @type {SVGElement} */ (shown), sheet, () => { editor = null; });
  }

  /**
   * Return the document with the places of now, so that nothing jumps when one neuron is moved.
   *
   * @param {Document} document
   */
  function withPlaces(document) {
    const known = new Set(document.positions.map(([name]) => name));
    const others = scene.large ? [] : scene.items.filter(({ key, card }) => card !== null && !known.has(key));
    return others.reduce((moved, { key, x, y }) => moveNeuron(moved, key, Math.round(x), Math.round(y)), document);
  }

  /** @param {string} name @param {number} x @param {number} y */
  function move(name, x, y) {
    const item = scene.items.find(({ key }) => key === name);
    if (item === undefined || (item.x === x && item.y === y)) return;
    // one neuron does not stand on another
    const [freeX, freeY] = freePlace({ ...item, x, y }, scene.items.filter((other) => other !== item));
    if (freeX !== x || freeY !== y) return;
    app.edit(app.words.canvas.move, (document) => moveNeuron(withPlaces(document), name, x, y), { merge: `move ${n_moves} ${name}` });
  }

  /** @param {number} x @param {number} y */
  function addAt(x, y) {
    addAndSelect(app, app.words.canvas.add_neuron, (document) =>
      addNeuron(scene.items.length ? withPlaces(document) : document, { position: [Math.round(x), Math.round(y)] }));
  }

  /** @param {boolean} now  whether something is dragged, during which the size stays */
  function hold(now) {
    held = now;
    n_moves += 1;
    if (!now) draw(app.shown);
  }

  /** @param {Shown} shown */
  function draw(shown) {
    const shape = room.width / room.height;
    // a longer line of status is no other shape
    if (kept !== null && Math.abs(Math.log(shape / kept.shape)) > 0.3) kept = null;
    scene = sceneOf(shown, room, pointed, kept?.down ?? null);
    if (scene.items.length > 0 && shown.document.positions.length === 0) kept ??= { down: scene.down, shape };
    if (!held) {
      // what is too large to be read is scrolled
      scale = zoom ?? Math.max(fitting(), LEAST_FIT);
    }
    paint(scene, shown);
    setAttributes(svg, { width: Math.floor(scene.width * scale), height: Math.floor(scene.height * scale) });
    walk.settle();
    editor?.update(shown);
  }

  function measure() {
    // on a phone the page scrolls, and the picture is as high as it needs
    const height = narrow.matches ? 0.75 * window.innerHeight : space.clientHeight;
    room = { width: space.clientWidth || 800, height: height || 500 };
  }

  new ResizeObserver(() => {
    measure();
    draw(app.shown);
  }).observe(space);
  const empty = element("p", { class: "muted hint" });
  const legend = element("p", { class: "muted legend" });

  return {
    element: element("section", { class: "canvas" }, bar, space, empty, legend),
    update(shown, before) {
      const { words, document: { locks, positions } } = shown;
      if (before?.words !== words || before.document.locks !== locks) {
        for (const [tool, key] of tools) setText(tool, String(words.canvas[key]));
        for (const [tool, key] of /** @type {const} */ ([[smaller, "smaller"], [larger, "larger"], [fit, "fit"]])) {
          setAttributes(tool, { "aria-label": words.canvas[key], title: words.canvas[key] });
        }
        setAttributes(bar, { "aria-label": words.canvas.tools, "data-locked": locks.includes("structure") });
        setAttributes(svg, { "aria-label": words.canvas.picture });
        setText(empty, words.canvas.empty);
      }
      setAttributes(tools[4][0], { hidden: positions.length === 0 });
      setAttributes(tools[3][0], { disabled: shown.look.selected === null });
      if (before === null) measure();
      else if (isAnother(shown.network, before.network)) kept = null;
      setAttributes(empty, { hidden: shown.network.neurons.length > 0 });
      draw(shown);
      setAttributes(legend, { hidden: scene.edges.length === 0 });
      setText(legend, `${words.canvas.legend} ${scene.edges.length > EDGE_NUMBERS_LIMIT ? words.canvas.legend_many : ""}`);
    },
    light: (symbols) => markLit(svg, symbols),
  };
}

/**
 * Return whether a network is more than one edit away from another.
 *
 * @param {Network} network
 * @param {Network} before
 */
function isAnother(network, before) {
  if (network === before) return false;
  const added = network.neurons.filter(({ name }) => before.neuron(name) === undefined).length;
  return added > 1 || before.neurons.length + added - network.neurons.length > 1;
}
