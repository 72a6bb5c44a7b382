/** The formulas of activations, losses and update rules, which Python gives as data. */

/** @import { Optimizer } from "../types.js" */

/**
 * @typedef {object} Leaf  a symbol, a number, or terms of a sum that are left out
 * @property {string} [symbol]  of a number: whose number it is
 * @property {number} [value]
 * @property {boolean} [significant]  whether a small number is written with a power of ten
 * @property {number} [left_out]  how many terms; the value is what they add up to
 * @property {boolean} [in_numbers]  whether the value of terms that are left out is written
 */

/**
 * A formula: a number that belongs to it, a letter such as `v_old`, a leaf, or a list of a sign or a
 * function and its parts. The derivative of a function has a prime: `["σ'", part]`.
 *
 * @typedef {number | string | Leaf | unknown[]} Form
 */

/**
 * @typedef {object} ActivationFormulas
 * @property {Form} formula  in the letter s
 * @property {Form} slope  in s and the output a
 * @property {string} [name]  of the function in formulas, if it is not that of the activation
 * @property {"name" | "formula"} [lines]  what stands before the result; both if not given
 */

/**
 * @typedef {object} LossFormulas
 * @property {Form} formula  the share of one output, in y (or p, a probability), z and n
 * @property {Form} slope  its derivative by y
 * @property {boolean} [mean]  whether the loss is the mean over the outputs
 * @property {string[]} [cases]  in words
 * @property {{activation: string, formula: Form, slope: Form}} [joined]  by the summation
 */

/**
 * @typedef {object} Formulas
 * @property {Record<string, ActivationFormulas>} activations
 * @property {Record<string, LossFormulas>} losses
 * @property {Record<string, [string, Form, string][]>} rules  letter, formula and explanation
 */

/** @type {Formulas} */
let theFormulas = { activations: {}, losses: {}, rules: {} };

/**
 * Keep the formulas with which the page was made.
 *
 * @param {unknown} data
 */
export function setFormulas(data) {
  theFormulas = /** @type {Formulas} */ (data);
}

/** @returns {Formulas} */
export function allFormulas() {
  return theFormulas;
}

/**
 * Return the lines of the update rule of an optimizer: letter, formula and explanation.
 *
 * @param {Optimizer} optimizer
 */
export function ruleOf({ name, options }) {
  const given = new Map(options);
  const variant = !given.get("momentum") ? "" : given.get("nesterov") ? " nesterov" : " momentum";
  return theFormulas.rules[name + variant];
}
