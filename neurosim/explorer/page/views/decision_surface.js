/** The outputs over the plane of two inputs, with the rows of the data as points. */

/** @import { Shown } from "../app.js" */

import { predictor } from "../arithmetic/prediction.js";
import { Refusal } from "../document/refusal.js";
import { element, setAttributes, setText, svgElement } from "./elements.js";
import { orRefusal, trainingRows } from "./training_run.js";

/** Cells on a side of the surface. */
const CELLS = 48;
/** The side of the picture, in units of its own. */
const SIDE = 240;
const MOST_DOTS = 500;
/** Milliseconds between two pictures while the network trains. */
const PAUSE = 120;

/**
 * Return the picture of the outputs of a network with two inputs.
 *
 * @returns {{element: HTMLElement, update: (shown: Shown, playing: boolean) => void}}
 */
export function makeDecisionSurface() {
  const field = element("canvas", { width: CELLS, height: CELLS, "aria-hidden": "true" });
  const border = svgElement("path", { class: "surface-border" });
  const dots = svgElement("g");
  const drawing = svgElement("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img" }, border, dots);
  const ends = ["left", "right", "top", "bottom"].map((side) => element("span", { class: `number surface-${side}` }));
  const across = element("span", { class: "surface-across" });
  const up = element("span", { class: "surface-up" });
  const heading = element("h2");
  const choice = element("select", { onchange: () => { chosen = Number(choice.value); draw(); } });
  const legend = element("p", { class: "muted surface-legend" });
  const host = element(
    "section",
    { class: "surface" },
    element("p", { class: "curve-head" }, heading, choice),
    element("div", { class: "surface-frame" }, ...ends, across, up, element("div", { class: "surface-plane" }, field, drawing)),
    legend,
  );
  let chosen = 0;
  let drawn = 0;
  /** @type {Shown | null} */
  let now = null;

  function draw() {
    if (now === null) return;
    const { network, document: { sample, data }, words: { training }, style } = now;
    drawn = performance.now();
    chosen = Math.min(chosen, network.outputs.length - 1);
    const known = trainingRows(now).rows;
    const rows = known.length > 0 ? known : [sample.inputs];
    const [columns, lines] = [0, 1].map((place) => rangeOf(rows.map((row) => row[place])));
    const predict = predictor(network);
    const levels = orRefusal(() => levelsOf(predict, columns, lines, chosen));
    setAttributes(host, { hidden: levels instanceof Refusal });
    if (levels instanceof Refusal) return;
    const targets = rows.map((row) => row[2 + chosen]).filter((target) => target !== undefined);
    const middle = targets.length < 2 || lowest(targets) === highest(targets) ? 0.5 : (lowest(targets) + highest(targets)) / 2;
    const extent = [Math.min(lowest(levels), ...targets.slice(0, MOST_DOTS)), Math.max(highest(levels), ...targets.slice(0, MOST_DOTS))];
    paint(field, levels, middle, extent);
    setAttributes(border, { d: borderOf(levels, middle) });
    dots.replaceChildren(...rows.slice(0, MOST_DOTS).map((row) => dot(row, chosen, columns, lines, middle)));
    [columns[0], columns[1], lines[1], lines[0]].forEach((end, place) => setText(ends[place], style.text(end)));
    const names = data?.inputs ?? network.inputs.map(({ name }) => name);
    setText(across, names[0]);
    setText(up, names[1]);
    const output = network.outputs[chosen].name;
    setText(heading, training.surface);
    const written = style.text(middle);
    setText(legend, training.surface_legend(written));
    const right = known.filter((row) => (predict(row.slice(0, 2))[chosen] >= middle) === (row[2 + chosen] >= middle)).length;
    setAttributes(drawing, { "aria-label": training.surface_text(output, names[0], names[1], written, right, known.length) });
  }

  return {
    element: host,
    update(shown, playing) {
      const fits = shown.problem === null && shown.network.inputs.length === 2;
      setAttributes(host, { hidden: !fits });
      if (!fits || (playing && performance.now() - drawn < PAUSE)) return;
      now = shown;
      const { outputs } = shown.network;
      setAttributes(choice, { hidden: outputs.length < 2, "aria-label": shown.words.training.surface_output });
      if (choice.options.length !== outputs.length || outputs.some(({ name }, place) => choice.options[place].text !== name)) {
        choice.replaceChildren(...outputs.map(({ name }, place) => element("option", { value: place }, name)));
        choice.value = String(Math.min(chosen, outputs.length - 1));
      }
      draw();
    },
  };
}

/** @param {number[]} values */
function lowest(values) {
  return values.reduce((low, value) => Math.min(low, value), Infinity);
}

/** @param {number[]} values */
function highest(values) {
  return values.reduce((high, value) => Math.max(high, value), -Infinity);
}

/**
 * @param {number[]} values
 * @returns {[number, number]} what an axis shows: the values and a margin
 */
function rangeOf(values) {
  const [low, high] = [lowest(values), highest(values)];
  const margin = high > low ? (high - low) * 0.15 : 1;
  return [low - margin, high + margin];
}

/**
 * @param {(inputs: number[]) => number[]} predict
 * @param {[number, number]} columns
 * @param {[number, number]} lines
 * @param {number} output
 * @returns {number[]} an output in the middle of each cell, line by line from the top
 */
function levelsOf(predict, columns, lines, output) {
  const levels = [];
  for (let line = 0; line < CELLS; line += 1) {
    const y = lines[1] - (line + 0.5) / CELLS * (lines[1] - lines[0]);
    for (let column = 0; column < CELLS; column += 1) {
      levels.push(predict([columns[0] + (column + 0.5) / CELLS * (columns[1] - columns[0]), y])[output]);
    }
  }
  return levels;
}

/**
 * Colour the cells: below the middle towards the one colour, above towards the other.
 *
 * @param {HTMLCanvasElement} field
 * @param {number[]} levels
 * @param {number} middle
 * @param {number[]} extent
 */
function paint(field, levels, middle, [low, high]) {
  const context = field.getContext("2d");
  if (context === null) return;
  const colours = ["--negative", "--background", "--positive"].map(colourOf);
  const image = context.createImageData(CELLS, CELLS);
  levels.forEach((level, place) => {
    const share = level >= middle ? (level - middle) / (high - middle || 1) : (middle - level) / (middle - low || 1);
    const end = colours[level >= middle ? 2 : 0];
    // weaker than the points on it
    const part = Number.isFinite(share) ? Math.min(share, 1) * 0.75 : 0;
    for (let channel = 0; channel < 3; channel += 1) {
      image.data[4 * place + channel] = colours[1][channel] + (end[channel] - colours[1][channel]) * part;
    }
    image.data[4 * place + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}

/**
 * @param {string} name  of a colour of the theme, such as #aabbcc
 * @returns {number[]}
 */
function colourOf(name) {
  const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const whole = text.length === 4 ? [...text.slice(1)].map((digit) => digit + digit).join("") : text.slice(1);
  return [0, 2, 4].map((start) => Number.parseInt(whole.slice(start, start + 2), 16) || 0);
}

/**
 * Return the line on which the output is at its middle, cell by cell.
 *
 * @param {number[]} levels
 * @param {number} middle
 * @returns {string}
 */
function borderOf(levels, middle) {
  const size = SIDE / CELLS;
  let path = "";
  for (let line = 0; line < CELLS - 1; line += 1) {
    for (let column = 0; column < CELLS - 1; column += 1) {
      // the corners of a square between four cells, around it
      const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([x, y]) => ({
        x, y, level: levels[(line + y) * CELLS + column + x] - middle,
      }));
      const points = [];
      for (let side = 0; side < 4; side += 1) {
        const [a, b] = [corners[side], corners[(side + 1) % 4]];
        if ((a.level >= 0) === (b.level >= 0)) continue;
        const share = a.level / (a.level - b.level);
        const x = (column + 0.5 + a.x + share * (b.x - a.x)) * size;
        const y = (line + 0.5 + a.y + share * (b.y - a.y)) * size;
        points.push(`${x.toFixed(1)},${y.toFixed(1)}`);
      }
      for (let start = 0; start + 1 < points.length; start += 2) path += `M${points[start]}L${points[start + 1]}`;
    }
  }
  return path;
}

/**
 * @param {number[]} row
 * @param {number} output
 * @param {[number, number]} columns
 * @param {[number, number]} lines
 * @param {number} middle
 */
function dot(row, output, columns, lines, middle) {
  const x = (row[0] - columns[0]) / (columns[1] - columns[0]) * SIDE;
  const y = (lines[1] - row[1]) / (lines[1] - lines[0]) * SIDE;
  return row[2 + output] >= middle
    ? svgElement("circle", { class: "dot high", cx: x.toFixed(1), cy: y.toFixed(1), r: 5.5 })
    : svgElement("path", { class: "dot low", d: `M${(x - 5).toFixed(1)},${(y - 5).toFixed(1)}h10v10h-10z` });
}
