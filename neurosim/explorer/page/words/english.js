/** The English words of the page. A section belongs to one part of it. */

/** @param {number} n @param {string} noun */
function counted(n, noun) {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

/** @type {Map<string, string>} */
const KEY_NAMES = new Map([["ArrowLeft", "←"], ["ArrowRight", "→"], ["ArrowUp", "↑"], ["ArrowDown", "↓"], ["Space", "space"]]);

export const ENGLISH = {
  page: {
    language: "English",
    title: "neurosim explorer",
    untitled: "my network",
    network_name: "Name of the network",
    network: "Network",
    neuron: "Neuron",
    training: "Train",
    data: "Data",
    answers: "Answers",
    panels: "Panels",
    undo: "Undo",
    redo: "Redo",
    undone: (/** @type {string} */ name) => `Undone: ${name}.`,
    redone: (/** @type {string} */ name) => `Done again: ${name}.`,
    nothing_to_undo: "There is nothing to undo.",
    nothing_to_redo: "There is nothing to do again.",
    locked: "This page does not let you change that.",
    close: "Close",
    unexpected: (/** @type {string} */ message) =>
      `Something went wrong in this page: ${message}. Undo the last edit, or load the page again.`,
  },
  menu: {},
  settings: {
    title: "Settings",
    language: "Language",
    digits: "Decimals of rounded numbers",
    decimal_comma: "Decimal comma: 0,5",
    theme: "Colours",
    theme_auto: "as on this device",
    theme_light: "light",
    theme_dark: "dark",
  },
  keyboard: {
    map: "Map of the keys",
    intro: "All of this also works with the mouse or by touch. While you type into a field, only Enter, Escape and the arrow keys have a meaning.",
    key: (/** @type {string} */ key) => KEY_NAMES.get(key) ?? key.replace("Ctrl+", "Ctrl ").replace("Shift+", "Shift "),
  },
  canvas: {},
  inspector: {},
  timeline: {},
  training: {},
  data: {},
  answers: {},
  files: {},
  document: {},
  arithmetic: {},
  mathematics: {},
};
