/** Saving: each kind of file, and the link. */

/** @import { App } from "../app.js" */

import { linkOf } from "../document/link.js";
import { modelText } from "../document/model_text.js";
import { Refusal } from "../document/refusal.js";
import { traceCsv } from "../document/trace_csv.js";
import { saveToServer } from "../doors/server_door.js";
import { exportPng, exportSvg } from "../drawing/exported.js";
import { copyText } from "./copying.js";
import { openDialog } from "./dialogs.js";
import { button, element } from "./elements.js";
import { pageCopy } from "./file_page.js";

/** Longer links are cut by some programs for mail and chat. */
const LONG_LINK = 8000;
const LONGEST_FILE_NAME = 60;

/**
 * Save the model where it came from: into the file of the server, else as a file.
 *
 * @param {App} app
 */
export function saveModel(app) {
  if (app.start.writable) saveToServer(app);
  else saveModelFile(app);
}

/** @param {App} app */
export function saveModelFile(app) {
  attemptSaving(app, () => download(app, "json", modelText(app.document.model), "application/json"));
}

/** @param {App} app */
export function savePage(app) {
  attemptSaving(app, () => download(app, "html", pageCopy(app), "text/html"));
}

/** @param {App} app */
export function saveSvg(app) {
  attemptSaving(app, () => download(app, "svg", exportSvg(app), "image/svg+xml"));
}

/** @param {App} app */
export function savePng(app) {
  attemptSaving(app, async () => download(app, "png", await exportPng(app), "image/png"));
}

/** @param {App} app */
export function saveTrace(app) {
  attemptSaving(app, () => {
    const { trace, problem, look } = app.shown;
    if (trace === null) throw problem ?? new Refusal("files", "no_trace");
    download(app, "csv", traceCsv(trace, { decimalComma: look.decimal_comma }), "text/csv");
  });
}

/** @param {App} app */
export function saveLink(app) {
  attemptSaving(app, async () => {
    const { document, look } = app.shown;
    const link = window.location.href.split("#")[0] + await linkOf(document, look);
    const { files } = app.words;
    if (link.length <= LONG_LINK && await copyText(link)) app.say(files.link_copied);
    else showText(app, files.link_title, link, link.length > LONG_LINK ? files.link_long(link.length) : files.link_copy);
  });
}

/**
 * Do what may be refused, and tell why.
 *
 * @param {App} app
 * @param {() => void | Promise<void>} act
 */
async function attemptSaving(app, act) {
  try {
    await act();
  } catch (error) {
    app.refuse(error);
  }
}

/**
 * Give a file to the reader.
 *
 * @param {App} app
 * @param {string} ending
 * @param {string | Blob} content
 * @param {string} type
 */
function download(app, ending, content, type) {
  const { files } = app.words;
  const name = `${fileName(app.document.model.name)}.${ending}`;
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  app.say(files.saved(name));
  // a frame may forbid files, and does not say so
  if (window.parent !== window && app.start.door === "file" && typeof content === "string") {
    showText(app, name, content, files.framed(name));
  }
}

/**
 * @param {string} name  of the network
 * @returns {string} without what a file system could misread
 */
function fileName(name) {
  const plain = name.replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "");
  return [...plain].slice(0, LONGEST_FILE_NAME).join("") || "network";
}

/**
 * Show a text that the reader can copy.
 *
 * @param {App} app
 * @param {string} title
 * @param {string} text
 * @param {string} about
 */
function showText(app, title, text, about) {
  const { files } = app.words;
  const field = element("textarea", { readonly: true, rows: "8", "aria-label": title, class: "copied" }, text);
  const copy = button(files.copy, async () => {
    field.select();
    const done = await copyText(text);
    copy.textContent = done ? files.copied : files.copy_by_key;
  }, { class: "main" });
  openDialog(app, title, [element("p", {}, about), field, element("p", {}, copy)]);
  field.select();
}
