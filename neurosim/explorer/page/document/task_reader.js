/** Reading samples, and the task of a document: the questions of an exercise. */

/** @import { Model, Sample, SheetVariant, Task } from "../types.js" */
/** @import { Reader } from "./fields.js" */

import { inputNames, outputNames } from "./end_columns.js";
import {
  listOf, orElse, orNull, readFinite, readText, refuseLength, shapeOf, tupleOf, wholeOf,
} from "./fields.js";
import { MOST_VARIANTS } from "./limits.js";
import { readModel, readTexts } from "./model_reader.js";

/** How many decimals can be asked for or shown. */
export const MOST_DECIMALS = 15;

const anyWhole = wholeOf(0, Number.MAX_SAFE_INTEGER);

/** @type {Reader<Sample>} */
export const readSample = shapeOf({
  inputs: listOf(readFinite), targets: orNull(listOf(readFinite)),
});

const readQuestion = shapeOf({
  prompt: readText, options: readTexts, right: anyWhole, feedback: orElse(readTexts, []),
});

const readPlainNumber = shapeOf({
  prompt: readText,
  value: readFinite,
  tolerance: readFinite,
  decimals: wholeOf(0, MOST_DECIMALS),
  wrong: orElse(listOf(tupleOf(readFinite, readText)), []),
});

/** @type {Reader<Task>} */
export const readTask = shapeOf({
  title: orElse(readText, ""),
  decimals: wholeOf(0, MOST_DECIMALS),
  variants: orElse(listOf(readVariant, MOST_VARIANTS), []),
});

/** @type {Reader<SheetVariant>} */
function readVariant(value, place) {
  const variant = shapeOf({
    number: anyWhole,
    model: readModel,
    sample: readSample,
    given: orElse(readTexts, []),
    ask: orElse(readTexts, []),
    numbers: orElse(listOf(readPlainNumber), []),
    choices: orElse(listOf(readQuestion), []),
    lines: orElse(readTexts, []),
  })(value, place);
  checkEnds(variant.sample, variant.model, `${place}.sample`);
  for (const [index, { options, right }] of variant.choices.entries()) {
    wholeOf(0, options.length - 1)(right, `${place}.choices[${index}].right`);
  }
  return variant;
}

/**
 * Refuse a sample, or the headings of data, with more or fewer parts than the network has ends.
 *
 * @param {{inputs: unknown[], targets: unknown[] | null}} ends
 * @param {Model} model
 * @param {string} place
 */
export function checkEnds({ inputs, targets }, model, place) {
  refuseLength(inputs, `${place}.inputs`, inputNames(model).length);
  if (targets !== null) refuseLength(targets, `${place}.targets`, outputNames(model).length);
}
