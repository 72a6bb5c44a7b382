/** @import { App, View } from "../app.js" */
/** @import { Command } from "../commands.js" */

import { element } from "./elements.js";

/**
 * @param {App} app
 * @returns {View}
 */
export function makeTimeline(app) {
  return { element: element("div"), update() {} };
}

/** @returns {Command[]} */
export function timelineCommands() {
  return [];
}
