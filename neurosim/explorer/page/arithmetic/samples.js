/** Whether the numbers of a sample fit a network. */

/** @import { Sample } from "../types.js" */
/** @import { Network } from "./network.js" */

import { Refusal } from "../document/refusal.js";
import { lossOf } from "./losses.js";
import { scaledColumns } from "./scaling.js";

/**
 * Refuse a sample that does not fit a network.
 *
 * @param {Network} network
 * @param {Sample} sample
 */
export function checkedSample(network, sample) {
  const { model, inputs, outputs } = network;
  checkNumbers(sample.inputs, inputs.length, "inputs");
  checkScaling(scaledColumns(model.input_scaling), inputs.length, "inputs");
  if (sample.targets === null) return;
  checkNumbers(sample.targets, outputs.length, "targets");
  checkScaling(scaledColumns(model.target_scaling), outputs.length, "targets");
  if (lossOf(model.loss)?.probabilities !== true) return;
  for (const [k, target] of sample.targets.entries()) {
    if (target >= 0 && target <= 1) continue;
    throw new Refusal("arithmetic", "target_no_probability", outputs[k].name, target, model.loss);
  }
}

/**
 * @param {number[]} values
 * @param {number} n
 * @param {"inputs" | "targets"} what
 */
function checkNumbers(values, n, what) {
  if (values.length !== n) throw new Refusal("arithmetic", `wrong_${what}`, values.length, n);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Refusal("arithmetic", `${what}_not_finite`, bad);
}

/**
 * @param {number | null} columns
 * @param {number} n
 * @param {"inputs" | "targets"} what
 */
function checkScaling(columns, n, what) {
  if (columns !== null && columns !== n) throw new Refusal("arithmetic", `wrong_scaling_of_${what}`, columns, n);
}
