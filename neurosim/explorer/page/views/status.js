/** The line of status: what was done, and why something was not. Screen readers say it. */

/** @import { App, Shown } from "../app.js" */

import { element, setAttributes, setText } from "./elements.js";

/** @param {App} app */
export function makeStatus(app) {
  const said = element("p", { class: "said", role: "status" });
  const refused = element("p", { class: "refused", role: "alert" });
  const close = element("button", { type: "button", class: "quiet", onclick: () => tell("", "status") }, "×");
  const host = element("div", { class: "status" }, said, refused, close);

  /**
   * @param {string} text
   * @param {"status" | "refusal"} kind
   */
  function tell(text, kind) {
    setText(said, kind === "status" ? text : "");
    setText(refused, kind === "refusal" ? text : "");
    setAttributes(close, { hidden: kind !== "refusal" });
  }

  tell("", "status");
  return {
    element: host,
    tell,
    /** @param {Shown} shown @param {Shown | null} before */
    update(shown, before) {
      setAttributes(close, { "aria-label": shown.words.page.close });
      // what was said is about the document before; why the network cannot be computed stays until it can
      if (shown.document === before?.document) return;
      tell(shown.problem?.in(shown.words) ?? "", shown.problem === null ? "status" : "refusal");
    },
  };
}
