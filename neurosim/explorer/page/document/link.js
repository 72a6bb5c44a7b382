/**
 * A page's state in its link: "#n1=" and compressed JSON; and the options beside it.
 *
 * A link is data from anywhere. Its size is limited before and while it is unpacked, and all of it
 * goes through the readers of documents.
 */

/** @import { Document, Look } from "../types.js" */

import {
  readDocument, readLanguage, readLock, readLook, readTheme, readView,
} from "./document.js";
import { choiceOf, readFields, readMap, refusal, shownValue } from "./fields.js";
import { MOST_CHARACTERS } from "./limits.js";
import { pythonFloat } from "./python_numbers.js";
import { Refusal } from "./refusal.js";

const LINK_KEY = "n1";
const MOST_UNPACKED = 10 * MOST_CHARACTERS;

/**
 * Return what a link holds, or null if it holds nothing.
 *
 * @param {string} hash  the end of the address, from "#"
 * @returns {Promise<{document: Document, look: Look} | null>}
 */
export async function readLink(hash) {
  const held = hashOptions(hash);
  const packed = held.get(LINK_KEY);
  if (packed === null) {
    const other = [...held.keys()].find((key) => /^n[0-9]+$/.test(key));
    if (other !== undefined) throw refusal("other_version", other);
    return null;
  }
  const text = await unpacked(packed);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw refusal("damaged_link");
  }
  const fields = readFields(value, "link", ["document", "look"]);
  return {
    document: readDocument(readMap(fields.get("document"), "document")),
    look: readLook(fields.get("look")),
  };
}

/**
 * Return the end of an address that opens the page as it is now.
 *
 * @param {Document} document
 * @param {Look} look
 * @returns {Promise<string>} such as "#n1=..."
 */
export async function linkOf(document, look) {
  const packed = await packedText(exactJson({ document, look }));
  if (packed.length > MOST_CHARACTERS) {
    throw refusal("long_link", packed.length, MOST_CHARACTERS);
  }
  return `#${LINK_KEY}=${packed}`;
}

/**
 * Return the options of an address: view, lock, task, lang, theme, step and select.
 *
 * They stand in the query or, beside a link, behind "#". What the document locks stays locked.
 *
 * @param {{hash: string, search: string}} location
 * @param {Document} document
 * @returns {{look: Partial<Look>, document: Partial<Document>}}
 */
export function readOptions(location, document) {
  const options = new URLSearchParams(location.search);
  for (const [key, value] of hashOptions(location.hash)) options.set(key, value);
  /** @type {Partial<Look>} */
  const look = {};
  /** @type {Partial<Document>} */
  const change = {};
  const view = options.get("view");
  if (view !== null) look.view = readView(view, "view");
  const lang = options.get("lang");
  if (lang !== null) look.language = readLanguage(lang, "lang");
  const theme = options.get("theme");
  if (theme !== null) look.theme = readTheme(theme, "theme");
  const step = options.get("step");
  if (step !== null && !/^[0-9]{1,9}$/.test(step)) throw refusal("wrong_step", shownValue(step));
  if (step !== null) look.step = Number(step);
  const select = options.get("select");
  if (select !== null) {
    if (!document.model.neurons.some((neuron) => neuron.name === select)) {
      throw refusal("no_neuron", "select", shownValue(select));
    }
    look.selected = select;
  }
  const locks = options.get("lock");
  if (locks !== null) {
    const added = locks.split(",").map((lock) => readLock(lock.trim(), "lock"));
    change.locks = [...new Set([...document.locks, ...added])];
  }
  const task = options.get("task");
  if (task !== null) {
    choiceOf(["answers"])(task, "task");
    change.task = document.task ?? { title: "", decimals: 4, variants: [] };
    look.panel = "answers";
  }
  return { look, document: change };
}

/** @param {string} hash @returns {URLSearchParams} */
function hashOptions(hash) {
  if (hash.length > MOST_CHARACTERS) {
    throw refusal("long_link", hash.length, MOST_CHARACTERS);
  }
  return new URLSearchParams(hash.replace(/^#/, ""));
}

/**
 * Return JSON that keeps every number, also the negative zero, written as Python writes it.
 *
 * @param {unknown} value  plain data
 * @returns {string}
 */
export function exactJson(value) {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : pythonFloat(value);
  }
  if (Array.isArray(value)) return `[${value.map(exactJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, part]) => `"${key}":${exactJson(part)}`);
  return `{${pairs.join(",")}}`;
}

/** @param {string} text @returns {Promise<string>} */
async function packedText(text) {
  if (typeof CompressionStream === "undefined") throw refusal("no_compression");
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {string} packed @returns {Promise<string>} */
async function unpacked(packed) {
  if (typeof DecompressionStream === "undefined") throw refusal("no_compression");
  try {
    const characters = atob(packed.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return await limitedText(stream);
  } catch (error) {
    throw error instanceof Refusal ? error : refusal("damaged_link");
  }
}

/** @param {ReadableStream<Uint8Array>} stream @returns {Promise<string>} */
async function limitedText(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > MOST_UNPACKED) {
      await reader.cancel();
      throw refusal("long_link", size, MOST_UNPACKED);
    }
    text += decoder.decode(value, { stream: true });
  }
}
