/** What stands on the card of a neuron, and where. */

/** @import { NetworkNeuron } from "../arithmetic/network.js" */
/** @import { Shown } from "../app.js" */

/**
 * @typedef {object} Cell  a number, or the activation, on a card
 * @property {string} key  unique in the picture
 * @property {string | null} symbol
 * @property {string} label
 * @property {string} text
 * @property {"input" | "target" | "bias" | "activation" | null} edit  what is edited here
 * @property {boolean} frozen  whether training keeps the number
 * @property {number} left  of the label, from the left side of the card
 * @property {number} right  of the text
 * @property {number} room  the width that the text may have
 * @property {boolean} close  whether the text follows its label, instead of ending at the right
 * @property {number} y  of the middle, from the top
 */

/**
 * @typedef {object} Card
 * @property {NetworkNeuron} neuron
 * @property {string} heading
 * @property {boolean} compact
 * @property {Cell[]} cells
 * @property {number} width
 * @property {number} height
 */

/** @typedef {Omit<Cell, "left" | "right" | "room" | "close" | "y" | "key"> & {short: string}} CardRow */

const CARD_PADDING = 7;
const HEADING_HEIGHT = 24;
const ROW_HEIGHT = 17;
const LINE_HEIGHT = 19;
/** The widths of characters at the sizes of the style sheet. */
const LABEL_ADVANCE = 6.2;
const INDEX_ADVANCE = 5.4;
export const DIGIT_ADVANCE = 7.4;
const HEADING_ADVANCE = 7.2;
const LONGEST_HEADING = 16;
const LONGEST_LABEL = 9;

/**
 * Return the cards of neurons; all are equally wide.
 *
 * @param {Shown} shown
 * @param {NetworkNeuron[]} neurons
 * @param {boolean} compact
 * @returns {Map<string, Card>}
 */
export function cardsOf(shown, neurons, compact) {
  const rows = neurons.map((neuron) => cardRows(shown, neuron));
  const longestText = Math.max(...rows.flat().map((row) => (row.edit === "activation" ? 0 : row.text.length)));
  // a number that is longer is squeezed
  const n_digits = Math.min(Math.max(shown.look.digits + 3, longestText), shown.look.digits + (compact ? 3 : 5));
  const headings = neurons.map(({ name }) => shortName(name, LONGEST_HEADING));
  const longest = Math.max(0, ...headings.map((heading) => heading.length)) * HEADING_ADVANCE;
  const longestOf = (/** @type {boolean} */ alone) => Math.max(0, ...rows.flat().filter(({ text }) => (text === "") === alone).map(labelWidth));
  const [labels, columns] = [false, true].map(longestOf);
  const number = n_digits * DIGIT_ADVANCE;
  const content = compact ? Math.max(longest + 8 + number, 2 * number + 50) : Math.max(longest, columns, labels + 5 + number);
  const width = Math.round(content + 2 * CARD_PADDING);
  return new Map(neurons.map((neuron, place) => {
    const { cells, height } = compact ? compactCells(neuron, rows[place], width) : fullCells(neuron, rows[place], width);
    return [neuron.name, { neuron, heading: headings[place], compact, cells, width, height }];
  }));
}

/**
 * Return what the card of a neuron writes.
 *
 * @param {Shown} shown
 * @param {NetworkNeuron} neuron
 * @returns {CardRow[]}
 */
function cardRows(shown, neuron) {
  const { document: { sample, model }, style, words } = shown;
  const { symbols, record, kind, node } = neuron;
  /** @type {CardRow[]} */
  const found = [];
  /** @param {string} label @param {string | null} symbol @param {string} text @param {CardRow["edit"]} edit @param {string} short */
  const add = (label, symbol, text, edit = null, short = "", frozen = false) => found.push({ label, symbol, text, edit, short, frozen });
  const computed = (/** @type {string | null} */ symbol) => {
    if (symbol !== null) add(symbol, symbol, knownText(shown, symbol), null, symbol[0]);
  };
  const column = shortName(dataColumn(shown, neuron), LONGEST_HEADING);
  const scaling = record.kind === "input" ? model.input_scaling : model.target_scaling;
  // the column of the data names the number in raw units, or stands alone
  if (column !== "" && scaling === null) add(column, null, "");
  const raw = shortName(column || words.canvas.raw, LONGEST_LABEL);
  const written = (/** @type {number | undefined} */ value) => (value === undefined ? "–" : style.text(value));
  if (record.kind === "input") {
    const value = written(sample.inputs[node]);
    if (scaling === null) add(symbols.output, symbols.output, value, "input");
    else {
      add(raw, null, value, "input");
      computed(symbols.output);
    }
    return found;
  }
  add(symbols.bias ?? "", symbols.bias, style.text(record.bias), "bias", "b", record.frozen_bias);
  computed(symbols.summation);
  computed(symbols.output);
  computed(symbols.probability);
  if (kind === "output") {
    const value = written(sample.targets?.[node]);
    if (scaling === null) add(symbols.target ?? "", symbols.target, value, "target", "z");
    else {
      add(raw, null, value, "target", "z");
      if (sample.targets) computed(symbols.target);
    }
  }
  if (sample.targets) computed(symbols.delta);
  add("", null, record.activation, "activation");
  return found;
}

/**
 * Return the column of the data, or the class, that an input or an output stands for.
 *
 * @param {Shown} shown
 * @param {NetworkNeuron} neuron
 */
function dataColumn({ document: { model } }, { kind, node }) {
  if (kind === "input") return model.input_columns?.[node] ?? "";
  const names = model.target_columns?.flatMap(({ name, classes, one_output }) => (classes.length === 0 || one_output ? [name] : classes));
  return kind === "output" ? names?.[node] ?? "" : "";
}

/** @param {CardRow} row */
function labelWidth({ label, symbol }) {
  return label.length * (label === symbol ? INDEX_ADVANCE : LABEL_ADVANCE) + 3;
}

/** @param {NetworkNeuron} neuron @param {CardRow[]} rows @param {number} width */
function fullCells(neuron, rows, width) {
  const cells = rows.map((row, place) => ({
    ...row, key: keyOfCell(neuron, row), left: CARD_PADDING, right: width - CARD_PADDING,
    room: width - 2 * CARD_PADDING - (row.edit === "activation" ? 40 : labelWidth(row) + 4), close: false, y: HEADING_HEIGHT + (place + 0.5) * ROW_HEIGHT,
  }));
  return { cells, height: HEADING_HEIGHT + rows.length * ROW_HEIGHT + 6 };
}

/**
 * Place the output beside the name; bias, error signal and target stand below it.
 *
 * @param {NetworkNeuron} neuron
 * @param {CardRow[]} rows
 * @param {number} width
 */
function compactCells(neuron, rows, width) {
  const { symbols } = neuron;
  /** @type {Cell[]} */
  const cells = [];
  let line = 0;
  /** @param {CardRow | undefined} row @param {number} left @param {number} right */
  const put = (row, left, right) => {
    const room = line === 0 ? (width - 2 * CARD_PADDING) / 2 : right - left - 11;
    const close = line > 0 && left === CARD_PADDING;
    if (row) cells.push({ ...row, label: line === 0 ? "" : row.short, key: keyOfCell(neuron, row), left, right, room, close, y: 5 + (line + 0.5) * LINE_HEIGHT });
  };
  const isInput = neuron.kind === "input";
  const found = (/** @type {(row: CardRow) => boolean} */ test) => rows.find(test);
  put(isInput ? found((row) => row.edit === "input") : found((row) => row.symbol === (symbols.probability ?? symbols.output)), CARD_PADDING, width - CARD_PADDING);
  if (!isInput) {
    line = 1;
    put(found((row) => row.edit === "bias"), CARD_PADDING, width / 2 - 4);
    put(found((row) => row.symbol === symbols.delta), width / 2 + 4, width - CARD_PADDING);
    const target = found((row) => row.edit === "target");
    if (target) {
      line = 2;
      put(target, width / 2 + 4, width - CARD_PADDING);
    }
  }
  return { cells, height: 10 + (line + 1) * LINE_HEIGHT };
}

/** @param {NetworkNeuron} neuron @param {CardRow} row */
function keyOfCell(neuron, row) {
  // a neuron may be called as a symbol is
  return `cell\n${row.symbol ?? `${neuron.name}\n${row.edit}`}`;
}

/**
 * Return a number of the sample as text: "?" while it is not known at this step, "–" if it cannot be computed.
 *
 * @param {Shown} shown
 * @param {string} symbol
 */
export function knownText(shown, symbol) {
  const value = shown.trace?.value(symbol);
  if (value === undefined) return "–";
  return shown.knows(symbol) ? shown.style.text(value) : "?";
}

/**
 * Return a name with a limited number of characters; a longer name loses its middle.
 *
 * @param {string} name
 * @param {number} most
 */
export function shortName(name, most) {
  const letters = [...name];
  return letters.length <= most ? name : `${letters.slice(0, most - 4).join("")}…${letters.slice(-3).join("")}`;
}

/**
 * Return a written number with a limited number of characters, if it can be cut behind its decimal sign.
 *
 * @param {string} text
 * @param {number} most
 */
export function shortNumber(text, most) {
  const kept = text.slice(0, most - 1);
  return text.length > most && /[.,]/.test(kept) && !text.includes("·") ? `${kept}…` : text;
}
