/** @import { App, Shown } from "../app.js" */
/** @import { Command } from "../commands.js" */

/** @param {App} app */
export function makeFileMenu(app) {
  return {
    /** @type {HTMLElement[]} */
    elements: [],
    /** @param {Shown} shown @param {Shown | null} before */
    update(shown, before) {},
  };
}

/** @param {App} app @param {HTMLElement} host */
export function listenToDrops(app, host) {}

/** @returns {Command[]} */
export function fileCommands() {
  return [];
}
