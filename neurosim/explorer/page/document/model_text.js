/** Model files: the same text, byte for byte, as Python writes; docs/model-file.md describes it. */

/** @import { Model, NeuronRecord, Preparation, Scaling, TargetColumn } from "../types.js" */

import { listOf, readFields, readMap, readName, refusal, shownValue, wholeOf } from "./fields.js";
import { checkModel, readModel } from "./model_reader.js";
import { readOrderedJson } from "./ordered_json.js";
import { pythonFloat } from "./python_numbers.js";

const MODEL_FORMAT = "neurosim-model";
const NEWEST_VERSION = 3;
const FILE_KEYS = [
  "format", "version", "name", "neurons", "outputs", "loss", "input_scaling", "target_scaling",
  "input_columns", "target_columns", "preparation",
];
const FILE_NEURON_KEYS = [
  "name", "bias", "activation", "inputs", "frozen_bias", "frozen_inputs", "constant",
];

/**
 * Return the text of a model file.
 *
 * @param {Model} model
 * @returns {string}
 */
export function modelText(model) {
  checkModel(model, "model");
  const neurons = model.neurons.map((neuron) => `    ${neuronText(neuron)}`);
  /** @type {[string, string][]} */
  const parts = [
    ["format", quoted(MODEL_FORMAT)],
    ["version", String(versionOf(model))],
    ["name", quoted(model.name)],
    ["neurons", `[\n${neurons.join(",\n")}\n  ]`],
    ["outputs", nullOr(model.outputs, quotedList)],
    ["loss", quoted(model.loss)],
    ["input_scaling", nullOr(model.input_scaling, scalingText)],
    ["target_scaling", nullOr(model.target_scaling, scalingText)],
    ["input_columns", nullOr(model.input_columns, quotedList)],
    ["target_columns", nullOr(model.target_columns, (columns) => listText(columns, columnText))],
  ];
  const { preparation } = model;
  if (preparation !== null && isUsed(preparation)) {
    parts.push(["preparation", preparationText(preparation)]);
  }
  return `{\n${parts.map(([key, text]) => `  "${key}": ${text}`).join(",\n")}\n}\n`;
}

/** @param {Model} model @returns {number} the oldest version that has all it needs */
function versionOf(model) {
  if (model.neurons.some((neuron) => neuron.kind === "computed" && neuron.constant)) return 3;
  const oneOutput = model.target_columns?.some((column) => column.one_output) ?? false;
  const scalings = [model.input_scaling, model.target_scaling];
  const standard = scalings.some((scaling) => scaling !== null && "mean" in scaling);
  const prepared = model.preparation !== null && isUsed(model.preparation);
  return prepared || oneOutput || standard ? 2 : 1;
}

/** @param {Preparation} preparation @returns {boolean} */
function isUsed({ categories, fill }) {
  return categories.length > 0 || fill.length > 0;
}

/** @param {NeuronRecord} neuron @returns {string} */
function neuronText(neuron) {
  if (neuron.kind === "input") return fieldsText([["name", quoted(neuron.name)], ["kind", '"input"']]);
  const inputs = neuron.sources.map(({ name, weight }) => pairText(name, pythonFloat(weight)));
  const frozen = neuron.sources.filter((source) => source.frozen).map((source) => source.name);
  /** @type {[string, string][]} */
  const parts = [
    ["name", quoted(neuron.name)],
    ["bias", pythonFloat(neuron.bias)],
    ["activation", quoted(neuron.activation)],
    ["inputs", `{${inputs.join(", ")}}`],
  ];
  if (neuron.constant) parts.push(["constant", "true"]);
  if (neuron.frozen_bias) parts.push(["frozen_bias", "true"]);
  if (frozen.length > 0) parts.push(["frozen_inputs", quotedList(frozen)]);
  return fieldsText(parts);
}

/** @param {Scaling} scaling @returns {string} */
function scalingText(scaling) {
  /** @type {[string, number[]][]} */
  const parts = "mean" in scaling ?
    [["mean", scaling.mean], ["deviation", scaling.deviation]] :
    [
      ["minimum", scaling.minimum], ["maximum", scaling.maximum],
      ["feature_range", scaling.feature_range],
    ];
  return fieldsText(parts.map(([key, numbers]) => [key, listText(numbers, pythonFloat)]));
}

/** @param {TargetColumn} column @returns {string} */
function columnText({ name, classes, one_output }) {
  /** @type {[string, string][]} */
  const parts = [["name", quoted(name)], ["classes", quotedList(classes)]];
  if (one_output) parts.push(["one_output", "true"]);
  return fieldsText(parts);
}

/** @param {Preparation} preparation @returns {string} */
function preparationText({ categories, fill }) {
  const fills = fill.map(([name, value]) => /** @type {[string, string]} */ (
    [name, typeof value === "string" ? quoted(value) : pythonFloat(value)]
  ));
  return fieldsText([
    ["categories", fieldsText(categories.map(([name, labels]) => [name, quotedList(labels)]))],
    ["fill", fieldsText(fills)],
  ]);
}

/** @param {[string, string][]} parts @returns {string} */
function fieldsText(parts) {
  return `{${parts.map(([key, text]) => pairText(key, text)).join(", ")}}`;
}

/** @param {string} key @param {string} text @returns {string} */
function pairText(key, text) {
  return `${quoted(key)}: ${text}`;
}

/** @template T @param {readonly T[]} values @param {(value: T) => string} text @returns {string} */
function listText(values, text) {
  return `[${values.map(text).join(", ")}]`;
}

/** @param {readonly string[]} texts @returns {string} */
function quotedList(texts) {
  return listText(texts, quoted);
}

/** @param {string} text @returns {string} */
function quoted(text) {
  return JSON.stringify(text);
}

/** @template T @param {T | null} value @param {(value: T) => string} text @returns {string} */
function nullOr(value, text) {
  return value === null ? "null" : text(value);
}

/**
 * Return the model of a model file's text; whatever is wrong with it is refused.
 *
 * @param {string} text
 * @returns {Model}
 */
export function readModelText(text) {
  const content = readOrderedJson(text.replace(/^\uFEFF/, ""));
  if (!(content instanceof Map) || !content.has("format")) {
    throw refusal("no_model_file");
  }
  const format = content.get("format");
  if (format !== MODEL_FORMAT) throw refusal("other_format", shownValue(format));
  const version = content.get("version");
  if (typeof version === "number" && version > NEWEST_VERSION) {
    throw refusal("newer_version", version, NEWEST_VERSION);
  }
  const fields = readFields(content, "file", FILE_KEYS);
  wholeOf(1, NEWEST_VERSION)(version, "version");
  const neurons = listOf(neuronOfFile)(fields.get("neurons"), "neurons");
  const kept = [...fields].filter(([key]) => key !== "format" && key !== "version");
  return readModel(
    new Map([
      ...kept,
      ["neurons", neurons],
      ["preparation", preparationOfFile(fields.get("preparation"))],
    ]),
    "model",
  );
}

/** @param {unknown} value @param {string} place @returns {Map<string, unknown>} */
function neuronOfFile(value, place) {
  const given = readMap(value, place);
  if (given.has("kind")) return given;
  const fields = readFields(value, place, FILE_NEURON_KEYS);
  const inputs = readMap(fields.get("inputs"), `${place}.inputs`);
  const at = `${place}.frozen_inputs`;
  const frozen = new Set(listOf(readName)(fields.get("frozen_inputs") ?? [], at));
  for (const name of frozen) {
    if (!inputs.has(name)) throw refusal("no_neuron", at, shownValue(name));
  }
  const sources = [...inputs].map(([name, weight]) => ({ name, weight, frozen: frozen.has(name) }));
  const kept = [...fields].filter(([key]) => key !== "inputs" && key !== "frozen_inputs");
  return new Map([...kept, ["kind", "computed"], ["sources", sources]]);
}

/** @param {unknown} value @returns {unknown} */
function preparationOfFile(value) {
  if (value === undefined || value === null) return null;
  const fields = readFields(value, "preparation", ["categories", "fill"]);
  return new Map(
    [...fields].map(([key, pairs]) => [key, [...readMap(pairs, `preparation.${key}`)]]),
  );
}
