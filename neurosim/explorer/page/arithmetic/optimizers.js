/** The optimizers: how gradients become a step. */

/** @import { Optimizer } from "../types.js" */

import { wholePower } from "./exponential.js";

/**
 * @typedef {object} OptimizerKind
 * @property {Optimizer["name"]} name
 * @property {number} learning_rate  the usual one
 * @property {[string, number | boolean][]} options  with their defaults
 */

const DECAYS = /** @type {[string, number][]} */ ([["beta1", 0.9], ["beta2", 0.999], ["eps", 1e-8]]);

/** @type {OptimizerKind[]} */
export const OPTIMIZERS = [
  { name: "SGD", learning_rate: 0.1, options: [["momentum", 0], ["nesterov", false]] },
  { name: "RMSprop", learning_rate: 0.01, options: [["alpha", 0.99], ["eps", 1e-8]] },
  { name: "Adam", learning_rate: 0.001, options: DECAYS },
  { name: "AdamW", learning_rate: 0.001, options: [...DECAYS, ["weight_decay", 0.01]] },
];

/** An optimizer with what it remembers from step to step. */
export class OptimizerRun {
  #name;
  #rate;
  /** @type {Record<string, number>} */
  #options;
  /** the velocity, or the mean of the gradients */
  #mean;
  #square;
  #steps = 0;
  /** @type {Float64Array} the parameters after the step that `step` computed */
  next;

  /**
   * @param {Optimizer} optimizer
   * @param {number} n  the number of parameters
   */
  constructor(optimizer, n) {
    this.#name = optimizer.name;
    this.#rate = optimizer.learning_rate;
    const usual = OPTIMIZERS.find((kind) => kind.name === optimizer.name)?.options ?? [];
    const given = new Map([...usual, ...optimizer.options]);
    /** @param {string} name */
    const option = (name) => Number(given.get(name) ?? 0);
    this.#options = { momentum: option("momentum"), nesterov: option("nesterov"),
      alpha: option("alpha"), eps: option("eps"), beta1: option("beta1"), beta2: option("beta2"),
      weight_decay: option("weight_decay") };
    this.#mean = new Float64Array(n);
    this.#square = new Float64Array(n);
    this.next = new Float64Array(n);
  }

  /**
   * Compute the parameters after a step; they are in `next`.
   *
   * @param {Float64Array} theta
   * @param {Float64Array} gradient
   */
  step(theta, gradient) {
    this.#steps += 1;
    if (this.#name === "SGD") this.#descend(theta, gradient);
    else if (this.#name === "RMSprop") this.#divideByRoot(theta, gradient);
    else this.#adapt(theta, gradient);
  }

  /**
   * Return the numbers on the way of the last step for one parameter, by Python's names.
   *
   * @param {number} i
   * @param {number} before  the parameter before the step, which was the first
   * @param {number} gradient
   * @returns {[string, number][]}
   */
  numbers(i, before, gradient) {
    const { momentum, nesterov, beta1, beta2, weight_decay: decay } = this.#options;
    const mean = this.#mean[i];
    const square = this.#square[i];
    if (this.#name === "SGD") {
      if (momentum === 0) return [];
      /** @type {[string, number][]} */
      const found = [["old velocity", 0], ["velocity", mean]];
      return nesterov === 0 ? found : [...found, ["direction", gradient + momentum * mean]];
    }
    if (this.#name === "RMSprop") return [["old square", 0], ["square", square]];
    /** @type {[string, number][]} */
    const found = [["old mean", 0], ["mean", mean], ["old square", 0], ["square", square],
      ["corrected mean", mean / (1 - beta1)], ["corrected square", square / (1 - beta2)]];
    if (this.#name === "Adam") return found;
    return [["decayed value", before * (1 - this.#rate * decay)], ...found];
  }

  /** @param {Float64Array} theta @param {Float64Array} gradient */
  #descend(theta, gradient) {
    const { momentum, nesterov } = this.#options;
    const velocity = this.#mean;
    for (let i = 0; i < theta.length; i++) {
      let direction = gradient[i];
      if (momentum > 0) {
        velocity[i] = momentum * velocity[i] + gradient[i];
        direction = nesterov === 0 ? velocity[i] : gradient[i] + momentum * velocity[i];
      }
      this.next[i] = theta[i] - this.#rate * direction;
    }
  }

  /** @param {Float64Array} theta @param {Float64Array} gradient */
  #divideByRoot(theta, gradient) {
    const { alpha, eps } = this.#options;
    const square = this.#square;
    for (let i = 0; i < theta.length; i++) {
      square[i] = alpha * square[i] + (1 - alpha) * (gradient[i] * gradient[i]);
      this.next[i] = theta[i] - (this.#rate * gradient[i]) / (Math.sqrt(square[i]) + eps);
    }
  }

  /** @param {Float64Array} theta @param {Float64Array} gradient */
  #adapt(theta, gradient) {
    const { beta1, beta2, eps, weight_decay: decay } = this.#options;
    const kept = this.#name === "AdamW" ? 1 - this.#rate * decay : 1;
    const rate = this.#rate / (1 - wholePower(beta1, this.#steps));
    const correction = Math.sqrt(1 - wholePower(beta2, this.#steps));
    const mean = this.#mean;
    const square = this.#square;
    for (let i = 0; i < theta.length; i++) {
      mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i];
      square[i] = beta2 * square[i] + (1 - beta2) * (gradient[i] * gradient[i]);
      const root = Math.sqrt(square[i]) / correction + eps;
      this.next[i] = theta[i] * kept - (rate * mean[i]) / root;
    }
  }
}
