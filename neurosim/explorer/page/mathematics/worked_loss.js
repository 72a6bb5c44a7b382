/** The loss of an output, its probability, and the derivative of the loss, line by line. */

/** @import { Form } from "./formulas.js" */
/** @import { Equation, Line, Phrase, Working } from "./working.js" */
/** @import { NetworkNeuron } from "../arithmetic/network.js" */

import { evaluate, minus, sumOf } from "./expressions.js";
import { allFormulas } from "./formulas.js";
import { caseOfLoss, lossFormula } from "./loss_forms.js";
import { columnOf, phraseOf, shortColumn } from "./working.js";
import { activationName } from "./worked_forward.js";

/** Beyond this, the exponential of a number is too large for a float. */
const LARGEST_EXPONENT = 700;
/** The smallest float with all its digits. */
const SMALLEST_FLOAT = 2 ** -1022;

/**
 * Return the loss of an output; of a sample without targets, its probability.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Line[]}
 */
export function lossLines(working, neuron) {
  const { words, network, trace } = working;
  if (neuron.kind !== "output") return [];
  const { probability } = neuron.symbols;
  const softmax = probability === null ? [] : [
    working.sentence([words.softmax]),
    probabilityEquation(working, neuron, probability),
  ];
  if (trace.targets === null) return softmax;
  const name = [{ name: words.loss_name(network.model.loss) }];
  const scaled = working.targetScaling !== null;
  const phrase = phraseOf(scaled ? words.the_loss_normalized : words.the_loss, { name });
  const mean = meanOfLoss(working);
  const first = working.sentence(mean === "" ? phrase : [...phrase, ` ${mean}`]);
  return [first, ...softmax, shareEquation(working, neuron)];
}

/**
 * Return the sum of the shares of all outputs; null if there is only one.
 *
 * @param {Working} working
 * @returns {Equation | null}
 */
export function totalLoss(working) {
  const { outputs } = working.network;
  if (outputs.length === 1) return null;
  return working.equation("L", [sumOf(working.terms(outputs, ({ node }) => ({ symbol: `L[${node}]` })))]);
}

/**
 * Return whether the loss of an output is computed from its summation.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 */
export function isJoinedLoss({ network }, neuron) {
  return lossFormulas(network.model.loss).joined?.activation === activationName(neuron);
}

/**
 * Return dL/dy of an output with symbols; dL/ds if the loss is computed from its summation.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Form}
 */
export function lossGradient(working, neuron) {
  const { slope, joined } = lossFormulas(working.network.model.loss);
  const n = working.network.outputs.length;
  const letters = argumentsOf(neuron);
  if (joined !== undefined && isJoinedLoss(working, neuron)) return lossFormula(joined.slope, letters, n);
  const targets = working.network.outputs.map((output) => output.symbols.target ?? "");
  const total = targets.reduce((sum, target) => sum + working.value(target), 0);
  if (neuron.symbols.probability !== null && total !== 1) {
    const all = sumOf(working.terms(targets, (symbol) => ({ symbol })));
    return minus(["·", all, letters.get("p") ?? 0], letters.get("z") ?? 0);
  }
  return lossFormula(slope, letters, n, caseOfLoss(slope, numbersOf(working, letters)));
}

/**
 * Return dL/dy of an output with symbols, without guards against numbers out of range.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Form}
 */
export function wholeGradient({ network }, neuron) {
  return lossFormula(lossFormulas(network.model.loss).slope, argumentsOf(neuron), network.outputs.length);
}

/**
 * Return the explanation of the gradient of an output: its case, and the factor of a mean.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {string} empty if there are no cases and no factor
 */
export function explanationOfGradient(working, neuron) {
  return [caseInWords(working, neuron), meanOfLoss(working)].filter(Boolean).join(" ");
}

/** @param {Working} working @param {NetworkNeuron} neuron @returns {string} */
function caseInWords(working, neuron) {
  const { slope, cases } = lossFormulas(working.network.model.loss);
  if (cases === undefined) return "";
  const said = cases[caseOfLoss(slope, numbersOf(working, argumentsOf(neuron)))];
  return working.words.of_formulas[said] ?? said;
}

/** @param {Working} working @returns {string} */
function meanOfLoss({ words, network }) {
  const n = network.outputs.length;
  return lossFormulas(network.model.loss).mean === true && n > 1 ? words.mean_factor(n) : "";
}

/** @param {Working} working @param {NetworkNeuron} neuron @returns {Equation} */
function shareEquation(working, neuron) {
  const { words, network } = working;
  const { formula, joined } = lossFormulas(network.model.loss);
  const n = network.outputs.length;
  const share = n === 1 ? "L" : `L[${neuron.node}]`;
  const letters = argumentsOf(neuron);
  if (joined !== undefined && isJoinedLoss(working, neuron)) {
    const symbolic = [formula, joined.formula].map((form) => lossFormula(form, letters, n));
    return working.equation(share, symbolic, { why: [words.by_summation], worked: false });
  }
  const { probability } = neuron.symbols;
  if (probability !== null && working.value(probability) < SMALLEST_FLOAT) {
    const { y, z, highest } = { y: letters.get("y") ?? 0, z: letters.get("z") ?? 0, highest: highestOutput(working) };
    const logarithm = ["ln", sumOf(powersOf(working, highest))];
    const why = phraseOf(words.small_probability, { y: [{ form: highest }] });
    return working.equation(share, [["·", z, ["+", highest, logarithm, ["-", y]]]], { why });
  }
  const place = caseOfLoss(formula, numbersOf(working, letters));
  const said = caseInWords(working, neuron);
  return working.equation(share, [lossFormula(formula, letters, n, place)], { why: said === "" ? [] : [said] });
}

/**
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @param {string} probability
 * @returns {Equation}
 */
function probabilityEquation(working, neuron, probability) {
  const { words, network } = working;
  const highest = highestOutput(working);
  const takenOff = Math.abs(working.value(highest.symbol)) > LARGEST_EXPONENT ? highest : null;
  const column = columnOf(neuron, network);
  /** @type {Phrase} */
  const why = column === "" ? [] : phraseOf(words.probability_of, { name: [{ name: shortColumn(column) }] });
  if (takenOff !== null) {
    why.push(...(why.length > 0 ? [" "] : []), ...phraseOf(words.highest_taken_off, { y: [{ form: highest }] }));
  }
  const form = ["/", powerOf(neuron, takenOff), sumOf(powersOf(working, takenOff))];
  return working.equation(probability, [form], { why, worked: false });
}

/** @param {Working} working @returns {{symbol: string}} */
function highestOutput(working) {
  const symbols = working.network.outputs.map((output) => output.symbols.output);
  const values = symbols.map((symbol) => working.value(symbol));
  return { symbol: symbols[values.indexOf(Math.max(...values))] };
}

/**
 * @param {NetworkNeuron} output
 * @param {Form | null} takenOff
 * @returns {Form}
 */
function powerOf(output, takenOff) {
  const y = { symbol: output.symbols.output };
  return ["^", "e", takenOff === null ? y : minus(y, takenOff)];
}

/**
 * @param {Working} working
 * @param {Form | null} takenOff
 * @returns {Form[]}
 */
function powersOf(working, takenOff) {
  return working.terms(working.network.outputs, (output) => powerOf(output, takenOff));
}

/**
 * Return what stands for the letters of a loss.
 *
 * @param {NetworkNeuron} neuron
 * @returns {Map<string, Form>}
 */
function argumentsOf({ symbols }) {
  const { output, summation, target, probability } = symbols;
  return new Map(Object.entries({ y: output, p: probability, z: target, s: summation })
    .map(([letter, symbol]) => [letter, { symbol: symbol ?? "" }]));
}

/**
 * @param {Working} working
 * @param {Map<string, Form>} letters
 */
function numbersOf(working, letters) {
  return new Map([...letters].map(([letter, form]) => [letter, evaluate(working.numbers(form))]));
}

/** @param {string} name */
function lossFormulas(name) {
  return allFormulas().losses[name];
}
