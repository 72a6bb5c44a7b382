"""A larger network as a program: loops over tables, one for each layer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from neurosim.interop.exports.programs.code_functions import ONE
from neurosim.interop.exports.programs.code_loss import write_softmax_loss
from neurosim.interop.exports.programs.code_names import quoted_name
from neurosim.interop.exports.programs.code_plan import Block
from neurosim.interop.exports.programs.code_program import (
    ABOUT_GRADIENTS,
    ABOUT_PREDICT,
    PARAMETERS,
    CodeProgram,
)
from neurosim.interop.exports.programs.code_scaling import (
    scaling_tables,
    write_scaled_loop,
    write_unscaled_loop,
)
from neurosim.interop.exports.programs.code_signature import Signature
from neurosim.interop.exports.programs.code_switch import write_switches

SOURCES, COUNTS, KINDS, OUTPUTS = "SOURCES", "SOURCE_COUNTS", "ACTIVATIONS", "OUTPUT_PLACES"
"""The names of tables: sources and their number, activations, places of outputs."""


class CodeLoops:
    """Writes the functions of a larger network.

    Parameters
    ----------
    program : CodeProgram
        The program.
    """

    def __init__(self, program: CodeProgram) -> None:
        self._program = program
        self._writer = program.writer
        self._plan = program.plan
        self._n_inputs = program.plan.n_inputs
        outputs = program.plan.outputs()
        self._first_output = outputs[0]
        self._outputs_are_run = outputs == list(range(outputs[0], outputs[0] + len(outputs)))
        self._mixed = [
            b for b in self._plan.blocks if b.source is None and self._plan.activation(b) is None
        ]
        self._kinds = list(dict.fromkeys(n.activation for n in self._plan.neurons))
        plan = program.plan
        inputs, numbers = ("inputs", plan.n_inputs), ("values", plan.n_values)
        computed = ("summations", plan.n_values)
        self._forward = Signature(
            "forward", inputs=(inputs,), outputs=(numbers, computed), public=False
        )

    def write_tables(self) -> None:
        """Write the tables: scaling, sources, activations."""
        writer, plan, net = self._writer, self._plan, self._plan.net
        tables = scaling_tables(net.input_scaling, "INPUT")
        tables |= scaling_tables(net.target_scaling, "TARGET")
        for name, numbers in tables.items():
            writer.blank()
            writer.numbers(name, [("", list(numbers))])
        if plan.own_sources:
            inside = [k for block in plan.own_sources for k in range(block.first, block.end)]
            writer.blank()
            writer.comment("how many values each neuron with a list of its own takes, and which")
            writer.whole_numbers(COUNTS, [("", [len(plan.sources[k]) for k in inside])])
            writer.whole_numbers(
                SOURCES,
                [("", list(plan.sources[k])) for k in inside if plan.sources[k]] or [("", [0])],
            )
        if self._mixed:
            writer.blank()
            inside = [k for block in self._mixed for k in range(block.first, block.end)]
            for place, activation in enumerate(self._kinds):
                writer.comment(f"{place}: {activation.name}")
            places = [self._kinds.index(plan.neurons[k].activation) for k in inside]
            writer.whole_numbers(KINDS, [("", places)])
        if not self._outputs_are_run:
            writer.blank()
            writer.comment("the value of each output")
            writer.whole_numbers(OUTPUTS, [("", plan.outputs())])

    def write_functions(self) -> None:
        """Write what the other functions call."""
        if self._mixed:
            write_switches(self._program, self._kinds)
        if self._program.gradient:
            with self._writer.function(
                self._forward, "Return the values and the summations of all neurons."
            ):
                self._write_forward(with_summations=True)

    def write_predict(self) -> None:
        """Write the function that gives the outputs."""
        writer, plan, net = self._writer, self._plan, self._plan.net
        with writer.function(self._program.predict, ABOUT_PREDICT):
            if self._program.gradient:
                writer.call(self._forward)
            else:
                writer.array("values", plan.n_values)
                self._write_forward(with_summations=False)
            write_unscaled_loop(
                writer,
                net.target_scaling,
                "TARGET",
                len(net.outputs),
                lambda index: f"values[{self._output(index)}]",
                "outputs",
            )

    def write_gradients(self) -> None:
        """Write the function that gives the loss and the gradients."""
        writer, plan = self._writer, self._plan
        with writer.function(self._program.backward, *ABOUT_GRADIENTS):
            writer.call(self._forward)
            writer.comment("the derivative of the loss by each value")
            writer.array("errors", plan.n_values)
            if any(loss.joined for loss in self._program.losses):
                writer.comment("the same by summations, where loss and activation are joined")
                writer.array("joined", plan.n_values)
            self._write_loss()
            writer.comment("back from the last neuron to the first")
            writer.start("k", str(plan.n_parameters), whole=True)
            self._start_counters(at_end=True)
            for block in reversed(plan.blocks):
                self._write_block_backward(block)

    def _write_forward(self, *, with_summations: bool) -> None:
        writer, plan = self._writer, self._plan
        write_scaled_loop(
            writer, plan.net.input_scaling, "INPUT", self._n_inputs, "inputs", "values"
        )
        writer.start("k", "0", whole=True)
        self._start_counters(at_end=False)
        for block in plan.blocks:
            self._about(block)
            with writer.loop("j", *self._range(block)):
                writer.start("s", writer.number(0.0))
                weight = writer.read(PARAMETERS, "k")
                with self._each_source(block) as source:
                    writer.statement(f"s += {weight} * values[{source}]")
                    writer.step("k")
                writer.statement(f"s += {weight}")
                writer.step("k")
                if with_summations:
                    writer.statement("summations[j] = s")
                writer.statement(f"values[j] = {self._activated(block)}")
                if block in self._mixed:
                    writer.step("m")

    def _write_block_backward(self, block: Block) -> None:
        writer = self._writer
        begin, end = self._range(block)
        self._about(block)
        with writer.loop_down("j", end, begin):
            if block in self._mixed:
                writer.step("m", "-= 1")
            slope = self._slope(block)
            error = "errors[j]" if slope == ONE else f"{slope} * errors[j]"
            if any(loss.joined for loss in self._program.losses):
                error += " + joined[j]"
            writer.let("delta", error)
            if block.source is None:
                writer.step("c", "-= 1")
                count = writer.read(COUNTS, "c")
                writer.step("e", f"-= {count}")
            else:
                count = str(block.n_sources)
            writer.step("k", f"-= {count} + 1")
            with writer.loop("i", 0, count):
                source = (
                    writer.read(SOURCES, "e + i")
                    if block.source is None
                    else f"{block.source} + i"
                    if block.source
                    else "i"
                )
                writer.statement(f"gradients[k + i] = delta * values[{source}]")
                writer.statement(f"errors[{source}] += {PARAMETERS}[k + i] * delta")
            writer.statement(f"gradients[k + {count}] = delta")

    def _write_loss(self) -> None:
        writer, program, net = self._writer, self._program, self._plan.net
        n = len(net.outputs)
        if program.target_scaling is None:
            targets = "targets"
        else:
            targets = "scaled_targets"
            writer.array(targets, n)
            write_scaled_loop(writer, program.target_scaling, "TARGET", n, "targets", targets)
        if not program.losses:
            writer.array("y", n)
            writer.array("slopes", n)
            with writer.loop("i", 0, n):
                writer.statement(f"y[i] = values[{self._output('i')}]")
            write_softmax_loss(writer, "y", targets, "slopes", n)
            with writer.loop("i", 0, n):
                writer.statement(f"errors[{self._output('i')}] += slopes[i]")
            return
        writer.start("loss", writer.number(0.0))
        if len({loss.joined for loss in program.losses}) == 1:
            with writer.loop("i", 0, n):
                self._write_output_loss(0, self._output("i"), f"{targets}[i]")
            return
        for k, place in enumerate(self._plan.outputs()):
            self._write_output_loss(k, str(place), f"{targets}[{k}]")

    def _write_output_loss(self, k: int, place: str, target: str) -> None:
        loss = self._program.losses[k]
        term = loss.term(f"summations[{place}]", f"values[{place}]", target)
        self._writer.statement(f"loss += {term}")
        array = "joined" if loss.joined else "errors"
        slope = loss.slope(f"values[{place}]", target)
        self._writer.statement(f"{array}[{place}] += {slope}")

    def _activated(self, block: Block) -> str:
        activation = self._plan.activation(block)
        if block in self._mixed or activation is None:
            return f"activate({self._writer.read(KINDS, 'm')}, s)"
        return self._program.activations[activation].value("s")

    def _slope(self, block: Block) -> str:
        activation = self._plan.activation(block)
        if block in self._mixed or activation is None:
            kind = self._writer.read(KINDS, "m")
            return f"activation_slope({kind}, summations[j], values[j])"
        code = self._program.activations[activation].slope("summations[j]", "values[j]")
        return code if code == ONE or " " not in code or code.endswith(")") else f"({code})"

    @contextmanager
    def _each_source(self, block: Block) -> Iterator[str]:
        """Write a loop over the sources of the neuron j; give the code of the value's number."""
        writer = self._writer
        if block.source is not None:
            with writer.loop("i", block.source, block.source + block.n_sources):
                yield "i"
            return
        with writer.loop("i", 0, writer.read(COUNTS, "c")):
            yield writer.read(SOURCES, "e")
            writer.step("e")
        writer.step("c")

    def _start_counters(self, *, at_end: bool) -> None:
        """Write the places in the tables of sources and activations."""
        writer, plan = self._writer, self._plan
        inside = [k for block in plan.own_sources for k in range(block.first, block.end)]
        if inside:
            n_edges = sum(len(plan.sources[k]) for k in inside)  # whole numbers
            writer.start("c", str(len(inside) if at_end else 0), whole=True)
            writer.start("e", str(n_edges if at_end else 0), whole=True)
        if self._mixed:
            n_mixed = sum(block.end - block.first for block in self._mixed)
            writer.start("m", str(n_mixed if at_end else 0), whole=True)

    def _range(self, block: Block) -> tuple[int, int]:
        return self._n_inputs + block.first, self._n_inputs + block.end

    def _about(self, block: Block) -> None:
        neurons = self._plan.neurons[block.first : block.end]
        activation = self._plan.activation(block)
        kind = "each its own activation" if activation is None else activation.name
        first, last = quoted_name(neurons[0].name), quoted_name(neurons[-1].name)
        shown = first if len(neurons) == 1 else f"{first} to {last}"
        sources = (
            "sources of their own"
            if block.source is None
            else f"all of the values {block.source} to {block.source + block.n_sources - 1}"
        )
        self._writer.comment(f"{shown}: {kind}, {sources}")

    def _output(self, index: str) -> str:
        if self._outputs_are_run:
            return f"{self._first_output} + {index}" if self._first_output else index
        return self._writer.read(OUTPUTS, index)
