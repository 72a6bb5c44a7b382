/** Hints in steps: the rule, the mistake, the formula, the same with the person's numbers, and the right number. */

/** @import { Shown } from "../app.js" */
/** @import { Form } from "../mathematics/formulas.js" */
/** @import { Equation } from "../mathematics/working.js" */
/** @import { Judged } from "./asked.js" */

import { partsOf, rebuilt, sameForm, signOf } from "../mathematics/expressions.js";
import { NumberStyle } from "../mathematics/numbers.js";
import { replacedForm } from "./forms.js";
import { textOfActivation } from "./sheet.js";

/** Decimals of numbers in hints, which are written as they were typed. */
const HINT_DIGITS = 10;

/**
 * Return the hints for a number; the first says least.
 *
 * @param {Shown} shown
 * @param {Judged} judged
 * @param {string} symbol
 * @returns {(string | Equation)[]}
 */
export function hintsFor(shown, judged, symbol) {
  const { sheet } = judged;
  const { document, words } = shown;
  const place = sheet.places.get(symbol);
  const form = sheet.formulas.get(symbol);
  if (place === undefined || form === undefined) return [];
  const { rules, mistakes, with_yours: withYours, solution } = words.answers;
  const mistake = judged.mistake(symbol);
  const expanded = withoutUnasked(judged, form);
  const symbolic = replacedForm(expanded, (used) => writtenSymbol(judged, used));
  const numeric = replacedForm(expanded, (used) => numberOfPerson(shown, judged, used));
  const style = new NumberStyle(HINT_DIGITS, shown.look.decimal_comma);
  /** @param {Form} right @param {string[]} why @returns {Equation} */
  const equation = (right, ...why) => ({
    style, words, kind: "equation", symbol, left: writtenSymbol(judged, symbol), rows: [{ form: right, kind: "symbolic" }], why,
  });
  return [
    rules[place.quantity === "kept" ? "weight" : place.quantity],
    ...(mistake === null ? [] : [mistakes[mistake][0]]),
    equation(symbolic),
    ...(sameForm(symbolic, numeric) ? [] : [equation(numeric, withYours)]),
    // who gives a task to others locks its sample, and keeps the solution
    ...(document.locks.includes("sample") ? [] : [equation(rounded(symbol, sheet.right(symbol), judged), solution)]),
  ];
}

/**
 * Return a formula with the formulas of numbers that are never asked for in their place.
 *
 * @param {Judged} judged
 * @param {Form} form
 * @returns {Form}
 */
function withoutUnasked(judged, form) {
  if (typeof form !== "string") {
    const changed = rebuilt(form, (part) => withoutUnasked(judged, part));
    return signOf(changed) === "sigmoid" ? ["σ", ...partsOf(changed)] : changed;
  }
  const own = judged.sheet.places.get(form)?.stage === null ? judged.sheet.formulas.get(form) : undefined;
  return own === undefined ? form : withoutUnasked(judged, own);
}

/**
 * Return a symbol as it is written in formulas, such as σ'(so[0]) and ∂L/∂wo[0][0].
 *
 * @param {Judged} judged
 * @param {string} symbol
 * @returns {Form}
 */
function writtenSymbol({ sheet }, symbol) {
  const place = sheet.places.get(symbol);
  if (place?.quantity === "slope" && place.neuron !== null) {
    const name = textOfActivation(place.neuron);
    return [`${name === "sigmoid" ? "σ" : name}'`, { symbol: place.neuron.symbols.summation ?? "" }];
  }
  if (symbol.startsWith("grad ")) return ["∂", { symbol: "L" }, { symbol: symbol.slice(5) }];
  return place === undefined && !sheet.given.has(symbol) ? symbol : { symbol };
}

/**
 * Return the number that a person goes on with: as it was typed, or as it is given; "?" if there is none yet.
 *
 * @param {Shown} shown
 * @param {Judged} judged
 * @param {string} symbol
 * @returns {Form}
 */
function numberOfPerson({ trace }, judged, symbol) {
  const typed = judged.typed.get(symbol);
  if (typed !== undefined) return { symbol, value: typed.value };
  const value = trace?.value(symbol);
  if (value === undefined) return symbol;
  if (judged.hides(symbol)) return "?";
  return judged.sheet.given.has(symbol) ? { symbol, value } : rounded(symbol, value, judged);
}

/** @param {string} symbol @param {number} value @param {Judged} judged @returns {Form} */
function rounded(symbol, value, { task }) {
  return { symbol, value: Number(value.toFixed(task.decimals)) };
}
