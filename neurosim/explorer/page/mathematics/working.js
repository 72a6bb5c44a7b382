/** What all lines of worked mathematics share: their numbers, equations, sentences. */

/** @import { Form, Leaf } from "./formulas.js" */
/** @import { NumberStyle } from "./numbers.js" */
/** @import { Network, NetworkNeuron } from "../arithmetic/network.js" */
/** @import { Trace } from "../arithmetic/trace.js" */
/** @import { Scaling, TargetColumn } from "../types.js" */
/** @import { Words } from "../words/words.js" */

import { targetScaling } from "../arithmetic/scaling.js";
import { evaluate, leafOf, sameForm, stepsOf, substituted } from "./expressions.js";

/** @typedef {string | {name: string} | {form: Form}} PhrasePart  words, a name, or mathematics */
/** @typedef {PhrasePart[]} Phrase */

/**
 * @typedef {object} Manner  how a line is written
 * @property {NumberStyle} style
 * @property {Words} words
 */

/**
 * @typedef {object} EquationRow  one right side
 * @property {Form} form
 * @property {"symbolic" | "substituted" | "partial" | "result"} kind
 */

/**
 * @typedef {Manner & {kind: "equation", symbol: string, left: Form, rows: EquationRow[], why: Phrase}} Equation
 * @typedef {Manner & {kind: "paragraph" | "title" | "subheading", phrase: Phrase}} Sentence
 * @typedef {Manner & {kind: "given", items: ([Form, Form] | number)[]}} Given
 * @typedef {Manner & {kind: "table", cells: Phrase[][]}} Table
 */

/** @typedef {Equation | Sentence | Given | Table} Line */

/** @typedef {{heading: string, lines: Line[]}} Section */

/** A sum of more terms leaves out those in the middle. */
const MOST_TERMS = 8;

/** The numbers of one sample and how they are computed. */
export class Working {
  /**
   * @param {Trace} trace
   * @param {Manner} manner
   */
  constructor(trace, manner) {
    this.trace = trace;
    this.manner = manner;
    this.words = manner.words.mathematics;
  }

  /** @returns {Network} */
  get network() {
    return this.trace.network;
  }

  /** @returns {Scaling | null} the scaling of the targets; a forward pass alone does not ask the loss */
  get targetScaling() {
    const { model } = this.network;
    return this.trace.targets === null ? model.target_scaling : targetScaling(model);
  }

  /**
   * Return the number of a symbol.
   *
   * @param {string} symbol
   */
  value(symbol) {
    return this.trace.value(symbol) ?? NaN;
  }

  /**
   * Return a formula with numbers in the place of its symbols.
   *
   * @param {Form} form
   * @returns {Form}
   */
  numbers(form) {
    return substituted(form, (part) => {
      const leaf = leafOf(part);
      if (leaf === null) return part;
      if (leaf.left_out !== undefined) return { ...leaf, in_numbers: true };
      if (leaf.symbol === undefined || leaf.value !== undefined) return part;
      return { symbol: leaf.symbol, value: this.value(leaf.symbol) };
    });
  }

  /**
   * Return an equation: formulas, numbers put in, partial results, result.
   *
   * @param {string} symbol  whose number is worked out
   * @param {Form[]} symbolic
   * @param {object} [options]
   * @param {Form} [options.left]  the left side, if it is not the symbol
   * @param {Form[]} [options.numbers]  the lines with numbers; the last is worked out
   * @param {number} [options.exact]  the result, if it is not the number of the symbol
   * @param {Phrase} [options.why]
   * @param {boolean} [options.worked]  whether partial results are written
   * @returns {Equation}
   */
  equation(symbol, symbolic, options = {}) {
    const { left = { symbol }, why = [], worked = true } = options;
    const numbers = options.numbers ?? [this.numbers(symbolic[symbolic.length - 1])];
    const last = numbers[numbers.length - 1];
    const value = options.exact ?? this.trace.value(symbol) ?? evaluate(last);
    /** @type {Leaf} */
    const exact = { symbol, value };
    const steps = worked ? stepsOf(last, exact) : [];
    return this.equationOf(symbol, left, why, [
      ...rowsOf("symbolic", symbolic),
      ...rowsOf("substituted", numbers),
      ...rowsOf("partial", steps.slice(0, -1)),
      { form: exact, kind: "result" },
    ]);
  }

  /**
   * Return an equation of these rows, without those that say the same as the next.
   *
   * @param {string} symbol
   * @param {Form} left
   * @param {Phrase} why
   * @param {EquationRow[]} rows
   * @returns {Equation}
   */
  equationOf(symbol, left, why, rows) {
    const kept = rows.filter(({ form }, i) => i + 1 === rows.length || !sameForm(form, rows[i + 1].form));
    return { ...this.manner, kind: "equation", symbol, left, rows: kept, why };
  }

  /**
   * @param {Phrase} phrase
   * @param {Sentence["kind"]} [kind]
   * @returns {Sentence}
   */
  sentence(phrase, kind = "paragraph") {
    return { ...this.manner, kind, phrase };
  }

  /**
   * Return given numbers; those in the middle of a long list are left out.
   *
   * @param {string[]} symbols
   * @param {string[]} [last]  symbols after the list
   * @returns {Given}
   */
  given(symbols, last = []) {
    /** @type {Given["items"]} */
    const items = [...shortened(symbols, MOST_TERMS), ...last].map((item) => {
      if (item instanceof LeftOut) return item.items.length;
      return [{ symbol: item }, { symbol: item, value: this.value(item) }];
    });
    return { ...this.manner, kind: "given", items };
  }

  /**
   * Return the terms of a sum, with symbols; those in the middle of a long one are left out.
   *
   * @template T
   * @param {T[]} items
   * @param {(item: T) => Form} make
   * @returns {Form[]}
   */
  terms(items, make) {
    return shortened(items, MOST_TERMS).map((item) => {
      if (!(item instanceof LeftOut)) return make(item);
      const value = item.items.reduce((total, each) => total + evaluate(this.numbers(make(each))), 0);
      return { left_out: item.items.length, value };
    });
  }

  /**
   * Return the subheading of a neuron.
   *
   * @param {NetworkNeuron} neuron
   * @returns {Sentence}
   */
  title(neuron) {
    const column = columnOf(neuron, this.network);
    const { name, record, symbols } = neuron;
    const activation = record.kind === "computed" ? record.activation : "";
    return this.sentence(phraseOf(this.words[`title_of_${neuron.kind}`], {
      name: [{ name }, ...(column === "" ? [] : [" · ", { name: shortColumn(column) }])],
      activation: [{ name: activation }],
      symbol: [{ form: { symbol: symbols.output } }],
    }), "title");
  }
}

/** What is left out of the middle of a list. */
export class LeftOut {
  /** @param {any[]} items */
  constructor(items) {
    this.items = items;
  }
}

/**
 * Return a list; if it is too long, only the first items, what is left out, and the last.
 *
 * @template T
 * @param {T[]} items
 * @param {number} most
 * @returns {(T | LeftOut)[]}
 */
export function shortened(items, most) {
  if (items.length <= most) return items;
  const last = items.length - 1;
  return [...items.slice(0, most - 2), new LeftOut(items.slice(most - 2, last)), items[last]];
}

/**
 * Return the rows of an equation.
 *
 * @param {EquationRow["kind"]} kind
 * @param {Form[]} forms
 * @returns {EquationRow[]}
 */
export function rowsOf(kind, forms) {
  return forms.map((form) => ({ form, kind }));
}

/**
 * Return a sentence of the dictionary with something in the place of its {marks}.
 *
 * @param {string} sentence
 * @param {Record<string, Phrase>} [marks]
 * @returns {Phrase}
 */
export function phraseOf(sentence, marks = {}) {
  return sentence.split(/\{([^}]*)\}/).flatMap((part, i) => (i % 2 ? marks[part] : part === "" ? [] : [part]));
}

/**
 * Return the data column or class for which an input or output stands; empty if it has none.
 *
 * @param {NetworkNeuron} neuron
 * @param {Network} network
 * @returns {string}
 */
export function columnOf(neuron, network) {
  const { input_columns, target_columns } = network.model;
  if (neuron.kind === "hidden") return "";
  const isInput = neuron.kind === "input";
  const names = isInput ? input_columns ?? [] : (target_columns ?? []).flatMap(targetColumnNames);
  const count = isInput ? network.inputs.length : network.outputs.length;
  const name = names.length === count ? names[neuron.node] : "";
  return name === neuron.name || name === `${isInput ? "x" : "z"}[${neuron.node}]` ? "" : name;
}

/**
 * Return the names of the outputs of a target column.
 *
 * @param {TargetColumn} column
 */
export function targetColumnNames({ name, classes, one_output }) {
  if (classes.length === 0) return [name];
  return (one_output ? classes.slice(1) : classes).map((label) => `${name}=${label}`);
}

/**
 * Return a name on one line, without its middle if it is long.
 *
 * @param {string} name
 * @param {number} [most]
 */
export function shortColumn(name, most = 32) {
  const line = onOneLine(name);
  const last = Math.floor(most / 2);
  return line.length <= most ? line : `${line.slice(0, most - last - 1)}…${line.slice(-last)}`;
}

/**
 * Return a name whose line breaks and invisible characters are written out.
 *
 * @param {string} name
 */
export function onOneLine(name) {
  return name.replace(/(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const place = "\n\r\t".indexOf(character);
    const code = /** @type {number} */ (character.codePointAt(0)).toString(16).toUpperCase();
    return place < 0 ? `<U+${code.padStart(4, "0")}>` : `\\${"nrt"[place]}`;
  });
}
