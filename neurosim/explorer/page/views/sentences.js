/** Sentences of the dictionary with numbers in them. */

/** @import { Shown } from "../app.js" */
/** @import { Child } from "./elements.js" */

import { shortNumber } from "../drawing/cards.js";
import { element, setAttributes, setText } from "./elements.js";

/**
 * Return a sentence whose places, such as {loss}, are filled; a place without a part stays empty.
 *
 * @param {string} sentence
 * @param {Record<string, Child | Child[]>} parts
 * @returns {Child[]}
 */
export function filledSentence(sentence, parts) {
  // the odd pieces are the names of the places
  return sentence.split(/\{(\w+)\}/).flatMap((piece, place) => (place % 2 === 1 ? parts[piece] ?? null : piece));
}

/**
 * Return a number that lights up with its symbol, or "?" if it is not known at this step.
 *
 * @param {Shown} shown
 * @param {string | null} symbol
 * @returns {HTMLElement}
 */
export function numberOf(shown, symbol) {
  const made = element("span");
  writeNumber(made, shown, symbol);
  return made;
}

/**
 * Write a number into an element: "?" if it is not known at this step, "–" if there is none.
 *
 * @param {HTMLElement} target
 * @param {Shown} shown
 * @param {string | null} symbol
 * @param {number} [most]  characters; the title has the whole number
 */
export function writeNumber(target, { trace, knows, style, words }, symbol, most = Infinity) {
  const value = symbol === null ? undefined : trace?.value(symbol);
  const known = symbol !== null && value !== undefined && knows(symbol);
  target.classList.add("number");
  target.classList.toggle("hidden-number", value !== undefined && !known);
  setText(target, value === undefined ? "–" : known ? shortNumber(style.text(value), most) : "?");
  setAttributes(target, {
    "data-symbol": value === undefined ? null : symbol,
    title: value === undefined ? null : known ? `${symbol} = ${style.exact(value)}` : words.timeline.hidden,
  });
}

/**
 * Return numbers with their symbols, such as "x[0] = 1, x[1] = 0"; of many, the first ones.
 *
 * @param {Shown} shown
 * @param {string[]} symbols
 * @param {number} most
 * @returns {Child[]}
 */
export function numberList(shown, symbols, most) {
  const listed = symbols.slice(0, most).flatMap((symbol, place) => [place > 0 ? ", " : null, `${symbol.replace("grad ", "∂L/∂")} = `, numberOf(shown, symbol)]);
  return symbols.length > most ? [...listed, ", ", shown.words.timeline.more(symbols.length - most)] : listed;
}
