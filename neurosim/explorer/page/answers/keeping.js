/** Keeping answers while a window is open, so that loading the page again loses none. */

/** @import { Document } from "../types.js" */
/** @import { Answers } from "./asked.js" */

/**
 * Return the answers that were kept for the task of a document; none where a page may not keep anything.
 *
 * @param {Document} document
 * @returns {Answers}
 */
export function keptAnswers(document) {
  try {
    /** @type {unknown} */
    const kept = JSON.parse(sessionStorage.getItem(keyOfTask(document)) ?? "[]");
    const pairs = Array.isArray(kept) ? kept.filter((pair) => Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "string") : [];
    return new Map(/** @type {[string, string][]} */ (pairs));
  } catch {
    return new Map();
  }
}

/**
 * @param {Document} document
 * @param {Answers} answers
 */
export function keepAnswers(document, answers) {
  try {
    sessionStorage.setItem(keyOfTask(document), JSON.stringify([...answers]));
  } catch {
    // a page in a sandbox keeps nothing
  }
}

/** @param {Document} document @returns {string} */
function keyOfTask({ task, model, sample }) {
  // the variants have their networks and samples with them
  const text = JSON.stringify(task?.variants.length ? task : [task, model, sample]);
  let sum = 0;
  for (let place = 0; place < text.length; place += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(place)) | 0;
  return `neurosim answers ${sum}`;
}
