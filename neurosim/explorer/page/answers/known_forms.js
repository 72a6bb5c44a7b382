/** Python's formulas of activations, losses and update rules, for the numbers of a sheet. */

/** @import { Optimizer } from "../types.js" */
/** @import { Form } from "../mathematics/formulas.js" */

import { partsOf, rebuilt, sameForm, signOf, times } from "../mathematics/expressions.js";
import { allFormulas } from "../mathematics/formulas.js";
import { replacedForm } from "./forms.js";

const LEAK = 0.01;
const GUARDS = [["-", 100], 1e-12];

/**
 * Return the slope as it is worked out by hand, such as a · (1 - a) for the sigmoid.
 *
 * @param {string} activation
 * @param {string} summation
 * @param {string} output
 * @returns {Form}
 */
export function slopeForm(activation, summation, output) {
  const [, name, leak] = /** @type {RegExpExecArray} */ (/^(\w+)(?:\((.*)\))?$/.exec(activation));
  const { slope } = allFormulas().activations[name];
  const own = leak === undefined ? slope : withLeak(slope, Number(leak));
  return replacedForm(own, (letter) => ({ s: summation, a: output })[letter] ?? letter);
}

/** @param {Form} form @param {number} leak @returns {Form} */
function withLeak(form, leak) {
  return form === LEAK ? leak : rebuilt(form, (part) => withLeak(part, leak));
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
  return { share: simplified(withoutGuards(formula), n), slope: simplified(withoutGuards(slope), n) };
}

/** @param {Form} form @returns {Form} without the maxima that only keep a number from being too small */
function withoutGuards(form) {
  const isGuard = signOf(form) === "max" && GUARDS.some((guard) => sameForm(guard, partsOf(form)[0]));
  return rebuilt(isGuard ? partsOf(form)[1] : form, withoutGuards);
}

/** @param {Form} form @param {number} n @returns {Form} with the number of outputs; a factor 1/1 is left out */
function simplified(form, n) {
  if (form === "n") return n;
  const changed = rebuilt(form, (part) => simplified(part, n));
  const parts = partsOf(changed);
  if (signOf(changed) === "/" && parts[1] === 1) return parts[0];
  if (signOf(changed) !== "·") return changed;
  const factors = parts.filter((part) => part !== 1);
  return factors.length ? times(factors) : 1;
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
  return allFormulas().rules[ruleName(optimizer)].map(([letter, form]) => {
    // what the optimizer keeps is 0 before the first step
    const own = replacedForm(form, (name) => known.get(name) ?? (name.endsWith("_old") ? 0 : name));
    const symbol = letter === "θ_new" ? `new ${parameter}` : `${letter} ${parameter}`;
    known.set(letter, symbol);
    return /** @type {[string, Form]} */ ([symbol, own]);
  });
}

/** @param {Optimizer} optimizer */
function ruleName({ name, options }) {
  const set = new Map(options);
  if (name !== "SGD" || !set.get("momentum")) return name;
  return set.get("nesterov") ? "SGD nesterov" : "SGD momentum";
}
