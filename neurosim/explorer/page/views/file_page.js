/** A copy of this page, which begins with what is shown now. */

/** @import { App } from "../app.js" */

import { exactJson } from "../document/link.js";

const NOSCRIPT = "This page computes with JavaScript, which is switched off here. Please switch it on.";

/**
 * Return the page as a file: the text that Python writes for the same start.
 *
 * @param {App} app
 * @returns {string}
 */
export function pageCopy(app) {
  const { document: shown, look } = app.shown;
  const { title } = app.start;
  const start = { document: shown, look, ...(title === null ? {} : { title }), door: "file" };
  const policy = document.querySelector("meta[http-equiv]")?.getAttribute("content") ?? "";
  const packed = document.getElementById("packed");
  const parts = [
    "<!DOCTYPE html>",
    `<html lang="${look.language}"><head>`,
    '<meta charset="utf-8">',
    // only the page of a server may speak with that server
    `<meta http-equiv="Content-Security-Policy" content="${markupText(policy.replace("connect-src 'self'", "connect-src 'none'"))}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${markupText(title ?? (shown.model.name || "neurosim"))}</title>`,
    "</head><body>",
    '<div id="page"></div>',
    `<noscript>${NOSCRIPT}</noscript>`,
    `<script type="application/json" id="start">${exactJson(start).replaceAll("<", "\\u003c")}<\/script>`,
    `<script type="text/plain" id="packed" data-size="${packed?.dataset.size}">${packed?.textContent}<\/script>`,
    `<script type="module" id="loader">${document.getElementById("loader")?.textContent}<\/script>`,
    "</body></html>",
    "",
  ];
  return parts.join("\n");
}

/** @param {string} text */
function markupText(text) {
  return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign);
}
