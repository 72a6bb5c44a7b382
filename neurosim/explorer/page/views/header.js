/** The header: the name of the network, undo and redo, files, settings, the map of keys. */

/** @import { App, View } from "../app.js" */

import { button, element, setAttributes } from "./elements.js";
import { makeFileMenu } from "./file_menu.js";
import { openSettings } from "./settings_dialog.js";
import { openKeyMap } from "./help_dialog.js";
import { allCommands } from "../commands.js";

/**
 * @param {App} app
 * @returns {View}
 */
export function makeHeader(app) {
  const name = element("input", { class: "name", spellcheck: "false", maxlength: "200", onchange: rename });
  const undo = button("↶", () => app.undo());
  const redo = button("↷", () => app.redo());
  const files = makeFileMenu(app);
  const settings = button("⚙", () => openSettings(app));
  const help = button("?", () => openKeyMap(app, allCommands()));

  function rename() {
    const given = name.value.trim();
    app.edit(app.words.page.network_name, (document) => ({ ...document, model: { ...document.model, name: given } }));
  }

  return {
    element: element(
      "header",
      { class: "top" },
      element("span", { class: "brand" }, "neurosim"),
      name,
      element("div", { class: "tools", role: "group" }, undo, redo, ...files.elements, settings, help),
    ),
    update(shown, before) {
      const { words, document: { model, locks } } = shown;
      if (document.activeElement !== name) name.value = model.name;
      setAttributes(name, {
        "aria-label": words.page.network_name, placeholder: words.page.untitled, readonly: locks.includes("structure"),
      });
      const labels = [[undo, words.page.undo], [redo, words.page.redo], [settings, words.settings.title], [help, words.keyboard.map]];
      for (const [target, label] of /** @type {[HTMLElement, string][]} */ (labels)) {
        setAttributes(target, { "aria-label": label, title: label });
      }
      setAttributes(undo, { disabled: app.undoName === null });
      setAttributes(redo, { disabled: app.redoName === null });
      files.update(shown, before);
    },
  };
}
