/** Fields over the picture: a number, an activation or a name is edited where it stands. */

/** @import { App, Shown } from "../app.js" */
/** @import { Document } from "../types.js" */

import { ACTIVATION_NAMES } from "../arithmetic/activations.js";
import { renameNeuron, setActivation, setBias, setSampleInput, setSampleTarget, setWeight } from "../document/edits.js";
import { element } from "./elements.js";
import { makeNumberField } from "./number_field.js";

/**
 * @typedef {object} Editor
 * @property {(shown: Shown) => void} update
 * @property {() => void} close
 */

/** @typedef {{element: HTMLElement, update?: (shown: Shown) => void}} Field */

/**
 * Open the field that belongs to a part of the picture, and give it the focus.
 *
 * @param {App} app
 * @param {SVGElement} part  an editable cell, a weight, or the card of a neuron, whose name is edited
 * @param {HTMLElement} host  in which the picture is
 * @param {() => void} closed
 * @returns {Editor | null} null if there is nothing to edit
 */
export function openEditor(app, part, host, closed) {
  const field = editorField(app, part, close);
  if (field === null) return null;
  const { element: input } = field;
  let open = true;
  input.classList.add("over");
  input.addEventListener("focusout", () => input.getAttribute("aria-invalid") !== "true" && close());
  host.append(input);

  function stand() {
    const [space, box] = [host.getBoundingClientRect(), (part.querySelector("rect") ?? part).getBoundingClientRect()];
    const width = Math.max(box.width, 92);
    const left = box.left - space.left + (box.width - width) / 2;
    const [x, y] = [Math.max(0, Math.min(left, space.width - width)), box.top - space.top];
    for (const [name, value] of Object.entries({ left: x, top: y, width })) input.style.setProperty(name, `${value}px`);
  }

  function close() {
    if (!open) return;
    open = false;
    const had = document.activeElement === input;
    input.remove();
    closed();
    if (had) /** @type {SVGElement} */ (part).focus({ preventScroll: true });
  }

  stand();
  input.focus({ preventScroll: true });
  return {
    update(shown) {
      if (!part.isConnected) close();
      // before the next picture, and without asking for places in the middle of an edit
      else requestAnimationFrame(stand);
      field.update?.(shown);
    },
    close,
  };
}

/**
 * @param {App} app
 * @param {SVGElement} part
 * @param {() => void} close
 * @returns {Field | null}
 */
function editorField(app, part, close) {
  const { source = "", target, edit, name = "" } = part.dataset;
  const label = part.getAttribute("aria-label") ?? "";
  const { canvas } = app.words;
  if (target !== undefined) {
    return numberOver(app, label, canvas.edit_weight, close,
      ({ network }) => network.edge(source, target)?.weight, (document, value) => setWeight(document, source, target, value));
  }
  if (edit === undefined) return nameOver(app, name, close);
  if (edit === "activation") return activationOver(app, name, label, close);
  const neuron = app.shown.network.neuron(name);
  const place = neuron?.node ?? 0;
  if (edit === "bias") {
    return numberOver(app, label, canvas.edit_bias, close,
      ({ network }) => { const record = network.neuron(name)?.record; return record?.kind === "computed" ? record.bias : undefined; },
      (document, value) => setBias(document, name, value));
  }
  return edit === "input"
    ? numberOver(app, label, canvas.edit_input, close,
      ({ document }) => document.sample.inputs[place], (document, value) => setSampleInput(document, place, value))
    : numberOver(app, label, canvas.edit_target, close,
      ({ document }) => document.sample.targets?.[place], (document, value) => setSampleTarget(document, place, value));
}

/**
 * @param {App} app
 * @param {string} label
 * @param {string} what  the name of the edit
 * @param {() => void} done
 * @param {(shown: Shown) => number | undefined} read
 * @param {(document: Document, value: number) => Document} write
 * @returns {Field}
 */
function numberOver(app, label, what, done, read, write) {
  const state = (/** @type {Shown} */ shown) => {
    const exact = shown.style.exact(read(shown) ?? 0);
    return { label, value: exact, exact };
  };
  const field = makeNumberField({
    app, done, ...state(app.shown),
    commit: (value, merge) => app.edit(what, (document) => write(document, value), { merge }),
  });
  return { element: field.element, update: (shown) => field.update(state(shown)) };
}

/**
 * @param {App} app
 * @param {string} name
 * @param {string} label
 * @param {() => void} close
 * @returns {Field}
 */
function activationOver(app, name, label, close) {
  const record = app.shown.network.neuron(name)?.record;
  const now = record?.kind === "computed" ? record.activation : "";
  const names = ACTIVATION_NAMES.includes(now) ? ACTIVATION_NAMES : [now, ...ACTIVATION_NAMES];
  const field = element(
    "select",
    {
      "aria-label": label, onchange: () => app.edit(app.words.canvas.edit_activation, (document) => setActivation(document, name, field.value)),
      onkeydown: (/** @type {KeyboardEvent} */ event) => leaveOver(event, close),
    },
    ...names.map((each) => element("option", { value: each, selected: each === now }, each)),
  );
  return { element: field };
}

/**
 * @param {App} app
 * @param {string} name
 * @param {() => void} close
 * @returns {Field}
 */
function nameOver(app, name, close) {
  const field = element("input", {
    "aria-label": app.words.canvas.rename, maxlength: "200", spellcheck: "false", value: name, onfocus: () => field.select(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") field.value = name;
      leaveOver(event, close);
    },
    onchange: () => {
      const given = field.value.trim();
      const { selected } = app.shown.look;
      if (given === name) return;
      app.edit(app.words.canvas.rename, (document) => renameNeuron(document, name, given), {
        look: selected === name ? { selected: given } : {},
      });
    },
  });
  return { element: field };
}

/** @param {KeyboardEvent} event @param {() => void} close */
function leaveOver(event, close) {
  if (event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  close();
}
