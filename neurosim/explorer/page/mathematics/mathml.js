/** Worked mathematics as MathML, as a textbook sets it; every number says whose it is. */

/** @import { Form, Leaf } from "./formulas.js" */
/** @import { Format, Piece } from "./formula_writer.js" */
/** @import { Shown } from "./numbers.js" */
/** @import { Equation, EquationRow, Line, Phrase } from "./working.js" */

import { casesOf, leafOf, signOf } from "./expressions.js";
import { FormulaWriter, piecesWidth } from "./formula_writer.js";
import { onOneLine } from "./working.js";
import { element, mathElement } from "../views/elements.js";

/** @typedef {(symbol: string) => boolean} Knows */

/** About how many characters of mathematics a line has room for, left side and right side. */
const MATH_WIDTH = 36;
const LONGEST_LEFT = 12;
/** The widest fraction; a wider one stands in the line, which may be broken. */
const WIDEST_FRACTION = 27;
/** Rows do not end within more parentheses than half of this. */
const DEEPEST_LEVEL = 8;
const SIGN_WIDTHS = new Map([["·", 1.5], ["(", 0.8], [")", 0.8], [",", 1.2], [";", 1.2]]);
const MATH_MINUS = "−";

/**
 * Return a line as an element.
 *
 * @param {Line} line
 * @param {{knows: Knows}} options  whether a number is known; others are hidden by a question mark
 * @returns {HTMLElement}
 */
export function mathOf(line, { knows }) {
  const writer = new FormulaWriter(mathFormat(line, knows), line.style);
  const phrase = (/** @type {Phrase} */ words) => words.map((part) => {
    if (typeof part === "string") return part;
    return "name" in part ? element("bdi", {}, onOneLine(part.name)) : inlineMath([part.form], writer);
  });
  switch (line.kind) {
    case "title":
    case "subheading": return element("h4", {}, ...phrase(line.phrase));
    case "paragraph": return element("p", { class: "why" }, ...phrase(line.phrase));
    case "given": return element("p", { class: "given" }, ...line.items.map((item) => (
      element("span", {}, typeof item === "number" ? line.words.mathematics.more(item) : inlineMath(item, writer))
    )));
    case "table": return element("table", { class: "stands-for" }, ...line.cells.map((row, i) => (
      element("tr", {}, ...row.map((cell) => element(i === 0 ? "th" : "td", {}, ...phrase(cell))))
    )));
  }
  return element("div", { class: "equation" }, equationTable(line, knows),
    line.why.length > 0 ? element("p", { class: "why" }, ...phrase(line.why)) : null);
}

/**
 * Return formulas with equals signs between them.
 *
 * @param {Form[]} forms
 * @param {FormulaWriter<Element>} writer
 */
function inlineMath(forms, writer) {
  return mathElement("math", { displaystyle: "true" }, ...forms.flatMap((form, i) => [
    ...(i > 0 ? [mathElement("mo", {}, "=")] : []), ...made(writer.pieces(form)),
  ]));
}

/** @param {Equation} line @param {Knows} knows */
function equationTable(line, knows) {
  // before a number is known, so are not the steps that lead to it
  const found = line.symbol === "" || knows(line.symbol);
  const shown = line.rows.filter(({ kind }) => found || kind !== "partial");
  const writer = new FormulaWriter(mathFormat(line, knows, found), line.style);
  const left = writer.pieces(line.left);
  const width = MATH_WIDTH - Math.min(piecesWidth(left), LONGEST_LEFT);
  const rows = shown.flatMap((row, i) => equationRows(row, i === 0 ? made(left) : [], width, writer));
  const table = mathElement("mtable", { class: "aligned", displaystyle: "true" }, ...rows);
  return mathElement("math", { display: "block" }, table);
}

/**
 * Return the rows of a right side; one that is too wide has a row for each term.
 *
 * @param {EquationRow} row
 * @param {Element[]} left
 * @param {number} width
 * @param {FormulaWriter<Element>} writer
 */
function equationRows({ form, kind }, left, width, writer) {
  const rows = termRows(leveled(writer.pieces(form)), width, 0);
  // the terms of a sum stand below each other, beside their signs
  const first = rows.length > 1 && signOf(form) === "+" ? mathElement("mphantom", {}, signElement("+", "infix")) : null;
  const indent = first === null ? () => mathElement("mspace", { width: "1.5em" }) : () => null;
  return rows.map((row, i) => mathElement("mtr", { class: i > 0 ? "more" : kind },
    mathElement("mtd", {}, ...(i === 0 ? left : [])),
    mathElement("mtd", {}, i === 0 ? mathElement("mo", {}, "=") : null),
    mathElement("mtd", {}, i === 0 ? first : indent(), ...made(row))));
}

/**
 * Return pieces with the level at which a row may end before them: 0 at a sum, 1 at a product, 2 at a sum within
 * parentheses, and so on; NaN for never.
 *
 * @param {Piece<Element>[]} pieces
 */
function leveled(pieces) {
  let depth = 0;
  return pieces.map((piece) => {
    depth += piece.depth ?? 0;
    return { ...piece, level: piece.breaks > 0 ? 2 * depth + piece.breaks - 1 : NaN };
  });
}

/**
 * Return pieces in rows: each term of a sum has its own, and within parentheses a row ends only if it has to.
 *
 * @param {(Piece<Element> & {level: number})[]} pieces
 * @param {number} width
 * @param {number} level
 * @returns {Piece<Element>[][]}
 */
function termRows(pieces, width, level) {
  if (piecesWidth(pieces) <= width || level > DEEPEST_LEVEL) return [pieces];
  /** @type {typeof pieces[]} */
  const parts = [[]];
  for (const piece of pieces) {
    if (piece.level === level && parts[parts.length - 1].length > 0) parts.push([]);
    parts[parts.length - 1].push(piece);
  }
  /** @type {Piece<Element>[][]} */
  const rows = [];
  for (const part of parts) {
    const [first, ...more] = termRows(part, width, level + 1);
    const last = rows[rows.length - 1] ?? [];
    // factors stand beside each other as far as there is room
    if (level % 2 === 1 && piecesWidth([...last, ...first]) <= width) rows[Math.max(rows.length - 1, 0)] = [...last, ...first];
    else rows.push(first);
    rows.push(...more);
  }
  return rows;
}

/**
 * @param {Line} line
 * @param {Knows} knows
 * @param {boolean} [found]  whether what terms that are left out add up to is known
 * @returns {Format<Element>}
 */
function mathFormat({ words: { mathematics: words } }, knows, found = true) {
  return {
    inline: false,
    hides: ({ symbol }) => symbol !== undefined && !knows(symbol),
    hidden: ({ symbol }) => mathPiece(
      mathElement("mtext", { class: "hidden-number", "data-symbol": symbol }, "?"), 1),
    number: numberPiece,
    symbol: (symbol) => symbolPiece(symbol, words.new),
    letter: (letter) => {
      const [base, ...below] = letter.split("_");
      const index = below.length > 0 ? mathElement("mtext", {}, below.join(",")) : null;
      return mathPiece(withIndices(mathElement("mi", {}, base), index, null, {}), letter.length);
    },
    sign: (sign, role) => {
      const breaks = role !== "infix" ? 0 : sign === "·" || sign === "/" ? 2 : 1;
      const width = SIGN_WIDTHS.get(sign) ?? (role === "infix" ? 2.2 : 1);
      return { made: signElement(sign, role), width, breaks, depth: Number(sign === "(") - Number(sign === ")") };
    },
    called: (name, argument) => {
      const plain = name.replace("'", "");
      if (plain === name) return [mathPiece(mathElement("mi", {}, name), name.length)];
      const attributes = { "data-symbol": symbolOf(argument, (symbol) => `f'(${symbol})`) };
      const prime = mathElement("msup", attributes, mathElement("mi", {}, plain), mathElement("mo", {}, "′"));
      return [mathPiece(prime, name.length)];
    },
    around: (sign, inside) => {
      if (sign === "√") return [mathPiece(mathElement("msqrt", {}, ...made(inside)), piecesWidth(inside) + 2)];
      const bar = (/** @type {string} */ form) => mathPiece(mathElement("mo", { form, stretchy: "false" }, "|"), 1);
      return [bar("prefix"), ...inside, bar("postfix")];
    },
    fraction: (above, below, writer) => {
      const parts = [above, below].map((part) => writer.pieces(part));
      const width = Math.max(...parts.map(piecesWidth));
      return width > WIDEST_FRACTION ? null : mathPiece(mathElement("mfrac", {}, ...parts.map(mathRow)), width);
    },
    power: (base, exponent, writer) => {
      // the exponent of a parenthesis stands at its end, so that a row may end within it
      const last = base[base.length - 1];
      const above = writer.pieces(exponent);
      const whole = mathElement("msup", {}, last.made, mathRow(above));
      return [...base.slice(0, -1), { ...last, made: whole, width: last.width + piecesWidth(above) }];
    },
    slope: (of, by, writer) => {
      const parts = [of, by].map((part) => [mathPiece(mathElement("mo", {}, "∂"), 1), ...writer.pieces(part)]);
      const attributes = { "data-symbol": symbolOf(by, (symbol) => (/^[wb]/.test(symbol) ? `grad ${symbol}` : `dL/d${symbol}`)) };
      return [mathPiece(mathElement("mfrac", attributes, ...parts.map(mathRow)), piecesWidth(parts[1]))];
    },
    cases: (form, writer) => {
      const rows = casesOf(form).map(({ value, left, sign, right }) => mathElement("mtr", {},
        mathElement("mtd", {}, ...made(writer.pieces(value))),
        mathElement("mtd", {}, ...made(writer.pieces(left)), signElement(String(sign), "infix"), ...made(writer.pieces(right)))));
      const brace = mathElement("mo", { form: "prefix" }, "{");
      return [mathPiece(mathElement("mrow", {}, brace, mathElement("mtable", { class: "cases" }, ...rows)), 20)];
    },
    leftOut: ({ left_out = 0 }, total) => {
      if (total.length === 0 || !found) return mathPiece(mathElement("mo", {}, "⋯"), 3);
      const under = mathElement("munder", {}, mathRow(total), mathElement("mo", {}, "⏟"));
      const count = mathElement("mtext", {}, words.terms(left_out));
      return mathPiece(mathElement("munder", {}, under, count), 12);
    },
  };
}

/** @param {Shown} shown @param {Leaf | null} leaf */
function numberPiece({ negative, digits, exponent }, leaf) {
  const attributes = { "data-symbol": leaf?.symbol };
  const parts = [mathElement("mn", {}, digits)];
  if (exponent !== null) {
    const size = mathElement("mn", {}, String(Math.abs(exponent)));
    const power = mathElement("mrow", {}, exponent < 0 ? signElement("-", "prefix") : null, size);
    parts.push(signElement("·", "infix"), mathElement("msup", {}, mathElement("mn", {}, "10"), power));
  }
  if (negative) parts.unshift(signElement("-", "prefix"));
  const width = digits.length + (negative ? 1 : 0) + (exponent === null ? 0 : 5);
  return mathPiece(mathElement("mrow", attributes, ...parts), width);
}

/**
 * Return a symbol: its first letter, the other letters and the indices below it.
 *
 * @param {string} symbol  such as "new wo[0][1]"
 * @param {string} after  the word for "new"
 */
function symbolPiece(symbol, after) {
  const bare = symbol.replace("new ", "");
  const letter = bare[0] === "d" ? "δ" : bare[0];
  const below = bare.length > 1 ? mathElement("mtext", {}, bare.slice(1)) : null;
  const above = bare === symbol ? null : mathElement("mtext", {}, after);
  const whole = withIndices(mathElement("mi", {}, letter), below, above, { "data-symbol": symbol });
  return mathPiece(whole, 1 + bare.length * 0.53);
}

/**
 * @param {Element} base
 * @param {Element | null} below
 * @param {Element | null} above
 * @param {Record<string, string>} attributes
 */
function withIndices(base, below, above, attributes) {
  if (below === null && above === null) return mathElement("mrow", attributes, base);
  const tag = above === null ? "msub" : below === null ? "msup" : "msubsup";
  return mathElement(tag, attributes, base, below, above);
}

/** @param {string} sign @param {string} role */
function signElement(sign, role) {
  const written = sign === "-" ? MATH_MINUS : sign;
  if (role === "separator") return mathElement("mo", { separator: "true" }, written);
  // a parenthesis does not grow, because its line may break
  const form = role !== "parenthesis" ? role : sign === "(" ? "prefix" : "postfix";
  return mathElement("mo", { form, stretchy: role === "parenthesis" ? "false" : null }, written);
}

/**
 * @param {Form} form
 * @param {(symbol: string) => string} name
 */
function symbolOf(form, name) {
  const symbol = leafOf(form)?.symbol;
  return symbol === undefined ? null : name(symbol);
}

/** @param {Piece<Element>[]} pieces */
function mathRow(pieces) {
  return mathElement("mrow", {}, ...made(pieces));
}

/** @param {Piece<Element>[]} pieces */
function made(pieces) {
  return pieces.map((piece) => piece.made);
}

/** @param {Element} whole @param {number} width @returns {Piece<Element>} */
function mathPiece(whole, width) {
  return { made: whole, width, breaks: 0 };
}
