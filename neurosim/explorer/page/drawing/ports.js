/** Where edges end at a card. A number stands on the straight end of its edge, where no other edge runs. */

/** @import { Box, Point } from "./layout.js" */

/**
 * @typedef {object} LabelRoom
 * @property {number} width  of the longest number on an edge
 * @property {number} height
 * @property {boolean} deep  whether, in a picture that goes down, neighbours stand in two rows
 */

/**
 * @typedef {object} Side  the sides of two cards between which an edge runs
 * @property {boolean} beside  left and right, not above and below
 * @property {number} sign  1 to the right or down
 */

/** @typedef {Side & {offset: number, row: number}} Port  where an edge ends, from the middle of its side */

/** From the card to the number, with room for the mark of the sign. */
export const MARK_ROOM = 11;
const MARKS_APART = 14;

/** @param {LabelRoom} room @param {boolean} beside */
function pitchOf({ width, height, deep }, beside) {
  return beside ? height + 2 : deep ? width / 2 + 2 : width + 4;
}

/**
 * Return how long the straight ends of edges are.
 *
 * @param {LabelRoom} room
 * @param {boolean} beside
 */
export function straightEnd({ width, height, deep }, beside) {
  return MARK_ROOM + (beside ? width : (deep ? 2 : 1) * (height + 1)) + 2;
}

/**
 * Return a card with room for the numbers of the edges that lead to it.
 *
 * @template {Box} T
 * @param {T} box
 * @param {number} n_edges
 * @param {LabelRoom} room
 * @param {boolean} down
 * @returns {T}
 */
export function grownBox(box, n_edges, room, down) {
  const least = n_edges < 2 ? 0 : pitchOf(room, !down) * (n_edges + (down && room.deep ? 1 : 0));
  return down ? { ...box, width: Math.max(box.width, least) } : { ...box, height: Math.max(box.height, least) };
}

/**
 * Return the sides between which an edge runs.
 *
 * @param {Box} source
 * @param {Box} target
 * @param {boolean | null} down  the direction of the layout; null: as the two boxes stand
 * @returns {Side}
 */
export function sideOf(source, target, down) {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const beside = down !== null ? !down : Math.abs(dx) - (source.width + target.width) / 2 >= Math.abs(dy) - (source.height + target.height) / 2;
  return { beside, sign: Math.sign(beside ? dx : dy) || 1 };
}

/**
 * Return where edges end: those at one side of a card in the order from where they come.
 *
 * @template T
 * @param {{edge: T, source: Box, target: Box, passages: Point[]}[]} links
 * @param {boolean | null} down
 * @param {LabelRoom | null} room  of the numbers; null if few of many edges have one
 * @returns {Map<T, Port>}
 */
export function portsOf(links, down, room) {
  /** @type {Map<string, {edge: T, target: Box, side: Side, from: number}[]>} */
  const groups = new Map();
  for (const { edge, source, target, passages } of links) {
    const side = sideOf(source, target, down);
    const place = passages.at(-1) ?? [source.x, source.y];
    const key = `${target.key}\n${side.beside}${side.sign}`;
    groups.set(key, [...groups.get(key) ?? [], { edge, target, side, from: place[side.beside ? 1 : 0] }]);
  }
  /** @type {Map<T, Port>} */
  const found = new Map();
  for (const group of groups.values()) {
    group.sort((a, b) => a.from - b.from);
    const { target, side } = group[0];
    const most = (side.beside ? target.height : target.width) / group.length;
    const apart = Math.min(room ? pitchOf(room, side.beside) : MARKS_APART, most);
    group.forEach(({ edge }, place) => {
      found.set(edge, { ...side, offset: (place - (group.length - 1) / 2) * apart, row: room?.deep && !side.beside ? place % 2 : 0 });
    });
  }
  return found;
}
