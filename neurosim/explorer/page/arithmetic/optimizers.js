/** The optimizers: how gradients become a step. */

/** @import { Optimizer } from "../types.js" */

import { wholePower } from "./exponential.js";

/**
 * @typedef {object} OptimizerKind
 * @property {Optimizer["name"]} name
 * @property {number} learning_rate  the usual one
 * @property {[string, number | boolean][]} options  with their defaults
 */

/** @type {[string, number][]} */
const ADAM_OPTIONS = [["beta1", 0.9], ["beta2", 0.999], ["eps", 1e-8]];

/** @type {OptimizerKind[]} */
export const OPTIMIZERS = [
  { name: "SGD", learning_rate: 0.1, options: [["momentum", 0], ["nesterov", false]] },
  { name: "RMSprop", learning_rate: 0.01, options: [["alpha", 0.99], ["eps", 1e-8]] },
  { name: "Adam", learning_rate: 0.001, options: ADAM_OPTIONS },
  { name: "AdamW", learning_rate: 0.001, options: [...ADAM_OPTIONS, ["weight_decay", 0.01]] },
];

/** An optimizer with what it remembers from step to step. */
export class OptimizerRun {
  #name;
  #rate;
  #options;
  /** @type {Float64Array} the velocity, or the mean of the gradients */
  #mean;
  /** @type {Float64Array} */
  #square;
  #steps = 0;
  /** @type {Float64Array} the parameters after the step that `step` computed */
  next;

  /**
   * @param {Optimizer} optimizer
   * @param {number} n  the number of parameters
   */
  constructor({ name, learning_rate, options }, n) {
    this.#name = name;
    this.#rate = learning_rate;
    this.#options = new Map(options);
    [this.#mean, this.#square, this.next] = [0, 0, 0].map(() => new Float64Array(n));
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
   * @param {number} p
   * @param {number} before  the parameter before the step, which was the first
   * @param {number} gradient
   * @returns {[string, number][]}
   */
  numbers(p, before, gradient) {
    const momentum = this.#option("momentum");
    const mean = this.#mean[p];
    const square = this.#square[p];
    /** @type {[string, number][]} */
    const ofSquare = [["old square", 0], ["square", square]];
    if (this.#name === "RMSprop") return ofSquare;
    if (this.#name !== "SGD") {
      return [
        ...(this.#name === "AdamW" ? [/** @type {[string, number]} */ (["decayed value", before * this.#decay()])] : []),
        ["old mean", 0], ["mean", mean], ...ofSquare,
        ["corrected mean", mean / (1 - this.#option("beta1"))],
        ["corrected square", square / (1 - this.#option("beta2"))],
      ];
    }
    if (momentum === 0) return [];
    /** @type {[string, number][]} */
    const ofVelocity = [["old velocity", 0], ["velocity", mean]];
    return this.#option("nesterov") ? [...ofVelocity, ["direction", gradient + momentum * mean]] : ofVelocity;
  }

  /** @param {Float64Array} theta @param {Float64Array} gradient */
  #descend(theta, gradient) {
    const momentum = this.#option("momentum");
    const ahead = this.#option("nesterov");
    const velocity = this.#mean;
    for (let p = 0; p < theta.length; p++) {
      velocity[p] = momentum * velocity[p] + gradient[p];
      const direction = ahead ? gradient[p] + momentum * velocity[p] : velocity[p];
      this.next[p] = theta[p] - this.#rate * direction;
    }
  }

  /** @param {Float64Array} theta @param {Float64Array} gradient */
  #divideByRoot(theta, gradient) {
    const eps = this.#option("eps");
    const square = this.#averaged(this.#square, "alpha", gradient, gradient);
    for (let p = 0; p < theta.length; p++) {
      this.next[p] = theta[p] - (this.#rate * gradient[p]) / (Math.sqrt(square[p]) + eps);
    }
  }

  /** @param {Float64Array} theta @param {Float64Array} gradient */
  #adapt(theta, gradient) {
    const eps = this.#option("eps");
    const decay = this.#decay();
    const rate = this.#rate / (1 - wholePower(this.#option("beta1"), this.#steps));
    const correction = Math.sqrt(1 - wholePower(this.#option("beta2"), this.#steps));
    const mean = this.#averaged(this.#mean, "beta1", gradient, null);
    const square = this.#averaged(this.#square, "beta2", gradient, gradient);
    for (let p = 0; p < theta.length; p++) {
      this.next[p] = theta[p] * decay - (rate * mean[p]) / (Math.sqrt(square[p]) / correction + eps);
    }
  }

  /**
   * Move a running mean towards the gradient, or towards its product with a factor.
   *
   * @param {Float64Array} mean
   * @param {string} share  the option that says how much of the past is kept
   * @param {Float64Array} gradient
   * @param {Float64Array | null} factor
   */
  #averaged(mean, share, gradient, factor) {
    const kept = this.#option(share);
    for (let p = 0; p < mean.length; p++) {
      mean[p] = kept * mean[p] + (1 - kept) * (factor === null ? gradient[p] : gradient[p] * factor[p]);
    }
    return mean;
  }

  /** The share of a parameter that AdamW leaves before the step; 1 for Adam. */
  #decay() {
    return 1 - this.#rate * this.#option("weight_decay");
  }

  /** @param {string} name */
  #option(name) {
    return Number(this.#options.get(name) ?? 0);
  }
}
