/** What is done with the network by buttons and keys: add, connect, delete. */

/** @import { App } from "../app.js" */
/** @import { Command } from "../commands.js" */
/** @import { Words } from "../words/words.js" */

import { addInput, addNeuron, connect, disconnect, removeNeuron, setOutputs, whyNotConnect } from "../document/edits.js";
import { openDialog } from "./dialogs.js";
import { element, setAttributes, setText } from "./elements.js";

/** @returns {Command[]} */
export function canvasCommands() {
  const canvas = (/** @type {keyof Words["canvas"]} */ key) => (/** @type {Words} */ words) => String(words.canvas[key]);
  return [
    { keys: ["n"], label: canvas("add_neuron"), run: addNeuronHere },
    { keys: ["i"], label: canvas("add_input"), run: addInputHere },
    { keys: ["c"], label: canvas("connect_to"), run: openConnect, when: (app) => app.shown.network.neurons.length > 1 },
    { keys: ["Delete", "Backspace"], label: canvas("delete"), run: deleteHere, when: (app) => edgeInFocus() !== null || app.shown.look.selected !== null },
    { keys: ["o"], label: canvas("toggle_output"), run: toggleOutput, when: (app) => selectedComputed(app) !== null },
    { keys: ["F2"], label: canvas("rename"), run: () => {}, when: () => false },
    { keys: ["Enter"], label: canvas("enter"), run: () => {}, when: () => false },
    { keys: ["Alt+↑"], label: canvas("move"), run: () => {}, when: () => false },
  ];
}

/**
 * Add a neuron; a selected input or hidden neuron leads to it.
 *
 * @param {App} app
 */
export function addNeuronHere(app) {
  const { network, look } = app.shown;
  const selected = network.neuron(look.selected ?? "");
  const sources = selected && selected.kind !== "output" ? [selected.name] : [];
  addAndSelect(app, app.words.canvas.add_neuron, (document) => addNeuron(document, { sources }));
}

/** @param {App} app */
export function addInputHere(app) {
  addAndSelect(app, app.words.canvas.add_input, (document) => addInput(document));
}

/**
 * Make an edit that adds a neuron, and select what is new.
 *
 * @param {App} app
 * @param {string} name  of the edit
 * @param {(document: import("../types.js").Document) => import("../types.js").Document} change
 */
export function addAndSelect(app, name, change) {
  if (!app.edit(name, change)) return;
  const added = app.document.model.neurons.at(-1);
  if (added === undefined) return;
  app.look({ selected: added.name });
  if (app.shown.problem === null) app.say(app.words.canvas.added(added.name));
}

/**
 * Select a neuron, and show it beside the network; who answers questions stays there.
 *
 * @param {App} app
 * @param {string} name
 */
export function selectNeuron(app, name) {
  app.look({ selected: name, panel: app.shown.look.panel === "answers" ? "answers" : "neuron" });
}

/**
 * Make the selected neuron an output, or no longer.
 *
 * @param {App} app
 */
export function toggleOutput(app) {
  const name = selectedComputed(app);
  if (name === null) return;
  const outputs = app.shown.network.outputs.map((output) => output.name);
  const others = outputs.filter((output) => output !== name);
  app.edit(app.words.canvas.toggle_output, (document) => setOutputs(document, others.length < outputs.length ? others : [...outputs, name]));
}

/** @param {App} app */
function selectedComputed({ shown: { network, look } }) {
  const neuron = network.neuron(look.selected ?? "");
  return neuron === undefined || neuron.kind === "input" ? null : neuron.name;
}

/** @param {App} app */
export function deleteHere(app) {
  const edge = edgeInFocus();
  const { selected } = app.shown.look;
  if (edge !== null) {
    const { source = "", target = "" } = edge.dataset;
    app.edit(app.words.canvas.delete_edge, (document) => disconnect(document, source, target));
  } else if (selected !== null) {
    app.edit(app.words.canvas.delete_neuron, (document) => removeNeuron(document, selected));
  }
}

/** @returns {SVGElement | null} */
function edgeInFocus() {
  return document.activeElement?.closest(".weight") ?? null;
}

/**
 * Ask where a neuron should lead; where it cannot, the window says why.
 *
 * @param {App} app
 */
export function openConnect(app) {
  const { network, look, words: { canvas } } = app.shown;
  const names = network.neurons.map(({ name }) => name);
  const option = (/** @type {string} */ name) => element("option", { value: name }, name);
  const source = element("select", { id: "connect-source", onchange: offer, onkeydown: pressEnter }, ...names.map(option));
  const target = element("select", { id: "connect-target", onchange: judge, onkeydown: pressEnter });
  const why = element("p", { class: "refused", role: "alert" });
  const make = element("button", { type: "button", class: "main", onclick: act }, canvas.connect);
  const given = look.selected;
  if (given !== null) {
    const leads = (/** @type {string} */ from, /** @type {string} */ to) => whyNotConnect(network.model, from, to) === null;
    // to the selected neuron, if nothing can come from it
    const few = names.slice(0, 100);
    source.value = few.some((name) => leads(given, name)) ? given : few.find((name) => leads(name, given)) ?? given;
  }

  function offer() {
    const others = names.filter((name) => name !== source.value && network.neuron(name)?.kind !== "input");
    const small = names.length <= 100;
    const [possible, not] = [[], []].map(() => /** @type {string[]} */ ([]));
    for (const name of others) (small && whyNotConnect(network.model, source.value, name) ? not : possible).push(name);
    target.replaceChildren(
      ...possible.map(option), ...(not.length === 0 ? [] : [element("optgroup", { label: canvas.not_possible }, ...not.map(option))]),
    );
    judge();
  }

  function judge() {
    const refusal = target.value === "" ? null : whyNotConnect(network.model, source.value, target.value);
    setText(why, refusal?.in(app.words) ?? "");
    setAttributes(make, { disabled: target.value === "" || refusal !== null });
  }

  /** @param {KeyboardEvent} event */
  function pressEnter(event) {
    if (event.key !== "Enter" || make.disabled) return;
    event.preventDefault();
    act();
  }

  function act() {
    const [from, to] = [source.value, target.value];
    dialog.close();
    if (app.edit(canvas.connect, (document) => connect(document, from, to))) app.say(canvas.connected(from, to));
  }

  offer();
  const dialog = openDialog(app, canvas.connect, [
    element("p", { class: "setting" }, element("label", { for: "connect-source" }, canvas.from), source),
    element("p", { class: "setting" }, element("label", { for: "connect-target" }, canvas.to), target), why, make,
  ], { narrow: true });
  if (given !== null && source.value !== given) {
    target.value = given;
    judge();
  }
  (given === null ? source : make.disabled ? target : make).focus();
}
