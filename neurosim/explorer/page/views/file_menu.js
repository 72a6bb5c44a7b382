/** Files in the header: one button, the keys, and files that are dropped on the page. */

/** @import { App, Shown } from "../app.js" */
/** @import { Command } from "../commands.js" */

import { setAttributes, setText, button } from "./elements.js";
import { openFilesDialog, pickFiles } from "./file_dialog.js";
import { openFiles } from "./file_opening.js";
import { saveModel } from "./file_saving.js";

/**
 * Return the part of the header that is about files.
 *
 * @param {App} app
 */
export function makeFileMenu(app) {
  const open = button("", () => openFilesDialog(app), { "aria-haspopup": "dialog" });
  return {
    /** @type {HTMLElement[]} */
    elements: [open],
    /** @param {Shown} shown @param {Shown | null} before */
    update(shown, before) {
      if (shown.words !== before?.words) setText(open, shown.words.menu.files);
    },
  };
}

/**
 * Open files that are dropped anywhere on the page.
 *
 * @param {App} app
 * @param {HTMLElement} host
 */
export function listenToDrops(app, host) {
  /** @param {boolean} over */
  const mark = (over) => setAttributes(host, { "data-drop": over });
  host.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    mark(true);
  });
  host.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && host.contains(event.relatedTarget))) mark(false);
  });
  host.addEventListener("drop", (event) => {
    mark(false);
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    openFiles(app, [...event.dataTransfer.files]);
  });
}

/** @returns {Command[]} */
export function fileCommands() {
  return [
    { keys: ["Ctrl+o"], label: ({ menu }) => menu.open, run: pickFiles },
    { keys: ["Ctrl+s"], label: ({ menu }) => menu.save, run: saveModel },
  ];
}
