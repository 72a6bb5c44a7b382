/**
 * Reading unknown data field by field: each reader gives the value, or refuses it with its place.
 *
 * Nothing of a file or a link is ever merged into an object, so no key of it has a meaning that
 * the readers do not know.
 */

import { Refusal } from "./refusal.js";

const LONGEST_SHOWN = 40;

/**
 * Return a value of foreign data as a short text for a message.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function shownValue(value) {
  if (Array.isArray(value)) return "[…]";
  if (typeof value === "object" && value !== null) return "{…}";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  const characters = [...text];
  return characters.length > LONGEST_SHOWN ? `${characters.slice(0, LONGEST_SHOWN).join("")}…` : text;
}

/**
 * Return the fields of an object; other keys than these are refused, and fields may be missing.
 *
 * @param {unknown} value  an object, or a map as the reader of model files gives it
 * @param {string} place
 * @param {string[]} keys  that it may have
 * @returns {Map<string, unknown>}
 */
export function readFields(value, place, keys) {
  const fields = readMap(value, place);
  for (const key of fields.keys()) {
    if (!keys.includes(key)) {
      throw new Refusal("document", "unknown_key", place, shownValue(key), keys.join(", "));
    }
  }
  return fields;
}

/**
 * Return what an object has, by its keys, whatever they are.
 *
 * @param {unknown} value
 * @param {string} place
 * @returns {Map<string, unknown>}
 */
export function readMap(value, place) {
  if (value instanceof Map) return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrongKind(value, place, "not_an_object");
  }
  return new Map(Object.entries(value));
}

/**
 * @template T
 * @param {unknown} value
 * @param {string} place
 * @param {(item: unknown, place: string) => T} readItem
 * @param {number} [most]
 * @returns {T[]}
 */
export function readList(value, place, readItem, most = Infinity) {
  if (!Array.isArray(value)) throw wrongKind(value, place, "not_a_list");
  if (value.length > most) throw new Refusal("document", "too_many", place, value.length, most);
  return value.map((item, index) => readItem(item, `${place}[${index}]`));
}

/**
 * Return the parts of a list of a fixed length.
 *
 * @param {unknown} value
 * @param {string} place
 * @param {number} length
 * @returns {unknown[]}
 */
export function readTuple(value, place, length) {
  if (!Array.isArray(value)) throw wrongKind(value, place, "not_a_list");
  if (value.length !== length) {
    throw new Refusal("document", "wrong_length", place, value.length, length);
  }
  return value;
}

/** @param {unknown} value @param {string} place @returns {string} */
export function readText(value, place) {
  if (typeof value !== "string") throw wrongKind(value, place, "not_a_text");
  // half a surrogate pair cannot be written to any file
  if (/\p{Surrogate}/u.test(value)) throw wrongKind(value, place, "half_character");
  return value;
}

/** @param {unknown} value @param {string} place @returns {string} a text that is not empty */
export function readName(value, place) {
  const name = readText(value, place);
  if (name === "") throw wrongKind(value, place, "empty_text");
  return name;
}

/** @param {unknown} value @param {string} place @returns {number} a finite number */
export function readFinite(value, place) {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw wrongKind(value, place, "not_a_number");
  }
  return value;
}

/**
 * @param {unknown} value
 * @param {string} place
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
export function readWhole(value, place, least, most) {
  const whole = readFinite(value, place);
  if (!Number.isInteger(whole) || whole < least || whole > most) {
    throw new Refusal("document", "not_whole", place, String(whole), least, most);
  }
  return whole;
}

/** @param {unknown} value @param {string} place @returns {boolean} */
export function readFlag(value, place) {
  if (typeof value !== "boolean") throw wrongKind(value, place, "not_a_flag");
  return value;
}

/**
 * @template {string} T
 * @param {unknown} value
 * @param {string} place
 * @param {readonly T[]} allowed
 * @returns {T}
 */
export function readChoice(value, place, allowed) {
  const found = allowed.find((choice) => choice === value);
  if (found === undefined) {
    throw new Refusal("document", "not_allowed", place, shownValue(value), allowed.join(", "));
  }
  return found;
}

/**
 * Return null for null or a missing field, and otherwise what a reader gives.
 *
 * @template T
 * @param {unknown} value
 * @param {string} place
 * @param {(value: unknown, place: string) => T} readValue
 * @returns {T | null}
 */
export function readOptional(value, place, readValue) {
  return value === undefined || value === null ? null : readValue(value, place);
}

/**
 * @param {string[]} names
 * @param {string} place
 */
export function refuseTwice(names, place) {
  const seen = new Set();
  for (const name of names) {
    if (seen.has(name)) throw new Refusal("document", "twice", place, shownValue(name));
    seen.add(name);
  }
}

/**
 * @param {unknown} value
 * @param {string} place
 * @param {string} key  of the sentence
 */
function wrongKind(value, place, key) {
  if (value === undefined) return new Refusal("document", "missing", place);
  return new Refusal("document", key, place, shownValue(value));
}
