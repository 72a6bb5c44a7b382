/** @import { Command } from "../commands.js" */

/** @returns {Command[]} */
export function canvasCommands() {
  return [];
}
