/**
 * The shapes that several parts of the page share. There is no code here, only types.
 *
 * A document is plain data and is never changed in place: an edit makes a new one, which shares
 * all parts that stay. Lists of pairs stand where a model file has objects, because JavaScript
 * moves keys such as "10" to the front, and the order of the inputs is the order of the sum.
 *
 * @module
 */

/**
 * @typedef {object} InputRecord
 * @property {"input"} kind
 * @property {string} name
 */

/**
 * @typedef {object} SourceRecord  an edge, seen from the neuron to which it leads
 * @property {string} name  the neuron from which it comes
 * @property {number} weight
 * @property {boolean} frozen  whether training keeps the weight
 */

/**
 * @typedef {object} ComputedRecord
 * @property {"computed"} kind
 * @property {string} name
 * @property {number} bias
 * @property {string} activation  a built-in one, such as "sigmoid" or "leaky_relu(0.2)"
 * @property {SourceRecord[]} sources  in order of connection
 * @property {boolean} frozen_bias  whether training keeps the bias
 * @property {boolean} constant  whether it computes from its bias alone
 */

/** @typedef {InputRecord | ComputedRecord} NeuronRecord */

/**
 * @typedef {object} MinMaxScaling
 * @property {number[]} minimum  of each column, in raw units
 * @property {number[]} maximum
 * @property {[number, number]} feature_range
 */

/**
 * @typedef {object} StandardScaling
 * @property {number[]} mean  of each column, in raw units
 * @property {number[]} deviation
 */

/** @typedef {MinMaxScaling | StandardScaling} Scaling */

/**
 * @typedef {object} TargetColumn
 * @property {string} name
 * @property {string[]} classes  with one output each; empty for a column of numbers
 * @property {boolean} one_output  whether two classes share one output
 */

/**
 * @typedef {object} Preparation
 * @property {[string, string[]][]} categories
 * @property {[string, number | string][]} fill
 */

/**
 * @typedef {object} Model  the content of a model file
 * @property {string} name
 * @property {NeuronRecord[]} neurons  in order of creation
 * @property {string[] | null} outputs  null: every computed neuron that leads nowhere
 * @property {string} loss
 * @property {Scaling | null} input_scaling
 * @property {Scaling | null} target_scaling
 * @property {string[] | null} input_columns
 * @property {TargetColumn[] | null} target_columns
 * @property {Preparation | null} preparation
 */

/**
 * @typedef {object} Sample  one sample, in raw units
 * @property {number[]} inputs
 * @property {number[] | null} targets  null: a forward pass alone
 */

/**
 * @typedef {object} Data  rows in raw units, as many numbers as inputs and then as outputs
 * @property {string} name  such as the name of the file
 * @property {string[]} inputs  headings
 * @property {string[]} targets
 * @property {number[][]} rows
 */

/**
 * @typedef {object} Optimizer  by Python's names and defaults
 * @property {"SGD" | "RMSprop" | "Adam" | "AdamW"} name
 * @property {number} learning_rate
 * @property {[string, number | boolean][]} options  such as ["momentum", 0.9], all of them
 */

/**
 * @typedef {object} Training
 * @property {Optimizer} optimizer
 * @property {number} batch_size
 */

/**
 * @typedef {object} Choice  a question with options
 * @property {string} prompt
 * @property {string[]} options
 * @property {number} right
 * @property {string[]} feedback  what is said of each option
 */

/**
 * @typedef {object} PlainNumber  a question whose answer is a number, but none of the sample
 * @property {string} prompt
 * @property {number} value
 * @property {number} tolerance
 * @property {number} decimals  that are asked for
 * @property {[number, string][]} wrong  wrong answers that were foreseen, each with a hint
 */

/**
 * @typedef {object} SheetVariant
 * @property {number} number
 * @property {Model} model
 * @property {Sample} sample
 * @property {string[]} given  symbols that are shown besides what the sample starts from
 * @property {string[]} ask  symbols such as "dh[0][1]" and "new wo[0][0]"
 * @property {PlainNumber[]} numbers
 * @property {Choice[]} choices
 * @property {string[]} lines  what is written before the questions, such as a solution with a mistake
 */

/**
 * @typedef {object} Task  numbers become fields
 * @property {string} title
 * @property {number} decimals  that are asked for
 * @property {SheetVariant[]} variants  empty: every number of the network at hand
 */

/**
 * @typedef {object} Document  all that undo brings back
 * @property {Model} model
 * @property {[string, number, number][]} positions  neurons that were moved: name, x, y
 * @property {Sample} sample
 * @property {Data | null} data
 * @property {Training} training
 * @property {Task | null} task
 * @property {("structure" | "weights" | "sample")[]} locks  what the reader may not change
 */

/**
 * @typedef {object} Look  what is looked at; not part of undo
 * @property {number} step  a place in the timeline
 * @property {string | null} selected  a neuron
 * @property {PanelName} panel
 * @property {"en" | "de"} language
 * @property {number} digits  decimals of rounded numbers
 * @property {boolean} decimal_comma
 * @property {"auto" | "light" | "dark"} theme
 * @property {"all" | "network" | "panel"} view  what an embedded page shows
 */

/** @typedef {"neuron" | "training" | "data" | "answers"} PanelName */

export {};
