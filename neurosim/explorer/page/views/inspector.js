/** The panel of a neuron: its numbers, to read and to edit, and their mathematics. */

/** @import { App, View } from "../app.js" */

import { element, setAttributes } from "./elements.js";
import { makeNeuronView } from "./inspector_neuron.js";
import { makeOverview } from "./inspector_overview.js";
import { lightsOf, markLit } from "./lighting.js";

/**
 * @param {App} app
 * @returns {View}
 */
export function makeInspector(app) {
  const overview = makeOverview(app);
  const neuron = makeNeuronView(app);
  const host = element("div", { class: "inspector" }, overview.element, neuron.element);
  lightsOf(app, host);
  /** @type {ReadonlySet<string>} */
  let lit = new Set();

  return {
    element: host,
    update(shown, before) {
      const one = shown.look.selected !== null;
      const wasOne = before !== null && before.look.selected !== null;
      setAttributes(overview.element, { hidden: one });
      setAttributes(neuron.element, { hidden: !one });
      const view = one ? neuron : overview;
      view.update(shown, one === wasOne ? before : null);
      markLit(view.element, lit);
    },
    light(symbols) {
      lit = symbols;
      markLit(host, symbols);
    },
  };
}
