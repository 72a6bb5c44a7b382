/** The wiring of a model, sorted for computing: order, layers, symbols. */

/** @import { ComputedRecord, Model, NeuronRecord, SourceRecord } from "../types.js" */

import { Refusal } from "../document/refusal.js";
import { isJoined, lossOf } from "./losses.js";
import { scaledColumns } from "./scaling.js";

/**
 * @typedef {object} NeuronSymbols  the texts of the symbols of a neuron; null where there is none
 * @property {string} output
 * @property {string | null} summation
 * @property {string | null} bias
 * @property {string | null} slope
 * @property {string | null} delta
 * @property {string | null} target  of an output
 * @property {string | null} probability  of an output, if the loss has softmax
 * @property {string | null} lossGradient  dL/dy of an output; dL/ds if the loss is joined with it
 */

/**
 * @typedef {object} NetworkNeuron
 * @property {string} name
 * @property {NeuronRecord} record
 * @property {number} place  among all neurons, in order of creation
 * @property {"input" | "hidden" | "output"} kind
 * @property {number | null} layer  of a hidden neuron
 * @property {number} node  its place among the inputs, in its hidden layer, or among the outputs
 * @property {NetworkEdge[]} sources  in order of connection
 * @property {NetworkEdge[]} targets  by order of creation of the neurons to which they lead
 * @property {NeuronSymbols} symbols
 */

/**
 * @typedef {object} NetworkEdge
 * @property {NetworkNeuron} source
 * @property {NetworkNeuron} target
 * @property {number} place  among the sources of its target
 * @property {number} weight
 * @property {boolean} frozen
 * @property {string} symbol  of its weight
 * @property {SourceRecord} record
 */

/** @typedef {{neuron: NetworkNeuron | null, edge: NetworkEdge | null}} Owner */

/** @typedef {(a: NetworkNeuron, b: NetworkNeuron) => number} Comparison */

/** A model, sorted as Python's `Structure`. */
export class Network {
  /** @type {Model} */
  model;
  /** @type {NetworkNeuron[]} in order of creation */
  neurons;
  /** @type {NetworkNeuron[]} in order of creation */
  inputs;
  /** @type {NetworkNeuron[]} as they were set, or in order of creation */
  outputs;
  /** @type {NetworkNeuron[]} layer by layer */
  hidden;
  /** @type {NetworkNeuron[][]} the hidden layers */
  layers = [];
  /** @type {NetworkNeuron[]} the computed neurons in topological order; ties by creation */
  order;
  /** @type {Map<string, NetworkNeuron>} */
  #byName;
  /** @type {Map<string, Owner>} */
  #owners = new Map();

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.neurons = model.neurons.map(bareNeuron);
    this.#byName = new Map(this.neurons.map((neuron) => [neuron.name, neuron]));
    for (const neuron of this.neurons) connectNeuron(neuron, this.#byName);
    for (const { targets } of this.neurons) targets.sort((a, b) => byCreation(a.target, b.target));
    const computed = this.neurons.filter((neuron) => neuron.kind !== "input");
    this.inputs = this.neurons.filter((neuron) => neuron.kind === "input");
    const chosen = (model.outputs ?? []).map((name) => this.#byName.get(name));
    const set = /** @type {NetworkNeuron[]} */ (chosen.filter((neuron) => neuron && neuron.kind !== "input"));
    this.outputs = set.length > 0 ? set : computed.filter((neuron) => neuron.targets.length === 0);
    for (const neuron of this.outputs) neuron.kind = "output";
    this.order = sortedNeurons(this.neurons);
    this.layers = hiddenLayers(this.order);
    this.hidden = this.layers.flat();
    for (const row of [this.inputs, ...this.layers, this.outputs]) {
      for (const [node, neuron] of row.entries()) neuron.node = node;
    }
    for (const neuron of this.neurons) this.#nameSymbols(neuron);
  }

  /**
   * @param {string} name
   * @returns {NetworkNeuron | undefined}
   */
  neuron(name) {
    return this.#byName.get(name);
  }

  /**
   * @param {string} sourceName
   * @param {string} targetName
   * @returns {NetworkEdge | undefined}
   */
  edge(sourceName, targetName) {
    return this.neuron(targetName)?.sources.find((edge) => edge.source.name === sourceName);
  }

  /**
   * Return to whom a symbol belongs; a weight belongs to its edge and to the neuron to which the
   * edge leads. "L" and "η" belong to none.
   *
   * @param {string} symbol  such as "grad wh[0][0][1]"
   * @returns {Owner | undefined} undefined for a symbol that the network does not have
   */
  owner(symbol) {
    if (symbol === "L" || symbol === "η") return { neuron: null, edge: null };
    // "new wo[0][1]", "velocity wo[0][1]", "f'(so[0])" and "dL/dyo[0]" have a plain symbol inside
    return this.#owners.get(symbol.replace(/^.* |^f'\(|^dL\/d|\)$/g, ""));
  }

  /** @param {NetworkNeuron} neuron */
  #nameSymbols(neuron) {
    const { kind, layer, node, record } = neuron;
    const letter = kind === "output" ? "o" : "h";
    const indices = layer === null ? `[${node}]` : `[${layer}][${node}]`;
    for (const edge of neuron.sources) {
      edge.symbol = `w${letter}${indices}[${edge.place}]`;
      this.#owners.set(edge.symbol, { neuron, edge });
    }
    const letters = kind === "input" ? ["x"] : kind === "hidden" ? ["ah", "sh", "bh", "dh"] : ["yo", "so", "bo", "do", "z", "p", "L"];
    const [output, summation = null, bias = null, delta = null, target = null, probability = null] =
      letters.map((text) => text + indices);
    for (const text of letters) this.#owners.set(text + indices, { neuron, edge: null });
    const { loss } = this.model;
    const joined = record.kind === "computed" && isJoined(loss, record.activation);
    neuron.symbols = {
      output, summation, bias, delta, target,
      slope: summation && `f'(${summation})`,
      probability: lossOf(loss)?.softmax ? probability : null,
      lossGradient: target && `dL/d${joined ? summation : output}`,
    };
  }
}

/**
 * Return a model, sorted for computing; this never fails.
 *
 * @param {Model} model
 * @returns {Network}
 */
export function networkOf(model) {
  return new Network(model);
}

/**
 * Return why a network cannot be computed; null if it can.
 *
 * @param {Network} network
 * @returns {Refusal | null}
 */
export function problemOf({ model, inputs, outputs, order }) {
  if (inputs.length === 0) return new Refusal("arithmetic", "no_inputs");
  if (outputs.length === 0) return new Refusal("arithmetic", "no_outputs");
  const lonely = order.find(({ sources, record }) =>
    sources.length === 0 && !(/** @type {ComputedRecord} */ (record).constant));
  if (lonely !== undefined) return new Refusal("arithmetic", "lonely", lonely.name);
  for (const [scaling, row] of /** @type {const} */ ([[model.input_scaling, inputs], [model.target_scaling, outputs]])) {
    const columns = scaledColumns(scaling) ?? row.length;
    if (columns !== row.length) return new Refusal("arithmetic", "wrong_scaling", columns, row.length);
  }
  return null;
}

/**
 * Return the names along the circle that an edge would close; null if it would close none.
 *
 * @param {Network} network
 * @param {string} sourceName
 * @param {string} targetName
 * @returns {string[] | null} from the target to the source and back to the target
 */
export function wouldCircle(network, sourceName, targetName) {
  const start = network.neuron(targetName);
  if (start === undefined) return null;
  /** @type {Map<NetworkNeuron, string[]>} */
  const paths = new Map([[start, [targetName]]]);
  for (const [neuron, path] of paths) {
    if (neuron.name === sourceName) return [...path, targetName];
    for (const { target } of neuron.targets) {
      if (!paths.has(target)) paths.set(target, [...path, target.name]);
    }
  }
  return null;
}

/**
 * @param {NeuronRecord} record
 * @param {number} place
 * @returns {NetworkNeuron}
 */
function bareNeuron(record, place) {
  const symbols = /** @type {NeuronSymbols} */ ({});
  const kind = record.kind === "input" ? "input" : "hidden";
  return { name: record.name, record, place, kind, layer: null, node: 0, sources: [], targets: [], symbols };
}

/**
 * Make the edges that lead to a neuron.
 *
 * @param {NetworkNeuron} neuron
 * @param {Map<string, NetworkNeuron>} byName
 */
function connectNeuron(neuron, byName) {
  if (neuron.record.kind === "input") return;
  for (const record of neuron.record.sources) {
    const source = byName.get(record.name);
    if (source === undefined) continue;
    const { weight, frozen } = record;
    const edge = { source, target: neuron, place: neuron.sources.length, weight, frozen, symbol: "", record };
    neuron.sources.push(edge);
    source.targets.push(edge);
  }
}

/** @type {Comparison} */
function byCreation(a, b) {
  return a.place - b.place;
}

/**
 * Return the computed neurons in topological order, ties by creation.
 *
 * @param {NetworkNeuron[]} neurons
 * @returns {NetworkNeuron[]}
 */
function sortedNeurons(neurons) {
  const waiting = neurons.map((neuron) => neuron.sources.length);
  const ready = neurons.filter((neuron) => neuron.sources.length === 0);
  const order = [];
  for (let neuron = ready.shift(); neuron !== undefined; neuron = ready.shift()) {
    if (neuron.kind !== "input") order.push(neuron);
    const before = ready.length;
    for (const { target } of neuron.targets) {
      if (--waiting[target.place] === 0) ready.push(target);
    }
    if (ready.length > before) ready.sort(byCreation);
  }
  return order;
}

/**
 * Place the hidden neurons by the longest path to them; an output on the way adds nothing.
 *
 * @param {NetworkNeuron[]} order
 * @returns {NetworkNeuron[][]} each in order of creation
 */
function hiddenLayers(order) {
  /** @type {NetworkNeuron[][]} */
  const layers = [];
  /** @type {Map<NetworkNeuron, number>} the depth of a neuron that has no other source */
  const beyond = new Map();
  for (const neuron of order) {
    const depth = Math.max(0, ...neuron.sources.map((edge) => beyond.get(edge.source) ?? 0));
    const hidden = neuron.kind === "hidden";
    beyond.set(neuron, depth + Number(hidden));
    if (!hidden) continue;
    neuron.layer = depth;
    (layers[depth] ??= []).push(neuron);
  }
  for (const layer of layers) layer.sort(byCreation);
  return layers;
}
