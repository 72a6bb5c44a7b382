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
  timeline: {
    title: "Zeitleiste",
    track: "Schritt der Rechnung",
    jump: "Phasen der Rechnung",
    phases: {
      start: "Start", inputs: "Eingaben", forward: "vorwärts", loss: "Verlust", errors: "Fehlersignale", gradients: "Gradienten",
      update: "Update", end: "Ende",
    },
    step_of: (step, last, phase) => `Schritt ${step} von ${last}, ${phase}`,
    first: "Erster Schritt",
    back: "Schritt zurück",
    play: "Abspielen",
    pause: "Anhalten",
    forward: "Schritt vor",
    last: "Letzter Schritt: alle Zahlen zeigen",
    pace: "Geschwindigkeit",
    paces: ["langsam", "normal", "schnell", "sehr schnell"],
    follow: "folgen",
    follow_why: "Das Neuron auswählen, um das es in jedem Schritt geht",
    apply: "Update übernehmen",
    apply_why: "Die neuen Gewichte und Biases übernehmen und von vorn beginnen",
    apply_later: "Zuerst zum Update gehen",
    update_name: "ein Update",
    applied: (before, after) =>
      `Die neuen Gewichte und Biases sind übernommen. Der Verlust dieses Beispiels war ${before}, jetzt ist er ${after}.`,
    hidden: "In diesem Schritt noch nicht berechnet",
    not_computed: "Es gibt noch keine Schritte, denn dieses Netz lässt sich nicht berechnen.",
    neurons: (n) => `${n} Neuronen`,
    at_start: "Nur die Gewichte und Biases sind bekannt. Die nächsten Schritte zeigen, wie das Netz dieses Beispiel berechnet.",
    at_inputs: "Das Beispiel kommt herein: {inputs}.",
    at_scaled_inputs: "Das Beispiel kommt herein, für das Netz skaliert: {inputs}.",
    at_forward: "{neuron} summiert seine gewichteten Eingaben und seinen Bias: s = {summation}. Die Aktivierung {activation} macht daraus {letter} = {output}.",
    at_constant: "{neuron} hat keine Eingaben, nur seinen Bias: s = {summation}. Die Aktivierung {activation} macht daraus {letter} = {output}.",
    at_loss: "Die Ausgabe {output} wird mit ihrem Zielwert {target} verglichen: Der Verlust ist L = {loss}.",
    at_losses: "Die Ausgaben werden mit ihren Zielwerten verglichen: Der Verlust ist L = {loss}.",
    at_output_error: "Die Steigung des Verlusts, {gradient}, mal die Steigung der Aktivierung von {neuron}, {slope}, ergibt das Fehlersignal: d = {delta}.",
    at_joined_error: "Aus dem Verlust ergibt sich das Fehlersignal von {neuron}: d = {delta}.",
    at_mixed_error: "{neuron} bekommt sein Fehlersignal aus dem Verlust und aus den Fehlersignalen von {targets}: d = {delta}.",
    at_hidden_error: "{neuron} summiert die gewichteten Fehlersignale von {targets}. Mal die Steigung der Aktivierung, {slope}, ergibt das sein eigenes Fehlersignal: d = {delta}.",
    at_gradients: "Der Gradient eines Gewichts ist das Fehlersignal seines Neurons mal die Zahl, die über das Gewicht hereinkommt. Der Gradient eines Bias ist das Fehlersignal.",
    at_gradients_of: "Die Gradienten von {neuron}: sein Fehlersignal mal die Zahl, die über jedes Gewicht hereinkommt. Der Gradient des Bias ist das Fehlersignal.",
    at_update: "Jedes Gewicht und jeder Bias macht einen Schritt gegen seinen Gradienten: neu = alt − η · Gradient, mit der Lernrate η = {rate}.",
    at_update_of: "Die Gewichte und der Bias von {neuron} machen einen Schritt gegen ihre Gradienten: neu = alt − η · Gradient, mit der Lernrate η = {rate}.",
    at_optimizer_update: "Der Optimierer {optimizer} berechnet aus den Gradienten die neuen Gewichte und Biases, mit der Lernrate η = {rate}.",
    at_optimizer_update_of: "Der Optimierer {optimizer} berechnet aus den Gradienten die neuen Gewichte und den neuen Bias von {neuron}, mit der Lernrate η = {rate}.",
    at_end: "Alle Zahlen dieses Beispiels sind bekannt. Sein Verlust ist L = {loss}.",
    at_end_forward: "Alle Zahlen dieses Beispiels sind bekannt: {outputs}. Mit einem Zielwert gäbe es auch einen Verlust und ein Update.",
  },
  training: {},
  data: {},
  answers: {},
  files: {},
  document: {
    unknown_key: (place, key, known) => `${place} hat den unbekannten Schlüssel ${key}; möglich sind ${known}.`,
    missing: (place) => `${place} fehlt; bitte ergänzen.`,
    not_an_object: (place, given) => `${place} ist ${given}; erwartet wird ein Objekt {…}.`,
    not_a_list: (place, given) => `${place} ist ${given}; erwartet wird eine Liste […].`,
    not_a_text: (place, given) => `${place} ist ${given}; erwartet wird ein Text.`,
    empty_text: (place) => `${place} ist leer; bitte einen Text angeben.`,
    half_character: (place) => `${place} enthält ein halbes Zeichen; bitte den Text neu schreiben.`,
    not_a_number: (place, given) => `${place} ist ${given}; erwartet wird eine endliche Zahl.`,
    not_whole: (place, given, least, most) => `${place} ist ${given}; erwartet wird eine ganze Zahl von ${least} bis ${most}.`,
    not_a_flag: (place, given) => `${place} ist ${given}; erwartet wird true oder false.`,
    not_allowed: (place, given, allowed) => `${place} ist ${given}; möglich sind: ${allowed}.`,
    too_many: (place, count, most) => `${place} hat ${count} Einträge; diese Seite nimmt höchstens ${most}.`,
    too_many_edges: (place, count, most) => `${place} hat ${count} Kanten; diese Seite nimmt höchstens ${most}.`,
    wrong_length: (place, count, expected) => `${place} hat ${count} ${count === 1 ? "Eintrag" : "Einträge"}; erwartet: ${expected}.`,
    empty_list: (place) => `${place} ist leer; bitte mindestens einen Namen angeben.`,
    twice: (place, name) => `${place} enthält ${name} zweimal; bitte eines davon entfernen.`,
    no_neuron: (place, name) => `${place}: Es gibt kein Neuron ${name}; bitte den Namen eines Neurons angeben.`,
    input_is_output: (place, name) => `${place}: ${name} ist eine Eingabe und kann keine Ausgabe sein; bitte ein berechnetes Neuron angeben.`,
    circle: (place, name) => `${place} führt im Kreis zu ${name}; ein Netz muss von den Eingaben zu den Ausgaben führen, also bitte eine Kante entfernen.`,
    unknown_activation: (place, name) => `${place} ist ${name}; diese Seite kennt sie nicht. Bitte eine eingebaute Aktivierung angeben, etwa "sigmoid".`,
    wrong_scaling: (place) => `${place} kann nicht skalieren: Das untere Ende muss unter dem oberen liegen, und keine Abweichung darf negativ sein.`,
    few_labels: (place, name) => `${place}: ${name} hat weniger als 2 Kategorien; bitte mindestens 2 angeben.`,
    wrong_fill: (place, name) => `${place}: ${name} braucht eine Zahl oder, falls es Kategorien hat, eine von ihnen.`,
    no_column: (place, name) => `${place} braucht eine Eingabe für die Spalte ${name}, aber es gibt keine; bitte eines von beiden berichtigen.`,
    wrong_width: (place, width, expected) => `${place} steht für ${width} Neuronen, das Netz hat davon aber ${expected}; bitte ebenso viele angeben.`,
    not_positive: (place, given) => `${place} ist ${given}; bitte eine Zahl über 0 angeben.`,
    not_a_share: (place, given) => `${place} ist ${given}; bitte eine Zahl von 0 bis unter 1 angeben.`,
    negative: (place, given) => `${place} ist ${given}; bitte 0 oder mehr angeben.`,
    needs_momentum: (place) => `${place} nutzt nesterov ohne momentum; bitte ein momentum über 0 angeben, etwa 0,9.`,
    number_missing: "Hier fehlt eine Zahl; möglich sind etwa 0,5, 0.5 oder 1/2.",
    no_number: (given) => `${given} ist keine Zahl; möglich sind etwa 0,5, 0.5 oder 1/2.`,
    too_large: (given) => `${given} ist zu groß für eine Zahl im Computer; bitte eine kleinere angeben.`,
    divides_by_zero: (given) => `${given} teilt durch 0; bitte eine Zahl angeben.`,
    other_version: (key) => `Dieser Link beginnt mit ${key} und stammt von einer anderen Fassung der Seite; diese liest n1. Bitte um einen neuen Link bitten.`,
    damaged_link: "Dieser Link ist beschädigt oder abgeschnitten; die Seite beginnt ohne ihn. Bitte den ganzen Link kopieren.",
    long_link: (size, most) => `Der Link enthält ${size} Zeichen; eine Seite nimmt höchstens ${most}. Bitte die Seite oder das Modell als Datei speichern.`,
    no_compression: "Dieser Browser ist zu alt für Links mit einem Netz; bitte aktualisieren oder die Seite als Datei speichern.",
    wrong_step: (given) => `step ist ${given}; bitte eine ganze Zahl ab 0 angeben, etwa step=3.`,
  },
  arithmetic: {
    no_inputs: "Das Netz hat keine Eingaben. Bitte eine Eingabe hinzufügen.",
    no_outputs: "Das Netz hat keine Neuronen. Bitte ein Neuron hinzufügen und mit einer Eingabe verbinden.",
    circular: (name) =>
      `Die Verbindungen von ${name} bilden einen Kreis, sodass sich nichts zuerst berechnen lässt. Bitte eine davon entfernen.`,
    lonely: (name) =>
      `Das Neuron ${name} hat keine Eingaben. Bitte mit einer Eingabe oder einem anderen Neuron verbinden, oder entfernen.`,
    unknown_activation: (name, activation) =>
      `Das Neuron ${name} hat die Aktivierung ${activation}, die diese Seite nicht kennt. Bitte eine andere wählen.`,
    unknown_loss: (loss) =>
      `Das Netz hat den Verlust ${loss}, den diese Seite nicht kennt. Bitte einen anderen wählen.`,
    wrong_inputs: (given, n) =>
      `Anzahl der Eingabewerte im Beispiel: ${given}; das Netz braucht ${n}. Bitte für jede Eingabe einen Wert angeben.`,
    wrong_targets: (given, n) =>
      `Anzahl der Zielwerte im Beispiel: ${given}; das Netz braucht ${n}. Bitte für jede Ausgabe einen Zielwert angeben.`,
    inputs_not_finite: (place) => `Die Eingabe x[${place}] ist keine endliche Zahl. Bitte eine Zahl angeben.`,
    targets_not_finite: (place) => `Der Zielwert z[${place}] ist keine endliche Zahl. Bitte eine Zahl angeben.`,
    wrong_scaling_of_inputs: (columns, n) =>
      `Die Skalierung der Eingaben hat eine andere Anzahl von Spalten (${columns}) als das Netz Eingaben (${n}). Bitte die Skalierung entfernen oder die letzte Änderung rückgängig machen.`,
    wrong_scaling_of_targets: (columns, n) =>
      `Die Skalierung der Zielwerte hat eine andere Anzahl von Spalten (${columns}) als das Netz Ausgaben (${n}). Bitte die Skalierung entfernen oder die letzte Änderung rückgängig machen.`,
    target_no_probability: (name, target, loss) =>
      `Der Verlust ${loss} braucht Zielwerte von 0 bis 1; der Zielwert von ${name} ist ${target}. Bitte einen solchen Zielwert angeben oder einen anderen Verlust wählen.`,
    no_probability: (output) =>
      `binary_cross_entropy braucht Ausgaben von 0 bis 1; eine Ausgabe ist ${Number(output.toPrecision(6))}. Bitte den Ausgabeneuronen die Aktivierung sigmoid geben.`,
    scaling_not_finite: (symbol) =>
      `Die Skalierung von ${symbol} ergibt keine endliche Zahl. Der Wert ist zu groß; bitte einen kleineren angeben.`,
    summation_not_finite: (name) =>
      `Die Summe von ${name} ist keine endliche Zahl. Gewichte oder Eingaben sind zu groß; bitte kleinere angeben.`,
    output_not_finite: (name, activation, s) =>
      `Die Aktivierung ${activation} von ${name} ergibt für die Summe ${Number(s.toPrecision(6))} keine endliche Zahl. Bitte die Gewichte ändern oder eine andere Aktivierung wählen.`,
    slope_not_finite: (name, activation, s) =>
      `Die Steigung der Aktivierung ${activation} von ${name} ist für die Summe ${Number(s.toPrecision(6))} keine endliche Zahl. Bitte die Gewichte ändern oder eine andere Aktivierung wählen.`,
    loss_not_finite: "Der Verlust ist keine endliche Zahl. Ausgaben und Zielwerte liegen zu weit auseinander; bitte kleinere Gewichte oder Zielwerte angeben.",
    delta_not_finite: (name) =>
      `Das Fehlersignal von ${name} ist keine endliche Zahl. Gewichte oder Zielwerte sind zu groß; bitte kleinere angeben.`,
    step_not_finite: (symbol) =>
      `Der Schritt macht ${symbol} unendlich oder zu keiner Zahl. Bitte eine kleinere Lernrate wählen.`,
    kept_not_finite: (symbol) =>
      `Was sich der Optimierer von ${symbol} merkt, ist keine endliche Zahl, weil der Gradient zu groß ist. Bitte kleinere Gewichte oder Zielwerte angeben.`,
    diverged: (epoch, sample, symbol) =>
      `Das Training divergiert in Epoche ${epoch} bei Beispiel ${sample}: ${symbol} ist keine endliche Zahl. Die Parameter der letzten vollständigen Epoche bleiben erhalten. Bitte eine kleinere Lernrate wählen.`,
    no_rows: "Es gibt keine Beispiele zum Trainieren. Bitte mindestens eine Datenzeile hinzufügen.",
    wrong_row: (row, given, n) =>
      `Anzahl der Werte in Datenzeile ${row}: ${given}; Eingaben und Ausgaben des Netzes brauchen ${n}. Bitte die Zeile oder das Netz ändern.`,
    row_not_finite: (row) => `Datenzeile ${row} hat einen Wert, der keine endliche Zahl ist. Bitte eine Zahl angeben.`,
    row_no_probability: (row, target, loss) =>
      `Der Verlust ${loss} braucht Zielwerte von 0 bis 1; Datenzeile ${row} hat den Zielwert ${target}. Bitte die Zeile ändern oder einen anderen Verlust wählen.`,
  },
  mathematics: {},
};
