/** Tables of a file or of the clipboard become data: at once if they fit, else the reader chooses. */

/** @import { App } from "../app.js" */
/** @import { CsvTable } from "../document/csv.js" */
/** @import { ChosenColumns } from "../document/csv_data.js" */
/** @import { Document, Model, TargetColumn } from "../types.js" */

import { readCsv } from "../document/csv.js";
import { dataFor, knowsTargets, likelyColumns } from "../document/csv_data.js";
import { setData, setModel } from "../document/edits.js";
import { inputNames, outputNames } from "../document/end_columns.js";
import { namingFile, Refusal } from "../document/refusal.js";
import { layeredModel } from "../examples/layered.js";
import { fittedScaling } from "./data_scaling.js";
import { openDialog } from "./dialogs.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { orRefusal } from "./training_run.js";

/** Cells of a column that are shown to choose by. */
const SHOWN_CELLS = 3;
const NEW_HIDDEN = 4;

/** @typedef {"input" | "target" | "none"} ColumnUse */

/**
 * Take a text as the data; what is unclear is asked.
 *
 * @param {App} app
 * @param {string} text  of a CSV file
 * @param {string} name
 * @param {boolean | "auto"} [header]
 */
export function takeTable(app, text, name, header = "auto") {
  try {
    const table = readCsv(text, { name, header });
    const network = { model: app.document.model };
    const likely = likelyColumns(table, network);
    const all = likely.inputs.length + likely.targets.length === table.columns.length;
    const why = all ? takeColumns(app, table, likely) : null;
    if (why !== null && why.key === "locked") throw why;
    if (!all || why !== null) askColumns(app, table, likely);
  } catch (error) {
    if (error instanceof Refusal && error.key === "unclear_header") askHeader(app, text, name);
    else app.refuse(namingFile(error, name));
  }
}

/**
 * Let the reader paste a table.
 *
 * @param {App} app
 */
export function askForTable(app) {
  const { data } = app.words;
  const field = element("textarea", { rows: "10", class: "copied", "aria-label": data.paste, spellcheck: "false" });
  const take = button(data.take_table, () => {
    dialog.close();
    takeTable(app, field.value, data.pasted);
  }, { class: "main" });
  const dialog = openDialog(app, data.paste, [element("p", {}, data.paste_about), field, element("p", {}, take)]);
  field.focus();
}

/**
 * @param {App} app
 * @param {string} text
 * @param {string} name
 */
function askHeader(app, text, name) {
  const { data } = app.words;
  /** @param {boolean} header */
  const answer = (header) => () => {
    dialog.close();
    takeTable(app, text, name, header);
  };
  const dialog = openDialog(app, name, [
    element("p", {}, data.header_asked),
    element("pre", { class: "copied" }, text.split(/\r\n?|\n/).slice(0, SHOWN_CELLS).join("\n")),
    element("p", { class: "tools" }, button(data.header_yes, answer(true), { class: "main" }), button(data.header_no, answer(false))),
  ], { narrow: true });
}

/**
 * Take columns as the data of the network.
 *
 * @param {App} app
 * @param {CsvTable} table
 * @param {ChosenColumns} chosen
 * @returns {Refusal | null} why not
 */
function takeColumns(app, table, chosen) {
  return endTaking(app, table, (document) => {
    const isFree = document.locks.length === 0;
    const { model: before } = document;
    // other columns take the place of those that the network knew
    const model = !isFree || (before.target_columns !== null && knowsTargets(table, before, chosen)) ? before :
      { ...before, target_columns: targetColumns(table, chosen, outputNames(before).length) };
    const data = dataFor(table, { model }, chosen);
    const next = withFirstRow(setData(document, data));
    return isFree ? setModel(next, { ...model, input_columns: model.preparation === null ? data.inputs : model.input_columns }) : next;
  });
}

/**
 * Take columns, and a new network that is made for them.
 *
 * @param {App} app
 * @param {CsvTable} table
 * @param {ChosenColumns} chosen
 * @returns {Refusal | null} why not
 */
function takeWithNetwork(app, table, chosen) {
  return endTaking(app, table, (document) => {
    const model = networkFor(table, chosen);
    const data = dataFor(table, { model }, chosen);
    const n_inputs = data.inputs.length;
    const inputs = data.rows.map((row) => row.slice(0, n_inputs));
    const targets = data.rows.map((row) => row.slice(n_inputs));
    const scaled = {
      ...model, input_columns: data.inputs, input_scaling: fittedScaling(inputs, "unit"),
      target_scaling: model.target_columns?.some(({ classes }) => classes.length > 0) ? null : fittedScaling(targets, "unit"),
    };
    return withFirstRow({ ...setData(setModel(document, scaled), data), positions: [] });
  });
}

/**
 * Return a document whose sample is the first row of its data, unless the sample is locked.
 *
 * @param {Document} document
 * @returns {Document}
 */
export function withFirstRow(document) {
  const { data, locks } = document;
  const [row] = data?.rows ?? [];
  if (data === null || row === undefined || locks.includes("sample")) return document;
  const split = data.inputs.length;
  return { ...document, sample: { inputs: row.slice(0, split), targets: row.slice(split) } };
}

/**
 * @param {App} app
 * @param {CsvTable} table
 * @param {(document: Document) => Document} change
 * @returns {Refusal | null} why not
 */
function endTaking(app, table, change) {
  const next = orRefusal(() => change(app.document));
  if (next instanceof Refusal) return next;
  app.edit(app.words.files.opened(table.name), () => next, { look: { panel: "data" } });
  app.say(app.words.data.opened(table.name, next.data?.rows.length ?? 0));
  return null;
}

/**
 * @param {CsvTable} table
 * @param {ChosenColumns} chosen
 * @returns {Model}
 */
function networkFor(table, chosen) {
  const widths = chosen.targets.map((place) => {
    const { kind, labels } = table.columns[place];
    return kind !== "classes" ? 1 : labels.length === 2 && chosen.targets.length === 1 ? 1 : labels.length;
  });
  const width = widths.reduce((sum, each) => sum + each, 0);
  const name = table.name.replace(/\.\w+$/, "");
  const model = layeredModel(name, [chosen.inputs.length, NEW_HIDDEN, width], { hidden: "tanh" });
  return { ...model, target_columns: targetColumns(table, chosen, width) };
}

/**
 * Return the target columns of a network.
 *
 * @param {CsvTable} table
 * @param {ChosenColumns} chosen
 * @param {number} n_outputs
 * @returns {TargetColumn[]}
 */
function targetColumns(table, chosen, n_outputs) {
  return chosen.targets.map((place) => table.columns[place]).map(({ heading, kind, labels }) =>
    (kind === "classes" ? { name: heading, classes: labels, one_output: n_outputs === 1 } : { name: heading, classes: [], one_output: false }));
}

/**
 * Let the reader choose the columns.
 *
 * @param {App} app
 * @param {CsvTable} table
 * @param {ChosenColumns} likely
 */
function askColumns(app, table, likely) {
  const { data } = app.words;
  const selects = table.columns.map(({ heading }, place) => {
    const use = likely.inputs.includes(place) ? "input" : likely.targets.includes(place) ? "target" : "none";
    return element(
      "select", { "aria-label": heading, onchange: () => show() },
      .../** @type {ColumnUse[]} */ (["input", "target", "none"]).map((value) =>
        element("option", { value, selected: value === use }, data.uses[value])),
    );
  });
  const drop = element("input", { type: "checkbox", id: "drop-missing" });
  const fits = element("p", { class: "muted" });
  const refused = element("p", { class: "refused", role: "alert" });
  const take = button(data.take_columns, () => finish(takeColumns(app, table, chosen())), { class: "main" });
  const make = button("", () => finish(takeWithNetwork(app, table, chosen())));

  /** @returns {ChosenColumns} */
  function chosen() {
    /** @param {ColumnUse} use */
    const places = (use) => selects.flatMap((select, place) => (select.value === use ? [place] : []));
    return { inputs: places("input"), targets: places("target"), drop: drop.checked };
  }

  function show() {
    const now = chosen();
    const { model } = app.document;
    const empty = now.inputs.length === 0 || now.targets.length === 0;
    const width = empty ? 0 : outputNames(networkFor(table, now)).length;
    setText(refused, "");
    setText(fits, data.columns_fit(now.inputs.length, now.targets.length, inputNames(model).length, outputNames(model).length));
    setText(make, data.take_new(`${now.inputs.length}-${NEW_HIDDEN}-${width}`));
    for (const target of [take, make]) setAttributes(target, { disabled: empty });
  }

  /** @param {Refusal | null} why */
  function finish(why) {
    if (why === null) dialog.close();
    // the page around the window is not heard now
    else setText(refused, why.in(app.words));
  }

  const rows = table.columns.map(({ heading, cells }, place) => element(
    "tr", {},
    element("th", { scope: "row" }, heading),
    element("td", { class: "muted" }, cells.slice(0, SHOWN_CELLS).join(", ")),
    element("td", {}, selects[place]),
  ));
  const dialog = openDialog(app, data.choose_columns, [
    fits, element("table", { class: "columns" }, element("tbody", {}, ...rows)),
    element("p", { class: "with-box" }, drop, element("label", { for: "drop-missing" }, data.drop)),
    refused, element("p", { class: "tools" }, take, make),
  ]);
  show();
}
