/** Places of the numbers on edges: on their edge, where they cover nothing else. */

/** @import { Box, Point } from "./layout.js" */

import { pointOn } from "./layout.js";

/**
 * @typedef {object} Labelled
 * @property {Point[]} route
 * @property {number} width  of the label
 * @property {number} height
 * @property {Point | null} at  the centre of the label, which is set here
 */

/** From the middle outwards, to both sides. */
const LABEL_SHARES = Array.from({ length: 17 }, (_, place) => 0.5 + 0.04 * Math.ceil(place / 2) * (place % 2 ? -1 : 1));
/** Places at which it is asked whether an edge runs under a label. */
const ROUTE_SHARES = Array.from({ length: 25 }, (_, place) => place / 24);

/** The places of the last picture: most edits change no length of a label. */
let keptLabels = { signature: "", places: /** @type {(Point | null)[]} */ ([]) };

/**
 * Give each label a place.
 *
 * @param {Labelled[]} labels
 * @param {Point[][]} routes  of all edges that are drawn
 * @param {Box[]} cards
 */
export function placeLabels(labels, routes, cards) {
  const signature = JSON.stringify([
    labels.map(({ route, width, height }) => [route, width, height]), routes, cards.map(({ x, y, width, height }) => [x, y, width, height]),
  ]);
  if (keptLabels.signature !== signature) {
    findPlaces(labels, routes, cards);
    keptLabels = { signature, places: labels.map(({ at }) => at) };
  }
  labels.forEach((label, place) => { label.at = keptLabels.places[place]; });
}

/** @param {Labelled[]} labels @param {Point[][]} routes @param {Box[]} cards */
function findPlaces(labels, routes, cards) {
  /** @type {Box[]} */
  const placed = [...cards];
  const lines = routes.map((route) => ({ route, samples: ROUTE_SHARES.map((share) => pointOn(route, share)) }));
  for (const label of labels) {
    let least = Infinity;
    for (const share of LABEL_SHARES) {
      const point = pointOn(label.route, share);
      // no label is cut at the left or at the top
      const [x, y] = [Math.max(point[0], label.width / 2 + 2), Math.max(point[1], label.height / 2 + 2)];
      const box = { key: "", x, y, width: label.width, height: label.height };
      const covered = placed.reduce((sum, other) => sum + overlapOf(box, other), 0);
      // a number on another edge is hard to read, a number on a number cannot be read
      const crossed = covered >= least ? 0 : lines.filter((line) => line.route !== label.route && crossesLabel(box, line.samples)).length;
      const cost = 4 * covered + 2 * crossed + 36 * (share - 0.5) ** 2;
      if (cost < least) {
        least = cost;
        label.at = [x, y];
      }
      if (cost < 0.5) break;
    }
    const [x, y] = label.at ?? [0, 0];
    placed.push({ key: "", x, y, width: label.width + 4, height: label.height + 2 });
  }
}

/** @param {Box} a @param {Box} b */
function overlapOf(a, b) {
  const x = (a.width + b.width) / 2 - Math.abs(a.x - b.x);
  const y = (a.height + b.height) / 2 - Math.abs(a.y - b.y);
  return x > 0 && y > 0 ? Math.min(x, 20) * y : 0;
}

/** @param {Box} box @param {Point[]} samples */
function crossesLabel(box, samples) {
  return samples.some(([x, y]) => Math.abs(x - box.x) < box.width / 2 && Math.abs(y - box.y) < box.height / 2);
}
