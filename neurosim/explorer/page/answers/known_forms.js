/** Python's formulas of activations, losses and update rules, for the numbers of a sheet. */

/** @import { Optimizer } from "../types.js" */
/** @import { Form } from "../mathematics/formulas.js" */

import { activationFormulas } from "../mathematics/activation_forms.js";
import { allFormulas, ruleOf } from "../mathematics/formulas.js";
import { lossOfOutputs, withoutLossGuards } from "../mathematics/loss_forms.js";
import { replacedForm } from "./forms.js";

/**
 * Return the slope as it is worked out by hand, such as a · (1 - a) for the sigmoid.
 *
 * @param {string} activation
 * @param {string} summation
 * @param {string} output
 * @returns {Form}
 */
export function slopeForm(activation, summation, output) {
  return replacedForm(activationFormulas(activation).slope, (letter) => ({ s: summation, a: output })[letter] ?? letter);
}

/**
 * Return the share of an output in the loss, and its derivative, in the letters y, z, p and s.
 *
 * @param {string} loss
 * @param {number} n  how many outputs there are
 * @param {boolean} joined  whether by the summation of the activation with which the loss is joined
 * @returns {{share: Form, slope: Form}}
 */
export function lossForms(loss, n, joined) {
  const known = allFormulas().losses[loss];
  const { formula, slope } = joined && known.joined ? known.joined : known;
  const [share, derivative] = [formula, slope].map((form) => lossOfOutputs(withoutLossGuards(form), n));
  return { share, slope: derivative };
}

/**
 * Return the lines of the first step of an optimizer, each with its symbol: what it keeps, and the new parameter.
 *
 * @param {Optimizer} optimizer
 * @param {string} parameter
 * @returns {[string, Form][]}
 */
export function stepForms(optimizer, parameter) {
  /** @type {Map<string, Form>} */
  const known = new Map(optimizer.options.map(([name, value]) => [name, Number(value)]));
  known.set("θ", parameter).set("g", `grad ${parameter}`).set("t", 1);
  return ruleOf(optimizer).map(([letter, form]) => {
    // what the optimizer keeps is 0 before the first step
    const own = replacedForm(form, (name) => known.get(name) ?? (name.endsWith("_old") ? 0 : name));
    const symbol = letter === "θ_new" ? `new ${parameter}` : `${letter} ${parameter}`;
    known.set(letter, symbol);
    return /** @type {[string, Form]} */ ([symbol, own]);
  });
}
