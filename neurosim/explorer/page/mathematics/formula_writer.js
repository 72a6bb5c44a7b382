/** The walk over a formula: where parentheses stand, and where a row may end. */

/** @import { Form, Leaf } from "./formulas.js" */
/** @import { NumberStyle, Shown } from "./numbers.js" */

import { isNumber, leafOf, partsOf, signOf } from "./expressions.js";

/**
 * @template T
 * @typedef {object} Piece  a part of a formula
 * @property {T} made
 * @property {number} width  about how many characters it takes
 * @property {0 | 1 | 2} breaks  where a row may end before it: never, at a sum, at a product
 * @property {number} [depth]  1 for an opening parenthesis, -1 for a closing one
 */

/** @typedef {"infix" | "prefix" | "separator" | "parenthesis"} Role */

/**
 * @template T
 * @typedef {object} Format  how a format writes the parts of formulas
 * @property {boolean} inline  whether all of a formula stands on one line
 * @property {(leaf: Leaf) => boolean} hides  whether a number is not shown
 * @property {(leaf: Leaf) => Piece<T>} hidden  what stands in its place
 * @property {(shown: Shown, leaf: Leaf | null) => Piece<T>} number  of a leaf, or of the formula
 * @property {(symbol: string) => Piece<T>} symbol
 * @property {(letter: string) => Piece<T>} letter
 * @property {(sign: string, role: Role) => Piece<T>} sign
 * @property {(name: string, argument: Form) => Piece<T>[]} called  the name of a function
 * @property {(sign: "|" | "√", inside: Piece<T>[]) => Piece<T>[]} around
 * @property {(above: Form, below: Form, writer: FormulaWriter<T>) => Piece<T> | null} fraction  null if it stands in the line
 * @property {(base: Piece<T>[], exponent: Form, writer: FormulaWriter<T>) => Piece<T>[]} power
 * @property {(of: Form, by: Form, writer: FormulaWriter<T>) => Piece<T>[]} slope
 * @property {(form: Form, writer: FormulaWriter<T>) => Piece<T>[]} cases
 * @property {(leaf: Leaf, total: Piece<T>[]) => Piece<T>} leftOut  terms that are left out
 */

const AS_SUM = 1;
const AS_PRODUCT = 2;
const AS_ATOM = 3;

/** Characters of the name of a function; a longer one loses its middle. */
const LONGEST_NAME = 20;

/**
 * Writes formulas in one format.
 *
 * @template T
 */
export class FormulaWriter {
  /**
   * @param {Format<T>} format
   * @param {NumberStyle} style
   */
  constructor(format, style) {
    this.format = format;
    this.style = style;
  }

  /**
   * Return the pieces of a formula, in parentheses if it binds less than is needed.
   *
   * @param {Form} form
   * @param {number} [needed]
   * @param {boolean} [leading]  whether it comes first, so that a minus needs no parentheses
   * @returns {Piece<T>[]}
   */
  pieces(form, needed = AS_SUM, leading = true) {
    if (typeof form === "number") return this.#shown(this.style.constant(form), null, needed, leading);
    if (typeof form === "string") return [this.format.letter(form)];
    const leaf = leafOf(form);
    if (leaf !== null) return this.#leaf(leaf, needed, leading);
    const parts = partsOf(form);
    const [of, by] = parts;
    switch (signOf(form)) {
      case "+": return this.#enclosed(this.#sum(parts), needed > AS_SUM);
      case "·": return this.#enclosed(this.#product(parts, leading), needed > AS_PRODUCT);
      case "-": {
        // not -0.0 · 0.5, as if the sign were that of the number
        const ofNumbers = signOf(of) === "·" && isNumber(partsOf(of)[0]);
        const inner = this.pieces(of, ofNumbers ? AS_ATOM : AS_PRODUCT, ofNumbers);
        return this.#enclosed([this.format.sign("-", "prefix"), ...inner], needed > AS_SUM || !leading);
      }
      case "/": return this.#fraction(of, by, needed, leading);
      case "^": return this.format.power(this.pieces(of, AS_ATOM, false), by, this);
      case "|": return this.format.around("|", this.pieces(of));
      case "√": return this.format.around("√", this.pieces(of));
      case "∂": return this.#enclosed(this.format.slope(of, by, this), needed === AS_ATOM);
      case "?": return this.#enclosed(this.format.cases(form, this), needed > AS_SUM);
    }
    const [name, prime] = signOf(form).split("'");
    const short = shortFunction(name);
    const called = this.format.called(short + (prime === undefined ? "" : "'"), of);
    return [...called, ...this.#enclosed(this.#listed(parts), true)];
  }

  /**
   * @param {Leaf} leaf
   * @param {number} needed
   * @param {boolean} leading
   * @returns {Piece<T>[]}
   */
  #leaf(leaf, needed, leading) {
    const { value } = leaf;
    if (value !== undefined && this.format.hides(leaf)) return [this.format.hidden(leaf)];
    if (leaf.left_out !== undefined) {
      const total = leaf.in_numbers ? this.pieces({ value }, AS_SUM, leading || this.format.inline) : [];
      return [this.format.leftOut(leaf, total)];
    }
    if (value === undefined) return [this.format.symbol(leaf.symbol ?? "")];
    return this.#shown(this.style.show(value, leaf.significant), leaf, needed, leading);
  }

  /**
   * @param {Shown} shown
   * @param {Leaf | null} leaf
   * @param {number} needed
   * @param {boolean} leading
   */
  #shown(shown, leaf, needed, leading) {
    const enclosed = (shown.negative && !leading) || (shown.exponent !== null && needed === AS_ATOM);
    return this.#enclosed([this.format.number(shown, leaf)], enclosed);
  }

  /** @param {Form[]} terms */
  #sum(terms) {
    return terms.flatMap((term, i) => {
      const negative = signOf(term) === "-";
      const inner = negative ? partsOf(term)[0] : term;
      const needed = negative || signOf(inner) === "+" ? AS_PRODUCT : AS_SUM;
      const sign = i > 0 ? [this.format.sign(negative ? "-" : "+", "infix")] : negative ? [this.format.sign("-", "prefix")] : [];
      return [...sign, ...this.pieces(inner, needed, i === 0 && !negative)];
    });
  }

  /** @param {Form[]} factors @param {boolean} leading */
  #product(factors, leading) {
    return factors.flatMap((factor, i) => [
      ...(i > 0 ? [this.format.sign("·", "infix")] : []),
      ...this.pieces(factor, AS_PRODUCT, leading && i === 0),
    ]);
  }

  /** @param {Form[]} parts */
  #listed(parts) {
    return parts.flatMap((part, i) => [
      ...(i > 0 ? [this.format.sign(this.style.decimalComma ? ";" : ",", "separator")] : []),
      ...this.pieces(part),
    ]);
  }

  /**
   * @param {Form} above
   * @param {Form} below
   * @param {number} needed
   * @param {boolean} leading
   * @returns {Piece<T>[]}
   */
  #fraction(above, below, needed, leading) {
    const whole = this.format.fraction(above, below, this);
    const signed = this.format.inline && !leading && Number(above) < 0;
    if (whole !== null) return this.#enclosed([whole], needed === AS_ATOM || signed);
    return this.#enclosed([
      ...this.pieces(above, AS_PRODUCT, leading || needed > AS_PRODUCT),
      this.format.sign("/", "infix"),
      ...this.pieces(below, AS_ATOM, false),
    ], needed > AS_PRODUCT);
  }

  /** @param {Piece<T>[]} pieces @param {boolean} enclosed */
  #enclosed(pieces, enclosed) {
    if (!enclosed) return pieces;
    return [this.format.sign("(", "parenthesis"), ...pieces, this.format.sign(")", "parenthesis")];
  }

  /**
   * Return pieces in as many rows as the width asks for; a row ends at a sign of a sum if it can.
   *
   * @param {Piece<T>[]} pieces
   * @param {number} width
   * @returns {Piece<T>[][]}
   */
  rows(pieces, width) {
    if (piecesWidth(pieces) <= width) return [pieces];
    /** @type {Piece<T>[][]} */
    const rows = [[]];
    for (const chunk of chunksOf(pieces, 1)) {
      for (const part of piecesWidth(chunk) <= width ? [chunk] : chunksOf(chunk, 2)) {
        const row = rows[rows.length - 1];
        if (row.length > 0 && piecesWidth(row) + piecesWidth(part) > width) rows.push(part);
        else row.push(...part);
      }
    }
    return rows;
  }
}

/**
 * Return about how many characters pieces take beside each other.
 *
 * @param {{width: number}[]} pieces
 */
export function piecesWidth(pieces) {
  return pieces.reduce((total, piece) => total + piece.width, 0);
}

/**
 * Return pieces in chunks that begin where a row may end.
 *
 * @template T
 * @param {Piece<T>[]} pieces
 * @param {1 | 2} level
 * @returns {Piece<T>[][]}
 */
function chunksOf(pieces, level) {
  /** @type {Piece<T>[][]} */
  const chunks = [];
  for (const piece of pieces) {
    const begins = chunks.length === 0 || (piece.breaks > 0 && piece.breaks <= level);
    if (begins) chunks.push([piece]);
    else chunks[chunks.length - 1].push(piece);
  }
  return chunks;
}

/**
 * Return the name of a function without its middle if it is long.
 *
 * @param {string} name
 */
function shortFunction(name) {
  const last = LONGEST_NAME / 4;
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - last - 1)}…${name.slice(-last)}`;
}
