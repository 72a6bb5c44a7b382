/** What a screen reader says of the parts of the picture. */

/** @import { NetworkEdge } from "../arithmetic/network.js" */
/** @import { Shown } from "../app.js" */
/** @import { Cell } from "./cards.js" */
/** @import { Item } from "./scene.js" */

/**
 * Say what a neuron is and what is known of it.
 *
 * @param {Item} item
 * @param {Shown} shown
 */
export function spokenItem(item, shown) {
  const { canvas } = shown.words;
  const { card } = item;
  if (card === null) return canvas.neurons(item.names.length);
  const known = card.cells.filter((cell) => cell.text !== "?" && cell.text !== "–");
  const numbers = known.map((cell) => `${cell.symbol ?? cell.label} ${cell.text}`.trim()).join(", ");
  const name = card.heading === item.key ? item.key : `${card.heading} (${item.key})`;
  return `${canvas[card.neuron.kind]} ${name}: ${numbers}`;
}

/**
 * Say what a number is that can be edited.
 *
 * @param {Cell} cell
 * @param {Item} item
 * @param {Shown} shown
 */
export function spokenCell(cell, item, shown) {
  const { canvas } = shown.words;
  const frozen = cell.frozen ? `, ${canvas.frozen}` : "";
  return `${cell.edit === null ? "" : canvas[`edit_${cell.edit}`]} ${item.key}: ${cell.label} ${cell.text}${frozen}`;
}

/**
 * @param {NetworkEdge} edge
 * @param {Shown} shown
 */
export function spokenEdge(edge, shown) {
  const { canvas } = shown.words;
  const frozen = edge.frozen ? `, ${canvas.frozen}` : "";
  return `${canvas.edge(edge.symbol, edge.source.name, edge.target.name)}: ${shown.style.text(edge.weight)}${frozen}`;
}
