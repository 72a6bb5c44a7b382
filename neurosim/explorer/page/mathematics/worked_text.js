/** Worked mathematics as plain text, letter for letter as Python writes it. */

/** @import { Form } from "./formulas.js" */
/** @import { Format, Piece } from "./formula_writer.js" */
/** @import { Equation, Line, Phrase, Section } from "./working.js" */
/** @import { Words } from "../words/words.js" */

import { FormulaWriter } from "./formula_writer.js";
import { raised, textOfShown } from "./numbers.js";
import { onOneLine } from "./working.js";

/** The most columns of a line. */
const TEXT_WIDTH = 96;

/**
 * Return sections as text; the first is the title if it has one.
 *
 * @param {Section[]} sections
 * @param {{title?: boolean}} [options]  whether the first section is the title of them all
 * @returns {string}
 */
export function textOf(sections, { title = false } = {}) {
  return sections.map(({ heading, lines }, i) => {
    const first = title && i === 0;
    const above = `${first ? "" : "\n"}${underlined(heading, first ? "=" : "-")}`;
    return above + lines.map((line) => textOfLine(line)).join("");
  }).join("");
}

/**
 * @param {Line} line
 * @returns {string}
 */
function textOfLine(line) {
  const { style, words } = line;
  const writer = new FormulaWriter(textFormat(words), style);
  switch (line.kind) {
    case "equation": return textOfEquation(line, writer);
    case "given": return textOfGiven(line.items.map((item) => (
      typeof item === "number" ? words.mathematics.more(item)
        : item.map((form) => textOfForm(form, writer)).join(" = ")
    )));
    case "table": return textOfTable(line.cells.map((row) => row.map((cell) => textOfPhrase(cell, writer))));
  }
  return `\n${wrapped(textOfPhrase(line.phrase, writer))}`;
}

/** @param {Equation} line @param {FormulaWriter<string>} writer */
function textOfEquation({ left, rows, why }, writer) {
  const start = `  ${textOfForm(left, writer)}`;
  const pad = " ".repeat(start.length);
  const lines = rows.flatMap(({ form }, i) => (
    writer.rows(writer.pieces(form), TEXT_WIDTH - start.length - 5).map((row, j) => (
      `${i + j === 0 ? start : pad} ${j === 0 ? "=" : "   "} ${joined(row)}\n`
    ))
  ));
  const said = why.length > 0 ? wrapped(`(${textOfPhrase(why, writer)})`, "  ") : "";
  return `\n${lines.join("")}${said}`;
}

/** @param {string[]} items */
function textOfGiven(items) {
  const lines = [""];
  for (const item of items) {
    const last = lines[lines.length - 1];
    if (last !== "" && last.length + item.length + 3 > TEXT_WIDTH - 2) lines.push(item);
    else lines[lines.length - 1] += (last === "" ? "" : "   ") + item;
  }
  return lines.map((line) => `  ${line}\n`).join("");
}

/** @param {string[][]} rows */
function textOfTable(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const lines = rows.map((row) => row.map((cell, i) => cell.padStart(widths[i])).join("  ").trimEnd());
  return `\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** @param {Phrase} phrase @param {FormulaWriter<string>} writer */
function textOfPhrase(phrase, writer) {
  return phrase.map((part) => (
    typeof part === "string" ? part : "name" in part ? onOneLine(part.name) : textOfForm(part.form, writer)
  )).join("");
}

/** @param {Form} form @param {FormulaWriter<string>} writer */
function textOfForm(form, writer) {
  return joined(writer.pieces(form));
}

/** @param {Piece<string>[]} pieces */
function joined(pieces) {
  return pieces.map((piece) => piece.made).join("").trim();
}

/** @param {string} heading @param {string} line */
function underlined(heading, line) {
  const text = wrapped(heading);
  const longest = Math.max(...text.split("\n").map((each) => [...each].length));
  return `${text}${line.repeat(longest)}\n`;
}

/** @param {string} text @param {string} [indent] */
function wrapped(text, indent = "") {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    const fits = indent.length + last.length + 1 + word.length <= TEXT_WIDTH;
    if (last !== "" && !fits) lines.push(word);
    else lines[lines.length - 1] += (last === "" ? "" : " ") + word;
  }
  return lines.map((line) => `${indent}${line}\n`).join("");
}

/**
 * @param {string} made
 * @param {0 | 1 | 2} [breaks]
 * @returns {Piece<string>}
 */
function textPiece(made, breaks = 0) {
  return { made, width: made.length, breaks };
}

/** @param {Words} words @returns {Format<string>} */
function textFormat(words) {
  return {
    inline: true,
    hides: () => false,
    hidden: () => textPiece("?"),
    number: (shown) => textPiece(textOfShown(shown)),
    symbol: (symbol) => textPiece(symbol),
    letter: (letter) => textPiece(letter),
    sign: (sign, role) => {
      if (role === "infix") return textPiece(` ${sign} `, sign === "·" || sign === "/" ? 2 : 1);
      return textPiece(role === "separator" ? `${sign} ` : sign);
    },
    called: (name) => [textPiece(name)],
    around: (sign, inside) => (
      sign === "|" ? [textPiece("|"), ...inside, textPiece("|")] : [textPiece("√("), ...inside, textPiece(")")]
    ),
    fraction: (above, below) => (
      typeof above === "number" && typeof below === "number"
        ? textPiece(`${above < 0 ? "-" : ""}${Number(Math.abs(above).toPrecision(6))}/${Math.trunc(below)}`) : null
    ),
    power: (base, exponent, writer) => {
      if (Number.isInteger(exponent)) return [...base, textPiece(raised(Number(exponent)))];
      const inside = writer.pieces(exponent);
      if (inside.length === 1 && !/[-·/]/.test(inside[0].made)) return [...base, textPiece("^"), ...inside];
      return [...base, textPiece("^("), ...inside, textPiece(")")];
    },
    slope: (of, by, writer) => [textPiece("∂"), ...writer.pieces(of), textPiece("/∂"), ...writer.pieces(by)],
    // an example is always in one of the cases
    cases: () => [],
    leftOut: ({ left_out = 0 }, total) => {
      const terms = words.mathematics.terms(left_out);
      return textPiece(total.length > 0 ? `[${terms}: ${joined(total)}]` : `⋯ (${terms})`);
    },
  };
}
