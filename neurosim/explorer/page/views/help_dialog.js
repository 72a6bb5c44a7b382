/** The map of the keys. */

/** @import { App } from "../app.js" */
/** @import { Command } from "../commands.js" */

import { element } from "./elements.js";
import { openDialog } from "./dialogs.js";

/**
 * Return the commands that are for all of the page.
 *
 * @param {() => Command[]} all
 * @returns {Command[]}
 */
export function helpCommands(all) {
  return [
    { keys: ["Ctrl+z"], label: (words) => words.page.undo, run: (app) => app.undo() },
    { keys: ["Ctrl+Shift+z", "Ctrl+y"], label: (words) => words.page.redo, run: (app) => app.redo() },
    { keys: ["?"], label: (words) => words.keyboard.map, run: (app) => openKeyMap(app, all()) },
  ];
}

/**
 * Show every command and its keys.
 *
 * @param {App} app
 * @param {Command[]} commands
 */
export function openKeyMap(app, commands) {
  const { keyboard } = app.words;
  // one key may mean two things, each in its place
  const first = commands.filter(({ keys }, place) => commands.findIndex((other) => other.keys[0] === keys[0]) === place);
  const rows = first.map(({ keys }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, commands.filter((other) => other.keys[0] === keys[0]).map(({ label }) => label(app.words)).join(" / ")),
      element("td", {}, ...keys.flatMap((key, place) => [place ? " " : "", element("kbd", {}, keyboard.key(key))])),
    ),
  );
  const table = element("table", { class: "keys" }, element("tbody", {}, ...rows));
  openDialog(app, keyboard.map, [element("p", {}, keyboard.intro), table]);
}
