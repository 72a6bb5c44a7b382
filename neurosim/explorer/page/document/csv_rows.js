/** The rows of a CSV text, with the line on which each begins; the rules are those of Python. */

import { refusal, shownValue } from "./fields.js";

/**
 * @typedef {object} CsvRow
 * @property {number} line
 * @property {string[]} cells  without spaces around them
 */

/** Likely delimiters, best first: a comma may also be part of a cell. */
const DELIMITERS = ["\t", ";", ",", "|"];
const ROWS_AHEAD = 20;
const LINE_ENDS = /\r\n|\r|\n/g;
const MARKERS = new Set(["", "na", "n/a", "#n/a", "<na>", "nan", "null", "?", "-"]);
/** What a spreadsheet would run; an apostrophe before it was put there by whoever wrote the file. */
const GUARDED = /^'+[=+\-@\t\r＝＋－＠]/;

/**
 * Return whether a cell says that its value is missing.
 *
 * @param {string} cell
 * @returns {boolean}
 */
export function isMissing(cell) {
  return cell === "None" || MARKERS.has(cell.toLowerCase()) && !/[^\x00-\x7f]/.test(cell);
}

/**
 * Return the rows of a text, and the character between their cells; blank lines are skipped.
 *
 * @param {string} text
 * @returns {{rows: CsvRow[], delimiter: string}}
 */
export function csvRows(text) {
  refuseOtherEncodings(text);
  const plain = text.replace(/^\uFEFF/, "");
  // Excel's own first line
  const named = /^"?sep=([^\w"\s.+-]|\t)"?[ \t]*(?:\r\n|\r|\n|$)/i.exec(plain);
  const delimiter = named?.[1] ?? bestDelimiter(plain);
  const rows = named === null ? csvRowsOf(plain, delimiter, Infinity) :
    csvRowsOf(plain, delimiter, Infinity, named[0].length, 2);
  return { rows, delimiter };
}

/** @param {string} text */
function refuseOtherEncodings(text) {
  const wrong = /[\0\uFFFD]/.exec(text);
  if (wrong !== null) throw refusal("no_utf8", lineAt(text, wrong.index));
}

/** @param {string} text @param {number} place @returns {number} */
function lineAt(text, place) {
  return (text.slice(0, place).match(LINE_ENDS)?.length ?? 0) + 1;
}

/**
 * @param {string} text
 * @param {string} delimiter
 * @param {number} most
 * @param {number} [place]
 * @param {number} [line]
 * @returns {CsvRow[]}
 */
function csvRowsOf(text, delimiter, most, place = 0, line = 1) {
  const mark = delimiter.replace(/[|^$.*+?()[\]{}\\]/, "\\$&");
  const end = `[^${mark}\\r\\n]*`;
  const cell = new RegExp(
    ` *(?:"([^"]*(?:""[^"]*)*)"(?!")(${end})|(?!")(${end}))(${mark}|\\r\\n|\\r|\\n|$)`, "y",
  );
  const blank = delimiter === "\t" ? /[ \f\v\x1a]*(?:\r\n|\r|\n|$)/y : /[ \t\f\v\x1a]*(?:\r\n|\r|\n|$)/y;
  /** @type {CsvRow[]} */
  const rows = [];
  while (place < text.length && rows.length < most) {
    blank.lastIndex = place;
    if (blank.test(text)) {
      place = blank.lastIndex;
      line += 1;
      continue;
    }
    const row = { line, cells: /** @type {string[]} */ ([]) };
    for (;;) {
      cell.lastIndex = place;
      const match = cell.exec(text);
      if (match === null) throw refusal("open_quote", row.line);
      place = cell.lastIndex;
      line += match[0].match(LINE_ENDS)?.length ?? 0;
      const [, quoted, rest, plain, stop] = match;
      row.cells.push(asMeant(plain ?? quoted.replaceAll('""', '"') + rest));
      if (stop !== delimiter) break;
    }
    rows.push(row);
  }
  return rows;
}

/** @param {string} cell @returns {string} */
function asMeant(cell) {
  const bare = cell.trim();
  return GUARDED.test(bare) ? bare.slice(1) : bare;
}

/**
 * Return the delimiter with which the first rows have as many cells as the header. Of several, a
 * semicolon goes before a comma, because 1,5;2,5 has commas in its numbers.
 *
 * @param {string} text
 * @returns {string}
 */
function bestDelimiter(text) {
  let best = ",";
  let bestScore = [-2, 0];
  for (const delimiter of DELIMITERS) {
    const score = delimiterScore(text, delimiter);
    if (score[0] > bestScore[0] || (score[0] === bestScore[0] && score[1] > bestScore[1])) {
      [best, bestScore] = [delimiter, score];
    }
  }
  return bestScore[1] > 1 ? best : ",";
}

/** @param {string} text @param {string} delimiter @returns {[number, number]} */
function delimiterScore(text, delimiter) {
  /** @type {string[][]} */
  let rows;
  try {
    rows = csvRowsOf(text, delimiter, ROWS_AHEAD).map((row) => row.cells);
  } catch {
    return [-1, 0];
  }
  rows = rows.filter((cells) => cells.some((cell) => cell !== ""));
  const width = rows[0]?.length ?? 0;
  // in "a, b" and with a tab for the space, the blank is no delimiter
  if (width < 2 || rows[0].slice(0, -1).every((cell) => /[,;]$/.test(cell))) return [-1, width];
  const below = rows.slice(1);
  const fit = below.filter((cells) => trimmedCells(cells, width).length === width).length;
  return below.length > 0 ? [fit / below.length, 2] : [0, width];
}

/**
 * Return a row without empty cells beyond a width: separators at the end of a line.
 *
 * @param {string[]} cells
 * @param {number} width
 * @returns {string[]}
 */
export function trimmedCells(cells, width) {
  let end = cells.length;
  while (end > width && cells[end - 1] === "") end -= 1;
  return cells.slice(0, end);
}

/**
 * Take the names of the columns off the rows. A text above numbers is a name; where it is not
 * sure, the file is refused.
 *
 * @param {CsvRow[]} rows
 * @param {boolean | "auto"} header  whether the first row has the names
 * @returns {{headings: string[], rows: CsvRow[]}}
 */
export function splitHeader(rows, header) {
  if (rows.length === 0) throw refusal("empty_table");
  const [{ cells, line }, ...below] = rows;
  if (header === false) return { headings: cells.map((_, place) => `c[${place}]`), rows };
  const ahead = below.slice(0, ROWS_AHEAD).map((row) => row.cells);
  if (header === "auto" && !isHeader(cells, ahead)) {
    throw refusal("unclear_header", line);
  }
  if (cells.every((cell) => cell === "")) throw refusal("no_names", line);
  if (cells.length === 1 && ahead.length > 0 && ahead.every((row) => trimmedCells(row, 1).length > 1)) {
    throw refusal("title_line", line, shownValue(cells[0]));
  }
  const names = haveRowNames(cells.length, ahead) ? ["", ...cells] : cells;
  return { headings: names.map((name) => name.normalize("NFC")), rows: below };
}

/** @param {string[]} names @param {string[][]} rows @returns {boolean} */
function isHeader(names, rows) {
  let repeated = false;
  for (const [place, name] of names.entries()) {
    if (isMissing(name)) continue;
    const below = rows.map((row) => row[place] ?? "").filter((cell) => !isMissing(cell));
    if (!looksNumeric(name) && below.length > 0 && below.every(looksNumeric)) return true;
    repeated ||= below.includes(name);
  }
  // a number, or a missing value that is written out, is the cell of a sample
  const ofSample = names.some((cell) => looksNumeric(cell) || (cell !== "" && isMissing(cell)));
  return !ofSample && !repeated;
}

/**
 * Return whether a text is meant as a number, perhaps with the wrong marks in it.
 *
 * @param {string} text
 * @returns {boolean}
 */
export function looksNumeric(text) {
  return /^[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text) ||
    /^[+-]?[0-9]{1,3}(?:[., '’\u00a0\u202f][0-9]{3})+(?:[.,][0-9]*)?$/.test(text);
}

/** @param {number} width @param {string[][]} rows @returns {boolean} as R writes them */
function haveRowNames(width, rows) {
  if (rows.length < 2) return false;
  if (rows.some((row) => row.length !== width + 1 || row[width] === "")) return false;
  const names = rows.map((row) => row[0]);
  const counted = names.every((name, place) => name === String(place + 1));
  return counted || (new Set(names).size === names.length && !names.some(looksNumeric));
}
