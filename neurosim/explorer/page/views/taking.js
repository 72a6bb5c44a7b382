/** Taking what was typed into a field, or marking the field and telling why it is refused. */

/** @import { App } from "../app.js" */

import { setAttributes } from "./elements.js";

/**
 * @param {App} app
 * @param {HTMLInputElement} field
 * @param {() => void} take  it throws for a text that is refused
 * @returns {boolean} whether it was taken
 */
export function takeText(app, field, take) {
  try {
    take();
    setAttributes(field, { "aria-invalid": null });
    return true;
  } catch (error) {
    setAttributes(field, { "aria-invalid": "true" });
    app.refuse(error);
    return false;
  }
}
