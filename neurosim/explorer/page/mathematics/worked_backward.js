/** The error signal of a neuron, and the gradients and new values of its parameters. */

/** @import { Form } from "./formulas.js" */
/** @import { Equation, EquationRow, Line, Phrase, Working } from "./working.js" */
/** @import { NetworkNeuron } from "../arithmetic/network.js" */

import { activationFormulas, formulaAt, nameInFormulas } from "./activation_forms.js";
import { evaluate, hasPart, isNumber, leafOf, partsOf, rebuilt, replaced, signOf, stepsOf, sumOf } from "./expressions.js";
import { ruleOf } from "./formulas.js";
import { LeftOut, phraseOf, rowsOf, shortened } from "./working.js";
import { activationName } from "./worked_forward.js";
import { explanationOfGradient, isJoinedLoss, lossGradient, wholeGradient } from "./worked_loss.js";

/** A sentence with more names leaves out those in the middle. */
const MOST_NAMES = 6;

/**
 * Return the error signal of a computed neuron.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Line[]}
 */
export function errorLines(working, neuron) {
  const { summation, delta, slope } = neuron.symbols;
  if (summation === null || delta === null || slope === null || working.trace.targets === null) return [];
  const isOutput = neuron.kind === "output";
  const joined = isOutput && isJoinedLoss(working, neuron);
  const make = joined ? joinedErrorSignal : errorSignal;
  return [working.title(neuron), make(working, neuron, { summation, delta, slope })];
}

/**
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @param {{summation: string, delta: string, slope: string}} symbols
 * @returns {Equation}
 */
function errorSignal(working, neuron, { summation, delta, slope }) {
  const { words } = working;
  const activation = activationName(neuron);
  const isOutput = neuron.kind === "output";
  const slopeForm = slopeFormOf(working, neuron, summation);
  const terms = successorTerms(working, neuron);
  if (isOutput) terms.unshift(lossGradient(working, neuron));
  const inner = sumOf(terms.length > 0 ? terms : [0]);
  const innerInNumbers = working.numbers(inner);
  const steps = stepsOf(innerInNumbers, null);
  const slopeNumber = { symbol: slope, value: working.value(slope) };
  /** @type {EquationRow[]} */
  const rows = [
    ...rowsOf("symbolic", [calledSlope(activation, summation), slopeForm].map((part) => slopeTimes(part, inner))),
    ...rowsOf("substituted", [slopeTimes(working.numbers(slopeForm), innerInNumbers)]),
    ...rowsOf("partial", (steps.length > 0 ? steps : [innerInNumbers]).map((step) => slopeTimes(slopeNumber, step))),
    ...rowsOf("result", [{ symbol: delta, value: working.value(delta) }]),
  ];
  const said = isOutput ? explanationOfGradient(working, neuron) : "";
  const more = [said, activation === "step" ? words.surrogate : ""].filter(Boolean);
  return working.equationOf(delta, { symbol: delta }, [...whyOf(working, neuron), ...more.map((each) => ` ${each}`)], rows);
}

/**
 * Return the error signal of an output whose loss is computed from its summation.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @param {{summation: string, delta: string}} symbols
 * @returns {Equation}
 */
function joinedErrorSignal(working, neuron, { summation, delta }) {
  const { words } = working;
  const slope = slopeFormOf(working, neuron, summation);
  const called = calledSlope(activationName(neuron), summation);
  const terms = successorTerms(working, neuron);
  const whole = (/** @type {Form} */ share, /** @type {Form} */ factor) => (
    terms.length > 0 ? ["+", share, slopeTimes(factor, sumOf(terms))] : share
  );
  const symbolic = [
    whole(["·", called, ["∂", { symbol: "L" }, { symbol: neuron.symbols.output }]], called),
    whole(slopeTimes(slope, wholeGradient(working, neuron)), slope),
    whole(lossGradient(working, neuron), slope),
  ];
  const said = explanationOfGradient(working, neuron);
  const cancels = phraseOf(words.cancels, { slope: [{ form: slope }] });
  const why = [...whyOf(working, neuron), " ", ...cancels, ...(said === "" ? [] : [` ${said}`])];
  return working.equation(delta, symbolic, { why });
}

/** @param {string} activation @param {string} summation @returns {Form} */
function calledSlope(activation, summation) {
  return [`${nameInFormulas(activation)}'`, { symbol: summation }];
}

/**
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @param {string} summation
 */
function slopeFormOf(working, neuron, summation) {
  /** @type {Map<string, Form>} */
  const letters = new Map([["s", { symbol: summation }], ["a", { symbol: neuron.symbols.output }]]);
  return formulaAt(activationFormulas(activationName(neuron)).slope, working.value(summation), letters);
}

/** @param {Working} working @param {NetworkNeuron} neuron */
function successorTerms(working, neuron) {
  return working.terms(neuron.targets, (edge) => (
    ["·", { symbol: edge.symbol }, { symbol: edge.target.symbols.delta ?? "" }]
  ));
}

/**
 * @param {Form} slope
 * @param {Form} inner
 * @returns {Form}
 */
function slopeTimes(slope, inner) {
  return ["·", slope, ...(signOf(inner) === "·" ? partsOf(inner) : [inner])];
}

/**
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Phrase}
 */
function whyOf({ words }, neuron) {
  const n = neuron.targets.length;
  if (n === 0) {
    const slope = [{ form: ["∂", { symbol: "L" }, { symbol: neuron.symbols.output }] }];
    const sentence = neuron.kind === "output" ? words.error_of_output : words.no_path;
    return phraseOf(sentence, { slope, name: [{ name: neuron.name }] });
  }
  const listed = shortened(neuron.targets, MOST_NAMES).flatMap((edge, i, all) => [
    i === 0 ? " " : i === all.length - 1 ? words.and : ", ",
    edge instanceof LeftOut ? words.more_of_list(edge.items.length) : { name: edge.target.name },
  ]);
  const first = neuron.kind === "output" ? words.output_leads_to : words.leads_to;
  return [first, ...listed, n === 1 ? words.one_successor : words.successors(n)];
}

/**
 * Return the gradients of the weights and the bias of a neuron, and their new values.
 *
 * @param {Working} working
 * @param {NetworkNeuron} neuron
 * @returns {Line[]}
 */
export function updateLines(working, neuron) {
  const { delta, bias } = neuron.symbols;
  const { record } = neuron;
  if (delta === null || bias === null || record.kind !== "computed" || working.trace.targets === null) return [];
  const { learning_rate } = working.trace.training.optimizer;
  const rate = phraseOf(working.words.rate, { η: [{ form: { symbol: "η" } }], rate: [{ form: { value: learning_rate } }] });
  return [
    working.sentence(rate),
    working.title(neuron),
    ...neuron.sources.flatMap((edge) => (
      parameterSteps(working, edge.symbol, ["·", { symbol: delta }, { symbol: edge.source.symbols.output }], edge.frozen)
    )),
    ...parameterSteps(working, bias, { symbol: delta }, record.frozen_bias),
  ];
}

/**
 * @param {Working} working
 * @param {string} symbol
 * @param {Form} gradientForm
 * @param {boolean} frozen
 * @returns {Equation[]}
 */
function parameterSteps(working, symbol, gradientForm, frozen) {
  const { words, trace } = working;
  const { optimizer } = trace.training;
  const rule = ruleOf(optimizer);
  const divides = rule.some(([, form]) => hasPart(form, (part) => signOf(part) === "/"));
  const finished = (/** @type {Equation} */ equation) => (divides ? withSignificantDigits(equation) : equation);
  const slope = ["∂", { symbol: "L" }, { symbol }];
  const worked = signOf(gradientForm) === "·";
  const gradient = working.equation(`grad ${symbol}`, [gradientForm], { left: slope, worked });
  const old = { symbol, value: working.value(symbol) };
  const after = `new ${symbol}`;
  if (frozen) {
    const rows = [...rowsOf("symbolic", [{ symbol }]), ...rowsOf("result", [old])];
    return [finished(gradient), working.equationOf(after, { symbol: after }, [words.frozen], rows)];
  }
  /** @type {Map<string, Form>} */
  const constants = new Map([["t", 1]]);
  for (const [name, value] of optimizer.options) constants.set(name, Number(value));
  /** @type {Map<string, Form>} */
  const symbols = new Map([["η", { symbol: "η" }], ...constants, ["θ", { symbol }], ["g", slope]]);
  /** @type {Map<string, Form>} */
  const numbers = new Map([["η", { value: optimizer.learning_rate }], ...constants, ["θ", old],
    ["g", gradient.rows[gradient.rows.length - 1].form]]);
  const steps = rule.map(([letter, form, why], i) => {
    const last = i === rule.length - 1;
    const inNumbers = replaced(form, new Map([[`${letter}_old`, { value: 0 }], ...numbers]));
    const equation = working.equation(after, [replaced(form, symbols)], {
      ...(last ? {} : { left: letter, exact: evaluate(inNumbers) }),
      numbers: [inNumbers],
      why: why === "" ? [] : [words.of_formulas[why] ?? why],
    });
    numbers.set(letter, equation.rows[equation.rows.length - 1].form);
    return equation;
  });
  return [gradient, ...steps].map(finished);
}

/**
 * Return an equation whose small numbers have enough digits, because the optimizer divides them.
 *
 * @param {Equation} equation
 * @returns {Equation}
 */
function withSignificantDigits(equation) {
  // a new value is compared with the old one
  const everywhere = leafOf(equation.left) === null;
  const rows = equation.rows.map(({ form, kind }) => ({ form: significant(form, everywhere), kind }));
  return { ...equation, rows };
}

/**
 * @param {Form} form
 * @param {boolean} everywhere
 * @returns {Form}
 */
function significant(form, everywhere) {
  if (isNumber(form)) return everywhere ? { ...leafOf(form), significant: true } : form;
  return rebuilt(form, (part) => significant(part, everywhere || signOf(form) === "/"));
}
