/** Networks by layer sizes, with the names that Python gives. */

/** @import { Model, NeuronRecord } from "../types.js" */

import { withRandomWeights } from "./seeded.js";

/**
 * Return a network in which every neuron takes all outputs of the layer before it.
 *
 * @param {string} name
 * @param {number[]} sizes  inputs, hidden layers, outputs
 * @param {{hidden?: string, output?: string, loss?: string, seed?: number}} [options]  activations; the seed of the weights
 * @returns {Model}
 */
export function layeredModel(name, sizes, { hidden = "sigmoid", output = "sigmoid", loss = "half_squared_error", seed = 1 } = {}) {
  const last = sizes.length - 1;
  /** @param {number} layer @param {number} place */
  const nameOf = (layer, place) =>
    layer === 0 ? `x[${place}]` : layer === last ? `o[${place}]` : `h[${layer - 1}][${place}]`;
  /** @type {NeuronRecord[]} */
  const neurons = sizes.flatMap((size, layer) =>
    Array.from({ length: size }, (_, place) => {
      const own = nameOf(layer, place);
      if (layer === 0) return /** @type {NeuronRecord} */ ({ kind: "input", name: own });
      const sources = Array.from({ length: sizes[layer - 1] }, (__, from) => ({
        name: nameOf(layer - 1, from), weight: 0, frozen: false,
      }));
      return /** @type {NeuronRecord} */ ({
        kind: "computed", name: own, bias: 0, activation: layer === last ? output : hidden, sources,
        frozen_bias: false, constant: false,
      });
    }));
  return withRandomWeights({
    name, neurons, outputs: null, loss, input_scaling: null, target_scaling: null,
    input_columns: null, target_columns: null, preparation: null,
  }, seed);
}
