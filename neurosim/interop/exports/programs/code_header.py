"""The comment at the head of a program: what the network is, and how the program is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurosim.errors import counted
from neurosim.interop.exports.programs.code_classes import class_head
from neurosim.interop.exports.programs.code_names import quoted_name
from neurosim.interop.exports.programs.code_program import CodeProgram
from neurosim.model.columns import class_column
from neurosim.model.losses import get_loss
from neurosim.model.network import Network
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import StandardScaling

MOST_LINES = 24
"""The most lines about inputs or outputs."""


def write_header(program: CodeProgram) -> None:
    """Write the comment at the head."""
    writer = program.writer
    for line in _lines(program):
        writer.comment(line)
    if writer.on_board:
        writer.blank()
        writer.line("#include <Arduino.h>")
        writer.line("#include <math.h>")
    elif writer.is_c:
        writer.blank()
        writer.line("#include <math.h>")
    elif writer.is_python:
        writer.blank()
        writer.line("import math")


def _lines(program: CodeProgram) -> Iterator[str]:
    net, plan = program.plan.net, program.plan
    hidden = f", {counted(len(net.hidden), 'hidden neuron')}" if net.hidden else ""
    yield f"A neural network as a program in {program.writer.language.title}, written by neurosim."
    yield ""
    yield f"Network {quoted_name(net.name)}:" if net.name else "Network:"
    yield (
        f"  {counted(plan.n_inputs, 'input')}{hidden}, {counted(len(net.outputs), 'output')}, "
        f"{plan.n_parameters} weights and biases"
    )
    yield ""
    columns = net.input_columns or [neuron.name for neuron in net.inputs]
    yield "Inputs, in raw units:"
    yield from _shortened(
        [
            f"  inputs[{k}]: {quoted_name(name)}{_scaled_text(net.input_scaling, k)}"
            for k, name in enumerate(columns)
        ]
    )
    yield "Outputs, in raw units:"
    yield from _shortened(
        [
            f"  outputs[{k}]: {quoted_name(name)}{_scaled_text(net.target_scaling, k)}"
            for k, name in enumerate(_output_names(net))
        ]
    )
    yield from _preparation_lines(net)
    yield ""
    yield from _use_lines(program)
    yield from _memory_lines(program)


def _output_names(net: Network) -> Sequence[str]:
    if net.target_columns is not None:
        return [name for column in net.target_columns for name in column.output_names]
    return [neuron.name for neuron in net.outputs]


def _scaled_text(scaling: Scaling | None, column: int) -> str:
    if isinstance(scaling, StandardScaling):
        return (
            f", scaled by the mean {scaling.mean[column]:g} and the deviation "
            f"{scaling.deviation[column]:g}"
        )
    if isinstance(scaling, MinMaxScaling):
        low, high = scaling.feature_range
        least, most = scaling.minimum[column], scaling.maximum[column]
        return f", scaled from [{least:g}, {most:g}] to [{low:g}, {high:g}]"
    return ""


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= MOST_LINES:
        return lines
    left = len(lines) - MOST_LINES + 1
    return [*lines[: MOST_LINES - 2], f"  ... ({left} more)", lines[-1]]


def _preparation_lines(net: Network) -> Iterator[str]:
    lines = []
    for column, labels in net.preparation.categories.items():
        shown = quoted_name(column)
        lines.append(
            f"  {shown} is text: the input {shown}=LABEL is 1 for its label, otherwise 0; "
            f"labels: {', '.join(map(quoted_name, labels))}"
        )
    for column, value in net.preparation.fill.items():
        known = quoted_name(value) if isinstance(value, str) else f"{value:g}"
        lines.append(f"  {quoted_name(column)}: give {known} where the value is missing")
    if lines:
        yield "To prepare before:"
        yield from _shortened(lines)


def _use_lines(program: CodeProgram) -> Iterator[str]:
    net, writer = program.plan.net, program.writer
    has_classes = class_column(net.target_columns) is not None
    yield "Functions:"
    if writer.is_c:
        heads = [writer.head_line(program.predict)]
        heads += [writer.head_line(program.probabilities)] if program.n_probabilities else []
        heads += [class_head(program)] if has_classes else []
        if program.gradient:
            heads += [writer.head_line(program.backward), writer.head_line(program.step)]
        yield from (f"  {head};" for head in heads)
    else:
        yield "  predict(inputs): the outputs"
        if program.n_probabilities:
            yield "  predict_probabilities(inputs): a probability for each class"
        if has_classes:
            yield "  predict_class(inputs): the label of the class"
        if program.gradient:
            yield "  loss_and_gradients(inputs, targets): the loss, and its derivatives in a list"
            yield "  train_step(inputs, targets, learning_rate): one step of gradient descent"
    if program.gradient:
        scaled = " of the scaled targets" if program.target_scaling is not None else ""
        yield f"The loss is {get_loss(net.loss).name}{scaled}."
    yield (
        f"Numbers have {'64' if writer.dtype == 'float64' else '32'} bits. The steps are those of "
        "neurosim, in the same order."
    )
    if writer.is_c and not writer.on_board:
        yield "Compile with: cc -std=c99 -O2 -ffp-contract=off FILE.c -lm"


def _memory_lines(program: CodeProgram) -> Iterator[str]:
    writer, plan = program.writer, program.plan
    if not writer.on_board:
        return
    size = 4 * plan.n_parameters
    if program.gradient:
        ram = size + 4 * plan.n_parameters + 4 * 4 * plan.n_values
        yield f"Memory: about {ram} bytes of RAM, of which {size} hold the parameters."
    elif plan.is_written_out:
        yield f"Memory: the {plan.n_parameters} numbers stand in the code: {size} bytes of flash."
    else:
        yield (
            f"Memory: {writer.flash_bytes} bytes of flash for tables, about {4 * plan.n_values} "
            "bytes of RAM."
        )
