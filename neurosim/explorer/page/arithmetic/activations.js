/** The activations and their slopes, each in the form that Python computes. */

import {
  arcTangent, complementOfErrorFunction, cosine, errorFunction, exponential, exponentialMinusOne,
  hyperbolicTangent, logarithm, logarithmOfOnePlus, sine,
} from "./exponential.js";

/**
 * @typedef {object} ActivationFunction
 * @property {string} text  such as "sigmoid" and "leaky_relu(0.2)"
 * @property {(s: number) => number} value
 * @property {(s: number, a: number) => number} slope  at a summation with its output
 */

const LEAKY_SLOPE = 0.01;
const GELU_SHARE = 0.044715;
const DOUBLE_TANH_SCALE = 2 * Math.sqrt(2 / Math.PI);

/** @type {[string, (s: number) => number, (s: number, a: number) => number][]} */
const BUILT_IN = [
  ["sigmoid", sigmoid, (_, a) => a * (1 - a)],
  ["tanh", hyperbolicTangent, (_, a) => 1 - a * a],
  ["relu", (s) => (s > 0 ? s : 0), (s) => (s > 0 ? 1 : 0)],
  ["leaky_relu", ...leaky(LEAKY_SLOPE)],
  ["elu", (s) => (s > 0 ? s : exponentialMinusOne(s)), (s) => (s > 0 ? 1 : exponential(s))],
  ["softplus", (s) => Math.max(s, 0) + logarithmOfOnePlus(exponential(-Math.abs(s))), sigmoid],
  ["gaussian", (s) => exponential(-s * s), (s, a) => -2 * s * a],
  ["sin", sine, cosine],
  ["identity", (s) => s, () => 1],
  ["step", (s) => (s >= 0 ? 1 : 0), () => 1],
  ["exp", exponential, (_, a) => a],
  ["log", logarithm, (s) => 1 / s],
  ["sqrt", Math.sqrt, (_, a) => 0.5 / a],
  ["square", (s) => s * s, (s) => 2 * s],
  ["reciprocal", (s) => 1 / s, (_, a) => -a * a],
  ["abs", Math.abs, (s) => Math.sign(s)],
  ["cos", cosine, (s) => -sine(s)],
  ["arctan", arcTangent, (s) => 1 / (1 + s * s)],
  ["erf", errorFunction, (s) => (2 / Math.sqrt(Math.PI)) * exponential(-s * s)],
  ["softsign", (s) => s / (1 + Math.abs(s)), softsignSlope],
  ["hard_tanh", (s) => Math.min(Math.max(s, -1), 1), (s) => (s > -1 && s < 1 ? 1 : 0)],
  ["hard_sigmoid", (s) => Math.min(Math.max(s + 3, 0), 6) / 6, (s) => (s > -3 && s < 3 ? 1 / 6 : 0)],
  ["swish", (s) => s * sigmoid(s), (s) => sigmoid(s) * (1 + s * sigmoid(-s))],
  ["gelu", (s) => 0.5 * s * complementOfErrorFunction(-s / Math.SQRT2), geluSlope],
  ["gelu_tanh", (s) => s * sigmoid(doubled(s)), geluTanhSlope],
  ["mish", (s) => s * tanhOfSoftplus(s), mishSlope],
];

/** @type {Map<string, ActivationFunction>} */
const ACTIVATIONS = new Map(BUILT_IN.map(([text, value, slope]) => [text, { text, value, slope }]));

export const ACTIVATION_NAMES = [...ACTIVATIONS.keys()];

/**
 * Return an activation by its text.
 *
 * @param {string} text  a name, or "leaky_relu(0.2)" with another slope on the left
 * @returns {ActivationFunction | null} null for an unknown one
 */
export function activationOf(text) {
  const known = ACTIVATIONS.get(text);
  if (known !== undefined) return known;
  const given = /^leaky_relu\(\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*\)$/i.exec(text);
  if (given === null || !Number.isFinite(Number(given[1]))) return null;
  const [value, slope] = leaky(Number(given[1]));
  return { text, value, slope };
}

/**
 * @param {number} left  the slope on the left of 0
 * @returns {[(s: number) => number, (s: number) => number]}
 */
function leaky(left) {
  return [(s) => (s > 0 ? s : left * s), (s) => (s > 0 ? 1 : left)];
}

/** @param {number} s */
function sigmoid(s) {
  // the exponential of a negative number cannot overflow
  if (s >= 0) return 1 / (1 + exponential(-s));
  const e = exponential(s);
  return e / (1 + e);
}

/** @param {number} s */
function softsignSlope(s) {
  const below = 1 / (1 + Math.abs(s));
  return below * below;
}

/** @param {number} s */
function geluSlope(s) {
  const density = (s / Math.sqrt(2 * Math.PI)) * exponential(-0.5 * s * s);
  return 0.5 * complementOfErrorFunction(-s / Math.SQRT2) + density;
}

/** @param {number} s */
function geluTanhSlope(s) {
  const right = sigmoid(doubled(s));
  const inner = DOUBLE_TANH_SCALE * (1 + 3 * GELU_SHARE * (s * s));
  const left = sigmoid(-doubled(s));
  // far out the cube is infinite, and 0 times infinity no number
  return right + (right * left > 0 ? s * right * left * inner : 0);
}

/**
 * Return twice the argument of tanh: (1 + tanh(x)) / 2 is the sigmoid of 2 x.
 *
 * @param {number} s
 */
function doubled(s) {
  return DOUBLE_TANH_SCALE * (s + GELU_SHARE * (s * s * s));
}

/** @param {number} s */
function mishSlope(s) {
  const t = tanhOfSoftplus(s);
  // far out s is large, and the other factors are 0
  return t + (t < 1 ? s * (1 - t * t) * sigmoid(s) : 0);
}

/**
 * Return tanh(ln(1 + e^s)) = n / (n + 2) with n = e^s (e^s + 2).
 *
 * @param {number} s
 */
function tanhOfSoftplus(s) {
  if (s >= 0) {
    // with e^-s the powers stay finite
    const e = exponential(-s);
    return (1 + 2 * e) / (1 + 2 * e + 2 * e * e);
  }
  const e = exponential(s);
  const n = e * (e + 2);
  return n / (n + 2);
}
