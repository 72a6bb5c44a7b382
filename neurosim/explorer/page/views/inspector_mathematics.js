/** The mathematics of the selected neuron: the lines that ns.explain writes. */

/** @import { App, Shown } from "../app.js" */
/** @import { Section } from "../mathematics/working.js" */

import { mathOf } from "../mathematics/mathml.js";
import { headOf, workedOf } from "../mathematics/worked.js";
import { textOf } from "../mathematics/worked_text.js";
import { copyText } from "./copying.js";
import { button, element, setAttributes, setText } from "./elements.js";
import { afterPicture } from "./later.js";
import { walkNumbers } from "./lighting.js";

/** A neuron with hundreds of weights has as many equations of their updates. */
const FIRST_LINES = 40;

/** @param {App} app */
export function makeMathematics(app) {
  const heading = element("h2");
  const copy = button("", copyLines);
  const lines = element("div", { class: "lines", role: "group", tabindex: "0" });
  walkNumbers(app, lines);
  const host = element("section", { class: "mathematics" }, element("div", { class: "line" }, heading, copy), lines);
  /** @type {Section[]} */
  let sections = [];
  let scrolledFor = -1;
  /** @type {string | null} the neuron of which all lines are shown */
  let whole = null;

  function showWhole() {
    whole = app.shown.look.selected;
    draw(app.shown);
  }

  // of edits that follow each other, the picture answers first, and the last is worked out
  const drawSoon = afterPicture(drawAnew);

  function drawAnew() {
    const { trace, problem, look: { selected }, style, words } = app.shown;
    if (trace === null || problem !== null || selected === null) return;
    sections = workedOf(trace, selected, style, words);
    draw(app.shown);
  }

  /** @param {Shown} shown */
  function draw(shown) {
    lines.replaceChildren(...sections.map((section) => {
      const cut = whole === shown.look.selected ? 0 : Math.max(section.lines.length - FIRST_LINES, 0);
      return element("section", {}, element("h3", {}, section.heading),
        ...elementsOf(cut > 0 ? section.lines.slice(0, FIRST_LINES) : section.lines, shown),
        cut > 0 ? button(shown.words.inspector.more_lines(cut), showWhole) : null);
    }));
  }

  async function copyLines() {
    const { trace, look: { selected }, style, words } = app.shown;
    if (trace === null || selected === null) return;
    const worked = workedOf(trace, selected, style, words);
    const text = textOf([headOf(trace, selected, style, words), ...worked], { title: true });
    app.say(await copyText(text) ? words.inspector.copied : words.inspector.not_copied);
  }

  return {
    element: host,
    /** @param {Shown} shown @param {Shown | null} before */
    update(shown, before) {
      const { trace, look: { selected }, style, words, knows, moments, step, document: { task } } = shown;
      setText(heading, words.inspector.mathematics);
      setAttributes(lines, { "aria-label": words.inspector.walk });
      setText(copy, words.inspector.copy);
      // the text has no question marks
      setAttributes(copy, { hidden: task !== null, disabled: step < moments.length - 1 });
      setAttributes(host, { hidden: trace === null || trace.failure !== null });
      if (trace === null || trace.failure !== null || selected === null) return;
      const same = before !== null && before.trace !== null && selected === before.look.selected &&
        style === before.style && words === before.words && before.trace.failure === null;
      if (!same) drawAnew();
      else if (trace !== before.trace) drawSoon();
      else if (knows !== before.knows) draw(shown);
      if (step !== scrolledFor) scrollToNow(lines);
      scrolledFor = step;
    },
  };
}

/**
 * Return lines as elements; the equations of this step of the timeline are marked.
 *
 * @param {Section["lines"]} lines
 * @param {Shown} shown
 */
function elementsOf(lines, { knows, moments, step }) {
  const now = moments[step]?.symbols ?? [];
  // the panel has the title of the neuron already
  return lines.filter(({ kind }) => kind !== "title").map((line) => {
    const made = mathOf(line, { knows });
    // about how high it is, for the time when it is scrolled away
    made.style.setProperty("--rows", String(made.querySelectorAll("mtable.aligned > mtr").length));
    if (step > 0 && line.kind === "equation" && now.includes(line.symbol)) made.classList.add("now");
    return made;
  });
}

/**
 * Scroll the panel, but never the page, to the equations of this step.
 *
 * @param {Element} host
 */
function scrollToNow(host) {
  const now = host.querySelector(".now");
  const panel = host.closest(".panel");
  if (now === null || panel === null) return;
  const [inner, outer] = [now.getBoundingClientRect(), panel.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) panel.scrollTop += inner.top - outer.top - outer.height / 4;
}
