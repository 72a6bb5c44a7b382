/** A trace as a table, with the rows that Python's trace has: each number once, in order. */

/** @import { NetworkNeuron } from "../arithmetic/network.js" */
/** @import { Trace } from "../arithmetic/trace.js" */

import { targetScaling } from "../arithmetic/scaling.js";
import { columnOf } from "../mathematics/working.js";

/** @typedef {[string, string, string, string, number, string]} TraceRow  as the columns say */

export const TRACE_COLUMNS = ["step", "neuron", "symbol", "quantity", "value", "column"];

/**
 * Return every number of a trace, in order.
 *
 * @param {Trace} trace  without a failure
 * @returns {TraceRow[]}
 */
export function traceRows(trace) {
  const { network } = trace;
  const ends = [...network.inputs, ...network.outputs];
  const columns = new Map(ends.map((neuron) => [neuron.name, columnOf(neuron, network)]));
  /** @type {TraceRow[]} */
  const rows = [];
  /** @param {string} step @param {string} neuron @param {string} symbol @param {string} quantity @param {number} value */
  const add = (step, neuron, symbol, quantity, value) => {
    rows.push([step, neuron, symbol, quantity, value, columns.get(neuron) ?? ""]);
  };
  addNormalizations(trace, add);
  addForward(trace, add);
  if (trace.loss !== null) {
    addLoss(trace, add);
    addErrors(trace, add);
    addGradients(trace, add);
    addUpdate(trace, add);
  }
  return rows;
}

/** @typedef {(step: string, neuron: string, symbol: string, quantity: string, value: number) => void} AddRow */

/** @param {Trace} trace @param {string | null} symbol @returns {number} */
function valueInRow(trace, symbol) {
  return trace.values.get(symbol ?? "") ?? NaN;
}

/** @param {Trace} trace @param {AddRow} add */
function addNormalizations(trace, add) {
  const { network, sample } = trace;
  /** @param {NetworkNeuron[]} neurons @param {"output" | "target"} quantity @param {number[]} raw */
  const addEach = (neurons, quantity, raw) => {
    for (const [place, { name, symbols }] of neurons.entries()) {
      const symbol = symbols[quantity] ?? "";
      add("normalization", name, symbol, "raw", raw[place]);
      add("normalization", name, symbol, "normalized", valueInRow(trace, symbol));
    }
  };
  if (network.model.input_scaling !== null) addEach(network.inputs, "output", sample.inputs);
  if (sample.targets !== null && targetScaling(network.model) !== null) {
    addEach(network.outputs, "target", sample.targets);
  }
}

/** @param {Trace} trace @param {AddRow} add */
function addForward(trace, add) {
  const { inputs, outputs, order } = trace.network;
  for (const { name, symbols } of inputs) {
    add("forward", name, symbols.output, "output", valueInRow(trace, symbols.output));
  }
  for (const { name, symbols, sources } of order) {
    for (const { symbol, source, weight } of sources) {
      const output = source.symbols.output;
      add("forward", name, symbol, "weight", weight);
      add("forward", name, `${symbol} * ${output}`, "product", weight * valueInRow(trace, output));
    }
    const parts = /** @type {const} */ ([
      [symbols.bias, "bias"], [symbols.summation, "summation"], [symbols.output, "output"],
      [symbols.slope, "derivative"],
    ]);
    for (const [symbol, quantity] of parts) {
      add("forward", name, symbol ?? "", quantity, valueInRow(trace, symbol));
    }
  }
  for (const { name, symbols } of outputs) {
    const { probability } = symbols;
    if (probability !== null) {
      add("forward", name, probability, "probability", valueInRow(trace, probability));
    }
  }
}

/** @param {Trace} trace @param {AddRow} add */
function addLoss(trace, add) {
  for (const [place, { name, symbols }] of trace.network.outputs.entries()) {
    const term = `L[${place}]`;
    const { target, lossGradient } = symbols;
    add("loss", name, target ?? "", "target", valueInRow(trace, target));
    add("loss", name, term, "loss term", valueInRow(trace, term));
    add("loss", name, lossGradient ?? "", "loss gradient", valueInRow(trace, lossGradient));
  }
  add("loss", "", "L", "loss", valueInRow(trace, "L"));
}

/** @param {Trace} trace @param {AddRow} add */
function addErrors(trace, add) {
  for (const { name, symbols, targets } of [...trace.network.order].reverse()) {
    for (const { symbol, target, weight } of targets) {
      const { delta } = target.symbols;
      add("error signal", name, `${symbol} * ${delta}`, "product", weight * valueInRow(trace, delta));
    }
    add("error signal", name, symbols.delta ?? "", "error signal", valueInRow(trace, symbols.delta));
  }
}

/** @param {Trace} trace @param {AddRow} add */
function addGradients(trace, add) {
  for (const neuron of trace.network.order) {
    for (const symbol of parametersOf(neuron)) {
      add("gradient", neuron.name, symbol, "gradient", valueInRow(trace, `grad ${symbol}`));
    }
  }
}

/** @param {Trace} trace @param {AddRow} add */
function addUpdate(trace, add) {
  const given = new Set(["grad", "new"]);
  /** @type {Map<string, [string, number][]>} */
  const onTheWay = new Map();
  for (const [key, value] of trace.values) {
    const space = key.lastIndexOf(" ");
    const quantity = key.slice(0, Math.max(space, 0));
    if (space < 0 || given.has(quantity)) continue;
    const symbol = key.slice(space + 1);
    onTheWay.set(symbol, [...(onTheWay.get(symbol) ?? []), [quantity, value]]);
  }
  for (const neuron of trace.network.order) {
    for (const symbol of parametersOf(neuron)) {
      for (const [quantity, value] of onTheWay.get(symbol) ?? []) {
        add("update", neuron.name, symbol, quantity, value);
      }
      add("update", neuron.name, symbol, "new value", valueInRow(trace, `new ${symbol}`));
    }
  }
}

/** @param {NetworkNeuron} neuron @returns {string[]} */
function parametersOf({ sources, symbols }) {
  return [...sources.map((edge) => edge.symbol), symbols.bias ?? ""];
}
