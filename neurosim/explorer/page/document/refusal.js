/** Why something was not done, in the language of the reader. */

/** @import { Words } from "../words/words.js" */

/** A refusal names a sentence of the dictionary, so that it can be said in every language. */
export class Refusal extends Error {
  /** @type {keyof Words} */
  section;
  /** @type {string} */
  key;
  /** @type {(string | number)[]} */
  details;
  /** @type {string} the file that is named before the sentence, if one is at fault */
  file = "";

  /**
   * @param {keyof Words} section  of the dictionary
   * @param {string} key  of the sentence in it
   * @param {(string | number)[]} details  what the sentence is made with
   */
  constructor(section, key, ...details) {
    super(`${section}.${key}(${details.join(", ")})`);
    this.name = "Refusal";
    this.section = section;
    this.key = key;
    this.details = details;
  }

  /**
   * Return the sentence.
   *
   * @param {Words} words
   * @returns {string}
   */
  in(words) {
    const sentence = /** @type {Record<string, unknown>} */ (words[this.section])[this.key];
    const text = typeof sentence === "function" ? sentence(...this.details) : String(sentence);
    return this.file && `${this.file}: ${text}` || text;
  }
}

/**
 * Return an error that names the file, if its sentence does not name it already.
 *
 * @template E
 * @param {E} error
 * @param {string} name
 * @returns {E}
 */
export function namingFile(error, name) {
  if (error instanceof Refusal && error.section === "document") error.file = name;
  return error;
}
