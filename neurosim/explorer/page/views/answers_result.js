/** The window with the result as text, with the name of the person. */

/** @import { App } from "../app.js" */

import { copyText } from "./copying.js";
import { openDialog } from "./dialogs.js";
import { button, element } from "./elements.js";

/** @param {App} app */
export function openResult(app) {
  const { answers } = app.words;
  const { judged } = app.shown;
  if (judged === null) return;
  const { right, follows, all } = judged.score;
  const number = judged.task.variants.length > 1 && judged.variant !== null ? `, ${answers.variant} ${judged.variant.number}` : "";
  const title = `${judged.task.title || answers.title}${number}`;
  const name = element("input", { id: "result-name", autocomplete: "off", maxlength: "200", oninput: write });
  const text = element("p", { class: "result" });

  function write() {
    text.textContent = answers.result_text(title, name.value.trim() || "…", right, all, right + follows);
  }

  write();
  openDialog(app, answers.result, [
    element("p", { class: "setting" }, element("label", { for: "result-name" }, answers.name), name),
    text,
    button(answers.copy, async () => {
      if (await copyText(text.textContent ?? "")) app.say(answers.copied);
    }, { class: "main" }),
  ], { narrow: true });
}
