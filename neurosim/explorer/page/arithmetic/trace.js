/** One sample through a network, with every number on the way, and the steps of the timeline. */

/** @import { Sample, Training } from "../types.js" */
/** @import { Network } from "./network.js" */

import { Refusal } from "../document/refusal.js";
import { lossOf } from "./losses.js";
import { OptimizerRun } from "./optimizers.js";
import { Program } from "./program.js";
import { checkSample, targetScaling } from "./samples.js";
import { inRawUnits, normalized } from "./scaling.js";

/** @typedef {"start" | "inputs" | "forward" | "loss" | "errors" | "gradients" | "update" | "end"} Phase */

/**
 * @typedef {object} Moment  a step of the timeline
 * @property {Phase} phase
 * @property {string | null} neuron  the neuron that is computed in it
 * @property {string[]} symbols  the numbers that are known from here on
 */

export class Trace {
  /** @type {Network} */
  network;
  /** @type {Sample} */
  sample;
  /** @type {Training} */
  training;
  /** @type {Map<string, number>} every number by its symbol; the given ones come first */
  values = new Map();
  /** @type {number[]} in raw units; empty if they cannot be computed */
  outputs = [];
  /** @type {number[] | null} in raw units */
  targets;
  /** @type {number | null} */
  loss = null;
  /** @type {{symbol: string, refusal: Refusal} | null} a number that is not finite */
  failure = null;

  /**
   * @param {Network} network
   * @param {Sample} sample
   * @param {Training} training
   */
  constructor(network, sample, training) {
    this.network = network;
    this.sample = sample;
    this.training = training;
    this.targets = sample.targets;
  }

  /**
   * @param {string} symbol
   * @returns {number | undefined}
   */
  value(symbol) {
    return this.values.get(symbol);
  }
}

/**
 * Send a sample through a network and record every number, with the first step of the optimizer.
 *
 * @param {Network} network  that `problemOf` finds nothing against
 * @param {Sample} sample
 * @param {Training} training
 * @returns {Trace}
 */
export function traceOf(network, sample, training) {
  checkSample(network, sample);
  const trace = new Trace(network, sample, training);
  const program = new Program(network);
  try {
    recordSample(trace, program);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    trace.failure = { symbol: program.failed, refusal: error };
  }
  return trace;
}

/**
 * @param {Trace} trace
 * @param {Program} program
 */
function recordSample(trace, program) {
  const { network, sample, training, values } = trace;
  const { model, inputs, outputs, order } = network;
  const { targets } = sample;
  // a forward pass alone does not use the loss, so the outputs keep their units
  const scaling = targets === null ? model.target_scaling : targetScaling(network);
  const scaled = inputs.map((_, i) => normalized(model.input_scaling, i, sample.inputs[i]));
  const aims = targets?.map((target, k) => normalized(scaling, k, target)) ?? [];
  for (const [p, symbol] of program.symbols.entries()) values.set(symbol, program.theta[p]);
  if (targets !== null) values.set("η", training.optimizer.learning_rate);

  /** @param {string | null} symbol @param {number} value */
  const keep = (symbol, value) => {
    if (symbol !== null && Number.isFinite(value)) values.set(symbol, value);
  };
  /** @param {string} symbol @param {number} value */
  const demand = (symbol, value) => {
    program.failed = symbol;
    if (!Number.isFinite(value)) throw new Refusal("arithmetic", "scaling_not_finite", symbol);
    values.set(symbol, value);
  };
  for (const [i, { symbols }] of inputs.entries()) demand(symbols.output, scaled[i]);
  for (const [k, aim] of aims.entries()) demand(`z[${k}]`, aim);

  try {
    program.forward(scaled);
  } finally {
    for (const { place, symbols } of order) {
      keep(symbols.summation, program.summations[place]);
      if (symbols.summation === program.failed) break;
      keep(symbols.output, program.values[place]);
      if (symbols.output === program.failed) break;
    }
  }
  for (const { place, symbols } of order) keep(symbols.slope, program.slope(place));
  if (lossOf(model.loss)?.softmax) program.classify();
  for (const [k, { symbols }] of outputs.entries()) keep(symbols.probability, program.probabilities[k]);
  const raw = outputs.map(({ place }, k) => inRawUnits(scaling, k, program.values[place]));
  const bad = raw.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) demand(outputs[bad].symbols.output, raw[bad]);
  trace.outputs = raw;
  if (targets === null) return;

  program.measure(aims);
  for (const [k, { symbols }] of outputs.entries()) {
    values.set(`L[${k}]`, program.terms[k]);
    values.set(/** @type {string} */ (symbols.lossGradient), program.lossGradients[k]);
  }
  values.set("L", program.loss);
  trace.loss = program.loss;
  try {
    program.propagate();
  } finally {
    for (const { place, symbols } of [...order].reverse()) {
      if (symbols.delta === program.failed) break;
      keep(symbols.delta, program.deltas[place]);
    }
  }
  for (const [p, symbol] of program.symbols.entries()) keep(`grad ${symbol}`, program.gradient[p]);
  recordStep(trace, program);
}

/**
 * @param {Trace} trace
 * @param {Program} program
 */
function recordStep(trace, program) {
  const { values, training } = trace;
  const before = program.theta.slice();
  const optimizer = new OptimizerRun(training.optimizer, before.length);
  program.update(optimizer, program.gradient);
  for (const [p, symbol] of program.symbols.entries()) {
    if (!program.frozen[p]) {
      for (const [name, number] of optimizer.numbers(p, before[p], program.gradient[p])) {
        if (!Number.isFinite(number)) {
          program.failed = `${name} ${symbol}`;
          throw new Refusal("arithmetic", "kept_not_finite", symbol);
        }
        values.set(`${name} ${symbol}`, number);
      }
    }
    values.set(`new ${symbol}`, program.theta[p]);
  }
}

/**
 * Return the steps of the timeline: those of which all numbers could be computed.
 *
 * @param {Trace} trace
 * @returns {Moment[]}
 */
export function momentsOf(trace) {
  const { network, values } = trace;
  const { inputs, outputs, order } = network;
  /** @type {Moment[]} */
  const moments = [{ phase: "start", neuron: null, symbols: givenSymbols(trace) }];
  /** @param {Phase} phase @param {string | null} neuron @param {(string | null)[]} symbols */
  const add = (phase, neuron, symbols) => {
    const known = symbols.filter((symbol) => symbol !== null && values.has(symbol));
    if (known.length > 0) moments.push({ phase, neuron, symbols: /** @type {string[]} */ (known) });
  };
  add("inputs", null, inputs.map(({ symbols }) => symbols.output));
  for (const { name, symbols } of order) {
    const last = name === order[order.length - 1].name;
    const shares = last ? outputs.map((output) => output.symbols.probability) : [];
    add("forward", name, [symbols.summation, symbols.output, ...shares]);
  }
  if (trace.loss !== null) {
    const parts = outputs.flatMap(({ symbols }, k) => [symbols.target, `L[${k}]`, symbols.lossGradient]);
    add("loss", null, [...parts, "L"]);
    for (const { name, symbols } of [...order].reverse()) add("errors", name, [symbols.slope, symbols.delta]);
    const derived = derivedSymbols(values);
    for (const phase of /** @type {("gradients" | "update")[]} */ (["gradients", "update"])) {
      for (const { name, symbols, sources } of order) {
        const parameters = [...sources.map((edge) => edge.symbol), symbols.bias ?? ""];
        add(phase, name, parameters.flatMap((parameter) => derived[phase].get(parameter) ?? []));
      }
    }
  }
  moments.push({ phase: "end", neuron: null, symbols: [] });
  return moments;
}

/**
 * Return the gradients, and the numbers of the update, of each parameter.
 *
 * @param {Map<string, number>} values
 */
function derivedSymbols(values) {
  /** @type {{gradients: Map<string, string[]>, update: Map<string, string[]>}} */
  const found = { gradients: new Map(), update: new Map() };
  for (const symbol of values.keys()) {
    const space = symbol.lastIndexOf(" ");
    if (space < 0) continue;
    const ofPhase = symbol.startsWith("grad ") ? found.gradients : found.update;
    const parameter = symbol.slice(space + 1);
    ofPhase.set(parameter, [...(ofPhase.get(parameter) ?? []), symbol]);
  }
  return found;
}

/**
 * Return which numbers are known at a step of the timeline.
 *
 * @param {Trace} trace
 * @param {number} step
 * @returns {(symbol: string) => boolean}
 */
export function knownAt(trace, step) {
  const moments = momentsOf(trace);
  if (step >= moments.length - 1) return (symbol) => trace.values.has(symbol);
  const known = new Set(moments.slice(0, step + 1).flatMap((moment) => moment.symbols));
  return (symbol) => known.has(symbol);
}

/**
 * Return what is given before anything is computed: parameters, the rate, and what is not scaled.
 *
 * @param {Trace} trace
 * @returns {string[]}
 */
function givenSymbols(trace) {
  const { network, values } = trace;
  const { model, inputs, outputs, order } = network;
  /** @type {(string | null)[]} */
  const found = order.flatMap(({ sources, symbols }) => [...sources.map((edge) => edge.symbol), symbols.bias]);
  if (model.input_scaling === null) found.push(...inputs.map(({ symbols }) => symbols.output));
  if (targetScaling(network) === null) found.push(...outputs.map(({ symbols }) => symbols.target));
  return /** @type {string[]} */ ([...found, "η"].filter((symbol) => symbol !== null && values.has(symbol)));
}
