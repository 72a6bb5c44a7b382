/** Formulas with the symbols of numbers as letters: what they give, and what somebody may round in them. */

/** @import { Form } from "../mathematics/formulas.js" */

import { activationOf } from "../arithmetic/activations.js";
import { casesOf, partsOf, rebuilt, signOf, times } from "../mathematics/expressions.js";

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

/**
 * Return the value of a formula; NaN where it has none.
 *
 * @param {Form} form
 * @param {ReadonlyMap<string, number>} numbers  by symbol
 * @returns {number}
 */
export function valueOfForm(form, numbers) {
  if (typeof form === "number") return form;
  if (typeof form === "string") return numbers.get(form) ?? FIXED_LETTERS.get(form) ?? NaN;
  const sign = signOf(form);
  if (sign === "?") return valueOfForm(chosenCase(form, numbers), numbers);
  const values = partsOf(form).map((part) => valueOfForm(part, numbers));
  const operation = OPERATIONS.get(sign);
  if (operation !== undefined) return operation(...values);
  const isSlope = sign.endsWith("'");
  const activation = activationOf(isSlope ? sign.slice(0, -1) : sign);
  if (activation === null) return NaN;
  return isSlope ? activation.slope(values[0], activation.value(values[0])) : activation.value(values[0]);
}

/**
 * @param {Form} form
 * @param {ReadonlyMap<string, number>} numbers
 */
function chosenCase(form, numbers) {
  const cases = casesOf(form);
  const found = cases.find(({ left, sign, right }) => {
    const [a, b] = [left, right].map((side) => valueOfForm(side, numbers));
    if (a === b) return sign === "≥" || sign === "≤";
    return sign === ">" || sign === "≥" ? a > b : a < b;
  });
  return (found ?? cases[cases.length - 1]).value;
}

const FIXED_LETTERS = new Map([["e", Math.E], ["π", Math.PI]]);

/** @type {Map<string, (...numbers: number[]) => number>} */
const OPERATIONS = new Map([
  ["+", (...terms) => terms.reduce((total, term) => total + term, 0)],
  ["·", (...factors) => factors.reduce((product, factor) => product * factor, 1)],
  ["-", (a) => -a], ["/", (a, b) => a / b], ["|", Math.abs], ["√", Math.sqrt],
  ["^", (a, b) => (a === Math.E ? Math.exp(b) : a ** b)],
  ["ln", (a) => (a > 0 ? Math.log(a) : -Infinity)], ["max", Math.max], ["min", Math.min], ["sgn", Math.sign],
  ["sin", Math.sin], ["cos", Math.cos], ["arctan", Math.atan], ["σ", (a) => 1 / (1 + Math.exp(-a))],
]);

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
