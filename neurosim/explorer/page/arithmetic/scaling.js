/** Scaling: from raw units to normalized units, and back. */

/** @import { Model, Scaling } from "../types.js" */

import { Refusal } from "../document/refusal.js";
import { lossOf } from "./losses.js";

/**
 * Return values of all columns in normalized units.
 *
 * @param {Scaling | null} scaling
 * @param {number[]} raw
 * @returns {number[]}
 */
export function normalized(scaling, raw) {
  if (scaling === null) return raw;
  if ("mean" in scaling) {
    const { mean, deviation } = scaling;
    return raw.map((value, i) => (deviation[i] === 0 ? 0 : (value - mean[i]) / deviation[i]));
  }
  const { minimum, maximum, feature_range: [low, high] } = scaling;
  return raw.map((value, i) => {
    const span = maximum[i] - minimum[i];
    return span === 0 ? (low + high) / 2 : ((value - minimum[i]) / span) * (high - low) + low;
  });
}

/**
 * Return normalized values of all columns in raw units.
 *
 * @param {Scaling | null} scaling
 * @param {number[]} values
 * @returns {number[]}
 */
export function inRawUnits(scaling, values) {
  if (scaling === null) return values;
  if ("mean" in scaling) return values.map((value, i) => value * scaling.deviation[i] + scaling.mean[i]);
  const { minimum, maximum, feature_range: [low, high] } = scaling;
  return values.map((value, i) => ((value - low) / (high - low)) * (maximum[i] - minimum[i]) + minimum[i]);
}

/**
 * Return the number of columns of a scaling; undefined without a scaling.
 *
 * @param {Scaling | null} scaling
 * @returns {number | undefined}
 */
export function scaledColumns(scaling) {
  return scaling === null ? undefined : ("mean" in scaling ? scaling.mean : scaling.minimum).length;
}

/**
 * Return the scaling of targets: those that are probabilities are never scaled.
 *
 * @param {Model} model
 * @returns {Scaling | null}
 */
export function targetScaling(model) {
  return lossOf(model.loss)?.probabilities ? null : model.target_scaling;
}

/**
 * Refuse targets that the loss does not take.
 *
 * @param {Model} model
 * @param {number[]} targets
 */
export function checkTargets({ loss }, targets) {
  const odd = lossOf(loss)?.probabilities ? targets.find((target) => !(target >= 0 && target <= 1)) : undefined;
  if (odd !== undefined) throw new Refusal("arithmetic", "target_no_probability", odd, loss);
}
