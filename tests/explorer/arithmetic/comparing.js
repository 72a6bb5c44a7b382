/** Comparing traces of the page with those of Python, in Node and in browsers. */

import { networkOf, problemOf } from "/page/arithmetic/network.js";
import { momentsOf, traceOf } from "/page/arithmetic/trace.js";

/**
 * Return what differs, and a digest of every bit of every number.
 *
 * @param {{document: object, values: object | null, message: string, outputs: number[],
 *   exact: boolean}[]} cases
 */
export function compared(cases) {
  const complaints = [];
  const digest = new Digest();
  for (const [index, expected] of cases.entries()) {
    const { model, sample, training } = expected.document;
    const network = networkOf(model);
    const problem = problemOf(network);
    if (problem !== null) complaints.push([index, "problem", problem.message]);
    const trace = traceOf(network, sample, training);
    for (const value of trace.values.values()) digest.add(value);
    if ((expected.values === null) !== (trace.failure !== null)) {
      complaints.push([index, "failure", expected.message, trace.failure?.symbol]);
    } else if (trace.failure !== null) {
      const { symbol } = trace.failure;
      const name = network.owner(symbol)?.neuron?.name;
      const bare = symbol.slice(symbol.lastIndexOf(" ") + 1);
      const odd = trace.failure.refusal.key === "no_probability";
      const named = odd ? "an output gave" : symbol === "L" ? "the loss" : symbol.includes(" ") ? bare : `'${name}'`;
      if (!expected.message.includes(named)) complaints.push([index, symbol, expected.message]);
    } else {
      complaints.push(...differences(index, expected, trace));
    }
  }
  return { complaints: complaints.slice(0, 20), digest: digest.state };
}

function differences(index, expected, trace) {
  const found = [];
  for (const [symbol, value] of Object.entries(expected.values)) {
    const ours = trace.value(symbol);
    if (!agree(ours, value, expected.exact)) found.push([index, symbol, value, ours ?? "missing"]);
  }
  for (const symbol of trace.values.keys()) {
    if (!(symbol in expected.values)) found.push([index, symbol, "not in Python"]);
  }
  if (!expected.outputs.every((value, k) => agree(trace.outputs[k], value, expected.exact))) found.push([index, "outputs"]);
  const told = new Set(momentsOf(trace).flatMap((moment) => moment.symbols));
  for (const symbol of trace.values.keys()) {
    const derived = symbol.startsWith("f'(") && trace.sample.targets === null;
    if (!told.has(symbol) && !derived) found.push([index, symbol, "in no step"]);
  }
  return found;
}

/** Whether two numbers agree to 12 digits, or exactly. */
function agree(ours, value, exact) {
  return ours === value || (!exact && Math.abs(ours - value) <= 1e-12 * Math.abs(value));
}

class Digest {
  state = 5381;
  #view = new DataView(new ArrayBuffer(8));

  add(value) {
    this.#view.setFloat64(0, value);
    this.state = (Math.imul(this.state, 33) + this.#view.getInt32(0)) | 0;
    this.state = (Math.imul(this.state, 33) + this.#view.getInt32(4)) | 0;
  }
}
