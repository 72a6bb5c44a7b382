/** The curve of the loss over the epochs, of which every value can be read. */

/** @import { Shown } from "../app.js" */

import { element, setAttributes, setText, svgElement } from "./elements.js";

const CURVE_WIDTH = 340;
const CURVE_HEIGHT = 150;
const CURVE_LEFT = 8;
const CURVE_TOP = 8;
/** Points of the line; with more epochs, each stands for the range of several. */
const MOST_POINTS = 250;

/**
 * Return the curve; `update` gets the mean loss of each epoch.
 *
 * @returns {{element: HTMLElement, update: (shown: Shown, losses: readonly number[]) => void}}
 */
export function makeLossCurve() {
  const line = svgElement("path", { class: "curve" });
  const mark = svgElement("circle", { r: 4, class: "curve-mark" });
  const rule = svgElement("line", { class: "curve-rule", y1: CURVE_TOP, y2: CURVE_HEIGHT - CURVE_TOP });
  const chart = svgElement(
    "svg",
    { viewBox: `0 0 ${CURVE_WIDTH} ${CURVE_HEIGHT}`, role: "slider", tabindex: "0", class: "loss-curve", "aria-valuemin": 1, onkeydown: readByKey, onpointermove: readAt, onpointerdown: readAt, onpointerleave: () => read(null) },
    svgElement("path", { class: "curve-axes", d: `M${CURVE_LEFT},${CURVE_TOP}V${CURVE_HEIGHT - CURVE_TOP}H${CURVE_WIDTH - CURVE_LEFT}` }),
    rule, line, mark,
  );
  const highest = element("span", { class: "number" });
  const lowest = element("span", { class: "number" });
  const value = element("output", { class: "number" });
  const logarithmic = element("input", { type: "checkbox", id: "loss-log", onchange: () => show() });
  const label = element("label", { for: "loss-log" });
  /** @type {Shown | null} */
  let now = null;
  /** @type {readonly number[]} */
  let losses = [];
  /** @type {number | null} the place that is read; null: the last */
  let place = null;
  let low = 0;
  let high = 1;

  function show() {
    if (now === null) return;
    const { words: { training }, style } = now;
    const groups = groupsOf(losses);
    // a loss of 0 has no logarithm
    const levels = groups.flatMap(([, ...ends]) => ends.map(scaled)).filter(Number.isFinite);
    [low, high] = levels.length === 0 ? [0, 1] : [Math.min(...levels), Math.max(...levels)];
    const points = groups.flatMap(([start, ...ends]) =>
      ends.map((end) => `${across(start).toFixed(1)},${down(scaled(end)).toFixed(1)}`));
    setAttributes(line, { d: points.length === 0 ? "" : `M${points.join("L")}` });
    const ends = losses.length === 0 ? ["", ""] : [high, low].map((end) => style.text(logarithmic.checked ? 10 ** end : end));
    setText(highest, ends[0]);
    setText(lowest, ends[1] === ends[0] ? "" : ends[1]);
    setText(label, training.logarithmic);
    setAttributes(chart, {
      "aria-label": training.curve, "aria-valuemax": Math.max(losses.length, 1),
    });
    read(place);
  }

  /** @param {number} loss */
  function scaled(loss) {
    return logarithmic.checked ? Math.log10(loss) : loss;
  }

  /** @param {number} index */
  function across(index) {
    const share = losses.length < 2 ? 0 : index / (losses.length - 1);
    return CURVE_LEFT + share * (CURVE_WIDTH - 2 * CURVE_LEFT);
  }

  /** @param {number} level */
  function down(level) {
    const share = high > low ? (level - low) / (high - low) : 0.5;
    const clipped = Math.min(Math.max(share, 0), 1);
    return CURVE_HEIGHT - CURVE_TOP - clipped * (CURVE_HEIGHT - 2 * CURVE_TOP);
  }

  /** @param {number | null} index */
  function read(index) {
    place = index;
    const at = Math.min(index ?? losses.length - 1, losses.length - 1);
    const there = at >= 0 && now !== null;
    setAttributes(mark, { visibility: there ? "visible" : "hidden" });
    setAttributes(rule, { visibility: there && index !== null ? "visible" : "hidden" });
    if (!there || now === null) {
      setText(value, now?.words.training.no_epoch ?? "");
      setAttributes(chart, { "aria-valuenow": 1, "aria-valuetext": value.textContent });
      return;
    }
    const [x, y] = [across(at), down(scaled(losses[at]))];
    setAttributes(mark, { cx: x, cy: y });
    setAttributes(rule, { x1: x, x2: x });
    setText(value, now.words.training.at_epoch(at + 1, now.style.text(losses[at])));
    setAttributes(chart, { "aria-valuenow": at + 1, "aria-valuetext": value.textContent });
  }

  /** @param {PointerEvent} event */
  function readAt(event) {
    const box = chart.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width * CURVE_WIDTH - CURVE_LEFT) / (CURVE_WIDTH - 2 * CURVE_LEFT);
    read(Math.min(Math.max(Math.round(share * (losses.length - 1)), 0), losses.length - 1));
  }

  /** @param {KeyboardEvent} event */
  function readByKey(event) {
    const last = losses.length - 1;
    const at = place ?? last;
    const step = event.shiftKey ? Math.max(Math.round(last / 10), 1) : 1;
    const next = { ArrowLeft: at - step, ArrowDown: at - step, ArrowRight: at + step, ArrowUp: at + step, Home: 0, End: last }[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    read(Math.min(Math.max(next, 0), last));
  }

  return {
    element: element(
      "div",
      { class: "curve-box" },
      element("p", { class: "curve-head" }, value, element("span", { class: "with-box" }, logarithmic, label)),
      element("div", { class: "curve-with-axis" }, element("div", { class: "curve-ends muted" }, highest, lowest), chart),
    ),
    update(shown, given) {
      now = shown;
      losses = given;
      show();
    },
  };
}

/**
 * Return the losses in groups: where a group starts, and its highest and its lowest loss, so that no
 * peak is lost.
 *
 * @param {readonly number[]} losses
 * @returns {number[][]}
 */
function groupsOf(losses) {
  const size = Math.max(Math.ceil(losses.length / MOST_POINTS), 1);
  const groups = [];
  for (let start = 0; start < losses.length; start += size) {
    let [high, low] = [-Infinity, Infinity];
    for (let place = start; place < Math.min(start + size, losses.length); place += 1) {
      if (losses[place] > high) high = losses[place];
      if (losses[place] < low) low = losses[place];
    }
    groups.push(size === 1 ? [start, high] : [start, high, low]);
  }
  return groups;
}
