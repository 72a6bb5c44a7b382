/** What the inspector shows of the whole network: its sample, its loss, and all numbers by neuron. */

/** @import { App, Shown, View } from "../app.js" */
/** @import { NetworkNeuron } from "../arithmetic/network.js" */
/** @import { Field } from "./inspector_field.js" */

import { LOSS_NAMES } from "../arithmetic/losses.js";
import { setLoss, setSample, setSampleInput, setSampleTarget } from "../document/edits.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { makeField } from "./inspector_field.js";
import { makeHiddenNote } from "./inspector_mathematics.js";
import { writeNumber } from "./sentences.js";

/** Larger networks are looked at in the picture. */
const MOST_ROWS = 200;

/** @typedef {{element: HTMLElement, update: (shown: Shown) => void}} Row */

/**
 * @param {App} app
 * @returns {View}
 */
export function makeOverview(app) {
  const sampleHeading = element("h2");
  const sampleHead = element("tr", {}, element("td"), ...[0, 1].map(() => element("th", { scope: "col" })));
  const inputs = element("tbody");
  const targets = element("tbody");
  const hasTargets = element("input", { type: "checkbox", onchange: switchTargets });
  const targetsText = element("span");
  const lossText = element("span");
  const loss = element("select", { onchange: () => app.edit(app.words.inspector.loss, (document) => setLoss(document, loss.value)) });
  const lossValue = element("output");
  const numbersHeading = element("h2");
  const numbersHead = element("tr", {}, ...[0, 1, 2, 3].map(() => element("th", { scope: "col" })));
  const numbers = element("tbody");
  const more = element("p", { class: "muted" });
  const hint = element("p", { class: "muted" });
  const note = makeHiddenNote(app);
  const host = element(
    "div",
    { class: "overview" },
    sampleHeading,
    element("table", { class: "sample" }, element("thead", {}, sampleHead), inputs, targets),
    element("p", { class: "line" }, element("label", {}, hasTargets, targetsText)),
    element("p", { class: "line" }, element("label", {}, lossText, loss), lossValue),
    numbersHeading,
    note.element,
    element("table", { class: "numbers" }, element("thead", {}, numbersHead), numbers),
    more,
    hint,
  );
  /** @type {Row[]} */
  let rows = [];
  let shape = "";

  function switchTargets() {
    const { network, words: { inspector } } = app.shown;
    const given = hasTargets.checked ? network.outputs.map(() => 0) : null;
    app.edit(inspector.with_targets, (document) => setSample(document, { ...document.sample, targets: given }));
  }

  /** @param {Shown} shown */
  function build(shown) {
    const { network, document: { model, sample }, words: { inspector } } = shown;
    const inputRows = network.inputs.map((neuron, place) => inputRow(app, neuron, place, model.input_columns?.[place]));
    const targetRows = network.outputs.map((neuron, place) => targetRow(app, neuron, place));
    const numberRows = [...network.inputs, ...network.hidden, ...network.outputs].slice(0, MOST_ROWS)
      .map((neuron) => numbersRow(app, neuron.name, sample.targets !== null));
    inputs.replaceChildren(...inputRows.map((row) => row.element));
    targets.replaceChildren(...targetRows.map((row) => row.element));
    numbers.replaceChildren(...numberRows.map((row) => row.element));
    const left = network.neurons.length - numberRows.length;
    setText(more, left > 0 ? inspector.more_neurons(left) : "");
    rows = [...inputRows, ...targetRows, ...numberRows];
  }

  /** @param {Shown} shown */
  function updateWords({ words: { inspector } }) {
    setText(sampleHeading, inspector.sample);
    setText(targetsText, inspector.with_targets);
    setText(lossText, `${inspector.loss} `);
    setText(numbersHeading, inspector.all_numbers);
    setText(hint, inspector.select_hint);
    inspector.number_heads.forEach((text, place) => setText(numbersHead.children[place], text));
  }

  return {
    element: host,
    update(shown, before) {
      const { network, document: { model, sample, locks }, trace, words } = shown;
      if (words !== before?.words) updateWords(shown);
      const now = JSON.stringify([shown.look.language, model.input_columns, sample.targets === null,
        network.inputs.map(({ name }) => name), network.hidden.map(({ name }) => name), network.outputs.map(({ name }) => name)]);
      if (now !== shape) build(shown);
      shape = now;
      for (const row of rows) row.update(shown);
      const heads = [words.inspector.raw, model.input_scaling === null && model.target_scaling === null ? "" : words.inspector.scaled];
      heads.forEach((text, place) => setText(sampleHead.children[place + 1], text));
      hasTargets.checked = sample.targets !== null;
      setAttributes(hasTargets, { disabled: locks.includes("sample") });
      if (loss.options.length === 0) loss.append(...LOSS_NAMES.map((name) => element("option", {}, name)));
      loss.value = model.loss;
      setAttributes(loss, { disabled: locks.includes("structure") });
      const hasLoss = trace?.loss !== null && trace !== null;
      setAttributes(lossValue, { hidden: !hasLoss });
      if (hasLoss) writeNumber(lossValue, shown, "L");
      note.update(shown, before);
    },
  };
}
