/** Formulas as data: putting in numbers, and working out step by step, the innermost parts first. */

/** @import { Form, Leaf } from "./formulas.js" */

import { activationOf } from "../arithmetic/activations.js";
import { arcTangent, cosine, exponential, logarithm, sine } from "../arithmetic/exponential.js";

/** @typedef {ReadonlyMap<string, Form>} Letters */
/** @typedef {ReadonlyMap<string, number>} Numbers */

/** The longest number that a formula of constants becomes. */
const SHORT = 8;

/**
 * Return the sign or function of a formula; empty if it has no parts.
 *
 * @param {Form} form
 */
export function signOf(form) {
  return Array.isArray(form) ? String(form[0]) : "";
}

/**
 * @param {Form} form
 * @returns {Form[]}
 */
export function partsOf(form) {
  return Array.isArray(form) ? /** @type {Form[]} */ (form.slice(1)) : [];
}

/**
 * Return the leaf that a formula is; null if it is none.
 *
 * @param {Form} form
 * @returns {Leaf | null}
 */
export function leafOf(form) {
  return typeof form === "object" && !Array.isArray(form) ? form : null;
}

/**
 * Return whether a formula is a number of the example, with all terms written.
 *
 * @param {Form} form
 */
export function isNumber(form) {
  const leaf = leafOf(form);
  return leaf !== null && leaf.value !== undefined && leaf.left_out === undefined;
}

/**
 * Return a sum; a single term stays alone.
 *
 * @param {Form[]} terms
 * @returns {Form}
 */
export function sumOf(terms) {
  return terms.length === 1 ? terms[0] : ["+", ...terms];
}

/**
 * @param {Form} left
 * @param {Form} right
 * @returns {Form}
 */
export function minus(left, right) {
  return ["+", left, ["-", right]];
}

/**
 * Return a product without products in it; a single factor stays alone.
 *
 * @param {Form[]} factors
 * @returns {Form}
 */
export function times(factors) {
  const flat = factors.flatMap((factor) => (signOf(factor) === "·" ? partsOf(factor) : [factor]));
  return flat.length === 1 ? flat[0] : ["·", ...flat];
}

/**
 * Return a formula whose direct parts are changed.
 *
 * @param {Form} form
 * @param {(part: Form) => Form} change
 * @returns {Form}
 */
export function rebuilt(form, change) {
  return Array.isArray(form) ? [form[0], ...partsOf(form).map(change)] : form;
}

/**
 * Return a formula with something else in the place of its letters and leaves.
 *
 * @param {Form} form
 * @param {(part: Form) => Form} putIn
 * @returns {Form}
 */
export function substituted(form, putIn) {
  if (!Array.isArray(form)) return putIn(form);
  const whole = rebuilt(form, (part) => substituted(part, putIn));
  return signOf(whole) === "·" ? times(partsOf(whole)) : whole;
}

/**
 * Return a formula with other formulas in the place of its letters.
 *
 * @param {Form} form
 * @param {Letters} letters
 * @returns {Form}
 */
export function replaced(form, letters) {
  return substituted(form, (part) => (typeof part === "string" ? letters.get(part) ?? part : part));
}

/**
 * Return whether a formula has a part, or is it.
 *
 * @param {Form} form
 * @param {(part: Form) => boolean} test
 * @returns {boolean}
 */
export function hasPart(form, test) {
  return test(form) || partsOf(form).some((part) => hasPart(part, test));
}

/**
 * Return whether two formulas are the same, whosever their numbers are.
 *
 * @param {Form} a
 * @param {Form} b
 * @returns {boolean}
 */
export function sameForm(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) {
    const others = partsOf(b);
    return a[0] === b[0] && a.length === b.length &&
      partsOf(a).every((part, place) => sameForm(part, others[place]));
  }
  const [one, other] = [leafOf(a), leafOf(b)];
  if (one === null || other === null) return a === b;
  if (one.value !== other.value || one.in_numbers !== other.in_numbers) return false;
  return one.value === undefined ? one.symbol === other.symbol : one.significant === other.significant;
}

/** @type {Map<string, (...numbers: number[]) => number>} */
const OPERATIONS = new Map([
  ["+", (...terms) => terms.reduce((total, term) => total + term, 0)],
  ["·", (...factors) => factors.reduce((product, factor) => product * factor, 1)],
  ["-", (a) => -a], ["/", (a, b) => a / b], ["|", Math.abs], ["√", Math.sqrt],
  ["^", (a, b) => (a === Math.E ? exponential(b) : a ** b)],
  ["ln", (a) => (a > 0 ? logarithm(a) : -Infinity)], ["max", Math.max], ["min", Math.min], ["sgn", Math.sign],
  ["sin", sine], ["cos", cosine], ["arctan", arcTangent], ["σ", (a) => 1 / (1 + exponential(-a))],
]);

const FIXED_LETTERS = new Map([["e", Math.E], ["π", Math.PI]]);

/**
 * Return the number of a formula; NaN where it has none.
 *
 * @param {Form} form
 * @param {Numbers} [numbers]  of letters and symbols
 * @returns {number}
 */
export function evaluate(form, numbers = FIXED_LETTERS) {
  if (typeof form === "number") return form;
  if (typeof form === "string") return numbers.get(form) ?? FIXED_LETTERS.get(form) ?? NaN;
  if (!Array.isArray(form)) return form.value ?? NaN;
  const sign = signOf(form);
  if (sign === "?") return evaluate(casesOf(form)[placeOfCase(form, numbers)].value, numbers);
  const values = partsOf(form).map((part) => evaluate(part, numbers));
  const operation = OPERATIONS.get(sign);
  if (operation !== undefined) return operation(...values);
  const [name, prime] = sign.split("'");
  const activation = activationOf(name);
  if (activation === null) return NaN;
  return prime === undefined ? activation.value(values[0]) : activation.slope(values[0], activation.value(values[0]));
}

/**
 * Return the place of the first case whose condition holds; the last takes what no other has.
 *
 * @param {Form} form  a list of value, left side, sign and right side for each case
 * @param {Numbers} numbers  of its letters
 * @returns {number}
 */
export function placeOfCase(form, numbers) {
  const cases = casesOf(form);
  const found = cases.findIndex(({ left, sign, right }) => {
    const [a, b] = [left, right].map((side) => evaluate(side, numbers));
    if (a === b) return sign === "≥" || sign === "≤";
    return sign === ">" || sign === "≥" ? a > b : a < b;
  });
  return found < 0 ? cases.length - 1 : found;
}

/**
 * Return the cases of a formula; none if it has none.
 *
 * @param {Form} form
 * @returns {{value: Form, left: Form, sign: Form, right: Form}[]}
 */
export function casesOf(form) {
  if (signOf(form) !== "?") return [];
  const parts = partsOf(form);
  return parts.flatMap((value, i) => (
    i % 4 === 0 ? [{ value, left: parts[i + 1], sign: parts[i + 2], right: parts[i + 3] }] : []
  ));
}

/**
 * Return a formula with its innermost parts worked out, again and again, until it is a number.
 *
 * @param {Form} form
 * @param {Leaf | null} result  the number that comes out, if it is known
 * @returns {Form[]}
 */
export function stepsOf(form, result) {
  const steps = [];
  while (!isNumber(form)) {
    const reduced = reduce(form);
    // -(-0.5) is 0.5, which needs no line of its own
    const last = isNumber(reduced) || typeof reduced === "number" || isNegated(reduced);
    form = last ? result ?? { value: evaluate(form) } : reduced;
    steps.push(form);
  }
  return steps;
}

/**
 * @param {Form} form
 * @returns {Form}
 */
function reduce(form) {
  const parts = partsOf(form).filter((part) => part !== "e");
  if (parts.every(isPlain)) {
    return (parts.every(isConstant) ? shortConstant(form) : null) ?? { value: evaluate(form) };
  }
  return rebuilt(form, (part) => {
    if (part === "e" || isPlain(part)) return part;
    const reduced = reduce(part);
    // a factor -(-0.5) is 0.5; a term that is subtracted stays so
    const positive = signOf(form) === "·" && isNegated(reduced);
    return positive ? { value: evaluate(reduced) } : reduced;
  });
}

/**
 * @param {Form} form
 * @returns {boolean}
 */
function isPlain(form) {
  const parts = partsOf(form);
  switch (signOf(form)) {
    case "": return typeof form !== "string";
    case "/": return parts.every((part) => typeof part === "number");
    case "-": return signOf(parts[0]) !== "-" && isPlain(parts[0]);
  }
  return false;
}

/** @param {Form} form */
function isNegated(form) {
  const [of] = partsOf(form);
  return signOf(form) === "-" && (typeof of === "number" || isNumber(of));
}

/** @param {Form} form */
function isConstant(form) {
  return typeof (signOf(form) === "-" ? partsOf(form)[0] : form) === "number";
}

/**
 * Return the number of a formula of constants, such as 0.1 for 1 - 0.9; null if it is long.
 *
 * @param {Form} form
 * @returns {number | null}
 */
function shortConstant(form) {
  const sizes = partsOf(form).map((part) => Math.abs(evaluate(part)));
  const value = evaluate(form);
  const size = Math.max(Math.abs(value), signOf(form) === "+" ? Math.max(...sizes) : 0);
  if (!Number.isFinite(value) || size === 0) return value === 0 ? 0 : null;
  // whatever the last bits are, and nobody rounds it
  const decimals = 14 - Math.floor(Math.log10(size));
  const short = Number(decimals > 100 ? value : value.toFixed(Math.max(decimals, 0)));
  return lengthOf(short) <= SHORT ? short : null;
}

/**
 * Return how many characters the shortest decimal of a number has, large ones with a power of ten.
 *
 * @param {number} value
 */
function lengthOf(value) {
  const [digits, exponent] = value.toExponential().split("e");
  const significant = digits.replace(/\D/g, "").length;
  const last = Number(exponent) - significant + 1;
  const sign = value < 0 ? 1 : 0;
  if (last > 0 || Number(exponent) < -6) return digits.length + 1 + exponent.length;
  if (last === 0) return sign + significant;
  return sign + (Number(exponent) < 0 ? 2 - last : significant + 1);
}
