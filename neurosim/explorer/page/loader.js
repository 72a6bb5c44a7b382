/** The first script of the page: it unpacks style, formulas and the main script, and adds them. */

/** The policy of the page allows these texts only, by their hashes. */
async function unpackPage() {
  const packed = atob(document.getElementById("packed")?.textContent ?? "");
  const bytes = Uint8Array.from(packed, (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const parts = JSON.parse(await new Response(stream).text());
  addPart("style", {}, parts.style);
  addPart("script", { type: "application/json", id: "formulas" }, parts.formulas);
  addPart("script", { type: "module" }, parts.script);
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

unpackPage().catch((error) => {
  document.body.append(`This page could not be unpacked (${error}). Please open it in a browser of 2023 or newer.`);
});
