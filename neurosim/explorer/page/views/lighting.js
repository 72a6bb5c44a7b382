/** Lighting: a number that is pointed at is marked everywhere where it stands. */

/** @import { App } from "../app.js" */

const LIT_SELECTOR = "[data-symbol]";

/**
 * Let the numbers of a part of the page light the same numbers in all parts, while the pointer or the focus is on them.
 *
 * @param {App} app
 * @param {Element} host  the numbers in it carry their symbols as `data-symbol`
 */
export function lightsOf(app, host) {
  /** @type {string | null} */
  let pointed = null;
  /** @type {string | null} */
  let focused = null;

  /** @param {string | null} pointedNow @param {string | null} focusedNow */
  function change(pointedNow, focusedNow) {
    const before = pointed ?? focused;
    pointed = pointedNow;
    focused = focusedNow;
    const now = pointed ?? focused;
    if (now !== before) app.light(now === null ? [] : [now]);
  }

  host.addEventListener("pointerover", (event) => change(symbolAt(event.target), focused));
  // after a touch, the number stays lit
  host.addEventListener("pointerleave", (event) => {
    if (/** @type {PointerEvent} */ (event).pointerType !== "touch") change(null, focused);
  });
  host.addEventListener("focusin", (event) => change(pointed, symbolAt(event.target)));
  host.addEventListener("focusout", () => {
    change(pointed, null);
    // numbers that were walked through
    if (pointed === null) app.light([]);
  });
}

/**
 * Mark the numbers of a part of the page that are pointed at, and only them.
 *
 * @param {Element} host
 * @param {ReadonlySet<string>} symbols
 */
export function markLit(host, symbols) {
  for (const marked of host.querySelectorAll(LIT_SELECTOR)) {
    marked.classList.toggle("lit", symbols.has(marked.getAttribute("data-symbol") ?? ""));
  }
}

/**
 * Let the arrow keys walk through the numbers of a part of the page that has the focus; each is lit and said.
 *
 * @param {App} app
 * @param {Element} host
 */
export function walkNumbers(app, host) {
  let place = -1;
  host.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[/** @type {KeyboardEvent} */ (event).key];
    const symbols = [...new Set([...host.querySelectorAll(LIT_SELECTOR)].map((each) => symbolAt(each) ?? ""))];
    if (by === undefined || event.target !== host || symbols.length === 0) return;
    event.preventDefault();
    place = Math.max(0, Math.min(place + by, symbols.length - 1));
    const { trace, knows, style } = app.shown;
    const value = trace?.value(symbols[place]);
    app.light([symbols[place]]);
    host.querySelector(".lit")?.scrollIntoView({ block: "nearest" });
    app.say(`${symbols[place]} = ${value === undefined ? "–" : knows(symbols[place]) ? style.text(value) : "?"}`);
  });
}

/**
 * @param {EventTarget | null} target
 * @returns {string | null}
 */
function symbolAt(target) {
  return target instanceof Element ? target.closest(LIT_SELECTOR)?.getAttribute("data-symbol") ?? null : null;
}
