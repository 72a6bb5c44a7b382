/** Every command of the page: one list for the keyboard and for the map of keys. */

/** @import { App } from "./app.js" */
/** @import { Words } from "./words/words.js" */

import { answerCommands } from "./views/answers_panel.js";
import { canvasCommands } from "./views/canvas_commands.js";
import { fileCommands } from "./views/file_menu.js";
import { helpCommands } from "./views/help_dialog.js";
import { timelineCommands } from "./views/timeline.js";
import { trainingCommands } from "./views/training_panel.js";

/**
 * @typedef {object} Command
 * @property {string[]} keys  such as "n", "Ctrl+z", "ArrowLeft", "?"; the first is shown
 * @property {(words: Words) => string} label
 * @property {(app: App) => void} run
 * @property {(app: App) => boolean} [when]  whether it can be run now
 */

/**
 * Return every command of the page.
 *
 * @returns {Command[]}
 */
export function allCommands() {
  return [
    ...canvasCommands(),
    ...timelineCommands(),
    ...trainingCommands(),
    ...answerCommands(),
    ...fileCommands(),
    ...helpCommands(allCommands),
  ];
}
