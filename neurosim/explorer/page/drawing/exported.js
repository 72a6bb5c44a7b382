/** The picture of the network as a file of its own. */

/** @import { App } from "../app.js" */

import { Refusal } from "../document/refusal.js";

/** What the style sheet decides, and is written into the file as attributes. */
const STYLED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "fill-opacity", "font-size", "font-weight", "font-style"];
const EXPORT_MARGIN = 12;
const PNG_SCALE = 2;

/**
 * Return the picture as a stand-alone SVG, in the colours of the light theme.
 *
 * @param {App} app
 * @returns {string}
 */
export function exportSvg(app) {
  const shown = document.querySelector("svg.network");
  if (shown === null || app.shown.network.neurons.length === 0) throw new Refusal("canvas", "nothing_to_export");
  const root = document.documentElement;
  const theme = root.dataset.theme;
  // nothing is painted between the two changes of the theme
  root.dataset.theme = "light";
  shown.classList.add("exported");
  const copy = /** @type {SVGSVGElement} */ (styledCopy(shown, null));
  shown.classList.remove("exported");
  root.dataset.theme = theme;
  const [, , width, height] = (shown.getAttribute("viewBox") ?? "0 0 1 1").split(" ").map(Number);
  const box = [-EXPORT_MARGIN, -EXPORT_MARGIN, width + 2 * EXPORT_MARGIN, height + 2 * EXPORT_MARGIN];
  const [x, y, w, h] = box.map(String);
  const title = document.createElementNS(copy.namespaceURI, "title");
  title.textContent = app.document.model.name || app.words.page.untitled;
  const sheet = document.createElementNS(copy.namespaceURI, "rect");
  for (const [name, value] of Object.entries({ x, y, width: w, height: h, fill: "#ffffff" })) sheet.setAttribute(name, value);
  copy.prepend(title, sheet);
  for (const [name, value] of Object.entries({ viewBox: box.join(" "), width: w, height: h, "font-family": "sans-serif" })) copy.setAttribute(name, value);
  return new XMLSerializer().serializeToString(copy);
}

/**
 * Return the picture as PNG, at twice its size.
 *
 * @param {App} app
 * @returns {Promise<Blob>}
 */
export async function exportPng(app) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(exportSvg(app))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = PNG_SCALE * image.width;
  canvas.height = PNG_SCALE * image.height;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((/** @type {BlobCallback} */ give) => canvas.toBlob(give, "image/png"));
  if (blob === null) throw new Refusal("canvas", "nothing_to_export");
  return blob;
}

/**
 * Return a copy that looks the same without a style sheet; what only the page needs is left out.
 *
 * @param {Element} shown
 * @param {CSSStyleDeclaration | null} around  the style of the element around it, which it inherits
 * @returns {Element}
 */
function styledCopy(shown, around) {
  const copy = /** @type {Element} */ (shown.cloneNode(false));
  for (const { name } of [...copy.attributes]) {
    if (/^(class|role|tabindex|aria-|data-)/.test(name)) copy.removeAttribute(name);
  }
  const style = getComputedStyle(shown);
  for (const name of STYLED) {
    const value = style.getPropertyValue(name);
    if (value !== around?.getPropertyValue(name) && !copy.hasAttribute(name)) copy.setAttribute(name, value);
  }
  for (const child of shown.childNodes) {
    if (!(child instanceof Element)) copy.append(child.cloneNode());
    else if (getComputedStyle(child).display !== "none" && child.getAttribute("visibility") !== "hidden") copy.append(styledCopy(child, style));
  }
  return copy;
}
