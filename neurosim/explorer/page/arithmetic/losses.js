/** The losses: how far the outputs of one sample are from its targets. */

import { exponential, logarithm, logarithmOfOnePlus } from "./exponential.js";

/**
 * @typedef {object} LossFunction  of one output, its target, and the number of outputs
 * @property {boolean} probabilities  whether targets must lie in [0, 1] and are never scaled
 * @property {boolean} softmax  whether softmax first makes probabilities of all outputs
 * @property {(y: number, z: number, n: number) => number} term  its share in the loss
 * @property {(y: number, z: number, n: number) => number} gradient  dL/dy
 * @property {JoinedForm | null} joined
 */

/**
 * @typedef {object} JoinedForm  the loss by the summation of an output with a certain activation
 * @property {string} activation
 * @property {(s: number, z: number, n: number) => number} term
 * @property {(y: number, z: number, n: number) => number} gradient  dL/ds
 */

const HUBER_THRESHOLD = 1;
const LOG_FLOOR = -100;
const PROBABILITY_FLOOR = 1e-12;

/** @type {Map<string, LossFunction>} */
const LOSSES = new Map([
  ["half_squared_error", plainLoss((y, z) => 0.5 * (y - z) * (y - z), (y, z) => y - z)],
  ["mse", plainLoss((y, z, n) => ((y - z) * (y - z)) / n, (y, z, n) => (2 * (y - z)) / n)],
  ["mae", plainLoss((y, z, n) => Math.abs(y - z) / n, (y, z, n) => (Number(y > z) - Number(y < z)) / n)],
  ["huber", plainLoss(huberTerm, huberGradient)],
  ["binary_cross_entropy", {
    probabilities: true,
    softmax: false,
    term: crossEntropyTerm,
    gradient: (y, z, n) => (y - z) / Math.max(y * (1 - y), PROBABILITY_FLOOR) / n,
    joined: {
      activation: "sigmoid",
      // ln(1 + e^s) - z s; the exponential of a negative number cannot overflow
      term: (s, z, n) => (Math.max(s, 0) - z * s + logarithmOfOnePlus(exponential(-Math.abs(s)))) / n,
      gradient: (y, z, n) => (y - z) / n,
    },
  }],
  ["softmax_cross_entropy", {
    ...plainLoss(() => 0, () => 0),
    probabilities: true,
    softmax: true,
  }],
]);

export const LOSS_NAMES = [...LOSSES.keys()];

/**
 * @param {string} name
 * @returns {LossFunction | null} null for an unknown name
 */
export function lossOf(name) {
  return LOSSES.get(name) ?? null;
}

/**
 * Return whether a loss is computed from the summation of an output, joined with its activation.
 *
 * @param {string} loss
 * @param {string} activation
 * @returns {boolean}
 */
export function isJoined(loss, activation) {
  const joined = lossOf(loss)?.joined ?? null;
  return joined !== null && joined.activation === activation;
}

/**
 * Write the probabilities that softmax makes of outputs.
 *
 * @param {ArrayLike<number>} outputs
 * @param {number[] | Float64Array} probabilities  where to write
 * @returns {number} the logarithm of the sum of e^y
 */
export function softmax(outputs, probabilities) {
  let highest = outputs[0];
  for (let k = 1; k < outputs.length; k++) highest = Math.max(highest, outputs[k]);
  let total = 0;
  for (let k = 0; k < outputs.length; k++) {
    probabilities[k] = exponential(outputs[k] - highest);
    total += probabilities[k];
  }
  for (let k = 0; k < outputs.length; k++) probabilities[k] /= total;
  return highest + logarithm(total);
}

/**
 * @param {(y: number, z: number, n: number) => number} term
 * @param {(y: number, z: number, n: number) => number} gradient
 * @returns {LossFunction}
 */
function plainLoss(term, gradient) {
  return { probabilities: false, softmax: false, term, gradient, joined: null };
}

/** @param {number} y @param {number} z @param {number} n */
function huberTerm(y, z, n) {
  const error = Math.abs(y - z);
  if (error <= HUBER_THRESHOLD) return (0.5 * error * error) / n;
  return (HUBER_THRESHOLD * (error - 0.5 * HUBER_THRESHOLD)) / n;
}

/** @param {number} y @param {number} z @param {number} n */
function huberGradient(y, z, n) {
  return Math.min(Math.max(y - z, -HUBER_THRESHOLD), HUBER_THRESHOLD) / n;
}

/** @param {number} y @param {number} z @param {number} n */
function crossEntropyTerm(y, z, n) {
  return -(z * boundedLog(y) + (1 - z) * boundedLog(1 - y)) / n;
}

/** @param {number} p */
function boundedLog(p) {
  return p > 0 ? Math.max(logarithm(p), LOG_FLOOR) : LOG_FLOOR;
}
