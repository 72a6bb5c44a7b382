/** The networks and data to begin with. */

/** @import { Data, Document, Model } from "../types.js" */

import { emptyDocument } from "../document/document.js";
import { layeredModel } from "./layered.js";

/** @typedef {"worked" | "xor" | "xor_line" | "and" | "circle" | "spirals"} ExampleKey */

/** @type {{key: ExampleKey, make: () => Document}[]} */
export const EXAMPLES = [
  { key: "worked", make: workedExample },
  { key: "and", make: () => classExample(layeredModel("AND", [2, 1]), gateData("AND", [0, 0, 0, 1])) },
  { key: "xor_line", make: () => classExample(layeredModel("XOR with one neuron", [2, 1]), gateData("XOR", [0, 1, 1, 0])) },
  // other seeds may end where two rows have the same output
  { key: "xor", make: () => classExample(layeredModel("XOR", [2, 2, 1], { seed: 4 }), gateData("XOR", [0, 1, 1, 0])) },
  { key: "circle", make: () => classExample(layeredModel("circle", [2, 4, 1], { hidden: "tanh" }), circleData()) },
  { key: "spirals", make: () => classExample(layeredModel("two spirals", [2, 8, 8, 1], { hidden: "tanh" }), spiralData(), 0.2) },
];

/**
 * Return a document that begins with a network and its data; the first row is the sample.
 *
 * @param {Model} model
 * @param {Data} data
 * @param {number} [learningRate]
 * @returns {Document}
 */
function exampleOf(model, data, learningRate = 0.5) {
  const [first] = data.rows;
  const split = data.inputs.length;
  const document = emptyDocument();
  const optimizer = { ...document.training.optimizer, learning_rate: learningRate };
  return {
    ...document, model, data, positions: [],
    sample: { inputs: first.slice(0, split), targets: first.slice(split) },
    training: { ...document.training, optimizer },
  };
}

/**
 * @param {Model} model
 * @param {Data} data  whose targets are the classes 0 and 1
 * @param {number} [learningRate]
 */
function classExample(model, data, learningRate) {
  const columns = data.targets.map((name) => ({ name, classes: ["0", "1"], one_output: true }));
  return exampleOf({ ...model, input_columns: data.inputs, target_columns: columns }, data, learningRate);
}

/** @returns {Document} the example of the paper, with the scaling that it uses */
function workedExample() {
  const model = layeredModel("worked example", [2, 3, 1]);
  const parameters = [[-0.5, -1, 0.5], [-0.5, 0.5, 0.5], [1, 0, 0.5], [0.5, -1, 0, 0.5]];
  const neurons = model.neurons.map((neuron, place) => {
    if (neuron.kind === "input") return neuron;
    const numbers = parameters[place - 2];
    const sources = neuron.sources.map((edge, from) => ({ ...edge, weight: numbers[from] }));
    return { ...neuron, sources, bias: numbers[sources.length] };
  });
  /** @type {Data} */
  const data = {
    name: "worked example", inputs: ["I0", "I1"], targets: ["Z0"],
    rows: [[70, 98, 91], [50, 85, 82], [65, 67, 80], [25, 95, 68]],
  };
  return exampleOf({
    ...model, neurons,
    input_scaling: { minimum: [25, 67], maximum: [70, 98], feature_range: [0, 1] },
    target_scaling: { minimum: [68], maximum: [91], feature_range: [0, 1] },
  }, data);
}

/**
 * @param {string} name
 * @param {number[]} outputs  for 0 0, 0 1, 1 0, 1 1
 * @returns {Data}
 */
function gateData(name, outputs) {
  const rows = outputs.map((output, place) => [place >> 1, place & 1, output]);
  return { name, inputs: ["x0", "x1"], targets: ["z"], rows };
}

/** @returns {Data} 40 points of a disc; those near the middle are of class 1 */
function circleData() {
  const turn = Math.PI * (3 - Math.sqrt(5));
  const rows = Array.from({ length: 40 }, (_, index) => {
    // in and out in turn, because training goes through the rows in their order
    const place = (index * 17) % 40;
    const radius = Math.sqrt((place + 0.5) / 40);
    return [hundredths(radius * Math.cos(place * turn)), hundredths(radius * Math.sin(place * turn)), radius < 0.6 ? 1 : 0];
  });
  return { name: "circle", inputs: ["x0", "x1"], targets: ["z"], rows };
}

/** @returns {Data} two arms of 20 points each */
function spiralData() {
  const rows = Array.from({ length: 40 }, (_, place) => {
    const share = (place >> 1) / 19;
    const angle = 0.5 + share * 1.25 * 2 * Math.PI + (place & 1) * Math.PI;
    const radius = 0.15 + 0.85 * share;
    return [hundredths(radius * Math.cos(angle)), hundredths(radius * Math.sin(angle)), place & 1];
  });
  return { name: "two spirals", inputs: ["x0", "x1"], targets: ["z"], rows };
}

/** @param {number} value */
function hundredths(value) {
  // adding 0 turns a negative zero into 0
  return Math.round(value * 100) / 100 + 0;
}
