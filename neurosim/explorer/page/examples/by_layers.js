/** A new network by the sizes of its layers, as a person writes them. */

/** @import { Document } from "../types.js" */

import { emptyDocument } from "../document/document.js";
import { MOST_EDGES, MOST_NEURONS } from "../document/limits.js";
import { Refusal } from "../document/refusal.js";
import { layeredModel } from "./layered.js";

/**
 * Return a document with a network in layers, and a sample in which every number is 1.
 *
 * @param {string} text  such as "2, 3, 1": inputs, hidden layers, outputs
 * @returns {Document}
 */
export function documentByLayers(text) {
  const parts = text.trim().split(/[\s,;-]+/);
  const sizes = parts.map(Number);
  if (sizes.length < 2 || !parts.every((part) => /^[1-9]\d{0,5}$/.test(part))) throw new Refusal("menu", "wrong_layers", text);
  const neurons = sizes.reduce((sum, size) => sum + size, 0);
  const edges = sizes.slice(1).reduce((sum, size, place) => sum + size * sizes[place], 0);
  if (neurons > MOST_NEURONS || edges > MOST_EDGES) throw new Refusal("menu", "too_many_neurons", neurons, edges, MOST_NEURONS, MOST_EDGES);
  const sample = { inputs: Array(sizes[0]).fill(1), targets: Array(sizes[sizes.length - 1]).fill(1) };
  return { ...emptyDocument(), model: layeredModel("", sizes), positions: [], sample, data: null };
}
