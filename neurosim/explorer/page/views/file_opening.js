/** Opening files: models, tables of data, and pages that were saved. */

/** @import { App } from "../app.js" */
/** @import { Document, Model } from "../types.js" */

import { readDocument } from "../document/document.js";
import { setModel } from "../document/edits.js";
import { readModelText } from "../document/model_text.js";
import { namingFile, Refusal } from "../document/refusal.js";
import { takeTable, withFirstRow } from "./data_columns.js";

const MOST_BYTES = 20_000_000;

/**
 * Open files together: at most one with a network, and one with data.
 *
 * @param {App} app
 * @param {File[]} files
 */
export async function openFiles(app, files) {
  try {
    const opened = [];
    for (const file of files) opened.push(await readFile(file).catch((error) => Promise.reject(namingFile(error, file.name))));
    const networks = opened.filter(({ text }) => text === null);
    const tables = opened.filter(({ text }) => text !== null);
    if (networks.length > 1) throw new Refusal("files", "two_networks", networks[0].name, networks[1].name);
    if (tables.length > 1) throw new Refusal("files", "two_tables", tables[0].name, tables[1].name);
    for (const { name, model, document } of networks) {
      const edit = app.words.files.opened(name);
      const done = document !== null ? replaceDocument(app, edit, document)
        : model !== null && app.edit(edit, (now) => withFirstRow(setModel(now, model)));
      if (!done) return;
      app.say(edit);
    }
    // after the network, because its columns decide
    for (const { name, text } of tables) takeTable(app, text ?? "", name);
  } catch (error) {
    app.refuse(error);
  }
}

/**
 * Begin with another document, as one step of undo.
 *
 * @param {App} app
 * @param {string} name  of the edit
 * @param {Document} next
 * @returns {boolean} whether it was done
 */
export function replaceDocument(app, name, next) {
  return app.edit(name, (now) => {
    // asks the locks
    setModel(now, next.model);
    return { ...next, locks: now.locks };
  }, { look: { selected: null, step: Number.MAX_SAFE_INTEGER } });
}

/**
 * @param {File} file
 * @returns {Promise<{name: string, model: Model | null, document: Document | null, text: string | null}>}
 */
async function readFile(file) {
  const { name } = file;
  if (file.size > MOST_BYTES) throw new Refusal("files", "too_large", name, MOST_BYTES / 1_000_000);
  const text = decoded(await file.arrayBuffer(), name);
  const read = { name, model: null, document: null, text: null };
  if (/^\s*[{[]/.test(text)) return { ...read, model: readModelText(text) };
  if (/^\s*</.test(text)) return { ...read, document: documentOfPage(text, name) };
  return { ...read, text };
}

/**
 * @param {ArrayBuffer} bytes
 * @param {string} name
 * @returns {string}
 */
function decoded(bytes, name) {
  const start = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  const encoding = start[0] === 0xff && start[1] === 0xfe ? "utf-16le" : start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : "utf-8";
  let text;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal("files", "no_text", name);
  }
  if (text.trim() === "") throw new Refusal("files", "empty", name);
  if (text.includes("\0")) throw new Refusal("files", "no_text", name);
  return text;
}

/**
 * Return what a saved page begins with.
 *
 * @param {string} text
 * @param {string} name
 * @returns {Document}
 */
function documentOfPage(text, name) {
  const start = new DOMParser().parseFromString(text, "text/html").getElementById("start");
  /** @type {{document?: unknown}} */
  let given;
  try {
    given = JSON.parse(start?.textContent ?? "");
  } catch {
    throw new Refusal("files", "no_page", name);
  }
  return readDocument(given.document);
}
