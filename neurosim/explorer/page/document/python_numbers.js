/** Numbers as Python writes them; both languages take the shortest digits that give the number. */

const FIRST_LARGE_EXPONENT = 16;
const LAST_SMALL_EXPONENT = -5;

/**
 * Return a number as Python's `repr` of a float writes it, such as "1.0", "-0.0" and "1e-05".
 *
 * @param {number} value
 * @returns {string}
 */
export function pythonFloat(value) {
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [digits, written] = value.toExponential().split("e");
  const exponent = Number(written);
  if (exponent <= LAST_SMALL_EXPONENT || exponent >= FIRST_LARGE_EXPONENT) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${digits}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
