/** Reading the task of a document: the questions of an exercise. */

/** @import { Choice, PlainNumber, Sample, SheetVariant, Task } from "../types.js" */

import { inputNames, outputNames } from "./end_columns.js";
import {
  readFields, readFinite, readList, readOptional, readText, readTuple, readWhole,
} from "./fields.js";
import { MOST_VARIANTS } from "./limits.js";
import { readModel, readTexts } from "./model_reader.js";
import { Refusal } from "./refusal.js";

/** How many decimals can be asked for or shown. */
export const MOST_DECIMALS = 12;

const VARIANT_KEYS = ["number", "model", "sample", "given", "ask", "numbers", "choices", "lines"];

/**
 * Return a task.
 *
 * @param {unknown} value
 * @param {string} place
 * @returns {Task}
 */
export function readTask(value, place) {
  const fields = readFields(value, place, ["title", "decimals", "variants"]);
  return {
    title: readText(fields.get("title") ?? "", `${place}.title`),
    decimals: readWhole(fields.get("decimals"), `${place}.decimals`, 0, MOST_DECIMALS),
    variants: readList(
      fields.get("variants") ?? [], `${place}.variants`, readVariant, MOST_VARIANTS,
    ),
  };
}

/** @param {unknown} value @param {string} place @returns {SheetVariant} */
function readVariant(value, place) {
  const fields = readFields(value, place, VARIANT_KEYS);
  const model = readModel(fields.get("model"), `${place}.model`);
  const inputs = inputNames(model).length;
  return {
    number: readWhole(fields.get("number"), `${place}.number`, 0, Number.MAX_SAFE_INTEGER),
    model,
    sample: readSample(fields.get("sample"), `${place}.sample`, inputs, outputNames(model).length),
    given: readTexts(fields.get("given") ?? [], `${place}.given`),
    ask: readTexts(fields.get("ask") ?? [], `${place}.ask`),
    numbers: readList(fields.get("numbers") ?? [], `${place}.numbers`, readPlainNumber),
    choices: readList(fields.get("choices") ?? [], `${place}.choices`, readQuestion),
    lines: readTexts(fields.get("lines") ?? [], `${place}.lines`),
  };
}

/** @param {unknown} value @param {string} place @returns {PlainNumber} */
function readPlainNumber(value, place) {
  const fields = readFields(value, place, ["prompt", "value", "tolerance", "decimals", "wrong"]);
  return {
    prompt: readText(fields.get("prompt"), `${place}.prompt`),
    value: readFinite(fields.get("value"), `${place}.value`),
    tolerance: readFinite(fields.get("tolerance"), `${place}.tolerance`),
    decimals: readWhole(fields.get("decimals"), `${place}.decimals`, 0, MOST_DECIMALS),
    wrong: readList(fields.get("wrong") ?? [], `${place}.wrong`, (item, at) => {
      const [wrong, hint] = readTuple(item, at, 2);
      return /** @type {[number, string]} */ ([readFinite(wrong, at), readText(hint, at)]);
    }),
  };
}

/** @param {unknown} value @param {string} place @returns {Choice} */
function readQuestion(value, place) {
  const fields = readFields(value, place, ["prompt", "options", "right", "feedback"]);
  const options = readTexts(fields.get("options"), `${place}.options`);
  return {
    prompt: readText(fields.get("prompt"), `${place}.prompt`),
    options,
    right: readWhole(fields.get("right"), `${place}.right`, 0, options.length - 1),
    feedback: readTexts(fields.get("feedback") ?? [], `${place}.feedback`),
  };
}

/**
 * Return a sample of a network with so many inputs and outputs.
 *
 * @param {unknown} value
 * @param {string} place
 * @param {number} inputs
 * @param {number} outputs
 * @returns {Sample}
 */
export function readSample(value, place, inputs, outputs) {
  if (value === undefined || value === null) {
    return { inputs: new Array(inputs).fill(0), targets: null };
  }
  const fields = readFields(value, place, ["inputs", "targets"]);
  const sample = {
    inputs: readList(fields.get("inputs"), `${place}.inputs`, readFinite),
    targets: readOptional(fields.get("targets"), `${place}.targets`, (targets, at) =>
      readList(targets, at, readFinite),
    ),
  };
  if (sample.inputs.length !== inputs) {
    throw new Refusal("document", "wrong_length", `${place}.inputs`, sample.inputs.length, inputs);
  }
  if (sample.targets !== null && sample.targets.length !== outputs) {
    throw new Refusal(
      "document", "wrong_length", `${place}.targets`, sample.targets.length, outputs,
    );
  }
  return sample;
}
