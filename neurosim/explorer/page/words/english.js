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
  timeline: {
    title: "Timeline",
    track: "Step of the calculation",
    jump: "Phases of the calculation",
    phases: {
      start: "start", inputs: "inputs", forward: "forward", loss: "loss", errors: "error signals", gradients: "gradients",
      update: "update", end: "end",
    },
    step_of: (/** @type {number} */ step, /** @type {number} */ last, /** @type {string} */ phase) => `step ${step} of ${last}, ${phase}`,
    first: "First step",
    back: "Step back",
    play: "Play",
    pause: "Pause",
    forward: "Step forward",
    last: "Last step: show all numbers",
    pace: "Speed",
    paces: ["slow", "normal", "fast", "very fast"],
    follow: "follow",
    follow_why: "Select the neuron that each step is about",
    apply: "Apply this update",
    apply_why: "Make the new weights and biases the current ones, and begin again",
    apply_later: "Step to the update first",
    update_name: "one update",
    applied: (/** @type {string} */ before, /** @type {string} */ after) =>
      `The weights and biases are updated. The loss of this sample was ${before}; now it is ${after}.`,
    hidden: "Not computed yet at this step",
    not_computed: "There is nothing to step through yet, because this network cannot be computed.",
    neurons: (/** @type {number} */ n) => counted(n, "neuron"),
    at_start: "Only the weights and biases are known. Step forward to see how the network computes this sample.",
    at_inputs: "The sample comes in: {inputs}.",
    at_scaled_inputs: "The sample comes in, scaled for the network: {inputs}.",
    at_forward: "{neuron} adds up its weighted inputs and its bias: s = {summation}. Its activation {activation} makes {letter} = {output} of this.",
    at_constant: "{neuron} has no inputs, only its bias: s = {summation}. Its activation {activation} makes {letter} = {output} of this.",
    at_loss: "The output {output} is compared with its target {target}: the loss is L = {loss}.",
    at_losses: "The outputs are compared with their targets: the loss is L = {loss}.",
    at_output_error: "The slope of the loss, {gradient}, times the slope of the activation of {neuron}, {slope}, is its error signal: d = {delta}.",
    at_joined_error: "The loss gives {neuron} its error signal: d = {delta}.",
    at_hidden_error: "{neuron} adds up the weighted error signals of {targets}. Times the slope of its activation, {slope}, this is its own error signal: d = {delta}.",
    at_gradients: "The gradient of a weight is the error signal of its neuron times the number that comes in over it. The gradient of a bias is the error signal.",
    at_gradients_of: "The gradients of {neuron}: its error signal times the number that comes in over each weight. The gradient of its bias is the error signal.",
    at_update: "Each weight and bias takes a step against its gradient: new = old − η · gradient, with the learning rate η = {rate}.",
    at_update_of: "The weights and the bias of {neuron} take a step against their gradients: new = old − η · gradient, with the learning rate η = {rate}.",
    at_optimizer_update: "The optimizer {optimizer} computes the new weights and biases from the gradients, with the learning rate η = {rate}.",
    at_optimizer_update_of: "The optimizer {optimizer} computes the new weights and the new bias of {neuron} from their gradients, with the learning rate η = {rate}.",
    at_end: "All numbers of this sample are known. Its loss is L = {loss}.",
    at_end_forward: "All numbers of this sample are known: {outputs}. With a target there would also be a loss and an update.",
  },
  training: {},
  data: {},
  answers: {},
  files: {},
  document: {},
  arithmetic: {},
  mathematics: {},
};
