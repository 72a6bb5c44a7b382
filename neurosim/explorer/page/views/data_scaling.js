/** Fitting a scaling to the data, exactly as Python does. */

/** @import { App, Shown } from "../app.js" */
/** @import { Document, Scaling } from "../types.js" */

import { setModel } from "../document/edits.js";
import { element, setAttributes, setText } from "./elements.js";
import { trainingRows } from "./training_run.js";

/** @typedef {"none" | "unit" | "symmetric" | "standard" | "other"} ScalingKind */
/** @typedef {"input_scaling" | "target_scaling"} ScalingKey */

/** @type {ScalingKind[]} */
const SCALING_KINDS = ["none", "unit", "symmetric", "standard", "other"];
const SMALLEST_DEVIATION = 2 ** -1022;
const ROWS_SUMMED_PLAINLY = 8;
const ROWS_SUMMED_TOGETHER = 128;

/** @param {App} app */
export function makeScalings(app) {
  const title = element("h2");
  const about = element("p", { class: "muted" });
  const rows = /** @type {ScalingKey[]} */ (["input_scaling", "target_scaling"]).map((key) => {
    const select = element(
      "select", { id: key, onchange: () => fit(key, /** @type {ScalingKind} */ (select.value)) },
      ...SCALING_KINDS.map((value) => element("option", { value })),
    );
    const label = element("label", { for: key });
    return { key, select, label, element: element("p", { class: "setting" }, label, select) };
  });

  /** @param {ScalingKey} key @param {ScalingKind} kind */
  function fit(key, kind) {
    app.edit(app.words.data.scaling, (document) => {
      const { data } = document;
      const columns = key === "input_scaling" ? [0, data?.inputs.length] : [data?.inputs.length, undefined];
      const scaling = fittedScaling((data?.rows ?? []).map((row) => row.slice(...columns)), kind);
      return setModel(document, { ...document.model, [key]: scaling });
    });
    app.look({});
  }

  return {
    element: element("section", { class: "scalings" }, title, about, ...rows.map((row) => row.element)),
    /** @param {Shown} shown */
    update(shown) {
      const { words: { data }, document } = shown;
      setText(title, data.scaling);
      setText(about, data.scaling_about(rows.some(({ key }) => document.model[key] !== null)));
      for (const { key, select, label } of rows) {
        setText(label, data[key]);
        const kind = kindOfScaling(document.model[key]);
        SCALING_KINDS.forEach((each, place) => setText(select.options[place], data.scalings[each]));
        setAttributes(select.options[SCALING_KINDS.length - 1], { hidden: kind !== "other", disabled: true });
        select.value = kind;
        setAttributes(select, { disabled: trainingRows(shown).why !== null || isLocked(document) });
      }
    },
  };
}

/** @param {Document} document */
function isLocked({ locks }) {
  return locks.includes("structure") || locks.includes("weights");
}

/** @param {Scaling | null} scaling @returns {ScalingKind} */
function kindOfScaling(scaling) {
  if (scaling === null) return "none";
  if ("mean" in scaling) return "standard";
  const [low, high] = scaling.feature_range;
  if (high !== 1 || (low !== 0 && low !== -1)) return "other";
  return low === 0 ? "unit" : "symmetric";
}

/**
 * Return the scaling of a kind whose limits, or mean and deviation, are those of the rows.
 *
 * @param {number[][]} rows  at least one
 * @param {ScalingKind} kind
 * @returns {Scaling | null}
 */
export function fittedScaling(rows, kind) {
  if (kind === "none" || rows.length === 0) return null;
  const columns = rows[0].map((_, column) => rows.map((row) => row[column]));
  const minimum = columns.map((column) => column.reduce((low, value) => Math.min(low, value)));
  const maximum = columns.map((column) => column.reduce((high, value) => Math.max(high, value)));
  if (kind !== "standard") return { minimum, maximum, feature_range: kind === "unit" ? [0, 1] : [-1, 1] };
  const found = columns.map((column, place) => standardOf(column, minimum[place], maximum[place]));
  return { mean: found.map(([mean]) => mean), deviation: found.map(([, deviation]) => deviation) };
}

/**
 * @param {number[]} column
 * @param {number} minimum
 * @param {number} maximum
 * @returns {[number, number]} its mean and its deviation
 */
function standardOf(column, minimum, maximum) {
  if (minimum === maximum) return [minimum, 0];
  // a power of two changes no digit, and keeps sums and squares within range
  const size = powerAbove(Math.max(Math.abs(minimum), Math.abs(maximum)));
  const sizes = column.map((value) => value / size);
  const mean = pairwiseSum(sizes, 0, sizes.length) / sizes.length;
  const distances = sizes.map((value) => value - mean);
  const far = powerAbove(distances.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const squares = distances.map((value) => (value / far) * (value / far));
  const deviation = Math.sqrt(pairwiseSum(squares, 0, squares.length) / squares.length) * far * size;
  return [Math.min(Math.max(mean * size, minimum), maximum), Math.max(deviation, SMALLEST_DEVIATION)];
}

/** @param {number} value @returns {number} the power of two that makes a number from 0.5 to below 1 of it */
function powerAbove(value) {
  let power = 2 ** Math.min(Math.max(Math.floor(Math.log2(value)) + 1, -1021), 1023);
  while (value / power >= 1) power *= 2;
  while (value / power < 0.5) power /= 2;
  return power;
}

/**
 * Add numbers in the order of NumPy: halves, and in them eight sums side by side.
 *
 * @param {number[]} values
 * @param {number} start
 * @param {number} count
 * @returns {number}
 */
function pairwiseSum(values, start, count) {
  if (count < ROWS_SUMMED_PLAINLY) {
    let sum = 0;
    for (let at = start; at < start + count; at += 1) sum += values[at];
    return sum;
  }
  if (count > ROWS_SUMMED_TOGETHER) {
    const half = Math.floor(count / 2);
    const left = half - (half % 8);
    return pairwiseSum(values, start, left) + pairwiseSum(values, start + left, count - left);
  }
  const sums = values.slice(start, start + 8);
  let at = 8;
  for (; at < count - (count % 8); at += 8) {
    for (let lane = 0; lane < 8; lane += 1) sums[lane] += values[start + at + lane];
  }
  let sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
  for (; at < count; at += 1) sum += values[start + at];
  return sum;
}
