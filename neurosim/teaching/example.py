"""Published examples: which of the printed numbers are wrong, and which mistake explains them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neurosim.checks import path as checked_path
from neurosim.display import NotebookTable, ShownInNotebooks
from neurosim.errors import FileError, InputError, brief, counted, listed
from neurosim.files import PathLike, read_text
from neurosim.interop import load
from neurosim.mathematics.evaluation import evaluate
from neurosim.mathematics.expression import Expression
from neurosim.mathematics.formula_text import read_formula
from neurosim.model.activations import ACTIVATIONS, A, Activation, S, built_in
from neurosim.model.network import Network
from neurosim.model.optimizers import OPTIMIZERS, SGD, Adam, AdamW, Optimizer, RMSprop
from neurosim.teaching.answer_report import FOLLOWS, RIGHT, AnswerReport
from neurosim.teaching.checking import check_answers
from neurosim.tracing.recording import trace

_OWN = {
    "cube": ("s**3", "3 * s**2"),
}
"""Activations that textbooks make up, with their slopes."""

_CLASSES: Mapping[str, type] = {"sgd": SGD, "rmsprop": RMSprop, "adam": Adam, "adamw": AdamW}
_NEEDED = ("inputs", "printed")
_KNOWN = frozenset(
    (
        "title", "source", "model", "layers", "weights", "biases", "activation", "activations",
        "inputs", "targets", "learning_rate", "eta", "optimizer", "loss", "printed", "id",
        "architecture", "mistake", "right", "wrong in print", "obtained",
    )
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class ExampleCheck(ShownInNotebooks):
    """The printed numbers of a published example, checked.

    Attributes
    ----------
    title, source : str
        What it is, and where it was published.
    report : AnswerReport
        The verdict on every printed number.
    """

    title: str
    source: str
    report: AnswerReport

    def __repr__(self) -> str:
        n, total = len(self.errata), len(self.report.verdicts)
        return f"ExampleCheck({self.title!r}, {n} of {counted(total, 'number')} wrong in print)"

    def __str__(self) -> str:
        return self.to_text()

    @property
    def errata(self) -> dict[str, tuple[str, float, str]]:
        """The numbers that are wrong in print: what is printed, what is right, and why."""
        return {
            name: (self.report.typed[name], self.report.right_values[name], self._why(name))
            for name, verdict in self.report.verdicts.items()
            if verdict != RIGHT
        }

    def _why(self, name: str) -> str:
        if self.report.verdicts[name] == FOLLOWS:
            return "follows from the numbers printed before it"
        found = [f.mistake.title.rstrip(".") for f in self.report.mistakes if name in f.places]
        return "; ".join(found) if found else self.report.note(name)

    def to_markdown(self) -> str:
        """Return the errata as Markdown: a table, and the mistakes."""
        lines = [f"# Errata: {_cell(self.title)}", ""]
        if self.source:
            lines += [f"Source: {_cell(self.source)}", ""]
        if self.errata:
            lines += ["| number | printed | right | why |", "|:--|--:|--:|:--|"]
            lines += [
                f"| `{name}` | {_cell(typed)} | {right:.10g} | {_cell(why)} |"
                for name, (typed, right, why) in self.errata.items()
            ]
        else:
            lines.append("Every printed number is right for its digits.")
        said = [*self.report.conventions, *self._mistakes(), *self.report.remarks]
        lines += ["", *(f"- {_cell(sentence)}" for sentence in said)] if said else []
        return "\n".join(lines) + "\n"

    def to_text(self) -> str:
        """Return the errata as plain text."""
        lines = [f"Errata: {self.title}"]
        if self.source:
            lines.append(f"Source: {self.source}")
        rows = [("number", "printed", "right", "why")]
        rows += [(n, typed, f"{r:.10g}", why) for n, (typed, r, why) in self.errata.items()]
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        if self.errata:
            lines += ["", *("  ".join(_padded(row, widths)) for row in rows)]
        else:
            lines += ["", "Every printed number is right for its digits."]
        said = [*self.report.conventions, *self._mistakes(), *self.report.remarks]
        return "\n".join([*lines, "", *said] if said else lines) + "\n"

    def to_html(self) -> str:
        """Return the whole report, with the right numbers, as one HTML page."""
        return self.report.to_html(solution=True)

    def to_json(self) -> str:
        """Return everything as JSON."""
        content = {"title": self.title, "source": self.source, **self.report.to_dict()}
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    def _mistakes(self) -> list[str]:
        return [finding.sentence for finding in self.report.mistakes]

    def _notebook_table(self) -> NotebookTable:
        rows = [[n, typed, f"{r:.10g}", why] for n, (typed, r, why) in self.errata.items()]
        return NotebookTable(repr(self), ("number", "printed", "right", "why"), rows)


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    name, typed, right, why = row
    return [name.ljust(widths[0]), typed.rjust(widths[1]), right.rjust(widths[2]), why]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|").replace("<", "&lt;")


def check_example(path: PathLike) -> ExampleCheck:
    """Check the printed numbers of a published example.

    The file is TOML (or JSON with the same keys):

    .. code-block:: toml

        title = "A worked example"
        source = "where it was published"
        inputs = ["0.05", "0.1"]
        targets = ["0.01", "0.99"]
        learning_rate = 0.5
        loss = "half_squared_error"
        activation = ["sigmoid", "sigmoid"]            # one for each layer
        weights = [[[0.15, 0.2], [0.25, 0.3]], [[0.4, 0.45], [0.5, 0.55]]]
        biases = [[0.35, 0.35], [0.6, 0.6]]            # without them: none, and none are trained
        [printed]
        "ah[0][0]" = "0.5933"
        "new wo[0][0]" = "0.3589"

    ``model = "model.json"`` takes the place of weights, biases and activations.
    ``optimizer = "adam"`` may be given, with its numbers after it: ``"adam 0.9 0.999 1e-8"``. An
    activation of the example's own has its formulas:
    ``activations = {square = {formula = "s**2", slope = "2 * s"}}``. Printed numbers are text, so
    that their digits count. Every number must be right for all the digits that are printed.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    ExampleCheck

    Raises
    ------
    FileError
        If the file cannot be read.
    InputError
        If a part is missing or wrong.
    """
    file = checked_path(path, "the example")
    content = _content(file)
    unknown = [key for key in content if key not in _KNOWN]
    if unknown and "printed" not in content:
        raise InputError(f"{file.name} has no table [printed]; write it above the printed numbers")
    if unknown:
        raise InputError(
            f"{file.name} has the unknown key {brief(unknown[0])}; the keys are "
            f"{listed(sorted(_KNOWN - {'right', 'wrong in print', 'obtained', 'mistake'}))}"
        )
    missing = [key for key in _NEEDED if not content.get(key)]
    if missing:
        raise InputError(f"{file.name} has no {missing[0]}; give {missing[0]} = ...")
    for key in ("title", "source"):
        if not isinstance(content.get(key, ""), str):
            raise InputError(f"{key} in {file.name} is {brief(content[key])}; give a text")
    inputs = _numbers(content["inputs"], "inputs", file)
    net = _network(content, file)
    targets = _numbers(content.get("targets", []), "targets", file)
    optimizer = _optimizer(content, file) if targets else None
    loss = content.get("loss") if targets else None
    sample = trace(net, inputs, targets or None, loss=loss, optimizer=optimizer)
    printed = content["printed"]
    if not isinstance(printed, Mapping):
        raise InputError(f"printed in {file.name} is a table of symbols and numbers")
    new = [n for n in printed if str(n).startswith("new ") or str(n).rstrip().endswith("+")]
    if new and optimizer is None:
        raise InputError(
            f"{file.name} prints {brief(new[0])} and has no learning_rate (with targets); give both"
        )
    report = check_answers(sample, dict(printed), strict=True)
    title = str(content.get("title") or content.get("id") or file.stem)
    return ExampleCheck(title, str(content.get("source", "")), report)


def _content(file: Path) -> dict[str, Any]:
    text = read_text(file)
    try:
        content = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileError(f"{file.name} cannot be read: {error}") from None
    if not isinstance(content, dict):
        raise FileError(f"{file.name} holds {brief(content)}; it must be a table of keys")
    return content


def _number(value: Any, what: str, file: Path) -> float:
    try:
        return float(value) if not isinstance(value, bool) else float("nan")
    except (TypeError, ValueError):
        raise InputError(f"{what} in {file.name} has {brief(value)}; give a number") from None


def _numbers(values: Any, what: str, file: Path) -> list[float]:
    if not isinstance(values, list):
        raise InputError(f"{what} in {file.name} is {brief(values)}; give a list of numbers")
    return [_number(value, what, file) for value in values]


def _network(content: Mapping[str, Any], file: Path) -> Network:
    if "model" in content:
        return load(file.parent / str(content["model"]))
    weights = content.get("weights")
    if not isinstance(weights, list) or not weights:
        raise InputError(f"{file.name} has no network; give weights = ... or model = ...")
    names = content.get("activation", "sigmoid")
    chosen = [names] * len(weights) if isinstance(names, str) else list(names)
    biases = content.get("biases")
    if len(chosen) != len(weights) or (biases is not None and len(biases) != len(weights)):
        raise InputError(
            f"{file.name} has {counted(len(weights), 'layer')} of weights, "
            f"{counted(len(chosen), 'activation')} and "
            f"{'no' if biases is None else len(biases)} rows of biases; give one for each layer"
        )
    net = Network(name=str(content.get("title") or content.get("id") or ""))
    sources = [net.add_input() for _ in content["inputs"]]
    for place, layer in enumerate(weights):
        activation = _activation(str(chosen[place]), content, file)
        last = place == len(weights) - 1
        row = biases[place] if biases is not None else [0.0] * len(layer)
        if len(row) != len(layer):
            raise InputError(
                f"layer {place} in {file.name} has {counted(len(layer), 'neuron')} and "
                f"{counted(len(row), 'bias')}; give one bias for each"
            )
        made = []
        for node, entries in enumerate(layer):
            values = _numbers(entries, f"the weights of layer {place}", file)
            if len(values) != len(sources):
                raise InputError(
                    f"neuron {node} of layer {place} in {file.name} has "
                    f"{counted(len(values), 'weight')}; it takes {counted(len(sources), 'input')}"
                )
            name = f"o[{node}]" if last else f"h[{place}][{node}]"
            bias = _number(row[node], "biases", file)
            edges = dict(zip(sources, values, strict=True))
            made.append(net.add_neuron(edges, bias=bias, activation=activation, name=name))
        sources = made
    if biases is None:
        net.freeze_biases()
    return net


def _activation(name: str, content: Mapping[str, Any], file: Path) -> str | Activation:
    if built_in(name) is not None:
        return name
    own = content.get("activations", {})
    entry = own.get(name) if isinstance(own, Mapping) else None
    if isinstance(entry, Mapping) and "formula" in entry and "slope" in entry:
        formula, slope = str(entry["formula"]), str(entry["slope"])
    elif name in _OWN:
        formula, slope = _OWN[name]
    else:
        raise InputError(
            f"{file.name} has the activation {brief(name)}; take one of {listed(ACTIVATIONS)}, or "
            f'give activations = {{{name} = {{formula = "s**2", slope = "2 * s"}}}}'
        )
    value = read_formula(formula, "s", f"the formula of {name}")
    derivative = read_formula(slope, "sa", f"the slope of {name}")
    return Activation(
        name,
        lambda s: evaluate(value, {S: s}),
        lambda s: evaluate(derivative, {S: s, A: _value(value, s)}),
        formula=formula,
        slope=slope,
    )


def _value(form: Expression, s: float) -> float:
    return evaluate(form, {S: s})


def _optimizer(content: Mapping[str, Any], file: Path) -> Optimizer | None:
    rate = content.get("learning_rate", content.get("eta"))
    given = content.get("optimizer")
    if rate is None and given is None:
        return None
    words = str(given or "sgd").replace(",", " ").split()
    name, numbers = words[0].lower(), words[1:]
    if name not in OPTIMIZERS:
        raise InputError(
            f"{file.name} has the optimizer {brief(name)}; take one of {listed(OPTIMIZERS)}"
        )
    if rate is None:
        raise InputError(f"{file.name} has an optimizer but no learning_rate; give one")
    values = [_number(word, "optimizer", file) for word in numbers]
    made: Optimizer = _CLASSES[name](_number(rate, "learning_rate", file), *values)
    return made
