/** Losses as formulas: in the case of an output, for a number of outputs, without guards. */

/** @import { Form } from "./formulas.js" */

import { casesOf, evaluate, hasPart, partsOf, placeOfCase, rebuilt, replaced, signOf, times } from "./expressions.js";

/**
 * Return a formula of a loss with something in the place of its letters.
 *
 * @param {Form} form
 * @param {Map<string, Form>} letters  what stands for y (or p), z and s
 * @param {number} n  the number of outputs
 * @param {number} [place]  of the case; 1 in a formula without cases keeps its guards
 * @returns {Form}
 */
export function lossFormula(form, letters, n, place = 0) {
  const cases = casesOf(form);
  let chosen = form;
  if (cases.length > 0) chosen = cases[place].value;
  else if (place === 0) chosen = withoutLossGuards(form);
  return replaced(lossOfOutputs(chosen, n), letters);
}

/**
 * Return a formula of a loss for a number of outputs, without factors and denominators of 1.
 *
 * @param {Form} form
 * @param {number} n
 * @returns {Form}
 */
export function lossOfOutputs(form, n) {
  return simplifiedLoss(replaced(form, new Map([["n", n]])));
}

/**
 * Return the case of a formula that an output and its target fall into.
 *
 * @param {Form} form
 * @param {Map<string, number>} numbers  of y and z
 * @returns {number} of a formula without cases, 1 if a guard holds a number back
 */
export function caseOfLoss(form, numbers) {
  if (casesOf(form).length > 0) return placeOfCase(form, numbers);
  const held = (/** @type {Form} */ part) => {
    const [floor, of] = isGuard(part) ? partsOf(part) : [0, 0];
    return evaluate(of, numbers) < evaluate(floor);
  };
  return hasPart(form, held) ? 1 : 0;
}

/**
 * Return whether a part only keeps a number from being too small.
 *
 * @param {Form} form
 */
function isGuard(form) {
  return signOf(form) === "max" && evaluate(partsOf(form)[0]) !== 0;
}

/** @param {Form} form @returns {Form} as it is written by hand */
export function withoutLossGuards(form) {
  return rebuilt(isGuard(form) ? partsOf(form)[1] : form, withoutLossGuards);
}

/** @param {Form} form @returns {Form} */
function simplifiedLoss(form) {
  const whole = rebuilt(form, simplifiedLoss);
  const parts = partsOf(whole);
  if (signOf(whole) === "/" && parts[1] === 1) return parts[0];
  if (signOf(whole) !== "·") return whole;
  const factors = parts.filter((factor) => factor !== 1);
  return times(factors.length > 0 ? factors : [1]);
}
