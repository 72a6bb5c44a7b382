/** Training in slices: the page answers between them, and a run is one step of undo. */

/** @import { App, Shown } from "../app.js" */
/** @import { Model, Training } from "../types.js" */

import { meanLoss } from "../arithmetic/prediction.js";
import { TrainingRun } from "../arithmetic/training.js";
import { setParameters } from "../document/edits.js";
import { Refusal } from "../document/refusal.js";

/** Samples a second, by the place of the slider; the last is as fast as possible. */
export const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20000, Infinity];
/** Milliseconds of a frame that training takes; the rest is for showing it. */
const SLICE = 8;

/** @type {WeakMap<App, Trainer>} */
const TRAINERS = new WeakMap();

/**
 * Return the training of a page.
 *
 * @param {App} app
 * @returns {Trainer}
 */
export function trainerOf(app) {
  const trainer = TRAINERS.get(app) ?? new Trainer(app);
  TRAINERS.set(app, trainer);
  return trainer;
}

/**
 * Return the rows to train on: the data, or else the one sample at hand; or why there are none.
 *
 * @param {Shown} shown
 * @returns {{rows: number[][], why: Refusal | null}}
 */
export function trainingRows({ document: { data, sample }, network, problem }) {
  const { length: n_inputs } = network.inputs;
  const { length: n_outputs } = network.outputs;
  const none = (/** @type {Refusal} */ why) => ({ rows: [], why });
  if (problem !== null) return none(problem);
  if (data === null) {
    if (sample.targets === null) return none(new Refusal("training", "no_targets"));
    return { rows: [[...sample.inputs, ...sample.targets]], why: null };
  }
  if (data.inputs.length !== n_inputs || data.targets.length !== n_outputs) {
    return none(new Refusal("training", "no_fit", data.inputs.length, data.targets.length, n_inputs, n_outputs));
  }
  return data.rows.length === 0 ? none(new Refusal("training", "no_rows")) : { rows: data.rows, why: null };
}

/**
 * Return what is computed, or why it cannot be.
 *
 * @template T
 * @param {() => T} compute
 * @returns {T | Refusal}
 */
export function orRefusal(compute) {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** One training: what it began with, its losses, and how it is played. */
export class Trainer {
  #app;
  /** @type {TrainingRun | null} */
  #run = null;
  /** @type {Model | null} the model that the last step left */
  #model = null;
  /** @type {Model | null} the model that training began with */
  #initial = null;
  /** @type {unknown} the data or the sample that the run trains on */
  #source = null;
  /** @type {Training | null} */
  #training = null;
  /** @type {number[]} mean losses of epochs before the run of now, of the same training */
  #past = [];
  #plays = 0;
  #credit = 0;
  #before = 0;
  #waits = 0;
  playing = false;
  speed = SPEEDS.length - 1;
  /** the mean loss before training */
  firstLoss = Infinity;
  /** @type {number | null} the epoch at which playing stops */
  stopEpoch = null;
  /** @type {number | null} the loss at which playing stops */
  stopLoss = null;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
  }

  /** @returns {number} epochs since the beginning */
  get epochs() {
    return this.#belongs() ? this.#past.length + (this.#run?.epochs ?? 0) : 0;
  }

  /** @returns {number[]} the mean loss of each epoch, before its updates */
  get losses() {
    if (!this.#belongs()) return [];
    const own = this.#run?.losses ?? [];
    return this.#past.length === 0 ? own : [...this.#past, ...own];
  }

  /** @returns {boolean} whether there is something to take back */
  get changed() {
    return this.#belongs() && this.#initial !== null && this.#initial !== this.#model;
  }

  /** Play, or pause. */
  toggle() {
    if (this.playing) this.pause();
    else this.#play();
  }

  /** Stop playing, and say how far it came. */
  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.#app.look({});
    this.#sayState();
  }

  /** Train with one sample, or with one batch. */
  step() {
    this.#once((run) => void run.step());
  }

  /** Train until the end of this epoch. */
  epoch() {
    this.#once((run) => void run.finishEpoch());
  }

  /** Go back to the weights and biases before training. */
  reset() {
    const initial = this.#initial;
    if (!this.changed || initial === null) return;
    this.playing = false;
    const { training } = this.#app.words;
    if (this.#app.edit(training.reset, (document) => setParameters(document, initial))) this.#app.say(training.was_reset);
  }

  #play() {
    const run = this.#ready();
    if (run === null) return;
    this.playing = true;
    this.#plays += 1;
    this.#credit = 1;
    this.#before = performance.now();
    this.#app.say(this.#app.words.training.plays);
    this.#app.look({});
    this.#goOn();
  }

  /** Ask for one frame; one that was asked for already is not needed any more. */
  #goOn() {
    cancelAnimationFrame(this.#waits);
    this.#waits = requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    if (!this.playing) return;
    if (!this.#belongs()) {
      // somebody changed the network meanwhile, or took the training back
      this.pause();
      return;
    }
    const run = this.#ready();
    if (run === null) {
      this.pause();
      return;
    }
    const start = performance.now();
    const speed = SPEEDS[this.speed];
    // two frames may have the same time, and Infinity times 0 is no number
    this.#credit = Math.min(this.#credit + speed * Math.max(start - this.#before, 1) / 1000, speed);
    this.#before = start;
    const size = this.#app.document.training.batch_size;
    let ended = false;
    const trouble = this.#attempt(() => {
      while (!ended && this.#credit >= 1 && performance.now() - start < SLICE) {
        const epochs = run.epochs;
        run.step();
        this.#credit -= size;
        ended = run.epochs > epochs && this.#isEnd(run);
      }
    });
    const kept = this.#keep(run, `training-${this.#plays}`);
    if (trouble === null && kept && !ended) this.#goOn();
    else this.pause();
    if (trouble !== null) this.#app.refuse(trouble);
  }

  /** @param {TrainingRun} run */
  #isEnd(run) {
    const epochs = this.#past.length + run.epochs;
    const { stopEpoch, stopLoss } = this;
    return (stopEpoch !== null && epochs >= stopEpoch) || (stopLoss !== null && run.losses[run.losses.length - 1] <= stopLoss);
  }

  /** @param {(run: TrainingRun) => void} train */
  #once(train) {
    this.playing = false;
    const run = this.#ready();
    if (run === null) return;
    this.#plays += 1;
    const trouble = this.#attempt(() => train(run));
    if (this.#keep(run, null)) this.#sayState();
    if (trouble !== null) this.#app.refuse(trouble);
  }

  /**
   * Return the run for what is shown now; a new one where something changed.
   *
   * @returns {TrainingRun | null} null: refused
   */
  #ready() {
    const { document, network } = this.#app.shown;
    const belongs = this.#belongs();
    if (belongs && this.#run !== null && this.#training === document.training) return this.#run;
    const trouble = this.#attempt(() => {
      if (document.locks.includes("weights")) throw new Refusal("page", "locked");
      const { rows, why } = trainingRows(this.#app.shown);
      if (why !== null) throw why;
      this.#past = belongs ? this.losses : [];
      if (!belongs) {
        this.#initial = document.model;
        this.firstLoss = meanLoss(network, rows);
      }
      this.#run = new TrainingRun(network, rows, document.training);
      this.#model = document.model;
      this.#source = document.data ?? document.sample;
      this.#training = document.training;
    });
    if (trouble === null) return this.#run;
    this.#app.refuse(trouble);
    return null;
  }

  /** @returns {boolean} whether the losses are those of what is shown now */
  #belongs() {
    const { model, data, sample } = this.#app.document;
    return this.#model === model && this.#source === (data ?? sample);
  }

  /**
   * Let the page have the weights of now.
   *
   * @param {TrainingRun} run
   * @param {string | null} merge
   * @returns {boolean}
   */
  #keep(run, merge) {
    const { training } = this.#app.words;
    return this.#app.edit(training.edit, (document) => {
      const next = setParameters(document, run.model());
      // before the views ask for the losses of this model
      this.#model = next.model;
      return next;
    }, merge === null ? {} : { merge });
  }

  /**
   * Do what may be refused; a run that was refused goes no further.
   *
   * @param {() => void} act
   * @returns {unknown} why it was refused, or null
   */
  #attempt(act) {
    try {
      act();
      return null;
    } catch (error) {
      this.#past = this.losses;
      this.#run = null;
      return error;
    }
  }

  #sayState() {
    const { network, words, style } = this.#app.shown;
    const { rows, why } = trainingRows(this.#app.shown);
    const loss = why ?? orRefusal(() => meanLoss(network, rows));
    if (typeof loss === "number" && this.#belongs()) this.#app.say(words.training.state(this.epochs, style.text(loss)));
  }
}
