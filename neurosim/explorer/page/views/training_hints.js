/** What can be seen of a training that does not learn: only what was measured is said. */

/** @import { Shown } from "../app.js" */
/** @import { Network, NetworkNeuron } from "../arithmetic/network.js" */

import { normalizedRows } from "../arithmetic/prediction.js";
import { Program } from "../arithmetic/program.js";
import { Refusal } from "../document/refusal.js";
import { orRefusal, trainingRows } from "./training_run.js";

/** @typedef {{key: string, details: (string | number)[]}} Hint */

const MOST_HINTS = 3;
/** Outputs of all rows together that are computed for hints. */
const MOST_LOOKED_AT = 30000;
const SMALL_SLOPE = 0.01;
const FLAT_EPOCHS = 200;
/** A curve that falls more slowly than this would take tens of thousands of epochs to halve. */
const FLAT_SHARE = 0.0025;
const SMALL_LOSS = 0.001;
const RISING_EPOCHS = 10;
const RISING_SHARE = 1.05;
/** Single samples pull the loss up a little, so that only a large rise since the start tells something. */
const RISEN_SHARE = 1.5;

/** @type {Record<string, [number, number]>} what activations can give */
const RANGES = { sigmoid: [0, 1], tanh: [-1, 1], relu: [0, Infinity], hard_sigmoid: [0, 1], hard_tanh: [-1, 1], softplus: [0, Infinity] };
const BOUNDED = ["sigmoid", "tanh"];
/** Activations that only rise, so that their border is that of the sum. */
const RISING = ["sigmoid", "tanh", "identity", "relu", "leaky_relu", "softplus", "elu", "step", "hard_sigmoid", "hard_tanh", "arctan", "softsign", "erf"];

/**
 * Return what is seen, the most helpful first.
 *
 * @param {Shown} shown
 * @param {readonly number[]} losses  of the epochs so far
 * @param {number} [first]  the mean loss before training
 * @returns {Hint[]}
 */
export function hintsOf(shown, losses, first) {
  const { network } = shown;
  const { rows, why } = trainingRows(shown);
  if (why !== null) return [];
  /** @type {Hint[]} */
  const hints = [];
  if (rows.length * network.neurons.length <= MOST_LOOKED_AT) {
    const found = orRefusal(() => {
      const samples = normalizedRows(network, rows);
      return [...outOfRange(network, samples), ...oneLine(network, rows), ...stuckNeurons(network, samples)];
    });
    if (found instanceof Refusal) return [];
    hints.push(...found);
  }
  const course = courseOf(losses, first);
  const others = [...hints, ...equalNeurons(network)];
  // what is wrong with the neurons may come from too large steps
  return (course[0]?.key === "rising" ? [...course, ...others] : [...others, ...course]).slice(0, MOST_HINTS);
}

/**
 * @param {Network} network
 * @param {Float64Array} samples
 * @returns {Hint[]} a target that an output can never give
 */
function outOfRange({ inputs, outputs }, samples) {
  for (const [place, output] of outputs.entries()) {
    const activation = activationText(output);
    const [low, high] = RANGES[activation] ?? [-Infinity, Infinity];
    for (let at = inputs.length + place; at < samples.length; at += inputs.length + outputs.length) {
      const target = samples[at];
      if (target < low || target > high) {
        return [{ key: "target_range", details: [target, output.name, activation, low, high === Infinity ? "∞" : high] }];
      }
    }
  }
  return [];
}

/**
 * @param {Network} network
 * @param {number[][]} rows
 * @returns {Hint[]} two classes that no line separates, and a network that has nothing but a line
 */
function oneLine(network, rows) {
  const n_inputs = network.inputs.length;
  const straight = network.hidden.every((neuron) => activationText(neuron) === "identity");
  if (n_inputs > 2 || network.outputs.length !== 1 || !straight || !RISING.includes(activationText(network.outputs[0]))) return [];
  const values = [...new Set(rows.map((row) => row[n_inputs]))].sort((a, b) => a - b);
  if (values.length !== 2) return [];
  const sides = values.map((value) => rows.filter((row) => row[n_inputs] === value).map((row) => [row[0], n_inputs === 2 ? row[1] : 0]));
  if (isSeparable(sides[0], sides[1])) return [];
  return [{ key: "one_line", details: values }];
}

/**
 * Return whether a line lies between two sets of points. Where one does, one does along a side of the
 * hull around a set; between points of one line, or between two points, it is at right angles.
 *
 * @param {number[][]} a
 * @param {number[][]} b
 */
export function isSeparable(a, b) {
  const hulls = [a, b].map(hullOf);
  const sides = hulls.flatMap((hull) => hull.slice(1).map(([x, y], place) => [x - hull[place][0], y - hull[place][1]]));
  const [p, q] = hulls.map((hull) => hull[0]);
  return [[q[0] - p[0], q[1] - p[1]], ...sides, ...sides.map(([x, y]) => [y, -x])].some(([x, y]) => {
    const [ofA, ofB] = hulls.map((hull) => hull.map((point) => point[0] * x + point[1] * y));
    return Math.max(...ofA) < Math.min(...ofB) || Math.max(...ofB) < Math.min(...ofA);
  });
}

/**
 * Return the corners of the hull around points, in turn; the last is the first again.
 *
 * @param {number[][]} points
 */
function hullOf(points) {
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return [...halfHull(sorted), ...halfHull(sorted.reverse())];
}

/** @param {number[][]} sorted */
function halfHull(sorted) {
  /** @type {number[][]} */
  const half = [];
  for (const r of sorted) {
    for (let [q, p] = [half.at(-1), half.at(-2)]; p && q && (q[0] - p[0]) * (r[1] - p[1]) <= (q[1] - p[1]) * (r[0] - p[0]);) {
      half.pop();
      [q, p] = [p, half.at(-2)];
    }
    half.push(r);
  }
  return half;
}

/**
 * @param {Network} network
 * @param {Float64Array} samples
 * @returns {Hint[]} neurons that no row can change, or hardly
 */
function stuckNeurons(network, samples) {
  const program = new Program(network);
  const { cells, summations, values } = program;
  const width = network.inputs.length + network.outputs.length;
  const ends = cells.map(() => ({ highest: 0, steepest: 0 }));
  for (let start = 0; start < samples.length; start += width) {
    program.forward(samples, start);
    cells.forEach(({ activation, place }, at) => {
      const end = ends[at];
      end.highest = Math.max(end.highest, values[place]);
      end.steepest = Math.max(end.steepest, activation.slope(summations[place], values[place]));
    });
  }
  /** @type {Hint[]} */
  const hints = [];
  cells.forEach(({ neuron }, at) => {
    const activation = activationText(neuron);
    const { highest, steepest } = ends[at];
    const n_rows = samples.length / width;
    if (activation === "relu" && highest === 0) hints.push({ key: "dead", details: [neuron.name, n_rows] });
    if (BOUNDED.includes(activation) && steepest < SMALL_SLOPE && neuron.kind === "hidden") {
      hints.push({ key: "flat_neuron", details: [neuron.name, activation, steepest, n_rows] });
    }
  });
  return hints;
}

/**
 * @param {Network} network
 * @returns {Hint[]} neurons that begin equal, and so stay equal
 */
function equalNeurons(network) {
  /** @type {Map<string, string>} */
  const seen = new Map();
  for (const neuron of network.hidden) {
    if (neuron.record.kind === "input") continue;
    const { bias, activation, sources } = neuron.record;
    const leads = neuron.targets.map((edge) => [edge.target.name, edge.weight]);
    const key = JSON.stringify([bias, activation, sources, leads]);
    const twin = seen.get(key);
    if (twin !== undefined) return [{ key: "equal", details: [twin, neuron.name] }];
    seen.set(key, neuron.name);
  }
  return [];
}

/**
 * @param {readonly number[]} losses
 * @param {number} [first]  the mean loss before training
 * @returns {Hint[]} what the curve shows
 */
export function courseOf(losses, first = Infinity) {
  const last = losses[losses.length - 1];
  const before = losses[losses.length - 1 - FLAT_EPOCHS];
  const recent = losses[losses.length - 1 - RISING_EPOCHS];
  if (recent !== undefined && last > recent * RISING_SHARE) {
    return [{ key: "rising", details: [recent, last, RISING_EPOCHS] }];
  }
  if (last > first * RISEN_SHARE) return [{ key: "rising", details: [first, last, losses.length] }];
  if (before !== undefined && last > SMALL_LOSS && Math.abs(before - last) < before * FLAT_SHARE) {
    return [{ key: "flat", details: [before, last, FLAT_EPOCHS] }];
  }
  return [];
}

/** @param {NetworkNeuron} neuron */
function activationText(neuron) {
  return neuron.record.kind === "input" ? "identity" : neuron.record.activation;
}
