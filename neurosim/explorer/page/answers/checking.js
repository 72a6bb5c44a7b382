/** The verdict on every number that was typed, as Python's `check_answers` gives it. */

/** @import { Outcome } from "./following.js" */
/** @import { Sheet } from "./sheet.js" */
/** @import { TypedNumber } from "./typed.js" */

import { evaluate } from "../mathematics/expressions.js";
import { Follower } from "./following.js";

/** @typedef {"right" | "follows" | "wrong" | "missing"} Verdict */
/** @typedef {"short" | "sign" | "point" | "exchanged" | "cut" | "early"} Slip  what is known of a number */

/**
 * @typedef {object} Checked
 * @property {Map<string, Verdict>} verdicts  of each number that was typed or asked for, in order
 * @property {Map<string, Slip>} slips
 * @property {string | null} first  the first wrong number, or else the first that only follows
 * @property {Outcome} outcome
 * @property {Follower} follower
 */

const SURELY_CUT = 2;
const FEW_ROUNDED = 0.2;
const STOCK_DECIMALS = 2;
const NEARLY_ZERO = 1e-6;
const UNITS_OFF = 1.5;

/**
 * Check the numbers that somebody typed.
 *
 * @param {Sheet} sheet
 * @param {ReadonlyMap<string, TypedNumber>} typed
 * @param {Iterable<string>} asked  those without an answer are missing
 * @param {number | null} decimals  how many were asked for; a number with fewer is wrong
 * @returns {Checked}
 */
export function checkAnswers(sheet, typed, asked, decimals) {
  const follower = new Follower(sheet, typed, cutsOff(sheet, typed));
  const outcome = follower.follow();
  const wanted = new Set(asked);
  /** @type {Checked} */
  const checked = { verdicts: new Map(), slips: new Map(), first: null, outcome, follower };
  /** @type {Set<string>} */
  const tainted = new Set();
  for (const symbol of sheet.formulas.keys()) {
    const number = typed.get(symbol);
    const isTainted = [...(sheet.used.get(symbol) ?? [])].some((used) => tainted.has(used));
    if (number === undefined) {
      if (isTainted) tainted.add(symbol);
      if (wanted.has(symbol)) checked.verdicts.set(symbol, "missing");
      continue;
    }
    let verdict = verdictOn(checked, symbol, number, isTainted);
    if (verdict !== "wrong" && isShort(sheet, outcome, symbol, number, decimals)) {
      verdict = "wrong";
      checked.slips.set(symbol, "short");
    } else if (verdict === "wrong") {
      const slip = slipOf(number, outcome.predicted.get(symbol) ?? NaN, outcome.cutOff.has(symbol));
      if (slip !== null) checked.slips.set(symbol, slip);
    }
    checked.verdicts.set(symbol, verdict);
    if (verdict !== "right") tainted.add(symbol);
  }
  const all = [...checked.verdicts];
  checked.first = (all.find(([, verdict]) => verdict === "wrong") ?? all.find(([, verdict]) => verdict === "follows") ?? [null])[0];
  return checked;
}

/**
 * @param {Checked} checked
 * @param {string} symbol
 * @param {TypedNumber} number
 * @param {boolean} isTainted  whether a number before it is wrong
 * @returns {Verdict}
 */
function verdictOn({ outcome, follower, slips }, symbol, number, isTainted) {
  const right = follower.sheet.right(symbol);
  // who answers 0.0 for 0.04 has said nothing
  const isStock = number.value === 0 && number.decimals < STOCK_DECIMALS && Math.abs(right) > NEARLY_ZERO;
  if (follower.agrees(number, right) && !isStock) return "right";
  if (isStock || !outcome.levels.has(symbol)) return "wrong";
  if (isTainted) return "follows";
  if (!knownBefore(follower, symbol).some((before) => before.decimals < number.decimals && before.digits < number.digits)) {
    return "right";
  }
  slips.set(symbol, "early");
  return "follows";
}

/**
 * Return the numbers that were typed and from which a number is computed.
 *
 * @param {Follower} follower
 * @param {string} symbol
 * @returns {TypedNumber[]}
 */
function knownBefore({ sheet, answers }, symbol) {
  const found = [];
  const seen = new Set([symbol]);
  for (const each of seen) {
    const number = each === symbol ? undefined : answers.get(each);
    if (number !== undefined) found.push(number);
    else for (const used of sheet.used.get(each) ?? []) seen.add(used);
  }
  return found;
}

/**
 * Return whether a number has fewer decimals than were asked for, and needs them.
 *
 * @param {Sheet} sheet
 * @param {Outcome} outcome
 * @param {string} symbol
 * @param {TypedNumber} number
 * @param {number | null} decimals
 */
function isShort(sheet, outcome, symbol, number, decimals) {
  if (decimals === null || number.decimals >= decimals) return false;
  const limit = UNITS_OFF * Number(`1e${-decimals}`);
  return [sheet.right(symbol), outcome.predicted.get(symbol) ?? Infinity].every((value) => Math.abs(number.value - value) > limit);
}

/**
 * Return whether somebody cuts numbers off everywhere, instead of rounding them.
 *
 * @param {Sheet} sheet
 * @param {ReadonlyMap<string, TypedNumber>} typed
 */
function cutsOff(sheet, typed) {
  const plain = new Follower(sheet, typed, false).follow();
  const levels = [...plain.levels.values()];
  if (levels.length === typed.size && !levels.includes("loose")) return false;
  const outcome = new Follower(sheet, typed, true).follow();
  let nCut = 0;
  let nRounded = 0;
  for (const [symbol, number] of typed) {
    const form = sheet.formulas.get(symbol);
    if (form === undefined || !outcome.levels.has(symbol)) continue;
    const values = [outcome.full, outcome.typed].map((track) => evaluate(form, track));
    const isCut = values.some((value) => number.isCut(value));
    const isRounded = values.some((value) => number.isRounded(value));
    if (isCut && !isRounded) nCut += 1;
    if (isRounded && !isCut) nRounded += 1;
  }
  if (outcome.levels.size === typed.size) return nCut > nRounded;
  return nCut >= SURELY_CUT && nRounded <= FEW_ROUNDED * nCut;
}

/**
 * Return which slip of the pen turns a number into the typed one.
 *
 * @param {TypedNumber} number
 * @param {number} expected
 * @param {boolean} isCut
 * @returns {Slip | null}
 */
function slipOf(number, expected, isCut) {
  if (expected && number.isRounded(-expected)) return "sign";
  if (number.value && [-3, -2, -1, 1, 2, 3].some((shift) => number.shifted(shift).isRounded(expected))) return "point";
  const [written, typed] = [expected, number.value].map((value) => value.toFixed(Math.min(Math.max(number.decimals, 0), 20)));
  const differ = [...written].flatMap((digit, place) => (digit === typed[place] ? [] : [place]));
  const [first, second] = differ;
  if (written.length === typed.length && differ.length === 2 && second === first + 1 &&
    written[first] === typed[second] && written[second] === typed[first]) return "exchanged";
  return isCut ? "cut" : null;
}
