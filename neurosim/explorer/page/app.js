/** The store of the page: one document, what is looked at, and the views that show both. */

/** @import { Document, Look } from "./types.js" */
/** @import { Answers, Judged } from "./answers/asked.js" */
/** @import { Network } from "./arithmetic/network.js" */
/** @import { Moment, Trace } from "./arithmetic/trace.js" */
/** @import { Words } from "./words/words.js" */
/** @import { Start } from "./start.js" */

import { judgedOf } from "./answers/asked.js";
import { networkOf, problemOf } from "./arithmetic/network.js";
import { knownAt, momentsOf, traceOf } from "./arithmetic/trace.js";
import { History } from "./document/history.js";
import { Refusal } from "./document/refusal.js";
import { NumberStyle } from "./mathematics/numbers.js";
import { WORDS } from "./words/words.js";

/**
 * @typedef {object} Shown  all that a view reads
 * @property {Document} document
 * @property {Look} look
 * @property {Network} network
 * @property {Refusal | null} problem  why the network cannot be computed
 * @property {Trace | null} trace  the sample, if it can be computed
 * @property {Moment[]} moments  the timeline
 * @property {number} step  the place in it, from 0; the last shows everything
 * @property {(symbol: string) => boolean} knows  whether a number is known at this step, and not hidden by a task
 * @property {Judged | null} judged  the answers to the task
 * @property {NumberStyle} style  how numbers are written
 * @property {Words} words
 */

/**
 * @typedef {object} View
 * @property {Element} element
 * @property {(shown: Shown, before: Shown | null) => void} update
 * @property {(symbols: ReadonlySet<string>) => void} [light]  mark the numbers that are pointed at
 */

/** A step beyond every timeline: everything is known. */
export const LAST_STEP = Number.MAX_SAFE_INTEGER;

export class App {
  /** @type {History} */
  #history;
  /** @type {Look} */
  #look;
  /** @type {Answers} */
  #answers = new Map();
  /** @type {View[]} */
  #views = [];
  /** @type {((text: string, kind: "status" | "refusal") => void) | null} */
  #teller = null;
  /** @type {Shown} */
  shown;
  /** @type {Start} */
  start;

  /**
   * @param {Start} start  what the page began with
   * @param {Document} document
   * @param {Look} look
   */
  constructor(start, document, look) {
    this.start = start;
    this.#history = new History(document);
    this.#look = look;
    this.shown = shownOf(document, look, this.#answers, null);
  }

  /** @returns {Document} */
  get document() {
    return this.#history.now;
  }

  /** @returns {Words} */
  get words() {
    return this.shown.words;
  }

  /** @returns {string | null} the name of the edit that undo takes back */
  get undoName() {
    return this.#history.undoName;
  }

  /** @returns {string | null} */
  get redoName() {
    return this.#history.redoName;
  }

  /**
   * Add a view; it is shown at once.
   *
   * @param {View} view
   */
  add(view) {
    this.#views.push(view);
    view.update(this.shown, null);
  }

  /**
   * Change the document, as one step of undo. A refusal changes nothing and is told.
   *
   * @param {string} name  what the edit is called in undo
   * @param {(document: Document) => Document} change
   * @param {{merge?: string, look?: Partial<Look>}} [options]  edits of one merge key are one step
   * @returns {boolean} whether the edit was made
   */
  edit(name, change, options = {}) {
    try {
      const next = change(this.document);
      if (next !== this.document) this.#history.add(next, name, options.merge ?? null);
      this.#show(options.look ?? {});
      return true;
    } catch (error) {
      this.refuse(error);
      return false;
    }
  }

  /** Take back the last edit. */
  undo() {
    const name = this.#history.undo();
    this.#show({});
    const { page } = this.words;
    this.say(name === null ? page.nothing_to_undo : page.undone(name));
  }

  /** Make the last edit that was taken back again. */
  redo() {
    const name = this.#history.redo();
    this.#show({});
    const { page } = this.words;
    this.say(name === null ? page.nothing_to_redo : page.redone(name));
  }

  /**
   * Change what is looked at; this is no step of undo.
   *
   * @param {Partial<Look>} change
   */
  look(change) {
    this.#show(change);
  }

  /**
   * Keep what was answered to questions of the task; this is no step of undo.
   *
   * @param {Answers} answers
   */
  answer(answers) {
    this.#answers = answers;
    this.#show({});
  }

  /**
   * Go to a place of the timeline, from 0 to its last.
   *
   * @param {number} step
   */
  goTo(step) {
    const last = this.shown.moments.length - 1;
    this.look({ step: step >= last ? LAST_STEP : Math.max(step, 0) });
  }

  /**
   * Mark numbers, in all views, that are pointed at.
   *
   * @param {Iterable<string>} symbols
   */
  light(symbols) {
    const lit = new Set(symbols);
    for (const view of this.#views) view.light?.(lit);
  }

  /**
   * Say something, for a screen reader and in the line of status.
   *
   * @param {string} text
   */
  say(text) {
    this.#teller?.(text, "status");
  }

  /**
   * Tell why something was not done.
   *
   * @param {unknown} error  a Refusal, or an error of the page itself
   */
  refuse(error) {
    const words = this.words;
    if (error instanceof Refusal) {
      this.#teller?.(error.in(words), "refusal");
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    this.#teller?.(words.page.unexpected(message), "refusal");
    console.error(error);
  }

  /** @param {(text: string, kind: "status" | "refusal") => void} teller */
  tellBy(teller) {
    this.#teller = teller;
  }

  /** @param {Partial<Look>} change */
  #show(change) {
    const before = this.shown;
    this.#look = { ...this.#look, ...change };
    this.shown = shownOf(this.document, this.#look, this.#answers, before);
    // a neuron that is gone cannot be selected
    const { selected } = this.#look;
    if (selected !== null && this.shown.network.neuron(selected) === undefined) {
      this.#look = { ...this.#look, selected: null };
      this.shown = { ...this.shown, look: this.#look };
    }
    for (const view of this.#views) view.update(this.shown, before);
  }
}

/**
 * Return everything that views read.
 *
 * @param {Document} document
 * @param {Look} look
 * @param {Answers} answers
 * @param {Shown | null} before  what was shown before, of which unchanged parts are kept
 * @returns {Shown}
 */
function shownOf(document, look, answers, before) {
  const words = WORDS[look.language];
  const styled = before !== null && before.look.digits === look.digits &&
    before.look.decimal_comma === look.decimal_comma;
  const style = styled ? before.style : new NumberStyle(look.digits, look.decimal_comma);
  const same = before !== null && before.document.model === document.model &&
    before.document.sample === document.sample && before.document.training === document.training;
  const computed = same ? before : computedOf(document);
  const step = Math.min(look.step, computed.moments.length - 1);
  const { network, problem, trace, moments } = computed;
  const judged = judgedOf(document, trace, answers, before?.judged ?? null);
  const sameKnown = same && before.step === step && before.judged === judged;
  const knows = sameKnown ? before.knows : knowsAt(computed, step, judged);
  return { document, look, network, problem, trace, moments, step, knows, judged, style, words };
}

/**
 * @param {Document} document
 * @returns {{network: Network, problem: Refusal | null, trace: Trace | null, moments: Moment[]}}
 */
function computedOf(document) {
  const network = networkOf(document.model);
  const problem = problemOf(network);
  if (problem !== null) return { network, problem, trace: null, moments: [] };
  try {
    const trace = traceOf(network, document.sample, document.training);
    return { network, problem: trace.failure?.refusal ?? null, trace, moments: momentsOf(trace) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { network, problem: error, trace: null, moments: [] };
  }
}

/**
 * @param {{trace: Trace | null}} computed
 * @param {number} step
 * @param {Judged | null} judged
 * @returns {(symbol: string) => boolean}
 */
function knowsAt({ trace }, step, judged) {
  if (trace === null) return () => false;
  // a task has no timeline
  return judged === null ? knownAt(trace, step) : (symbol) => trace.values.has(symbol) && !judged.hides(symbol);
}
