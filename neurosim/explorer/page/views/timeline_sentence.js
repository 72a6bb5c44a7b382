/** What happens at a step of the timeline, in one sentence. */

/** @import { Shown } from "../app.js" */
/** @import { NetworkNeuron } from "../arithmetic/network.js" */
/** @import { Child } from "./elements.js" */

import { filledSentence, numberList, numberOf } from "./sentences.js";

const LISTED_NUMBERS = 6;
const LISTED_CHANGES = 4;

/**
 * @param {Shown} shown  with a timeline
 * @returns {Child[]}
 */
export function sentenceOf(shown) {
  const { moments, step, network, trace, words: { timeline } } = shown;
  const moment = moments[step];
  const neuron = moment.neuron === null ? undefined : network.neuron(moment.neuron);
  const loss = numberOf(shown, "L");
  switch (moment.phase) {
    case "start":
      return [timeline.at_start];
    case "inputs":
      return filledSentence(shown.document.model.input_scaling === null ? timeline.at_inputs : timeline.at_scaled_inputs, {
        inputs: numberList(shown, network.inputs.map((each) => each.symbols.output), LISTED_NUMBERS),
      });
    case "forward":
      return neuron === undefined ? [] : forwardSentence(shown, neuron);
    case "loss":
      return network.outputs.length === 1
        ? filledSentence(timeline.at_loss, {
          loss,
          output: numberOf(shown, network.outputs[0].symbols.output),
          target: numberOf(shown, network.outputs[0].symbols.target),
        })
        : filledSentence(timeline.at_losses, { loss });
    case "errors":
      return neuron === undefined ? [] : errorSentence(shown, neuron);
    case "gradients":
      return filledSentence(timeline.at_gradients, {
        neuron: neuron?.name, numbers: numberList(shown, moment.symbols, LISTED_CHANGES),
      });
    case "update":
      return filledSentence(shown.document.training.optimizer.name === "SGD" ? timeline.at_update : timeline.at_optimizer_update, {
        neuron: neuron?.name,
        optimizer: shown.document.training.optimizer.name,
        rate: numberOf(shown, "η"),
        numbers: numberList(shown, moment.symbols.filter((symbol) => symbol.startsWith("new ")), LISTED_CHANGES),
      });
    default:
      if (trace?.failure) return filledSentence(timeline.at_failure, { symbol: trace.failure.symbol });
      return trace?.loss === null || trace?.value("L") === undefined
        ? filledSentence(timeline.at_end_forward, {
          outputs: numberList(shown, network.outputs.map((each) => each.symbols.output), LISTED_NUMBERS),
        })
        : filledSentence(timeline.at_end, { loss });
  }
}

/**
 * @param {Shown} shown
 * @param {NetworkNeuron} neuron
 */
function forwardSentence(shown, neuron) {
  const { symbols, record, sources } = neuron;
  const { timeline } = shown.words;
  return filledSentence(sources.length === 0 ? timeline.at_constant : timeline.at_forward, {
    neuron: neuron.name,
    activation: record.kind === "computed" ? record.activation : "",
    summation: numberOf(shown, symbols.summation),
    letter: symbols.output?.charAt(0),
    output: numberOf(shown, symbols.output),
  });
}

/**
 * @param {Shown} shown
 * @param {NetworkNeuron} neuron
 */
function errorSentence(shown, neuron) {
  const { kind, symbols, targets } = neuron;
  const { timeline } = shown.words;
  const names = targets.length <= LISTED_NUMBERS ? targets.map((edge) => edge.target.name).join(", ") : timeline.neurons(targets.length);
  // a loss that is joined with the activation gives dL/ds at once
  const joined = !symbols.lossGradient?.startsWith("dL/dy");
  const sentence = kind !== "output" ? timeline.at_hidden_error
    : targets.length > 0 ? timeline.at_mixed_error
    : joined ? timeline.at_joined_error
    : timeline.at_output_error;
  return filledSentence(sentence, {
    neuron: neuron.name,
    targets: names,
    gradient: numberOf(shown, symbols.lossGradient),
    slope: numberOf(shown, symbols.slope),
    delta: numberOf(shown, symbols.delta),
  });
}
