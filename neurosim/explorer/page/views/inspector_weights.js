/** The sum of a neuron as a table: what comes in, its weights, the products, the bias, and what comes out. */

/** @import { App, Shown } from "../app.js" */
/** @import { Row } from "./inspector_rows.js" */

import { disconnect, setBias, setFrozen, setWeight } from "../document/edits.js";
import { shortNumber } from "../drawing/cards.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { writeHeads } from "./inspector_overview.js";
import { nameButton, numberField, tableRow } from "./inspector_rows.js";
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
    const edgeRows = edges.slice(0, most).map((edge) => parameterRow(app, name, edge.source.name));
    const resultRows = [parameterRow(app, name, null), resultRow(name, "summation"), resultRow(name, "output"), resultRow(name, "delta")];
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
 * Return the row of a weight, or of the bias.
 *
 * @param {App} app
 * @param {string} target
 * @param {string | null} source  null: the bias
 * @returns {Row}
 */
function parameterRow(app, target, source) {
  /** @param {Shown} shown */
  function read({ network }) {
    const neuron = network.neuron(target);
    const edge = source === null ? undefined : network.edge(source, target);
    if (edge) return { symbol: edge.symbol, number: edge.weight, frozen: edge.frozen, input: edge.source.symbols.output };
    const record = neuron?.record.kind === "computed" ? neuron.record : { bias: 0, frozen_bias: false };
    return { symbol: neuron?.symbols.bias ?? "", number: record.bias, frozen: record.frozen_bias, input: null };
  }

  const field = numberField(app, (shown) => {
    const { document: { locks }, words: { inspector } } = shown;
    const { symbol, number } = read(shown);
    const label = source === null ? inspector.bias_of(target) : inspector.weight_of(source, target);
    return { label, value: number, readonly: locks.includes("weights"), symbol };
  }, (document, value) => (source === null ? setBias(document, target, value) : setWeight(document, source, target, value)));
  const freeze = element("input", {
    type: "checkbox", onchange: () => {
      const { symbol } = read(app.shown);
      app.edit(app.words.inspector.freeze(symbol), (document) => setFrozen(document, symbol, freeze.checked));
    },
  });
  const remove = source === null ? null : button("×", () => {
    app.edit(app.words.inspector.remove_edge(source, target), (document) => disconnect(document, source, target));
  }, { class: "quiet" });
  const head = source === null ? element("span") : nameButton(app, source);
  const value = element("span");
  const product = element("span");
  const factor = element("span", {}, element("span", { class: "sign" }, source === null ? "+" : "·"), field.element);
  return {
    element: tableRow(head, value, factor, product, freeze, remove),
    update(shown) {
      const { network, trace, knows, style, document: { locks }, words: { inspector } } = shown;
      const { symbol, number, frozen, input } = read(shown);
      field.update(shown);
      freeze.checked = frozen;
      const label = inspector.freeze(symbol);
      setAttributes(freeze, { "aria-label": label, title: label, disabled: locks.includes("weights") });
      if (input === null || source === null || remove === null) {
        setText(head, inspector.bias);
        setText(product, style.text(number));
        return;
      }
      writeNumber(value, shown, input, style.digits + 6);
      setAttributes(head, { "data-symbol": input });
      const given = trace?.value(input);
      // the products are worked out with their sum
      const known = knows(network.neuron(target)?.symbols.summation ?? "");
      const text = given === undefined ? "–" : known ? style.text(number * given) : "?";
      setText(product, shortNumber(text, style.digits + 6));
      setAttributes(product, { title: text });
      const removal = inspector.remove_edge(source, target);
      setAttributes(remove, { "aria-label": removal, title: removal, hidden: locks.includes("structure") });
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
  const host = element("tr", { class: "result" }, head, element("td", {}, value), element("td", { colspan: "2" }));
  return {
    element: host,
    update(shown) {
      const neuron = shown.network.neuron(name);
      if (neuron === undefined || neuron.record.kind === "input") return;
      const symbol = neuron.symbols[part];
      setAttributes(host, { hidden: part === "delta" && shown.document.sample.targets === null });
      setText(head, shown.words.inspector.results[part](neuron.record.activation));
      writeNumber(value, shown, symbol, shown.style.digits + 6);
    },
  };
}
