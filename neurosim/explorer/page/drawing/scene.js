/** The picture of a network as data: cards, blocks, edges, and where they are. */

/** @import { NetworkEdge, NetworkNeuron } from "../arithmetic/network.js" */
/** @import { Shown } from "../app.js" */
/** @import { Card } from "./cards.js" */
/** @import { Box, Layout, Link, Point } from "./layout.js" */
/** @import { LabelRoom, Port } from "./ports.js" */

import { DIGIT_ADVANCE, cardsOf, knownText } from "./cards.js";
import { columnsOf } from "./columns.js";
import { PICTURE_MARGIN, arrangedBoxes, freePlace, routeOf } from "./layout.js";
import { MARK_ROOM, grownBox, portsOf, sideOf, straightEnd } from "./ports.js";

/**
 * @typedef {Box & {
 *   card: Card | null, names: string[], active: boolean, n_sources: number
 * }} Item  a neuron, or a block of many whose names are given; n_sources with numbers on their edges
 */

/**
 * @typedef {object} DrawnEdge
 * @property {NetworkEdge} edge
 * @property {Point[]} route
 * @property {number} strength  0 to 1
 * @property {boolean} active
 * @property {boolean} faint  whether others matter more
 * @property {[number, number]} towards  the direction of its end
 * @property {string} text  its weight
 * @property {string} below  its gradient or its new weight, in their phases
 * @property {string | null} belowSymbol
 * @property {number} width  of the label
 * @property {number} height
 * @property {Point | null} at  where the label is; null without one
 */

/**
 * @typedef {object} Scene
 * @property {number} width
 * @property {number} height
 * @property {boolean} down
 * @property {boolean} large  whether layers are blocks
 * @property {Item[]} items
 * @property {DrawnEdge[]} edges
 * @property {{key: string, route: Point[]}[]} bands  between blocks
 * @property {{text: string, x: number, y: number} | null} loss
 * @property {string[][]} columns
 */

/** With more edges than this their numbers show for one neuron only. */
export const EDGE_NUMBERS_LIMIT = 20;
/** The largest scale of a picture that is fitted into its space. */
export const MOST_FIT = 1.5;
/** The least and the largest way between columns on which edges slant, across and down. */
const SLANTS = [[44, 140], [36, 70]];
const BELOW_ADVANCE = 6.5;
const MOST_NUMBERS = 40;
const LONGEST_COLUMN = 14;
const MOST_CARDS = 60;
const MOST_FULL_ROWS = 4;
const SHORT_COLUMN = 6;
const MOST_OPENED = 4;
const BLOCK = { width: 96, height: 150 };

/**
 * Return the picture.
 *
 * @param {Shown} shown
 * @param {{width: number, height: number}} space  in which it should fit
 * @param {string | null} pointed  a neuron whose numbers are asked for
 * @param {boolean | null} kept  whether it goes down, as before; null: as the picture is larger
 * @returns {Scene}
 */
export function sceneOf(shown, space, pointed, kept) {
  const { network, look, document: { positions } } = shown;
  const moment = shown.moments[shown.step];
  const active = moment?.neuron ?? null;
  const columns = columnsOf(network);
  const large = network.neurons.length > MOST_CARDS || columns.some((names) => names.length > LONGEST_COLUMN);
  const opened = large ? openedNames(shown, active) : null;
  const groups = columns.map((names) => (opened === null || names.length <= SHORT_COLUMN ? names : names.filter((name) => opened.has(name))));
  const neurons = groups.flat().map((name) => /** @type {NetworkNeuron} */ (network.neuron(name)));
  const compact = large || columns.some((names) => names.length > MOST_FULL_ROWS);
  const cards = cardsOf(shown, neurons, compact);
  const edges = neurons.flatMap((neuron) => neuron.sources.filter((edge) => cards.has(edge.source.name)));
  const few = edges.length <= EDGE_NUMBERS_LIMIT;
  const boxes = columns.map((names, column) => {
    /** @type {Item[]} */
    const found = groups[column].map((name) => {
      const card = /** @type {Card} */ (cards.get(name));
      return { key: name, card, names: [], width: card.width, height: card.height, x: 0, y: 0, active: name === active, n_sources: few ? card.neuron.sources.length : 0 };
    });
    const others = names.filter((name) => !groups[column].includes(name));
    if (others.length > 0) found.push({ key: `\nblock ${column}`, card: null, names: others, ...BLOCK, x: 0, y: 0, active: false, n_sources: 0 });
    return found;
  });
  const room = labelRoom(shown, few ? edges : [], cards);
  const { passages, down, direction } = placeItems(boxes, edges, room, space, large ? [] : positions, network.inputs.map(({ name }) => name), network.outputs.map(({ name }) => name), kept);
  const items = boxes.flat();
  const byKey = new Map(items.map((item) => [item.key, item]));
  const focus = pointed ?? active ?? look.selected;
  const drawn = drawnEdges(shown, edges, byKey, { passages, direction, room, few }, active, focus);
  const loss = lossPlace(shown, items);
  const labels = drawn.flatMap(({ at, width, height }) => (at === null ? [] : [{ x: at[0], y: at[1], width, height }]));
  const bends = drawn.flatMap(({ route }) => route.map(([x, y]) => ({ x, y, width: 0, height: 0 })));
  const all = [...items, ...labels, ...bends];
  return {
    width: Math.max(...all.map((each) => each.x + each.width / 2), 0) + PICTURE_MARGIN,
    height: Math.max(...all.map((each) => each.y + each.height / 2), loss === null ? 0 : loss.y + 6) + PICTURE_MARGIN,
    down, large, items, edges: drawn, bands: bandsOf(boxes, down), loss, columns,
  };
}

/**
 * Return the neurons of a large network that have cards: the one in question, and the strongest around it.
 *
 * @param {Shown} shown
 * @param {string | null} active
 */
function openedNames(shown, active) {
  const neuron = shown.network.neuron(shown.look.selected ?? active ?? "");
  if (neuron === undefined) return new Set();
  const strongest = (/** @type {NetworkEdge[]} */ edges) =>
    [...edges].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, MOST_OPENED);
  return new Set([
    neuron.name, ...strongest(neuron.sources).map((edge) => edge.source.name), ...strongest(neuron.targets).map((edge) => edge.target.name),
  ]);
}

/**
 * Place the boxes, across or down; what was moved stays where it was put.
 *
 * @param {Item[][]} columns
 * @param {NetworkEdge[]} edges
 * @param {LabelRoom} room
 * @param {{width: number, height: number}} space
 * @param {[string, number, number][]} positions
 * @param {string[]} inputs
 * @param {string[]} outputs
 * @param {boolean | null} kept
 */
function placeItems(columns, edges, room, space, positions, inputs, outputs, kept) {
  const links = edges.map((edge) => ({ source: edge.source.name, target: edge.target.name, edge }));
  const sized = [false, true].map((down) => columns.map((items) => items.map((item) => grownBox(item, item.n_sources, room, down))));
  const [across, downwards] = keptLayouts(sized, links, new Set([...inputs, ...outputs])).map((layout, place) => {
    const least = straightEnd(room, place === 0) + SLANTS[place][0];
    const narrow = layout(least);
    const scale = fittingScale(narrow, space);
    const free = place === 0 ? space.width / scale - narrow.width : space.height / scale - narrow.height;
    // space that is left makes steep edges less steep
    return layout(least + Math.min(SLANTS[place][1] - SLANTS[place][0], Math.max(0, free - 30) / Math.max(1, columns.length - 1)));
  });
  // one column says nothing of the network that it begins
  const better = () => (columns.length < 2 ? space.height > space.width : fittingScale(downwards, space) > 1.15 * fittingScale(across, space));
  const down = positions.length === 0 && (kept ?? better());
  const layout = down ? downwards : across;
  const moved = new Map(positions.map(([name, x, y]) => [name, [x, y]]));
  /** @type {Item[]} */
  const placed = [];
  const items = columns.flat();
  sized[Number(down)].flat().forEach(({ width, height }, place) => Object.assign(items[place], { width, height }));
  for (const item of [...items.filter(({ key }) => moved.has(key)), ...items.filter(({ key }) => !moved.has(key))]) {
    [item.x, item.y] = moved.get(item.key) ?? layout.centres.get(item.key) ?? [0, 0];
    if (moved.has(item.key)) {
      item.x = Math.max(item.x, item.width / 2 + 4);
      item.y = Math.max(item.y, item.height / 2 + 4);
    } else if (moved.size > 0) {
      [item.x, item.y] = freePlace(item, placed);
    }
    placed.push(item);
  }
  /** @type {Map<NetworkEdge, Point[]>} */
  const passages = new Map();
  if (moved.size === 0) links.forEach(({ edge }, at) => passages.set(edge, layout.passages.get(at) ?? []));
  return { passages, down, direction: moved.size === 0 ? down : null };
}

/** The layouts of the last picture: most edits change no place. */
let keptPlaces = { signature: "", layouts: /** @type {((gap: number) => Layout)[]} */ ([]) };

/** @param {Item[][][]} sized  for both directions @param {Link[]} links @param {ReadonlySet<string>} fixed */
function keptLayouts(sized, links, fixed) {
  const signature = JSON.stringify([
    sized.map((columns) => columns.map((items) => items.map(({ key, width, height }) => [key, width, height]))), links.map(({ source, target }) => [source, target]), [...fixed],
  ]);
  if (keptPlaces.signature !== signature) {
    keptPlaces = { signature, layouts: sized.map((columns, place) => arrangedBoxes(columns, links, place === 1, fixed)) };
  }
  return keptPlaces.layouts;
}

/** @param {{width: number, height: number}} picture @param {{width: number, height: number}} space */
function fittingScale(picture, space) {
  return Math.min(space.width / picture.width, space.height / picture.height, MOST_FIT);
}

/**
 * Return the room of a number on an edge. It is the same at every step of the sample, so that nothing jumps.
 *
 * @param {Shown} shown
 * @param {NetworkEdge[]} edges  with numbers
 * @param {Map<string, Card>} cards
 * @returns {LabelRoom}
 */
function labelRoom({ style, trace, document: { sample } }, edges, cards) {
  const lengthOf = (/** @type {number | undefined} */ value) => style.text(value ?? 0).length;
  const below = edges.flatMap(({ symbol }) => ["grad", "new"].map((prefix) => lengthOf(trace?.value(`${prefix} ${symbol}`)) + 2));
  const n_digits = Math.max(style.digits + 3, ...edges.map(({ weight }) => lengthOf(weight)));
  const width = plateWidth(n_digits, sample.targets ? Math.max(style.digits + 5, ...below) : 0);
  const deep = edges.some(({ target }) => target.sources.length > 1 && target.sources.length * (width + 4) > (cards.get(target.name)?.width ?? 0));
  return { width, height: sample.targets ? 31 : 16, deep };
}

/**
 * @param {Shown} shown
 * @param {NetworkEdge[]} edges
 * @param {Map<string, Item>} items
 * @param {{passages: Map<NetworkEdge, Point[]>, direction: boolean | null, room: LabelRoom, few: boolean}} layout
 * @param {string | null} active
 * @param {string | null} focus  the neuron whose numbers show where not all do
 * @returns {DrawnEdge[]}
 */
function drawnEdges(shown, edges, items, { passages, direction, room, few }, active, focus) {
  const phase = shown.moments[shown.step]?.phase;
  const backwards = phase === "errors";
  const largest = Math.max(...edges.map(({ weight }) => Math.abs(weight)), 1e-300);
  const touching = edges.filter((edge) => few || edge.source.name === focus || edge.target.name === focus);
  touching.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const numbered = new Set(touching.slice(0, MOST_NUMBERS));
  const links = edges.map((edge) => ({
    edge, passages: passages.get(edge) ?? [],
    source: /** @type {Item} */ (items.get(edge.source.name)), target: /** @type {Item} */ (items.get(edge.target.name)),
  }));
  const ports = portsOf(links, direction, few ? room : null);
  return links.map(({ edge, source, target, passages: passed }) => {
    const text = numbered.has(edge) ? shown.style.text(edge.weight) : "";
    const prefix = phase === "gradients" ? "grad" : phase === "update" ? "new" : null;
    const here = active === null || edge.target.name === active;
    const belowSymbol = prefix !== null && here && text !== "" && shown.knows(`${prefix} ${edge.symbol}`) ? `${prefix} ${edge.symbol}` : null;
    const below = belowSymbol === null ? "" : `${prefix === "grad" ? "∂" : "→"} ${knownText(shown, belowSymbol)}`;
    const width = plateWidth(text.length, below.length);
    const height = below ? 31 : 16;
    const port = /** @type {Port} */ (ports.get(edge));
    const { beside, sign, row } = port;
    const [reach, half] = beside ? [width, width / 2] : [height, height / 2 + row * (room.height + 1)];
    // of many edges, a number stands at the other end than the neuron in question, where no other number is
    const leaves = !few && text !== "" && edge.target.name === focus;
    const straight = text === "" ? 0 : Math.max(straightEnd(room, beside), reach + MARK_ROOM);
    if (!few && text !== "") {
      const most = ((beside ? target.height : target.width) - (beside ? height : width)) / 2;
      port.offset = Math.max(-most, Math.min(port.offset, most));
    }
    const route = routeOf(source, target, port, passed, leaves ? straight : 0, leaves ? 0 : straight);
    const [x, y] = leaves ? route[0] : route[route.length - 1];
    const by = sign * (leaves ? half + 3 : -half - MARK_ROOM);
    return {
      edge, route, strength: Math.abs(edge.weight) / largest, text, below, belowSymbol,
      faint: !few && touching.length > 0 && text === "",
      active: active !== null && (backwards ? edge.source : edge.target).name === active,
      towards: endOf(route),
      width, height, at: text === "" ? null : beside ? [x + by, y] : [x, y + by],
    };
  });
}

/** @param {number} n_digits @param {number} n_below  in the line below, which is smaller */
function plateWidth(n_digits, n_below) {
  return Math.max(n_digits * DIGIT_ADVANCE, n_below * BELOW_ADVANCE) + 6;
}

/** @param {Point[]} route @returns {[number, number]} the direction in which it ends */
function endOf(route) {
  const [x, y] = route[route.length - 1];
  const [fromX, fromY] = [...route].reverse().find((point) => point[0] !== x || point[1] !== y) ?? [x - 1, y];
  const way = Math.hypot(x - fromX, y - fromY);
  return [(x - fromX) / way, (y - fromY) / way];
}

/** @param {Item[][]} columns @param {boolean} down */
function bandsOf(columns, down) {
  return columns.slice(1).flatMap((items, place) =>
    columns[place].flatMap((source) => items.filter((target) => source.card === null || target.card === null).map((target) => ({
      key: `${source.key}${target.key}`, route: routeOf(source, target, { ...sideOf(source, target, down), offset: 0, row: 0 }),
    }))));
}

/**
 * Return the loss of the sample, which stands below the outputs.
 *
 * @param {Shown} shown
 * @param {Item[]} items
 */
function lossPlace(shown, items) {
  const outputs = items.filter((item) => item.card?.neuron.kind === "output");
  if (shown.document.sample.targets === null || outputs.length === 0) return null;
  const lowest = outputs.reduce((a, b) => (b.y + b.height / 2 > a.y + a.height / 2 ? b : a));
  return { text: knownText(shown, "L"), x: lowest.x, y: lowest.y + lowest.height / 2 + 16 };
}
