/** The first script of the page: it unpacks style, formulas and the main script, and adds them. */

import { bytesOfBase91 } from "./packing/base91.js";
import { unpackLzma } from "./packing/lzma.js";

/** The policy of the page allows these texts only, by their hashes. */
function unpackPage() {
  const packed = document.getElementById("packed");
  const bytes = unpackLzma(bytesOfBase91(packed?.textContent ?? ""), Number(packed?.dataset.size));
  const [style, formulas, script] = new TextDecoder().decode(bytes).split("\0");
  addPart("style", {}, style);
  addPart("script", { type: "application/json", id: "formulas" }, formulas);
  addPart("script", { type: "module" }, script);
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {string} text
 */
function addPart(tag, attributes, text) {
  const part = Object.assign(document.createElement(tag), attributes);
  part.textContent = text;
  document.head.append(part);
}

unpackPage();
