/** The worked mathematics of a neuron or a symbol: formula, numbers put in, partial results, result. */

/** @import { NumberStyle } from "./numbers.js" */
/** @import { Line, Section } from "./working.js" */
/** @import { NetworkNeuron } from "../arithmetic/network.js" */
/** @import { Trace } from "../arithmetic/trace.js" */
/** @import { Words } from "../words/words.js" */

import { Working, onOneLine } from "./working.js";
import { errorLines, updateLines } from "./worked_backward.js";
import { forwardLines, nameLines, normalizationLines, parameterLines } from "./worked_forward.js";
import { lossLines, totalLoss } from "./worked_loss.js";

/**
 * Return the lines that lead to all numbers of a neuron, or the equations of one symbol.
 *
 * @param {Trace} trace
 * @param {string} asked  the name of a neuron, or a symbol such as "wo[0][1]"
 * @param {NumberStyle} style
 * @param {Words} words
 * @returns {Section[]} none for what the network does not have
 */
export function workedOf(trace, asked, style, words) {
  const working = new Working(trace, { style, words });
  const neuron = trace.network.neuron(asked);
  if (neuron !== undefined) return sectionsOf(working, neuron);
  const owner = trace.network.owner(asked)?.neuron;
  const sections = owner ? sectionsOf(working, owner) : lossSections(working);
  const wanted = new Set([asked, `grad ${asked}`, `new ${asked}`, ...partOf(owner, asked)]);
  return sections.map(({ heading, lines }) => (
    { heading, lines: lines.filter((line) => line.kind === "equation" && wanted.has(line.symbol)) }
  )).filter(({ lines }) => lines.length > 0);
}

/**
 * Return the title of worked mathematics, and how its numbers are written.
 *
 * @param {Trace} trace
 * @param {string} asked
 * @param {NumberStyle} style
 * @param {Words} words
 * @returns {Section}
 */
export function headOf(trace, asked, style, words) {
  const { name } = trace.network.model;
  const { mathematics } = words;
  return {
    heading: `${onOneLine(name) || mathematics.one_sample}: ${onOneLine(asked)}`,
    lines: [new Working(trace, { style, words }).sentence([mathematics.note(style.digits)])],
  };
}

/**
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Section[]}
 */
function sectionsOf(working, neuron) {
  const { words, trace, network } = working;
  const outputs = neuron.kind === "output";
  /** @type {[string, Line[]][]} */
  const found = [
    [words.names, nameLines(working, neuron)],
    [words.initialization, parameterLines(working, neuron)],
    [words.normalization, normalizationLines(working, neuron)],
    [words.forward, forwardLines(working, neuron)],
    [trace.targets === null ? words.class_probabilities : words.loss, lossLines(working, neuron)],
    [outputs ? words.output_errors : words.hidden_errors(network.layers.length), errorLines(working, neuron)],
    [words.update, updateLines(working, neuron)],
  ];
  return found.filter(([, lines]) => lines.length > 0).map(([heading, lines]) => ({ heading, lines }));
}

/**
 * @param {Working} working
 * @returns {Section[]}
 */
function lossSections(working) {
  const { outputs } = working.network;
  const total = totalLoss(working);
  if (total === null) return sectionsOf(working, outputs[0]);
  return [{ heading: working.words.loss, lines: [total] }];
}

/**
 * Return the symbols of the equations in which the number of a symbol is worked out on the way.
 *
 * @param {NetworkNeuron | null | undefined} neuron
 * @param {string} symbol
 */
function partOf(neuron, symbol) {
  const { slope = null, lossGradient = null, delta = null } = neuron?.symbols ?? {};
  return symbol === slope || symbol === lossGradient ? [delta ?? ""] : [];
}
