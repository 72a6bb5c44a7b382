/** Numbers that look random and are the same for the same seed, on every device. */

/** @import { Model } from "../types.js" */

/**
 * Return a source of numbers from 0 to below 1.
 *
 * @param {number} seed  a whole number
 * @returns {() => number}
 */
export function seededNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    // steps of the golden ratio, whose bits are then mixed
    state = (state + 0x9e3779b9) >>> 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  };
}

/**
 * Return a model with new weights and biases from -1 to 1, with two decimals; those that are frozen are kept.
 *
 * @param {Model} model
 * @param {number} seed
 * @returns {Model}
 */
export function withRandomWeights(model, seed) {
  const next = seededNumbers(seed);
  const drawn = () => Math.round(next() * 200 - 100) / 100;
  const neurons = model.neurons.map((neuron) => {
    if (neuron.kind === "input") return neuron;
    const sources = neuron.sources.map((edge) => (edge.frozen ? edge : { ...edge, weight: drawn() }));
    return { ...neuron, sources, bias: neuron.frozen_bias ? neuron.bias : drawn() };
  });
  return { ...model, neurons };
}
