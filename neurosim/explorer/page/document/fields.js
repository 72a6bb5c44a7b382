/**
 * Readers of unknown data: each gives a value of its type, or refuses it with its place.
 *
 * Nothing of a file or a link is ever merged into an object, so no key of it has a meaning that
 * the readers do not know.
 */

import { Refusal } from "./refusal.js";

/**
 * @template T
 * @typedef {(value: unknown, place: string) => T} Reader
 */

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
  const characters = [...(typeof value === "string" ? JSON.stringify(value) : String(value))];
  return characters.length > LONGEST_SHOWN ? `${characters.slice(0, LONGEST_SHOWN).join("")}…` : characters.join("");
}

/**
 * Return a refusal of this part of the dictionary.
 *
 * @param {string} key
 * @param {(string | number)[]} details
 * @returns {Refusal}
 */
export function refusal(key, ...details) {
  return new Refusal("document", key, ...details);
}

/** @param {unknown} value @param {string} place @param {string} key  of the sentence */
function wrongKind(value, place, key) {
  return value === undefined ? refusal("missing", place) : refusal(key, place, shownValue(value));
}

/**
 * Return what an object has, by its keys, whatever they are.
 *
 * @param {unknown} value  an object, or a map as the reader of model files gives it
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
 * Return the fields of an object; other keys than these are refused, and fields may be missing.
 *
 * @param {unknown} value
 * @param {string} place
 * @param {string[]} keys
 * @returns {Map<string, unknown>}
 */
export function readFields(value, place, keys) {
  const fields = readMap(value, place);
  for (const key of fields.keys()) {
    if (!keys.includes(key)) throw refusal("unknown_key", place, shownValue(key), keys.join(", "));
  }
  return fields;
}

/**
 * Return a reader of objects with these fields and no others.
 *
 * @template {object} T
 * @param {{[K in keyof T]: Reader<T[K]>}} readers
 * @returns {Reader<T>}
 */
export function shapeOf(readers) {
  const all = /** @type {[string, Reader<unknown>][]} */ (Object.entries(readers));
  return (value, place) => {
    const fields = readFields(value, place, Object.keys(readers));
    const read = all.map(([key, reader]) => [key, reader(fields.get(key), `${place}.${key}`)]);
    return /** @type {T} */ (Object.fromEntries(read));
  };
}

/**
 * @template T
 * @param {Reader<T>} reader
 * @param {number} [most]
 * @returns {Reader<T[]>}
 */
export function listOf(reader, most = Infinity) {
  return (value, place) => {
    if (!Array.isArray(value)) throw wrongKind(value, place, "not_a_list");
    refuseMore(place, value.length, most);
    return value.map((item, index) => reader(item, `${place}[${index}]`));
  };
}

/**
 * Return a reader of lists in which every place has a type of its own.
 *
 * @template {unknown[]} T
 * @param {{[K in keyof T]: Reader<T[K]>}} readers
 * @returns {Reader<T>}
 */
export function tupleOf(...readers) {
  return (value, place) => {
    const items = listOf((item) => item)(value, place);
    refuseLength(items, place, readers.length);
    return /** @type {T} */ (readers.map((reader, index) => reader(items[index], place)));
  };
}

/**
 * @template T, U
 * @param {Reader<T>} reader
 * @param {U} preset  in place of a field that is missing
 * @returns {Reader<T | U>}
 */
export function orElse(reader, preset) {
  return (value, place) => (value === undefined ? preset : reader(value, place));
}

/**
 * @template T
 * @param {Reader<T>} reader
 * @returns {Reader<T | null>}
 */
export function orNull(reader) {
  return (value, place) => (value === undefined || value === null ? null : reader(value, place));
}

/**
 * @template {string} T
 * @param {readonly T[]} allowed
 * @returns {Reader<T>}
 */
export function choiceOf(allowed) {
  return (value, place) => {
    const found = allowed.find((choice) => choice === value);
    if (found === undefined) throw wrongChoice(value, place, allowed);
    return found;
  };
}

/** @param {unknown} value @param {string} place @param {readonly string[]} allowed */
function wrongChoice(value, place, allowed) {
  return refusal("not_allowed", place, shownValue(value), allowed.join(", "));
}

/**
 * @param {number} least
 * @param {number} most
 * @returns {Reader<number>}
 */
export function wholeOf(least, most) {
  return (value, place) => {
    const whole = readFinite(value, place);
    if (Number.isInteger(whole) && whole >= least && whole <= most) return whole;
    throw refusal("not_whole", place, String(whole), least, most);
  };
}

/** @type {Reader<string>} */
export function readText(value, place) {
  if (typeof value !== "string") throw wrongKind(value, place, "not_a_text");
  // half a surrogate pair cannot be written to any file
  if (/\p{Surrogate}/u.test(value)) throw refusal("half_character", place);
  return value;
}

/** @type {Reader<string>} */
export function readName(value, place) {
  const name = readText(value, place);
  if (name === "") throw refusal("empty_text", place);
  return name;
}

/** @type {Reader<number>} */
export function readFinite(value, place) {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw wrongKind(value, place, "not_a_number");
}

/** @type {Reader<boolean>} */
export function readFlag(value, place) {
  if (typeof value === "boolean") return value;
  throw wrongKind(value, place, "not_a_flag");
}

/** @param {unknown[]} list @param {string} place @param {number} expected */
export function refuseLength(list, place, expected) {
  if (list.length !== expected) throw refusal("wrong_length", place, list.length, expected);
}

/** @param {string} place @param {number} count @param {number} most */
export function refuseMore(place, count, most) {
  if (count > most) throw refusal("too_many", place, count, most);
}

/** @param {string[]} names @param {string} place */
export function refuseTwice(names, place) {
  const seen = new Set();
  // what a set had already does not make it larger
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw refusal("twice", place, shownValue(twice));
}
