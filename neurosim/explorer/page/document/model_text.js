/** Model files: the same text, byte for byte, as Python writes; docs/model-file.md describes it. */

/** @import { Model, NeuronRecord, Preparation, Scaling } from "../types.js" */

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
  const { name, neurons, outputs, loss, input_columns, target_columns, preparation } = model;
  const lines = neurons.map((neuron) => `    ${pythonText(fieldsOfNeuron(neuron))}`);
  const rest = {
    outputs,
    loss,
    input_scaling: fieldsOfScaling(model.input_scaling),
    target_scaling: fieldsOfScaling(model.target_scaling),
    input_columns,
    target_columns: target_columns && target_columns.map((column) =>
      ({ name: column.name, classes: column.classes, ...column.one_output && { one_output: true } })),
    ...isUsed(preparation) && {
      preparation: { categories: new Map(preparation?.categories), fill: new Map(preparation?.fill) },
    },
  };
  const texts = [
    ["format", pythonText(MODEL_FORMAT)],
    ["version", String(versionOf(model))],
    ["name", pythonText(name)],
    ["neurons", `[\n${lines.join(",\n")}\n  ]`],
    ...Object.entries(rest).map(([key, value]) => [key, pythonText(value)]),
  ];
  return `{\n${texts.map(([key, text]) => `  "${key}": ${text}`).join(",\n")}\n}\n`;
}

/** @param {unknown} value  in which every number is a float @returns {string} as Python writes it */
function pythonText(value) {
  if (typeof value === "number") return pythonFloat(value);
  if (Array.isArray(value)) return `[${value.map(pythonText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = value instanceof Map ? [...value] : Object.entries(value);
  return `{${pairs.map(([key, part]) => `${JSON.stringify(key)}: ${pythonText(part)}`).join(", ")}}`;
}

/** @param {Model} model @returns {number} the oldest version that has all it needs */
function versionOf({ neurons, target_columns, input_scaling, target_scaling, preparation }) {
  if (neurons.some((neuron) => neuron.kind === "computed" && neuron.constant)) return 3;
  const standard = [input_scaling, target_scaling].some((scaling) => scaling !== null && "mean" in scaling);
  return isUsed(preparation) || target_columns?.some((column) => column.one_output) || standard ? 2 : 1;
}

/** @param {Preparation | null} preparation @returns {boolean} */
function isUsed(preparation) {
  return preparation !== null && preparation.categories.length + preparation.fill.length > 0;
}

/** @param {NeuronRecord} neuron @returns {object} */
function fieldsOfNeuron(neuron) {
  if (neuron.kind === "input") return { name: neuron.name, kind: "input" };
  const frozen = neuron.sources.filter((source) => source.frozen).map((source) => source.name);
  return {
    name: neuron.name,
    bias: neuron.bias,
    activation: neuron.activation,
    inputs: new Map(neuron.sources.map(({ name, weight }) => [name, weight])),
    ...neuron.constant && { constant: true },
    ...neuron.frozen_bias && { frozen_bias: true },
    ...frozen.length > 0 && { frozen_inputs: frozen },
  };
}

/** @param {Scaling | null} scaling @returns {object | null} with its keys in the order of a file */
function fieldsOfScaling(scaling) {
  if (scaling === null) return null;
  if ("mean" in scaling) return { mean: scaling.mean, deviation: scaling.deviation };
  const { minimum, maximum, feature_range } = scaling;
  return { minimum, maximum, feature_range };
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
