/** The English words of the page. A section belongs to one part of it. */

/** @param {number} n @param {string} noun */
function counted(n, noun) {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

/** @type {Map<string, string>} */
const KEY_NAMES = new Map([["ArrowLeft", "←"], ["ArrowRight", "→"], ["ArrowUp", "↑"], ["ArrowDown", "↓"], ["Space", "space"]]);

export const ENGLISH = {
  page: {
    language: "English",
    title: "neurosim explorer",
    untitled: "my network",
    network_name: "Name of the network",
    network: "Network",
    neuron: "Neuron",
    training: "Train",
    data: "Data",
    answers: "Answers",
    panels: "Panels",
    undo: "Undo",
    redo: "Redo",
    undone: (/** @type {string} */ name) => `Undone: ${name}.`,
    redone: (/** @type {string} */ name) => `Done again: ${name}.`,
    nothing_to_undo: "There is nothing to undo.",
    nothing_to_redo: "There is nothing to do again.",
    locked: "This page does not let you change that.",
    close: "Close",
    unexpected: (/** @type {string} */ message) =>
      `Something went wrong in this page: ${message}. Undo the last edit, or load the page again.`,
  },
  menu: {
    files: "Files",
    open: "Open",
    open_files: "Open files …",
    open_about: "Model files (.json), tables of data (.csv), saved pages (.html). You can also drop them anywhere on the page.",
    save: "Save",
    save_server: "Save",
    save_model: "Model file",
    save_model_about: "for Python: ns.load reads it",
    save_page: "This page",
    save_page_about: "a file to send; it works without a network",
    save_link: "Link",
    save_link_about: "to the page as it is now",
    save_svg: "Picture (SVG)",
    save_svg_about: "sharp at every size",
    save_png: "Picture (PNG)",
    save_png_about: "for slides and documents",
    save_trace: "Numbers (CSV)",
    save_trace_about: "every number of this sample",
    begin: "Begin anew",
    empty: "Nothing",
    empty_about: "an empty page",
    examples: {
      worked: ["Worked example", "2-3-1 with four samples, from a paper"],
      and: ["AND", "one neuron; it can learn this"],
      xor_line: ["XOR with one neuron", "why does it not learn?"],
      xor: ["XOR", "2-2-1, with hidden neurons"],
      circle: ["Circle", "2-4-1; 40 points inside and outside"],
      spirals: ["Two spirals", "2-8-8-1; hard to learn"],
    },
  },
  doors: {
    saved: (/** @type {string} */ file) => `Saved to ${file}.`,
    read_only: "This page may not write a model file; start neurosim explore with a model and --write, or download the model.",
    server_ended: (/** @type {string} */ file) =>
      `${file} was not saved, because the server has ended; download the model, or start neurosim explore again.`,
    changed_elsewhere: (/** @type {string} */ file) =>
      `${file} was not saved, because another program has changed it since this page was opened; download this model as another file, then load the page again.`,
    not_saved: (/** @type {string} */ file, /** @type {string} */ reason) => `${file} was not saved: ${reason}.`,
  },
  settings: {
    title: "Settings",
    language: "Language",
    digits: "Decimals of rounded numbers",
    decimal_comma: "Decimal comma: 0,5",
    theme: "Colours",
    theme_auto: "as on this device",
    theme_light: "light",
    theme_dark: "dark",
  },
  keyboard: {
    map: "Map of the keys",
    intro: "All of this also works with the mouse or by touch. While you type into a field, only Enter, Escape and the arrow keys have a meaning.",
    key: (/** @type {string} */ key) => KEY_NAMES.get(key) ?? key.replace("Ctrl+", "Ctrl ").replace("Shift+", "Shift "),
  },
  canvas: {
    picture: "Network. Arrow keys go from neuron to neuron, Enter selects one, Enter again goes to its numbers and edges.",
    tools: "Build and zoom",
    empty: "There is no network yet. Add inputs and neurons, and connect them.",
    add_input: "+ Input",
    add_neuron: "+ Neuron",
    connect: "Connect",
    connect_to: "Connect two neurons",
    delete: "Delete",
    delete_neuron: "Delete the neuron",
    delete_edge: "Delete the edge",
    arrange: "Arrange again",
    rename: "Rename the neuron",
    enter: "Select the neuron; again: go to its numbers and edges",
    move: "Move the neuron",
    smaller: "Smaller",
    larger: "Larger",
    fit: "Fit into the space",
    from: "From",
    to: "To",
    not_possible: "not possible",
    added: (/** @type {string} */ name) => `${name} was added.`,
    connected: (/** @type {string} */ source, /** @type {string} */ target) => `${source} leads to ${target} now.`,
    raw: "raw",
    neurons: (/** @type {number} */ n) => counted(n, "neuron"),
    input: "Input",
    hidden: "Hidden neuron",
    output: "Output",
    frozen: "frozen",
    edit_input: "Input",
    edit_target: "Target",
    edit_bias: "Bias",
    edit_activation: "Activation",
    edit_weight: "Weight",
    edge: (/** @type {string} */ symbol, /** @type {string} */ source, /** @type {string} */ target) =>
      `Weight ${symbol} from ${source} to ${target}`,
    into_input: (/** @type {string} */ target) =>
      `${target} is an input, so no edge can lead to it. Choose a hidden neuron or an output.`,
    to_itself: (/** @type {string} */ name) => `An edge from ${name} to itself would close a circle. Choose another neuron.`,
    connected_already: (/** @type {string} */ source, /** @type {string} */ target) =>
      `${source} leads to ${target} already. Change the weight of that edge instead.`,
    circle: (/** @type {string} */ source, /** @type {string} */ target, /** @type {string} */ circle) =>
      `An edge from ${source} to ${target} would close the circle ${circle}. A network has no circles: connect them the other way round, or remove an edge of the circle first.`,
    no_neuron: (/** @type {string} */ name) => `There is no neuron or parameter ${name}. Choose one that is in the network.`,
    no_edge: (/** @type {string} */ source, /** @type {string} */ target) =>
      `There is no edge from ${source} to ${target}. Connect the two neurons first.`,
    input_has_none: (/** @type {string} */ name) =>
      `${name} is an input: it has no bias, no activation and no edges that lead to it. Choose a hidden neuron or an output.`,
    input_no_output: (/** @type {string} */ name) =>
      `${name} is an input, so it cannot be an output. Choose a neuron that is computed.`,
    unknown_activation: (/** @type {string} */ given, /** @type {string} */ known) =>
      `There is no activation ${given}. Choose one of: ${known}.`,
    unknown_loss: (/** @type {string} */ given, /** @type {string} */ known) => `There is no loss ${given}. Choose one of: ${known}.`,
    wrong_inputs: (/** @type {number} */ given, /** @type {number} */ expected) =>
      `The sample has ${counted(given, "input")}, but the network has ${expected}. Give one number for each input.`,
    wrong_targets: (/** @type {number} */ given, /** @type {number} */ expected) =>
      `The sample has ${counted(given, "target")}, but the network has ${counted(expected, "output")}. Give one number for each output.`,
    empty_name: "The name is empty. Give at least one letter or digit.",
    name_taken: (/** @type {string} */ name) => `The name ${name} is taken. Names of neurons are unique: choose another one.`,
    not_finite: (/** @type {string} */ given) => `${given} is not a finite number. Give a number such as 0.5.`,
  },
  inspector: {
    sample: "Sample",
    input: "Input",
    output: "Output",
    value: "Value",
    scaled: "Scaled",
    target: "Target",
    computed: "Computed",
    with_targets: "with targets",
    loss: "Loss",
    all_numbers: "All numbers",
    number_heads: ["Neuron", "Sum s", "Output a", "Error signal d"],
    more_neurons: (/** @type {number} */ n) => `And ${counted(n, "more neuron")}: select one in the network.`,
    select_hint: "Select a neuron to see its weights and its mathematics.",
    input_of: (/** @type {string} */ name) => `input ${name}`,
    target_of: (/** @type {string} */ name) => `target of ${name}`,
    weight_of: (/** @type {string} */ source, /** @type {string} */ target) => `weight from ${source} to ${target}`,
    bias_of: (/** @type {string} */ name) => `bias of ${name}`,
    weight_heads: ["From", "Value", "Weight", "Product", "Fixed", ""],
    all_weights: (/** @type {number} */ n) => `Show all ${n} weights`,
    bias: "bias",
    results: {
      summation: (/** @type {string} */ _activation) => "sum s",
      output: (/** @type {string} */ activation) => `output a = ${activation}(s)`,
      delta: (/** @type {string} */ _activation) => "error signal d",
    },
    freeze: (/** @type {string} */ symbol) => `Training keeps ${symbol}`,
    remove_edge: (/** @type {string} */ source, /** @type {string} */ target) => `Delete the edge from ${source} to ${target}`,
    back: "‹ all numbers",
    name: "Name of the neuron",
    rename: (/** @type {string} */ name) => `rename ${name}`,
    remove: (/** @type {string} */ name) => `delete ${name}`,
    delete_it: "Delete",
    kinds: {
      input: (/** @type {number} */ _layer) => "input",
      hidden: (/** @type {number} */ layer) => `hidden neuron, layer ${layer}`,
      output: (/** @type {number} */ _layer) => "output neuron",
    },
    activation: "Activation",
    left_slope: "slope on the left",
    connect_to: "Connect to",
    choose: "choose …",
    connection: (/** @type {string} */ source, /** @type {string} */ target) => `connect ${source} to ${target}`,
    mathematics: "Mathematics",
    copy: "Copy as text",
    copied: "The mathematics is copied.",
    not_copied: "This page may not copy. Select the text and copy it with Ctrl+C.",
    hidden_note: "? is not computed yet.",
    show_all: "Show all",
  },
  timeline: {
    title: "Timeline",
    track: "Step of the calculation",
    jump: "Phases of the calculation",
    phases: {
      start: "start", inputs: "inputs", forward: "forward", loss: "loss", errors: "error signals", gradients: "gradients",
      update: "update", end: "end",
    },
    step_of: (/** @type {number} */ step, /** @type {number} */ last, /** @type {string} */ phase) => `step ${step} of ${last}, ${phase}`,
    first: "First step",
    back: "Step back",
    play: "Play",
    pause: "Pause",
    forward: "Step forward",
    last: "Last step: show all numbers",
    pace: "Speed",
    paces: ["slow", "normal", "fast", "very fast"],
    follow: "follow",
    follow_why: "Select the neuron that each step is about",
    apply: "Apply this update",
    apply_why: "Make the new weights and biases the current ones, and begin again",
    apply_later: "Step to the update first",
    update_name: "one update",
    applied: (/** @type {string} */ before, /** @type {string} */ after) =>
      `The weights and biases are updated. The loss of this sample was ${before}; now it is ${after}.`,
    hidden: "Not computed yet at this step",
    not_computed: "There is nothing to step through yet, because this network cannot be computed.",
    neurons: (/** @type {number} */ n) => counted(n, "neuron"),
    more: (/** @type {number} */ n) => `and ${n} more`,
    at_start: "Only the weights and biases are known. Step forward to see how the network computes this sample.",
    at_inputs: "The sample comes in: {inputs}.",
    at_scaled_inputs: "The sample comes in, scaled for the network: {inputs}.",
    at_forward: "{neuron} adds up its weighted inputs and its bias: s = {summation}. Its activation {activation} makes {letter} = {output} of this.",
    at_constant: "{neuron} has no inputs, only its bias: s = {summation}. Its activation {activation} makes {letter} = {output} of this.",
    at_loss: "The output {output} is compared with its target {target}: the loss is L = {loss}.",
    at_losses: "The outputs are compared with their targets: the loss is L = {loss}.",
    at_output_error: "The slope of the loss, {gradient}, times the slope of the activation of {neuron}, {slope}, is its error signal: d = {delta}.",
    at_joined_error: "The loss gives {neuron} its error signal: d = {delta}.",
    at_mixed_error: "{neuron} gets its error signal from the loss and from the error signals of {targets}: d = {delta}.",
    at_hidden_error: "{neuron} adds up the weighted error signals of {targets}. Times the slope of its activation, {slope}, this is its own error signal: d = {delta}.",
    at_gradients: "The gradients of {neuron}, its error signal times what comes in: {numbers}.",
    at_update: "The weights and the bias of {neuron} take a step against their gradients, with the learning rate η = {rate}: {numbers}.",
    at_optimizer_update: "{optimizer} computes the new weights and the new bias of {neuron} from the gradients, with the learning rate η = {rate}: {numbers}.",
    at_end: "All numbers of this sample are known. Its loss is L = {loss}.",
    at_end_forward: "All numbers of this sample are known: {outputs}. With a target there would also be a loss and an update.",
  },
  training: {
    play: "Train",
    pause: "Pause",
    play_or_pause: "Train, or pause",
    play_here: "Train, or pause, while the panel is open",
    plays: "Training.",
    edit: "training",
    one_sample: "One sample",
    one_batch: "One batch",
    one_epoch: "One epoch",
    reset: "Reset",
    reset_why: "Back to the weights and biases before training",
    was_reset: "The weights and biases are those before training again.",
    state: (/** @type {number} */ epochs, /** @type {string} */ loss) => `${counted(epochs, "epoch")}, mean loss ${loss}`,
    speed: "Speed",
    samples_a_second: (/** @type {number} */ n) => `${counted(n, "sample")} a second`,
    fastest: "as fast as possible",
    trains_rows: (/** @type {number} */ n, /** @type {string} */ name) => `Trains on the ${counted(n, "row")} of ${name || "the data"}.`,
    trains_sample: "There are no data, so it trains on the one sample at hand. Open a table in the panel Data.",
    no_targets: "There is nothing to learn: the sample has no targets, and there are no data. Give targets, or open a table in the panel Data.",
    no_fit: (/** @type {number} */ inputs, /** @type {number} */ targets, /** @type {number} */ n_inputs, /** @type {number} */ n_outputs) =>
      `The data have ${counted(inputs, "input")} and ${counted(targets, "target")}, but the network has ${counted(n_inputs, "input")} and ${counted(n_outputs, "output")}. Change the network, or choose the columns in the panel Data.`,
    no_rows: "The data have no rows. Add a row in the panel Data.",
    curve: "Mean loss of each epoch",
    logarithmic: "logarithmic",
    no_epoch: "No epoch is finished yet.",
    at_epoch: (/** @type {number} */ epoch, /** @type {string} */ loss) => `Epoch ${epoch.toLocaleString("en")}: loss ${loss}`,
    surface: "Output over the two inputs",
    surface_output: "Output that is shown",
    surface_legend: (/** @type {string} */ middle) => `Circles: target ${middle} or more; squares: less. The line is where the output is ${middle}.`,
    surface_text: (/** @type {string} */ output, /** @type {string} */ across, /** @type {string} */ up, /** @type {string} */ middle, /** @type {number} */ right, /** @type {number} */ all) =>
      `The output ${output} over ${across} to the right and ${up} upwards. The points of ${right} of ${counted(all, "row")} are on the right side of the line on which it is ${middle}.`,
    stop: "When it pauses",
    stop_epoch: "At epoch",
    stop_loss: "At a loss of at most",
    never: "never",
    optimizer: "Optimizer",
    method: "Method",
    learning_rate: "Learning rate η",
    batch_size: "Batch size",
    settings_edit: "training settings",
    new_weights: "New random weights",
    drawn_about: "From −1 to 1, with two decimals. The same seed gives the same numbers on every device, but not those of Python.",
    seed: "Seed",
    draw: "New weights",
    were_drawn: (/** @type {number} */ seed) => `New weights and biases, from the seed ${seed}.`,
    wrong_seed: (/** @type {string} */ given) => `The seed is ${given}; give a whole number from 0 to 4294967295.`,
    wrong_epoch: (/** @type {string} */ given) => `The epoch is ${given}; give a whole number from 1, or leave the field empty.`,
    wrong_loss: (/** @type {string} */ given) => `The loss is ${given}; give a number from 0, or leave the field empty.`,
    hints: {
      target_range: (/** @type {string} */ target, /** @type {string} */ name, /** @type {string} */ activation, /** @type {string} */ low, /** @type {string} */ high) =>
        `A target of ${name} is ${target}, but ${activation} only gives numbers from ${low} to ${high}. Scale the targets in the panel Data, or give ${name} the activation identity.`,
      target_below: (/** @type {string} */ target, /** @type {string} */ name, /** @type {string} */ activation, /** @type {string} */ low) =>
        `A target of ${name} is ${target}, but ${activation} gives no numbers below ${low}. Scale the targets in the panel Data, or give ${name} the activation identity.`,
      one_line: (/** @type {string} */ low, /** @type {string} */ high) =>
        `No straight line separates the rows with target ${low} from those with ${high}, and this network has no hidden neuron: it can only separate by one line. Add hidden neurons.`,
      one_line_linear: (/** @type {string} */ low, /** @type {string} */ high) =>
        `No straight line separates the rows with target ${low} from those with ${high}. All hidden neurons have the activation identity, so the network can only separate by one line. Give them another activation, such as tanh.`,
      dead: (/** @type {string} */ name, /** @type {string} */ rows) =>
        `${name} gives 0 for all rows (${rows}). Where relu gives 0, its slope is 0, so its weights do not learn. Give it a larger bias, or new weights.`,
      flat_neuron: (/** @type {string} */ name, /** @type {string} */ activation, /** @type {string} */ slope, /** @type {string} */ rows) =>
        `${name} hardly learns: the slope of its ${activation} is at most ${slope} for all rows (${rows}), because its sums are far from 0. Smaller weights or scaled inputs help.`,
      equal: (/** @type {string} */ a, /** @type {string} */ b) =>
        `${a} and ${b} have the same weights, so they get the same updates and stay equal. Draw new random weights.`,
      rising: (/** @type {string} */ before, /** @type {string} */ now, /** @type {string} */ epochs) =>
        `The loss rose from ${before} to ${now} in the last ${epochs} epochs. Try a smaller learning rate.`,
      flat: (/** @type {string} */ before, /** @type {string} */ now, /** @type {string} */ epochs) =>
        `The loss hardly changed in the last ${epochs} epochs: ${before}, now ${now}. Try another learning rate, new random weights, or more hidden neurons.`,
    },
  },
  data: {},
  answers: {},
  files: {
    opened: (/** @type {string} */ name) => `Opened ${name}`,
    saved: (/** @type {string} */ name) => `Saved as ${name}.`,
    framed: (/** @type {string} */ name) => `The page around this one may not let it save files. If ${name} did not arrive, copy this text.`,
    no_trace: "There are no numbers to save: the network cannot be computed.",
    link_title: "Link to this page",
    link_copied: "The link is copied. It holds the network, the sample and the data.",
    link_copy: "The link holds the network, the sample and the data. Copy it from here.",
    link_long: (/** @type {number} */ length) =>
      `The link has ${length.toLocaleString("en")} characters, and some programs cut such long ones. Save the page as a file to be sure.`,
    copy: "Copy",
    copied: "Copied",
    copy_by_key: "Copy with Ctrl C",
    two_networks: (/** @type {string} */ a, /** @type {string} */ b) => `Both ${a} and ${b} have a network. Open one of them.`,
    two_tables: (/** @type {string} */ a, /** @type {string} */ b) => `Both ${a} and ${b} are tables of data. Open one of them.`,
    too_large: (/** @type {string} */ name, /** @type {number} */ most) => `${name} is too large: this page opens files of up to ${most} MB.`,
    no_text: (/** @type {string} */ name) => `${name} is not a text file. Open a model file (.json), a table (.csv) or a saved page (.html).`,
    empty: (/** @type {string} */ name) => `${name} is empty.`,
    no_page: (/** @type {string} */ name) => `${name} is a web page, but not one of the explorer. Open a page that was saved here or by Python.`,
  },
  document: {
    unknown_key: (/** @type {string} */ place, /** @type {string} */ key, /** @type {string} */ known) =>
      `${place} has the key ${key}, which is not known; it may have ${known}.`,
    missing: (/** @type {string} */ place) => `${place} is missing; add it.`,
    not_an_object: (/** @type {string} */ place, /** @type {string} */ given) => `${place} is ${given}; expected an object {…}.`,
    not_a_list: (/** @type {string} */ place, /** @type {string} */ given) => `${place} is ${given}; expected a list […].`,
    not_a_text: (/** @type {string} */ place, /** @type {string} */ given) => `${place} is ${given}; expected a text.`,
    empty_text: (/** @type {string} */ place) => `${place} is empty; give a text.`,
    half_character: (/** @type {string} */ place) => `${place} has half a character in it; write the text again.`,
    not_a_number: (/** @type {string} */ place, /** @type {string} */ given) => `${place} is ${given}; expected a finite number.`,
    not_whole: (/** @type {string} */ place, /** @type {string} */ given, /** @type {number} */ least, /** @type {number} */ most) =>
      `${place} is ${given}; expected a whole number from ${least} to ${most}.`,
    not_a_flag: (/** @type {string} */ place, /** @type {string} */ given) => `${place} is ${given}; expected true or false.`,
    not_allowed: (/** @type {string} */ place, /** @type {string} */ given, /** @type {string} */ allowed) =>
      `${place} is ${given}; give one of these: ${allowed}.`,
    too_many: (/** @type {string} */ place, /** @type {number} */ count, /** @type {number} */ most) =>
      `${place} has ${count} entries; this page takes at most ${most}.`,
    too_many_edges: (/** @type {string} */ place, /** @type {number} */ count, /** @type {number} */ most) =>
      `${place} has ${count} edges; this page takes at most ${most}.`,
    wrong_length: (/** @type {string} */ place, /** @type {number} */ count, /** @type {number} */ expected) =>
      `${place} has ${count === 1 ? "1 entry" : `${count} entries`}; expected ${expected}.`,
    empty_list: (/** @type {string} */ place) => `${place} is empty; name at least one.`,
    twice: (/** @type {string} */ place, /** @type {string} */ name) => `${place} has ${name} twice; keep one of them.`,
    no_neuron: (/** @type {string} */ place, /** @type {string} */ name) => `${place}: there is no neuron ${name}; use the name of one.`,
    input_is_output: (/** @type {string} */ place, /** @type {string} */ name) =>
      `${place}: ${name} is an input, which cannot be an output; name a computed neuron.`,
    circle: (/** @type {string} */ place, /** @type {string} */ name) =>
      `${place} leads in a circle to ${name}; a network must lead from its inputs to its outputs, so remove an edge.`,
    unknown_activation: (/** @type {string} */ place, /** @type {string} */ name) =>
      `${place} is ${name}, which this page does not know; give a built-in one, such as "sigmoid".`,
    wrong_scaling: (/** @type {string} */ place) =>
      `${place} cannot scale: the low end must be below the high end, and no deviation may be negative.`,
    few_labels: (/** @type {string} */ place, /** @type {string} */ name) => `${place}: ${name} has less than 2 labels; give at least 2.`,
    wrong_fill: (/** @type {string} */ place, /** @type {string} */ name) =>
      `${place}: ${name} needs a number, or one of its labels if it has labels.`,
    no_column: (/** @type {string} */ place, /** @type {string} */ name) => `${place} needs an input for the column ${name}, but there is none; correct one of the two.`,
    wrong_width: (/** @type {string} */ place, /** @type {number} */ width, /** @type {number} */ expected) =>
      `${place} stands for ${width} neurons, but the network has ${expected} of them; give as many.`,
    not_positive: (/** @type {string} */ place, /** @type {number} */ given) => `${place} is ${given}; give a number above 0.`,
    not_a_share: (/** @type {string} */ place, /** @type {number} */ given) => `${place} is ${given}; give a number from 0 to below 1.`,
    negative: (/** @type {string} */ place, /** @type {number} */ given) => `${place} is ${given}; give 0 or more.`,
    needs_momentum: (/** @type {string} */ place) => `${place} uses nesterov without a momentum; give a momentum above 0, such as 0.9.`,
    no_json: (/** @type {number} */ line) => `The file is no JSON from line ${line} on; it is cut off or damaged, so save it again.`,
    too_deep: "The file has lists in lists too deeply; that is no file of a network.",
    no_model_file: "This is no model file: it has no format. Choose a file that neurosim saved.",
    other_format: (/** @type {string} */ format) => `This is no model file: its format is ${format}. Choose a file that neurosim saved.`,
    newer_version: (/** @type {number} */ version, /** @type {number} */ newest) =>
      `The file has version ${version}, and this page reads up to ${newest}; make the page again with a newer neurosim.`,
    number_missing: "There is no number; give one, such as 0.5, 0,5 or 1/2.",
    no_number: (/** @type {string} */ given) => `${given} is no number; give one, such as 0.5, 0,5 or 1/2.`,
    too_large: (/** @type {string} */ given) => `${given} is too large for a computer's number; give a smaller one.`,
    divides_by_zero: (/** @type {string} */ given) => `${given} divides by 0; give a number.`,
    other_version: (/** @type {string} */ key) => `This link begins with ${key}, which another version of the page made; this page reads n1. Ask for a new link.`,
    damaged_link: "This link is damaged or cut off, so the page starts as if it had none; copy the whole link.",
    long_link: (/** @type {number} */ size, /** @type {number} */ most) =>
      `The link holds ${size} characters; a page takes at most ${most}. Save the page or the model as a file.`,
    no_compression: "This browser is too old for links that hold a network; update it, or save the page as a file.",
    wrong_step: (/** @type {string} */ given) => `step is ${given}; give a whole number from 0, such as step=3.`,
  },
  arithmetic: {
    no_inputs: "The network has no inputs. Add an input.",
    no_outputs: "The network has no neurons. Add a neuron and connect it to an input.",
    circular: (/** @type {string} */ name) =>
      `The connections of ${name} form a circle, so nothing can be computed first. Remove one of them.`,
    lonely: (/** @type {string} */ name) =>
      `The neuron ${name} has no inputs. Connect it to an input or another neuron, or remove it.`,
    unknown_activation: (/** @type {string} */ name, /** @type {string} */ activation) =>
      `The neuron ${name} has the activation ${activation}, which this page does not know. Choose another one.`,
    unknown_loss: (/** @type {string} */ loss) =>
      `The network has the loss ${loss}, which this page does not know. Choose another one.`,
    wrong_inputs: (/** @type {number} */ given, /** @type {number} */ n) =>
      `The sample has ${counted(given, "input value")}, but the network has ${counted(n, "input")}. Give one value for each input.`,
    wrong_targets: (/** @type {number} */ given, /** @type {number} */ n) =>
      `The sample has ${counted(given, "target")}, but the network has ${counted(n, "output")}. Give one target for each output.`,
    inputs_not_finite: (/** @type {number} */ place) => `The input x[${place}] is not a finite number. Give it a number.`,
    targets_not_finite: (/** @type {number} */ place) => `The target z[${place}] is not a finite number. Give it a number.`,
    wrong_scaling_of_inputs: (/** @type {number} */ columns, /** @type {number} */ n) =>
      `The scaling of the inputs is for ${counted(columns, "column")}, but the network has ${counted(n, "input")}. Remove the scaling, or undo the last edit.`,
    wrong_scaling_of_targets: (/** @type {number} */ columns, /** @type {number} */ n) =>
      `The scaling of the targets is for ${counted(columns, "column")}, but the network has ${counted(n, "output")}. Remove the scaling, or undo the last edit.`,
    target_no_probability: (/** @type {string} */ name, /** @type {number} */ target, /** @type {string} */ loss) =>
      `The loss ${loss} takes targets from 0 to 1; the target of ${name} is ${target}. Give such a target, or choose another loss.`,
    no_probability: (/** @type {number} */ output) =>
      `binary_cross_entropy takes outputs from 0 to 1; an output is ${Number(output.toPrecision(6))}. Give the output neurons the activation sigmoid.`,
    scaling_not_finite: (/** @type {string} */ symbol) =>
      `The scaling of ${symbol} gives no finite number. The value is too large; give a smaller one.`,
    summation_not_finite: (/** @type {string} */ name) =>
      `The summation of ${name} is not a finite number. Its weights or inputs are too large; make them smaller.`,
    output_not_finite: (/** @type {string} */ name, /** @type {string} */ activation, /** @type {number} */ s) =>
      `The activation ${activation} of ${name} gives no finite number for the summation ${Number(s.toPrecision(6))}. Change its weights, or choose another activation.`,
    slope_not_finite: (/** @type {string} */ name, /** @type {string} */ activation, /** @type {number} */ s) =>
      `The slope of the activation ${activation} of ${name} is not a finite number for the summation ${Number(s.toPrecision(6))}. Change its weights, or choose another activation.`,
    loss_not_finite: "The loss is not a finite number. Outputs and targets are too far apart; make the weights or the targets smaller.",
    delta_not_finite: (/** @type {string} */ name) =>
      `The error signal of ${name} is not a finite number. The weights or targets are too large; make them smaller.`,
    step_not_finite: (/** @type {string} */ symbol) =>
      `The update makes ${symbol} infinite, or no number. Choose a smaller learning rate.`,
    kept_not_finite: (/** @type {string} */ symbol) =>
      `What the optimizer keeps of ${symbol} is not a finite number, because its gradient is too large. Make the weights or targets smaller.`,
    diverged: (/** @type {number} */ epoch, /** @type {number} */ sample, /** @type {string} */ symbol) =>
      `Training diverged in epoch ${epoch} at sample ${sample}: ${symbol} is not a finite number. The parameters of the last complete epoch are kept. Choose a smaller learning rate.`,
    no_rows: "There are no samples to train on. Add at least one row of data.",
    wrong_row: (/** @type {number} */ row, /** @type {number} */ given, /** @type {number} */ n) =>
      `Row ${row} of the data has ${counted(given, "number")}; the inputs and outputs of the network need ${n}. Change the row, or the network.`,
    row_not_finite: (/** @type {number} */ row) => `Row ${row} of the data has a value that is not a finite number. Give it a number.`,
    row_no_probability: (/** @type {number} */ row, /** @type {number} */ target, /** @type {string} */ loss) =>
      `The loss ${loss} takes targets from 0 to 1; row ${row} of the data has the target ${target}. Change the row, or choose another loss.`,
  },
  mathematics: {},
};
