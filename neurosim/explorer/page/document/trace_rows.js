/** A trace as a table, with the rows that Python's trace has: each number once, in order. */

/** @import { NetworkNeuron } from "../arithmetic/network.js" */
/** @import { Trace } from "../arithmetic/trace.js" */

import { targetScaling } from "../arithmetic/scaling.js";
import { columnOf } from "../mathematics/working.js";

/** @typedef {[string, string, string, string, number, string]} TraceRow  as the columns say */

export const TRACE_COLUMNS = ["step", "neuron", "symbol", "quantity", "value", "column"];

/** @typedef {(step: string, neuron: string, symbol: string | null, quantity: string, value?: number) => void} AddRow */

/**
 * Return every number of a trace, in order.
 *
 * @param {Trace} trace  without a failure
 * @returns {TraceRow[]}
 */
export function traceRows(trace) {
  const { network, values } = trace;
  const ends = [...network.inputs, ...network.outputs];
  const columns = new Map(ends.map((neuron) => [neuron.name, columnOf(neuron, network)]));
  /** @type {TraceRow[]} */
  const rows = [];
  /** @type {AddRow} */
  const add = (step, neuron, symbol, quantity, value = values.get(symbol ?? "") ?? NaN) => {
    rows.push([step, neuron, symbol ?? "", quantity, value, columns.get(neuron) ?? ""]);
  };
  addForward(trace, add);
  if (trace.loss !== null) addBackward(trace, add);
  return rows;
}

/** @param {Trace} trace @param {AddRow} add */
function addForward({ network, sample, values }, add) {
  const { model, inputs, outputs, order } = network;
  /** @param {NetworkNeuron} neuron @param {string | null} symbol @param {number} raw */
  const addScaled = ({ name }, symbol, raw) => {
    add("normalization", name, symbol, "raw", raw);
    add("normalization", name, symbol, "normalized");
  };
  if (model.input_scaling !== null) {
    for (const [i, neuron] of inputs.entries()) addScaled(neuron, neuron.symbols.output, sample.inputs[i]);
  }
  const targets = targetScaling(model) === null ? null : sample.targets;
  for (const [k, raw] of targets?.entries() ?? []) addScaled(outputs[k], outputs[k].symbols.target, raw);
  for (const { name, symbols } of inputs) add("forward", name, symbols.output, "output");
  for (const { name, symbols, sources } of order) {
    for (const { symbol, source, weight } of sources) {
      const { output } = source.symbols;
      add("forward", name, symbol, "weight", weight);
      add("forward", name, `${symbol} * ${output}`, "product", weight * (values.get(output) ?? NaN));
    }
    add("forward", name, symbols.bias, "bias");
    add("forward", name, symbols.summation, "summation");
    add("forward", name, symbols.output, "output");
    add("forward", name, symbols.slope, "derivative");
  }
  for (const { name, symbols } of outputs) {
    if (symbols.probability !== null) add("forward", name, symbols.probability, "probability");
  }
}

/** @param {Trace} trace @param {AddRow} add */
function addBackward({ network, values }, add) {
  const { outputs, order } = network;
  for (const [k, { name, symbols }] of outputs.entries()) {
    add("loss", name, symbols.target, "target");
    add("loss", name, `L[${k}]`, "loss term");
    add("loss", name, symbols.lossGradient, "loss gradient");
  }
  add("loss", "", "L", "loss");
  for (const { name, symbols, targets } of [...order].reverse()) {
    for (const { symbol, target, weight } of targets) {
      const { delta } = target.symbols;
      const product = weight * (values.get(delta ?? "") ?? NaN);
      add("error signal", name, `${symbol} * ${delta}`, "product", product);
    }
    add("error signal", name, symbols.delta, "error signal");
  }
  const parameters = order.flatMap(({ name, sources, symbols }) =>
    [...sources.map((edge) => edge.symbol), symbols.bias ?? ""].map((symbol) => ({ name, symbol })));
  for (const { name, symbol } of parameters) {
    add("gradient", name, symbol, "gradient", values.get(`grad ${symbol}`));
  }
  /** @type {Map<string, [string, number][]>} */
  const steps = new Map(parameters.map(({ symbol }) => [symbol, []]));
  for (const [key, value] of values) {
    const space = key.lastIndexOf(" ");
    const quantity = key.slice(0, Math.max(space, 0));
    if (!["", "grad", "new"].includes(quantity)) steps.get(key.slice(space + 1))?.push([quantity, value]);
  }
  for (const { name, symbol } of parameters) {
    for (const [quantity, value] of steps.get(symbol) ?? []) add("update", name, symbol, quantity, value);
    add("update", name, symbol, "new value", values.get(`new ${symbol}`));
  }
}
