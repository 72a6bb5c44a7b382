/** What the inspector shows of one neuron. */

/** @import { App, Shown, View } from "../app.js" */
/** @import { NetworkNeuron } from "../arithmetic/network.js" */
/** @import { NumberStyle } from "../mathematics/numbers.js" */
/** @import { Words } from "../words/words.js" */

import { ACTIVATION_NAMES } from "../arithmetic/activations.js";
import { connect, removeNeuron, renameNeuron, setActivation } from "../document/edits.js";
import { activationFormulas, nameInFormulas } from "../mathematics/activation_forms.js";
import { mathOf } from "../mathematics/mathml.js";
import { makeChoice } from "./choice.js";
import { toggleOutput } from "./canvas_commands.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { makeHiddenNote } from "./hidden_note.js";
import { makeMathematics } from "./inspector_mathematics.js";
import { numberField, sampleField } from "./inspector_rows.js";
import { makeWeightTable } from "./inspector_weights.js";

/** In larger networks, edges are made in the picture. */
const CONNECT_MOST = 200;
const SLOPED = /^leaky_relu\((.+)\)$/;
const USUAL_SLOPE = 0.01;

/**
 * @param {App} app
 * @returns {View}
 */
export function makeNeuronView(app) {
  const back = button("", () => app.look({ selected: null }), { class: "quiet" });
  const name = element("input", { class: "neuron-name", spellcheck: "false", maxlength: "200", onchange: rename });
  const kind = element("span", { class: "muted" });
  const output = element("input", { type: "checkbox", onchange: () => toggleOutput(app) });
  const outputText = element("span");
  const outputLabel = element("label", {}, output, outputText);
  const remove = button("", removeSelected);
  const sampleText = element("span");
  const field = sampleField(app, selectedNeuron);
  const sample = element("p", { class: "line" }, element("label", {}, sampleText, field.element));
  const activation = makeChoice((text) =>
    app.edit(app.words.inspector.activation, (document) => setActivation(document, nameOf(), text)));
  const slopeText = element("span");
  const slope = numberField(app, (shown) => ({
    label: shown.words.inspector.left_slope, value: slopeOf(selectedNeuron(shown)), readonly: shown.document.locks.includes("structure"),
  }), (document, value) => setActivation(document, nameOf(), `leaky_relu(${value})`));
  const slopeLabel = element("label", {}, slopeText, slope.element);
  const formula = element("div", { class: "formula" });
  const activationLine = element("div", { class: "line" }, activation.element, slopeLabel, formula);
  const weights = makeWeightTable(app);
  const connectTo = makeChoice((target) =>
    app.edit(app.words.inspector.connection(nameOf(), target), (document) => connect(document, nameOf(), target)));
  const note = makeHiddenNote(app);
  const mathematics = makeMathematics(app);
  const host = element(
    "div",
    { class: "one-neuron" },
    element("p", { class: "line" }, back),
    element("p", { class: "line" }, name, kind, remove),
    sample,
    activationLine,
    weights.element,
    element("p", { class: "line" }, connectTo.element, outputLabel),
    note.element,
    mathematics.element,
  );
  let formulaOf = "";

  function nameOf() {
    return app.shown.look.selected ?? "";
  }

  function rename() {
    const old = nameOf();
    const given = name.value.trim();
    const done = app.edit(app.words.inspector.rename(old), (document) => renameNeuron(document, old, given), { look: { selected: given } });
    if (!done) name.value = old;
  }

  function removeSelected() {
    const gone = nameOf();
    app.edit(app.words.inspector.remove(gone), (document) => removeNeuron(document, gone), { look: { selected: null } });
  }

  /** @param {Shown} shown @param {string} text */
  function updateActivation({ document: { locks }, words, style }, text) {
    const { inspector } = words;
    const names = ACTIVATION_NAMES.includes(text) ? ACTIVATION_NAMES : [...ACTIVATION_NAMES, text];
    activation.show(inspector.activation, names.map((each) => [each, each.replaceAll("_", " ")]), text, locks.includes("structure"));
    setAttributes(slopeLabel, { hidden: !text.startsWith("leaky_relu") });
    setText(slopeText, inspector.left_slope);
    const now = JSON.stringify([text, words.page.language, style]);
    if (now !== formulaOf) formula.replaceChildren(formulaLine(text, style, words));
    formulaOf = now;
  }

  /** @param {Shown} shown @param {NetworkNeuron} neuron */
  function updateConnect({ network, document: { locks }, words: { inspector } }, neuron) {
    const offered = locks.includes("structure") || network.neurons.length > CONNECT_MOST ? [] : network.neurons;
    const impossible = neuronsBefore(neuron);
    for (const { target } of neuron.targets) impossible.add(target);
    const names = offered.filter((each) => each.kind !== "input" && !impossible.has(each)).map((each) => each.name);
    setAttributes(connectTo.element, { hidden: names.length === 0 });
    connectTo.show(inspector.connect_to, [["", inspector.choose], ...names.map((each) => /** @type {[string, string]} */ ([each, each]))], "");
  }

  return {
    element: host,
    update(shown, before) {
      const { network, look, document: { locks, sample: { targets } }, words: { canvas, inspector } } = shown;
      const neuron = selectedNeuron(shown);
      if (neuron === undefined) return;
      const structured = locks.includes("structure");
      setText(back, inspector.back);
      if (document.activeElement !== name || look.selected !== before?.look.selected) name.value = neuron.name;
      setAttributes(name, { "aria-label": inspector.name, readonly: structured });
      setText(kind, inspector.kinds[neuron.kind]((neuron.layer ?? 0) + 1));
      setText(outputText, canvas.output);
      output.checked = neuron.kind === "output";
      setAttributes(outputLabel, { hidden: structured || neuron.kind === "input" });
      setText(remove, inspector.delete_it);
      setAttributes(remove, { hidden: structured });
      setAttributes(sample, { hidden: neuron.kind !== "input" && (neuron.kind !== "output" || targets === null) });
      setText(sampleText, neuron.kind === "input" ? inspector.value : inspector.target);
      field.update(shown);
      setAttributes(activationLine, { hidden: neuron.kind === "input" });
      if (neuron.record.kind === "computed") updateActivation(shown, neuron.record.activation);
      slope.update(shown);
      weights.update(shown);
      if (before === null || network !== before.network || look !== before.look) updateConnect(shown, neuron);
      note.update(shown);
      mathematics.update(shown, before);
    },
  };
}

/** @param {Shown} shown */
function selectedNeuron({ network, look }) {
  return look.selected === null ? undefined : network.neuron(look.selected);
}

/**
 * Return the formula of an activation, such as σ(s) = 1 / (1 + e^-s).
 *
 * @param {string} activation
 * @param {NumberStyle} style
 * @param {Words} words
 */
function formulaLine(activation, style, words) {
  const { formula } = activationFormulas(activation);
  return mathOf({
    kind: "equation", style, words, symbol: "", left: [nameInFormulas(activation), "s"],
    rows: [{ form: formula, kind: "symbolic" }], why: [],
  }, { knows: () => true });
}

/** @param {NetworkNeuron | undefined} neuron */
function slopeOf(neuron) {
  const text = neuron?.record.kind === "computed" ? neuron.record.activation : "";
  return Number(SLOPED.exec(text)?.[1] ?? USUAL_SLOPE);
}

/**
 * Return a neuron and all from which it computes: an edge to them would close a circle.
 *
 * @param {NetworkNeuron} neuron
 */
function neuronsBefore(neuron) {
  const found = new Set([neuron]);
  for (const each of found) {
    for (const { source } of each.sources) found.add(source);
  }
  return found;
}
