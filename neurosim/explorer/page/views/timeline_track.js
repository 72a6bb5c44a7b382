/** The track of the timeline: a slider over the steps, and below it the phases to jump to. */

/** @import { Shown } from "../app.js" */
/** @import { Moment } from "../arithmetic/trace.js" */

import { element, setAttributes } from "./elements.js";

/**
 * @typedef {object} Segment  the steps of one phase
 * @property {string} label
 * @property {number} first
 * @property {number} count
 * @property {number} from  where it begins on the track
 * @property {number} width
 */

const TRACK_LENGTH = 1000;

/**
 * Return the track: its elements, and how they are kept up to date.
 *
 * @param {(step: number) => void} goTo
 */
export function makeTrack(goTo) {
  /** @type {Segment[]} */
  let segments = [];
  let now = 0;
  let last = 0;
  const slider = element("input", {
    type: "range", min: "0", max: TRACK_LENGTH, step: "any", class: "track", onkeydown: stepByKey,
    oninput: () => goTo(nearestStep(segments, last, Number(slider.value))),
  });
  const host = element("div", { class: "phases", role: "group" });

  /** @param {KeyboardEvent} event */
  function stepByKey(event) {
    const to = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, Home: 0, End: last }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    goTo(Math.max(0, Math.min(to, last)));
  }

  /** @param {Segment} segment */
  function phaseButton(segment) {
    const made = element("button", { type: "button", onclick: () => goTo(segment.first) }, segment.label);
    made.style.setProperty("flex-grow", String(segment.width));
    return made;
  }

  return {
    slider,
    phases: host,
    /** @param {Shown} shown @param {Shown | null} before */
    update(shown, before) {
      const { moments, step, words: { timeline } } = shown;
      if (moments !== before?.moments || shown.words !== before.words) {
        const made = trackSegments(moments, timeline.phases);
        // an edit of a number leaves the phases as they are
        if (JSON.stringify(made) !== JSON.stringify(segments)) host.replaceChildren(...made.map(phaseButton));
        segments = made;
        last = Math.max(moments.length - 1, 0);
        setAttributes(host, { "aria-label": timeline.jump });
      }
      now = step;
      slider.value = String(trackPlaceOf(segments, last, step));
      setAttributes(slider, {
        disabled: moments.length === 0, "aria-label": timeline.track,
        "aria-valuetext": moments.length === 0 ? "–" : timeline.step_of(step, last, timeline.phases[moments[step].phase]),
      });
      segments.forEach(({ first, count }, place) => {
        const state = step < first ? "later" : step >= first + count ? "done" : "now";
        setAttributes(host.children[place], { class: state, "aria-current": state === "now" ? "step" : null });
      });
    },
  };
}

/**
 * Return the phases of a timeline. On the track, a phase has room for its label, and more if it has more steps.
 *
 * @param {Moment[]} moments
 * @param {Record<Moment["phase"], string>} labels
 * @returns {Segment[]}
 */
export function trackSegments(moments, labels) {
  /** @type {Segment[]} */
  const segments = [];
  moments.forEach(({ phase }, step) => {
    if (phase === "start" || phase === "end") return;
    const open = segments.at(-1);
    if (open !== undefined && open.label === labels[phase]) open.count += 1;
    else segments.push({ label: labels[phase], first: step, count: 1, from: 0, width: 0 });
  });
  const steps = segments.reduce((sum, { count }) => sum + count, 0);
  const weights = segments.map(({ label, count }) => label.length + 2 + 2 * count / steps);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let from = 0;
  segments.forEach((segment, place) => {
    segment.from = from;
    segment.width = TRACK_LENGTH * weights[place] / all;
    from += segment.width;
  });
  return segments;
}

/**
 * Return where a step is on the track, from 0 to 1000: in the middle of its share of its phase.
 *
 * @param {Segment[]} segments
 * @param {number} last
 * @param {number} step
 */
export function trackPlaceOf(segments, last, step) {
  const segment = segments.find(({ first, count }) => step >= first && step < first + count);
  if (segment === undefined) return step >= last && last > 0 ? TRACK_LENGTH : 0;
  return segment.from + segment.width * (step - segment.first + 0.5) / segment.count;
}

/**
 * Return the step that is nearest to a place on the track.
 *
 * @param {Segment[]} segments
 * @param {number} last
 * @param {number} place
 */
export function nearestStep(segments, last, place) {
  let nearest = 0;
  for (let step = 1; step <= last; step++) {
    const closer = Math.abs(trackPlaceOf(segments, last, step) - place) < Math.abs(trackPlaceOf(segments, last, nearest) - place);
    if (closer) nearest = step;
  }
  return nearest;
}
