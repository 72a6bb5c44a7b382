/** Formulas of numbers, as trees that are worked out and changed; Python's formulas come as such trees. */

import { activationOf } from "../arithmetic/activations.js";

/**
 * @typedef {number | string | [string, ...any[]]} Form  a constant; the symbol of a number, or a
 *   letter; or a sign with its parts, which are formulas: + · - / ^ | √, ? for cases, the name of a
 *   function, or that of an activation, with ' behind it for its derivative
 */

/** @param {Form[]} terms @returns {Form} a sum; a single term is itself */
export function sumOf(...terms) {
  return terms.length === 1 ? terms[0] : ["+", ...terms];
}

/** @param {Form[]} factors @returns {Form} a product without products in it; a single factor is itself */
export function productOf(...factors) {
  const flat = factors.flatMap((factor) => (signOf(factor) === "·" ? partsOf(factor) : [factor]));
  return flat.length === 1 ? flat[0] : ["·", ...flat];
}

/** @param {Form} left @param {Form} right @returns {Form} */
export function differenceOf(left, right) {
  return ["+", left, ["-", right]];
}

/** @param {Form} form @returns {string} the sign or the function; empty for a number or a symbol */
export function signOf(form) {
  return Array.isArray(form) ? form[0] : "";
}

/** @param {Form} form @returns {Form[]} */
export function partsOf(form) {
  return Array.isArray(form) ? form.slice(1) : [];
}

/** @param {Form} form @param {(part: Form) => Form} change @returns {Form} */
export function rebuiltForm(form, change) {
  return Array.isArray(form) ? [form[0], ...partsOf(form).map(change)] : form;
}

/**
 * Return a formula with other formulas in the place of its symbols and letters.
 *
 * @param {Form} form
 * @param {(symbol: string) => Form} putIn
 * @returns {Form}
 */
export function replacedForm(form, putIn) {
  if (typeof form === "string") return putIn(form);
  const changed = rebuiltForm(form, (part) => replacedForm(part, putIn));
  return signOf(changed) === "·" ? productOf(...partsOf(changed)) : changed;
}

/** @param {Form} one @param {Form} other @returns {boolean} */
export function sameForm(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @param {Form} form @returns {Set<string>} the symbols in a formula */
export function symbolsIn(form) {
  return new Set(typeof form === "string" ? [form] : partsOf(form).flatMap((part) => [...symbolsIn(part)]));
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
  const sign = form[0];
  const parts = partsOf(form);
  if (sign === "?") return valueOfForm(chosenCase(parts, numbers), numbers);
  const values = parts.map((part) => valueOfForm(part, numbers));
  const operation = OPERATIONS.get(sign);
  if (operation !== undefined) return operation(...values);
  const isSlope = sign.endsWith("'");
  const activation = activationOf(isSlope ? sign.slice(0, -1) : sign);
  if (activation === null) return NaN;
  return isSlope ? activation.slope(values[0], activation.value(values[0])) : activation.value(values[0]);
}

/**
 * @param {Form[]} rows  value, left, sign and right of each
 * @param {ReadonlyMap<string, number>} numbers
 */
function chosenCase(rows, numbers) {
  for (let at = 0; at < rows.length; at += 4) {
    const [left, right] = [rows[at + 1], rows[at + 3]].map((part) => valueOfForm(part, numbers));
    if (COMPARISONS.get(String(rows[at + 2]))?.(left, right)) return rows[at];
  }
  return rows[rows.length - 4];
}

/** @type {Map<string, (left: number, right: number) => boolean>} */
const COMPARISONS = new Map([
  [">", (left, right) => left > right], ["≥", (left, right) => left >= right],
  ["<", (left, right) => left < right], ["≤", (left, right) => left <= right],
]);

const FIXED_LETTERS = new Map([["e", Math.E], ["π", Math.PI]]);

/** @type {Map<string, (...numbers: number[]) => number>} */
const OPERATIONS = new Map([
  ["+", (...terms) => terms.reduce((total, term) => total + term, 0)],
  ["·", (...factors) => factors.reduce((product, factor) => product * factor, 1)],
  ["-", (a) => -a], ["/", (a, b) => a / b], ["|", Math.abs], ["√", Math.sqrt],
  ["^", (a, b) => (a === Math.E ? Math.exp(b) : a ** b)],
  ["ln", (a) => (a > 0 ? Math.log(a) : -Infinity)], ["max", Math.max], ["min", Math.min], ["sgn", (a) => Number(a > 0) - Number(a < 0)],
  ["sin", Math.sin], ["cos", Math.cos], ["arctan", Math.atan], ["σ", (a) => 1 / (1 + Math.exp(-a))],
]);

const NO_RESULTS = ["+", "-", "|", "?"];

/** @param {Form} form @returns {Form[]} the results on the way in a formula, which somebody may round */
export function resultsOnTheWay(form) {
  return partsOf(form).flatMap(operationsIn);
}

/** @param {Form} form @returns {Form[]} */
function operationsIn(form) {
  const inner = partsOf(form).flatMap(operationsIn);
  return !Array.isArray(form) || NO_RESULTS.includes(form[0]) ? inner : [form, ...inner];
}
