/** A labelled list of which one is chosen. */

import { element, setAttributes, setText } from "./elements.js";

/**
 * Return a choice: its element, and how it is kept up to date.
 *
 * @param {(value: string) => void} choose
 */
export function makeChoice(choose) {
  const text = element("span");
  const select = element("select", { onchange: () => choose(select.value) });
  let now = "";
  return {
    element: element("label", {}, text, select),
    /**
     * @param {string} label
     * @param {[string, string][]} options  values and what is read
     * @param {string} chosen
     * @param {boolean} [disabled]
     */
    show(label, options, chosen, disabled = false) {
      setText(text, label);
      setAttributes(select, { "aria-label": label, disabled });
      const next = JSON.stringify(options);
      if (next !== now) select.replaceChildren(...options.map(([value, read]) => element("option", { value }, read)));
      now = next;
      select.value = chosen;
    },
  };
}
