/** Training: epochs of forward, backward and update, in the order of the rows, as Python's. */

/** @import { Model, NeuronRecord, Training } from "../types.js" */
/** @import { Network } from "./network.js" */

import { Refusal } from "../document/refusal.js";
import { OptimizerRun } from "./optimizers.js";
import { Program } from "./program.js";
import { normalizedRows, targetScaling } from "./samples.js";

/** A training that can be continued batch by batch; the model itself is not changed. */
export class TrainingRun {
  /** finished epochs */
  epochs = 0;
  /** samples that are done in this epoch */
  samples = 0;
  /** @type {number[]} the mean loss of each finished epoch; each loss is that before its update */
  losses = [];
  #network;
  #program;
  #optimizer;
  #batchSize;
  /** @type {Float64Array} inputs and targets of all rows */
  #rows;
  #width;
  #n;
  /** the sum of the losses of this epoch */
  #total = 0;
  /** @type {Float64Array} the mean gradient of a batch */
  #mean;
  /** @type {Float64Array} the parameters after the last finished epoch */
  #kept;
  /** @type {Refusal | null} why the training cannot go on */
  #stopped = null;

  /**
   * @param {Network} network  that `problemOf` finds nothing against
   * @param {number[][]} rows  inputs and then targets, in raw units
   * @param {Training} training
   */
  constructor(network, rows, training) {
    this.#network = network;
    this.#rows = normalizedRows(network, rows);
    this.#n = rows.length;
    this.#width = this.#rows.length / rows.length;
    this.#program = new Program(network);
    this.#batchSize = Math.min(training.batch_size, rows.length);
    this.#mean = new Float64Array(this.#program.theta.length);
    this.#optimizer = new OptimizerRun(training.optimizer, this.#mean.length);
    this.#kept = this.#program.theta.slice();
  }

  /**
   * Take the step of one batch. A number that is not finite ends the training with a Refusal; the
   * parameters are then those of the last finished epoch.
   *
   * @returns {number} the mean loss of the batch
   */
  step() {
    if (this.#stopped !== null) throw this.#stopped;
    const end = Math.min(this.samples + this.#batchSize, this.#n);
    const size = end - this.samples;
    let total = 0;
    this.#mean.fill(0);
    try {
      for (; this.samples < end; this.samples++) total += this.#descend();
      for (let p = 0; p < this.#mean.length; p++) {
        this.#mean[p] = this.#program.frozen[p] ? 0 : this.#mean[p] / size;
      }
      this.#program.update(this.#optimizer, this.#mean);
    } catch (error) {
      throw this.#stop(error);
    }
    this.#total += total;
    if (end === this.#n) this.#endEpoch();
    return total / size;
  }

  /**
   * Take all steps that are left of this epoch.
   *
   * @returns {number} the mean loss of the epoch
   */
  finishEpoch() {
    const done = this.epochs;
    while (this.epochs === done) this.step();
    return this.losses[done];
  }

  /**
   * Return the model with the parameters of now.
   *
   * @returns {Model}
   */
  model() {
    const { model } = this.#network;
    const { symbols, theta } = this.#program;
    const values = new Map(symbols.map((symbol, p) => [symbol, theta[p]]));
    /** @param {NeuronRecord} record @param {number} place @returns {NeuronRecord} */
    const trained = (record, place) => {
      if (record.kind === "input") return record;
      const neuron = this.#network.neurons[place];
      const bias = values.get(neuron.symbols.bias ?? "") ?? record.bias;
      const sources = neuron.sources.map((edge) => (
        { ...edge.record, weight: values.get(edge.symbol) ?? edge.weight }));
      return { ...record, bias, sources };
    };
    return { ...model, neurons: model.neurons.map(trained), target_scaling: targetScaling(this.#network) };
  }

  /** Add the gradients of the next sample; return its loss. */
  #descend() {
    const program = this.#program;
    const start = this.samples * this.#width;
    program.forward(this.#rows, start);
    program.measure(this.#rows, start + this.#network.inputs.length);
    program.propagate();
    const mean = this.#mean;
    for (let p = 0; p < mean.length; p++) mean[p] += program.gradient[p];
    return program.loss;
  }

  #endEpoch() {
    this.losses.push(this.#total / this.#n);
    this.epochs += 1;
    this.samples = 0;
    this.#total = 0;
    this.#kept.set(this.#program.theta);
  }

  /**
   * Go back to the last finished epoch.
   *
   * @param {unknown} error
   * @returns {unknown} what to throw
   */
  #stop(error) {
    if (!(error instanceof Refusal)) return error;
    const sample = Math.min(this.samples + 1, this.#n);
    this.#stopped = error.key === "no_probability" ? error :
      new Refusal("arithmetic", "diverged", this.epochs + 1, sample, this.#program.failed);
    this.#program.theta.set(this.#kept);
    this.samples = 0;
    this.#total = 0;
    return this.#stopped;
  }
}
