/** The sum of a neuron as a table: what comes in, its weights, the products, the bias, and what comes out. */

/** @import { App, Shown } from "../app.js" */
/** @import { Row } from "./inspector_rows.js" */

import { disconnect, setBias, setFrozen, setWeight } from "../document/edits.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { writeHeads } from "./inspector_overview.js";
import { numberField } from "./inspector_rows.js";
import { writeNumber } from "./sentences.js";

const FIRST_ROWS = 40;

/** @param {App} app */
export function makeWeightTable(app) {
  const heads = element("tr", {}, ...[0, 1, 2, 3, 4, 5].map(() => element("td")));
  const sources = element("tbody");
  const results = element("tbody");
  const all = button("", showAll);
  const table = element("table", { class: "weights" }, element("thead", {}, heads), sources, results);
  const host = element("div", {}, element("div", { class: "scroll" }, table), all);
  /** @type {Row[]} */
  let rows = [];
  let shape = "";
  let most = FIRST_ROWS;

  function showAll() {
    most = Infinity;
    update(app.shown);
  }

  /** @param {Shown} shown @param {string} name */
  function build({ network }, name) {
    const edges = network.neuron(name)?.sources ?? [];
    const edgeRows = edges.slice(0, most).map((edge) => weightRow(app, edge.source.name, name));
    const resultRows = [biasRow(app, name), resultRow(name, "summation"), resultRow(name, "output"), resultRow(name, "delta")];
    sources.replaceChildren(...edgeRows.map((row) => row.element));
    results.replaceChildren(...resultRows.map((row) => row.element));
    rows = [...edgeRows, ...resultRows];
  }

  /** @param {Shown} shown */
  function update(shown) {
    const { network, look: { selected }, words: { inspector, page } } = shown;
    const neuron = selected === null ? undefined : network.neuron(selected);
    setAttributes(host, { hidden: neuron === undefined || neuron.kind === "input" });
    if (neuron === undefined || neuron.kind === "input") return;
    const names = neuron.sources.map(({ source }) => source.name);
    const kept = shape.startsWith(JSON.stringify(neuron.name));
    if (!kept) most = FIRST_ROWS;
    const now = JSON.stringify(neuron.name) + JSON.stringify([page.language, most, names]);
    if (now !== shape) build(shown, neuron.name);
    shape = now;
    writeHeads(heads, inspector.weight_heads);
    setAttributes(all, { hidden: names.length <= most });
    setText(all, inspector.all_weights(names.length));
    for (const row of rows) row.update(shown);
  }

  return { element: host, update };
}

/**
 * @param {App} app
 * @param {string} source
 * @param {string} target
 * @returns {Row}
 */
function weightRow(app, source, target) {
  const choose = button(source, () => app.look({ selected: source }), { class: "quiet name-of", title: source });
  const value = element("span");
  const product = element("span");
  const field = numberField(app, ({ network, document: { locks }, words }) => {
    const edge = network.edge(source, target);
    return {
      label: words.inspector.weight_of(source, target), value: edge?.weight ?? 0, readonly: locks.includes("weights"),
      symbol: edge?.symbol,
    };
  }, (document, weight) => setWeight(document, source, target, weight));
  const freeze = element("input", {
    type: "checkbox", onchange: () => {
      const edge = app.shown.network.edge(source, target);
      if (edge) app.edit(app.words.inspector.freeze(edge.symbol), (document) => setFrozen(document, edge.symbol, freeze.checked));
    },
  });
  const remove = button("×", () => {
    app.edit(app.words.inspector.remove_edge(source, target), (document) => disconnect(document, source, target));
  }, { class: "quiet" });
  return {
    element: element("tr", {}, element("th", { scope: "row" }, choose), element("td", { class: "right" }, value),
      element("td", {}, element("span", { class: "sign" }, "·"), field.element), element("td", { class: "right" }, product), element("td", { class: "middle" }, freeze),
      element("td", {}, remove)),
    update(shown) {
      const edge = shown.network.edge(source, target);
      if (edge === undefined) return;
      const { trace, knows, style, document: { locks }, words: { inspector } } = shown;
      const input = edge.source.symbols.output;
      writeNumber(value, shown, input);
      setAttributes(choose, { "data-symbol": input });
      field.update(shown);
      const given = trace?.value(input);
      setText(product, given === undefined ? "–" : knows(input) ? style.text(edge.weight * given) : "?");
      freeze.checked = edge.frozen;
      setAttributes(freeze, { "aria-label": inspector.freeze(edge.symbol), title: inspector.freeze(edge.symbol), disabled: locks.includes("weights") });
      setAttributes(remove, {
        "aria-label": inspector.remove_edge(source, target), title: inspector.remove_edge(source, target), hidden: locks.includes("structure"),
      });
    },
  };
}

/**
 * @param {App} app
 * @param {string} name
 * @returns {Row}
 */
function biasRow(app, name) {
  const head = element("th", { scope: "row" });
  const value = element("span", { class: "number" });
  const field = numberField(app, ({ network, document: { locks }, words }) => {
    const neuron = network.neuron(name);
    return {
      label: words.inspector.bias_of(name), value: neuron?.record.kind === "computed" ? neuron.record.bias : 0,
      readonly: locks.includes("weights"), symbol: neuron?.symbols.bias,
    };
  }, (document, bias) => setBias(document, name, bias));
  const freeze = element("input", {
    type: "checkbox", onchange: () => {
      const symbol = app.shown.network.neuron(name)?.symbols.bias;
      if (symbol) app.edit(app.words.inspector.freeze(symbol), (document) => setFrozen(document, symbol, freeze.checked));
    },
  });
  return {
    element: element("tr", {}, head, element("td"), element("td", {}, element("span", { class: "sign" }, "+"), field.element), element("td", { class: "right" }, value),
      element("td", { class: "middle" }, freeze), element("td")),
    update(shown) {
      const neuron = shown.network.neuron(name);
      if (neuron === undefined || neuron.record.kind === "input") return;
      const { words: { inspector }, document: { locks }, style } = shown;
      setText(head, inspector.bias);
      field.update(shown);
      setText(value, style.text(neuron.record.bias));
      freeze.checked = neuron.record.frozen_bias;
      const label = inspector.freeze(neuron.symbols.bias ?? "");
      setAttributes(freeze, { "aria-label": label, title: label, disabled: locks.includes("weights") });
    },
  };
}

/**
 * @param {string} name
 * @param {"summation" | "output" | "delta"} part
 * @returns {Row}
 */
function resultRow(name, part) {
  const head = element("th", { scope: "row", colspan: "3" });
  const value = element("span");
  const host = element("tr", { class: "result" }, head, element("td", { class: "right" }, value), element("td"), element("td"));
  return {
    element: host,
    update(shown) {
      const neuron = shown.network.neuron(name);
      if (neuron === undefined || neuron.record.kind === "input") return;
      const symbol = neuron.symbols[part];
      setAttributes(host, { hidden: part === "delta" && shown.document.sample.targets === null });
      setText(head, shown.words.inspector.results[part](neuron.record.activation));
      writeNumber(value, shown, symbol);
    },
  };
}
