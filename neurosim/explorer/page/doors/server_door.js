/** Saving to the model file of the server that this page comes from. */

/** @import { App } from "../app.js" */
/** @import { Model } from "../types.js" */

import { modelText } from "../document/model_text.js";
import { Refusal } from "../document/refusal.js";

/** @type {Model | null} what the file has now, as far as this page knows */
let savedModel = null;

/** @type {Promise<void>} one save after the other, because each needs the version of the last */
let lastSave = Promise.resolve();

/**
 * Keep the reader from leaving the page with changes that are not saved.
 *
 * @param {App} app
 */
export function startServerDoor(app) {
  savedModel = app.document.model;
  if (!app.start.writable) return;
  window.addEventListener("beforeunload", (event) => {
    if (app.document.model !== savedModel) event.preventDefault();
  });
}

/**
 * Save the model to the file of the server, and say so; or tell why it was not saved.
 *
 * @param {App} app
 * @returns {Promise<void>} which is never rejected
 */
export function saveToServer(app) {
  lastSave = lastSave.then(async () => {
    try {
      const { model } = app.document;
      app.start = { ...app.start, version: await savedVersion(app, modelText(model)) };
      savedModel = model;
      app.say(app.words.doors.saved(app.start.file ?? ""));
    } catch (error) {
      app.refuse(error);
    }
  });
  return lastSave;
}

/**
 * Send a model to the server; return the version of the file that it wrote.
 *
 * @param {App} app
 * @param {string} text
 * @returns {Promise<string>}
 */
async function savedVersion(app, text) {
  const { file, token, version } = app.start;
  if (!app.start.writable || file === null) throw new Refusal("doors", "read_only");
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch("model", {
      method: "PUT",
      headers: { "X-Neurosim-Token": token ?? "", "If-Match": `"${version ?? ""}"` },
      body: text,
      credentials: "omit",
      redirect: "error",
    });
  } catch {
    throw new Refusal("doors", "server_ended", file);
  }
  const said = await answer.text();
  if (answer.status === 409) throw new Refusal("doors", "changed_elsewhere", file);
  if (!answer.ok) throw new Refusal("doors", "not_saved", file, said);
  return said;
}
