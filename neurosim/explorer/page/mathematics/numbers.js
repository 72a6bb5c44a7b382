/** How numbers are written and rounded, digit by digit as Python's NumberStyle does it. */

/**
 * @typedef {object} Shown  a number as it is written
 * @property {boolean} negative
 * @property {string} digits
 * @property {number | null} exponent  of a power of ten after the digits
 */

/**
 * @typedef {object} Digits  a number without its sign: 0.d₁d₂d₃… times ten to the power of point
 * @property {string} digits  without zeros at either end; empty for zero
 * @property {number} point
 */

/** The significant digits that every float has. */
const TRUSTED_DIGITS = 15;
/** A number of a million or more has a power of ten. */
const LARGEST_POINT = 6;

export class NumberStyle {
  /**
   * @param {number} digits  the decimals of rounded numbers, 1 to 15
   * @param {boolean} decimalComma
   */
  constructor(digits, decimalComma) {
    this.digits = digits;
    this.decimalComma = decimalComma;
  }

  /**
   * Return a number as text, rounded: 0.2689, -1.5·10⁻⁷.
   *
   * @param {number} value
   * @returns {string}
   */
  text(value) {
    return textOfShown(this.show(value));
  }

  /**
   * Return the shortest text that gives this number again.
   *
   * @param {number} value
   * @returns {string}
   */
  exact(value) {
    return this.#point(String(value));
  }

  /**
   * Return a number as it is written. One that has few decimals is exact and written short; any
   * other is rounded once, halves up, and has all its decimals.
   *
   * @param {number} value
   * @param {boolean} [significant]  whether a rounded number below 0.1 has a power of ten
   * @returns {Shown}
   */
  show(value, significant = false) {
    const negative = value < 0;
    const exponent = null;
    if (!Number.isFinite(value)) {
      return { negative, digits: Number.isNaN(value) ? "undefined" : "∞", exponent };
    }
    const size = digitsOf(value);
    const trusted = roundedTo(size, TRUSTED_DIGITS - size.point, true);
    let decimals = this.#decimals(size);
    let rounded = roundedTo(size, decimals ?? this.#significant(size));
    if (significant && size.point < 0 && !sameDigits(rounded, trusted)) {
      decimals = null;
      rounded = roundedTo(size, this.#significant(size));
    }
    const whole = { digits: rounded.digits, point: decimals === null ? 1 : rounded.point };
    let written = fixedText(whole, decimals ?? this.digits);
    if (sameDigits(rounded, trusted)) written = written.replace(/0+$/, "").replace(/\.$/, ".0");
    return {
      negative,
      digits: this.#point(written),
      exponent: decimals === null ? rounded.point - 1 : exponent,
    };
  }

  /**
   * Return a number that belongs to a formula, with all its digits.
   *
   * @param {number} value
   * @returns {Shown}
   */
  constant(value) {
    const size = digitsOf(value);
    const powered = size.point > 16 || size.point < -3;
    const { digits } = size;
    const whole = powered ? { digits, point: 1 } : size;
    return {
      negative: value < 0,
      digits: this.#point(fixedText(whole, Math.max(digits.length - whole.point, 0))),
      exponent: powered ? size.point - 1 : null,
    };
  }

  /**
   * Return how many decimals are written; null for a power of ten.
   *
   * @param {Digits} size
   * @returns {number | null}
   */
  #decimals(size) {
    if (roundedTo(size, this.digits).point > LARGEST_POINT) return null;
    const decimals = decimalsOf(size, this.digits);
    // rounding may reach the next power of ten, which needs fewer decimals
    return decimalsOf(roundedTo(size, decimals ?? this.#significant(size)), this.digits);
  }

  /**
   * Return the decimals with which all digits before a power of ten are written.
   *
   * @param {Digits} size
   */
  #significant(size) {
    return this.digits + 1 - size.point;
  }

  /** @param {string} text */
  #point(text) {
    return this.decimalComma ? text.replace(".", ",") : text;
  }
}

/**
 * Return a written number on one line.
 *
 * @param {Shown} shown
 * @returns {string}
 */
export function textOfShown(shown) {
  const power = shown.exponent === null ? "" : `·10${raised(shown.exponent)}`;
  return (shown.negative ? "-" : "") + shown.digits + power;
}

/**
 * Return a whole number in small digits above the line.
 *
 * @param {number} value
 * @returns {string}
 */
export function raised(value) {
  return String(value).replace(/[-\d]/g, (digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]));
}

/**
 * Return the decimals with which a number is written; null if it has a power of ten. Small numbers
 * have more, and so have numbers near 1, so that one can go on with what is written.
 *
 * @param {Digits} size
 * @param {number} digits
 * @returns {number | null}
 */
function decimalsOf(size, digits) {
  if (size.digits === "") return digits;
  if (size.point > LARGEST_POINT || 1 - size.point > digits) return null;
  const enough = Math.max(digits - 1, 1);
  const decimals = Math.max(digits, enough - size.point);
  if (digits < 3 || size.point < 0 || size.point > 1) return decimals;
  const trusted = roundedTo(size, TRUSTED_DIGITS - size.point, true);
  // whole numbers of this size are exact
  const one = 10 ** TRUSTED_DIGITS;
  const distance = Math.abs(Number(trusted.digits.padEnd(TRUSTED_DIGITS + trusted.point, "0")) - one);
  if (distance === 0 || distance >= 10 ** (TRUSTED_DIGITS + 1 - digits)) return decimals;
  const zeros = TRUSTED_DIGITS - String(distance).length;
  return Math.max(decimals, Math.min(zeros + enough, TRUSTED_DIGITS));
}

/**
 * @param {number} value
 * @returns {Digits}
 */
function digitsOf(value) {
  const [digits, exponent] = Math.abs(value).toExponential().split("e");
  return normalDigits(digits.replace(".", ""), Number(exponent) + 1);
}

/**
 * @param {string} digits
 * @param {number} point
 * @returns {Digits}
 */
function normalDigits(digits, point) {
  const kept = digits.replace(/0+$/, "");
  return { digits: kept, point: kept === "" ? 1 : point };
}

/**
 * Return a number rounded to some decimals: halves up, or to an even digit.
 *
 * @param {Digits} size
 * @param {number} decimals
 * @param {boolean} [even]
 * @returns {Digits}
 */
function roundedTo(size, decimals, even = false) {
  const kept = size.point + decimals;
  if (kept < 0 || size.digits.length <= kept) return kept < 0 ? normalDigits("", 1) : size;
  const digits = size.digits.slice(0, kept);
  const left = size.digits.slice(kept);
  const down = left < "5" || (even && left === "5" && Number(digits.at(-1)) % 2 === 0);
  if (down) return normalDigits(digits, size.point);
  const next = String(BigInt(digits) + 1n);
  return normalDigits(next, size.point + next.length - kept);
}

/**
 * @param {Digits} a
 * @param {Digits} b
 */
function sameDigits(a, b) {
  return a.digits === b.digits && a.point === b.point;
}

/**
 * @param {Digits} size
 * @param {number} decimals
 */
function fixedText(size, decimals) {
  const before = size.digits.slice(0, Math.max(size.point, 0)).padEnd(size.point, "0");
  const after = "0".repeat(Math.max(-size.point, 0)) + size.digits.slice(Math.max(size.point, 0));
  return (before || "0") + (decimals > 0 ? `.${after.padEnd(decimals, "0")}` : "");
}
