/** A field for one number: it is written rounded, and exactly while it is edited. */

/** @import { App } from "../app.js" */

import { readNumber } from "../document/typed_numbers.js";
import { element, setAttributes } from "./elements.js";
import { takeText } from "./taking.js";

/**
 * @typedef {object} NumberFieldState
 * @property {string} label  what a screen reader says
 * @property {string} value  the number as it is shown
 * @property {string} exact  the number as it is edited
 * @property {boolean} [readonly]
 */

/** Every time that a field is entered is one step of undo. */
let n_sessions = 0;

/**
 * Return a field. The up and down arrows change the number by 0.1, with Shift by 1; Escape gives the
 * old number back.
 *
 * @param {NumberFieldState & {
 *   app: App, commit: (value: number, merge: string) => void, done?: () => void
 * }} given  edits of one `merge` key are one step of undo; `done` is called after Enter and Escape
 * @returns {{element: HTMLInputElement, update: (state: NumberFieldState) => void}}
 */
export function makeNumberField({ app, commit, done, ...first }) {
  let state = first;
  let old = state.exact;
  let merge = "";
  const field = element("input", {
    class: "number", inputmode: "text", autocomplete: "off", spellcheck: "false",
    onfocus: enter, onblur: leave, onkeydown: press, oninput: () => setAttributes(field, { "aria-invalid": null }),
  });

  function enter() {
    n_sessions += 1;
    merge = `number ${n_sessions}`;
    old = state.exact;
    field.value = old;
    field.select();
  }

  function leave() {
    if (take()) field.value = state.value;
  }

  /** @returns {boolean} whether the text is a number */
  function take() {
    if (state.readonly || field.value === state.exact) return true;
    return takeText(app, field, () => give(readNumber(field.value)));
  }

  /** @param {number} value */
  function give(value) {
    commit(value, merge);
    field.value = state.exact;
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") {
      if (take()) done?.();
    } else if (event.key === "Escape") {
      setAttributes(field, { "aria-invalid": null });
      field.value = old;
      take();
      done?.();
    } else if (by !== undefined && !state.readonly && take()) {
      // sums of tenths are written without the dust of binary fractions
      give(Number((readNumber(field.value) + by * (event.shiftKey ? 1 : 0.1)).toFixed(12)));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {NumberFieldState} next */
  function update(next) {
    const unchanged = field.value === state.exact;
    state = next;
    setAttributes(field, { "aria-label": state.label, readonly: state.readonly });
    if (document.activeElement !== field) {
      field.value = state.value;
      setAttributes(field, { "aria-invalid": null });
    } else if (unchanged) field.value = state.exact;
  }

  update(state);
  return { element: field, update };
}
