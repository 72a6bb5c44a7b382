/** Numbers as people type them: 0.5, 0,5, 1/2, −3, 2.4e-3, 2,4·10⁻³. */

import { refusal, shownValue } from "./fields.js";

const LONGEST_NUMBER = 60;
const MINUS_SIGNS = /[−–—‐‑﹣－]/g;
const RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const DECIMAL_DIGITS = String.raw`(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)`;
const TYPED_FRACTION = new RegExp(
  `^([+-]?)\\s*(${DECIMAL_DIGITS})\\s*[/⁄]\\s*([+-]?)(${DECIMAL_DIGITS})$`,
);
const TYPED_NUMBER = new RegExp(
  `^([+-]?)\\s*(${DECIMAL_DIGITS})` +
  String.raw`(?:[eE]([+-]?[0-9]{1,4})|\s*[·*×x⋅]\s*10\s*(?:(?:\^|\*\*)\s*[({]?\s*([+-]?[0-9]{1,4})\s*[)}]?|([+-][0-9]{1,4})))?$`,
);
/** @type {Record<string, string>} */
const ONE_SIGN_FRACTIONS = { "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8" };

/**
 * @typedef {object} Digits  a number as it was typed
 * @property {number} value
 * @property {number | null} exponent  of the unit of its last digit, -4 for 0.5933; null for a fraction
 */

/**
 * Return the number that somebody typed; anything else is refused.
 *
 * @param {string} text
 * @returns {number}
 */
export function readNumber(text) {
  return readDigits(text).value;
}

/**
 * Return the number that somebody typed, and how exact its digits are.
 *
 * @param {string} text
 * @returns {Digits}
 */
export function readDigits(text) {
  const plain = plainNumber(text.trim());
  if (plain === "") throw refusal("number_missing");
  const digits = typedFraction(plain, text) ?? typedDecimal(plain);
  if (digits === null) throw refusal("no_number", shownValue(text));
  if (!Number.isFinite(digits.value)) throw refusal("too_large", shownValue(text));
  return digits;
}

/** @param {string} text @returns {string} with ASCII signs and exponents */
function plainNumber(text) {
  if (text.length > LONGEST_NUMBER) throw refusal("no_number", shownValue(text));
  return text
    .replace(MINUS_SIGNS, "-")
    .replace(/^([+-]?\s*)([½¼¾⅓⅔⅛])$/, (_, sign, fraction) => sign + ONE_SIGN_FRACTIONS[fraction])
    .replace(/10\s*([⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)/, (_, raised) => `10^${lowered(raised)}`);
}

/** @param {string} raised @returns {string} */
function lowered(raised) {
  return raised.replace(/./gu, (sign) => {
    const digit = RAISED_DIGITS.indexOf(sign);
    return digit >= 0 ? String(digit) : sign === "⁻" ? "-" : "+";
  });
}

/** @param {string} plain @param {string} text @returns {Digits | null} */
function typedFraction(plain, text) {
  const match = TYPED_FRACTION.exec(plain);
  if (match === null) return null;
  const below = floatOf(match[4]);
  if (below === 0) throw refusal("divides_by_zero", shownValue(text));
  const value = floatOf(match[2]) / below;
  return { value: (match[1] === "-") !== (match[3] === "-") ? -value : value, exponent: null };
}

/** @param {string} plain @returns {Digits | null} */
function typedDecimal(plain) {
  const match = TYPED_NUMBER.exec(plain);
  if (match === null) return null;
  const power = Number(match[3] ?? match[4] ?? match[5] ?? 0);
  const value = Number(`${floatText(match[2])}e${power}`);
  const [, after = ""] = match[2].split(/[.,]/);
  return { value: match[1] === "-" ? -value : value, exponent: power - after.length };
}

/** @param {string} digits @returns {string} */
function floatText(digits) {
  const point = digits.replace(",", ".");
  return point.endsWith(".") ? point.slice(0, -1) : point;
}

/** @param {string} digits @returns {number} */
function floatOf(digits) {
  return Number(floatText(digits));
}
