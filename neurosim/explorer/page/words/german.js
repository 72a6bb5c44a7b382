/** The German words of the page. */

/** @import { Words } from "./words.js" */

/** @type {Map<string, string>} */
const GERMAN_KEYS = new Map([["ArrowLeft", "←"], ["ArrowRight", "→"], ["ArrowUp", "↑"], ["ArrowDown", "↓"], ["Space", "Leertaste"], ["Delete", "Entf"], ["Home", "Pos1"], ["End", "Ende"]]);

/** @type {Words} */
export const GERMAN = {
  page: {
    language: "Deutsch",
    title: "neurosim Explorer",
    untitled: "mein Netz",
    network_name: "Name des Netzes",
    network: "Netz",
    neuron: "Neuron",
    training: "Trainieren",
    data: "Daten",
    answers: "Antworten",
    panels: "Bereiche",
    undo: "Rückgängig",
    redo: "Wiederholen",
    undone: (name) => `Rückgängig gemacht: ${name}.`,
    redone: (name) => `Wiederholt: ${name}.`,
    nothing_to_undo: "Es gibt nichts rückgängig zu machen.",
    nothing_to_redo: "Es gibt nichts zu wiederholen.",
    locked: "Das lässt sich auf dieser Seite nicht ändern.",
    close: "Schließen",
    unexpected: (message) =>
      `In dieser Seite ist etwas schiefgegangen: ${message}. Bitte die letzte Änderung rückgängig machen oder die Seite neu laden.`,
  },
  menu: {},
  settings: {
    title: "Einstellungen",
    language: "Sprache",
    digits: "Nachkommastellen gerundeter Zahlen",
    decimal_comma: "Dezimalkomma: 0,5",
    theme: "Farben",
    theme_auto: "wie auf diesem Gerät",
    theme_light: "hell",
    theme_dark: "dunkel",
  },
  keyboard: {
    map: "Tastenbelegung",
    intro: "All dies geht auch mit der Maus oder durch Berühren. Während der Eingabe in ein Feld gelten nur Enter, Escape und die Pfeiltasten.",
    key: (key) => GERMAN_KEYS.get(key) ?? key.replace("Ctrl+", "Strg ").replace("Shift+", "Umschalt "),
  },
  canvas: {},
  inspector: {},
  timeline: {},
  training: {},
  data: {},
  answers: {},
  files: {},
  document: {},
  arithmetic: {},
  mathematics: {},
};
