/** Numbers as people type them: their value, and how exact their digits are. */

import { readDigits } from "../document/typed_numbers.js";

const SLACK = 1e-9;
const BINARY = 1e-13;
const OF_A_FRACTION = 99;

/** A number as somebody typed it. */
export class TypedNumber {
  /**
   * @param {number} value
   * @param {number | null} exponent  of the unit of the last digit, -4 for 0.5933; null for a fraction
   */
  constructor(value, exponent) {
    this.value = value;
    this.exponent = exponent;
    this.unit = exponent === null ? 0 : Number(`1e${exponent}`);
    this.decimals = exponent === null ? OF_A_FRACTION : -exponent;
  }

  /** @returns {number} the number of significant digits */
  get digits() {
    if (this.exponent === null) return OF_A_FRACTION;
    return Math.max(1, Math.floor(this.value ? Math.log10(Math.abs(this.value)) : -OF_A_FRACTION) - this.exponent + 1);
  }

  /** @returns {boolean} whether nobody rounded it: a fraction, or a whole number below 100 */
  get isExact() {
    return this.unit === 0 || (this.unit >= 1 && Math.abs(this.value) < 100);
  }

  /** @returns {number} how far a number that was rounded to these digits may be from it */
  get error() {
    return this.isExact ? 0 : this.unit / 2;
  }

  /**
   * Return whether the number is a value rounded to its digits.
   *
   * @param {number} value
   */
  isRounded(value) {
    return Math.abs(value - this.value) <= this.error + this.#noise(value);
  }

  /**
   * Return whether the number is a value cut off after its digits.
   *
   * @param {number} value
   */
  isCut(value) {
    if (this.isExact || (this.value && value < 0 !== this.value < 0)) return false;
    const missing = Math.abs(value) - Math.abs(this.value);
    return -this.#noise(value) <= missing && missing < this.unit - this.#noise(value);
  }

  /**
   * Return the same for a program that cuts off: -0.33 may be -0.32999999999999996 there.
   *
   * @param {number} value
   */
  isCutInBinary(value) {
    if (this.isCut(value)) return true;
    const units = Math.round(Math.abs(this.value) / (this.unit || 1)) + 1;
    const above = Number(`${units}e${this.exponent ?? 0}`);
    const near = above - Math.abs(value);
    return near > 0 && near <= BINARY * above && value < 0 === this.value < 0 && !this.isExact;
  }

  /**
   * Return the number with its decimal point elsewhere.
   *
   * @param {number} by
   */
  shifted(by) {
    const exponent = this.exponent === null ? null : this.exponent + by;
    return new TypedNumber(this.value * Number(`1e${by}`), exponent);
  }

  /** @param {number} value */
  #noise(value) {
    return SLACK * (this.unit || Math.abs(value) || 1) + BINARY * Math.abs(value);
  }
}

/**
 * Return the number that somebody typed, such as 0.5933, 0,5933, ≈ 2.4·10⁻³ or 1/3; a Refusal is thrown for anything else.
 *
 * @param {string} text
 * @returns {TypedNumber}
 */
export function readTyped(text) {
  const { value, exponent } = readDigits(text.trim().replace(/^[=≈~]\s*/, "").replace(/(\d)[;.,]$/, "$1"));
  return new TypedNumber(value, exponent);
}
