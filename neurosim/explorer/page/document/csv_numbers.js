/** How the numbers of a file are written, decided from all chosen columns; or it is refused. */

import { refusal, shownValue } from "./fields.js";
import { Refusal } from "./refusal.js";

/**
 * @typedef {object} CsvCell
 * @property {string} text
 * @property {number} line
 * @property {string} heading
 */

/**
 * @typedef {object} CsvMarks  one way to read numbers
 * @property {string} decimal
 * @property {string} thousands
 * @property {RegExp} pattern
 */

/** @type {CsvMarks[]} */
const CSV_MARKS = [marksOf(".", ","), marksOf(",", ".")];

/** @param {string} decimal @param {string} thousands @returns {CsvMarks} */
function marksOf(decimal, thousands) {
  const point = `\\${decimal}`;
  const plain = `(?:[0-9]+(?:${point}[0-9]*)?|${point}[0-9]+)(?:[eE][+-]?[0-9]+)?`;
  // 0,123 and 1234,567 are no groups of three digits
  const grouped = `[1-9][0-9]{0,2}(?:\\${thousands}[0-9]{3})+(?:${point}[0-9]*)?`;
  return { decimal, thousands, pattern: new RegExp(`^[+-]?(?:${plain}|${grouped})$`) };
}

/**
 * Return whether a cell is a number, with a decimal point or a decimal comma.
 *
 * @param {string} cell
 * @returns {boolean}
 */
export function isCsvNumber(cell) {
  return CSV_MARKS.some(({ pattern }) => pattern.test(cell));
}

/**
 * Return the only way to read the numbers of some cells.
 *
 * @param {Iterable<CsvCell>} cells
 * @param {boolean} pointAlone  whether a point is the decimal mark if no number has a comma,
 *   because a decimal comma would need quotes in this file
 * @returns {CsvMarks}
 */
export function chosenMarks(cells, pointAlone) {
  /** @type {(CsvCell | null)[]} */
  const against = [null, null];
  /** @type {CsvCell | null} */
  let unsure = null;
  for (const cell of cells) {
    const fits = CSV_MARKS.map(({ pattern }) => pattern.test(cell.text));
    if (!fits.includes(true)) throw atCell("no_csv_number", cell);
    for (const [reading, fit] of fits.entries()) if (!fit) against[reading] ??= cell;
    const differs = fits.every(Boolean) && floatFrom(cell.text, CSV_MARKS[0]) !== floatFrom(cell.text, CSV_MARKS[1]);
    const comma = cell.text.includes(",");
    if (differs && (unsure === null || (comma && !unsure.text.includes(",")))) unsure = cell;
  }
  const [point, comma] = against;
  if (point !== null && comma !== null) {
    throw refusal("two_marks", point.line, shownValue(point.text), comma.line, shownValue(comma.text));
  }
  const marks = CSV_MARKS[point === null ? 0 : 1];
  const sure = point !== null || comma !== null || unsure === null;
  if (sure || (pointAlone && !unsure?.text.includes(","))) return marks;
  throw atCell("unsure_marks", /** @type {CsvCell} */ (unsure));
}

/**
 * Return a cell as a number.
 *
 * @param {CsvCell} cell
 * @param {CsvMarks} marks
 * @returns {number}
 */
export function csvFloat(cell, marks) {
  const value = floatFrom(cell.text, marks);
  if (!Number.isFinite(value)) throw atCell("csv_too_large", cell);
  return value;
}

/** @param {string} text @param {CsvMarks} marks @returns {number} */
function floatFrom(text, { decimal, thousands }) {
  return Number(text.replaceAll(thousands, "").replace(decimal, "."));
}

/**
 * Return a refusal that names the line and the column of a cell.
 *
 * @param {string} key
 * @param {CsvCell} cell
 * @returns {Refusal}
 */
export function atCell(key, cell) {
  return refusal(key, cell.line, shownValue(cell.heading), shownValue(cell.text));
}
