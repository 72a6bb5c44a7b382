/** The arithmetic of a network on arrays: forward, backward and step, as Python's passes. */

/** @import { ComputedRecord } from "../types.js" */
/** @import { ActivationFunction } from "./activations.js" */
/** @import { LossFunction } from "./losses.js" */
/** @import { Network, NetworkEdge, NetworkNeuron } from "./network.js" */
/** @import { OptimizerRun } from "./optimizers.js" */

import { Refusal } from "../document/refusal.js";
import { activationOf } from "./activations.js";
import { isJoined, lossOf, softmax } from "./losses.js";

/**
 * A network that `problemOf` finds nothing against, as arrays. A neuron has its place in order of
 * creation; parameters are in Python's order: neuron by neuron in topological order, weights before
 * the bias. A number that is not finite stops with a Refusal, and `failed` is its symbol.
 */
export class Program {
  /** @type {Network} */
  network;
  /** @type {Float64Array} by neuron */
  summations;
  /** @type {Float64Array} by neuron */
  values;
  /** @type {Float64Array} by neuron: f'(s) */
  slopes;
  /** @type {Float64Array} by neuron */
  deltas;
  /** @type {Float64Array} by output: its share in the loss */
  terms;
  /** @type {Float64Array} by output: dL/dy, or dL/ds if the loss is joined with its activation */
  lossGradients;
  /** @type {Float64Array} by output, for a loss with softmax */
  probabilities;
  /** @type {Float64Array} weights and biases */
  theta;
  /** @type {Float64Array} */
  gradient;
  /** @type {boolean[]} by parameter */
  frozen = [];
  /** @type {string[]} by parameter */
  symbols = [];
  loss = 0;
  failed = "";
  /** @type {Int32Array} places */
  #inputs;
  /** @type {Int32Array} */
  #outputs;
  /** @type {Int32Array} the computed neurons in topological order */
  #order;
  /** @type {Int32Array} all neurons in topological order backwards: the inputs come last */
  #backwards;
  /** @type {ActivationFunction[]} by neuron */
  #activations = [];
  /** @type {Int32Array} by neuron: its first weight */
  #first;
  /** @type {Int32Array} by neuron: its bias, after its weights */
  #bias;
  /** @type {Int32Array} by parameter: the neuron whose output is multiplied with a weight */
  #source;
  /** @type {Int32Array} by neuron, and one more: the first of its edges that lead on */
  #firstTarget;
  /** @type {Int32Array} */
  #target;
  /** @type {Int32Array} the weight of each edge that leads on */
  #weight;
  /** @type {LossFunction} */
  #loss;
  /** @type {Uint8Array} by output */
  #joined;
  /** @type {Int32Array} by neuron: its place among the outputs, or -1 */
  #outputOf;
  /** @type {Float64Array} */
  #outputValues;

  /** @param {Network} network */
  constructor(network) {
    this.network = network;
    const { neurons, inputs, outputs, order, model } = network;
    const n = neurons.length;
    [this.summations, this.values, this.slopes, this.deltas] = [0, 0, 0, 0].map(() => new Float64Array(n));
    this.#inputs = Int32Array.from(inputs, placeOf);
    this.#outputs = Int32Array.from(outputs, placeOf);
    this.#order = Int32Array.from(order, placeOf);
    this.#backwards = Int32Array.from([...inputs, ...order].reverse(), placeOf);
    this.#first = new Int32Array(n);
    this.#bias = new Int32Array(n);
    /** @type {number[]} */
    const theta = [];
    /** @type {number[]} */
    const source = [];
    /** @type {Map<NetworkEdge, number>} */
    const weights = new Map();
    for (const neuron of order) {
      const record = /** @type {ComputedRecord} */ (neuron.record);
      this.#activations[neuron.place] = /** @type {ActivationFunction} */ (activationOf(record.activation));
      this.#first[neuron.place] = theta.length;
      for (const edge of neuron.sources) {
        weights.set(edge, theta.length);
        source.push(edge.source.place);
        this.#addParameter(theta, edge.weight, edge.frozen, edge.symbol);
      }
      this.#bias[neuron.place] = theta.length;
      source.push(-1);
      this.#addParameter(theta, record.bias, record.frozen_bias, neuron.symbols.bias ?? "");
    }
    this.theta = Float64Array.from(theta);
    this.gradient = new Float64Array(theta.length);
    this.#source = Int32Array.from(source);
    this.#firstTarget = new Int32Array(n + 1);
    for (const { place, targets } of neurons) this.#firstTarget[place + 1] = this.#firstTarget[place] + targets.length;
    const onward = neurons.flatMap((neuron) => neuron.targets);
    this.#target = Int32Array.from(onward, (edge) => edge.target.place);
    this.#weight = Int32Array.from(onward, (edge) => weights.get(edge) ?? 0);
    const m = outputs.length;
    [this.terms, this.lossGradients, this.probabilities, this.#outputValues] =
      [0, 0, 0, 0].map(() => new Float64Array(m));
    this.#loss = /** @type {LossFunction} */ (lossOf(model.loss));
    this.#joined = Uint8Array.from(this.#outputs, (place) =>
      Number(isJoined(model.loss, this.#activations[place].text)));
    this.#outputOf = new Int32Array(n).fill(-1);
    for (const [k, { place }] of outputs.entries()) this.#outputOf[place] = k;
  }

  /**
   * Carry one sample through the network.
   *
   * @param {ArrayLike<number>} rows  inputs in normalized units
   * @param {number} [start]  where those of the sample begin
   */
  forward(rows, start = 0) {
    const { values, summations, theta } = this;
    const inputs = this.#inputs;
    for (let i = 0; i < inputs.length; i++) summations[inputs[i]] = values[inputs[i]] = rows[start + i];
    for (let i = 0; i < this.#order.length; i++) {
      const place = this.#order[i];
      const bias = this.#bias[place];
      let weighted = 0;
      for (let p = this.#first[place]; p < bias; p++) weighted += theta[p] * values[this.#source[p]];
      const s = (summations[place] = weighted + theta[bias]);
      const a = (values[place] = this.#activations[place].value(s));
      if (!(Number.isFinite(s) && Number.isFinite(a))) this.#refuseNeuron(place);
    }
  }

  /**
   * Compute the probabilities of a loss with softmax from the outputs; `backward` does it too.
   *
   * @returns {number} the logarithm of the sum of e^y
   */
  classify() {
    for (let k = 0; k < this.#outputs.length; k++) this.#outputValues[k] = this.values[this.#outputs[k]];
    return softmax(this.#outputValues, this.probabilities);
  }

  /**
   * Compute the loss, after `forward`.
   *
   * @param {ArrayLike<number>} rows  targets in normalized units
   * @param {number} [start]
   */
  measure(rows, start = 0) {
    const { terms, lossGradients, probabilities } = this;
    const loss = this.#loss;
    const n = this.#outputs.length;
    const logTotal = loss.softmax ? this.classify() : 0;
    let targets = 0;
    for (let k = 0; k < n; k++) targets += rows[start + k];
    let total = 0;
    for (let k = 0; k < n; k++) {
      const y = this.values[this.#outputs[k]];
      const z = rows[start + k];
      if (loss.softmax) {
        terms[k] = z * (logTotal - y);
        lossGradients[k] = targets * probabilities[k] - z;
      } else if (loss.joined !== null && this.#joined[k] === 1) {
        terms[k] = loss.joined.term(this.summations[this.#outputs[k]], z, n);
        lossGradients[k] = loss.joined.gradient(y, z, n);
      } else {
        this.failed = `L[${k}]`;
        terms[k] = loss.term(y, z, n);
        lossGradients[k] = loss.gradient(y, z, n);
      }
      total += terms[k];
    }
    this.loss = total;
    if (!Number.isFinite(total)) this.#refuse("L", "loss_not_finite");
  }

  /** Carry the error back, after `measure`: error signals and gradients. */
  propagate() {
    const { theta, deltas, gradient, values } = this;
    for (let i = 0; i < this.#backwards.length; i++) {
      const place = this.#backwards[i];
      const k = this.#outputOf[place];
      const joined = k >= 0 && this.#joined[k] === 1;
      let sum = k < 0 || joined ? 0 : this.lossGradients[k];
      const end = this.#firstTarget[place + 1];
      for (let e = this.#firstTarget[place]; e < end; e++) sum += theta[this.#weight[e]] * deltas[this.#target[e]];
      const activation = this.#activations[place];
      if (activation !== undefined) {
        const slope = this.slope(place);
        sum = slope * sum;
        if (joined) sum += this.lossGradients[k];
      }
      deltas[place] = sum;
      if (!Number.isFinite(sum)) this.#refuseDelta(place);
      if (activation === undefined) continue;
      const bias = this.#bias[place];
      for (let p = this.#first[place]; p < bias; p++) gradient[p] = sum * values[this.#source[p]];
      gradient[bias] = sum;
    }
  }

  /**
   * Compute f'(s) of a neuron, after `forward`.
   *
   * @param {number} place
   * @returns {number}
   */
  slope(place) {
    const s = this.summations[place];
    const slope = (this.slopes[place] = this.#activations[place].slope(s, this.values[place]));
    if (!Number.isFinite(slope)) {
      const { name, symbols } = this.network.neurons[place];
      this.#refuse(symbols.slope ?? "", "slope_not_finite", name, this.#activations[place].text, s);
    }
    return slope;
  }

  /**
   * Take a step; frozen parameters stay, and a bad step changes nothing.
   *
   * @param {OptimizerRun} optimizer
   * @param {Float64Array} gradient
   */
  update(optimizer, gradient) {
    const { theta, frozen } = this;
    const { next } = optimizer;
    optimizer.step(theta, gradient);
    for (let i = 0; i < theta.length; i++) {
      if (frozen[i]) next[i] = theta[i];
      if (!Number.isFinite(next[i])) this.#refuse(`new ${this.symbols[i]}`, "step_not_finite", this.symbols[i]);
    }
    theta.set(next);
  }

  /**
   * @param {number[]} theta
   * @param {number} value
   * @param {boolean} frozen
   * @param {string} symbol
   */
  #addParameter(theta, value, frozen, symbol) {
    theta.push(value);
    this.frozen.push(frozen);
    this.symbols.push(symbol);
  }

  /** @param {number} place */
  #refuseNeuron(place) {
    const { name, symbols } = this.network.neurons[place];
    const s = this.summations[place];
    if (!Number.isFinite(s)) this.#refuse(symbols.summation ?? "", "summation_not_finite", name);
    this.#refuse(symbols.output, "output_not_finite", name, this.#activations[place].text, s);
  }

  /** @param {number} place */
  #refuseDelta(place) {
    const { name, symbols } = this.network.neurons[place];
    this.#refuse(symbols.delta ?? symbols.output, "delta_not_finite", name);
  }

  /**
   * @param {string} symbol
   * @param {string} key
   * @param {(string | number)[]} details
   * @returns {never}
   */
  #refuse(symbol, key, ...details) {
    this.failed = symbol;
    throw new Refusal("arithmetic", key, ...details);
  }
}

/** @param {NetworkNeuron} neuron */
function placeOf(neuron) {
  return neuron.place;
}
