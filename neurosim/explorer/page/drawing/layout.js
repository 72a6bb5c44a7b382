/** The places of cards and the paths of edges. Coordinates are in units of the picture; y points down. */

/** @import { Port } from "./ports.js" */

import { orderedRows } from "./columns.js";

/**
 * @typedef {object} Box  a card before and after it has a place
 * @property {string} key
 * @property {number} width
 * @property {number} height
 * @property {number} x  of the centre
 * @property {number} y
 */

/** @typedef {[number, number]} Point */
/** @typedef {{source: string, target: string}} Link */

/**
 * @typedef {object} Layout
 * @property {Map<string, Point>} centres
 * @property {Map<number, Point[]>} passages  where the edge at a place passes columns between its own two
 * @property {number} width
 * @property {number} height
 */

export const PICTURE_MARGIN = 8;
const EDGE_SLOT = 14;
const ROW_GAP = 18;
/** Rows of cards, one below the other, leave less space beside each other. */
const DOWN_ROW_GAP = 6;

/**
 * Place boxes in columns, or in rows one below the other, without regard to what was moved.
 *
 * @param {Box[][]} columns
 * @param {Link[]} links
 * @param {boolean} down
 * @param {ReadonlySet<string>} fixed  the boxes that keep their order
 * @returns {(gap: number) => Layout} for a gap between the columns
 */
export function arrangedBoxes(columns, links, down, fixed) {
  const columnOf = new Map(columns.flatMap((boxes, column) => boxes.map(({ key }) => [key, column])));
  /** @type {Map<string, Box>} */
  const boxes = new Map(columns.flat().map((box) => [box.key, box]));
  const rows = columns.map((column) => column.map(({ key }) => key));
  /** @type {[string, string][]} */
  const pieces = [];
  /** @type {[number, string[]][]} */
  const chains = [];
  links.forEach((link, place) => {
    const start = columnOf.get(link.source) ?? 0;
    const end = columnOf.get(link.target) ?? 0;
    /** @type {string[]} */
    const passed = [];
    for (let column = start + 1; column < end; column += 1) {
      // no name of a neuron has a line break in it
      const key = `\n${place}.${column}`;
      rows[column].push(key);
      passed.push(key);
    }
    const chain = [link.source, ...passed, link.target];
    for (let step = 1; step < chain.length; step += 1) pieces.push([chain[step - 1], chain[step]]);
    if (passed.length > 0) chains.push([place, passed]);
  });
  const across = (/** @type {Box} */ box) => (down ? box.width : box.height);
  const along = (/** @type {Box} */ box) => (down ? box.height : box.width);
  const sizeOf = (/** @type {string} */ key) => { const box = boxes.get(key); return box ? across(box) : EDGE_SLOT; };
  const ordered = orderedRows(rows, pieces, fixed);
  /** @type {Map<string, number>} */
  const side = new Map();
  ordered.forEach((row, column) => {
    let end = 0;
    for (const key of row) {
      side.set(key, end + sizeOf(key) / 2);
      end += sizeOf(key) + (!boxes.has(key) ? 4 : down ? DOWN_ROW_GAP : ROW_GAP);
    }
    // the cards are centred; edges around them may reach further out
    const ends = columns[column].flatMap(({ key }) => [-1, 1].map((way) => (side.get(key) ?? 0) + (way * sizeOf(key)) / 2));
    const middle = (Math.min(...ends) + Math.max(...ends)) / 2;
    for (const key of row) side.set(key, (side.get(key) ?? 0) - middle);
  });
  const lowest = Math.min(...[...side].map(([key, middle]) => middle - sizeOf(key) / 2));
  const breadth = Math.max(...[...side].map(([key, middle]) => middle + sizeOf(key) / 2)) - lowest + 2 * PICTURE_MARGIN;
  return (gap) => {
    let front = PICTURE_MARGIN;
    /** @type {Map<string, Point>} */
    const centres = new Map();
    /** @type {Map<string, Point[]>} */
    const passed = new Map();
    ordered.forEach((row, column) => {
      const depth = Math.max(...columns[column].map(along));
      for (const key of row) {
        const b = (side.get(key) ?? 0) - lowest + PICTURE_MARGIN;
        /** @type {Point[]} where it begins, its middle, where it ends */
        const points = [0, depth / 2, depth].map((part) => (down ? [b, front + part] : [front + part, b]));
        centres.set(key, points[1]);
        // an edge runs straight through the column
        passed.set(key, [points[0], points[2]]);
      }
      front += depth + gap;
    });
    /** @type {Map<number, Point[]>} */
    const passages = new Map(chains.map(([place, keys]) => [place, keys.flatMap((key) => passed.get(key) ?? [])]));
    const length = front - gap + PICTURE_MARGIN;
    return { centres, passages, width: down ? breadth : length, height: down ? length : breadth };
  };
}

/**
 * Return a free place for a box near a place, below what stands there.
 *
 * @param {Box} box  at the place
 * @param {Box[]} placed
 * @returns {Point}
 */
export function freePlace(box, placed) {
  let { y } = box;
  const touches = (/** @type {Box} */ other) =>
    Math.abs(other.x - box.x) < (other.width + box.width) / 2 + 6 && Math.abs(other.y - y) < (other.height + box.height) / 2 + 6;
  for (let other = placed.find(touches); other; other = placed.find(touches)) y = other.y + (other.height + box.height) / 2 + 10;
  return [box.x, y];
}

/**
 * Return the points of an edge: a straight line, or a chain of cubic curves.
 *
 * @param {Box} source
 * @param {Box} target
 * @param {Port} port
 * @param {Point[]} passages
 * @param {number} leaves  how far it is straight behind its source
 * @param {number} arrives  how far it is straight before its target
 * @returns {Point[]}
 */
export function routeOf(source, target, port, passages = [], leaves = 0, arrives = 0) {
  const { beside, sign, offset } = port;
  /** @param {Point} point @param {number} by @returns {Point} */
  const along = ([x, y], by) => (beside ? [x + sign * by, y] : [x, y + sign * by]);
  const start = along([source.x, source.y], (beside ? source.width : source.height) / 2);
  const [x, y] = along([target.x, target.y], -(beside ? target.width : target.height) / 2);
  /** @type {Point} */
  const end = beside ? [x, y + offset] : [x + offset, y];
  // two points for each column that it passes
  const passed = passages.map((point, place) => along(point, place % 2 ? leaves : -arrives));
  const corners = [start, ...(leaves ? [along(start, leaves)] : []), ...passed, ...(arrives ? [along(end, -arrives)] : []), end];
  if (corners.length === 2) return corners;
  const points = [start];
  for (const point of corners.slice(1)) {
    const [x0, y0] = points[points.length - 1];
    const middle = beside ? (x0 + point[0]) / 2 : (y0 + point[1]) / 2;
    if (passages.length === 0) points.push([x0, y0], point, point);
    else if (beside) points.push([middle, y0], [middle, point[1]], point);
    else points.push([x0, middle], [point[0], middle], point);
  }
  return points;
}

/**
 * Return a route as the path of an SVG.
 *
 * @param {Point[]} route
 * @returns {string}
 */
export function pathOf(route) {
  const [start, ...others] = route.map((point) => point.map((each) => Math.round(each * 10) / 10).join(" "));
  return `M${start}${others.length === 1 ? "L" : "C"}${others.join(" ")}`;
}
