/**
 * Reading JSON with the order of its keys: objects become maps.
 *
 * JavaScript's own reader moves keys such as "10" to the front, and takes a key that is there
 * twice; the order of the inputs of a neuron is the order of its sum.
 */

import { refusal, shownValue } from "./fields.js";
import { Refusal } from "./refusal.js";

const DEEPEST = 50;
const JSON_TOKEN =
  /[ \t\n\r]*("[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|[[\]{}:,]|$)/y;

class OrderedReader {
  /** @type {string} */
  #text;
  /** @type {number} */
  #place = 0;
  /** @type {string} */
  token = "";

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
    this.next();
  }

  /** Go to the next token; the last is empty. */
  next() {
    JSON_TOKEN.lastIndex = this.#place;
    const match = JSON_TOKEN.exec(this.#text);
    if (match === null) throw this.problem();
    this.#place = JSON_TOKEN.lastIndex;
    this.token = match[1];
  }

  /** @returns {Refusal} that names the line */
  problem() {
    const lines = this.#text.slice(0, this.#place).split("\n");
    return refusal("no_json", lines.length);
  }

  /** @param {number} depth @returns {unknown} */
  value(depth) {
    if (depth > DEEPEST) throw refusal("too_deep");
    const { token } = this;
    if (token === "{") return this.#object(depth);
    if (token === "[") return this.#list(depth);
    if (token === "" || "]}:,".includes(token)) throw this.problem();
    this.next();
    return this.#scalar(token);
  }

  /** @param {string} token @returns {unknown} */
  #scalar(token) {
    if (token.startsWith('"')) {
      try {
        return JSON.parse(token);
      } catch {
        throw this.problem();
      }
    }
    if (!/^[-0-9]/.test(token)) return JSON.parse(token);
    // a whole number has no negative zero
    return /[.eE]/.test(token) ? Number(token) : Number(token) + 0;
  }

  /** @param {number} depth @returns {unknown[]} */
  #list(depth) {
    /** @type {unknown[]} */
    const items = [];
    this.next();
    if (this.#ends("]")) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.#ends("]")) return items;
      this.#pass(",");
    }
  }

  /** @param {number} depth @returns {Map<string, unknown>} */
  #object(depth) {
    /** @type {Map<string, unknown>} */
    const fields = new Map();
    this.next();
    if (this.#ends("}")) return fields;
    for (;;) {
      if (!this.token.startsWith('"')) throw this.problem();
      const key = /** @type {string} */ (this.value(depth));
      if (fields.has(key)) throw refusal("twice", "{…}", shownValue(key));
      this.#pass(":");
      fields.set(key, this.value(depth + 1));
      if (this.#ends("}")) return fields;
      this.#pass(",");
    }
  }

  /** @param {string} token @returns {boolean} whether it is there; it is passed */
  #ends(token) {
    if (this.token !== token) return false;
    this.next();
    return true;
  }

  /** @param {string} token */
  #pass(token) {
    if (!this.#ends(token)) throw this.problem();
  }
}

/**
 * Return the content of a JSON text; objects are maps, in the order of the text.
 *
 * @param {string} text
 * @returns {unknown}
 */
export function readOrderedJson(text) {
  const reader = new OrderedReader(text);
  const value = reader.value(0);
  if (reader.token !== "") throw reader.problem();
  return value;
}
