/** Outputs in raw units, classes and the mean loss. */

/** @import { Network } from "./network.js" */
/** @import { TargetColumn } from "../types.js" */

import { Refusal } from "../document/refusal.js";
import { softmax } from "./losses.js";
import { Program } from "./program.js";
import { checkNumbers, checkScalings, normalizedRows } from "./samples.js";
import { inRawUnits, normalized } from "./scaling.js";

/**
 * Return a function from inputs to outputs, both in raw units.
 *
 * @param {Network} network  that `problemOf` finds nothing against
 * @returns {(inputs: number[]) => number[]} it throws a Refusal where a number is not finite
 */
export function predictor(network) {
  const { model, inputs, outputs } = network;
  checkScalings(network, true);
  const program = new Program(network);
  return (values) => {
    checkNumbers(values, inputs.length, "inputs");
    program.forward(values.map((value, i) => normalized(model.input_scaling, i, value)));
    const raw = outputs.map(({ place }, k) => inRawUnits(model.target_scaling, k, program.values[place]));
    const bad = raw.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new Refusal("arithmetic", "scaling_not_finite", outputs[bad].symbols.output);
    return raw;
  };
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
  const width = samples.length / rows.length;
  let total = 0;
  for (let start = 0; start < samples.length; start += width) {
    program.forward(samples, start);
    program.measure(samples, start + network.inputs.length);
    total += program.loss;
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
 * Return outputs as probabilities: of each class, where the network has classes.
 *
 * @param {Network} network
 * @param {number[]} outputs  in raw units
 * @returns {number[]}
 */
export function probabilitiesOf(network, outputs) {
  if (classColumn(network)?.one_output) return [1 - outputs[0], outputs[0]];
  if (network.model.loss !== "softmax_cross_entropy") return outputs;
  /** @type {number[]} */
  const shares = [];
  softmax(outputs, shares);
  return shares;
}

/**
 * Return the only target column, if it has classes that fit the outputs.
 *
 * @param {Network} network
 * @returns {TargetColumn | null}
 */
function classColumn(network) {
  const columns = network.model.target_columns ?? [];
  if (columns.length !== 1 || columns[0].classes.length === 0) return null;
  const width = columns[0].one_output ? 1 : columns[0].classes.length;
  return width === network.outputs.length ? columns[0] : null;
}
