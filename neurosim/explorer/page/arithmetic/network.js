/** The wiring of a model, sorted for computing: order, layers, symbols. */

/** @import { ComputedRecord, Model, NeuronRecord, SourceRecord } from "../types.js" */

import { Refusal } from "../document/refusal.js";
import { activationOf } from "./activations.js";
import { isJoined, lossOf } from "./losses.js";

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
  /** @type {NetworkNeuron[]} neurons on or after a circle; such a model comes from no edit */
  circular;
  /** @type {Map<string, NetworkNeuron>} */
  #byName;
  /** @type {Map<string, Owner>} */
  #owners = new Map([["L", { neuron: null, edge: null }], ["η", { neuron: null, edge: null }]]);

  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.neurons = model.neurons.map(bareNeuron);
    this.#byName = new Map(this.neurons.map((neuron) => [neuron.name, neuron]));
    for (const neuron of this.neurons) this.#connect(neuron);
    this.inputs = this.neurons.filter((neuron) => neuron.record.kind === "input");
    this.outputs = this.#chosenOutputs();
    const sorted = sortedNeurons(this.neurons);
    const known = new Set(sorted);
    this.circular = this.neurons.filter((neuron) => !known.has(neuron));
    this.order = [...sorted, ...this.circular].filter((neuron) => neuron.kind !== "input");
    this.#placeInLayers();
    this.hidden = this.layers.flat();
    this.#nameSymbols();
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
    // "new wo[0][1]" and "velocity wo[0][1]" belong to whom the weight belongs
    const bare = symbol.slice(symbol.lastIndexOf(" ") + 1).replace(/^dL\/d/, "");
    return this.#owners.get(symbol) ?? this.#owners.get(bare);
  }

  /** @param {NetworkNeuron} neuron */
  #connect(neuron) {
    if (neuron.record.kind === "input") return;
    for (const record of neuron.record.sources) {
      const source = this.#byName.get(record.name);
      if (source === undefined) continue;
      const { weight, frozen } = record;
      const place = neuron.sources.length;
      const edge = { source, target: neuron, place, weight, frozen, symbol: "", record };
      neuron.sources.push(edge);
      source.targets.push(edge);
    }
  }

  /** @returns {NetworkNeuron[]} */
  #chosenOutputs() {
    const computed = this.neurons.filter((neuron) => neuron.record.kind === "computed");
    const chosen = (this.model.outputs ?? []).map((name) => this.#byName.get(name));
    const outputs = chosen.filter((neuron) => neuron?.record.kind === "computed");
    const found = outputs.length > 0 ? outputs : computed.filter((n) => n.targets.length === 0);
    return /** @type {NetworkNeuron[]} */ (found);
  }

  /** Place the hidden neurons by the longest path to them; an output on the way adds nothing. */
  #placeInLayers() {
    for (const [node, neuron] of this.inputs.entries()) neuron.node = node;
    const outputs = new Set(this.outputs);
    /** @type {Map<NetworkNeuron, number>} the depth of a neuron that has no other source */
    const beyond = new Map();
    for (const neuron of this.order) {
      const before = neuron.sources.map((edge) => beyond.get(edge.source) ?? 0);
      const depth = Math.max(0, ...before);
      neuron.kind = outputs.has(neuron) ? "output" : "hidden";
      beyond.set(neuron, depth + (neuron.kind === "hidden" ? 1 : 0));
      if (neuron.kind === "hidden") (this.layers[depth] ??= []).push(neuron);
    }
    for (const [index, layer] of this.layers.entries()) {
      layer.sort((a, b) => a.place - b.place);
      for (const [node, neuron] of layer.entries()) Object.assign(neuron, { layer: index, node });
    }
    for (const [node, neuron] of this.outputs.entries()) neuron.node = node;
  }

  #nameSymbols() {
    for (const neuron of this.neurons) {
      neuron.symbols = symbolsOf(neuron, this.model.loss);
      const owner = { neuron, edge: null };
      for (const symbol of Object.values(neuron.symbols)) {
        if (symbol !== null) this.#owners.set(symbol.replace(/^dL\/d/, ""), owner);
      }
      if (neuron.kind === "output") this.#owners.set(`L[${neuron.node}]`, owner);
      for (const edge of neuron.sources) {
        edge.symbol = weightSymbol(neuron, edge.place);
        this.#owners.set(edge.symbol, { neuron, edge });
      }
    }
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
export function problemOf(network) {
  const { model } = network;
  if (network.inputs.length === 0) return new Refusal("arithmetic", "no_inputs");
  if (network.outputs.length === 0) return new Refusal("arithmetic", "no_outputs");
  if (network.circular.length > 0) {
    return new Refusal("arithmetic", "circular", network.circular[0].name);
  }
  for (const { name, record, sources } of network.order) {
    const { activation, constant } = /** @type {ComputedRecord} */ (record);
    if (sources.length === 0 && !constant) return new Refusal("arithmetic", "lonely", name);
    if (activationOf(activation) === null) {
      return new Refusal("arithmetic", "unknown_activation", name, activation);
    }
  }
  if (lossOf(model.loss) === null) return new Refusal("arithmetic", "unknown_loss", model.loss);
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
  const { name, kind } = record;
  const symbols = /** @type {NeuronSymbols} */ ({});
  return { name, record, place, kind: kind === "input" ? "input" : "hidden", layer: null, node: 0,
    sources: [], targets: [], symbols };
}

/**
 * Return the neurons in topological order, ties by creation; without those of a circle.
 *
 * @param {NetworkNeuron[]} neurons
 * @returns {NetworkNeuron[]}
 */
function sortedNeurons(neurons) {
  for (const neuron of neurons) neuron.targets.sort((a, b) => a.target.place - b.target.place);
  const waiting = neurons.map((neuron) => neuron.sources.length);
  const ready = neurons.filter((neuron) => neuron.sources.length === 0);
  const order = [];
  for (let neuron = ready.shift(); neuron !== undefined; neuron = ready.shift()) {
    order.push(neuron);
    for (const { target } of neuron.targets) {
      waiting[target.place] -= 1;
      if (waiting[target.place] > 0) continue;
      const later = ready.findIndex((other) => other.place > target.place);
      ready.splice(later < 0 ? ready.length : later, 0, target);
    }
  }
  return order;
}

/**
 * @param {NetworkNeuron} neuron
 * @param {string} loss
 * @returns {NeuronSymbols}
 */
function symbolsOf(neuron, loss) {
  const { kind, node, record } = neuron;
  /** @type {NeuronSymbols} */
  const symbols = { output: `x[${node}]`, summation: null, bias: null, slope: null, delta: null,
    target: null, probability: null, lossGradient: null };
  if (record.kind === "input") return symbols;
  const letter = kind === "output" ? "o" : "h";
  const indices = kind === "output" ? `[${node}]` : `[${neuron.layer}][${node}]`;
  symbols.output = (kind === "output" ? "yo" : "ah") + indices;
  symbols.summation = `s${letter}${indices}`;
  symbols.bias = `b${letter}${indices}`;
  symbols.slope = `f'(${symbols.summation})`;
  symbols.delta = `d${letter}${indices}`;
  if (kind === "hidden") return symbols;
  symbols.target = `z${indices}`;
  symbols.probability = lossOf(loss)?.softmax ? `p${indices}` : null;
  const joined = isJoined(loss, record.activation);
  symbols.lossGradient = `dL/d${joined ? symbols.summation : symbols.output}`;
  return symbols;
}

/**
 * @param {NetworkNeuron} neuron  to which the edge leads
 * @param {number} place
 * @returns {string}
 */
function weightSymbol(neuron, place) {
  const { kind, layer, node } = neuron;
  return kind === "output" ? `wo[${node}][${place}]` : `wh[${layer}][${node}][${place}]`;
}
