/** Reading the model of a document: every name must exist, and no edge may close a circle. */

/** @import { Model, NeuronRecord, Preparation, Scaling, SourceRecord, TargetColumn } from "../types.js" */

import { activationOf } from "../arithmetic/activations.js";
import { LOSS_NAMES } from "../arithmetic/losses.js";
import { outputNames } from "./end_columns.js";
import {
  readChoice, readFields, readFinite, readFlag, readList, readName, readOptional, readText,
  readTuple, refuseTwice, shownValue,
} from "./fields.js";
import { MOST_EDGES, MOST_NEURONS } from "./limits.js";
import { Refusal } from "./refusal.js";

const MODEL_KEYS = [
  "name", "neurons", "outputs", "loss", "input_scaling", "target_scaling", "input_columns",
  "target_columns", "preparation",
];
const COMPUTED_KEYS = [
  "kind", "name", "bias", "activation", "sources", "frozen_bias", "constant",
];

/**
 * Return a model; whatever is wrong with it is refused.
 *
 * @param {unknown} value
 * @param {string} [place]
 * @returns {Model}
 */
export function readModel(value, place = "model") {
  const fields = readFields(value, place, MODEL_KEYS);
  /** @param {string} key */
  const at = (key) => `${place}.${key}`;
  /** @type {Model} */
  const model = {
    name: readText(fields.get("name") ?? "", at("name")),
    neurons: readList(fields.get("neurons"), at("neurons"), readNeuron, MOST_NEURONS),
    outputs: readOptional(fields.get("outputs"), at("outputs"), readTexts),
    loss: readChoice(fields.get("loss") ?? "half_squared_error", at("loss"), LOSS_NAMES),
    input_scaling: readOptional(fields.get("input_scaling"), at("input_scaling"), readScaling),
    target_scaling: readOptional(fields.get("target_scaling"), at("target_scaling"), readScaling),
    input_columns: readOptional(fields.get("input_columns"), at("input_columns"), readTexts),
    target_columns: readOptional(
      fields.get("target_columns"), at("target_columns"), readTargetColumns,
    ),
    preparation: readOptional(fields.get("preparation"), at("preparation"), readPreparation),
  };
  checkModel(model, place);
  return model;
}

/**
 * Return a list of texts.
 *
 * @param {unknown} value
 * @param {string} place
 * @returns {string[]}
 */
export function readTexts(value, place) {
  return readList(value, place, readText);
}

/** @param {unknown} value @param {string} place @returns {NeuronRecord} */
function readNeuron(value, place) {
  const fields = readFields(value, place, COMPUTED_KEYS);
  const kind = readChoice(fields.get("kind"), `${place}.kind`, ["input", "computed"]);
  const name = readName(fields.get("name"), `${place}.name`);
  if (kind === "input") {
    readFields(value, place, ["kind", "name"]);
    return { kind, name };
  }
  return {
    kind,
    name,
    bias: readFinite(fields.get("bias"), `${place}.bias`),
    activation: readActivation(fields.get("activation"), `${place}.activation`),
    sources: readList(fields.get("sources"), `${place}.sources`, readSource),
    frozen_bias: readFlag(fields.get("frozen_bias") ?? false, `${place}.frozen_bias`),
    constant: readFlag(fields.get("constant") ?? false, `${place}.constant`),
  };
}

/** @param {unknown} value @param {string} place @returns {SourceRecord} */
function readSource(value, place) {
  const fields = readFields(value, place, ["name", "weight", "frozen"]);
  return {
    name: readName(fields.get("name"), `${place}.name`),
    weight: readFinite(fields.get("weight"), `${place}.weight`),
    frozen: readFlag(fields.get("frozen") ?? false, `${place}.frozen`),
  };
}

/**
 * Return the name of a built-in activation.
 *
 * @param {unknown} value
 * @param {string} place
 * @returns {string}
 */
function readActivation(value, place) {
  const activation = activationOf(readName(value, place));
  if (activation === null) {
    throw new Refusal("document", "unknown_activation", place, shownValue(value));
  }
  return activation.text;
}

/** @param {unknown} value @param {string} place @returns {Scaling} by its keys of either kind */
function readScaling(value, place) {
  const keys = ["minimum", "maximum", "feature_range", "mean", "deviation"];
  const fields = readFields(value, place, keys);
  const standard = fields.has("mean") || fields.has("deviation");
  readFields(value, place, standard ? keys.slice(3) : keys.slice(0, 3));
  const [low, high] = (standard ? ["mean", "deviation"] : ["minimum", "maximum"]).map((key) =>
    readList(fields.get(key), `${place}.${key}`, readFinite),
  );
  if (low.length !== high.length) {
    throw new Refusal("document", "wrong_length", place, high.length, low.length);
  }
  const spans = low.map((number, k) => (standard ? high[k] : high[k] - number));
  // a constant column has no span
  const wrong = spans.findIndex((span) => span !== 0 && !isScalable(span));
  if (wrong >= 0) throw new Refusal("document", "wrong_scaling", `${place}[${wrong}]`);
  if (standard) return { mean: low, deviation: high };
  const range = `${place}.feature_range`;
  const [from, to] = readTuple(fields.get("feature_range"), range, 2);
  const feature_range = /** @type {[number, number]} */ ([
    readFinite(from, range), readFinite(to, range),
  ]);
  if (!isScalable(feature_range[1] - feature_range[0])) {
    throw new Refusal("document", "wrong_scaling", range);
  }
  return { minimum: low, maximum: high, feature_range };
}

/** @param {number} span @returns {boolean} */
function isScalable(span) {
  return span > 0 && Number.isFinite(span) && Number.isFinite(1 / span);
}

/** @param {unknown} value @param {string} place @returns {TargetColumn[]} */
function readTargetColumns(value, place) {
  return readList(value, place, (item, at) => {
    const fields = readFields(item, at, ["name", "classes", "one_output"]);
    const classes = readTexts(fields.get("classes"), `${at}.classes`);
    const one_output = readFlag(fields.get("one_output") ?? false, `${at}.one_output`);
    if (one_output && classes.length !== 2) {
      throw new Refusal("document", "wrong_length", `${at}.classes`, classes.length, 2);
    }
    return { name: readText(fields.get("name"), `${at}.name`), classes, one_output };
  });
}

/** @param {unknown} value @param {string} place @returns {Preparation} */
function readPreparation(value, place) {
  const fields = readFields(value, place, ["categories", "fill"]);
  return checkedPreparation(
    {
      categories: readList(fields.get("categories") ?? [], `${place}.categories`, (item, at) => {
        const [name, labels] = readTuple(item, at, 2);
        return [readText(name, at), readList(labels, at, readName)];
      }),
      fill: readList(fields.get("fill") ?? [], `${place}.fill`, (item, at) => {
        const [name, fill] = readTuple(item, at, 2);
        return [readText(name, at), readFill(fill, at)];
      }),
    },
    place,
  );
}

/**
 * Return what replaces a missing value: a number, or a label.
 *
 * @param {unknown} value
 * @param {string} place
 * @returns {number | string}
 */
function readFill(value, place) {
  return typeof value === "string" ? readName(value, place) : readFinite(value, place);
}

/**
 * Return a preparation; labels and fill values that do not fit are refused.
 *
 * @param {Preparation} preparation
 * @param {string} place
 * @returns {Preparation}
 */
function checkedPreparation(preparation, place) {
  const labelsOf = new Map(preparation.categories);
  refuseTwice(preparation.categories.map(([name]) => name), `${place}.categories`);
  refuseTwice(preparation.fill.map(([name]) => name), `${place}.fill`);
  for (const [name, labels] of preparation.categories) {
    refuseTwice(labels, `${place}.categories`);
    if (labels.length < 2) {
      throw new Refusal("document", "few_labels", `${place}.categories`, shownValue(name));
    }
  }
  for (const [name, fill] of preparation.fill) {
    const labels = labelsOf.get(name);
    const fits = labels === undefined ? typeof fill === "number" : labels.includes(String(fill));
    if (!fits) throw new Refusal("document", "wrong_fill", `${place}.fill`, shownValue(name));
  }
  return preparation;
}

/**
 * Refuse a model whose parts do not fit together.
 *
 * @param {Model} model
 * @param {string} place
 */
export function checkModel(model, place) {
  const names = model.neurons.map((neuron) => neuron.name);
  refuseTwice(names, `${place}.neurons`);
  const records = new Map(model.neurons.map((neuron) => [neuron.name, neuron]));
  let edges = 0;
  for (const [index, neuron] of model.neurons.entries()) {
    if (neuron.kind === "input") continue;
    const at = `${place}.neurons[${index}].sources`;
    const sources = neuron.sources.map((source) => source.name);
    refuseTwice(sources, at);
    for (const name of sources) {
      if (!records.has(name)) throw new Refusal("document", "no_neuron", at, shownValue(name));
    }
    edges += sources.length;
  }
  if (edges > MOST_EDGES) throw new Refusal("document", "too_many_edges", place, edges, MOST_EDGES);
  refuseCircle(model, place);
  if (model.outputs !== null) checkOutputs(model.outputs, records, `${place}.outputs`);
  checkColumns(model, place);
}

/** @param {Model} model @param {string} place */
function refuseCircle(model, place) {
  /** @type {Map<string, string[]>} */
  const targets = new Map(model.neurons.map((neuron) => [neuron.name, []]));
  const waiting = new Map();
  const ready = [];
  for (const neuron of model.neurons) {
    const sources = neuron.kind === "input" ? [] : neuron.sources;
    for (const source of sources) targets.get(source.name)?.push(neuron.name);
    if (sources.length === 0) ready.push(neuron.name);
    else waiting.set(neuron.name, sources.length);
  }
  for (const name of ready) {
    for (const target of targets.get(name) ?? []) {
      const left = waiting.get(target) - 1;
      waiting.set(target, left);
      if (left > 0) continue;
      waiting.delete(target);
      ready.push(target);
    }
  }
  for (const name of waiting.keys()) {
    throw new Refusal("document", "circle", place, shownValue(name));
  }
}

/** @param {string[]} outputs @param {Map<string, NeuronRecord>} records @param {string} place */
function checkOutputs(outputs, records, place) {
  if (outputs.length === 0) throw new Refusal("document", "empty_list", place);
  refuseTwice(outputs, place);
  for (const name of outputs) {
    const record = records.get(name);
    if (record === undefined) throw new Refusal("document", "no_neuron", place, shownValue(name));
    if (record.kind === "input") throw new Refusal("document", "input_is_output", place, shownValue(name));
  }
}

/** @param {Model} model @param {string} place */
function checkColumns(model, place) {
  const inputs = model.neurons.filter((neuron) => neuron.kind === "input").length;
  const outputs = outputNames(model).length;
  const widths = /** @type {[string, number | undefined, number][]} */ ([
    ["input_scaling", widthOf(model.input_scaling), inputs],
    ["target_scaling", widthOf(model.target_scaling), outputs],
    ["input_columns", model.input_columns?.length, inputs],
    ["target_columns", model.target_columns?.reduce((sum, c) => sum + columnWidth(c), 0), outputs],
  ]);
  for (const [key, width, expected] of widths) {
    if (width !== undefined && width !== expected) {
      throw new Refusal("document", "wrong_width", `${place}.${key}`, width, expected);
    }
  }
  if (model.preparation !== null) checkPrepared(model.preparation, model.input_columns, place);
}

/** @param {Preparation} preparation @param {string[] | null} columns @param {string} place */
function checkPrepared({ categories, fill }, columns, place) {
  const at = `${place}.preparation`;
  const rawOf = new Map(
    categories.flatMap(([name, labels]) => labels.map((label) => [`${name}=${label}`, name])),
  );
  const raw = [...new Set(columns?.map((column) => rawOf.get(column) ?? column))];
  const missing = [...categories, ...fill].find(([name]) => !raw.includes(name));
  if (missing !== undefined) throw new Refusal("document", "no_column", at, shownValue(missing[0]));
  const labelsOf = new Map(categories);
  const prepared = raw.flatMap(
    (name) => labelsOf.get(name)?.map((label) => `${name}=${label}`) ?? [name],
  );
  // the inputs of a text column stand together, in the order of its labels
  const wrong = prepared.findIndex((name, index) => columns?.[index] !== name);
  if (wrong >= 0) throw new Refusal("document", "no_column", at, shownValue(prepared[wrong]));
}

/** @param {Scaling | null} scaling @returns {number | undefined} */
function widthOf(scaling) {
  if (scaling === null) return undefined;
  return "mean" in scaling ? scaling.mean.length : scaling.minimum.length;
}

/**
 * Return the number of outputs that stand for a column.
 *
 * @param {TargetColumn} column
 * @returns {number}
 */
function columnWidth(column) {
  return column.one_output ? 1 : column.classes.length || 1;
}
