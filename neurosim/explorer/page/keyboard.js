/** Running commands by their keys. */

/** @import { App } from "./app.js" */

import { allCommands } from "./commands.js";

/** @type {EventTarget | null} the field with a text that was typed and is not taken yet */
let typedInto = null;

/**
 * Run commands by their keys. Keys without Ctrl belong to a field while one is typed into; undo, too,
 * until its text is taken.
 *
 * @param {App} app
 */
export function listenToKeys(app) {
  const commands = allCommands();
  document.addEventListener("input", ({ target }) => { typedInto = target; }, true);
  document.addEventListener("change", () => { typedInto = null; }, true);
  document.addEventListener("keydown", ({ key }) => {
    if (["Enter", "Escape", "ArrowUp", "ArrowDown"].includes(key)) typedInto = null;
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const key = keyOf(event);
    if (ownsKey(event.target, key)) return;
    const command = commands.find((each) => each.keys.includes(key) && (each.when?.(app) ?? true));
    if (command === undefined) return;
    event.preventDefault();
    command.run(app);
  });
}

/**
 * @param {KeyboardEvent} event
 * @returns {string}
 */
function keyOf(event) {
  const alt = event.altKey ? "Alt+" : "";
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const shift = control && event.shiftKey ? "Shift+" : "";
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${alt}${control}${shift}${key === " " ? "Space" : key}`;
}

/**
 * Return whether a key has a meaning of its own where the focus is.
 *
 * @param {EventTarget | null} target
 * @param {string} key
 */
function ownsKey(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches("input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]")) {
    return !key.startsWith("Ctrl+") || (typedInto === target && /[zy]$/.test(key));
  }
  if (target.matches("button, summary, a, input[type=checkbox], input[type=radio]")) {
    return key === "Space" || key === "Enter" || (target.matches("[role=tab], [type=radio]") && key.startsWith("Arrow"));
  }
  return target.matches("input[type=range]") && (key.startsWith("Arrow") || key === "Home" || key === "End");
}
