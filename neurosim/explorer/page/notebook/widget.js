/**
 * The frame of a page in a notebook, as a module for anywidget. It is not joined with the page.
 *
 * The page is in a sandbox without an origin. The only thing that is taken from it is the text of a
 * model, which Python reads and checks.
 */

/**
 * @typedef {object} WidgetModel
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 */

const LONGEST_MODEL = 16_000_000;

/**
 * Show the page, and take its messages until it is removed.
 *
 * @param {{model: WidgetModel, el: HTMLElement}} given
 * @returns {() => void}
 */
function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts allow-downloads");
  frame.title = model.get("title");
  frame.width = "100%";
  frame.height = String(model.get("height"));
  frame.style.border = "0";
  frame.srcdoc = model.get("page");

  /** @param {MessageEvent} event */
  function take(event) {
    if (event.source !== frame.contentWindow || event.origin !== "null") return;
    const said = event.data;
    if (typeof said !== "object" || said === null || said.nonce !== model.get("nonce")) return;
    if (typeof said.model !== "string" || said.model.length > LONGEST_MODEL) return;
    model.set("model_text", said.model);
    model.save_changes();
  }

  window.addEventListener("message", take);
  el.append(frame);
  return () => window.removeEventListener("message", take);
}

export default { render };
