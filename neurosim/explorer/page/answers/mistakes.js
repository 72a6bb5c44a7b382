/** The mistakes that people make most: wrong formulas, as in Python's catalogue, which has more. */

/** @import { Checked } from "./checking.js" */
/** @import { Form } from "../mathematics/formulas.js" */
/** @import { Sheet } from "./sheet.js" */
/** @import { Words } from "../words/words.js" */

import { evaluate, minus, partsOf, rebuilt, sameForm, signOf, sumOf, times } from "../mathematics/expressions.js";
import { replacedForm, symbolsIn } from "./forms.js";
import { allSymbols, hasJoinedLoss, textOfActivation } from "./sheet.js";

/** @typedef {keyof Words["answers"]["mistakes"]} MistakeName */

/**
 * @typedef {object} Spot  a number whose formula may be wrong
 * @property {Sheet} sheet
 * @property {string} symbol
 * @property {Form} form
 * @property {string} kind  of its neuron
 * @property {boolean} joined  whether its neuron is an output whose loss is joined with its activation
 * @property {string} activation
 * @property {ReturnType<typeof allSymbols>} own  the symbols of its neuron
 * @property {ReturnType<typeof allSymbols>} source  those of the neuron from which its edge comes
 */

/** @typedef {[MistakeName, string, (spot: Spot) => Form[]]} Mistake  the quantities where it is made, and the wrong formulas */

/** @type {Form} */
const ONE_HALF = ["/", 1, 2];

/** @type {Mistake[]} */
const MISTAKES = [
  ["no-bias", "summation", ({ form, own }) => [sumOf(partsOf(form).filter((term) => term !== own.bias))]],
  ["minus-bias", "summation", ({ form, own }) => [swapped(form, own.bias, ["-", own.bias])]],
  ["no-activation", "output", ({ form }) => [partsOf(form)[0]]],
  ["sigmoid-sign", "output", ({ form, activation, own }) => (activation === "sigmoid" ? [swapped(form, own.summation, ["-", own.summation])] : [])],
  ["weights-transposed", "summation", ({ sheet, form }) => [replacedForm(form, (symbol) => transposedIn(sheet, symbol))]],
  ["loss-no-half", "loss", ({ form }) => [withoutFactor(form, ONE_HALF)]],
  ["loss-divided", "loss", ({ sheet, symbol, form }) => (symbol === "L" && isHalf(sheet) ? [["/", form, sheet.network.outputs.length]] : [])],
  ["error-sign", "loss gradient", ({ form }) => [turnedRound(form)]],
  ["twice-error", "loss gradient", ({ sheet, form }) => (isHalf(sheet) ? [["·", 2, form]] : [])],
  ["factor-dropped", "loss gradient", ({ sheet, form }) => (sheet.network.model.loss === "mse" ? [["/", form, 2]] : [])],
  ["no-slope-output", "delta", ({ kind, form, own }) => (kind === "output" ? [withoutFactor(form, own.slope)] : [])],
  ["slope-kept", "delta", ({ joined, form, own }) => (joined ? [["·", own.slope, form]] : [])],
  ["slope-of-output", "slope", ({ activation, own }) => [[`${activation}'`, own.output]]],
  ["slope-of-summation", "slope", ({ form, own }) => [swapped(form, own.output, own.summation)]],
  ["no-slope-hidden", "delta", ({ kind, form, own }) => (kind === "hidden" ? [withoutFactor(form, own.slope)] : [])],
  ["one-successor", "delta", ({ form }) => [0, -1].map((place) => withOneSuccessor(form, place))],
  ["new-weights", "delta", ({ sheet, form }) => [withTerms(form, (weight, delta) => ["·", sheet.formulas.has(`new ${weight}`) ? `new ${weight}` : weight, delta])]],
  ["no-weights", "delta", ({ form }) => [withTerms(form, (_, delta) => delta)]],
  ["error-passed-back", "delta", ({ sheet, form }) => [withTerms(form, (weight, delta) => {
    const { lossGradient, slope } = allSymbols(sheet.network.owner(delta)?.neuron?.symbols ?? {});
    return ["·", weight, lossGradient || ["/", delta, slope]];
  })]],
  ["bias-gradient-times-bias", "bias gradient", ({ form, own }) => [times([form, own.bias])]],
  ["bias-gradient-zero", "bias gradient", () => [0]],
  ["times-summation", "weight gradient", ({ form, source }) => (source.summation ? [swapped(form, source.output, source.summation)] : [])],
  ["times-own-output", "weight gradient", ({ form, source, own }) => [swapped(form, source.output, own.output)]],
  ["gradient-no-slope", "weight gradient", ({ kind, joined, form, own }) => (kind === "output" && !joined ? [swapped(form, own.delta, own.lossGradient)] : [])],
  ["step-as-gradient", "weight gradient|bias gradient", ({ form }) => [["·", "η", form]]],
  ["added", "weight|bias", ({ form }) => {
    const [before, step] = partsOf(form);
    return signOf(step ?? 0) === "-" ? [["+", before, partsOf(step)[0]]] : [];
  }],
  ["no-rate", "weight|bias", ({ form }) => [withoutFactor(form, "η")]],
  ["bias-not-trained", "bias", ({ symbol }) => [symbol.slice(4)]],
];

/**
 * Return the mistake that gives a wrong number, made there or at numbers before it that were left
 * out; null if there is none, or more than one.
 *
 * @param {Checked} checked
 * @param {string} symbol
 * @returns {MistakeName | null}
 */
export function mistakeAt(checked, symbol) {
  const { sheet } = checked.follower;
  const missing = missingBefore(checked, symbol);
  /** @type {Set<MistakeName>} */
  const found = new Set();
  for (const mistake of MISTAKES) {
    const forms = wrongForms(sheet, mistake, symbol);
    const hidden = missing.filter((before) => wrongForms(sheet, mistake, before).length > 0);
    if (forms.some((form) => gives(checked, symbol, form, [], mistake))) found.add(mistake[0]);
    else if (hidden.length) {
      const all = [...forms, /** @type {Form} */ (sheet.formulas.get(symbol))];
      if (all.some((form) => gives(checked, symbol, form, missing, mistake))) found.add(mistake[0]);
    }
  }
  return found.size === 1 ? [...found][0] : null;
}

/**
 * Return the wrong formulas of a number; a formula takes no number that comes later.
 *
 * @param {Sheet} sheet
 * @param {Mistake} mistake
 * @param {string} symbol
 * @returns {Form[]}
 */
function wrongForms(sheet, [, quantities, change], symbol) {
  const place = sheet.places.get(symbol);
  const form = sheet.formulas.get(symbol);
  if (place === undefined || form === undefined || !quantities.split("|").includes(place.quantity)) return [];
  const { neuron } = place;
  const spot = {
    sheet, symbol, form, kind: neuron?.kind ?? "", joined: neuron !== null && hasJoinedLoss(neuron),
    activation: neuron === null ? "" : textOfActivation(neuron), own: allSymbols(neuron?.symbols ?? {}),
    source: allSymbols(sheet.network.owner(symbol)?.edge?.source.symbols ?? {}),
  };
  return change(spot).filter((wrong) =>
    !sameForm(wrong, form) && [...symbolsIn(wrong)].every((used) => sheet.isBefore(used, symbol)));
}

/**
 * Return whether a formula gives the number that was typed, with a mistake at numbers that are missing.
 *
 * @param {Checked} checked
 * @param {string} symbol
 * @param {Form} form
 * @param {string[]} missing
 * @param {Mistake} mistake
 */
function gives({ outcome, follower }, symbol, form, missing, mistake) {
  const { sheet, answers } = follower;
  const answer = answers.get(symbol);
  return answer !== undefined && [outcome.full, outcome.typed].some((track) => {
    const numbers = missing.length ? new Map(track) : track;
    for (const before of missing) {
      const [wrong] = wrongForms(sheet, mistake, before);
      numbers.set(before, evaluate(wrong ?? /** @type {Form} */ (sheet.formulas.get(before)), numbers));
    }
    return follower.agrees(answer, evaluate(form, numbers));
  });
}

/**
 * Return the numbers on which one depends without a typed number between, in order.
 *
 * @param {Checked} checked
 * @param {string} symbol
 */
function missingBefore({ follower: { sheet, answers } }, symbol) {
  const found = new Set([symbol]);
  for (const each of found) {
    for (const used of sheet.used.get(each) ?? []) if (!answers.has(used) && sheet.formulas.has(used)) found.add(used);
  }
  found.delete(symbol);
  return [...sheet.formulas.keys()].filter((each) => found.has(each));
}

/** @param {Form} form @param {string} symbol @param {Form} other @returns {Form} */
function swapped(form, symbol, other) {
  return replacedForm(form, (each) => (each === symbol ? other : each));
}

/** @param {Sheet} sheet */
function isHalf(sheet) {
  return sheet.network.model.loss === "half_squared_error";
}

/** @param {Form} form @param {Form} factor @returns {Form} without a factor, wherever it stands in a product */
function withoutFactor(form, factor) {
  if (sameForm(form, factor)) return 1;
  if (signOf(form) !== "·") return rebuilt(form, (part) => withoutFactor(part, factor));
  const left = partsOf(form).filter((part) => !sameForm(part, factor));
  return left.length < partsOf(form).length ? (left.length ? times(left) : 1) : rebuilt(form, (part) => withoutFactor(part, factor));
}

/** @param {Form} form @returns {Form} minus a formula; a difference is turned round */
function turnedRound(form) {
  const parts = partsOf(form);
  if (signOf(form) === "+" && parts.length === 2 && signOf(parts[1]) === "-") return minus(partsOf(parts[1])[0], parts[0]);
  return ["-", form];
}

/**
 * Return the formula of an error signal with each term weight · delta changed.
 *
 * @param {Form} form
 * @param {(weight: Form, delta: string) => Form} change
 * @returns {Form}
 */
function withTerms(form, change) {
  const [weight, delta] = partsOf(form);
  if (isTerm(form)) return change(weight, String(delta));
  return rebuilt(form, (part) => withTerms(part, change));
}

/** @param {Form} form @returns {boolean} whether it is a weight times the error signal of a successor */
function isTerm(form) {
  const parts = partsOf(form);
  return signOf(form) === "·" && parts.length === 2 && /^d[ho]\[/.test(String(parts[1]));
}

/** @param {Form} form @param {number} place @returns {Form} with one term only in the sum over the successors */
function withOneSuccessor(form, place) {
  const terms = partsOf(form).filter(isTerm);
  if (signOf(form) !== "+" || terms.length < 2) return rebuilt(form, (part) => withOneSuccessor(part, place));
  return sumOf([...partsOf(form).filter((part) => !terms.includes(part)), terms.at(place) ?? 0]);
}

/** @param {Sheet} sheet @param {string} symbol @returns {string} the weight with node and input exchanged, if there is one */
function transposedIn(sheet, symbol) {
  const other = symbol.replace(/^(w.*)(\[\d+\])(\[\d+\])$/, "$1$3$2");
  return sheet.given.has(other) ? other : symbol;
}
