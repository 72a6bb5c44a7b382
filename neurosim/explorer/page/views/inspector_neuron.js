/** What the inspector shows of one neuron. */

/** @import { App, Shown, View } from "../app.js" */
/** @import { NumberStyle } from "../mathematics/numbers.js" */
/** @import { Words } from "../words/words.js" */
/** @import { NetworkNeuron } from "../arithmetic/network.js" */

import { ACTIVATION_NAMES } from "../arithmetic/activations.js";
import { connect, removeNeuron, renameNeuron, setActivation } from "../document/edits.js";
import { activationFormulas, nameInFormulas } from "../mathematics/activation_forms.js";
import { mathOf } from "../mathematics/mathml.js";
import { readNumber } from "../document/typed_numbers.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { makeHiddenNote } from "./hidden_note.js";
import { makeMathematics } from "./inspector_mathematics.js";
import { inputField, targetField } from "./inspector_rows.js";
import { makeWeightTable } from "./inspector_weights.js";

const CONNECT_MOST = 200;
const SLOPED = /^leaky_relu\((.+)\)$/;
const SLOPE = 0.01;

/**
 * @param {App} app
 * @returns {View}
 */
export function makeNeuronView(app) {
  const back = button("", () => app.look({ selected: null }), { class: "quiet" });
  const name = element("input", { class: "neuron-name", spellcheck: "false", maxlength: "200", onchange: rename });
  const kind = element("span", { class: "muted" });
  const remove = button("", removeSelected);
  const sampleText = element("span");
  const sampleField = element("span");
  const sample = element("p", { class: "line" }, element("label", {}, sampleText, sampleField));
  const activationText = element("span");
  const activation = element("select", { onchange: chooseActivation });
  const slopeText = element("span");
  const slope = element("input", { class: "number slope", onchange: changeSlope });
  const slopeLabel = element("label", {}, slopeText, slope);
  const formula = element("div", { class: "formula" });
  const activationLine = element("div", { class: "line" }, element("label", {}, activationText, activation), slopeLabel, formula);
  const weights = makeWeightTable(app);
  const connectText = element("span");
  const connectTo = element("select", { onchange: connectSelected });
  const connectLine = element("p", { class: "line" }, element("label", {}, connectText, connectTo));
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
    connectLine,
    note.element,
    mathematics.element,
  );
  /** @type {ReturnType<typeof inputField> | null} */
  let field = null;
  let fieldOf = "";
  let offers = "";
  let formulaOf = "";

  /** @returns {string} */
  function selected() {
    return app.shown.look.selected ?? "";
  }

  function rename() {
    const old = selected();
    const given = name.value.trim();
    const done = app.edit(app.words.inspector.rename(old), (document) => renameNeuron(document, old, given), { look: { selected: given } });
    if (!done) name.value = old;
  }

  function removeSelected() {
    const gone = selected();
    app.edit(app.words.inspector.remove(gone), (document) => removeNeuron(document, gone), { look: { selected: null } });
  }

  function chooseActivation() {
    app.edit(app.words.inspector.activation, (document) => setActivation(document, selected(), activation.value));
  }

  function changeSlope() {
    app.edit(app.words.inspector.activation, (document) => setActivation(document, selected(), `leaky_relu(${readNumber(slope.value)})`));
    slope.value = String(slopeOf(app.shown.network.neuron(selected())));
  }

  function connectSelected() {
    const [source, target] = [selected(), connectTo.value];
    connectTo.value = "";
    app.edit(app.words.inspector.connection(source, target), (document) => connect(document, source, target));
  }

  /** @param {Shown} shown @param {NetworkNeuron} neuron */
  function updateSample(shown, neuron) {
    const { document: { sample: { targets } }, words: { inspector } } = shown;
    const shownField = neuron.kind === "input" || (neuron.kind === "output" && targets !== null);
    setAttributes(sample, { hidden: !shownField });
    if (!shownField) return;
    const now = JSON.stringify([neuron.kind, neuron.name, neuron.node]);
    if (now !== fieldOf || field === null) {
      field = (neuron.kind === "input" ? inputField : targetField)(app, neuron.name, neuron.node);
      fieldOf = now;
      sampleField.replaceChildren(field.element);
    }
    setText(sampleText, neuron.kind === "input" ? inspector.value : inspector.target);
    field.update(shown);
  }

  /** @param {Shown} shown @param {NetworkNeuron} neuron */
  function updateActivation({ document: { locks }, words, style }, { record }) {
    const { inspector } = words;
    setAttributes(activationLine, { hidden: record.kind === "input" });
    if (record.kind === "input") return;
    setText(activationText, inspector.activation);
    setAttributes(activation, { "aria-label": inspector.activation });
    const names = ACTIVATION_NAMES.includes(record.activation) ? ACTIVATION_NAMES : [...ACTIVATION_NAMES, record.activation];
    if (activation.options.length !== names.length || activation.options[names.length - 1].value !== names.at(-1)) {
      activation.replaceChildren(...names.map((each) => element("option", { value: each }, each.replaceAll("_", " "))));
    }
    activation.value = record.activation;
    const now = JSON.stringify([record.activation, words.page.language, style]);
    if (now !== formulaOf) formula.replaceChildren(formulaLine(record.activation, style, words));
    formulaOf = now;
    setAttributes(activation, { disabled: locks.includes("structure") });
    setAttributes(slopeLabel, { hidden: !record.activation.startsWith("leaky_relu") });
    setText(slopeText, inspector.left_slope);
  }

  /** @param {Shown} shown @param {NetworkNeuron} neuron */
  function updateConnect({ network, document: { locks }, words: { inspector } }, neuron) {
    const offered = locks.includes("structure") || network.neurons.length > CONNECT_MOST ? [] : network.neurons;
    const impossible = neuronsBefore(neuron);
    for (const { target } of neuron.targets) impossible.add(target);
    const names = offered.filter((each) => each.kind !== "input" && !impossible.has(each)).map((each) => each.name);
    setAttributes(connectLine, { hidden: names.length === 0 });
    setText(connectText, inspector.connect_to);
    setAttributes(connectTo, { "aria-label": inspector.connect_to });
    const now = JSON.stringify([inspector.choose, ...names]);
    if (now === offers) return;
    offers = now;
    connectTo.replaceChildren(...["", ...names].map((value) => element("option", { value }, value || inspector.choose)));
  }

  return {
    element: host,
    update(shown, before) {
      const { network, look, document: { locks }, words } = shown;
      const { inspector } = words;
      const neuron = look.selected === null ? undefined : network.neuron(look.selected);
      if (neuron === undefined) return;
      setText(back, inspector.back);
      if (document.activeElement !== name || look.selected !== before?.look.selected) name.value = neuron.name;
      setAttributes(name, { "aria-label": inspector.name, readonly: locks.includes("structure") });
      setText(kind, inspector.kinds[neuron.kind]((neuron.layer ?? 0) + 1));
      setText(remove, inspector.delete_it);
      setAttributes(remove, { hidden: locks.includes("structure") });
      updateSample(shown, neuron);
      updateActivation(shown, neuron);
      if (document.activeElement !== slope) slope.value = String(slopeOf(neuron));
      setAttributes(slope, { readonly: locks.includes("structure") });
      weights.update(shown);
      if (network !== before?.network || look.selected !== before.look.selected) updateConnect(shown, neuron);
      note.update(shown);
      mathematics.update(shown, before);
    },
  };
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
  return Number(SLOPED.exec(text)?.[1] ?? SLOPE);
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
