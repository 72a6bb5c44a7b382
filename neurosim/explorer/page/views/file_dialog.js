/** The window of files: begin anew, open, save. */

/** @import { App } from "../app.js" */

import { emptyDocument } from "../document/document.js";
import { documentByLayers } from "../examples/by_layers.js";
import { EXAMPLES } from "../examples/examples.js";
import { Refusal } from "../document/refusal.js";
import { openDialog } from "./dialogs.js";
import { button, element, setText } from "./elements.js";
import { openFiles, replaceDocument } from "./file_opening.js";
import { saveLink, saveModel, saveModelFile, savePage, savePng, saveSvg, saveTrace } from "./file_saving.js";

/** @param {App} app */
export function openFilesDialog(app) {
  const { menu } = app.words;
  /** @param {() => unknown} act */
  const then = (act) => () => {
    dialog.close();
    act();
  };
  const examples = EXAMPLES.map(({ key, make }) => {
    const [name, about] = menu.examples[key];
    return tile(name, about, then(() => replaceDocument(app, name, make())));
  });
  examples.push(tile(menu.empty, menu.empty_about, then(() => replaceDocument(app, menu.empty, emptyNetwork()))));
  const { writable, file } = app.start;
  const saves = [
    writable ? tile(menu.save_server, file ?? "", then(() => saveModel(app))) : null,
    tile(menu.save_model, menu.save_model_about, then(() => saveModelFile(app))),
    tile(menu.save_page, menu.save_page_about, then(() => savePage(app))),
    // the address of a server has its token in it, and a frame has no address
    app.start.door === "file" ? tile(menu.save_link, menu.save_link_about, then(() => saveLink(app))) : null,
    tile(menu.save_svg, menu.save_svg_about, then(() => saveSvg(app))),
    tile(menu.save_png, menu.save_png_about, then(() => savePng(app))),
    // the key of a task is not exported
    app.document.task === null ? tile(menu.save_trace, menu.save_trace_about, then(() => saveTrace(app))) : null,
  ];
  const locked = app.document.locks.includes("structure");
  const dialog = openDialog(app, menu.files, [
    ...(locked ? [] : [
      element("h3", {}, menu.open),
      element("div", { class: "tiles" }, tile(menu.open_files, menu.open_about, then(() => pickFiles(app)))),
    ]),
    element("h3", {}, menu.save),
    element("div", { class: "tiles" }, ...saves),
    ...(locked ? [] : [element("h3", {}, menu.begin), layersField(app, () => dialog.close()), element("div", { class: "tiles" }, ...examples)]),
  ]);
}

/**
 * Return a field for the sizes of the layers of a new network.
 *
 * @param {App} app
 * @param {() => void} close
 */
function layersField(app, close) {
  const { menu } = app.words;
  // no form, which a sandboxed frame would not send
  const field = element("input", {
    id: "layers", value: "2, 3, 1", maxlength: "60", autocomplete: "off",
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter") return;
      // the button that has the focus afterwards is not pressed
      event.preventDefault();
      make();
    },
  });
  const why = element("p", { class: "refused", role: "alert" });
  function make() {
    try {
      const made = documentByLayers(field.value);
      close();
      replaceDocument(app, menu.layers, made);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setText(why, error.in(app.words));
    }
  }
  return element("div", { class: "setting layers" }, element("label", { for: "layers" }, menu.layers), field, button(menu.make, make), why);
}

/**
 * Let the reader choose files, and open them.
 *
 * @param {App} app
 */
export function pickFiles(app) {
  const field = element("input", { type: "file", multiple: true, accept: ".json,.csv,.tsv,.txt,.html" });
  field.addEventListener("change", () => openFiles(app, [...field.files ?? []]));
  field.click();
}

/**
 * @param {string} name
 * @param {string} about
 * @param {() => void} press
 */
function tile(name, about, press) {
  const made = button("", press, { class: "tile" });
  made.append(element("b", {}, name), element("span", { class: "muted" }, about));
  return made;
}

function emptyNetwork() {
  const document = emptyDocument();
  const model = { ...document.model, name: "", neurons: [], outputs: null, input_scaling: null, target_scaling: null };
  return { ...document, model, sample: { inputs: [], targets: null }, data: null };
}
