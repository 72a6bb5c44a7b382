/** Undo and redo: the documents that came before, and those that were taken back. */

/** @import { Document } from "../types.js" */

/**
 * @typedef {object} Past
 * @property {Document} document  before or after the edit
 * @property {string} name  of the edit
 */

const MOST_STEPS = 500;

export class History {
  /** @type {Document} */
  now;
  /** @type {Past[]} */
  #done = [];
  /** @type {Past[]} */
  #undone = [];
  /** @type {string | null} */
  #merge = null;

  /** @param {Document} document */
  constructor(document) {
    this.now = document;
  }

  /** @returns {string | null} the edit that `undo` takes back */
  get undoName() {
    return this.#done.at(-1)?.name ?? null;
  }

  /** @returns {string | null} the edit that `redo` makes again */
  get redoName() {
    return this.#undone.at(-1)?.name ?? null;
  }

  /**
   * Keep a new document. Edits that follow each other with one merge key are one step.
   *
   * @param {Document} document
   * @param {string} name
   * @param {string | null} merge
   */
  add(document, name, merge) {
    if (merge === null || merge !== this.#merge) this.#done.push({ document: this.now, name });
    if (this.#done.length > MOST_STEPS) this.#done.shift();
    this.#undone = [];
    this.#merge = merge;
    this.now = document;
  }

  /** @returns {string | null} the name of the edit that was taken back */
  undo() {
    return this.#move(this.#done, this.#undone);
  }

  /** @returns {string | null} the name of the edit that was made again */
  redo() {
    return this.#move(this.#undone, this.#done);
  }

  /**
   * @param {Past[]} from
   * @param {Past[]} to
   */
  #move(from, to) {
    const past = from.pop();
    if (past === undefined) return null;
    to.push({ document: this.now, name: past.name });
    this.now = past.document;
    this.#merge = null;
    return past.name;
  }
}
