/** The panel of training: play, the loss, what is seen, the surface, and how it is trained. */

/** @import { App, Shown, View } from "../app.js" */
/** @import { Command } from "../commands.js" */
/** @import { Refusal } from "../document/refusal.js" */

import { meanLoss } from "../arithmetic/prediction.js";
import { makeDecisionSurface } from "./decision_surface.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { afterPicture } from "./later.js";
import { makeLossCurve } from "./loss_curve.js";
import { hintsOf } from "./training_hints.js";
import { orRefusal, SPEEDS, trainerOf, trainingRows } from "./training_run.js";
import { makeTrainingSettings } from "./training_settings.js";

/** Milliseconds between two curves while the network trains. */
const CURVE_PAUSE = 100;
/** Milliseconds between two looks for advice while the network trains. */
const HINT_PAUSE = 1000;

/**
 * @param {App} app
 * @returns {View}
 */
export function makeTrainingPanel(app) {
  const trainer = trainerOf(app);
  const play = button("", () => trainer.toggle(), { class: "main" });
  const step = button("", () => trainer.step());
  const epoch = button("", () => trainer.epoch());
  const reset = button("", () => trainer.reset());
  const state = element("p", { class: "training-state" });
  const source = element("p", { class: "muted" });
  const speed = element("input", {
    type: "range", id: "training-speed", min: "0", max: SPEEDS.length - 1, value: trainer.speed,
    oninput: () => { trainer.speed = Number(speed.value); app.look({}); },
  });
  const speedLabel = element("label", { for: "training-speed" });
  const speedText = element("span", { class: "muted number" });
  const curve = makeLossCurve();
  const hints = element("ul", { class: "hints" });
  const surface = makeDecisionSurface();
  const settings = makeTrainingSettings(app, trainer);
  let curveAt = 0;
  let hintAt = 0;
  let hinted = "";
  /** @type {number | Refusal} */
  let loss = 0;
  /** @type {unknown[]} of what hints and surface were worked out last */
  let worked = [];

  // both read all rows: an edit is answered first
  const workSoon = afterPicture(work);

  function work() {
    const { shown } = app;
    const { document: { model, data, sample, training }, words, style } = shown;
    const { playing, losses } = trainer;
    const now = [model, data, data ?? sample, training, words, style, playing, losses.length, document.documentElement.dataset.theme];
    if (now.every((each, place) => each === worked[place])) return;
    worked = now;
    updateHints(shown);
    surface.update(shown, playing);
  }

  /** @param {Shown} shown */
  function updateHints(shown) {
    const now = performance.now();
    if (trainer.playing && now - hintAt < HINT_PAUSE) return;
    hintAt = now;
    const found = hintsOf(shown, trainer.losses, trainer.firstLoss);
    const sentences = /** @type {Record<string, any>} */ (shown.words.training.hints);
    const texts = found.map(({ key, details }) =>
      sentences[key](...details.map((detail) =>
        (typeof detail === "string" ? detail : Number.isInteger(detail) ? shown.style.exact(detail) : shown.style.text(detail)))));
    const together = texts.join("\n");
    if (together === hinted) return;
    hinted = together;
    hints.replaceChildren(...texts.map((text) => element("li", {}, text)));
  }

  return {
    element: element(
      "div",
      { class: "training" },
      element("div", { class: "tools", role: "group" }, play, step, epoch, reset),
      state,
      element("p", { class: "setting speed" }, speedLabel, speed, speedText),
      source,
      hints,
      curve.element,
      surface.element,
      settings.element,
    ),
    update(shown, before) {
      const { words: { training }, document: { data, locks, training: { batch_size } }, style, network } = shown;
      const { rows, why } = trainingRows(shown);
      const locked = locks.includes("weights");
      const idle = why !== null || locked;
      const batched = batch_size > 1;
      setText(play, trainer.playing ? training.pause : training.play);
      setText(step, batched ? training.one_batch : training.one_sample);
      setText(epoch, training.one_epoch);
      setText(reset, training.reset);
      for (const target of [play, step, epoch]) setAttributes(target, { disabled: idle });
      setAttributes(reset, { disabled: !trainer.changed, title: training.reset_why });
      setText(speedLabel, training.speed);
      const pace = SPEEDS[trainer.speed];
      setText(speedText, pace === Infinity ? training.fastest : training.samples_a_second(pace));
      setAttributes(speed, { "aria-valuetext": speedText.textContent });
      setText(source, locked ? shown.words.page.locked : why !== null ? why.in(shown.words)
        : data === null ? training.trains_sample : training.trains_rows(rows.length, data.name));
      const { losses, epochs } = trainer;
      const now = performance.now();
      if (!trainer.playing || now - curveAt > CURVE_PAUSE) {
        curveAt = now;
        curve.update(shown, losses);
        loss = why ?? orRefusal(() => meanLoss(network, rows));
      }
      setText(state, typeof loss === "number" ? training.state(epochs, style.text(loss)) : "");
      settings.update(shown, before);
      if (before === null) work();
      else workSoon();
    },
  };
}

/** @returns {Command[]} */
export function trainingCommands() {
  /** @param {App} app */
  const trains = (app) => app.document.task === null;
  return [
    { keys: ["t"], label: ({ training }) => training.play_or_pause, run: (app) => trainerOf(app).toggle(), when: trains },
    {
      keys: ["Space"], label: ({ training }) => training.play_here, run: (app) => trainerOf(app).toggle(),
      when: (app) => trains(app) && app.shown.look.panel === "training",
    },
    { keys: ["s"], label: ({ training }) => training.one_sample, run: (app) => trainerOf(app).step(), when: trains },
    { keys: ["e"], label: ({ training }) => training.one_epoch, run: (app) => trainerOf(app).epoch(), when: trains },
  ];
}
