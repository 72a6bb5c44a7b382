/** Training: epochs of forward, backward and update, in the order of the rows, as Python's. */

/** @import { Model, Training } from "../types.js" */
/** @import { Network } from "./network.js" */

import { Refusal } from "../document/refusal.js";
import { OptimizerRun } from "./optimizers.js";
import { normalizedRows } from "./prediction.js";
import { Program } from "./program.js";
import { targetScaling } from "./scaling.js";

/** A training that can be continued batch by batch; the model itself is not changed. */
export class TrainingRun {
  /** finished epochs */
  epochs = 0;
  /** samples that are done in this epoch */
  samples = 0;
  /** @type {number[]} the mean loss of each finished epoch; each loss is that before its update */
  losses = [];
  #program;
  #optimizer;
  #batchSize;
  #n;
  /** inputs and targets of all rows */
  #rows;
  /** the sum of the losses of this epoch */
  #total = 0;
  /** the mean gradient of a batch */
  #mean;
  /** the parameters after the last finished epoch */
  #kept;
  /** @type {Refusal | null} why the training cannot go on */
  #stopped = null;

  /**
   * @param {Network} network  that `problemOf` finds nothing against
   * @param {number[][]} rows  inputs and then targets, in raw units
   * @param {Training} training
   */
  constructor(network, rows, training) {
    this.#rows = normalizedRows(network, rows);
    this.#n = rows.length;
    this.#batchSize = training.batch_size;
    this.#program = new Program(network);
    this.#kept = this.#program.theta.slice();
    this.#mean = new Float64Array(this.#kept.length);
    this.#optimizer = new OptimizerRun(training.optimizer, this.#kept.length);
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
    const mean = this.#mean.fill(0);
    const { parameters } = this.#program;
    let total = 0;
    try {
      for (; this.samples < end; this.samples++) total += this.#addGradient(mean);
      for (let p = 0; p < mean.length; p++) mean[p] = parameters[p].frozen ? 0 : mean[p] / size;
      this.#program.update(this.#optimizer, mean);
    } catch (error) {
      throw this.#stop(error, Math.min(this.samples + 1, end));
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
    const model = this.#program.model();
    return { ...model, target_scaling: targetScaling(model) };
  }

  /**
   * Add the gradient of the next sample.
   *
   * @param {Float64Array} sum
   * @returns {number} its loss
   */
  #addGradient(sum) {
    const program = this.#program;
    const start = this.samples * (this.#rows.length / this.#n);
    program.forward(this.#rows, start);
    const loss = program.measure(this.#rows, start + program.network.inputs.length);
    program.backward();
    for (let p = 0; p < sum.length; p++) sum[p] += program.gradient[p];
    return loss;
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
   * @param {number} sample  where it was
   * @returns {unknown} what to throw
   */
  #stop(error, sample) {
    if (!(error instanceof Refusal)) return error;
    this.#stopped = error.key === "no_probability" ? error :
      new Refusal("arithmetic", "diverged", this.epochs + 1, sample, error.details[0]);
    this.#program.theta.set(this.#kept);
    this.samples = 0;
    this.#total = 0;
    return this.#stopped;
  }
}
