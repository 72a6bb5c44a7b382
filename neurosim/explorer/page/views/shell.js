/** The frame of the page: header, canvas, timeline, panels, and the line of status. */

/** @import { App, Shown, View } from "../app.js" */
/** @import { PanelName } from "../types.js" */

import { listenToKeys } from "../keyboard.js";
import { makeAnswersPanel } from "./answers_panel.js";
import { makeCanvas } from "./canvas.js";
import { makeDataPanel } from "./data_panel.js";
import { element, setAttributes, setText } from "./elements.js";
import { listenToDrops } from "./file_menu.js";
import { makeHeader } from "./header.js";
import { makeInspector } from "./inspector.js";
import { makeStatus } from "./status.js";
import { makeTimeline } from "./timeline.js";
import { makeTrainingPanel } from "./training_panel.js";

/** @type {PanelName[]} */
const PANEL_NAMES = ["neuron", "training", "data", "answers"];

/**
 * Fill the page, and keep it up to date.
 *
 * @param {App} app
 * @param {HTMLElement} host
 */
export function makeShell(app, host) {
  const status = makeStatus(app);
  app.tellBy(status.tell);
  const views = {
    header: makeHeader(app),
    canvas: makeCanvas(app),
    timeline: makeTimeline(app),
    panels: makePanels(app),
  };
  const whole = makeWholePage(app);
  host.append(
    views.header.element,
    element(
      "main",
      {},
      whole.element,
      element("div", { class: "stage" }, views.canvas.element, status.element, views.timeline.element),
      views.panels.element,
    ),
  );
  for (const view of [...Object.values(views), whole, status]) app.add(view);
  listenToKeys(app);
  listenToDrops(app, host);
}

/**
 * Return the view that sets what concerns the whole page: language, colours, title. Its element is
 * the heading, for screen readers.
 *
 * @param {App} app
 * @returns {View}
 */
function makeWholePage(app) {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => app.look({}));
  const heading = element("h1", { class: "spoken" });
  return {
    element: heading,
    update({ document: shown, look, words }) {
      setText(heading, words.page.title);
      const theme = look.theme === "auto" ? (dark.matches ? "dark" : "light") : look.theme;
      setAttributes(root, {
        lang: look.language, "data-theme": theme, "data-view": look.view, "data-task": shown.task !== null,
      });
      const title = app.start.title ?? `${shown.model.name || words.page.untitled} · neurosim`;
      if (document.title !== title) document.title = title;
    },
  };
}

/**
 * Return the panels beside the network, one of which is shown.
 *
 * @param {App} app
 * @returns {View}
 */
function makePanels(app) {
  /** @type {Record<PanelName, View>} */
  const panels = {
    neuron: makeInspector(app),
    training: makeTrainingPanel(app),
    data: makeDataPanel(app),
    answers: makeAnswersPanel(app),
  };
  const tabs = PANEL_NAMES.map((name) =>
    element("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`,
      onclick: () => app.look({ panel: name }),
    }),
  );
  const list = element("div", { role: "tablist", class: "tabs", onkeydown: moveBetweenTabs }, ...tabs);
  const hosts = PANEL_NAMES.map((name) =>
    element(
      "div",
      { role: "tabpanel", id: `panel-${name}`, class: "panel", "aria-labelledby": `tab-${name}`, tabindex: "0" },
      panels[name].element,
    ),
  );

  /** @param {KeyboardEvent} event */
  function moveBetweenTabs(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const shown = shownPanels(app.shown);
    const next = shown[(shown.indexOf(panelOf(app.shown)) + by + shown.length) % shown.length];
    event.preventDefault();
    event.stopPropagation();
    app.look({ panel: next });
    tabs[PANEL_NAMES.indexOf(next)].focus();
  }

  return {
    element: element("aside", { class: "panels" }, list, ...hosts),
    update(shown, before) {
      setAttributes(list, { "aria-label": shown.words.page.panels });
      const present = shownPanels(shown);
      PANEL_NAMES.forEach((name, place) => {
        const chosen = panelOf(shown) === name;
        setText(tabs[place], shown.words.page[name]);
        setAttributes(tabs[place], {
          "aria-selected": String(chosen), tabindex: chosen ? "0" : "-1", hidden: !present.includes(name),
        });
        setAttributes(hosts[place], { hidden: !chosen });
        // a panel that is not shown is not worked out; it sees everything anew when it is opened
        if (chosen) panels[name].update(shown, before !== null && panelOf(before) === name ? before : null);
      });
    },
    light(symbols) {
      panels[panelOf(app.shown)].light?.(symbols);
    },
  };
}

/**
 * Return the panels that there are; those that would give answers of a task away are left out.
 *
 * @param {Shown} shown
 * @returns {PanelName[]}
 */
function shownPanels({ document: { task }, judged }) {
  if (task === null) return PANEL_NAMES;
  // the mathematics of a neuron is more than a hint
  return task.variants.length > 0 && !judged?.isDone ? ["answers"] : ["neuron", "answers"];
}

/** @param {Shown} shown @returns {PanelName} the panel that is shown */
function panelOf(shown) {
  return shownPanels(shown).includes(shown.look.panel) ? shown.look.panel : "answers";
}
