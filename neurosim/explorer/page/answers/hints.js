/** Hints in steps: the rule, the mistake, the formula, the same with the person's numbers, and the right number. */

/** @import { Shown } from "../app.js" */
/** @import { Judged } from "./asked.js" */
/** @import { Form } from "./forms.js" */

import { rebuiltForm } from "./forms.js";
import { mistakeAt } from "./mistakes.js";
import { writtenForm } from "./written_forms.js";

/**
 * Return the hints for a number, each a line; the first says least.
 *
 * @param {Shown} shown
 * @param {Judged} judged
 * @param {string} symbol
 * @returns {string[]}
 */
export function hintsFor({ document, style, words, trace }, judged, symbol) {
  const { sheet, checked } = judged;
  const place = sheet.places.get(symbol);
  const form = sheet.formulas.get(symbol);
  if (place === undefined || form === undefined) return [];
  const { rules, mistakes, with_yours: withYours, solution } = words.answers;
  const mistake = checked.verdicts.get(symbol) === "wrong" ? mistakeAt(checked, symbol) : null;
  const expanded = withoutUnasked(judged, form);
  /** @param {string | number} leaf */
  const number = (leaf) => {
    if (typeof leaf === "number") return style.exact(leaf);
    const typed = judged.typed.has(leaf) ? judged.answers.get(judged.key(leaf)) : undefined;
    const value = trace?.value(leaf);
    if (typed !== undefined) return typed.trim();
    return value === undefined ? leaf : judged.hides(leaf) ? "?" : style.text(value);
  };
  const inSymbols = writtenForm(expanded, (leaf) => (typeof leaf === "number" ? style.exact(leaf) : leaf));
  const inNumbers = writtenForm(expanded, number);
  return [
    rules[place.quantity === "kept" ? "weight" : place.quantity],
    ...(mistake === null ? [] : [mistakes[mistake][0]]),
    `${symbol} = ${inSymbols}`,
    ...(inNumbers === inSymbols ? [] : [`${withYours} ${symbol} = ${inNumbers}`]),
    // who gives a task to others locks its sample, and keeps the solution
    ...(document.locks.includes("sample") ? [] : [`${solution} ${symbol} = ${style.text(sheet.right(symbol))}`]),
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
  if (typeof form !== "string") return rebuiltForm(form, (part) => withoutUnasked(judged, part));
  const own = judged.sheet.places.get(form)?.stage === null ? judged.sheet.formulas.get(form) : undefined;
  return own === undefined ? form : withoutUnasked(judged, own);
}
