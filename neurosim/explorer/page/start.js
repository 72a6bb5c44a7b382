/** What the page starts with: the data that it was made with, and what the link says. */

/** @import { Document, Look } from "./types.js" */

import { withVariant } from "./answers/asked.js";
import { emptyDocument, emptyLook, readDocument, readLook } from "./document/document.js";
import { readLink, readOptions } from "./document/link.js";
import { Refusal } from "./document/refusal.js";

/**
 * @typedef {object} Start
 * @property {"file" | "server" | "notebook"} door
 * @property {string | null} file  the model file that a server may write
 * @property {boolean} writable
 * @property {string | null} version  of that file, as the page has it
 * @property {string | null} token  that the server or the notebook knows this page by
 * @property {string | null} title  of the window, in place of the name of the network
 */

/**
 * Return the start, the document and the look; and why a part of it was refused.
 *
 * @param {unknown} given  the data of the page
 * @param {{hash: string, search: string}} location
 * @returns {Promise<{start: Start, document: Document, look: Look, refusals: Refusal[]}>}
 */
export async function readStart(given, location) {
  const data = /** @type {Record<string, unknown>} */ (given);
  /** @type {Start} */
  const start = {
    door: data.door === "server" || data.door === "notebook" ? data.door : "file",
    file: textOrNull(data.file),
    writable: data.writable === true,
    version: textOrNull(data.version),
    token: textOrNull(data.token),
    title: textOrNull(data.title),
  };
  /** @type {Refusal[]} */
  const refusals = [];
  let document = attempt(() => readDocument(data.document), refusals) ?? emptyDocument();
  let look = attempt(() => readLook(data.look), refusals) ?? emptyLook();
  try {
    const linked = await readLink(location.hash);
    if (linked !== null) ({ document, look } = linked);
  } catch (error) {
    keepRefusal(error, refusals);
  }
  const options = attempt(() => readOptions(location, document), refusals);
  if (options) {
    look = { ...look, ...options.look };
    document = { ...document, ...options.document };
  }
  return { start, document: withVariant(document, undefined), look, refusals };
}

/** @param {unknown} value @returns {string | null} */
function textOrNull(value) {
  return typeof value === "string" ? value : null;
}

/**
 * @template T
 * @param {() => T} read
 * @param {Refusal[]} refusals
 * @returns {T | null}
 */
function attempt(read, refusals) {
  try {
    return read();
  } catch (error) {
    keepRefusal(error, refusals);
    return null;
  }
}

/**
 * @param {unknown} error
 * @param {Refusal[]} refusals
 */
function keepRefusal(error, refusals) {
  if (!(error instanceof Refusal)) throw error;
  refusals.push(error);
}
