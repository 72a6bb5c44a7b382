/** The panel of answers: the questions of a task, how far one is, and where it went wrong. */

/** @import { App, Shown, View } from "../app.js" */
/** @import { Command } from "../commands.js" */
/** @import { Judged } from "../answers/asked.js" */
/** @import { Stage } from "../answers/sheet.js" */
/** @import { AnswerRow } from "./answers_rows.js" */

import { variantOf, withVariant } from "../answers/asked.js";
import { keptAnswers, keepAnswers } from "../answers/keeping.js";
import { openResult } from "./answers_result.js";
import { fieldId, makeChoiceRow, makeNumberRow, makePlainRow } from "./answers_rows.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { lightsOf, markLit } from "./lighting.js";

/** @type {Stage[]} */
const STAGES = ["forward", "loss", "errors", "gradients", "update"];
const TASK_DECIMALS = 4;

/**
 * @param {App} app
 * @returns {View}
 */
export function makeAnswersPanel(app) {
  const invite = element("p");
  const begin = button("", () => (app.document.task === null ? beginTask(app) : endTask(app)), { class: "main" });
  const title = element("h2");
  const variants = element("select", { onchange: () => choose(Number(variants.value)) });
  const variant = element("label", { class: "variant" }, element("span"), " ", variants);
  const intro = element("p");
  const given = element("summary");
  const lines = element("div", { class: "given-lines" });
  // beside the picture, which shows the same numbers, the first question stands higher
  const start = element("details", { open: !window.matchMedia("(min-width: 50rem)").matches }, given, lines);
  const score = element("p", { class: "score", role: "status" });
  const bar = element("progress", { max: "1" });
  const where = button("", () => showFirstWrong(app), { class: "main" });
  const result = button("", () => openResult(app));
  const print = button("", () => window.print());
  const restart = button("", () => {
    app.answer(new Map());
    app.say(app.words.answers.restarted);
  });
  const end = button("", () => endTask(app));
  const questions = element("div", { class: "questions" });
  const task = element("div", { class: "task" }, title, variant, start, intro, element("div", { class: "progress" }, score, bar),
    element("div", { class: "acts" }, where, result, print, restart, end), questions);
  const host = element("div", { class: "answers" }, invite, begin, task);
  /** @type {Map<string, AnswerRow>} */
  let rows = new Map();
  lightsOf(app, questions);

  /** @param {number} place */
  function choose(place) {
    const { variants: all = [] } = app.document.task ?? {};
    app.edit(`${app.words.answers.variant} ${all[place].number}`, (document) => withVariant(document, all[place]));
  }

  /** @param {Shown} shown @param {Judged} judged */
  function build(shown, judged) {
    const { stages } = shown.words.answers;
    rows = new Map(judged.asked.map((symbol) => [symbol, makeNumberRow(app, symbol, judged)]));
    const groups = STAGES.map((stage) => group(stages[stage], judged.asked.filter((s) => judged.sheet.places.get(s)?.stage === stage)));
    const others = [
      ...(judged.variant?.numbers ?? []).map((question, place) => ({ key: judged.key(`number ${place}`), question, make: makePlainRow })),
      ...(judged.variant?.choices ?? []).map((question, place) => ({ key: judged.key(`choice ${place}`), question, make: makeChoiceRow })),
    ];
    for (const { key, question, make } of others) rows.set(key, make(app, /** @type {any} */ (question), key));
    questions.replaceChildren(...[...groups, group(stages.questions, others.map(({ key }) => key))].filter((each) => each !== null));
    // a worked solution with a mistake stands there
    if (judged.asked.length === 0) start.open = true;
    lines.replaceChildren(...(judged.variant?.lines ?? []).map((line) => element("p", {}, ...keptSymbols(line))));
  }

  /** @param {string} heading @param {string[]} keys */
  function group(heading, keys) {
    if (keys.length === 0) return null;
    const own = keys.map((key) => /** @type {AnswerRow} */ (rows.get(key)).element);
    return element("section", {}, element("h3", {}, heading), ...own);
  }

  return {
    element: host,
    update(shown, before) {
      const { document: now, judged, words: { answers: words } } = shown;
      const hasTask = now.task !== null;
      setAttributes(task, { hidden: judged === null });
      setAttributes(invite, { hidden: judged !== null });
      setAttributes(begin, { hidden: judged !== null || (hasTask && now.locks.includes("sample")), disabled: !hasTask && shown.trace === null });
      setText(invite, hasTask || shown.trace === null ? words.no_numbers : words.invite);
      setText(begin, hasTask ? words.end : words.begin);
      if (now.task === null || judged === null) return;
      const begun = before?.judged?.task !== now.task && judged.answers.size === 0;
      const kept = begun ? keptAnswers(now) : judged.answers;
      showHead(shown, judged);
      const same = before?.judged?.sheet === judged.sheet && before.words === shown.words && before.judged.task === judged.task;
      if (!same) build(shown, judged);
      for (const row of rows.values()) row.update(shown, judged);
      // at the end, because it updates this view too
      if (kept.size > judged.answers.size) app.answer(kept);
      else if (before?.judged?.answers !== judged.answers) keepAnswers(now, judged.answers);
    },
    light: (symbols) => markLit(questions, symbols),
  };

  /** @param {Shown} shown @param {Judged} judged */
  function showHead(shown, judged) {
    const { document: now, words: { answers: words } } = shown;
    const all = judged.task.variants;
    setText(title, judged.task.title || words.title);
    setAttributes(variant, { hidden: all.length < 2 });
    setText(/** @type {Element} */ (variant.firstElementChild), words.variant);
    if (variants.children.length !== all.length) {
      variants.replaceChildren(...all.map(({ number }, place) => element("option", { value: place }, String(number))));
    }
    const chosen = variantOf(now);
    variants.value = String(chosen === null ? -1 : all.indexOf(chosen));
    setAttributes(intro, { hidden: judged.asked.length === 0 });
    setText(intro, words.intro(judged.task.decimals));
    setText(given, words.given);
    setAttributes(start, { hidden: !judged.variant?.lines.length });
    const { right, follows, all: count } = judged.score;
    setText(score, words.progress(right, count) + words.following(follows));
    setAttributes(bar, { value: count === 0 ? 0 : right / count, "aria-label": words.progress(right, count) });
    setText(where, words.where);
    setAttributes(where, { hidden: judged.asked.length === 0 });
    setText(result, words.copy);
    setText(print, words.print);
    setText(restart, words.restart);
    setText(end, words.end);
    setAttributes(end, { hidden: now.locks.includes("sample") });
  }
}

/** @returns {Command[]} */
export function answerCommands() {
  return [{
    keys: ["w"],
    label: ({ answers }) => answers.where,
    when: (app) => app.shown.judged !== null,
    run(app) {
      app.look({ panel: "answers" });
      showFirstWrong(app);
    },
  }];
}

/** @param {App} app */
function beginTask(app) {
  const { answers } = app.words;
  app.edit(answers.begin, (document) => ({ ...document, task: { title: "", decimals: TASK_DECIMALS, variants: [] } }));
  app.say(answers.begun);
}

/** @param {App} app */
function endTask(app) {
  const { answers } = app.words;
  app.edit(answers.end, (document) => ({ ...document, task: null }));
  app.say(answers.ended);
}

/**
 * Go to the first wrong number, and say which one it is.
 *
 * @param {App} app
 */
function showFirstWrong(app) {
  const { judged, words } = app.shown;
  if (judged === null) return;
  const { first, verdicts } = judged.checked;
  if (first === null) {
    app.say(words.answers.nothing_wrong([...verdicts.values()].filter((verdict) => verdict === "missing").length));
    return;
  }
  app.say(words.answers.first_wrong(first));
  document.getElementById(fieldId(judged.key(first)))?.focus();
}

/** @param {string} line @returns {(string | Element)[]} its parts; no line breaks inside of a symbol */
function keptSymbols(line) {
  return line.split(/(\S+\]\[\S+)/).map((part, place) => (place % 2 ? element("span", { class: "kept" }, part) : part));
}
