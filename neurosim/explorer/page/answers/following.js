/** Following somebody's numbers: each is computed again from the numbers before it, as in Python. */

/** @import { Form } from "../mathematics/formulas.js" */
/** @import { Sheet } from "./sheet.js" */
/** @import { TypedNumber } from "./typed.js" */

import { evaluate } from "../mathematics/expressions.js";
import { resultsOnTheWay, symbolsIn } from "./forms.js";

const EXACT_PART = 1e-12;
const ON_THE_GRID = 1e-6;
const STEEPEST_CHANGE = 1000;

/**
 * @typedef {object} Outcome  what a pass through a sheet found
 * @property {Map<string, "full" | "corrected" | "loose">} levels  how each number agrees; without those that do not
 * @property {Map<string, number>} predicted  what the right formula gives, from the person's numbers
 * @property {Map<string, number>} full  all numbers in full precision
 * @property {Map<string, number>} typed  all numbers, those that were typed as they were typed
 * @property {Set<string>} cutOff  those that do not agree and were only cut off
 */

export class Follower {
  /** @type {Map<string, number>} */
  #spread = new Map();
  /** @type {Map<Form, Form[]>} */
  #inner = new Map();

  /**
   * @param {Sheet} sheet
   * @param {ReadonlyMap<string, TypedNumber>} answers
   * @param {boolean} cut  whether numbers that are cut off after their digits agree too
   */
  constructor(sheet, answers, cut) {
    this.sheet = sheet;
    this.answers = answers;
    this.cut = cut;
    this.innerUnit = innerUnitOf(answers);
    this.innerError = cut ? this.innerUnit : this.innerUnit / 2;
  }

  /** @returns {Outcome} */
  follow() {
    const { formulas, given } = this.sheet;
    /** @type {Outcome} */
    const outcome = { levels: new Map(), predicted: new Map(), full: new Map(given), typed: new Map(given), cutOff: new Set() };
    this.#spread.clear();
    for (const [symbol, form] of formulas) {
      const byFull = evaluate(form, outcome.full);
      const byTyped = evaluate(form, outcome.typed);
      const answer = this.answers.get(symbol);
      if (answer === undefined) {
        outcome.full.set(symbol, byFull);
        outcome.typed.set(symbol, byTyped);
      } else {
        this.#judge(symbol, form, answer, byFull, byTyped, outcome);
        outcome.typed.set(symbol, answer.value);
      }
    }
    return outcome;
  }

  /**
   * @param {string} symbol
   * @param {Form} form
   * @param {TypedNumber} answer
   * @param {number} byFull
   * @param {number} byTyped
   * @param {Outcome} outcome
   */
  #judge(symbol, form, answer, byFull, byTyped, outcome) {
    const right = this.sheet.right(symbol);
    const value = [byFull, byTyped, right].find((each) => this.agrees(answer, each));
    if (value !== undefined) {
      const corrected = !this.agrees(answer, byFull) && !this.agrees(answer, byTyped);
      outcome.levels.set(symbol, corrected ? "corrected" : "full");
      outcome.predicted.set(symbol, value);
      outcome.full.set(symbol, value);
    } else if (this.#nearly(form, answer, byTyped, outcome)) {
      outcome.levels.set(symbol, "loose");
      outcome.predicted.set(symbol, byTyped);
      outcome.full.set(symbol, answer.value);
    } else {
      outcome.predicted.set(symbol, byFull);
      const isCut = answer.value !== 0 && (answer.isCut(byFull) || answer.isCut(byTyped));
      outcome.full.set(symbol, isCut ? byFull : answer.value);
      if (isCut) outcome.cutOff.add(symbol);
    }
  }

  /**
   * Return whether a number has the digits of a value.
   *
   * @param {TypedNumber} answer
   * @param {number} value
   */
  agrees(answer, value) {
    return answer.isRounded(value) || (this.cut && answer.isCutInBinary(value));
  }

  /**
   * Return whether rounding of the numbers before, and on the way, may explain a number.
   *
   * @param {Form} form
   * @param {TypedNumber} answer
   * @param {number} value
   * @param {Outcome} outcome
   */
  #nearly(form, answer, value, outcome) {
    const own = this.cut ? 2 * answer.error : answer.error;
    const bound = own + this.#spreadOf(form, outcome, own);
    return Math.abs(value - answer.value) < bound * (1 - 1e-9);
  }

  /**
   * @param {Form} form
   * @param {Outcome} outcome
   * @param {number} own  how far the number itself may be off
   */
  #spreadOf(form, outcome, own) {
    const numbers = outcome.typed;
    const value = evaluate(form, numbers);
    const error = Math.min(this.innerError, own);
    let inner = this.#inner.get(form);
    if (inner === undefined) this.#inner.set(form, (inner = resultsOnTheWay(form)));
    let total = 0;
    for (const part of inner) total += this.#rounding(evaluate(part, numbers), error);
    for (const used of symbolsIn(form)) {
      const width = this.#width(used, outcome);
      if (!width) continue;
      const before = numbers.get(used) ?? 0;
      const [above, below] = [before + width, before - width].map((number) => {
        numbers.set(used, number);
        return Math.abs(evaluate(form, numbers) - value);
      });
      numbers.set(used, before);
      // one side may have no number, as the root of one below 0
      const change = below > above ? below : above;
      // a jump, as of the step at 0, is no matter of rounding
      if (change < STEEPEST_CHANGE * width) total += change;
    }
    return total;
  }

  /**
   * Return how far the number that somebody used may be from the one that was typed.
   *
   * @param {string} symbol
   * @param {Outcome} outcome
   * @returns {number}
   */
  #width(symbol, outcome) {
    const answer = this.answers.get(symbol);
    if (answer !== undefined) {
      const exact = outcome.full.get(symbol) ?? NaN;
      if (Math.abs(exact - answer.value) <= EXACT_PART * Math.abs(exact)) return 0;
      return this.cut ? 2 * answer.error : answer.error;
    }
    const form = this.sheet.formulas.get(symbol);
    if (form === undefined) return 0;
    let known = this.#spread.get(symbol);
    if (known === undefined) {
      known = this.#spreadOf(form, outcome, Infinity) + this.innerError;
      this.#spread.set(symbol, known);
    }
    return known;
  }

  /**
   * Return how far a result on the way may be off; one that has few digits is exact.
   *
   * @param {number} value
   * @param {number} most
   */
  #rounding(value, most) {
    if (this.innerUnit && Number.isFinite(value)) {
      const units = value / this.innerUnit;
      if (Math.abs(units - Math.round(units)) < ON_THE_GRID) return 0;
    }
    return Math.min(most, Math.abs(value));
  }
}

/**
 * Return one unit of the last digit of results on the way, from the decimals of most numbers.
 *
 * @param {ReadonlyMap<string, TypedNumber>} answers
 */
function innerUnitOf(answers) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { unit, decimals } of answers.values()) {
    if (unit && decimals >= 2) counts.set(decimals, (counts.get(decimals) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || b - a);
  return most === undefined ? 0 : Number(`1e${-most[0]}`);
}
