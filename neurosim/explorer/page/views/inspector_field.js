/** Fields of the inspector: a number of the network that is edited where it stands. */

/** @import { App, Shown } from "../app.js" */

import { readNumber } from "../document/typed_numbers.js";
import { element, setAttributes } from "./elements.js";

/**
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {(shown: Shown, value: number, options: {label: string, symbol?: string | null, locked?: boolean}) => void} show
 */

/**
 * @param {App} app
 * @param {(value: number) => void} commit
 * @returns {Field}
 */
export function makeField(app, commit) {
  const input = element("input", { type: "text", inputmode: "decimal", class: "number", onchange: change });

  function change() {
    try {
      commit(readNumber(input.value));
      setAttributes(input, { "aria-invalid": null });
    } catch (error) {
      setAttributes(input, { "aria-invalid": "true" });
      app.refuse(error);
    }
  }

  return {
    element: input,
    show({ style }, value, { label, symbol, locked }) {
      setAttributes(input, { "aria-label": label, "data-symbol": symbol, readonly: locked ?? false });
      if (document.activeElement !== input) input.value = style.exact(value);
    },
  };
}
