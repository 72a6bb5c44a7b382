/** Rows of the tables of the inspector. A row is made once and kept while the wiring stays. */

/** @import { App, Shown } from "../app.js" */
/** @import { NetworkNeuron } from "../arithmetic/network.js" */
/** @import { Document } from "../types.js" */
/** @import { Child } from "./elements.js" */

import { setSampleInput, setSampleTarget } from "../document/edits.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { makeNumberField } from "./number_field.js";
import { writeNumber } from "./sentences.js";

/** @typedef {{element: HTMLElement, update: (shown: Shown) => void}} Row */
/** @typedef {{label: string, value: number, readonly: boolean, symbol?: string | null}} Editable */

/**
 * @param {Child} head
 * @param {Child[]} cells
 */
export function tableRow(head, ...cells) {
  return element("tr", {}, element("th", { scope: "row" }, head), ...cells.map((cell) => element("td", {}, cell)));
}

/**
 * Return a button that selects a neuron.
 *
 * @param {App} app
 * @param {string} name
 */
export function nameButton(app, name) {
  return button(name, () => app.look({ selected: name }), { class: "quiet name-of", title: name });
}

/**
 * Return a field for a number of the document.
 *
 * @param {App} app
 * @param {(shown: Shown) => Editable} read
 * @param {(document: Document, value: number) => Document} edit
 * @returns {Row}
 */
export function numberField(app, read, edit) {
  const field = makeNumberField({
    app, label: "", value: "", exact: "",
    commit: (value, merge) => app.edit(read(app.shown).label, (document) => edit(document, value), { merge }),
  });
  return {
    element: field.element,
    update(shown) {
      const { label, value, readonly, symbol } = read(shown);
      field.update({ label, value: shown.style.text(value), exact: shown.style.exact(value), readonly });
      setAttributes(field.element, { "data-symbol": symbol });
    },
  };
}

/**
 * Return the field for an input of the sample or for the target of an output, in raw units.
 *
 * @param {App} app
 * @param {(shown: Shown) => NetworkNeuron | undefined} find
 */
export function sampleField(app, find) {
  return numberField(app, (shown) => {
    const { document: { sample, locks, model }, words: { inspector } } = shown;
    const readonly = locks.includes("sample");
    const neuron = find(shown);
    if (neuron === undefined) return { label: "", value: 0, readonly };
    const { name, node, symbols } = neuron;
    // what is scaled is another number than that of the symbol
    return neuron.kind === "input"
      ? { label: inspector.input_of(name), value: sample.inputs[node], readonly, symbol: model.input_scaling ? null : symbols.output }
      : { label: inspector.target_of(name), value: sample.targets?.[node] ?? 0, readonly, symbol: model.target_scaling ? null : symbols.target };
  }, (document, value) => {
    const neuron = find(app.shown);
    if (neuron === undefined) return document;
    return (neuron.kind === "input" ? setSampleInput : setSampleTarget)(document, neuron.node, value);
  });
}

/**
 * Return the row of an input or output: its number of the sample, and what the network makes of it.
 *
 * @param {App} app
 * @param {string} name
 * @returns {Row}
 */
export function sampleRow(app, name) {
  const field = sampleField(app, ({ network }) => network.neuron(name));
  const made = element("span");
  return {
    element: tableRow(name, field.element, made),
    update(shown) {
      const { network, document: { sample, model }, trace, knows, style } = shown;
      const neuron = network.neuron(name);
      if (neuron === undefined) return;
      const { kind, node, symbols: { output } } = neuron;
      field.update(shown);
      writeNumber(made, shown, output);
      setAttributes(made, { hidden: kind === "input" && model.input_scaling === null });
      setAttributes(field.element, { hidden: kind === "output" && sample.targets === null });
      if (kind === "output" && trace !== null && knows(output)) setText(made, style.text(trace.outputs[node]));
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
  const choose = nameButton(app, name);
  const cells = [0, 1, 2].map(() => element("span"));
  return {
    element: tableRow(choose, ...cells),
    update(shown) {
      const symbols = shown.network.neuron(name)?.symbols;
      if (symbols === undefined) return;
      [symbols.summation, symbols.output, symbols.delta].forEach((symbol, place) => writeNumber(cells[place], shown, symbol, shown.style.digits + 6));
      setAttributes(choose, { "data-symbol": symbols.output });
    },
  };
}
