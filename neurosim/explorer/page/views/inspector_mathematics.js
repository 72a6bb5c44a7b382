/** The mathematics of the selected neuron: the lines that ns.explain writes. */

/** @import { App, Shown } from "../app.js" */

import { element } from "./elements.js";

/** @param {App} _app */
export function makeMathematics(_app) {
  return {
    element: element("section", { class: "mathematics" }),
    /** @param {Shown} _shown @param {Shown | null} _before */
    update(_shown, _before) {},
  };
}
