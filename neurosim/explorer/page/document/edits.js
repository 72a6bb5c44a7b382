/** Every edit of a document, as a pure function: it returns another document, or refuses. */

/** @import { ComputedRecord, Data, Document, Model, Sample, Training } from "../types.js" */

import { LOSS_NAMES } from "../arithmetic/losses.js";
import { networkOf, wouldCircle } from "../arithmetic/network.js";
import {
  askLock, edgeCount, edgeFrom, finite, freeName, knownActivation, newName, placed, recordOf, withComputed, withEdges,
} from "./edit_parts.js";
import { inputNames, outputNames, withEnds } from "./end_columns.js";
import { Refusal } from "./refusal.js";

/**
 * Add an input.
 *
 * @param {Document} document
 * @param {{name?: string, position?: [number, number]}} [options]
 * @returns {Document}
 */
export function addInput(document, { name, position } = {}) {
  askLock(document, "structure");
  const given = newName(document.model, name ?? freeName(document.model, "x"));
  const { model } = document;
  const neurons = [...model.neurons, /** @type {const} */ ({ kind: "input", name: given })];
  return placed(withEnds(document, { ...model, neurons }), given, position);
}

/**
 * Add a neuron, with edges from the sources.
 *
 * @param {Document} document
 * @param {{name?: string, position?: [number, number], activation?: string, sources?: string[]}} [options]
 * @returns {Document}
 */
export function addNeuron(document, { name, position, activation = "sigmoid", sources = [] } = {}) {
  askLock(document, "structure");
  const { model } = document;
  const given = newName(model, name ?? freeName(model, "n"));
  const start = edgeCount(model);
  const edges = [...new Set(sources)].map((source, place) => edgeFrom(model, source, start + place));
  /** @type {ComputedRecord} */
  const neuron = {
    kind: "computed", name: given, bias: 0, activation: knownActivation(activation), sources: edges,
    frozen_bias: false, constant: false,
  };
  return placed(withEnds(document, { ...model, neurons: [...model.neurons, neuron] }), given, position);
}

/**
 * Add an edge.
 *
 * @param {Document} document
 * @param {string} source
 * @param {string} target
 * @param {number} [weight]
 * @returns {Document}
 */
export function connect(document, source, target, weight) {
  askLock(document, "structure");
  const { model } = document;
  recordOf(model, source);
  const refusal = whyNotConnect(model, source, target);
  if (refusal !== null) throw refusal;
  const edge = { ...edgeFrom(model, source, edgeCount(model)), ...(weight === undefined ? {} : { weight: finite(weight) }) };
  return withEnds(document, withComputed(model, target, (neuron) => ({
    ...neuron, sources: [...neuron.sources, edge], constant: false,
  })));
}

/**
 * Return why there can be no edge between two neurons, or null.
 *
 * @param {Model} model
 * @param {string} source
 * @param {string} target
 * @returns {Refusal | null}
 */
export function whyNotConnect(model, source, target) {
  const record = recordOf(model, target);
  if (record.kind === "input") return new Refusal("canvas", "into_input", target);
  if (source === target) return new Refusal("canvas", "to_itself", source);
  if (record.sources.some(({ name }) => name === source)) return new Refusal("canvas", "connected_already", source, target);
  const circle = wouldCircle(networkOf(model), source, target);
  return circle === null ? null : new Refusal("canvas", "circle", source, target, circle.join(" → "));
}

/**
 * Remove an edge.
 *
 * @param {Document} document
 * @param {string} source
 * @param {string} target
 * @returns {Document}
 */
export function disconnect(document, source, target) {
  askLock(document, "structure");
  return withEnds(document, withEdges(document.model, source, target, () => []));
}

/**
 * Remove a neuron with all its edges.
 *
 * @param {Document} document
 * @param {string} name
 * @returns {Document}
 */
export function removeNeuron(document, name) {
  askLock(document, "structure");
  const { model } = document;
  recordOf(model, name);
  const left = model.neurons.filter((neuron) => neuron.name !== name).map((neuron) =>
    neuron.kind === "input" || !neuron.sources.some((edge) => edge.name === name)
      ? neuron
      : { ...neuron, sources: neuron.sources.filter((edge) => edge.name !== name) });
  const outputs = model.outputs?.filter((output) => output !== name) ?? [];
  const next = withEnds(document, { ...model, neurons: left, outputs: outputs.length ? outputs : null });
  return { ...next, positions: next.positions.filter(([owner]) => owner !== name) };
}

/**
 * Give a neuron another name.
 *
 * @param {Document} document
 * @param {string} name
 * @param {string} newOne
 * @returns {Document}
 */
export function renameNeuron(document, name, newOne) {
  askLock(document, "structure");
  const { model } = document;
  recordOf(model, name);
  if (name === newOne) return document;
  const given = newName(model, newOne);
  const renamed = (/** @type {string} */ each) => (each === name ? given : each);
  const neurons = model.neurons.map((neuron) =>
    neuron.kind === "input"
      ? { ...neuron, name: renamed(neuron.name) }
      : {
        ...neuron, name: renamed(neuron.name),
        sources: neuron.sources.map((edge) => ({ ...edge, name: renamed(edge.name) })),
      });
  return {
    ...document,
    model: { ...model, neurons, outputs: model.outputs?.map(renamed) ?? null },
    positions: document.positions.map(([owner, x, y]) => [renamed(owner), x, y]),
  };
}

/**
 * @param {Document} document
 * @param {string} source
 * @param {string} target
 * @param {number} value
 * @returns {Document}
 */
export function setWeight(document, source, target, value) {
  askLock(document, "weights");
  const weight = finite(value);
  return { ...document, model: withEdges(document.model, source, target, (edge) => [{ ...edge, weight }]) };
}

/**
 * @param {Document} document
 * @param {string} name
 * @param {number} value
 * @returns {Document}
 */
export function setBias(document, name, value) {
  askLock(document, "weights");
  const bias = finite(value);
  return { ...document, model: withComputed(document.model, name, (neuron) => ({ ...neuron, bias })) };
}

/**
 * @param {Document} document
 * @param {string} name
 * @param {string} text  such as "leaky_relu(0.2)"
 * @returns {Document}
 */
export function setActivation(document, name, text) {
  askLock(document, "structure");
  const activation = knownActivation(text);
  return { ...document, model: withComputed(document.model, name, (neuron) => ({ ...neuron, activation })) };
}

/**
 * Freeze a weight or a bias, so that training keeps it, or let training change it again.
 *
 * @param {Document} document
 * @param {string} symbol  such as "wh[0][1][0]" or "bo[0]"
 * @param {boolean} frozen
 * @returns {Document}
 */
export function setFrozen(document, symbol, frozen) {
  askLock(document, "weights");
  const { model } = document;
  const owner = networkOf(model).owner(symbol);
  if (owner?.edge) {
    const { record } = owner.edge;
    return { ...document, model: withEdges(model, record.name, owner.edge.target.name, (edge) => [{ ...edge, frozen }]) };
  }
  if (!owner?.neuron) throw new Refusal("canvas", "no_neuron", symbol);
  return { ...document, model: withComputed(model, owner.neuron.name, (neuron) => ({ ...neuron, frozen_bias: frozen })) };
}

/**
 * @param {Document} document
 * @param {string} name
 * @returns {Document}
 */
export function setLoss(document, name) {
  askLock(document, "structure");
  if (!LOSS_NAMES.includes(name)) throw new Refusal("canvas", "unknown_loss", name, LOSS_NAMES.join(", "));
  return { ...document, model: { ...document.model, loss: name } };
}

/**
 * Choose the outputs and their order.
 *
 * @param {Document} document
 * @param {string[] | null} names  null: every computed neuron that leads nowhere
 * @returns {Document}
 */
export function setOutputs(document, names) {
  askLock(document, "structure");
  for (const name of names ?? []) {
    if (recordOf(document.model, name).kind === "input") throw new Refusal("canvas", "input_no_output", name);
  }
  const outputs = names === null || names.length === 0 ? null : [...new Set(names)];
  return withEnds(document, { ...document.model, outputs });
}

/**
 * @param {Document} document
 * @param {number} place
 * @param {number} value  in raw units
 * @returns {Document}
 */
export function setSampleInput(document, place, value) {
  const { sample } = document;
  return setSample(document, { ...sample, inputs: sample.inputs.map((each, at) => (at === place ? value : each)) });
}

/**
 * Set a target; without targets so far, the others begin with 0.
 *
 * @param {Document} document
 * @param {number} place
 * @param {number} value  in raw units
 * @returns {Document}
 */
export function setSampleTarget(document, place, value) {
  const { sample, model } = document;
  const targets = sample.targets ?? outputNames(model).map(() => 0);
  return setSample(document, { ...sample, targets: targets.map((each, at) => (at === place ? value : each)) });
}

/**
 * @param {Document} document
 * @param {Sample} sample
 * @returns {Document}
 */
export function setSample(document, sample) {
  askLock(document, "sample");
  [...sample.inputs, ...(sample.targets ?? [])].forEach(finite);
  const expected = [inputNames(document.model).length, outputNames(document.model).length];
  if (sample.inputs.length !== expected[0]) {
    throw new Refusal("canvas", "wrong_inputs", sample.inputs.length, expected[0]);
  }
  if (sample.targets !== null && sample.targets.length !== expected[1]) {
    throw new Refusal("canvas", "wrong_targets", sample.targets.length, expected[1]);
  }
  return { ...document, sample };
}

/**
 * Change how the network is trained; this decides the new weights.
 *
 * @param {Document} document
 * @param {Partial<Training>} change
 * @returns {Document}
 */
export function setTraining(document, change) {
  askLock(document, "weights");
  return { ...document, training: { ...document.training, ...change } };
}

/**
 * @param {Document} document
 * @param {Data | null} data
 * @returns {Document}
 */
export function setData(document, data) {
  askLock(document, "sample");
  return { ...document, data };
}

/**
 * Put a neuron at a place of the reader's choice.
 *
 * @param {Document} document
 * @param {string} name
 * @param {number} x
 * @param {number} y
 * @returns {Document}
 */
export function moveNeuron(document, name, x, y) {
  recordOf(document.model, name);
  return placed(document, name, [finite(x), finite(y)]);
}

/**
 * Let the page arrange the network again.
 *
 * @param {Document} document
 * @returns {Document}
 */
export function forgetPositions(document) {
  return document.positions.length === 0 ? document : { ...document, positions: [] };
}

/**
 * Take another model; the sample follows the inputs and outputs by name, and data that do not fit are left out.
 *
 * @param {Document} document
 * @param {Model} model
 * @returns {Document}
 */
export function setModel(document, model) {
  askLock(document, "structure");
  askLock(document, "weights");
  const names = new Set(model.neurons.map(({ name }) => name));
  const { sample } = withEnds(document, model);
  const fits = document.data?.inputs.length === inputNames(model).length && document.data.targets.length === outputNames(model).length;
  return { ...document, model, sample, data: fits ? document.data : null, positions: document.positions.filter(([name]) => names.has(name)) };
}

/**
 * Take the weights and biases of a model of the same structure, such as after training.
 *
 * @param {Document} document
 * @param {Model} model
 * @returns {Document}
 */
export function setParameters(document, model) {
  askLock(document, "weights");
  return { ...document, model: { ...document.model, neurons: model.neurons } };
}
