/** The start of the page. */

import { App } from "./app.js";
import { startNotebookDoor } from "./doors/notebook_door.js";
import { startServerDoor } from "./doors/server_door.js";
import { setFormulas } from "./mathematics/formulas.js";
import { readStart } from "./start.js";
import { makeShell } from "./views/shell.js";

/** Read what the page was made with, and show it. */
async function startPage() {
  const data = JSON.parse(textOfElement("start"));
  setFormulas(JSON.parse(textOfElement("formulas")));
  const { start, document: read, look, refusals } = await readStart(data, window.location);
  const app = new App(start, read, look);
  makeShell(app, /** @type {HTMLElement} */ (document.getElementById("page")));
  if (start.door === "server") startServerDoor(app);
  if (start.door === "notebook") startNotebookDoor(app);
  for (const refusal of refusals) app.refuse(refusal);
  document.documentElement.dataset.ready = "true";
}

/**
 * @param {string} id
 * @returns {string}
 */
function textOfElement(id) {
  return document.getElementById(id)?.textContent ?? "null";
}

startPage();
