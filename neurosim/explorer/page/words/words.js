/** The dictionaries by language. */

import { ENGLISH } from "./english.js";
import { GERMAN } from "./german.js";

/** @typedef {typeof ENGLISH} Words */

/** @type {{en: Words, de: Words}} */
export const WORDS = { en: ENGLISH, de: GERMAN };
