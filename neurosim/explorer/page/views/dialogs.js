/** Windows over the page. */

/** @import { App } from "../app.js" */
/** @import { Child } from "./elements.js" */

import { button, element } from "./elements.js";

/**
 * Open a window with a heading; Escape and the button close it, and the focus goes back.
 *
 * @param {App} app
 * @param {string} title
 * @param {Child[]} content
 * @param {{narrow?: boolean}} [options]
 * @returns {HTMLDialogElement}
 */
export function openDialog(app, title, content, options = {}) {
  const before = document.activeElement;
  const heading = element("h2", { id: "dialog-title" }, title);
  const close = button("×", () => dialog.close(), { class: "quiet", "aria-label": app.words.page.close });
  const dialog = element(
    "dialog",
    { "aria-labelledby": "dialog-title", class: options.narrow ? "narrow" : null },
    element("header", {}, heading, close),
    element("div", { class: "content" }, ...content),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
  });
  // a click beside the window
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
