// Parse Mermaid diagrams: a JSON list of sources on standard input, and on standard output
// a JSON list with null for each that parses, or else what the parser says.
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!DOCTYPE html><body></body>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

let input = "";
for await (const chunk of process.stdin) input += chunk;
const found = [];
for (const source of JSON.parse(input)) {
  try {
    await mermaid.parse(source);
    found.push(null);
  } catch (error) {
    found.push(String(error.message ?? error));
  }
}
process.stdout.write(JSON.stringify(found));
