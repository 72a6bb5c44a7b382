/** Outputs in raw units, classes and the mean loss. */

/** @import { TargetColumn } from "../types.js" */
/** @import { Network } from "./network.js" */

import { Refusal } from "../document/refusal.js";
import { Program, notFinite } from "./program.js";
import { checkTargets, inRawUnits, normalized, targetScaling } from "./scaling.js";

/**
 * Return a function from inputs to outputs, both in raw units.
 *
 * @param {Network} network  that `problemOf` finds nothing against
 * @returns {(inputs: number[]) => number[]} it throws a Refusal where a number is not finite
 */
export function predictor(network) {
  const { model: { input_scaling, target_scaling }, outputs } = network;
  const program = new Program(network);
  return (inputs) => {
    program.forward(normalized(input_scaling, inputs));
    const raw = inRawUnits(target_scaling, outputs.map(({ place }) => program.values[place]));
    if (!raw.every(Number.isFinite)) throw notFinite(network, "z");
    return raw;
  };
}

/**
 * Return rows of data in normalized units, one after the other: inputs and then targets.
 *
 * @param {Network} network
 * @param {number[][]} rows  in raw units
 * @returns {Float64Array}
 */
export function normalizedRows({ model, inputs, outputs }, rows) {
  const n = inputs.length;
  const width = n + outputs.length;
  if (rows.length === 0) throw new Refusal("arithmetic", "no_rows");
  const found = new Float64Array(rows.length * width);
  for (const [r, row] of rows.entries()) {
    if (row.length !== width) throw new Refusal("arithmetic", "wrong_row", r + 1, row.length, width);
    checkTargets(model, row.slice(n));
    found.set(normalized(model.input_scaling, row.slice(0, n)), r * width);
    found.set(normalized(targetScaling(model), row.slice(n)), r * width + n);
  }
  return found;
}

/**
 * Return the mean loss of samples.
 *
 * @param {Network} network  that `problemOf` finds nothing against
 * @param {number[][]} rows  inputs and then targets, in raw units
 * @returns {number}
 */
export function meanLoss(network, rows) {
  const samples = normalizedRows(network, rows);
  const program = new Program(network);
  let total = 0;
  for (let start = 0; start < samples.length; start += samples.length / rows.length) {
    program.forward(samples, start);
    total += program.measure(samples, start + network.inputs.length);
  }
  return total / rows.length;
}

/**
 * Return the class that outputs stand for: that of the largest output, or by 0.5 of a single one.
 *
 * @param {Network} network
 * @param {number[]} outputs  in raw units
 * @returns {string | null} null if the network has no classes
 */
export function classOf(network, outputs) {
  const column = classColumn(network);
  if (column === null) return null;
  if (column.one_output) return column.classes[outputs[0] > 0.5 ? 1 : 0];
  return column.classes[outputs.indexOf(Math.max(...outputs))];
}

/**
 * Return the only target column, if it has classes that fit the outputs.
 *
 * @param {Network} network
 * @returns {TargetColumn | null}
 */
function classColumn({ model, outputs }) {
  const [column, ...others] = model.target_columns ?? [];
  if (column === undefined || others.length > 0) return null;
  return outputs.length === (column.one_output ? 1 : column.classes.length) && column.classes.length > 0 ? column : null;
}
