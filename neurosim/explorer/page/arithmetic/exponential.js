/**
 * The exponential and what is built on it. Those of browsers differ in the last digits; these use
 * only +, -, *, / and the square root, which every browser rounds in the same way.
 */

/** ln 2 in two parts; a whole number below 2^12 times the first is exact. */
const LN2_HEAD = 0.6931471805592082;
const LN2_TAIL = 7.371002565167799e-13;
/** pi / 2 in three parts; a whole number below 2^20 times one of the first two is exact. */
const QUARTER_HEAD = 1.5707963267341256;
const QUARTER_MIDDLE = 6.077100506303966e-11;
const QUARTER_TAIL = 2.0222662487959506e-21;
const TURNS_AT_MOST = 1e6;
/** It splits a number into two halves of its digits. */
const SPLITTER = 134217729;
/** From here on the complement of the error function is a continued fraction. */
const FAR_OUT = 1.25;
const FRACTIONS = 120;
/** The tangent of an eighth of pi. */
const EIGHTH_TANGENT = Math.SQRT2 - 1;

const BITS = new DataView(new ArrayBuffer(8));

/** @type {number[]} 1 / k!, from k = 0 */
const INVERSE_FACTORIALS = [1];
for (let k = 1; k < 24; k++) INVERSE_FACTORIALS.push(INVERSE_FACTORIALS[k - 1] / k);

/**
 * Return e^x, off by little more than half a unit in the last place.
 *
 * @param {number} x
 * @returns {number}
 */
export function exponential(x) {
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  if (x !== x) return x;
  // e^x = 2^k e^r with |r| <= ln(2) / 2; r is head + tail
  const k = Math.round(x / LN2_HEAD);
  const whole = x - k * LN2_HEAD;
  const rest = k * LN2_TAIL;
  const head = whole - rest;
  const tail = whole - head - rest;
  // 1 + head + head^2 / 2 with the roundings of each step, then the small terms
  const square = head * head;
  const lost = lostInSquare(head, square);
  const linear = 1 + head;
  const sum = linear + 0.5 * square;
  const corrections = head - (linear - 1) + (0.5 * square - (sum - linear)) + 0.5 * lost;
  const small = square * head * powersFrom(3, head) + tail * linear;
  const value = sum + (corrections + small);
  const half = k >> 1;
  return value * powerOfTwo(half) * powerOfTwo(k - half);
}

/**
 * Return e^x - 1, without losing digits near 0.
 *
 * @param {number} x
 * @returns {number}
 */
export function exponentialMinusOne(x) {
  if (Math.abs(x) > 0.3) return exponential(x) - 1;
  return x + x * x * powersFrom(2, x);
}

/**
 * Return the natural logarithm.
 *
 * @param {number} x
 * @returns {number} NaN below 0
 */
export function logarithm(x) {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x < 0 ? NaN : x;
  // x = 2^k m with m near 1; below the smallest usual number the exponent is no longer in the bits
  const raised = x < 1e-300 ? x * 2 ** 60 : x;
  BITS.setFloat64(0, raised);
  const high = BITS.getInt32(0);
  let k = (high >> 20) - 1023;
  BITS.setInt32(0, (high & 0xfffff) | (1023 << 20));
  let m = BITS.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  if (x < 1e-300) k -= 60;
  const f = m - 1;
  return k * LN2_HEAD + (f - (lessThanLinear(f) - k * LN2_TAIL));
}

/**
 * Return ln(1 + x) for x from 0 on, without losing digits near 0.
 *
 * @param {number} x
 * @returns {number}
 */
export function logarithmOfOnePlus(x) {
  if (x < 0.4) return x - lessThanLinear(x);
  const sum = 1 + x;
  return logarithm(sum) + (x - (sum - 1)) / sum;
}

/**
 * @param {number} x
 * @returns {number}
 */
export function hyperbolicTangent(x) {
  const size = Math.abs(x);
  const less = exponentialMinusOne(2 * size);
  const value = size > 0.5 ? 1 - 2 / (less + 2) : less / (less + 2);
  return x < 0 ? -value : value;
}

/**
 * @param {number} x
 * @returns {number}
 */
export function sine(x) {
  return Math.abs(x) < TURNS_AT_MOST ? sineOfQuarters(x, 0) : Math.sin(x);
}

/**
 * @param {number} x
 * @returns {number}
 */
export function cosine(x) {
  return Math.abs(x) < TURNS_AT_MOST ? sineOfQuarters(x, 1) : Math.cos(x);
}

/**
 * @param {number} x
 * @returns {number}
 */
export function arcTangent(x) {
  const size = Math.abs(x);
  if (size > 1) return Math.sign(x) * (Math.PI / 2 - arcTangent(1 / size));
  if (size > EIGHTH_TANGENT) return Math.sign(x) * (Math.PI / 4 + arcTangent((size - 1) / (size + 1)));
  return x + x * oddSeries(-x * x);
}

/**
 * Return 1 - erf(x), which keeps its digits far out.
 *
 * @param {number} x
 * @returns {number}
 */
export function complementOfErrorFunction(x) {
  if (x < FAR_OUT) return x < -FAR_OUT ? 2 - complementOfErrorFunction(-x) : 1 - errorFunction(x);
  if (x > 28) return 0;
  // the continued fraction, from its end
  let fraction = 0;
  for (let k = FRACTIONS; k > 0; k--) fraction = k / 2 / (x + fraction);
  // the rounding of a large square counts
  const power = exponential(-x * x) * (1 - lostInSquare(x, x * x));
  return power / Math.sqrt(Math.PI) / (x + fraction);
}

/**
 * @param {number} x
 * @returns {number}
 */
export function errorFunction(x) {
  if (Math.abs(x) > FAR_OUT) return Math.sign(x) * (1 - complementOfErrorFunction(Math.abs(x)));
  // e^(-x^2) times a sum of positive terms
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * exponential(-x * x) * sum;
}

/**
 * Return a power with a whole exponent of at least 0.
 *
 * @param {number} base
 * @param {number} exponent
 * @returns {number}
 */
export function wholePower(base, exponent) {
  let power = 1;
  let factor = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= factor;
    factor *= factor;
  }
  return power;
}

/**
 * Return 1/n! + x/(n + 1)! + ..., for |x| below 0.4.
 *
 * @param {number} first
 * @param {number} x
 */
function powersFrom(first, x) {
  let sum = 0;
  for (let k = first + 12; k >= first; k--) sum = sum * x + INVERSE_FACTORIALS[k];
  return sum;
}

/**
 * Return what a square lost by rounding.
 *
 * @param {number} x
 * @param {number} square
 */
function lostInSquare(x, square) {
  const scaled = SPLITTER * x;
  const left = scaled - (scaled - x);
  const right = x - left;
  return left * left - square + 2 * left * right + right * right;
}

/** @param {number} exponent from -1022 to 1023 */
function powerOfTwo(exponent) {
  BITS.setInt32(0, (exponent + 1023) << 20);
  BITS.setInt32(4, 0);
  return BITS.getFloat64(0);
}

/**
 * Return f - ln(1 + f), for f from -0.3 to 0.5.
 *
 * @param {number} f
 */
function lessThanLinear(f) {
  // ln(1 + f) is twice the area tangent of s
  const s = f / (2 + f);
  return s * (f - 2 * oddSeries(s * s));
}

/**
 * Return q / 3 + q^2 / 5 + q^3 / 7 + ..., for |q| below 0.18.
 *
 * @param {number} q
 */
function oddSeries(q) {
  let sum = 0;
  for (let k = 22; k > 0; k--) sum = (sum + 1 / (2 * k + 1)) * q;
  return sum;
}

/**
 * Return the sine of an angle and some quarters of a turn.
 *
 * @param {number} x
 * @param {number} quarters
 */
function sineOfQuarters(x, quarters) {
  const k = Math.round(x / QUARTER_HEAD);
  const r = x - k * QUARTER_HEAD - k * QUARTER_MIDDLE - k * QUARTER_TAIL;
  const place = (((k + quarters) % 4) + 4) % 4;
  const value = place % 2 === 0 ? r + r * alternating(r, 3) : 1 + alternating(r, 2);
  return place < 2 ? value : -value;
}

/**
 * Return -r^2/2! + r^4/4! - ... from the second power, or -r^2/3! + r^4/5! - ... from the third.
 *
 * @param {number} r
 * @param {2 | 3} first
 */
function alternating(r, first) {
  const square = r * r;
  let sum = 0;
  for (let k = 16; k >= 0; k -= 2) sum = (INVERSE_FACTORIALS[first + k] - sum) * square;
  return -sum;
}
