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
  canvas: {
    into_input: (/** @type {string} */ target) =>
      `${target} is an input, so no edge can lead to it. Choose a hidden neuron or an output.`,
    to_itself: (/** @type {string} */ name) => `An edge from ${name} to itself would close a circle. Choose another neuron.`,
    connected_already: (/** @type {string} */ source, /** @type {string} */ target) =>
      `${source} leads to ${target} already. Change the weight of that edge instead.`,
    circle: (/** @type {string} */ source, /** @type {string} */ target, /** @type {string} */ circle) =>
      `An edge from ${source} to ${target} would close the circle ${circle}. A network has no circles: connect them the other way round, or remove an edge of the circle first.`,
    no_neuron: (/** @type {string} */ name) => `There is no neuron or parameter ${name}. Choose one that is in the network.`,
    no_edge: (/** @type {string} */ source, /** @type {string} */ target) =>
      `There is no edge from ${source} to ${target}. Connect the two neurons first.`,
    input_has_none: (/** @type {string} */ name) =>
      `${name} is an input: it has no bias, no activation and no edges that lead to it. Choose a hidden neuron or an output.`,
    input_no_output: (/** @type {string} */ name) =>
      `${name} is an input, so it cannot be an output. Choose a neuron that is computed.`,
    unknown_activation: (/** @type {string} */ given, /** @type {string} */ known) =>
      `There is no activation ${given}. Choose one of: ${known}.`,
    unknown_loss: (/** @type {string} */ given, /** @type {string} */ known) => `There is no loss ${given}. Choose one of: ${known}.`,
    wrong_inputs: (/** @type {number} */ given, /** @type {number} */ expected) =>
      `The sample has ${counted(given, "input")}, but the network has ${expected}. Give one number for each input.`,
    wrong_targets: (/** @type {number} */ given, /** @type {number} */ expected) =>
      `The sample has ${counted(given, "target")}, but the network has ${counted(expected, "output")}. Give one number for each output.`,
    empty_name: "The name is empty. Give at least one letter or digit.",
    name_taken: (/** @type {string} */ name) => `The name ${name} is taken. Names of neurons are unique: choose another one.`,
    not_finite: (/** @type {string} */ given) => `${given} is not a finite number. Give a number such as 0.5.`,
  },
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
