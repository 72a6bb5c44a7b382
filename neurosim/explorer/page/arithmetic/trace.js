/** One sample through a network, with every number on the way, and the steps of the timeline. */

/** @import { Sample, Training } from "../types.js" */
/** @import { Network } from "./network.js" */

import { Refusal } from "../document/refusal.js";
import { OptimizerRun } from "./optimizers.js";
import { Program, notFinite } from "./program.js";
import { checkTargets, inRawUnits, normalized, targetScaling } from "./scaling.js";

/** @typedef {"start" | "inputs" | "forward" | "loss" | "errors" | "gradients" | "update" | "end"} Phase */

/**
 * @typedef {object} Moment  a step of the timeline
 * @property {Phase} phase
 * @property {string | null} neuron  the neuron that is computed in it
 * @property {string[]} symbols  the numbers that are known from here on
 */

/** @typedef {[string | null, number][]} Numbers  by symbol; those without one are left out */

export class Trace {
  /** @type {Network} */
  network;
  /** @type {Sample} */
  sample;
  /** @type {Training} */
  training;
  /** @type {Map<string, number>} every number by its symbol, in order; parameters come first */
  values = new Map();
  /** @type {Moment[]} those of which all numbers could be computed */
  moments = [];
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

  /**
   * Add a step of the timeline.
   *
   * @param {Phase} phase
   * @param {string | null} neuron
   * @param {Numbers} numbers
   */
  add(phase, neuron, numbers) {
    const symbols = numbers.flatMap(([symbol]) => symbol ?? []);
    this.keep(numbers);
    this.moments.push({ phase, neuron, symbols });
  }

  /**
   * Keep numbers; one that is not finite is refused.
   *
   * @param {Numbers} numbers
   */
  keep(numbers) {
    for (const [symbol, value] of numbers) {
      if (symbol === null) continue;
      if (!Number.isFinite(value)) throw notFinite(this.network, symbol);
      this.values.set(symbol, value);
    }
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
  const { inputs, outputs, model } = network;
  if (sample.inputs.length !== inputs.length) {
    throw new Refusal("arithmetic", "wrong_inputs", sample.inputs.length, inputs.length);
  }
  if (sample.targets !== null) {
    if (sample.targets.length !== outputs.length) {
      throw new Refusal("arithmetic", "wrong_targets", sample.targets.length, outputs.length);
    }
    checkTargets(model, sample.targets);
  }
  const trace = new Trace(network, sample, training);
  try {
    recordSample(trace, new Program(network));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    trace.failure = { symbol: String(error.details[0]), refusal: error };
  }
  trace.add("end", null, []);
  return trace;
}

/**
 * @param {Trace} trace
 * @param {Program} program
 */
function recordSample(trace, program) {
  const { network: { model, inputs, outputs }, sample, training } = trace;
  const { cells, values } = program;
  const { targets } = sample;
  // a forward pass alone does not use the loss, so the outputs keep their units
  const scaling = targets === null ? model.target_scaling : targetScaling(model);
  const scaled = normalized(model.input_scaling, sample.inputs);
  const aims = normalized(scaling, targets ?? []);
  /** @type {Numbers} */
  const known = inputs.map(({ symbols }, i) => [symbols.output, scaled[i]]);
  /** @type {Numbers} */
  const wanted = aims.map((aim, k) => [`z[${k}]`, aim]);
  /** @type {Numbers} */
  const rate = targets === null ? [] : [["η", training.optimizer.learning_rate]];
  trace.add("start", null, [
    .../** @type {Numbers} */ (program.parameters.map(({ symbol }, p) => [symbol, program.theta[p]])),
    ...rate,
    ...(model.input_scaling === null ? known : []),
    ...(scaling === null ? wanted : []),
  ]);
  trace.keep([...known, ...wanted]);
  trace.add("inputs", null, known);
  program.enter(scaled, 0);
  for (const cell of cells) {
    const { neuron: { name, symbols }, place } = cell;
    program.compute(cell);
    /** @type {Numbers} */
    const found = [[symbols.summation, program.summations[place]], [symbols.output, values[place]]];
    trace.keep(found);
    trace.keep([[symbols.slope, cell.activation.slope(program.summations[place], values[place])]]);
    if (cell === cells[cells.length - 1]) {
      program.classify();
      found.push(.../** @type {Numbers} */ (outputs.map((output, k) => [output.symbols.probability, program.probabilities[k]])));
    }
    trace.add("forward", name, found);
  }
  const raw = inRawUnits(scaling, outputs.map(({ place }) => values[place]));
  const bad = raw.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Refusal("arithmetic", "too_large", `yo[${bad}]`);
  trace.outputs = raw;
  if (targets !== null) recordError(trace, program, wanted);
}

/**
 * @param {Trace} trace
 * @param {Program} program
 * @param {Numbers} wanted  the targets
 */
function recordError(trace, program, wanted) {
  const { cells, theta, gradient, deltas, parameters } = program;
  const loss = program.measure(wanted.map(([, value]) => value));
  trace.add("loss", null, [
    ...trace.network.outputs.flatMap(({ symbols }, k) => /** @type {Numbers} */ ([
      wanted[k], [`L[${k}]`, program.terms[k]], [symbols.lossGradient, program.lossGradients[k]],
    ])),
    ["L", loss],
  ]);
  trace.loss = loss;
  for (const cell of [...cells].reverse()) {
    program.signal(cell);
    const { neuron: { name, symbols }, place } = cell;
    trace.add("errors", name, [[symbols.slope, program.slopes[place]], [symbols.delta, deltas[place]]]);
  }
  /**
   * Add a step for the parameters of each neuron.
   *
   * @param {Phase} phase
   * @param {(symbol: string, p: number) => Numbers} numbersOf
   */
  const addOwn = (phase, numbersOf) => {
    for (const { neuron, first, sources } of cells) {
      const own = parameters.slice(first, first + sources.length + 1);
      trace.add(phase, neuron.name, own.flatMap(({ symbol }, i) => numbersOf(symbol, first + i)));
    }
  };
  addOwn("gradients", (symbol, p) => [[`grad ${symbol}`, gradient[p]]]);
  const before = theta.slice();
  const optimizer = new OptimizerRun(trace.training.optimizer, theta.length);
  program.update(optimizer, gradient);
  addOwn("update", (symbol, p) => [
    ...(parameters[p].frozen ? [] : optimizer.numbers(p, before[p], gradient[p])),
    /** @type {[string, number]} */ (["new", theta[p]]),
  ].map(([name, value]) => [`${name} ${symbol}`, value]));
}

/**
 * Return the steps of the timeline.
 *
 * @param {Trace} trace
 * @returns {Moment[]}
 */
export function momentsOf(trace) {
  return trace.moments;
}

/**
 * Return which numbers are known at a step of the timeline.
 *
 * @param {Trace} trace
 * @param {number} step
 * @returns {(symbol: string) => boolean}
 */
export function knownAt({ values, moments }, step) {
  if (step >= moments.length - 1) return (symbol) => values.has(symbol);
  const known = new Set(moments.slice(0, step + 1).flatMap((moment) => moment.symbols));
  return (symbol) => known.has(symbol);
}
