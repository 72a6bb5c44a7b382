/** What the inspector shows of the whole network: its sample, its loss, and all numbers by neuron. */

/** @import { App, Shown, View } from "../app.js" */
/** @import { Row } from "./inspector_rows.js" */

import { LOSS_NAMES } from "../arithmetic/losses.js";
import { setLoss, setSample } from "../document/edits.js";
import { makeChoice } from "./choice.js";
import { element, setAttributes, setText } from "./elements.js";
import { makeHiddenNote } from "./hidden_note.js";
import { numbersRow, sampleRow } from "./inspector_rows.js";
import { writeNumber } from "./sentences.js";

/** Larger networks are looked at in the picture. */
const MOST_ROWS = 200;

/**
 * @param {App} app
 * @returns {View}
 */
export function makeOverview(app) {
  const sampleHeading = element("h2");
  const inputHeads = headRow(3);
  const inputs = element("tbody");
  const outputHeads = headRow(3);
  const outputs = element("tbody");
  const hasTargets = element("input", { type: "checkbox", onchange: switchTargets });
  const targetsText = element("span");
  const loss = makeChoice((name) => app.edit(app.words.inspector.loss, (document) => setLoss(document, name)));
  const lossValue = element("span");
  const lossSign = element("span", {}, "L = ", lossValue);
  const numbersHeading = element("h2");
  const numbersHeads = headRow(4);
  const numbers = element("tbody");
  const more = element("p", { class: "muted" });
  const hint = element("p", { class: "muted" });
  const note = makeHiddenNote(app);
  const host = element(
    "div",
    { class: "overview" },
    sampleHeading,
    element("table", { class: "sample" }, element("thead", {}, inputHeads), inputs, element("thead", {}, outputHeads), outputs),
    element("p", { class: "line" }, element("label", {}, hasTargets, targetsText)),
    element("p", { class: "line" }, loss.element, lossSign),
    numbersHeading,
    note.element,
    element("table", { class: "numbers" }, element("thead", {}, numbersHeads), numbers),
    more,
    hint,
  );
  /** @type {Row[]} */
  let rows = [];
  let shape = "";

  function switchTargets() {
    const targets = hasTargets.checked ? app.shown.network.outputs.map(() => 0) : null;
    app.edit(app.words.inspector.with_targets, (document) => setSample(document, { ...document.sample, targets }));
  }

  /** @param {Shown} shown */
  function build({ network, words: { inspector } }) {
    const inputRows = network.inputs.map(({ name }) => sampleRow(app, name));
    const outputRows = network.outputs.map(({ name }) => sampleRow(app, name));
    const all = [...network.inputs, ...network.hidden, ...network.outputs];
    const numberRows = all.slice(0, MOST_ROWS).map(({ name }) => numbersRow(app, name));
    inputs.replaceChildren(...inputRows.map((row) => row.element));
    outputs.replaceChildren(...outputRows.map((row) => row.element));
    numbers.replaceChildren(...numberRows.map((row) => row.element));
    setText(more, all.length > MOST_ROWS ? inspector.more_neurons(all.length - MOST_ROWS) : "");
    rows = [...inputRows, ...outputRows, ...numberRows];
  }

  /** @param {Shown} shown */
  function updateWords({ document: { model, sample }, words: { inspector } }) {
    setText(sampleHeading, inspector.sample);
    setText(targetsText, inspector.with_targets);
    setText(numbersHeading, inspector.all_numbers);
    setText(hint, inspector.select_hint);
    writeHeads(inputHeads, [inspector.input, inspector.value, model.input_scaling === null ? "" : inspector.scaled]);
    writeHeads(outputHeads, [inspector.output, sample.targets === null ? "" : inspector.target, inspector.computed]);
    writeHeads(numbersHeads, inspector.number_heads);
  }

  return {
    element: host,
    update(shown, before) {
      const { network, document: { model, sample, locks }, trace, words } = shown;
      updateWords(shown);
      if (before === null || network !== before.network || words !== before.words) {
        const now = JSON.stringify([words.page.language, network.inputs, network.hidden, network.outputs].map((part) =>
          typeof part === "string" ? part : part.map(({ name }) => name)));
        if (now !== shape) build(shown);
        shape = now;
      }
      for (const row of rows) row.update(shown);
      hasTargets.checked = sample.targets !== null;
      setAttributes(hasTargets, { disabled: locks.includes("sample") });
      const losses = LOSS_NAMES.map((name) => /** @type {[string, string]} */ ([name, name.replaceAll("_", " ")]));
      loss.show(words.inspector.loss, losses, model.loss, locks.includes("structure"));
      setAttributes(lossSign, { hidden: trace === null || trace.loss === null });
      writeNumber(lossValue, shown, "L");
      note.update(shown);
    },
  };
}

/** @param {number} count */
function headRow(count) {
  return element("tr", {}, ...Array.from({ length: count }, () => element("td")));
}

/**
 * Write the headings of a table; a heading without a text is an empty cell.
 *
 * @param {HTMLElement} row
 * @param {string[]} texts
 */
export function writeHeads(row, texts) {
  texts.forEach((text, place) => {
    const cell = row.children[place];
    if (cell.textContent === text) return;
    cell.replaceWith(text === "" ? element("td") : element("th", { scope: "col" }, text));
  });
}
