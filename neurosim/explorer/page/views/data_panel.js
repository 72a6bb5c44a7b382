/** The panel of the data: the table, how good the network is on it, and its scaling. */

/** @import { App, Shown, View } from "../app.js" */

import { classOf, meanLoss, predictor } from "../arithmetic/prediction.js";
import { inputNames, outputNames } from "../document/end_columns.js";
import { setData } from "../document/edits.js";
import { askForTable } from "./data_columns.js";
import { makeScalings } from "./data_scaling.js";
import { changedData, makeDataTable } from "./data_table.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { pickFiles } from "./file_dialog.js";
import { orRefusal, trainerOf, trainingRows } from "./training_run.js";

/** Milliseconds between two measurements while the network trains. */
const MEASURE_PAUSE = 150;

/**
 * @param {App} app
 * @returns {View}
 */
export function makeDataPanel(app) {
  const metrics = element("p", { class: "training-state" });
  const about = element("p", { class: "muted" });
  const add = button("", addRow);
  const remove = button("", () => app.edit(app.words.data.remove, (document) => setData(document, null)));
  const begin = button("", beginTable);
  const open = button("", () => pickFiles(app));
  const paste = button("", () => askForTable(app));
  const table = makeDataTable(app);
  const scalings = makeScalings(app);
  let measuredAt = 0;

  function addRow() {
    app.edit(app.words.data.add, (document) => changedData(document, (data) => {
      const width = data.inputs.length + data.targets.length;
      return { ...data, rows: [...data.rows, Array.from({ length: width }, () => 0)] };
    }));
  }

  function beginTable() {
    app.edit(app.words.data.begin, (document) => {
      const { model, sample } = document;
      const targets = outputNames(model);
      const row = [...sample.inputs, ...sample.targets ?? targets.map(() => 0)];
      return setData(document, { name: "", inputs: inputNames(model), targets: targets.map(targetName), rows: [row] });
    });
  }

  /** @param {Shown} shown */
  function measure(shown) {
    const { network, words: { data: words }, style, document: { data } } = shown;
    const { rows, why } = trainingRows(shown);
    if (data === null || why !== null) {
      setText(metrics, "");
      setText(about, data === null ? words.none : why?.in(shown.words) ?? "");
      return;
    }
    const loss = orRefusal(() => meanLoss(network, rows));
    if (typeof loss !== "number") {
      setText(about, loss.in(shown.words));
      return;
    }
    const n_inputs = data.inputs.length;
    const predict = predictor(network);
    const known = classOf(network, rows[0].slice(n_inputs)) !== null;
    const right = !known ? 0 : rows.filter((row) =>
      classOf(network, predict(row.slice(0, n_inputs))) === classOf(network, row.slice(n_inputs))).length;
    const text = words.loss(style.text(loss), rows.length);
    setText(metrics, known ? `${text}; ${words.right(right, rows.length, style.exact(Math.round(right / rows.length * 1000) / 10))}` : text);
    setText(about, words.about);
  }

  return {
    element: element(
      "div", { class: "data-panel" }, metrics, about, table.element,
      element("div", { class: "tools" }, add, begin, open, paste, remove), scalings.element,
    ),
    update(shown, before) {
      const { document: { data, locks }, words } = shown;
      const fixed = locks.includes("sample");
      setText(add, words.data.add);
      setText(remove, words.data.remove);
      setText(begin, words.data.begin);
      setText(open, words.data.open);
      setText(paste, words.data.paste_button);
      for (const target of [open, paste]) setAttributes(target, { hidden: fixed });
      setAttributes(add, { hidden: data === null || fixed });
      setAttributes(remove, { hidden: data === null || fixed });
      setAttributes(begin, { hidden: data !== null || fixed });
      setAttributes(table.element, { hidden: data === null });
      setAttributes(scalings.element, { hidden: data === null });
      table.update(shown, before);
      scalings.update(shown);
      const playing = trainerOf(app).playing;
      if (playing && performance.now() - measuredAt < MEASURE_PAUSE) return;
      measuredAt = performance.now();
      measure(shown);
    },
  };
}

/** @param {string} name  of an output @returns {string} such as "z[0]" for "o[0]" */
function targetName(name) {
  return /^o\[\d+\]$/.test(name) ? name.replace("o", "z") : name;
}
