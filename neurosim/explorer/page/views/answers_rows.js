/** The questions of a task: a field for each number, and options to choose from. */

/** @import { App, Shown } from "../app.js" */
/** @import { Choice, PlainNumber } from "../types.js" */
/** @import { Judged } from "../answers/asked.js" */
/** @import { Verdict } from "../answers/checking.js" */
/** @import { Equation } from "../mathematics/working.js" */
/** @import { Child } from "./elements.js" */

import { isNear } from "../answers/asked.js";
import { hintsFor } from "../answers/hints.js";
import { mathOf } from "../mathematics/mathml.js";
import { button, element, setAttributes, setText } from "./elements.js";

/**
 * @typedef {object} AnswerRow
 * @property {HTMLElement} element
 * @property {(shown: Shown, judged: Judged) => void} update
 */

/** @typedef {{verdict: Verdict, text: string}} Said  what is said of an answer */
/** @typedef {string | Equation} Hint */

/** @type {Record<Verdict, string>} */
const VERDICT_SIGNS = { right: "✓ ", follows: "↪ ", wrong: "✗ ", missing: "" };

/**
 * Return the row of a number of the sample.
 *
 * @param {App} app
 * @param {string} symbol
 * @param {Judged} judged
 * @returns {AnswerRow}
 */
export function makeNumberRow(app, symbol, judged) {
  const { neuron, quantity } = judged.sheet.places.get(symbol) ?? { neuron: null, quantity: "output" };
  const key = judged.key(symbol);
  const kind = element("span", { class: "muted" });
  const row = makeFieldRow(app, key, symbol, [kind, " ", element("span", { class: "symbol" }, symbol.replace(/^(grad|new) /, ""))], {
    judge: (shown, now) => saidOfNumber(shown, now, symbol),
    hints: (shown, now) => hintsFor(shown, now, symbol),
    enter: () => {
      if (neuron !== null && app.shown.look.selected !== neuron.name) app.look({ selected: neuron.name });
    },
  });
  setAttributes(row.element, { "data-symbol": symbol, title: neuron?.name });
  return {
    ...row,
    update(shown, now) {
      setText(kind, shown.words.answers.quantities[quantity === "kept" ? "weight" : quantity]);
      row.update(shown, now);
    },
  };
}

/**
 * Return the row of a number that is none of the sample.
 *
 * @param {App} app
 * @param {PlainNumber} question
 * @param {string} key
 * @returns {AnswerRow}
 */
export function makePlainRow(app, question, key) {
  const { prompt, value, tolerance, decimals, wrong } = question;
  /** @param {Shown} shown @param {Judged} judged */
  const foreseen = (shown, judged) => {
    const number = judged.read(key);
    return number === null ? undefined : wrong.find(([other]) => isNear(number.value, other, tolerance));
  };
  const row = makeFieldRow(app, key, prompt, [prompt], {
    judge(shown, judged) {
      const { verdicts, slips } = shown.words.answers;
      const number = judged.read(key);
      if (number === null) return { verdict: "missing", text: "" };
      if (judged.isRight(key)) return { verdict: "right", text: verdicts.right };
      if (number.decimals < decimals && number.isRounded(value)) return { verdict: "wrong", text: slips.short(decimals) };
      return { verdict: "wrong", text: [verdicts.wrong, foreseen(shown, judged)?.[1]].filter(Boolean).join(". ") };
    },
    hints: null,
    enter() {},
  });
  row.element.classList.add("plain");
  return row;
}

/**
 * Return the row of a question with options.
 *
 * @param {App} app
 * @param {Choice} question
 * @param {string} key
 * @returns {AnswerRow}
 */
export function makeChoiceRow(app, question, key) {
  const said = element("p", { class: "verdict" });
  const fields = question.options.map((_, place) => element("input", {
    type: "radio", name: `choice ${key}`,
    onchange: () => {
      app.answer(new Map(app.shown.judged?.answers).set(key, String(place)));
      app.say(said.textContent ?? "");
    },
  }));
  const options = question.options.map((option, place) => element("label", { class: "option" }, fields[place], " ", option));
  const host = element("fieldset", { class: "answer choice" }, element("legend", {}, question.prompt), ...options, said);
  return {
    element: host,
    update(shown, judged) {
      const chosen = judged.answers.get(key);
      fields.forEach((field, place) => (field.checked = chosen === String(place)));
      const verdict = chosen === undefined ? "missing" : judged.isRight(key) ? "right" : "wrong";
      setAttributes(host, { "data-verdict": verdict });
      setText(said, chosen === undefined ? "" : VERDICT_SIGNS[verdict] + (question.feedback[Number(chosen)] || shown.words.answers.verdicts[verdict]));
    },
  };
}

/**
 * @param {App} app
 * @param {string} key
 * @param {string} name  for who listens
 * @param {Child[]} label
 * @param {{judge: (shown: Shown, judged: Judged) => Said, hints: ((shown: Shown, judged: Judged) => Hint[]) | null, enter: () => void}} does
 * @returns {AnswerRow}
 */
function makeFieldRow(app, key, name, label, does) {
  let level = 0;
  let hinted = "";
  const id = fieldId(key);
  const field = element("input", {
    id, class: "number", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-said`,
    onchange: () => {
      app.answer(new Map(app.shown.judged?.answers).set(key, field.value));
      if (said.textContent) app.say(`${name}: ${said.textContent}`);
    },
    onfocus: does.enter,
    onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && focusNext(field),
  });
  const said = element("p", { class: "verdict", id: `${id}-said` });
  const hints = element("ul", { class: "given-hints" });
  const more = button("", () => {
    const { judged, words } = app.shown;
    if (judged === null) return;
    level += 1;
    if (level > (does.hints?.(app.shown, judged).length ?? 0)) app.say(words.answers.no_more_hints);
    showHints(app.shown, judged);
  }, { class: "quiet hint" });
  const host = element("div", { class: "answer" }, element("label", { for: id }, ...label), field, more, said, element("div", { role: "status", class: "all-hints" }, hints));

  /** @param {Shown} shown @param {Judged} judged */
  function showHints(shown, judged) {
    const lines = level === 0 ? [] : does.hints?.(shown, judged).slice(0, level) ?? [];
    const now = JSON.stringify(lines.map((line) => (typeof line === "string" ? line : line.rows)));
    if (now === hinted) return;
    hinted = now;
    hints.replaceChildren(...lines.map((line) => element("li", {}, typeof line === "string" ? line : mathOf(line, { knows: () => true }))));
  }

  return {
    element: host,
    update(shown, judged) {
      const { hint, hint_for: hintFor } = shown.words.answers;
      const refusal = judged.refusals.get(key);
      const { verdict, text } = refusal === undefined ? does.judge(shown, judged) : { verdict: "wrong", text: refusal.in(shown.words) };
      if (verdict === "right") level = 0;
      if (document.activeElement !== field) field.value = judged.answers.get(key) ?? "";
      setAttributes(host, { "data-verdict": verdict });
      setAttributes(field, { "aria-invalid": verdict === "wrong" ? "true" : null });
      setText(said, text && VERDICT_SIGNS[/** @type {Verdict} */ (verdict)] + text);
      setText(more, hint);
      setAttributes(more, { "aria-label": hintFor(name), hidden: verdict === "right" || does.hints === null });
      showHints(shown, judged);
    },
  };
}

/**
 * @param {Shown} shown
 * @param {Judged} judged
 * @param {string} symbol
 * @returns {Said}
 */
function saidOfNumber({ words }, judged, symbol) {
  const { checked, task } = judged;
  const { verdicts, slips, mistakes } = words.answers;
  const verdict = checked.verdicts.get(symbol) ?? "missing";
  if (verdict === "missing") return { verdict, text: "" };
  const slip = checked.slips.get(symbol);
  const said = slip === "short" ? slips.short(task.decimals) : slip === undefined ? null : slips[slip];
  // what rounding did is said in place of the verdict
  if (slip === "short" || slip === "early") return { verdict, text: said ?? "" };
  const mistake = judged.mistake(symbol);
  const question = mistake === null ? null : mistakes[mistake][1];
  return { verdict, text: [[verdicts[verdict], said].filter(Boolean).join(": "), question].filter(Boolean).join(". ") };
}

/** @param {string} key @returns {string} the id of the field of a question */
export function fieldId(key) {
  return `answer ${key}`.replace(/[^\w-]/g, "_");
}

/** @param {HTMLElement} field */
function focusNext(field) {
  const fields = [...document.querySelectorAll(".answers input:not([type=radio])")];
  const next = fields[fields.indexOf(field) + 1];
  if (next instanceof HTMLElement) next.focus();
  else field.blur();
}
