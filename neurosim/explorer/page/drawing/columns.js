/** The column of each neuron, and the order of the rows in it, so that few edges cross. */

/** @import { Network } from "../arithmetic/network.js" */

const ROW_SWEEPS = 8;
/** With more pieces of edges than this the order of creation is kept. */
const SWEEP_LIMIT = 400;

/**
 * Return the columns: inputs in the first, any other neuron by the longest path that leads to it, and
 * an output that leads nowhere in the last.
 *
 * @param {Network} network
 * @returns {string[][]} the names, by column
 */
export function columnsOf(network) {
  /** @type {Map<string, number>} */
  const column = new Map(network.inputs.map(({ name }) => [name, 0]));
  for (const { name, sources } of network.order) {
    column.set(name, 1 + Math.max(0, ...sources.map(({ source }) => column.get(source.name) ?? 0)));
  }
  const last = Math.max(0, ...column.values());
  for (const { name, targets } of network.outputs) if (targets.length === 0) column.set(name, last);
  const outputs = new Set(network.outputs);
  const others = network.neurons.filter((neuron) => !outputs.has(neuron));
  /** @type {string[][]} */
  const found = Array.from({ length: last + 1 }, () => []);
  for (const { name } of [...others, ...network.outputs]) found[column.get(name) ?? 0].push(name);
  return found.filter((names) => names.length > 0);
}

/**
 * Return the rows in an order with few crossings.
 *
 * @param {string[][]} rows  by column
 * @param {[string, string][]} edges  from one column to the next
 * @param {ReadonlySet<string>} fixed  what keeps its order
 * @returns {string[][]}
 */
export function orderedRows(rows, edges, fixed) {
  let best = rows;
  let fewest = crossingsOf(rows, edges);
  if (edges.length > SWEEP_LIMIT) return rows;
  let now = rows;
  for (let sweep = 0; sweep < ROW_SWEEPS && fewest > 0; sweep += 1) {
    const forwards = sweep % 2 === 0;
    now = [...now];
    for (let step = 1; step < rows.length; step += 1) {
      const column = forwards ? step : rows.length - 1 - step;
      const beside = now[forwards ? column - 1 : column + 1];
      now[column] = byBarycenter(now[column], beside, edges, fixed);
    }
    const crossings = crossingsOf(now, edges);
    if (crossings < fewest) [best, fewest] = [now, crossings];
  }
  return best;
}

/**
 * @param {string[]} row
 * @param {string[]} beside
 * @param {[string, string][]} edges
 * @param {ReadonlySet<string>} fixed
 */
function byBarycenter(row, beside, edges, fixed) {
  const place = new Map(beside.map((key, index) => [key, index / beside.length]));
  const keys = new Map(row.map((key, index) => {
    const places = edges.flatMap(([source, target]) =>
      source === key ? place.get(target) ?? [] : target === key ? place.get(source) ?? [] : []);
    return [key, places.length ? places.reduce((sum, each) => sum + each, 0) / places.length : index / row.length];
  }));
  const sorted = [...row].sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
  const kept = row.filter((key) => fixed.has(key))[Symbol.iterator]();
  return sorted.map((key) => (fixed.has(key) ? kept.next().value ?? key : key));
}

/** @param {string[][]} rows @param {[string, string][]} edges */
function crossingsOf(rows, edges) {
  const place = new Map(rows.flatMap((row, column) => row.map((key, index) => [key, { column, index }])));
  let total = 0;
  for (let i = 0; i < edges.length; i += 1) {
    const [from, to] = [place.get(edges[i][0]), place.get(edges[i][1])];
    for (let j = 0; j < i; j += 1) {
      const [otherFrom, otherTo] = [place.get(edges[j][0]), place.get(edges[j][1])];
      if (!from || !to || !otherFrom || !otherTo || from.column !== otherFrom.column) continue;
      if ((from.index - otherFrom.index) * (to.index - otherTo.index) < 0) total += 1;
    }
  }
  return total;
}
