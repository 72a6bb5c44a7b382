/** Reading a document and a look from unknown data, such as that of a link; and the first ones. */

/** @import { Data, Document, Look, Model, Optimizer, Training } from "../types.js" */

import { OPTIMIZERS } from "../arithmetic/optimizers.js";
import { inputNames, outputNames } from "./end_columns.js";
import {
  readChoice, readFields, readFinite, readFlag, readList, readName, readOptional, readText,
  readTuple, readWhole, refuseTwice, shownValue,
} from "./fields.js";
import { MOST_CELLS } from "./limits.js";
import { readModel, readTexts } from "./model_reader.js";
import { Refusal } from "./refusal.js";
import { MOST_DECIMALS, readSample, readTask } from "./task_reader.js";

export const LOCKS = /** @type {const} */ (["structure", "weights", "sample"]);
export const LANGUAGES = /** @type {const} */ (["en", "de"]);
export const THEMES = /** @type {const} */ (["auto", "light", "dark"]);
export const SHOWN_VIEWS = /** @type {const} */ (["all", "network", "panel"]);
export const PANELS = /** @type {const} */ (["neuron", "training", "data", "answers"]);

/** @type {[number, number, number][]} */
const XOR_ROWS = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]];

/**
 * Return what a page starts with when it was given nothing: a small network with a sample and data,
 * which learns XOR within 2000 epochs.
 *
 * @returns {Document}
 */
export function emptyDocument() {
  return readDocument({
    model: {
      name: "",
      neurons: [
        { kind: "input", name: "x[0]" },
        { kind: "input", name: "x[1]" },
        startNeuron("h[0][0]", 0.1, [["x[0]", 0.5], ["x[1]", -0.4]]),
        startNeuron("h[0][1]", -0.2, [["x[0]", 0.3], ["x[1]", 0.8]]),
        startNeuron("o[0]", 0.2, [["h[0][0]", 0.6], ["h[0][1]", -0.7]]),
      ],
    },
    sample: { inputs: [1, 0], targets: [1] },
    data: { name: "XOR", inputs: ["x[0]", "x[1]"], targets: ["z[0]"], rows: XOR_ROWS },
  });
}

/** @param {string} name @param {number} bias @param {[string, number][]} sources */
function startNeuron(name, bias, sources) {
  const edges = sources.map(([source, weight]) => ({ name: source, weight }));
  return { kind: "computed", name, bias, activation: "sigmoid", sources: edges };
}

/**
 * Return what is looked at before anybody chose; the language is that of the page.
 *
 * @returns {Look}
 */
export function emptyLook() {
  const language = globalThis.document?.documentElement.lang === "de" ? "de" : "en";
  return {
    step: Number.MAX_SAFE_INTEGER,
    selected: null,
    panel: "neuron",
    language,
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
  const fields = readFields(value, "document", [
    "model", "positions", "sample", "data", "training", "task", "locks",
  ]);
  const model = readModel(fields.get("model"));
  const inputs = inputNames(model).length;
  const outputs = outputNames(model).length;
  return {
    model,
    positions: readPositions(fields.get("positions") ?? [], model),
    sample: readSample(fields.get("sample"), "sample", inputs, outputs),
    data: readOptional(fields.get("data"), "data", (data, at) =>
      readData(data, at, inputs, outputs),
    ),
    training: readTraining(fields.get("training"), "training"),
    task: readOptional(fields.get("task"), "task", readTask),
    locks: readList(fields.get("locks") ?? [], "locks", (lock, at) =>
      readChoice(lock, at, LOCKS),
    ),
  };
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
  const fields = readFields(value, "look", Object.keys(look));
  /** @template T @param {keyof Look} key @param {(value: unknown, place: string) => T} read */
  const of = (key, read) => (fields.has(key) ? read(fields.get(key), `look.${key}`) : null);
  return {
    step: of("step", readStep) ?? look.step,
    selected: readOptional(fields.get("selected"), "look.selected", readName),
    panel: of("panel", (panel, at) => readChoice(panel, at, PANELS)) ?? look.panel,
    language: of("language", (code, at) => readChoice(code, at, LANGUAGES)) ?? look.language,
    digits: of("digits", (n, at) => readWhole(n, at, 0, MOST_DECIMALS)) ?? look.digits,
    decimal_comma: of("decimal_comma", readFlag) ?? look.decimal_comma,
    theme: of("theme", (theme, at) => readChoice(theme, at, THEMES)) ?? look.theme,
    view: of("view", (view, at) => readChoice(view, at, SHOWN_VIEWS)) ?? look.view,
  };
}

/**
 * Return a place in the timeline.
 *
 * @param {unknown} value
 * @param {string} place
 * @returns {number}
 */
export function readStep(value, place) {
  return readWhole(value, place, 0, Number.MAX_SAFE_INTEGER);
}

/** @param {unknown} value @param {Model} model @returns {[string, number, number][]} */
function readPositions(value, model) {
  const names = new Set(model.neurons.map((neuron) => neuron.name));
  const positions = readList(value, "positions", (item, at) => {
    const [name, x, y] = readTuple(item, at, 3);
    const known = readName(name, at);
    if (!names.has(known)) throw new Refusal("document", "no_neuron", at, shownValue(known));
    return /** @type {[string, number, number]} */ ([known, readFinite(x, at), readFinite(y, at)]);
  });
  refuseTwice(positions.map(([name]) => name), "positions");
  return positions;
}

/**
 * Return rows for a network with so many inputs and outputs.
 *
 * @param {unknown} value
 * @param {string} place
 * @param {number} inputs
 * @param {number} outputs
 * @returns {Data}
 */
function readData(value, place, inputs, outputs) {
  const fields = readFields(value, place, ["name", "inputs", "targets", "rows"]);
  const data = {
    name: readText(fields.get("name") ?? "", `${place}.name`),
    inputs: readTexts(fields.get("inputs"), `${place}.inputs`),
    targets: readTexts(fields.get("targets"), `${place}.targets`),
  };
  const width = inputs + outputs;
  const counts = /** @type {const} */ ([["inputs", inputs], ["targets", outputs]]);
  for (const [key, count] of counts) {
    if (data[key].length !== count) {
      throw new Refusal("document", "wrong_length", `${place}.${key}`, data[key].length, count);
    }
  }
  const most = Math.floor(MOST_CELLS / Math.max(width, 1));
  const rows = readList(
    fields.get("rows"),
    `${place}.rows`,
    (row, at) => readTuple(row, at, width).map((cell) => readFinite(cell, at)),
    most,
  );
  return { ...data, rows };
}

/** @param {unknown} value @param {string} place @returns {Training} */
export function readTraining(value, place) {
  if (value === undefined || value === null) {
    return { optimizer: readOptimizer({ name: "SGD", learning_rate: 0.5 }, place), batch_size: 1 };
  }
  const fields = readFields(value, place, ["optimizer", "batch_size"]);
  return {
    optimizer: readOptimizer(fields.get("optimizer"), `${place}.optimizer`),
    batch_size: readWhole(fields.get("batch_size") ?? 1, `${place}.batch_size`, 1, 1_000_000),
  };
}

/** @param {unknown} value @param {string} place @returns {Optimizer} */
function readOptimizer(value, place) {
  const fields = readFields(value, place, ["name", "learning_rate", "options"]);
  const names = OPTIMIZERS.map((optimizer) => optimizer.name);
  const name = readChoice(fields.get("name"), `${place}.name`, names);
  const defaults = OPTIMIZERS[names.indexOf(name)].options;
  const given = new Map(
    readList(fields.get("options") ?? [], `${place}.options`, (item, at) => {
      const [key, option] = readTuple(item, at, 2);
      const known = readChoice(key, at, defaults.map(([option_name]) => option_name));
      return [known, readOption(known, option, `${place}.${known}`)];
    }),
  );
  /** @type {[string, number | boolean][]} */
  const options = defaults.map(([key, preset]) => [key, given.get(key) ?? preset]);
  const learning_rate = readFinite(fields.get("learning_rate"), `${place}.learning_rate`);
  if (learning_rate <= 0) {
    throw new Refusal("document", "not_positive", `${place}.learning_rate`, learning_rate);
  }
  const chosen = new Map(options);
  if (chosen.get("nesterov") === true && chosen.get("momentum") === 0) {
    throw new Refusal("document", "needs_momentum", place);
  }
  return { name, learning_rate, options };
}

/** @param {string} key @param {unknown} value @param {string} place @returns {number | boolean} */
function readOption(key, value, place) {
  if (key === "nesterov") return readFlag(value, place);
  const option = readFinite(value, place);
  if (key === "eps" && option <= 0) throw new Refusal("document", "not_positive", place, option);
  if (key === "weight_decay") {
    if (option < 0) throw new Refusal("document", "negative", place, option);
  } else if (key !== "eps" && (option < 0 || option >= 1)) {
    throw new Refusal("document", "not_a_share", place, option);
  }
  return option;
}
