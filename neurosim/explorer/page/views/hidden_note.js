/** The note that says what the question marks are. */

/** @import { App, Shown } from "../app.js" */

import { LAST_STEP } from "../app.js";
import { button, element, setAttributes, setText } from "./elements.js";

/** @param {App} app */
export function makeHiddenNote(app) {
  const text = element("span");
  const show = button("", () => app.goTo(LAST_STEP), { class: "quiet" });
  const host = element("p", { class: "hidden-note muted" }, text, show);
  return {
    element: host,
    /** @param {Shown} shown */
    update({ step, moments, words: { inspector } }) {
      setAttributes(host, { hidden: step >= moments.length - 1 });
      setText(text, inspector.hidden_note);
      setText(show, inspector.show_all);
    },
  };
}
