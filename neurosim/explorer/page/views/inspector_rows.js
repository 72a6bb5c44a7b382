/** Rows of the tables of the inspector. A row is made once and kept while the wiring stays. */

/** @import { App, Shown } from "../app.js" */
/** @import { Document } from "../types.js" */

import { setSampleInput, setSampleTarget } from "../document/edits.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { makeNumberField } from "./number_field.js";
import { writeNumber } from "./sentences.js";

/** @typedef {{element: HTMLElement, update: (shown: Shown) => void}} Row */

/** @typedef {(document: Document, value: number) => Document} NumberEdit */

/**
 * Return a field for a number of the document.
 *
 * @param {App} app
 * @param {(shown: Shown) => {label: string, value: number, readonly: boolean, symbol?: string | null}} read
 * @param {NumberEdit} edit
 * @returns {Row}
 */
export function numberField(app, read, edit) {
  /** @param {Shown} shown */
  function stateOf(shown) {
    const { label, value, readonly } = read(shown);
    return { label, value: shown.style.text(value), exact: shown.style.exact(value), readonly };
  }
  const field = makeNumberField({
    app,
    label: "",
    value: "",
    exact: "",
    commit: (value, merge) => app.edit(read(app.shown).label, (document) => edit(document, value), { merge }),
  });
  return {
    element: field.element,
    update(shown) {
      field.update(stateOf(shown));
      setAttributes(field.element, { "data-symbol": read(shown).symbol });
    },
  };
}

/**
 * Return the field for an input of the sample.
 *
 * @param {App} app
 * @param {string} name
 * @param {number} place
 */
export function inputField(app, name, place) {
  return numberField(app, ({ document: { sample, locks, model }, words }) => ({
    label: words.inspector.input_of(name),
    value: sample.inputs[place] ?? 0,
    readonly: locks.includes("sample"),
    // a scaled input is another number
    symbol: model.input_scaling === null ? `x[${place}]` : null,
  }), (document, value) => setSampleInput(document, place, value));
}

/**
 * Return the field for a target of the sample.
 *
 * @param {App} app
 * @param {string} name
 * @param {number} place
 */
export function targetField(app, name, place) {
  return numberField(app, ({ document: { sample, locks, model }, words }) => ({
    label: words.inspector.target_of(name),
    value: sample.targets?.[place] ?? 0,
    readonly: locks.includes("sample"),
    symbol: model.target_scaling === null ? `z[${place}]` : null,
  }), (document, value) => setSampleTarget(document, place, value));
}

/**
 * Return the row of an input: its number in raw units, and what the network computes with.
 *
 * @param {App} app
 * @param {string} name
 * @param {number} place
 * @returns {Row}
 */
export function inputRow(app, name, place) {
  const field = inputField(app, name, place);
  const scaled = element("span");
  return {
    element: element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, field.element), element("td", { class: "right" }, scaled)),
    update(shown) {
      field.update(shown);
      const hidden = shown.document.model.input_scaling === null;
      setAttributes(scaled, { hidden });
      if (!hidden) writeNumber(scaled, shown, `x[${place}]`);
    },
  };
}

/**
 * Return the row of an output: its target, and what it is in raw units.
 *
 * @param {App} app
 * @param {string} name
 * @param {number} place
 * @returns {Row}
 */
export function outputRow(app, name, place) {
  const field = targetField(app, name, place);
  const output = element("span");
  return {
    element: element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, field.element), element("td", { class: "right" }, output)),
    update(shown) {
      const { document: { sample, model }, trace, knows, style } = shown;
      setAttributes(field.element, { hidden: sample.targets === null });
      field.update(shown);
      writeNumber(output, shown, `yo[${place}]`);
      if (model.target_scaling !== null && trace !== null && knows(`yo[${place}]`)) setText(output, style.text(trace.outputs[place]));
    },
  };
}

/**
 * Return the row with the numbers of a neuron; its name selects it.
 *
 * @param {App} app
 * @param {string} name
 * @returns {Row}
 */
export function numbersRow(app, name) {
  const choose = button(name, () => app.look({ selected: name }), { class: "quiet name-of", title: name });
  const cells = [0, 1, 2].map(() => element("span"));
  return {
    element: element("tr", {}, element("th", { scope: "row" }, choose), ...cells.map((cell) => element("td", { class: "right" }, cell))),
    update(shown) {
      const symbols = shown.network.neuron(name)?.symbols;
      if (symbols === undefined) return;
      [symbols.summation, symbols.output, symbols.delta].forEach((symbol, place) => writeNumber(cells[place], shown, symbol));
      setAttributes(choose, { "data-symbol": symbols.output });
    },
  };
}
