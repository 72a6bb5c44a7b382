/** Parts of edits: finding what an edit is about, refusing what it cannot do. */

/** @import { ComputedRecord, Document, Model, NeuronRecord, SourceRecord } from "../types.js" */

import { ACTIVATION_NAMES, activationOf } from "../arithmetic/activations.js";
import { inputNames } from "./end_columns.js";
import { refuseMore } from "./fields.js";
import { MOST_EDGES } from "./limits.js";
import { Refusal } from "./refusal.js";

/** Weights of new edges, in turn: equal ones would keep hidden neurons equal in every training. */
const FIRST_WEIGHTS = [0.5, -0.3, 0.8, 0.2, -0.6, 0.4, -0.9, 0.7];

/**
 * Refuse what the locks of the document forbid.
 *
 * @param {Document} document
 * @param {"structure" | "weights" | "sample"} what
 */
export function askLock(document, what) {
  if (document.locks.includes(what)) throw new Refusal("page", "locked");
}

/**
 * Return a neuron by its name.
 *
 * @param {Model} model
 * @param {string} name
 * @returns {NeuronRecord}
 */
export function recordOf(model, name) {
  const record = model.neurons.find((neuron) => neuron.name === name);
  if (record === undefined) throw new Refusal("canvas", "no_neuron", name);
  return record;
}

/**
 * Return a model in which one computed neuron is changed.
 *
 * @param {Model} model
 * @param {string} name
 * @param {(neuron: ComputedRecord) => ComputedRecord} change
 * @returns {Model}
 */
export function withComputed(model, name, change) {
  const record = recordOf(model, name);
  if (record.kind === "input") throw new Refusal("canvas", "input_has_none", name);
  return { ...model, neurons: model.neurons.map((neuron) => (neuron === record ? change(record) : neuron)) };
}

/**
 * Return a model in which one edge is changed.
 *
 * @param {Model} model
 * @param {string} source
 * @param {string} target
 * @param {(edge: SourceRecord) => SourceRecord[]} change  to what the edge becomes
 * @returns {Model}
 */
export function withEdges(model, source, target, change) {
  return withComputed(model, target, (neuron) => {
    if (!neuron.sources.some(({ name }) => name === source)) throw new Refusal("canvas", "no_edge", source, target);
    return { ...neuron, sources: neuron.sources.flatMap((edge) => (edge.name === source ? change(edge) : [edge])) };
  });
}

/**
 * Return a document in which a neuron has a place of its own, if one is given.
 *
 * @param {Document} document
 * @param {string} name
 * @param {[number, number] | undefined} position
 * @returns {Document}
 */
export function placed(document, name, position) {
  if (position === undefined) return document;
  const [x, y] = position;
  return { ...document, positions: [...document.positions.filter(([owner]) => owner !== name), [name, x, y]] };
}

/**
 * Return a new edge from a neuron.
 *
 * @param {Model} model
 * @param {string} source
 * @param {number} count
 * @returns {SourceRecord}
 */
export function edgeFrom(model, source, count) {
  refuseMore("model.neurons[].sources", count + 1, MOST_EDGES);
  return { name: recordOf(model, source).name, weight: FIRST_WEIGHTS[count % FIRST_WEIGHTS.length], frozen: false };
}

/**
 * Return how many edges there are.
 *
 * @param {Model} model
 */
export function edgeCount(model) {
  return model.neurons.reduce((sum, neuron) => sum + (neuron.kind === "input" ? 0 : neuron.sources.length), 0);
}

/**
 * Return a name as Python gives it: the letter and the number of such neurons so far.
 *
 * @param {Model} model
 * @param {"x" | "n"} letter
 */
export function freeName(model, letter) {
  const names = new Set(model.neurons.map(({ name }) => name));
  const n_inputs = inputNames(model).length;
  let index = letter === "x" ? n_inputs : names.size - n_inputs;
  while (names.has(`${letter}[${index}]`)) index += 1;
  return `${letter}[${index}]`;
}

/**
 * Return a name for a neuron, if it can be one.
 *
 * @param {Model} model
 * @param {string} name
 */
export function newName(model, name) {
  const given = name.trim();
  if (given === "") throw new Refusal("canvas", "empty_name");
  if (model.neurons.some((neuron) => neuron.name === given)) throw new Refusal("canvas", "name_taken", given);
  return given;
}

/**
 * Return an activation as it is written in a model.
 *
 * @param {string} text
 */
export function knownActivation(text) {
  const activation = activationOf(text);
  if (activation === null) throw new Refusal("canvas", "unknown_activation", text, ACTIVATION_NAMES.join(", "));
  return activation.text;
}

/**
 * Return a number, if it is finite.
 *
 * @param {number} value
 */
export function finite(value) {
  if (!Number.isFinite(value)) throw new Refusal("canvas", "not_finite", String(value));
  return value;
}
