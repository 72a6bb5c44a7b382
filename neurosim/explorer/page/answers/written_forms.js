/** Formulas as text, such as "x[0] · wh[0][0][0] + bh[0][0]". */

/** @import { Form } from "./forms.js" */

import { partsOf, signOf } from "./forms.js";

const RANKS = new Map([["?", 0], ["+", 1], ["-", 1], ["·", 2], ["/", 2], ["^", 3]]);
const HIGHEST_RANK = 4;

/**
 * Return a formula as text.
 *
 * @param {Form} form
 * @param {(leaf: string | number) => string} write  a symbol, a letter or a constant
 * @returns {string}
 */
export function writtenForm(form, write) {
  if (!Array.isArray(form)) return write(form);
  const parts = partsOf(form);
  /** @param {Form} part @param {number} least  the rank below which it needs brackets */
  const within = (part, least) => {
    const text = writtenForm(part, write);
    const rank = Array.isArray(part) ? RANKS.get(part[0]) ?? HIGHEST_RANK : text.startsWith("-") ? 1 : HIGHEST_RANK;
    return rank < least ? `(${text})` : text;
  };
  switch (form[0]) {
    case "+": return parts.map((term, place) => {
      if (place === 0) return within(term, 1);
      return signOf(term) === "-" ? ` - ${within(partsOf(term)[0], 2)}` : ` + ${within(term, 2)}`;
    }).join("");
    case "·": return parts.map((factor, place) => within(factor, signOf(factor) === "/" && place > 0 ? HIGHEST_RANK : 2)).join(" · ");
    case "-": return `-${within(parts[0], 2)}`;
    case "/": return `${within(parts[0], 2)} / ${within(parts[1], 3)}`;
    case "^": return `${within(parts[0], HIGHEST_RANK)}^${within(parts[1], HIGHEST_RANK)}`;
    case "|": return `|${within(parts[0], 0)}|`;
    case "√": return `√(${within(parts[0], 0)})`;
    case "?": {
      const rows = [];
      for (let at = 0; at < parts.length; at += 4) {
        rows.push(`${within(parts[at], 1)} (${within(parts[at + 1], 1)} ${parts[at + 2]} ${within(parts[at + 3], 1)})`);
      }
      return rows.join(", ");
    }
    default: return `${form[0].replace("sigmoid", "σ")}(${parts.map((part) => within(part, 0)).join(", ")})`;
  }
}
