/** How the network is trained: when it stops, the optimizer, the batch, and new random weights. */

/** @import { App, Shown } from "../app.js" */
/** @import { Optimizer, Training } from "../types.js" */
/** @import { Trainer } from "./training_run.js" */

import { OPTIMIZERS } from "../arithmetic/optimizers.js";
import { readTraining } from "../document/document.js";
import { setParameters, setTraining } from "../document/edits.js";
import { Refusal } from "../document/refusal.js";
import { readNumber } from "../document/typed_numbers.js";
import { withRandomWeights } from "../examples/seeded.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { makeNumberField } from "./number_field.js";
import { takeText } from "./taking.js";

const LARGEST_SEED = 4294967295;

/**
 * @param {App} app
 * @param {Trainer} trainer
 */
export function makeTrainingSettings(app, trainer) {
  const kind = element("select", {
    id: "optimizer", onchange: chooseOptimizer,
  }, ...OPTIMIZERS.map(({ name }) => element("option", { value: name }, name)));
  const rate = numberRow("training-rate", (value, merge) => setOptimizer({ learning_rate: value }, merge));
  const batch = numberRow("training-batch", (value, merge) => change({ batch_size: value }, merge));
  const options = element("div", { class: "options" });
  const stopEpoch = limitRow("stop-epoch", (value) => { trainer.stopEpoch = value; }, true);
  const stopLoss = limitRow("stop-loss", (value) => { trainer.stopLoss = value; }, false);
  const seed = element("input", { id: "seed", value: "1", inputmode: "numeric", class: "number" });
  const seedLabel = element("label", { for: "seed" });
  const draw = button("", drawWeights);
  const drawn = element("p", { class: "muted" });
  const kindLabel = element("label", { for: "optimizer" });
  const titles = [element("h2"), element("h2"), element("h2")];
  /** @type {{name: string, update: (shown: Shown) => void}[]} */
  let optionRows = [];

  /**
   * @param {Partial<Training>} given
   * @param {string} [merge]
   */
  function change(given, merge) {
    app.edit(app.words.training.settings_edit, (document) =>
      setTraining(document, readTraining({ ...document.training, ...given }, "training")), { merge });
  }

  /**
   * @param {Partial<Optimizer>} given
   * @param {string} [merge]
   */
  function setOptimizer(given, merge) {
    change({ optimizer: { ...app.document.training.optimizer, ...given } }, merge);
  }

  function chooseOptimizer() {
    const chosen = OPTIMIZERS.find(({ name }) => name === kind.value);
    if (chosen !== undefined) change({ optimizer: { name: chosen.name, learning_rate: chosen.learning_rate, options: chosen.options } });
  }

  function drawWeights() {
    const { training } = app.words;
    takeText(app, seed, () => {
      const value = readNumber(seed.value);
      if (!Number.isInteger(value) || value < 0 || value > LARGEST_SEED) throw new Refusal("training", "wrong_seed", seed.value);
      const done = app.edit(training.draw, (document) => setParameters(document, withRandomWeights(document.model, value)));
      if (done) app.say(training.were_drawn(value));
      // another seed for the next time
      if (done) seed.value = String(value < LARGEST_SEED ? value + 1 : 0);
    });
  }

  /**
   * @param {string} id
   * @param {(value: number, merge: string) => void} commit
   */
  function numberRow(id, commit) {
    const field = makeNumberField({ app, label: "", value: "", exact: "", commit });
    const label = element("label", { for: id });
    field.element.id = id;
    return {
      element: element("p", { class: "setting" }, label, field.element),
      /** @param {string} text @param {number} value @param {Shown} shown */
      update(text, value, { style, document: { locks } }) {
        setText(label, text);
        field.update({ label: text, value: style.exact(value), exact: style.exact(value), readonly: locks.includes("weights") });
      },
    };
  }

  /**
   * @param {string} id
   * @param {(value: number | null) => void} set
   * @param {boolean} whole
   */
  function limitRow(id, set, whole) {
    const label = element("label", { for: id });
    const field = element("input", {
      id, class: "number", inputmode: "decimal",
      onchange: () => {
        set(null);
        takeText(app, field, () => {
          if (field.value.trim() === "") return;
          const value = readNumber(field.value);
          if (whole ? !Number.isInteger(value) || value < 1 : value < 0) {
            throw new Refusal("training", whole ? "wrong_epoch" : "wrong_loss", field.value);
          }
          set(value);
        });
      },
    });
    return {
      element: element("p", { class: "setting" }, label, field),
      /** @param {string} text @param {string} empty */
      update(text, empty) {
        setText(label, text);
        setAttributes(field, { placeholder: empty });
      },
    };
  }

  /** @param {Shown} shown */
  function updateOptions(shown) {
    const { optimizer } = shown.document.training;
    const names = optimizer.options.map(([name]) => name);
    if (names.join() !== optionRows.map(({ name }) => name).join()) {
      options.replaceChildren();
      optionRows = optimizer.options.map(([name, value]) => (typeof value === "boolean" ? flagOption(name) : numberOption(name)));
    }
    for (const row of optionRows) row.update(shown);
  }

  /** @param {string} name @param {number | boolean} value @param {string} [merge] */
  function setOption(name, value, merge) {
    const { options: before } = app.document.training.optimizer;
    setOptimizer({ options: before.map(([each, old]) => [each, each === name ? value : old]) }, merge);
  }

  /** @param {string} name */
  function numberOption(name) {
    const row = numberRow(`option-${name}`, (value, merge) => setOption(name, value, merge));
    options.append(row.element);
    return { name, update: (/** @type {Shown} */ shown) => row.update(name, Number(optionOf(shown, name)), shown) };
  }

  /** @param {string} name */
  function flagOption(name) {
    const box = element("input", { type: "checkbox", id: `option-${name}`, onchange: () => setOption(name, box.checked) });
    options.append(element("p", { class: "setting" }, element("label", { for: `option-${name}` }, name), box));
    return { name, update: (/** @type {Shown} */ shown) => { box.checked = optionOf(shown, name) === true; } };
  }

  return {
    element: element(
      "section",
      { class: "training-settings" },
      titles[0], stopEpoch.element, stopLoss.element,
      titles[1], element("p", { class: "setting" }, kindLabel, kind), rate.element, options, batch.element,
      titles[2], drawn, element("p", { class: "setting" }, seedLabel, seed, draw),
    ),
    /** @param {Shown} shown @param {Shown | null} before */
    update(shown, before) {
      const { document, words: { training } } = shown;
      const { optimizer, batch_size } = document.training;
      if (shown.words === before?.words && document.training === before.document.training && shown.style === before.style) return;
      [training.stop, training.optimizer, training.new_weights].forEach((text, place) => setText(titles[place], text));
      setText(kindLabel, training.method);
      kind.value = optimizer.name;
      rate.update(training.learning_rate, optimizer.learning_rate, shown);
      updateOptions(shown);
      batch.update(training.batch_size, batch_size, shown);
      stopEpoch.update(training.stop_epoch, training.never);
      stopLoss.update(training.stop_loss, training.never);
      setText(seedLabel, training.seed);
      setText(draw, training.draw);
      setText(drawn, training.drawn_about);
      for (const target of [kind, draw]) setAttributes(target, { disabled: document.locks.includes("weights") });
    },
  };
}

/**
 * @param {Shown} shown
 * @param {string} name
 */
function optionOf(shown, name) {
  return shown.document.training.optimizer.options.find(([each]) => each === name)?.[1];
}
