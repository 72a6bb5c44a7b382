/** The picture by mouse and by touch: select, edit, move, connect. */

/** @import { App } from "../app.js" */
/** @import { Scene } from "../drawing/scene.js" */

import { connect, whyNotConnect } from "../document/edits.js";
import { selectNeuron } from "./canvas_commands.js";
import { svgElement } from "./elements.js";

const GRID = 10;
const STILL = 4;

/**
 * @param {App} app
 * @param {SVGSVGElement} svg
 * @param {{
 *   scene: () => Scene, edit: (part: SVGElement) => void, point: (name: string | null) => void,
 *   move: (name: string, x: number, y: number) => void, hold: (held: boolean) => void,
 *   addAt: (x: number, y: number) => void, goToNeuron: (name: string) => void,
 * }} canvas
 */
export function listenToPointer(app, svg, canvas) {
  /** @type {{name: string, connects: boolean, x: number, y: number, dx: number, dy: number, moved: boolean} | null} */
  let drag = null;
  const line = svg.appendChild(svgElement("path", { class: "rubber" }));

  /** @param {{clientX: number, clientY: number}} event @returns {[number, number]} */
  function placeOf(event) {
    const inverse = svg.getScreenCTM()?.inverse();
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(inverse);
    return [point.x, point.y];
  }

  svg.addEventListener("pointerdown", (event) => {
    const card = partAt(event.target, "[data-name]");
    if (card === null || event.button !== 0) return;
    const name = card.dataset.name ?? "";
    const item = canvas.scene().items.find(({ key }) => key === name);
    if (item === undefined) return;
    const [x, y] = placeOf(event);
    const connects = partAt(event.target, ".handle") !== null;
    if (!connects && (canvas.scene().large || partAt(event.target, ".editable") !== null)) return;
    // by touch only a selected neuron is moved; any other place scrolls
    if (!connects && event.pointerType === "touch" && app.shown.look.selected !== name) return;
    drag = { name, connects, x: event.clientX, y: event.clientY, dx: item.x - x, dy: item.y - y, moved: false };
  });

  svg.addEventListener("touchmove", (event) => {
    if (drag !== null) event.preventDefault();
  }, { passive: false });

  svg.addEventListener("pointermove", (event) => {
    if (drag === null) return;
    // the button was released where nothing told it
    if (event.buttons === 0) {
      leave();
      return;
    }
    if (!drag.moved) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < STILL) return;
      drag.moved = true;
      svg.setPointerCapture(event.pointerId);
      canvas.hold(true);
      if (drag.connects) markTargets(drag.name);
    }
    const [x, y] = placeOf(event);
    if (!drag.connects) {
      canvas.move(drag.name, Math.round((x + drag.dx) / GRID) * GRID, Math.round((y + drag.dy) / GRID) * GRID);
      return;
    }
    const item = canvas.scene().items.find(({ key }) => key === drag?.name);
    if (item) line.setAttribute("d", `M${canvas.scene().down ? `${item.x} ${item.y + item.height / 2}` : `${item.x + item.width / 2} ${item.y}`}L${x} ${y}`);
  });

  svg.addEventListener("pointerup", (event) => {
    if (drag?.moved && drag.connects) {
      const under = partAt(document.elementFromPoint(event.clientX, event.clientY), "[data-name]");
      const { name } = drag;
      const target = under?.dataset.name;
      if (target !== undefined && target !== name) {
        app.edit(app.words.canvas.connect, (shown) => connect(shown, name, target));
      }
    }
    leave();
  });
  svg.addEventListener("pointercancel", leave);

  function leave() {
    if (drag?.moved) canvas.hold(false);
    // the click that follows a drag is none
    const dragged = drag?.moved ?? false;
    drag = dragged && drag ? { ...drag, name: "" } : null;
    if (dragged) setTimeout(() => { drag = null; });
    line.removeAttribute("d");
    for (const card of svg.querySelectorAll(".impossible")) card.classList.remove("impossible");
  }

  /** @param {string} source */
  function markTargets(source) {
    const { model } = app.document;
    for (const card of svg.querySelectorAll(".card[data-name]")) {
      const target = card.getAttribute("data-name") ?? "";
      card.classList.toggle("impossible", target !== source && whyNotConnect(model, source, target) !== null);
    }
  }

  svg.addEventListener("click", (event) => {
    if (drag !== null) return;
    const editable = partAt(event.target, ".editable, .weight, .edge");
    const stripe = partAt(event.target, "[data-stripe]")?.dataset.stripe;
    const block = partAt(event.target, "[data-block]")?.dataset.block;
    const name = partAt(event.target, "[data-name]")?.dataset.name;
    if (editable !== null) canvas.edit(editable);
    else if (stripe !== undefined) canvas.goToNeuron(stripe);
    else if (block !== undefined) canvas.goToNeuron(canvas.scene().items.find(({ key }) => key === block)?.names[0] ?? "");
    else if (name !== undefined) {
      selectNeuron(app, name);
      canvas.goToNeuron(name);
    } else app.look({ selected: null });
  });

  svg.addEventListener("dblclick", (event) => {
    const card = partAt(event.target, ".card[data-name]");
    if (card !== null) canvas.edit(card);
    else if (event.target === svg) canvas.addAt(...placeOf(event));
  });

  svg.addEventListener("pointerover", (event) => {
    if (drag === null && event.pointerType === "mouse") canvas.point(partAt(event.target, "[data-name]")?.dataset.name ?? null);
  });
  svg.addEventListener("pointerleave", () => canvas.point(null));
}

/** @param {EventTarget | null} target @param {string} selector @returns {SVGElement | null} */
function partAt(target, selector) {
  return target instanceof Element ? target.closest(selector) : null;
}
