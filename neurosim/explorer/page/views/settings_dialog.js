/** The settings of the page: language, digits, decimal comma, colours. */

/** @import { App } from "../app.js" */
/** @import { Look } from "../types.js" */

import { element } from "./elements.js";
import { openDialog } from "./dialogs.js";
import { WORDS } from "../words/words.js";

const MOST_DIGITS = 15;

/** @param {App} app */
export function openSettings(app) {
  const { settings } = app.words;
  const { look } = app.shown;
  const languages = Object.entries(WORDS).map(([key, words]) => /** @type {[string, string]} */ ([key, words.page.language]));
  const themes = /** @type {[string, string][]} */ ([
    ["auto", settings.theme_auto], ["light", settings.theme_light], ["dark", settings.theme_dark],
  ]);
  const digits = element("input", {
    type: "number", min: "1", max: String(MOST_DIGITS), value: look.digits, id: "setting-digits",
    onchange: () => {
      const value = Math.round(Number(digits.value));
      if (value >= 1 && value <= MOST_DIGITS) app.look({ digits: value });
      digits.value = String(app.shown.look.digits);
    },
  });
  const comma = element("input", {
    type: "checkbox", id: "setting-comma", checked: look.decimal_comma,
    onchange: () => app.look({ decimal_comma: comma.checked }),
  });
  const dialog = openDialog(app, settings.title, [
    row(settings.language, "setting-language", chooser("setting-language", languages, look.language, (language) => {
      app.look({ language: /** @type {Look["language"]} */ (language) });
      dialog.close();
      openSettings(app);
    })),
    row(settings.digits, "setting-digits", digits),
    row(settings.decimal_comma, "setting-comma", comma),
    row(settings.theme, "setting-theme", chooser("setting-theme", themes, look.theme, (theme) =>
      app.look({ theme: /** @type {Look["theme"]} */ (theme) }))),
  ], { narrow: true });
}

/**
 * @param {string} label
 * @param {string} id
 * @param {HTMLElement} field
 */
function row(label, id, field) {
  return element("p", { class: "setting" }, element("label", { for: id }, label), field);
}

/**
 * @param {string} id
 * @param {[string, string][]} options
 * @param {string} chosen
 * @param {(value: string) => void} choose
 */
function chooser(id, options, chosen, choose) {
  const select = element(
    "select",
    { id, onchange: () => choose(select.value) },
    ...options.map(([value, text]) => element("option", { value, selected: value === chosen }, text)),
  );
  return select;
}
