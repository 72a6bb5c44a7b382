/** Inputs and outputs after an edit: sample, data, scaling and columns follow the neurons by name. */

/** @import { ComputedRecord, Data, Document, Model, Scaling } from "../types.js" */

import { refuseMore } from "./fields.js";
import { MOST_CELLS, MOST_NEURONS } from "./limits.js";

/**
 * Return the names of the inputs, in order of creation.
 *
 * @param {Model} model
 * @returns {string[]}
 */
export function inputNames(model) {
  return model.neurons.filter(({ kind }) => kind === "input").map(({ name }) => name);
}

/**
 * Return the names of the outputs: those chosen, or every computed neuron that leads nowhere.
 *
 * @param {Model} model
 * @returns {string[]}
 */
export function outputNames(model) {
  if (model.outputs !== null) return model.outputs;
  const computed = /** @type {ComputedRecord[]} */ (model.neurons.filter(({ kind }) => kind === "computed"));
  const sources = new Set(computed.flatMap((neuron) => neuron.sources.map(({ name }) => name)));
  return computed.map(({ name }) => name).filter((name) => !sources.has(name));
}

/**
 * Return a document with another model, in which sample, scaling and columns fit its inputs and
 * outputs: each keeps what belonged to its neuron. More than a page can read again is refused.
 *
 * @param {Document} document
 * @param {Model} model
 * @returns {Document}
 */
export function withEnds(document, model) {
  const inputs = movedPlaces(inputNames(document.model), inputNames(model));
  const outputs = movedPlaces(outputNames(document.model), outputNames(model));
  const { sample } = document;
  const data = document.data && movedData(document.data, model, inputs, outputs);
  refuseMore("model.neurons", model.neurons.length, MOST_NEURONS);
  if (data !== null) refuseManyRows(data, "data.rows");
  return {
    ...document,
    model: {
      ...model,
      input_scaling: movedScaling(model.input_scaling, inputs),
      target_scaling: movedScaling(model.target_scaling, outputs),
      ...movedColumns(model, inputs, outputs),
    },
    sample: {
      inputs: moved(sample.inputs, inputs, () => 1),
      targets: sample.targets && moved(sample.targets, outputs, () => 0),
    },
    data,
  };
}

/**
 * Refuse data with more cells than a page takes.
 *
 * @param {{inputs: unknown[], targets: unknown[], rows: unknown[]}} data
 * @param {string} place
 */
export function refuseManyRows({ inputs, targets, rows }, place) {
  refuseMore(place, rows.length, Math.floor(MOST_CELLS / Math.max(inputs.length + targets.length, 1)));
}

/**
 * Return the data for other inputs and outputs; a new column has the name of its neuron, and zeros.
 *
 * @param {Data} data
 * @param {Model} model
 * @param {number[] | null} inputs
 * @param {number[] | null} outputs
 * @returns {Data}
 */
function movedData(data, model, inputs, outputs) {
  if (inputs === null && outputs === null) return data;
  const width = data.inputs.length;
  const inputTexts = inputNames(model);
  const outputTexts = outputNames(model);
  return {
    ...data,
    inputs: moved(data.inputs, inputs, (place) => inputTexts[place]),
    targets: moved(data.targets, outputs, (place) => outputTexts[place]),
    rows: data.rows.map((row) =>
      [...moved(row.slice(0, width), inputs, () => 0), ...moved(row.slice(width), outputs, () => 0)]),
  };
}

/**
 * Return for each name of now its place before, or -1. What is new takes the place of what is gone,
 * in order.
 *
 * @param {string[]} before
 * @param {string[]} now
 * @returns {number[] | null} null: nothing moved
 */
function movedPlaces(before, now) {
  const places = new Map(before.map((name, place) => [name, place]));
  if (before.length === now.length && now.every((name, place) => before[place] === name)) return null;
  const kept = new Set(now);
  const gone = before.filter((name) => !kept.has(name)).map((name) => places.get(name) ?? -1);
  return now.map((name) => places.get(name) ?? gone.shift() ?? -1);
}

/**
 * @template T
 * @param {T[]} values
 * @param {number[] | null} places
 * @param {(place: number) => T} made  a value for what is new
 * @returns {T[]}
 */
function moved(values, places, made) {
  return places === null ? values : places.map((from, to) => values[from] ?? made(to));
}

/**
 * @param {Scaling | null} scaling
 * @param {number[] | null} places
 * @returns {Scaling | null}
 */
function movedScaling(scaling, places) {
  if (scaling === null || places === null) return scaling;
  if ("mean" in scaling) {
    return { mean: moved(scaling.mean, places, () => 0), deviation: moved(scaling.deviation, places, () => 1) };
  }
  // a column whose extent is the range itself is not changed by the scaling
  const { minimum, maximum, feature_range: range } = scaling;
  return {
    minimum: moved(minimum, places, () => range[0]), maximum: moved(maximum, places, () => range[1]), feature_range: range,
  };
}

/**
 * Return the columns of the data for other inputs and outputs. A column of several outputs (classes)
 * cannot lose one, so that no columns are left then.
 *
 * @param {Model} model
 * @param {number[] | null} inputs
 * @param {number[] | null} outputs
 * @returns {Pick<Model, "input_columns" | "target_columns" | "preparation">}
 */
function movedColumns(model, inputs, outputs) {
  const { input_columns, target_columns, preparation } = model;
  const single = target_columns?.every(({ classes, one_output }) => one_output || classes.length === 0);
  const inputTexts = inputNames(model);
  const outputTexts = outputNames(model);
  return {
    input_columns: input_columns && moved(input_columns, inputs, (place) => inputTexts[place]),
    target_columns: outputs === null ? target_columns : !single || target_columns === null ? null :
      moved(target_columns, outputs, (place) => ({ name: outputTexts[place], classes: [], one_output: false })),
    preparation: inputs === null ? preparation : null,
  };
}
