/** The CSV text of a trace. */

/** @import { Trace } from "../arithmetic/trace.js" */

import { pythonFloat } from "./python_numbers.js";
import { TRACE_COLUMNS, traceRows } from "./trace_rows.js";

const NUMBER_CELL = /^[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/**
 * Return the numbers of a trace as CSV, as Python writes them. With a decimal comma there are
 * semicolons between cells, as spreadsheets expect it then.
 *
 * @param {Trace} trace
 * @param {{decimalComma: boolean}} [style]
 * @returns {string}
 */
export function traceCsv(trace, style = { decimalComma: false }) {
  if (trace.failure !== null) throw trace.failure.refusal;
  const delimiter = style.decimalComma ? ";" : ",";
  const lines = traceRows(trace).map(([step, neuron, symbol, quantity, value, column]) => {
    const number = pythonFloat(value);
    const cells = [step, neuron, symbol, quantity].map(csvCell);
    return [...cells, style.decimalComma ? number.replace(".", ",") : number, csvCell(column)];
  });
  return [TRACE_COLUMNS, ...lines].map((cells) => `${cells.join(delimiter)}\n`).join("");
}

/** @param {string} text @returns {string} a cell that no spreadsheet runs as a formula */
function csvCell(text) {
  const runs = /^'*[=+\-@\t\r＝＋－＠]/.test(text);
  const harmless = runs && !NUMBER_CELL.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
