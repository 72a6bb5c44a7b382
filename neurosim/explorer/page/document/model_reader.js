/** Reading the model of a document: every name must exist, and no edge may close a circle. */

/** @import { Model, NeuronRecord, Preparation, Scaling, TargetColumn } from "../types.js" */
/** @import { Reader } from "./fields.js" */

import { activationOf } from "../arithmetic/activations.js";
import { LOSS_NAMES } from "../arithmetic/losses.js";
import { networkOf } from "../arithmetic/network.js";
import { inputNames, outputNames } from "./end_columns.js";
import {
  choiceOf, listOf, orElse, orNull, readFinite, readFlag, readMap, readName, readText, refusal,
  refuseLength, refuseMore, refuseTwice, shapeOf, shownValue, tupleOf,
} from "./fields.js";
import { MOST_EDGES, MOST_NEURONS } from "./limits.js";

export const readTexts = listOf(readText);
const readNumbers = listOf(readFinite);

/** @type {Reader<NeuronRecord>} */
const readInput = shapeOf({ kind: choiceOf(["input"]), name: readName });

/** @type {Reader<NeuronRecord>} */
const readComputed = shapeOf({
  kind: choiceOf(["computed"]),
  name: readName,
  bias: readFinite,
  activation: readActivation,
  sources: listOf(shapeOf({ name: readName, weight: readFinite, frozen: orElse(readFlag, false) })),
  frozen_bias: orElse(readFlag, false),
  constant: orElse(readFlag, false),
});

/** @type {Reader<Model>} */
const readParts = shapeOf({
  name: orElse(readText, ""),
  neurons: listOf(readNeuron, MOST_NEURONS),
  outputs: orNull(readTexts),
  loss: orElse(choiceOf(LOSS_NAMES), "half_squared_error"),
  input_scaling: orNull(readScaling),
  target_scaling: orNull(readScaling),
  input_columns: orNull(readTexts),
  target_columns: orNull(listOf(readTargetColumn)),
  preparation: orNull(shapeOf({
    categories: orElse(listOf(tupleOf(readText, listOf(readName))), []),
    fill: orElse(listOf(tupleOf(readText, readFill)), []),
  })),
});

/**
 * Return a model; whatever is wrong with it is refused.
 *
 * @type {Reader<Model>}
 */
export function readModel(value, place) {
  const model = readParts(value, place);
  checkModel(model, place);
  return model;
}

/** @type {Reader<NeuronRecord>} */
function readNeuron(value, place) {
  const kind = choiceOf(["input", "computed"])(readMap(value, place).get("kind"), `${place}.kind`);
  return kind === "input" ? readInput(value, place) : readComputed(value, place);
}

/** @type {Reader<string>} */
function readActivation(value, place) {
  const activation = activationOf(readName(value, place));
  if (activation === null) throw refusal("unknown_activation", place, shownValue(value));
  return activation.text;
}

/** @type {Reader<Scaling>} */
function readScaling(value, place) {
  const fields = readMap(value, place);
  const standard = fields.has("mean") || fields.has("deviation");
  if (standard) {
    const scaling = shapeOf({ mean: readNumbers, deviation: readNumbers })(value, place);
    checkSpans(scaling.mean, scaling.deviation, scaling.deviation, place);
    return scaling;
  }
  const scaling = shapeOf({
    minimum: readNumbers, maximum: readNumbers, feature_range: tupleOf(readFinite, readFinite),
  })(value, place);
  const { minimum, maximum, feature_range: [low, high] } = scaling;
  checkSpans(minimum, maximum, maximum.map((number, k) => number - minimum[k]), place);
  if (!isScalable(high - low)) throw refusal("wrong_scaling", `${place}.feature_range`);
  return scaling;
}

/** @param {number[]} low @param {number[]} high @param {number[]} spans @param {string} place */
function checkSpans(low, high, spans, place) {
  refuseLength(high, place, low.length);
  // a constant column has no span
  const wrong = spans.findIndex((span) => span !== 0 && !isScalable(span));
  if (wrong >= 0) throw refusal("wrong_scaling", `${place}[${wrong}]`);
}

/** @param {number} span @returns {boolean} */
function isScalable(span) {
  return span > 0 && Number.isFinite(span) && Number.isFinite(1 / span);
}

/** @type {Reader<TargetColumn>} */
function readTargetColumn(value, place) {
  const column = shapeOf({
    name: readText, classes: readTexts, one_output: orElse(readFlag, false),
  })(value, place);
  if (column.one_output) refuseLength(column.classes, `${place}.classes`, 2);
  return column;
}

/** @type {Reader<number | string>} */
function readFill(value, place) {
  return typeof value === "string" ? readName(value, place) : readFinite(value, place);
}

/**
 * Refuse a model whose parts do not fit together.
 *
 * @param {Model} model
 * @param {string} place
 */
export function checkModel(model, place) {
  refuseTwice(model.neurons.map((neuron) => neuron.name), `${place}.neurons`);
  const records = new Map(model.neurons.map((neuron) => [neuron.name, neuron]));
  let edges = 0;
  for (const [index, neuron] of model.neurons.entries()) {
    if (neuron.kind === "input") continue;
    const at = `${place}.neurons[${index}].sources`;
    const sources = neuron.sources.map((source) => source.name);
    refuseTwice(sources, at);
    for (const name of sources) {
      if (!records.has(name)) throw refusal("no_neuron", at, shownValue(name));
    }
    edges += sources.length;
  }
  refuseMore(`${place}.neurons[].sources`, edges, MOST_EDGES);
  const sorted = new Set(networkOf(model).order.map((neuron) => neuron.name));
  const circular = model.neurons.find(({ kind, name }) => kind === "computed" && !sorted.has(name));
  if (circular !== undefined) throw refusal("circle", place, shownValue(circular.name));
  if (model.outputs !== null) checkOutputs(model.outputs, records, `${place}.outputs`);
  checkColumns(model, place);
}

/** @param {string[]} outputs @param {Map<string, NeuronRecord>} records @param {string} place */
function checkOutputs(outputs, records, place) {
  if (outputs.length === 0) throw refusal("empty_text", place);
  refuseTwice(outputs, place);
  for (const name of outputs) {
    const kind = records.get(name)?.kind;
    if (kind === undefined) throw refusal("no_neuron", place, shownValue(name));
    if (kind === "input") throw refusal("input_is_output", place, shownValue(name));
  }
}

/** @param {Model} model @param {string} place */
function checkColumns(model, place) {
  const { input_columns, target_columns, preparation } = model;
  const inputs = inputNames(model).length;
  const outputs = outputNames(model).length;
  /** @param {Scaling | null} scaling */
  const width = (scaling) => scaling && ("mean" in scaling ? scaling.mean : scaling.minimum).length;
  const targets = target_columns && target_columns.reduce(
    (sum, { classes, one_output }) => sum + (one_output ? 1 : classes.length || 1), 0,
  );
  const widths = /** @type {[string, number | null, number][]} */ ([
    ["input_scaling", width(model.input_scaling), inputs],
    ["target_scaling", width(model.target_scaling), outputs],
    ["input_columns", input_columns && input_columns.length, inputs],
    ["target_columns", targets, outputs],
  ]);
  for (const [key, given, expected] of widths) {
    if (given !== null && given !== expected) {
      throw refusal("wrong_width", `${place}.${key}`, given, expected);
    }
  }
  if (preparation !== null) checkPreparation(preparation, input_columns ?? [], `${place}.preparation`);
}

/** @param {Preparation} preparation @param {string[]} columns @param {string} place */
function checkPreparation({ categories, fill }, columns, place) {
  const labelsOf = new Map(categories);
  for (const pairs of [categories, fill]) refuseTwice(pairs.map(([name]) => name), place);
  for (const [name, labels] of categories) {
    refuseTwice(labels, place);
    if (labels.length < 2) throw refusal("wrong_preparation", place, shownValue(name));
  }
  for (const [name, value] of fill) {
    const labels = labelsOf.get(name);
    const fits = labels === undefined ? typeof value === "number" : labels.includes(String(value));
    if (!fits) throw refusal("wrong_preparation", place, shownValue(name));
  }
  const raw = rawColumns(columns, categories);
  // the inputs of a text column stand together, in the order of its labels
  const prepared = raw.flatMap((name) => labelsOf.get(name)?.map((label) => `${name}=${label}`) ?? name);
  const missing = [...categories, ...fill].map(([name]) => name).find((name) => !raw.includes(name)) ??
    prepared.find((name, index) => columns[index] !== name);
  if (missing !== undefined) throw refusal("wrong_preparation", place, shownValue(missing));
}

/**
 * Return the columns of a file that inputs stand for, each once.
 *
 * @param {string[]} columns  of the inputs
 * @param {[string, string[]][]} categories
 * @returns {string[]}
 */
export function rawColumns(columns, categories) {
  const rawOf = new Map(
    categories.flatMap(([name, labels]) => labels.map((label) => [`${name}=${label}`, name])),
  );
  return [...new Set(columns.map((column) => rawOf.get(column) ?? column))];
}
