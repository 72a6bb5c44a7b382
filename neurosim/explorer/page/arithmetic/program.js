/** The arithmetic of a network on arrays: forward, backward and step, as Python's passes. */

/** @import { ComputedRecord, Model } from "../types.js" */
/** @import { ActivationFunction } from "./activations.js" */
/** @import { LossFunction } from "./losses.js" */
/** @import { Network, NetworkNeuron } from "./network.js" */
/** @import { OptimizerRun } from "./optimizers.js" */

import { Refusal } from "../document/refusal.js";
import { activationOf } from "./activations.js";
import { isJoined, lossOf, softmax } from "./losses.js";

/**
 * @typedef {object} Cell  a computed neuron; its first parameters are its weights, then its bias
 * @property {NetworkNeuron} neuron
 * @property {number} place
 * @property {ActivationFunction} activation
 * @property {number} first  its first parameter
 * @property {Int32Array} sources  the places of the neurons from which its edges come
 * @property {Int32Array} targets  the places of those to which its edges lead
 * @property {Int32Array} weights  the parameters of these edges
 * @property {number} output  its place among the outputs, or -1
 * @property {boolean} joined  whether the loss is joined with its activation
 */

/** @typedef {{symbol: string, frozen: boolean, weight: number}} Parameter  with its first value */

/**
 * A network that `problemOf` finds nothing against, as arrays; all in normalized units. Parameters
 * are in Python's order: neuron by neuron in topological order, weights before the bias.
 */
export class Program {
  network;
  /** @type {Cell[]} in topological order */
  cells;
  /** @type {Parameter[]} */
  parameters;
  /** weights and biases */
  theta;
  gradient;
  // by neuron, in order of creation
  summations;
  values;
  slopes;
  deltas;
  // by output; the gradient is dL/ds where the loss is joined with the activation
  terms;
  lossGradients;
  probabilities;
  #outputs;
  /** @type {LossFunction} */
  #loss;

  /** @param {Network} network */
  constructor(network) {
    const { neurons, outputs, order, model } = network;
    this.network = network;
    this.parameters = order.flatMap(({ sources, symbols, record }) => {
      const { bias, frozen_bias: frozen } = /** @type {ComputedRecord} */ (record);
      return [...sources, { symbol: symbols.bias ?? "", frozen, weight: bias }];
    });
    this.theta = Float64Array.from(this.parameters, ({ weight }) => weight);
    this.gradient = new Float64Array(this.theta.length);
    /** @type {number[]} by neuron */
    const firsts = [];
    let n = 0;
    for (const { place, sources } of order) {
      firsts[place] = n;
      n += sources.length + 1;
    }
    this.cells = order.map((neuron) => {
      const { sources, targets, place, record } = neuron;
      const text = /** @type {ComputedRecord} */ (record).activation;
      const output = outputs.indexOf(neuron);
      return {
        neuron, place, output,
        first: firsts[place],
        activation: /** @type {ActivationFunction} */ (activationOf(text)),
        sources: Int32Array.from(sources, (edge) => edge.source.place),
        targets: Int32Array.from(targets, (edge) => edge.target.place),
        weights: Int32Array.from(targets, (edge) => firsts[edge.target.place] + edge.place),
        joined: output >= 0 && isJoined(model.loss, text),
      };
    });
    [this.summations, this.values, this.slopes, this.deltas] = zeros(neurons.length);
    [this.terms, this.lossGradients, this.probabilities] = zeros(outputs.length);
    this.#outputs = outputs.map((neuron) => /** @type {Cell} */ (this.cells.find((cell) => cell.neuron === neuron)));
    this.#loss = /** @type {LossFunction} */ (lossOf(model.loss));
  }

  /**
   * Set the inputs.
   *
   * @param {ArrayLike<number>} rows
   * @param {number} start  where those of the sample begin
   */
  enter(rows, start) {
    const { inputs } = this.network;
    for (let i = 0; i < inputs.length; i++) this.values[inputs[i].place] = rows[start + i];
  }

  /**
   * Compute summation and output of a neuron.
   *
   * @param {Cell} cell
   */
  compute({ place, first, sources, activation }) {
    const { theta, values } = this;
    let weighted = 0;
    for (let i = 0; i < sources.length; i++) weighted += theta[first + i] * values[sources[i]];
    const s = weighted + theta[first + sources.length];
    this.summations[place] = s;
    values[place] = activation.value(s);
  }

  /**
   * Carry one sample through the network.
   *
   * @param {ArrayLike<number>} rows
   * @param {number} [start]  where the inputs of the sample begin
   */
  forward(rows, start = 0) {
    this.enter(rows, start);
    for (const cell of this.cells) {
      this.compute(cell);
      if (Number.isFinite(this.values[cell.place] + this.summations[cell.place])) continue;
      this.#demand(cell.neuron.symbols.summation, this.summations[cell.place]);
      this.#demand(cell.neuron.symbols.output, this.values[cell.place]);
    }
  }

  /**
   * Compute the probabilities of softmax, and the logarithm of the sum of the powers.
   *
   * @returns {number} 0 for another loss
   */
  classify() {
    if (!this.#loss.softmax) return 0;
    return softmax(this.#outputs.map(({ place }) => this.values[place]), this.probabilities);
  }

  /**
   * Compute the loss and its derivative by each output, after `forward`.
   *
   * @param {ArrayLike<number>} rows
   * @param {number} [start]  where the targets of the sample begin
   * @returns {number}
   */
  measure(rows, start = 0) {
    const { terms, lossGradients, probabilities } = this;
    const loss = this.#loss;
    const n = this.#outputs.length;
    const logTotal = this.classify();
    let targets = 0;
    for (let k = 0; k < n; k++) targets += rows[start + k];
    let total = 0;
    for (let k = 0; k < n; k++) {
      const { place, joined, neuron } = this.#outputs[k];
      const y = this.values[place];
      const z = rows[start + k];
      if (loss.softmax) {
        terms[k] = z * (logTotal - y);
        lossGradients[k] = targets * probabilities[k] - z;
      } else if (joined && loss.joined) {
        terms[k] = loss.joined.term(this.summations[place], z, n);
        lossGradients[k] = loss.joined.gradient(y, z, n);
      } else {
        if (loss.probabilities && !(y >= 0 && y <= 1)) throw new Refusal("arithmetic", "no_probability", neuron.symbols.output, y);
        terms[k] = loss.term(y, z, n);
        lossGradients[k] = loss.gradient(y, z, n);
      }
      total += terms[k];
    }
    this.#demand("L", total);
    return total;
  }

  /**
   * Compute slope, error signal and gradients of a neuron, after those that it leads to.
   *
   * @param {Cell} cell
   */
  signal({ place, first, sources, targets, weights, activation, output, joined }) {
    const { theta, values, deltas, gradient } = this;
    let sum = output < 0 || joined ? 0 : this.lossGradients[output];
    for (let e = 0; e < targets.length; e++) sum += theta[weights[e]] * deltas[targets[e]];
    const slope = activation.slope(this.summations[place], values[place]);
    let delta = slope * sum;
    if (joined) delta += this.lossGradients[output];
    this.slopes[place] = slope;
    deltas[place] = delta;
    for (let i = 0; i < sources.length; i++) gradient[first + i] = delta * values[sources[i]];
    gradient[first + sources.length] = delta;
  }

  /** Carry the error back, after `measure`. */
  backward() {
    for (let c = this.cells.length - 1; c >= 0; c--) {
      const cell = this.cells[c];
      this.signal(cell);
      if (Number.isFinite(this.deltas[cell.place])) continue;
      this.#demand(cell.neuron.symbols.slope, this.slopes[cell.place]);
      this.#demand(cell.neuron.symbols.delta, this.deltas[cell.place]);
    }
  }

  /**
   * Take a step; frozen parameters stay, and a bad step changes nothing.
   *
   * @param {OptimizerRun} optimizer
   * @param {Float64Array} gradient
   */
  update(optimizer, gradient) {
    const { theta, parameters } = this;
    const { next } = optimizer;
    optimizer.step(theta, gradient);
    for (let p = 0; p < next.length; p++) {
      if (parameters[p].frozen) next[p] = theta[p];
      if (!Number.isFinite(next[p])) throw notFinite(this.network, `new ${parameters[p].symbol}`);
    }
    theta.set(next);
  }

  /**
   * Return the model with the parameters of now.
   *
   * @returns {Model}
   */
  model() {
    const { model } = this.network;
    const neurons = [...model.neurons];
    for (const { neuron, place, first } of this.cells) {
      const record = /** @type {ComputedRecord} */ (neuron.record);
      const sources = neuron.sources.map((edge, i) => ({ ...edge.record, weight: this.theta[first + i] }));
      neurons[place] = { ...record, sources, bias: this.theta[first + sources.length] };
    }
    return { ...model, neurons };
  }

  /**
   * @param {string | null} symbol
   * @param {number} value
   */
  #demand(symbol, value) {
    if (!Number.isFinite(value)) throw notFinite(this.network, symbol ?? "");
  }
}

/**
 * Return the refusal of a number that is infinite, or none; its first detail is the symbol.
 *
 * @param {Network} network
 * @param {string} symbol
 * @returns {Refusal}
 */
export function notFinite(network, symbol) {
  const record = network.owner(symbol)?.neuron?.record;
  if (/^[ayf]/.test(symbol) && record?.kind === "computed") {
    return new Refusal("arithmetic", "no_value", symbol, record.name, record.activation);
  }
  return new Refusal("arithmetic", symbol.includes(" ") ? "bad_step" : "too_large", symbol);
}

/** @param {number} n */
function zeros(n) {
  return [0, 0, 0, 0].map(() => new Float64Array(n));
}
