"""A small network as a program: each neuron is a line with its own numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from neurosim.interop.exports.programs.code_functions import ONE
from neurosim.interop.exports.programs.code_loss import total_of, write_softmax_loss
from neurosim.interop.exports.programs.code_names import CodeNames, quoted_name
from neurosim.interop.exports.programs.code_program import (
    ABOUT_GRADIENTS,
    ABOUT_PREDICT,
    PARAMETERS,
    CodeProgram,
)
from neurosim.interop.exports.programs.code_scaling import scaled, unscaled
from neurosim.model.neuron import Neuron


class WrittenOut:
    """Writes the functions of a small network.

    Parameters
    ----------
    program : CodeProgram
        The program.
    names : CodeNames
        Gives out the names of variables.
    """

    def __init__(self, program: CodeProgram, names: CodeNames) -> None:
        self._program = program
        self._writer = program.writer
        self._plan = program.plan
        net = program.plan.net
        columns = net.input_columns or [neuron.name for neuron in net.inputs]
        self._value = {
            neuron: names.new(column, "x")
            for neuron, column in zip(net.inputs, columns, strict=True)
        }
        self._value |= {neuron: names.new(neuron.name, "n") for neuron in self._plan.neurons}
        self._summation = {n: names.new(f"s {self._value[n]}") for n in self._plan.neurons}
        self._error = {n: names.new(f"d {self._value[n]}") for n in self._plan.neurons}
        self._needed = self._reaching_outputs()
        starts, place = [], 0
        for row in self._plan.rows:
            starts.append(place)
            place += len(row)
        self._start = dict(zip(self._plan.neurons, starts, strict=True))

    def write_predict(self) -> None:
        """Write the function that gives the outputs."""
        writer, net = self._writer, self._plan.net
        with writer.function(self._program.predict, ABOUT_PREDICT, make_outputs=False):
            begin = len(writer.lines)
            self._write_forward(with_summations=False)
            if net.target_scaling is not None:
                writer.comment("back to raw units")
            writer.give(
                "outputs",
                [
                    unscaled(writer, net.target_scaling, k, self._value[neuron])
                    for k, neuron in enumerate(net.outputs)
                ],
            )
            self._note_unused(begin)

    def write_gradients(self) -> None:
        """Write the function that gives the loss and the gradients."""
        writer = self._writer
        with writer.function(self._program.backward, *ABOUT_GRADIENTS):
            begin = len(writer.lines)
            self._write_forward(with_summations=True)
            slopes, joined = self._write_loss()
            writer.comment("error signals: the derivative of the loss by each summation")
            for neuron in reversed(self._plan.neurons):
                if neuron in self._needed:
                    self._write_error(neuron, slopes.get(neuron), joined.get(neuron))
            writer.comment("gradients")
            for neuron in self._plan.neurons:
                self._write_neuron_gradients(neuron)
            self._note_unused(begin)

    def _write_forward(self, *, with_summations: bool) -> None:
        writer, net = self._writer, self._plan.net
        if net.input_scaling is not None and any(n in self._needed for n in net.inputs):
            writer.comment("from raw units to those of the network")
        scaled_inputs = {
            neuron: scaled(writer, net.input_scaling, k, f"inputs[{k}]")
            for k, neuron in enumerate(net.inputs)
            if neuron in self._needed
        }
        self._note_use("inputs", scaled_inputs.values())
        for neuron, code in scaled_inputs.items():
            writer.let(self._value[neuron], code)
        if net.input_scaling is not None:
            writer.comment("the neurons")
        for neuron in self._plan.neurons:
            if neuron not in self._needed:
                continue
            summation = self._sum(neuron)
            activation = self._program.activations[neuron.activation]
            if with_summations:
                writer.let(self._summation[neuron], summation)
                summation = self._summation[neuron]
            writer.let(self._value[neuron], activation.value(summation))

    def _sum(self, neuron: Neuron) -> str:
        sources = self._sources(neuron)
        writer = self._writer
        if self._program.gradient:
            start = self._start[neuron]
            terms = [f"{PARAMETERS}[{start + k}] * {source}" for k, source in enumerate(sources)]
            return " + ".join([*terms, f"{PARAMETERS}[{start + len(sources)}]"])
        *weights, bias = self._plan.rows[self._plan.neurons.index(neuron)]
        code = ""
        for weight, source in zip(weights, sources, strict=True):
            if not code:
                code = f"{writer.number(weight)} * {source}"
            else:
                sign = "-" if weight < 0 else "+"
                code += f" {sign} {writer.number(abs(weight))} * {source}"
        if not code:
            return writer.number(bias)
        if bias == 0:
            return code
        return f"{code} {'-' if bias < 0 else '+'} {writer.number(abs(bias))}"

    def _write_loss(self) -> tuple[dict[Neuron, str], dict[Neuron, str]]:
        """Write the loss; return the derivative by each output, and by its summation if joined."""
        writer, net, program = self._writer, self._plan.net, self._program
        outputs = net.outputs
        targets = [
            scaled(writer, program.target_scaling, k, f"targets[{k}]") for k in range(len(outputs))
        ]
        writer.comment("the loss")
        self._note_use("targets", targets)
        if not program.losses:
            for name in ("y", "z", "slopes"):
                writer.array(name, len(outputs))
            for k, neuron in enumerate(outputs):
                writer.statement(f"y[{k}] = {self._value[neuron]}")
                writer.statement(f"z[{k}] = {targets[k]}")
            write_softmax_loss(writer, "y", "z", "slopes", len(outputs))
            return {neuron: f"slopes[{k}]" for k, neuron in enumerate(outputs)}, {}
        names = [f"target_{k}" for k in range(len(outputs))]
        for name, target in zip(names, targets, strict=True):
            writer.let(name, target)
        terms = [
            loss.term(self._summation[neuron], self._value[neuron], name)
            for loss, neuron, name in zip(program.losses, outputs, names, strict=True)
        ]
        writer.let("loss", total_of(writer, terms))
        slopes: dict[Neuron, str] = {}
        joined: dict[Neuron, str] = {}
        for loss, neuron, name in zip(program.losses, outputs, names, strict=True):
            code = loss.slope(self._value[neuron], name)
            (joined if loss.joined else slopes)[neuron] = code
        return slopes, joined

    def _write_error(self, neuron: Neuron, slope: str | None, joined: str | None) -> None:
        plan = self._plan
        terms = [slope] if slope is not None else []
        for successor, _ in plan.net.structure.outgoing[neuron]:
            if successor in self._needed:
                place = plan.sources[plan.neurons.index(successor)].index(plan.value[neuron])
                weight = f"{PARAMETERS}[{self._start[successor] + place}]"
                terms.append(f"{weight} * {self._error[successor]}")
        code = " + ".join(terms)
        if code:
            of = self._program.activations[neuron.activation].slope(
                self._summation[neuron], self._value[neuron]
            )
            if of != ONE:
                is_one = len(terms) == 1 and " " not in code.split("(")[0]
                code = f"{_factor(of)} * {code if is_one else f'({code})'}"
        if joined is not None:
            code = f"{code} + {joined}" if code else joined
        self._writer.let(self._error[neuron], code)

    def _write_neuron_gradients(self, neuron: Neuron) -> None:
        start, error = self._start[neuron], self._error[neuron]
        sources = self._sources(neuron)
        if neuron not in self._needed:
            self._writer.comment(f"{quoted_name(neuron.name)}: no output depends on it")
            for k in range(len(sources) + 1):
                self._writer.statement(f"gradients[{start + k}] = {self._writer.number(0.0)}")
            return
        self._writer.comment(quoted_name(neuron.name))
        for k, source in enumerate(sources):
            self._writer.statement(f"gradients[{start + k}] = {error} * {source}")
        self._writer.statement(f"gradients[{start + len(sources)}] = {error}")

    def _note_use(self, array: str, codes: Iterable[str]) -> None:
        """Say that an array is not used, where all its columns are constant; C warns of it."""
        if self._writer.is_c and not any(f"{array}[" in code for code in codes):
            self._writer.statement(f"(void){array}")

    def _note_unused(self, begin: int) -> None:
        """Say which numbers are not used, as the sum of a neuron whose activation is constant."""
        if not self._writer.is_c:
            return
        code = [line for line in self._writer.lines[begin:] if not line.lstrip().startswith("//")]
        uses = Counter(re.findall(r"\w+", "\n".join(code)))
        for name in re.findall(r"const \w+ (\w+) =", "\n".join(code)):
            if uses[name] == 1:
                self._writer.statement(f"(void){name}")

    def _sources(self, neuron: Neuron) -> list[str]:
        return [self._value[source] for source, _ in self._plan.net.structure.incoming[neuron]]

    def _reaching_outputs(self) -> set[Neuron]:
        """Return the neurons that an output depends on; C warns of names that nobody uses."""
        needed = set(self._plan.net.outputs)
        incoming = self._plan.net.structure.incoming
        ahead: list[Neuron] = list(needed)
        while ahead:
            new = {source for source, _ in incoming[ahead.pop()]} - needed
            needed |= new
            ahead += new
        return needed


def _factor(code: str) -> str:
    return (
        code
        if " " not in code or (code.endswith(")") and "(" in code.split(" ", maxsplit=1)[0])
        else f"({code})"
    )


def parameter_rows(program: CodeProgram) -> Iterable[tuple[str, tuple[float, ...]]]:
    """Yield the parameters of each neuron with a comment that names it and its sources."""
    incoming = program.plan.net.structure.incoming
    for neuron, row in zip(program.plan.neurons, program.plan.rows, strict=True):
        sources = [quoted_name(source.name) for source, _ in incoming[neuron]]
        shown = sources if len(sources) <= 6 else [*sources[:3], "...", sources[-1]]
        weights = f"weights of {', '.join(shown)}; bias" if shown else "bias"
        yield f"{quoted_name(neuron.name)}: {weights}", row
