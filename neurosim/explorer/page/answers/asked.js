/** What a task asks, and what was answered: the numbers that are hidden until somebody has worked them out. */

/** @import { Document, SheetVariant, Task } from "../types.js" */
/** @import { Trace } from "../arithmetic/trace.js" */
/** @import { Checked } from "./checking.js" */
/** @import { MistakeName } from "./mistakes.js" */

import { Refusal } from "../document/refusal.js";
import { checkAnswers } from "./checking.js";
import { mistakeAt } from "./mistakes.js";
import { Sheet } from "./sheet.js";
import { readTyped, TypedNumber } from "./typed.js";

/** @typedef {ReadonlyMap<string, string>} Answers  what was typed or chosen, by the key of its question */

/** The answers to a task, judged. */
export class Judged {
  /** @type {Map<string, TypedNumber>} the numbers of the sample that can be read, by symbol */
  typed = new Map();
  /** @type {Map<string, Refusal>} why others cannot be read, by key */
  refusals = new Map();
  /** @type {Set<string>} the questions besides the numbers of the sample that are answered right, by key */
  #right = new Set();
  /** @type {Set<string>} */
  #given;
  /** @type {Map<string, MistakeName | null>} */
  #mistakes = new Map();

  /**
   * @param {Task} task
   * @param {SheetVariant | null} variant
   * @param {Sheet} sheet
   * @param {Answers} answers
   */
  constructor(task, variant, sheet, answers) {
    this.task = task;
    this.variant = variant;
    this.sheet = sheet;
    this.answers = answers;
    this.#given = new Set(variant?.given);
    /** @type {string[]} the symbols of the numbers that are asked for */
    this.asked = variant === null
      ? [...sheet.places.values()].filter(({ stage }) => stage !== null).map(({ symbol }) => symbol)
      : variant.ask.filter((symbol) => sheet.places.has(symbol));
    for (const symbol of this.asked) {
      const number = this.read(this.key(symbol));
      if (number !== null) this.typed.set(symbol, number);
    }
    /** @type {Checked} */
    this.checked = checkAnswers(sheet, this.typed, this.asked, task.decimals);
    variant?.numbers.forEach((question, place) => {
      const key = this.key(`number ${place}`);
      const number = this.read(key);
      if (number !== null && isNear(number.value, question.value, question.tolerance)) this.#right.add(key);
    });
    variant?.choices.forEach((question, place) => {
      const key = this.key(`choice ${place}`);
      if (answers.get(key) === String(question.right)) this.#right.add(key);
    });
    const verdicts = [...this.checked.verdicts.values()];
    /** @param {string} verdict */
    const count = (verdict) => verdicts.filter((each) => each === verdict).length;
    this.score = {
      right: count("right") + this.#right.size,
      follows: count("follows"),
      all: this.asked.length + (variant?.numbers.length ?? 0) + (variant?.choices.length ?? 0),
    };
    this.isDone = this.score.right === this.score.all;
  }

  /** @param {string} question  a symbol, "number 0" or "choice 0" @returns {string} */
  key(question) {
    return `${this.variant?.number ?? ""} ${question}`;
  }

  /** @param {string} key @returns {TypedNumber | null} */
  read(key) {
    const text = this.answers.get(key) ?? "";
    if (text.trim() === "") return null;
    try {
      return readTyped(text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusals.set(key, error);
      return null;
    }
  }

  /** @param {string} key @returns {boolean} whether a question that is no number of the sample is answered right */
  isRight(key) {
    return this.#right.has(key);
  }

  /**
   * Return the mistake that gives a wrong number; null if none does, or several do.
   *
   * @param {string} symbol
   * @returns {MistakeName | null}
   */
  mistake(symbol) {
    if (this.checked.verdicts.get(symbol) !== "wrong") return null;
    // that no mistake gives the number is known too
    if (!this.#mistakes.has(symbol)) this.#mistakes.set(symbol, mistakeAt(this.checked, symbol));
    return this.#mistakes.get(symbol) ?? null;
  }

  /**
   * Return whether a number is hidden: it is to be worked out, and no right answer was given.
   *
   * @param {string} symbol
   */
  hides(symbol) {
    const { sheet, checked } = this;
    if (sheet.given.has(symbol) || this.#given.has(symbol) || this.isDone) return false;
    return checked.verdicts.get(sheet.shownWith(symbol)) !== "right";
  }
}

/**
 * Return the judged answers to the task of a document; null if it has none, or cannot be computed.
 *
 * @param {Document} document
 * @param {Trace | null} trace
 * @param {Answers} answers
 * @param {Judged | null} before  what was judged before
 * @returns {Judged | null}
 */
export function judgedOf(document, trace, answers, before) {
  const { task } = document;
  if (task === null || trace === null || trace.failure !== null) return null;
  const same = before !== null && before.sheet.trace === trace && before.task === task;
  if (same && before.answers === answers) return before;
  return new Judged(task, variantOf(document), same ? before.sheet : new Sheet(trace), answers);
}

/**
 * Return the variant that a document shows.
 *
 * @param {Document} document
 * @returns {SheetVariant | null}
 */
export function variantOf({ task, model, sample }) {
  const variants = task?.variants ?? [];
  const shown = variants.find((each) => each.model === model && each.sample === sample);
  if (shown !== undefined || variants.length === 0) return shown ?? null;
  // a link has copies of them
  const text = JSON.stringify([model, sample]);
  return variants.find((each) => JSON.stringify([each.model, each.sample]) === text) ?? null;
}

/**
 * Return a document that shows a variant of its task.
 *
 * @param {Document} document
 * @param {SheetVariant | undefined} variant  undefined: the one that it shows, or the first
 * @returns {Document}
 */
export function withVariant(document, variant) {
  const chosen = variant ?? variantOf(document) ?? document.task?.variants[0];
  return chosen === undefined ? document : { ...document, model: chosen.model, sample: chosen.sample };
}

/**
 * @param {number} value
 * @param {number} wanted
 * @param {number} tolerance
 */
export function isNear(value, wanted, tolerance) {
  return Math.abs(value - wanted) <= tolerance * (1 + 1e-9) + 1e-12;
}
