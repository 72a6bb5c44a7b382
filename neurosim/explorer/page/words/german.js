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
  canvas: {
    into_input: (target) => `${target} ist eine Eingabe, also kann keine Kante dorthin führen. Bitte ein verdecktes Neuron oder eine Ausgabe wählen.`,
    to_itself: (name) => `Eine Kante von ${name} zu sich selbst wäre ein Kreis. Bitte ein anderes Neuron wählen.`,
    connected_already: (source, target) => `${source} führt schon zu ${target}. Bitte stattdessen das Gewicht dieser Kante ändern.`,
    circle: (source, target, circle) =>
      `Eine Kante von ${source} zu ${target} würde den Kreis ${circle} schließen. Ein Netz hat keine Kreise: Bitte in der anderen Richtung verbinden oder zuerst eine Kante des Kreises entfernen.`,
    no_neuron: (name) => `Es gibt kein Neuron und keinen Parameter ${name}. Bitte eines aus dem Netz wählen.`,
    no_edge: (source, target) => `Es gibt keine Kante von ${source} zu ${target}. Bitte zuerst die beiden Neuronen verbinden.`,
    input_has_none: (name) =>
      `${name} ist eine Eingabe: ohne Bias, ohne Aktivierung und ohne Kanten, die dorthin führen. Bitte ein verdecktes Neuron oder eine Ausgabe wählen.`,
    input_no_output: (name) => `${name} ist eine Eingabe und kann keine Ausgabe sein. Bitte ein Neuron wählen, das berechnet wird.`,
    unknown_activation: (given, known) => `Es gibt keine Aktivierung ${given}. Bitte eine von diesen wählen: ${known}.`,
    unknown_loss: (given, known) => `Es gibt keinen Verlust ${given}. Bitte einen von diesen wählen: ${known}.`,
    wrong_inputs: (given, expected) => `Das Beispiel hat ${given} Eingaben, das Netz aber ${expected}. Bitte eine Zahl für jede Eingabe angeben.`,
    wrong_targets: (given, expected) => `Das Beispiel hat ${given} Zielwerte, das Netz aber ${expected} Ausgaben. Bitte eine Zahl für jede Ausgabe angeben.`,
    empty_name: "Der Name ist leer. Bitte mindestens einen Buchstaben oder eine Ziffer angeben.",
    name_taken: (name) => `Der Name ${name} ist vergeben. Namen von Neuronen sind eindeutig: Bitte einen anderen wählen.`,
    not_finite: (given) => `${given} ist keine endliche Zahl. Bitte eine Zahl wie 0,5 angeben.`,
  },
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
