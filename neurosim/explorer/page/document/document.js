/** Reading a document and a look from unknown data, such as that of a link; and the first ones. */

/** @import { Document, Look, Optimizer, Training } from "../types.js" */
/** @import { Reader } from "./fields.js" */

import { OPTIMIZERS } from "../arithmetic/optimizers.js";
import { inputNames, refuseManyRows } from "./end_columns.js";
import {
  choiceOf, listOf, orElse, orNull, readFinite, readFlag, readName, readText, refusal, refuseLength,
  refuseTwice, shapeOf, shownValue, tupleOf, wholeOf,
} from "./fields.js";
import { readModel, readTexts } from "./model_reader.js";
import { MOST_DECIMALS, checkEnds, readSample, readTask } from "./task_reader.js";

export const readLock = choiceOf(/** @type {const} */ (["structure", "weights", "sample"]));
export const readLanguage = choiceOf(/** @type {const} */ (["en", "de"]));
export const readTheme = choiceOf(/** @type {const} */ (["auto", "light", "dark"]));
export const readView = choiceOf(/** @type {const} */ (["all", "network", "panel"]));
const readPanel = choiceOf(/** @type {const} */ (["neuron", "training", "data", "answers"]));

const OPTIMIZER_NAMES = OPTIMIZERS.map((kind) => kind.name);

/** @type {Training} */
const FIRST_TRAINING = {
  optimizer: { name: "SGD", learning_rate: 0.5, options: OPTIMIZERS[0].options }, batch_size: 1,
};

const readParameters = shapeOf({
  name: choiceOf(OPTIMIZER_NAMES),
  learning_rate: readPositive,
  options: orElse(listOf(tupleOf(readText, (value) => value)), []),
});

const readTrainingParts = shapeOf({ optimizer: readOptimizer, batch_size: orElse(wholeOf(1, 1e6), 1) });

const readDocumentParts = shapeOf({
  model: readModel,
  positions: orElse(listOf(tupleOf(readName, readFinite, readFinite)), []),
  sample: orNull(readSample),
  data: orNull(shapeOf({
    name: orElse(readText, ""), inputs: readTexts, targets: readTexts,
    rows: listOf(listOf(readFinite)),
  })),
  training: orElse(readTraining, FIRST_TRAINING),
  task: orNull(readTask),
  locks: orElse(listOf(readLock), []),
});

/** @param {string} name @param {number} bias @param {[string, number][]} sources */
function firstNeuron(name, bias, sources) {
  const edges = sources.map(([source, weight]) => ({ name: source, weight }));
  return { kind: "computed", name, bias, activation: "sigmoid", sources: edges };
}

/**
 * Return what a page starts with when it was given nothing: a small network with a sample and data,
 * which learns XOR within 2000 epochs.
 *
 * @returns {Document}
 */
export function emptyDocument() {
  return readDocument({
    model: {
      neurons: [
        { kind: "input", name: "x[0]" },
        { kind: "input", name: "x[1]" },
        firstNeuron("h[0][0]", 0.1, [["x[0]", 0.5], ["x[1]", -0.4]]),
        firstNeuron("h[0][1]", -0.2, [["x[0]", 0.3], ["x[1]", 0.8]]),
        firstNeuron("o[0]", 0.2, [["h[0][0]", 0.6], ["h[0][1]", -0.7]]),
      ],
    },
    sample: { inputs: [1, 0], targets: [1] },
    data: {
      name: "XOR", inputs: ["x[0]", "x[1]"], targets: ["z[0]"],
      rows: [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]],
    },
  });
}

/**
 * Return what is looked at before anybody chose; the language is that of the page.
 *
 * @returns {Look}
 */
export function emptyLook() {
  return {
    step: Number.MAX_SAFE_INTEGER,
    selected: null,
    panel: "neuron",
    language: globalThis.document?.documentElement.lang === "de" ? "de" : "en",
    digits: 4,
    decimal_comma: false,
    theme: "auto",
    view: "all",
  };
}

/**
 * Return a document; whatever is wrong with it is refused. Without any, it is the empty one.
 *
 * @param {unknown} value
 * @returns {Document}
 */
export function readDocument(value) {
  if (value === undefined || value === null) return emptyDocument();
  const document = readDocumentParts(value, "document");
  const { model, positions, data } = document;
  const inputs = inputNames(model);
  const sample = document.sample ?? { inputs: inputs.map(() => 0), targets: null };
  checkEnds(sample, model, "document.sample");
  refuseTwice(positions.map(([name]) => name), "document.positions");
  const names = new Set(model.neurons.map((neuron) => neuron.name));
  for (const [name] of positions) {
    if (!names.has(name)) throw refusal("no_neuron", "document.positions", shownValue(name));
  }
  if (data !== null) {
    checkEnds(data, model, "document.data");
    const width = data.inputs.length + data.targets.length;
    refuseManyRows(data, "document.data.rows");
    for (const [index, row] of data.rows.entries()) refuseLength(row, `document.data.rows[${index}]`, width);
  }
  return { ...document, sample };
}

/**
 * Return a look; what it does not say is as in the empty one.
 *
 * @param {unknown} value
 * @returns {Look}
 */
export function readLook(value) {
  const look = emptyLook();
  if (value === undefined || value === null) return look;
  return shapeOf({
    step: orElse(wholeOf(0, look.step), look.step),
    selected: orNull(readName),
    panel: orElse(readPanel, look.panel),
    language: orElse(readLanguage, look.language),
    digits: orElse(wholeOf(1, MOST_DECIMALS), look.digits),
    decimal_comma: orElse(readFlag, look.decimal_comma),
    theme: orElse(readTheme, look.theme),
    view: orElse(readView, look.view),
  })(value, "look");
}

/**
 * Return the settings of a training.
 *
 * @type {Reader<Training>}
 */
export function readTraining(value, place) {
  return readTrainingParts(value, place);
}

/** @type {Reader<Optimizer>} */
function readOptimizer(value, place) {
  const { name, learning_rate, options: given } = readParameters(value, place);
  const presets = new Map(OPTIMIZERS[OPTIMIZER_NAMES.indexOf(name)].options);
  const chosen = new Map(presets);
  for (const [key, option] of given) {
    choiceOf([...presets.keys()])(key, `${place}.options`);
    chosen.set(key, readOption(key, option, `${place}.${key}`));
  }
  if (chosen.get("nesterov") === true && chosen.get("momentum") === 0) {
    throw refusal("needs_momentum", place);
  }
  return { name, learning_rate, options: [...chosen] };
}

/** @param {string} key @param {unknown} value @param {string} place @returns {number | boolean} */
function readOption(key, value, place) {
  if (key === "nesterov") return readFlag(value, place);
  if (key === "eps") return readPositive(value, place);
  const option = readFinite(value, place);
  if (option < 0 || (option >= 1 && key !== "weight_decay")) {
    throw refusal("out_of_range", place, option, key === "weight_decay" ? "≥ 0" : "≥ 0, < 1");
  }
  return option;
}

/** @type {Reader<number>} */
function readPositive(value, place) {
  const number = readFinite(value, place);
  if (number <= 0) throw refusal("out_of_range", place, number, "> 0");
  return number;
}
