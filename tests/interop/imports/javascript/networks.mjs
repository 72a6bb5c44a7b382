// Prints networks that the libraries made and trained, with their outputs, as JSON.
//   node networks.mjs SEED INPUTS > ../data/javascript_networks.json
// The numbers are random but the same for the same seed.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const [seed, count] = process.argv.slice(2).map(Number);

// a linear congruential generator with the constants of Numerical Recipes serves all libraries
let state = seed >>> 0;
Math.random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 4294967296;
};

// neataptic and brain.js print while they are loaded or trained
const print = console.log;
console.log = console.error;

const { Architect, Neuron, Trainer } = require("synaptic");
const neataptic = require("neataptic");
const brain1 = require("brain.js");
const brain2 = require("brain.js-2");

const XOR = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]];
const samples = XOR.map(([a, b, z]) => ({ input: [a, b], output: [z] }));
const named = XOR.map(([a, b, z]) => ({ input: { left: a, right: b }, output: { same: 1 - z, other: z } }));
const found = [];

function inputs(n) {
  return Array.from({ length: count }, () => Array.from({ length: n }, () => 6 * Math.random() - 3));
}

function add(reader, what, network, X, run) {
  found.push({ reader, what, network: JSON.parse(JSON.stringify(network)), X, Y: X.map((x) => Array.from(run(x))) });
}

function pick(list) {
  return list[Math.floor(Math.random() * list.length)];
}

// synaptic
{
  const net = new Architect.Perceptron(2, 3, 1);
  new Trainer(net).train(samples, { iterations: 500, rate: 0.3 });
  add("read_synaptic", "trained on XOR", net.toJSON(), inputs(2), (x) => net.activate(x));
  for (let i = 0; i < 4; i++) {
    const free = new Architect.Perceptron(3, 4, 3, 2);
    for (const { neuron, layer } of free.neurons())
      if (layer !== "input") neuron.squash = pick(Object.values(Neuron.squash));
    free.optimize = () => null;
    free.setOptimize(false);
    add("read_synaptic", `functions ${i}`, free.toJSON(), inputs(3), (x) => free.activate(x));
  }
}

// neataptic
{
  const net = new neataptic.architect.Perceptron(2, 3, 1);
  net.train(samples, { iterations: 300, dropout: 0.2, rate: 0.3 });
  add("read_neataptic", "trained on XOR with dropout", net.toJSON(), inputs(2), (x) => net.activate(x));
  const { mutation } = neataptic.methods;
  const steps = [mutation.ADD_NODE, mutation.ADD_CONN, mutation.MOD_WEIGHT, mutation.MOD_BIAS, mutation.SUB_CONN];
  for (let i = 0; i < 12; i++) {
    const evolved = new neataptic.Network(3, 2);
    for (let j = 0; j < 40; j++) evolved.mutate(pick(steps));
    for (let j = 0; j < 20; j++) evolved.mutate(mutation.MOD_ACTIVATION);
    evolved.nodes.forEach((node) => {
      if (node.type !== "input") node.squash = pick(Object.values(neataptic.methods.activation));
    });
    add("read_neataptic", `evolved ${i}`, evolved.toJSON(), inputs(3), (x) => evolved.activate(x));
  }
}

// brain.js
for (const [version, brain] of [["1", brain1], ["2", brain2]]) {
  for (const activation of ["sigmoid", "relu", "leaky-relu", "tanh"]) {
    const options = { hiddenLayers: [4, 3], activation, leakyReluAlpha: 0.05 };
    const net = new brain.NeuralNetwork(options);
    net.train(samples, { iterations: 200, log: false, learningRate: 0.1 });
    const back = new brain.NeuralNetwork().fromJSON(JSON.parse(JSON.stringify(net.toJSON()))) ?? net;
    const runs = version === "1" ? back : net;
    add("read_brainjs", `version ${version}, ${activation}`, net.toJSON(), inputs(2), (x) => runs.run(x));
  }
  const net = new brain.NeuralNetwork({ hiddenLayers: [3] });
  net.train(named, { iterations: 500, log: false });
  add("read_brainjs", `version ${version}, with names`, net.toJSON(), inputs(2), ([left, right]) => {
    const { same, other } = net.run({ left, right });
    return [same, other];
  });
}

print(JSON.stringify(found));
