/** Keeping answers while a window is open, so that loading the page again loses none. */

/** @import { Task } from "../types.js" */
/** @import { Answers } from "./asked.js" */

/**
 * Return the answers that were kept for a task; none where a page may not keep anything.
 *
 * @param {Task} task
 * @returns {Answers}
 */
export function keptAnswers(task) {
  try {
    /** @type {unknown} */
    const kept = JSON.parse(sessionStorage.getItem(keyOfTask(task)) ?? "[]");
    const pairs = Array.isArray(kept) ? kept.filter((pair) => Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "string") : [];
    return new Map(/** @type {[string, string][]} */ (pairs));
  } catch {
    return new Map();
  }
}

/**
 * @param {Task} task
 * @param {Answers} answers
 */
export function keepAnswers(task, answers) {
  try {
    sessionStorage.setItem(keyOfTask(task), JSON.stringify([...answers]));
  } catch {
    // a page in a sandbox keeps nothing
  }
}

/** @param {Task} task @returns {string} */
function keyOfTask(task) {
  const text = JSON.stringify(task);
  let sum = 0;
  for (let place = 0; place < text.length; place += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(place)) | 0;
  return `neurosim answers ${sum}`;
}
