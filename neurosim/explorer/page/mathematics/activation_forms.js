/** Activations as formulas, by the text of the activation. */

/** @import { ActivationFormulas, Form } from "./formulas.js" */

import { casesOf, placeOfCase, replaced } from "./expressions.js";
import { allFormulas } from "./formulas.js";

/**
 * Return the formulas of an activation, such as "sigmoid" or "leaky_relu(0.2)".
 *
 * @param {string} text
 * @returns {ActivationFormulas}
 */
export function activationFormulas(text) {
  const { activations } = allFormulas();
  if (Object.hasOwn(activations, text)) return activations[text];
  const slope = Number(/\((.*)\)/.exec(text)?.[1]);
  const number = slope < 0 ? ["-", -slope] : slope;
  const cases = (/** @type {Form} */ right, /** @type {Form} */ left) =>
    ["?", right, "s", ">", 0, left, "s", "≤", 0];
  const onLeft = ["·", number, "s"];
  const highest = slope >= 0 && slope <= 1 ? ["max", onLeft, "s"] : cases("s", onLeft);
  return { formula: highest, slope: cases(1, number), lines: "formula" };
}

/**
 * Return the formula of an activation, or of its slope, in the case that a summation falls into.
 *
 * @param {Form} form
 * @param {number} at  the summation
 * @param {Map<string, Form>} letters  what stands for s, and in a slope for the output a
 * @returns {Form}
 */
export function formulaAt(form, at, letters) {
  const cases = casesOf(form);
  const chosen = cases.length === 0 ? form : cases[placeOfCase(form, new Map([["s", at]]))].value;
  return replaced(chosen, letters);
}

/**
 * Return the condition of the case that a summation falls into; null if there are no cases.
 *
 * @param {ActivationFormulas} formulas
 * @param {number} at
 * @returns {{sign: string, right: Form} | null}
 */
export function conditionAt({ formula, slope }, at) {
  const form = [formula, slope].find((each) => casesOf(each).length > 0);
  if (form === undefined) return null;
  const { sign, right } = casesOf(form)[placeOfCase(form, new Map([["s", at]]))];
  return { sign: String(sign), right };
}

/**
 * Return the name of an activation in formulas, such as σ.
 *
 * @param {string} text
 */
export function nameInFormulas(text) {
  return activationFormulas(text).name ?? text;
}
