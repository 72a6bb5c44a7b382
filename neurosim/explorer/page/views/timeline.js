/** The timeline below the network: one step after the other, through everything that one sample sets off. */

/** @import { App, Shown, View } from "../app.js" */
/** @import { Command } from "../commands.js" */

import { LAST_STEP } from "../app.js";
import { button, element, setAttributes, setText, svgElement } from "./elements.js";
import { lightsOf, markLit } from "./lighting.js";
import { sentenceOf } from "./timeline_sentence.js";
import { makeTrack } from "./timeline_track.js";
import { applyUpdate } from "./timeline_update.js";

/** @typedef {{toggle: () => void, step: (by: number) => void, goTo: (step: number) => void}} Player */

/** @type {WeakMap<App, Player>} */
const PLAYERS = new WeakMap();

/** Milliseconds for one step. */
const PACES = [4000, 1500, 500, 120];
const USUAL_PACE = 1500;

/** Sentences of faster steps are not read out. */
const SPEAKING_PACE = 4000;

const ICONS = {
  first: "M6 5v14M19 5 9 12l10 7z",
  back: "M15 5l-8 7 8 7",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  forward: "M9 5l8 7-8 7",
  last: "M18 5v14M5 5l10 7-10 7z",
};

/**
 * @param {App} app
 * @returns {View}
 */
export function makeTimeline(app) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  const track = makeTrack(goTo);
  const buttons = {
    first: iconButton("first", () => goTo(0)),
    back: iconButton("back", () => step(-1)),
    play: iconButton("play", toggle),
    forward: iconButton("forward", () => step(1)),
    last: iconButton("last", () => goTo(LAST_STEP)),
  };
  const pace = element("select", { class: "pace" }, ...PACES.map((each) => element("option", { value: each, selected: each === USUAL_PACE })));
  const follow = element("input", { type: "checkbox", checked: true, onchange: () => follow.checked && select() });
  const followText = element("span");
  const sentence = element("p", { class: "sentence", "aria-live": "polite" });
  const apply = button("", () => applyUpdate(app), { class: "apply" });
  const host = element(
    "section",
    { class: "timeline" },
    element("div", { class: "player", role: "group" }, ...Object.values(buttons)),
    element("div", { class: "scrubber" }, track.slider, track.phases),
    pace,
    element("label", { class: "follow" }, follow, followText),
    sentence,
    apply,
  );
  PLAYERS.set(app, { toggle, step, goTo });
  lightsOf(app, sentence);

  /** @param {number} by */
  function step(by) {
    goTo(app.shown.step + by);
  }

  /** @param {number} to */
  function goTo(to) {
    pause();
    show(to);
  }

  /** @param {number} to */
  function show(to) {
    const last = app.shown.moments.length - 1;
    const place = Math.max(0, Math.min(to, last));
    app.look({ step: place === last ? LAST_STEP : place, ...(follow.checked ? followed(app.shown, place) : {}) });
  }

  function select() {
    app.look(followed(app.shown, app.shown.step));
  }

  function toggle() {
    if (timer !== null) {
      pause();
      return;
    }
    const { step: at, moments } = app.shown;
    if (moments.length === 0) return;
    setAttributes(sentence, { "aria-live": Number(pace.value) < SPEAKING_PACE ? "off" : "polite" });
    // at the end, playing begins again
    show(at >= moments.length - 1 ? 0 : at + 1);
    timer = setTimeout(playOn, Number(pace.value));
    showPlaying();
  }

  function playOn() {
    const { step: at, moments } = app.shown;
    if (at >= moments.length - 2) setAttributes(sentence, { "aria-live": "polite" });
    show(at + 1);
    if (app.shown.step >= moments.length - 1) pause();
    else timer = setTimeout(playOn, Number(pace.value));
  }

  function pause() {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    setAttributes(sentence, { "aria-live": "polite" });
    showPlaying();
  }

  function showPlaying() {
    const playing = timer !== null;
    const label = playing ? app.words.timeline.pause : app.words.timeline.play;
    setAttributes(buttons.play, { "aria-label": label, title: label });
    setAttributes(/** @type {Element} */ (buttons.play.querySelector("path")), { d: ICONS[playing ? "pause" : "play"] });
  }

  /** @param {Shown} shown */
  function updateWords({ words: { timeline } }) {
    setAttributes(host, { "aria-label": timeline.title });
    for (const name of /** @type {const} */ (["first", "back", "forward", "last"])) {
      setAttributes(buttons[name], { "aria-label": timeline[name], title: timeline[name] });
    }
    setAttributes(pace, { "aria-label": timeline.pace });
    PACES.forEach((_, place) => setText(pace.options[place], timeline.paces[place]));
    setText(followText, timeline.follow);
    setAttributes(/** @type {Element} */ (followText.parentElement), { title: timeline.follow_why });
    setText(apply, timeline.apply);
    showPlaying();
  }

  return {
    element: host,
    update(shown, before) {
      const { moments, step: at, trace, problem, words, document: { locks, task } } = shown;
      const last = moments.length - 1;
      if (words !== before?.words) updateWords(shown);
      if ((last < 0 || task !== null) && timer !== null) pause();
      track.update(shown, before);
      for (const name of /** @type {const} */ (["first", "back"])) setAttributes(buttons[name], { disabled: at <= 0 });
      for (const name of /** @type {const} */ (["forward", "last"])) setAttributes(buttons[name], { disabled: at >= last });
      setAttributes(buttons.play, { disabled: last < 0 });
      const same = before !== null && trace === before.trace && shown.knows === before.knows &&
        words === before.words && shown.style === before.style;
      if (!same) {
        const said = last < 0 ? [problem === null ? null : words.timeline.not_computed] : sentenceOf(shown);
        sentence.replaceChildren(...said.map((each) => each ?? ""));
      }
      const updated = moments[at]?.phase === "update" || (at >= last && moments.some(({ phase }) => phase === "update"));
      setAttributes(apply, {
        hidden: trace === null || trace.targets === null || locks.includes("weights") || task !== null,
        disabled: !updated, title: updated ? words.timeline.apply_why : words.timeline.apply_later,
      });
    },
    light(symbols) {
      markLit(sentence, symbols);
    },
  };
}

/**
 * Return what is selected at a step: the neuron that it is about; at the ends nothing changes.
 *
 * @param {Shown} shown
 * @param {number} step
 */
function followed({ moments }, step) {
  const moment = moments[step];
  return moment === undefined || moment.phase === "start" || moment.phase === "end" ? {} : { selected: moment.neuron };
}

/**
 * @param {keyof typeof ICONS} name
 * @param {() => void} press
 */
function iconButton(name, press) {
  const icon = svgElement("svg", { viewBox: "0 0 24 24", class: `icon ${name}`, "aria-hidden": "true" }, svgElement("path", { d: ICONS[name] }));
  return element("button", { type: "button", onclick: press }, icon);
}

/** @returns {Command[]} */
export function timelineCommands() {
  /** @param {App} app */
  const hasSteps = ({ shown }) => shown.moments.length > 0 && shown.document.task === null;
  return [
    { keys: ["ArrowRight"], label: (words) => words.timeline.forward, run: (app) => PLAYERS.get(app)?.step(1), when: hasSteps },
    { keys: ["ArrowLeft"], label: (words) => words.timeline.back, run: (app) => PLAYERS.get(app)?.step(-1), when: hasSteps },
    { keys: ["Home"], label: (words) => words.timeline.first, run: (app) => PLAYERS.get(app)?.goTo(0), when: hasSteps },
    { keys: ["End"], label: (words) => words.timeline.last, run: (app) => PLAYERS.get(app)?.goTo(LAST_STEP), when: hasSteps },
    {
      keys: ["Space"], label: (words) => words.timeline.play, run: (app) => PLAYERS.get(app)?.toggle(),
      when: (app) => hasSteps(app) && app.shown.look.panel !== "training",
    },
  ];
}
