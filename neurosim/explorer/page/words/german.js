/** The German words of the page. */

/** @import { Words } from "./words.js" */

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
  settings: {},
  keyboard: {},
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
