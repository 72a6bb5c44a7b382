/** Samples: whether they fit a network, and their numbers in normalized units. */

/** @import { Sample, Scaling } from "../types.js" */
/** @import { Network } from "./network.js" */

import { Refusal } from "../document/refusal.js";
import { lossOf } from "./losses.js";
import { normalized, scaledColumns } from "./scaling.js";

/**
 * Return the scaling of the targets; targets that are probabilities are never scaled.
 *
 * @param {Network} network
 * @returns {Scaling | null}
 */
export function targetScaling(network) {
  return takesProbabilities(network) ? null : network.model.target_scaling;
}

/**
 * Refuse a sample that does not fit a network.
 *
 * @param {Network} network
 * @param {Sample} sample
 */
export function checkSample(network, sample) {
  const { inputs, outputs } = network;
  checkNumbers(sample.inputs, inputs.length, "inputs");
  checkScalings(network, sample.targets !== null);
  if (sample.targets === null) return;
  checkNumbers(sample.targets, outputs.length, "targets");
  const k = takesProbabilities(network) ? sample.targets.findIndex(isNoProbability) : -1;
  if (k >= 0) {
    const { loss } = network.model;
    throw new Refusal("arithmetic", "target_no_probability", outputs[k].name, sample.targets[k], loss);
  }
}

/**
 * Return rows of data in normalized units, one after the other: inputs and then targets.
 *
 * @param {Network} network
 * @param {number[][]} rows  in raw units
 * @returns {Float64Array}
 */
export function normalizedRows(network, rows) {
  const n = network.inputs.length;
  const width = n + network.outputs.length;
  checkScalings(network, true);
  if (rows.length === 0) throw new Refusal("arithmetic", "no_rows");
  const found = new Float64Array(rows.length * width);
  for (const [r, row] of rows.entries()) {
    if (row.length !== width) throw new Refusal("arithmetic", "wrong_row", r + 1, row.length, width);
    const odd = takesProbabilities(network) ? row.slice(n).find(isNoProbability) : undefined;
    if (odd !== undefined) throw new Refusal("arithmetic", "row_no_probability", r + 1, odd, network.model.loss);
    for (let i = 0; i < width; i++) {
      const value = i < n ? normalized(network.model.input_scaling, i, row[i]) :
        normalized(targetScaling(network), i - n, row[i]);
      if (!Number.isFinite(value)) throw new Refusal("arithmetic", "row_not_finite", r + 1);
      found[r * width + i] = value;
    }
  }
  return found;
}

/**
 * Refuse numbers that do not fit the inputs or the outputs.
 *
 * @param {number[]} values
 * @param {number} n
 * @param {"inputs" | "targets"} what
 */
export function checkNumbers(values, n, what) {
  if (values.length !== n) throw new Refusal("arithmetic", `wrong_${what}`, values.length, n);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Refusal("arithmetic", `${what}_not_finite`, bad);
}

/**
 * Refuse a network whose scaling is for other columns.
 *
 * @param {Network} network
 * @param {boolean} both  whether targets are scaled too
 */
export function checkScalings(network, both) {
  const { model, inputs, outputs } = network;
  const ofInputs = scaledColumns(model.input_scaling) ?? inputs.length;
  if (ofInputs !== inputs.length) {
    throw new Refusal("arithmetic", "wrong_scaling_of_inputs", ofInputs, inputs.length);
  }
  const ofTargets = scaledColumns(model.target_scaling) ?? outputs.length;
  if (both && ofTargets !== outputs.length) {
    throw new Refusal("arithmetic", "wrong_scaling_of_targets", ofTargets, outputs.length);
  }
}

/** @param {Network} network */
function takesProbabilities(network) {
  return lossOf(network.model.loss)?.probabilities === true;
}

/** @param {number} target */
function isNoProbability(target) {
  return !(target >= 0 && target <= 1);
}
