/** Formulas with the symbols of numbers as letters: what they give, and what somebody may round in them. */

/** @import { Form } from "../mathematics/formulas.js" */

import { partsOf, rebuilt, signOf, times } from "../mathematics/expressions.js";

/**
 * Return a formula with other formulas in the place of its symbols; no product stays in a product.
 *
 * @param {Form} form
 * @param {(symbol: string) => Form} putIn
 * @returns {Form}
 */
export function replacedForm(form, putIn) {
  if (typeof form === "string") return putIn(form);
  const changed = rebuilt(form, (part) => replacedForm(part, putIn));
  return signOf(changed) === "·" ? times(partsOf(changed)) : changed;
}

/** @param {Form} form @returns {Set<string>} the symbols in a formula */
export function symbolsIn(form) {
  return new Set(typeof form === "string" ? [form] : operandsOf(form).flatMap((part) => [...symbolsIn(part)]));
}

/** @param {Form} form @returns {Form[]} the parts of a formula, without the signs of conditions */
function operandsOf(form) {
  const parts = partsOf(form);
  return signOf(form) === "?" ? parts.filter((_, place) => place % 4 !== 2) : parts;
}

const NO_RESULTS = ["+", "-", "|", "?"];

/** @param {Form} form @returns {Form[]} the results on the way in a formula, which somebody may round */
export function resultsOnTheWay(form) {
  return operandsOf(form).flatMap(operationsIn);
}

/** @param {Form} form @returns {Form[]} */
function operationsIn(form) {
  const inner = operandsOf(form).flatMap(operationsIn);
  return !Array.isArray(form) || NO_RESULTS.includes(signOf(form)) ? inner : [form, ...inner];
}
