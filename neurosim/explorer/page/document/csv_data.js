/** Chosen columns of a CSV file as the data of a network: numbers, or one number for each class. */

/** @import { Data, Model } from "../types.js" */
/** @import { CsvColumn, CsvTable } from "./csv.js" */
/** @import { CsvCell } from "./csv_numbers.js" */

import { atCell, chosenMarks, csvFloat, isCsvNumber } from "./csv_numbers.js";
import { isMissing, looksNumeric } from "./csv_rows.js";
import { inputNames, outputNames, refuseManyRows } from "./end_columns.js";
import { refusal, refuseTwice, shownValue } from "./fields.js";
import { rawColumns } from "./model_reader.js";

/**
 * @typedef {object} ChosenColumns  by their places in the table
 * @property {number[]} inputs
 * @property {number[]} targets
 * @property {boolean} [drop]  whether rows with a missing value are left out; else they are refused
 */

/**
 * @typedef {object} CsvPart  a column, and how it becomes numbers
 * @property {CsvColumn} column
 * @property {string[] | null} labels  null: a column of numbers
 * @property {boolean} known  whether the network knows the labels
 * @property {boolean} shared  whether two labels share one number: 0 and 1
 * @property {number | string | undefined} fill  in place of a missing value
 */

/**
 * Return the columns that a network takes: those that it knows by name, or the first for its
 * inputs and the last for its outputs.
 *
 * @param {CsvTable} table
 * @param {{model: Model}} network
 * @returns {ChosenColumns}
 */
export function likelyColumns(table, { model }) {
  const named = [...table.columns.keys()].filter((place) => table.columns[place].named);
  const all = [...table.columns.keys()];
  const places = knownColumns(model);
  const ofClasses = table.columns[named[named.length - 1]].kind === "classes";
  const last = named.slice(ofClasses ? -1 : -outputNames(model).length);
  const first = named.filter((place) => !last.includes(place));
  return {
    inputs: placesOf(places.inputs, table, all) ?? first.slice(0, inputNames(model).length),
    targets: placesOf(places.targets, table, all) ?? last,
  };
}

/** @param {Model} model @returns {{inputs: string[] | null, targets: string[] | null}} */
function knownColumns({ input_columns, target_columns, preparation }) {
  return {
    inputs: input_columns && rawColumns(input_columns, preparation?.categories ?? []),
    targets: target_columns && target_columns.map((column) => column.name),
  };
}

/**
 * Return chosen places in the order of the names that a network knows, if they have just these.
 *
 * @param {string[] | null} names  null: it knows none, and any do
 * @param {CsvTable} table
 * @param {number[]} places
 * @returns {number[] | null}
 */
function knownPlaces(names, table, places) {
  if (names === null) return places;
  return names.length === places.length ? placesOf(names, table, places) : null;
}

/**
 * Return whether the chosen targets are those that a network knows by name, or it knows none.
 *
 * @param {CsvTable} table
 * @param {Model} model
 * @param {ChosenColumns} chosen
 */
export function knowsTargets(table, model, chosen) {
  return knownPlaces(knownColumns(model).targets, table, chosen.targets) !== null;
}

/**
 * Return the places of all these names, in their order; null if one is not among the places.
 *
 * @param {string[] | null} names
 * @param {CsvTable} table
 * @param {number[]} places
 * @returns {number[] | null}
 */
function placesOf(names, table, places) {
  const found = names?.map((name) =>
    places.find((place) => table.headings[place] === name.normalize("NFC")) ?? -1);
  return found === undefined || found.includes(-1) ? null : found;
}

/**
 * Return the rows of chosen columns for a network. Columns that it knows by name come in its order;
 * other targets than those are refused.
 * Classes get one number for each output, in the order that the network knows, or else sorted; two
 * classes share the output of a network that has only one.
 *
 * @param {CsvTable} table
 * @param {{model: Model}} network
 * @param {ChosenColumns} chosen
 * @returns {Data}
 */
export function dataFor(table, { model }, chosen) {
  const known = knownColumns(model);
  const inputPlaces = knownPlaces(known.inputs, table, chosen.inputs) ?? chosen.inputs;
  const targetPlaces = knownPlaces(known.targets, table, chosen.targets);
  refuseTwice([...inputPlaces, ...chosen.targets].map((place) => table.headings[place]), table.name || "CSV");
  if (targetPlaces === null) throw refusal("other_targets", known.targets?.join(", ") ?? "");
  const inputs = inputPlaces.map((place) => inputPart(table.columns[place], model));
  const single = targetPlaces.length === 1 && outputNames(model).length === 1;
  const targets = targetPlaces.map((place) => targetPart(table, place, model, single));
  const parts = [...inputs, ...targets];
  const rows = keptRows(table, parts, chosen.drop ?? false);
  /** @type {Data} */
  const data = {
    name: table.name,
    inputs: inputs.flatMap(partNames),
    targets: targets.flatMap(partNames),
    rows: [],
  };
  refuseOtherCount("other_inputs", data.inputs, inputNames(model));
  refuseOtherCount("other_outputs", data.targets, outputNames(model));
  refuseManyRows({ ...data, rows }, shownValue(table.name));
  const numbers = parts.filter((part) => part.labels === null);
  const marks = chosenMarks(cellsOf(table, numbers, rows), table.commas);
  /** @param {CsvPart} part @param {number} row */
  const value = (part, row) => csvFloat(cellOf(table, part, row), marks);
  data.rows = rows.map((row) => parts.flatMap((part) => partNumbers(table, part, row, value)));
  return data;
}

/** @param {CsvColumn} column @param {Model} model @returns {CsvPart} */
function inputPart(column, { input_columns, preparation }) {
  const used = input_columns === null ? null : preparation;
  const labels = new Map(used?.categories).get(column.heading) ?? null;
  const fill = new Map(used?.fill).get(column.heading);
  return { column, labels, known: labels !== null, shared: false, fill };
}

/** @param {CsvTable} table @param {number} place @param {Model} model @param {boolean} single @returns {CsvPart} */
function targetPart(table, place, { target_columns }, single) {
  const column = table.columns[place];
  const found = target_columns?.find(({ name }) => name.normalize("NFC") === column.heading);
  const numbers = { column, labels: null, known: false, shared: false, fill: undefined };
  if (found !== undefined && found.classes.length === 0) return numbers;
  if (found !== undefined) {
    return { ...numbers, labels: found.classes, known: true, shared: found.one_output };
  }
  if (column.cells.some((cell) => !isMissing(cell) && (looksNumeric(cell) || isCsvNumber(cell)))) return numbers;
  if (column.kind !== "classes") throw refusal("no_classes", shownValue(column.heading));
  return { ...numbers, labels: column.labels, shared: single && column.labels.length === 2 };
}

/** @param {CsvPart} part @returns {string[]} */
function partNames({ column, labels, shared }) {
  if (labels === null) return [column.heading];
  return labels.slice(shared ? 1 : 0).map((label) => `${column.heading}=${label}`);
}

/** @param {string} key @param {string[]} given @param {string[]} wanted */
function refuseOtherCount(key, given, wanted) {
  if (given.length !== wanted.length) {
    throw refusal(key, given.length, given.join(", "), wanted.length);
  }
}

/** @param {CsvTable} table @param {CsvPart[]} parts @param {boolean} drop @returns {number[]} */
function keptRows(table, parts, drop) {
  const rows = [...table.lines.keys()].filter((row) => {
    const empty = parts.find((part) => part.fill === undefined && isGone(part, row));
    if (empty !== undefined && !drop) throw atCell("missing_value", cellOf(table, empty, row));
    return empty === undefined;
  });
  if (rows.length === 0) throw refusal("no_rows");
  return rows;
}

/** @param {CsvPart} part @param {number} row @returns {boolean} whether the value is missing */
function isGone({ column, labels, known }, row) {
  const cell = column.cells[row];
  return isMissing(cell) && !(known && labels?.includes(cell));
}

/** @param {CsvTable} table @param {CsvPart} part @param {number} row @returns {CsvCell} */
function cellOf(table, { column }, row) {
  return { text: column.cells[row], line: table.lines[row], heading: column.heading };
}

/**
 * @param {CsvTable} table
 * @param {CsvPart[]} parts
 * @param {number[]} rows
 * @returns {Generator<CsvCell>}
 */
function* cellsOf(table, parts, rows) {
  for (const row of rows) {
    for (const part of parts) if (!isGone(part, row)) yield cellOf(table, part, row);
  }
}

/**
 * @param {CsvTable} table
 * @param {CsvPart} part
 * @param {number} row
 * @param {(part: CsvPart, row: number) => number} value
 * @returns {number[]}
 */
function partNumbers(table, part, row, value) {
  const { column, labels, shared, fill } = part;
  const gone = isGone(part, row);
  if (labels === null) return [gone ? Number(fill) : value(part, row)];
  const label = gone ? String(fill) : column.cells[row].normalize("NFC");
  const place = labels.indexOf(label);
  if (place < 0) throw atCell("unknown_label", cellOf(table, part, row));
  const each = labels.map((_, k) => (k === place ? 1 : 0));
  return shared ? each.slice(1) : each;
}
