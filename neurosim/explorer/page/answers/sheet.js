/** A sheet: every number of a sample as a formula of numbers before it, as Python's worksheet. */

/** @import { NetworkNeuron, NeuronSymbols } from "../arithmetic/network.js" */
/** @import { Trace } from "../arithmetic/trace.js" */
/** @import { Form } from "../mathematics/formulas.js" */

import { lossOf } from "../arithmetic/losses.js";
import { minus, sumOf, times } from "../mathematics/expressions.js";
import { replacedForm, symbolsIn } from "./forms.js";
import { lossForms, slopeForm, stepForms } from "./known_forms.js";

const SMALLEST_SHARE = 1e-9;

/** Every number of one sample as a formula. */
export class Sheet {
  /** @type {Map<string, number>} the numbers that everything starts from */
  given = new Map();
  /** @type {Map<string, Form>} the formulas, in the order in which they are computed */
  formulas = new Map();
  /** @type {Map<string, Set<string>>} the symbols in each formula */
  used = new Map();
  /** @type {Map<string, SheetPlace>} what each number is */
  places = new Map();

  /** @type {Map<string, number>} */
  #order = new Map();

  /** @param {Trace} trace */
  constructor(trace) {
    this.trace = trace;
    this.network = trace.network;
    this.#addGiven();
    for (const neuron of computedNeurons(this.network.order)) this.#addForward(neuron);
    if (trace.targets !== null) {
      this.#addLoss();
      // the layers one after the other, each with its step, so that a person may take its new weights by mistake
      for (const layer of backwardLayers(this.network.order)) {
        for (const neuron of layer) this.#addErrorSignal(neuron);
        for (const neuron of layer) this.#addGradients(neuron);
        for (const neuron of layer) this.#addSteps(neuron);
      }
    }
    for (const [symbol, form] of this.formulas) this.used.set(symbol, symbolsIn(form));
  }

  /** @param {string} symbol @returns {number} the right number */
  right(symbol) {
    return this.trace.value(symbol) ?? this.given.get(symbol) ?? NaN;
  }

  /**
   * Return the number with which another one is shown: dL/dyo[0] with do[0], and what an optimizer keeps with the new weight.
   *
   * @param {string} symbol
   */
  shownWith(symbol) {
    const lossGradient = /^dL\/d[sy]o(.*)$/.exec(symbol);
    if (lossGradient !== null) return `do${lossGradient[1]}`;
    if (symbol.startsWith("L[") && !this.formulas.has(symbol)) return "L";
    const of = symbol.lastIndexOf(" ");
    return of < 0 || /^(grad|new) /.test(symbol) ? symbol : `new ${symbol.slice(of + 1)}`;
  }

  /**
   * Return whether a number is there before another one is worked out.
   *
   * @param {string} symbol
   * @param {string} other
   */
  isBefore(symbol, other) {
    return !this.#order.has(symbol) || (this.#order.get(symbol) ?? 0) < (this.#order.get(other) ?? 0);
  }

  #addGiven() {
    const { inputs, outputs, neurons } = this.network;
    for (const neuron of inputs) this.#give(neuron.symbols.output);
    if (this.trace.targets !== null) for (const neuron of outputs) this.#give(neuron.symbols.target);
    for (const neuron of computedNeurons(neurons)) {
      for (const edge of neuron.sources) this.#give(edge.symbol);
      this.#give(neuron.symbols.bias);
    }
    this.given.set("η", this.trace.training.optimizer.learning_rate);
  }

  /** @param {string | null} symbol */
  #give(symbol) {
    if (symbol !== null) this.given.set(symbol, this.trace.value(symbol) ?? NaN);
  }

  /**
   * @param {string} symbol
   * @param {Form} form
   * @param {Stage | null} stage
   * @param {SheetPlace["quantity"]} quantity
   * @param {NetworkNeuron | null} neuron
   */
  #add(symbol, form, stage, quantity, neuron) {
    this.#order.set(symbol, this.formulas.size);
    this.formulas.set(symbol, form);
    this.places.set(symbol, { symbol, stage, quantity, neuron });
  }

  /** @param {NetworkNeuron} neuron */
  #addForward(neuron) {
    const { summation, output, bias } = allSymbols(neuron.symbols);
    const products = neuron.sources.map((edge) => /** @type {Form} */ (["·", edge.source.symbols.output, edge.symbol]));
    this.#add(summation, ["+", ...products, bias], "forward", "summation", neuron);
    this.#add(output, [textOfActivation(neuron), summation], "forward", "output", neuron);
  }

  #addLoss() {
    const { outputs, model } = this.network;
    const all = outputs.map(({ symbols }) => allSymbols(symbols));
    const softmax = lossOf(model.loss)?.softmax ?? false;
    if (softmax) {
      const powers = all.map(({ output }) => /** @type {Form} */ (["^", "e", output]));
      all.forEach(({ probability }, k) =>
        this.#add(probability, ["/", powers[k], sumOf(powers)], "forward", "probability", outputs[k]));
    }
    const shares = all.map((_, k) => (all.length > 1 ? `L[${k}]` : "L"));
    const targets = all.map(({ target }) => target);
    const counted = targets.reduce((total, target) => total + (this.given.get(target) ?? 0), 0);
    outputs.forEach((neuron, k) => {
      const { output, probability, summation, target } = all[k];
      const letters = { y: output, p: probability, s: summation, z: target };
      const value = this.trace.value(output) ?? 0;
      const { share } = lossForms(model.loss, all.length, hasJoinedLoss(neuron) && value * (1 - value) < SMALLEST_SHARE);
      this.#add(shares[k], withLetters(share, letters), "loss", "loss", all.length > 1 ? neuron : null);
    });
    if (all.length > 1) this.#add("L", ["+", ...shares], "loss", "loss", null);
    outputs.forEach((neuron, k) => {
      const { output, probability, target, lossGradient } = all[k];
      const { slope } = lossForms(model.loss, all.length, hasJoinedLoss(neuron));
      const total = times([sumOf(targets), probability]);
      this.#add(
        lossGradient,
        softmax && counted !== 1 ? minus(total, target)
          : withLetters(slope, { y: output, p: probability, z: target }),
        null, "loss gradient", neuron,
      );
    });
  }

  /** @param {NetworkNeuron} neuron */
  #addErrorSignal(neuron) {
    const { summation, output, slope, delta, lossGradient } = allSymbols(neuron.symbols);
    this.#add(slope, slopeForm(textOfActivation(neuron), summation, output), "errors", "slope", neuron);
    const terms = neuron.targets.map((edge) => /** @type {Form} */ (["·", edge.symbol, edge.target.symbols.delta]));
    const isOutput = neuron.kind === "output";
    if (isOutput && hasJoinedLoss(neuron)) {
      const more = /** @type {Form[]} */ (terms.length ? [["·", slope, sumOf(terms)]] : []);
      this.#add(delta, sumOf([lossGradient, ...more]), "errors", "delta", neuron);
      return;
    }
    const all = isOutput ? [lossGradient, ...terms] : terms;
    this.#add(delta, ["·", slope, all.length ? sumOf(all) : 0], "errors", "delta", neuron);
  }

  /** @param {NetworkNeuron} neuron */
  #addGradients(neuron) {
    const { delta, bias } = allSymbols(neuron.symbols);
    for (const edge of neuron.sources) {
      this.#add(`grad ${edge.symbol}`, ["·", delta, edge.source.symbols.output], "gradients", "weight gradient", neuron);
    }
    this.#add(`grad ${bias}`, delta, "gradients", "bias gradient", neuron);
  }

  /** @param {NetworkNeuron} neuron */
  #addSteps(neuron) {
    const { bias } = allSymbols(neuron.symbols);
    const { record } = neuron;
    for (const edge of neuron.sources) this.#addStep(edge.symbol, edge.frozen, "weight", neuron);
    this.#addStep(bias, record.kind === "computed" && record.frozen_bias, "bias", neuron);
  }

  /**
   * @param {string} parameter
   * @param {boolean} frozen
   * @param {"weight" | "bias"} quantity
   * @param {NetworkNeuron} neuron
   */
  #addStep(parameter, frozen, quantity, neuron) {
    const lines = frozen ? [/** @type {[string, Form]} */ ([`new ${parameter}`, parameter])]
      : stepForms(this.trace.training.optimizer, parameter);
    for (const [symbol, form] of lines) {
      const last = symbol.startsWith("new ");
      this.#add(symbol, form, last ? "update" : null, last ? quantity : "kept", neuron);
    }
  }
}

/** @typedef {"forward" | "loss" | "errors" | "gradients" | "update"} Stage */

/**
 * @typedef {object} SheetPlace  what a number is
 * @property {string} symbol
 * @property {Stage | null} stage  the kind of question that asks for it; null for one that is never asked
 * @property {"summation" | "output" | "probability" | "loss" | "loss gradient" | "slope" | "delta" | "weight gradient" | "bias gradient" | "weight" | "bias" | "kept"} quantity
 * @property {NetworkNeuron | null} neuron
 */

/** @param {NetworkNeuron[]} neurons */
function computedNeurons(neurons) {
  return neurons.filter((neuron) => neuron.kind !== "input");
}

/**
 * Return the symbols of a neuron; there is an empty text for each that it does not have.
 *
 * @param {Partial<NeuronSymbols>} symbols
 */
export function allSymbols(symbols) {
  const { output, summation, bias, slope, delta, target, probability, lossGradient } = symbols;
  return {
    output: output ?? "", summation: summation ?? "", bias: bias ?? "", slope: slope ?? "", delta: delta ?? "",
    target: target ?? "", probability: probability ?? "", lossGradient: lossGradient ?? "",
  };
}

/** @param {NetworkNeuron} neuron @returns {string} */
export function textOfActivation({ record }) {
  return record.kind === "computed" ? record.activation : "identity";
}

/** @param {NetworkNeuron} neuron @returns {boolean} whether the loss is joined with its activation */
export function hasJoinedLoss(neuron) {
  return allSymbols(neuron.symbols).lossGradient.startsWith("dL/ds");
}

/** @param {Form} form @param {Record<string, string>} letters @returns {Form} */
function withLetters(form, letters) {
  return replacedForm(form, (letter) => letters[letter] ?? letter);
}

/** @param {NetworkNeuron[]} order @returns {NetworkNeuron[][]} from the last to the first, each after all its successors */
function backwardLayers(order) {
  /** @type {Map<NetworkNeuron, number>} */
  const distances = new Map();
  /** @type {NetworkNeuron[][]} */
  const layers = [];
  for (const neuron of computedNeurons(order).reverse()) {
    const far = Math.max(0, ...neuron.targets.map((edge) => (distances.get(edge.target) ?? 0) + 1));
    distances.set(neuron, far);
    (layers[far] ??= []).unshift(neuron);
  }
  return layers;
}
