/** The table of the data: cells to edit, rows to take as the sample, and what the network gives for them. */

/** @import { App, Shown } from "../app.js" */
/** @import { Data } from "../types.js" */

import { classOf, predictor } from "../arithmetic/prediction.js";
import { setData, setSample } from "../document/edits.js";
import { Refusal } from "../document/refusal.js";
import { readNumber } from "../document/typed_numbers.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { takeText } from "./taking.js";
import { orRefusal, trainingRows } from "./training_run.js";

/** Rows that are shown at once. */
const ROWS_OF_A_PAGE = 100;

/** @typedef {{element: HTMLElement, take: HTMLButtonElement, cells: HTMLInputElement[], results: HTMLElement[], remove: HTMLButtonElement,
 *   numbers: readonly number[] | null, network: object | null}} DataRow  with what it shows */

/** @param {App} app */
export function makeDataTable(app) {
  const head = element("tr");
  const body = element("tbody");
  const table = element("table", { class: "data-table", onkeydown: moveInTable, onchange: takeCell }, element("thead", {}, head), body);
  const back = button("‹", () => turn(-1));
  const on = button("›", () => turn(1));
  const place = element("span", { class: "number" });
  const pages = element("p", { class: "tools pages" }, back, place, on);
  /** @type {DataRow[]} */
  let rows = [];
  /** @type {HTMLTextAreaElement[]} */
  let headings = [];
  /** @type {HTMLElement[]} */
  let resultHeads = [];
  let first = 0;
  let built = "";

  /** @param {number} by */
  function turn(by) {
    first += by * ROWS_OF_A_PAGE;
    app.look({});
  }

  /**
   * @param {number} index
   */
  function takeRow(index) {
    const { data } = app.document;
    if (data === null) return;
    const row = data.rows[index];
    const split = data.inputs.length;
    const { data: words } = app.words;
    const done = app.edit(words.take(index + 1), (document) =>
      setSample(document, { inputs: row.slice(0, split), targets: row.slice(split) }));
    if (done) app.say(words.taken(index + 1));
  }

  /** @param {number} index */
  function removeRow(index) {
    app.edit(app.words.data.remove_row(index + 1), (document) =>
      (document.data === null ? document : setData(document, { ...document.data, rows: document.data.rows.filter((_, at) => at !== index) })));
    (rows[Math.min(index - first, rows.length - 1)]?.remove ?? table).focus();
  }

  /** @param {Event} event */
  function takeCell(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const { row, column } = field.dataset;
    takeText(app, field, () => {
      if (row === undefined) renameColumn(Number(column), field.value.trim().replace(/\s+/g, " "));
      else setCell(Number(row), Number(column), readNumber(field.value));
    });
  }

  /** @param {number} row @param {number} column @param {number} value */
  function setCell(row, column, value) {
    app.edit(app.words.data.cell_edit, (document) => changedData(document, (data) => ({
      ...data, rows: data.rows.map((old, at) => (at === row ? old.map((each, to) => (to === column ? value : each)) : old)),
    })));
  }

  /** @param {number} column @param {string} name */
  function renameColumn(column, name) {
    if (name === "") throw new Refusal("data", "no_heading");
    app.edit(app.words.data.cell_edit, (document) => changedData(document, (data) => {
      const names = [...data.inputs, ...data.targets].map((each, at) => (at === column ? name : each));
      return { ...data, inputs: names.slice(0, data.inputs.length), targets: names.slice(data.inputs.length) };
    }));
  }

  /** @param {KeyboardEvent} event */
  function moveInTable(event) {
    const field = event.target;
    const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined || !(field instanceof HTMLElement) || field.dataset.column === undefined) return;
    const { row, column } = field.dataset;
    const to = row === undefined ? 0 : Number(row) - first + by;
    event.preventDefault();
    const target = to < 0 ? headings[Number(column)] : rows[to]?.cells[Number(column)];
    // leaving the field takes what was typed
    if (target === undefined) field.blur();
    else target.focus();
  }

  /** @param {Data} data @param {number} n_rows @param {number} n_results */
  function build(data, n_rows, n_results) {
    const columns = [...data.inputs, ...data.targets];
    headings = columns.map((_, column) => element("textarea", { rows: "2", "data-column": column, class: "heading" }));
    resultHeads = Array.from({ length: n_results }, () => element("th", { scope: "col", class: "predicted" }));
    head.replaceChildren(
      element("td"),
      ...headings.map((field, column) => element("th", { scope: "col", class: column >= data.inputs.length ? "target" : null }, field)),
      ...resultHeads, element("td"),
    );
    rows = Array.from({ length: n_rows }, (_, at) => {
      const take = button("", () => takeRow(first + at), { class: "quiet number" });
      const remove = button("×", () => removeRow(first + at), { class: "quiet" });
      const cells = columns.map(() => element("input", { class: "number cell", inputmode: "decimal", onfocus: selectAll }));
      const results = Array.from({ length: n_results }, () => element("td", { class: "number predicted" }));
      const line = element(
        "tr", { onclick: (/** @type {MouseEvent} */ event) => event.target instanceof HTMLTableCellElement && takeRow(first + at) },
        element("th", { scope: "row" }, take),
        ...cells.map((cell, column) => element("td", { class: column >= data.inputs.length ? "target" : null }, cell)),
        ...results, element("td", {}, remove),
      );
      return { element: line, take, cells, results, remove, numbers: null, network: null };
    });
    body.replaceChildren(...rows.map((row) => row.element));
  }

  /** @param {Shown} shown @param {Data} data @param {string[]} results */
  function updateNames(shown, data, results) {
    for (const row of rows) row.numbers = null;
    const { words, document: { locks } } = shown;
    const names = [...data.inputs, ...data.targets];
    const fixed = locks.includes("sample");
    headings.forEach((field, column) => {
      const kind = column < data.inputs.length ? words.data.input_column : words.data.target_column;
      setAttributes(field, { "aria-label": kind(names[column]), title: kind(names[column]), readonly: fixed });
      field.value = names[column];
    });
    results.forEach((text, at) => {
      setText(resultHeads[at], text);
      setAttributes(resultHeads[at], { title: at < shown.network.outputs.length ? words.data.output_column(text) : words.data.last_column });
    });
    rows.forEach((row, at) => {
      const index = first + at;
      setText(row.take, String(index + 1));
      setAttributes(row.take, { "aria-label": words.data.take(index + 1), title: words.data.take(index + 1) });
      setAttributes(row.remove, { "aria-label": words.data.remove_row(index + 1), title: words.data.remove_row(index + 1), hidden: fixed });
      row.cells.forEach((cell, column) => setAttributes(cell, {
        "aria-label": words.data.cell(names[column], index + 1), "data-row": index, "data-column": column, readonly: fixed,
      }));
    });
  }

  /** @param {Shown} shown @param {Data} data */
  function updateNumbers({ style }, data) {
    rows.forEach((row, at) => {
      const numbers = data.rows[first + at];
      // rows that did not change are the same lists
      if (row.numbers === numbers) return;
      row.numbers = numbers;
      row.network = null;
      row.cells.forEach((cell, column) => {
        setAttributes(cell, { "aria-invalid": null });
        cell.value = style.exact(numbers[column]);
      });
    });
  }

  /** @param {Shown} shown @param {Data} data */
  function updateResults(shown, data) {
    const { network, style, document: { sample } } = shown;
    const n_inputs = data.inputs.length;
    const predict = shown.problem === null ? orRefusal(() => predictor(network)) : shown.problem;
    const sampled = [...sample.inputs, ...sample.targets ?? []];
    rows.forEach((row, at) => {
      const numbers = data.rows[first + at];
      const now = sampled.every((value, column) => value === numbers[column]);
      setAttributes(row.element, { class: now ? "now" : null });
      setAttributes(row.take, { "aria-pressed": String(now) });
      if (row.network === network) return;
      row.network = network;
      const outputs = predict instanceof Refusal ? predict : orRefusal(() => predict(numbers.slice(0, n_inputs)));
      const targets = numbers.slice(n_inputs);
      const texts = outputs instanceof Refusal ? [] : [
        ...outputs.map((output) => style.text(output)), ...lastResult(shown, outputs, targets),
      ];
      row.results.forEach((cell, column) => setText(cell, texts[column] ?? "–"));
    });
  }

  return {
    element: element("div", {}, element("div", { class: "data-scroll", tabindex: "0" }, table), pages),
    /** @param {Shown} shown @param {Shown | null} before */
    update(shown, before) {
      const { document: { data }, words, network, style } = shown;
      if (data === null) return;
      const last = Math.max(Math.ceil(data.rows.length / ROWS_OF_A_PAGE) - 1, 0) * ROWS_OF_A_PAGE;
      const moved = Math.min(Math.max(first, 0), last);
      const end = Math.min(moved + ROWS_OF_A_PAGE, data.rows.length);
      const fits = trainingRows(shown).why === null;
      const results = fits ? [...network.outputs.map(({ name }) => name), ...lastHeading(shown)] : [];
      const key = [data.inputs.length, data.targets.length, end - moved, results.length, moved].join();
      const changed = key !== built;
      first = moved;
      if (changed) build(data, end - moved, results.length);
      built = key;
      const old = before?.document.data;
      if (changed || data.inputs.join() !== old?.inputs.join() || data.targets.join() !== old.targets.join() || words !== before?.words ||
        style !== before.style || results.join() !== resultHeads.map((cell) => cell.textContent).join() || shown.document.locks !== before.document.locks) {
        updateNames(shown, data, results);
      }
      updateNumbers(shown, data);
      if (fits) updateResults(shown, data);
      setAttributes(table, { "aria-label": data.name || words.page.data });
      setAttributes(pages, { hidden: data.rows.length <= ROWS_OF_A_PAGE });
      setText(place, words.data.rows_of(first + 1, end, data.rows.length));
      setAttributes(back, { "aria-label": words.data.back, disabled: first === 0 });
      setAttributes(on, { "aria-label": words.data.on, disabled: first === last });
    },
  };
}

/**
 * @param {import("../types.js").Document} document
 * @param {(data: Data) => Data} change
 */
export function changedData(document, change) {
  return document.data === null ? document : setData(document, change(document.data));
}

/** @param {Shown} shown @returns {string[]} the heading of the last column, if there is one */
function lastHeading({ network, words }) {
  if (classOf(network, network.outputs.map(() => 0)) !== null) return [words.data.class];
  return network.outputs.length === 1 ? [words.data.error] : [];
}

/**
 * @param {Shown} shown
 * @param {number[]} outputs
 * @param {number[]} targets
 * @returns {string[]} the class, and whether it is right; else the error of a single output
 */
function lastResult({ network, style }, outputs, targets) {
  const found = classOf(network, outputs);
  if (found !== null) return [`${found} ${found === classOf(network, targets) ? "✓" : "✗"}`];
  return outputs.length === 1 ? [style.text(targets[0] - outputs[0])] : [];
}

/** @param {FocusEvent} event */
function selectAll(event) {
  if (event.target instanceof HTMLInputElement) event.target.select();
}
