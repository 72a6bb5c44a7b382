/** The table of a CSV text: its columns, and what each can be read as. */

import { isCsvNumber } from "./csv_numbers.js";
import { csvRows, isMissing, looksNumeric, splitHeader, trimmedCells } from "./csv_rows.js";
import { refusal, shownValue } from "./fields.js";
import { MOST_CHARACTERS } from "./limits.js";

/** A column with more different texts is no column of classes. */
const MOST_CLASSES = 20;
const MOST_CSV_CHARACTERS = 10 * MOST_CHARACTERS;

/**
 * @typedef {object} CsvColumn
 * @property {string} heading  "c[2]" for a third column without a name
 * @property {boolean} named
 * @property {string[]} cells  of each row; an empty one is missing
 * @property {"numbers" | "classes" | "other"} kind  what it can be read as
 * @property {string[]} labels  of a column of classes, sorted
 */

/**
 * @typedef {object} CsvTable
 * @property {string} name  of the file
 * @property {string[]} headings
 * @property {CsvColumn[]} columns
 * @property {number[]} lines  of each row in the file
 * @property {boolean} commas  whether cells are separated by commas
 */

/**
 * Return the table of a CSV text. It is refused if anything of it is unclear; if only the header is
 * ("unclear_header"), it can be read again with `header` given.
 *
 * @param {string} text
 * @param {{name?: string, header?: boolean | "auto"}} [options]
 * @returns {CsvTable}
 */
export function readCsv(text, { name = "", header = "auto" } = {}) {
  if (text.length > MOST_CSV_CHARACTERS) {
    throw refusal("large_table", text.length, MOST_CSV_CHARACTERS);
  }
  const found = csvRows(text);
  const { headings, rows } = splitHeader(found.rows, header);
  const width = headings.length;
  const kept = rows.filter(({ cells }) => cells.some((cell) => cell !== ""));
  if (kept.length === 0) throw refusal("no_rows");
  const filled = kept.map(({ line, cells }) => {
    const fitting = trimmedCells(cells, width);
    if (fitting.length !== width) {
      throw refusal("wrong_cells", line, fitting.length, width);
    }
    return fitting;
  });
  if (width === 1) throw refusal("one_column", shownValue(headings[0]));
  const columns = headings.map((heading, place) =>
    csvColumn(heading, place, filled.map((cells) => cells[place])),
  );
  return {
    name,
    headings: columns.map((column) => column.heading),
    columns,
    lines: kept.map(({ line }) => line),
    commas: found.delimiter === ",",
  };
}

/** @param {string} heading @param {number} place @param {string[]} cells @returns {CsvColumn} */
function csvColumn(heading, place, cells) {
  const named = heading !== "";
  const given = cells.filter((cell) => !isMissing(cell));
  const labels = sortedLabels(given);
  const classes = labels.length > 1 && labels.length <= MOST_CLASSES && !given.some(looksNumeric);
  const numbers = given.length > 0 && given.every(isCsvNumber);
  const kind = numbers ? "numbers" : classes ? "classes" : "other";
  return { heading: named ? heading : `c[${place}]`, named, cells, kind, labels: classes ? labels : [] };
}

/** @param {string[]} cells @returns {string[]} */
function sortedLabels(cells) {
  return [...new Set(cells.map((cell) => cell.normalize("NFC")))].sort(byCodePoints);
}

/** @param {string} a @param {string} b @returns {number} */
function byCodePoints(a, b) {
  const [left, right] = [[...a], [...b]];
  const place = left.findIndex((character, k) => character !== right[k]);
  if (place < 0) return left.length - right.length;
  return (left[place].codePointAt(0) ?? 0) - (right[place]?.codePointAt(0) ?? -1);
}
