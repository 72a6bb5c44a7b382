/** Parameters, normalization, summation and output of a neuron, line by line. */

/** @import { Form } from "./formulas.js" */
/** @import { Line, Phrase, Working } from "./working.js" */
/** @import { NetworkNeuron } from "../arithmetic/network.js" */
/** @import { Scaling } from "../types.js" */

import { activationFormulas, conditionAt, formulaAt } from "./activation_forms.js";
import { minus, replaced, sumOf, times } from "./expressions.js";
import { columnOf, targetColumnNames, phraseOf, shortColumn } from "./working.js";

/**
 * Return what an input or output stands for.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Line[]}
 */
export function nameLines({ manner, words, network }, neuron) {
  const column = columnOf(neuron, network);
  if (column === "") return [];
  const kind = neuron.kind === "input" ? words.input : words.output;
  const row = [[{ form: { symbol: neuron.symbols.output } }], [kind], [{ name: shortColumn(column, 120) }]];
  return [{ ...manner, kind: "table", cells: [[[words.symbol], [""], [words.stands_for]], row] }];
}

/**
 * Return the weights and the bias of a neuron.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Line[]}
 */
export function parameterLines(working, neuron) {
  if (neuron.symbols.bias === null) return [];
  const weights = neuron.sources.map((edge) => edge.symbol);
  return [working.title(neuron), working.given(weights, [neuron.symbols.bias])];
}

/**
 * Return how an input or a target goes from raw to normalized units.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Line[]}
 */
export function normalizationLines(working, neuron) {
  const { words, trace, network } = working;
  const { input_scaling } = network.model;
  const target_scaling = working.targetScaling;
  const { inputs, targets } = trace.sample;
  const plain = [];
  if (input_scaling === null) plain.push(working.sentence([words.inputs_as_they_are]));
  if (target_scaling === null && targets !== null) plain.push(working.sentence([words.targets_as_they_are]));
  const { output, target } = neuron.symbols;
  if (neuron.kind === "input") {
    if (input_scaling === null) return [...plain, working.given([output])];
    return [...plain, ...normalizedLines(working, neuron, output, input_scaling, inputs[neuron.node])];
  }
  if (target === null || targets === null) return [];
  if (target_scaling === null) return [...plain, working.given([target])];
  return [...plain, ...normalizedLines(working, neuron, target, target_scaling, targets[neuron.node])];
}

/**
 * Return summation and output of a computed neuron, and an output in raw units.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Line[]}
 */
export function forwardLines(working, neuron) {
  const { summation, bias } = neuron.symbols;
  if (summation === null || bias === null) return [];
  const terms = working.terms(neuron.sources, (edge) => (
    ["·", { symbol: edge.source.symbols.output }, { symbol: edge.symbol }]
  ));
  return [
    working.title(neuron),
    working.equation(summation, [sumOf([...terms, { symbol: bias }])]),
    outputEquation(working, neuron, summation),
    ...rawOutput(working, neuron),
  ];
}

/**
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @param {string} summation
 */
function outputEquation(working, neuron, summation) {
  const activation = activationName(neuron);
  const formulas = activationFormulas(activation);
  const s = { symbol: summation };
  const at = working.value(summation);
  const formula = formulaAt(formulas.formula, at, new Map([["s", s]]));
  const called = [formulas.name ?? activation, s];
  const lines = { name: [called], formula: [formula], both: [called, formula] }[formulas.lines ?? "both"];
  return working.equation(neuron.symbols.output, lines.slice(0, 1), {
    numbers: lines.map((line) => working.numbers(line)),
    why: caseOfActivation(working, activation, s, at),
    worked: false,
  });
}

/**
 * @param {Working} working
 * @param {string} activation
 * @param {Form} s
 * @param {number} at
 * @returns {Phrase}
 */
function caseOfActivation({ words }, activation, s, at) {
  const condition = conditionAt(activationFormulas(activation), at);
  if (condition === null) return [];
  const { sign, right } = condition;
  const size = words.sizes[/** @type {keyof typeof words.sizes} */ (sign)];
  const marks = { s: [{ form: s }], sign: [sign], number: [{ form: right }], size: [size] };
  if (right !== 0) return phraseOf(words.case_by_number, marks);
  return phraseOf(activation === "step" ? words.case_of_step : words.case_by_zero, marks);
}

/**
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Line[]}
 */
function rawOutput(working, neuron) {
  const { words, trace } = working;
  const scaling = working.targetScaling;
  if (neuron.kind !== "output" || scaling === null) return [];
  const { output } = neuron.symbols;
  const { node } = neuron;
  const constant = isConstantColumn(scaling, node);
  const form = constant
    ? { value: columnNumbers(scaling, node)[0] }
    : replaced(inverseForm(working, scaling), new Map([
      [words.normalized_data, { symbol: output, value: working.value(output) }],
      ...columnLetters(working, scaling, node),
    ]));
  const left = [words.raw, { symbol: output }];
  const why = constant ? [words.constant_output] : columnPhrase(working, neuron, scaling);
  return [
    working.sentence([words.in_raw_units], "subheading"),
    generalEquation(working, words.data, inverseForm(working, scaling), words.inverse),
    working.equation(output, [], { left, numbers: [form], exact: trace.outputs[node] ?? NaN, why }),
  ];
}

/**
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @param {string} symbol
 * @param {Scaling} scaling
 * @param {number} raw
 * @returns {Line[]}
 */
function normalizedLines(working, neuron, symbol, scaling, raw) {
  const { words } = working;
  const standard = "mean" in scaling;
  const constant = isConstantColumn(scaling, neuron.node);
  /** @type {Form} */
  let form = replaced(scalingForm(working, scaling), new Map([
    [words.data, rawNumber(raw)],
    ...columnLetters(working, scaling, neuron.node),
  ]));
  if (constant) form = standard ? { value: 0 } : ["/", ["+", ...scaling.feature_range], 2];
  const middle = standard ? words.constant_is_zero : words.constant_is_middle;
  const why = constant ? [middle] : columnPhrase(working, neuron, scaling);
  const general = standard ? words.mean_and_deviation : words.min_and_max;
  return [
    generalEquation(working, words.normalized_data, scalingForm(working, scaling), general),
    working.equation(symbol, [], { numbers: [form], why }),
  ];
}

/**
 * @param {Working} working
 * @param {string} left
 * @param {Form} form
 * @param {string} why
 */
function generalEquation(working, left, form, why) {
  return working.equationOf("", left, [why], [{ form, kind: "symbolic" }]);
}

/**
 * @param {Working} working
 * @param {Scaling} scaling
 * @returns {Form}
 */
function scalingForm({ words }, scaling) {
  if ("mean" in scaling) return ["/", minus(words.data, words.mean), words.deviation];
  const [low, high] = scaling.feature_range;
  const span = difference(high, low);
  const share = ["/", minus(words.data, words.minimum), minus(words.maximum, words.minimum)];
  const form = span === 1 ? share : times([share, span]);
  if (low === 0) return form;
  return low < 0 ? minus(form, -low) : ["+", form, low];
}

/**
 * @param {Working} working
 * @param {Scaling} scaling
 * @returns {Form}
 */
function inverseForm({ words }, scaling) {
  const normal = words.normalized_data;
  if ("mean" in scaling) return ["+", ["·", normal, words.deviation], words.mean];
  const [low, high] = scaling.feature_range;
  const span = difference(high, low);
  /** @type {Form} */
  let share = normal;
  if (low !== 0) share = low < 0 ? ["+", share, -low] : minus(share, low);
  if (span !== 1) share = ["/", share, span];
  return ["+", ["·", share, minus(words.maximum, words.minimum)], words.minimum];
}

/**
 * @param {Working} working
 * @param {Scaling} scaling
 * @param {number} place
 * @returns {[string, Form][]}
 */
function columnLetters({ words }, scaling, place) {
  const names = "mean" in scaling ? [words.mean, words.deviation] : [words.minimum, words.maximum];
  return columnNumbers(scaling, place).map((value, i) => [names[i], rawNumber(value)]);
}

/**
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @param {Scaling} scaling
 * @returns {Phrase}
 */
function columnPhrase({ words, network }, neuron, scaling) {
  const { input_columns, target_columns } = network.model;
  const columns = neuron.kind === "input" ? input_columns : target_columns?.flatMap(targetColumnNames);
  const name = columns?.length ? columns[neuron.node] : neuron.name;
  const [first, second] = columnNumbers(scaling, neuron.node).map((value) => [{ form: rawNumber(value) }]);
  const sentence = "mean" in scaling ? words.column_mean : words.column_from_to;
  return phraseOf(sentence, { name: [{ name }], first, second });
}

/**
 * @param {Scaling} scaling
 * @param {number} place
 * @returns {[number, number]}
 */
function columnNumbers(scaling, place) {
  if ("mean" in scaling) return [scaling.mean[place], scaling.deviation[place]];
  return [scaling.minimum[place], scaling.maximum[place]];
}

/** @param {Scaling} scaling @param {number} place */
function isConstantColumn(scaling, place) {
  const [first, second] = columnNumbers(scaling, place);
  return "mean" in scaling ? second === 0 : first === second;
}

/**
 * Return a number in raw units; a whole number has no decimal point.
 *
 * @param {number} value
 * @returns {Form}
 */
function rawNumber(value) {
  return Number.isInteger(value) && Math.abs(value) < 1e6 ? value : { value };
}

/** @param {number} high @param {number} low */
function difference(high, low) {
  // 0.9 - 0.7 is 0.2, although the last bits differ
  return Number((high - low).toPrecision(15));
}

/** @param {NetworkNeuron} neuron */
export function activationName({ record }) {
  return record.kind === "computed" ? record.activation : "";
}
