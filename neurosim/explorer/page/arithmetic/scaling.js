/** Scaling: from raw units to normalized units, and back. */

/** @import { Scaling } from "../types.js" */

/**
 * Return a value of a column in normalized units.
 *
 * @param {Scaling | null} scaling
 * @param {number} column
 * @param {number} raw
 * @returns {number}
 */
export function normalized(scaling, column, raw) {
  if (scaling === null) return raw;
  if ("mean" in scaling) {
    const deviation = scaling.deviation[column];
    return deviation === 0 ? 0 : (raw - scaling.mean[column]) / deviation;
  }
  const [low, high] = scaling.feature_range;
  const span = scaling.maximum[column] - scaling.minimum[column];
  if (span === 0) return (low + high) / 2;
  return ((raw - scaling.minimum[column]) / span) * (high - low) + low;
}

/**
 * Return a normalized value of a column in raw units.
 *
 * @param {Scaling | null} scaling
 * @param {number} column
 * @param {number} value
 * @returns {number}
 */
export function inRawUnits(scaling, column, value) {
  if (scaling === null) return value;
  if ("mean" in scaling) return value * scaling.deviation[column] + scaling.mean[column];
  const [low, high] = scaling.feature_range;
  const span = scaling.maximum[column] - scaling.minimum[column];
  return ((value - low) / (high - low)) * span + scaling.minimum[column];
}

/**
 * Return the number of columns of a scaling; null without a scaling.
 *
 * @param {Scaling | null} scaling
 * @returns {number | null}
 */
export function scaledColumns(scaling) {
  if (scaling === null) return null;
  return "mean" in scaling ? scaling.mean.length : scaling.minimum.length;
}
