/** Taking over the new weights and biases of a sample: one step of training by hand. */

/** @import { App } from "../app.js" */
/** @import { Model } from "../types.js" */
/** @import { Trace } from "../arithmetic/trace.js" */

import { setParameters } from "../document/edits.js";

/**
 * Make the new values of the sample the current ones, and begin the timeline again.
 *
 * @param {App} app
 */
export function applyUpdate(app) {
  const { trace, words: { timeline }, style } = app.shown;
  if (trace === null || trace.loss === null) return;
  const model = updatedModel(trace);
  const done = app.edit(timeline.update_name, (document) => setParameters(document, model), { look: { step: 0 } });
  const after = app.shown.trace?.loss ?? null;
  if (done && after !== null) app.say(timeline.applied(style.text(trace.loss), style.text(after)));
}

/**
 * Return the model of a trace with its new weights and biases; what is frozen stays.
 *
 * @param {Trace} trace
 * @returns {Model}
 */
export function updatedModel(trace) {
  const { network } = trace;
  /** @param {string | null | undefined} symbol @param {number} old */
  const newValue = (symbol, old) => (symbol ? trace.value(`new ${symbol}`) ?? old : old);
  const neurons = network.model.neurons.map((record) => {
    if (record.kind === "input") return record;
    const sources = record.sources.map((source) => ({
      ...source, weight: newValue(network.edge(source.name, record.name)?.symbol, source.weight),
    }));
    return { ...record, bias: newValue(network.neuron(record.name)?.symbols.bias, record.bias), sources };
  });
  return { ...network.model, neurons };
}
