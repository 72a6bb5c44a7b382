"""Classes in a program: probabilities, and the label of the most probable class."""

from __future__ import annotations

from neurosim.interop.exports.programs.code_names import c_text, script_text
from neurosim.interop.exports.programs.code_program import CodeProgram
from neurosim.interop.exports.programs.code_writer import CodeWriter
from neurosim.model.columns import TargetColumn, class_column
from neurosim.model.losses import get_loss


def write_classes(program: CodeProgram) -> None:
    """Write the functions for probabilities and classes, if the network has any."""
    if not program.n_probabilities:
        return
    net = program.plan.net
    column = class_column(net.target_columns)
    if get_loss(net.loss).softmax and not (column and column.one_output):
        _write_softmax(program)
    else:
        _write_shares(program, column)
    if column is not None:
        _write_labels(program.writer, column)
        _write_predict_class(program, column)


def _write_softmax(program: CodeProgram) -> None:
    writer, n = program.writer, len(program.plan.net.outputs)
    with writer.function(
        program.probabilities, "Return the probability of each output: the softmax of all."
    ):
        writer.call(program.predict)
        writer.start("highest", "outputs[0]")
        with writer.loop("i", 1, n):
            writer.statement(f"highest = {writer.function_name('max')}(highest, outputs[i])")
        writer.start("total", writer.number(0.0))
        with writer.loop("i", 0, n):
            power = f"{writer.function_name('exp')}(outputs[i] - highest)"
            writer.statement(f"probabilities[i] = {power}")
            writer.statement("total += probabilities[i]")
        with writer.loop("i", 0, n):
            writer.statement("probabilities[i] /= total")


def _write_shares(program: CodeProgram, column: TargetColumn | None) -> None:
    writer, n = program.writer, len(program.plan.net.outputs)
    if column is not None and column.one_output:
        with writer.function(program.probabilities, "Return the probabilities of the two classes."):
            writer.call(program.predict)
            writer.statement(f"probabilities[0] = {writer.number(1.0)} - outputs[0]")
            writer.statement("probabilities[1] = outputs[0]")
        return
    with writer.function(
        program.probabilities, "Return one number for each class: the outputs themselves."
    ):
        writer.call(program.predict)
        with writer.loop("i", 0, n):
            writer.statement("probabilities[i] = outputs[i]")


def _write_labels(writer: CodeWriter, column: TargetColumn) -> None:
    quoted = c_text if writer.is_c else script_text
    labels = [quoted(label) for label in column.classes]
    writer.blank(2 if writer.is_python else 1)
    head, end = {
        "python": ("CLASSES = [", "]"),
        "javascript": ("export const CLASSES = [", "];"),
    }.get(writer.language.family, (f"static const char *const CLASSES[{len(labels)}] = {{", "};"))
    writer.line(head)
    for label in labels:
        writer.line(f"    {label},")
    writer.line(end)


def class_head(program: CodeProgram) -> str:
    """Return the head of the function that gives the label of a class."""
    writer = program.writer
    heads = {
        "python": "def predict_class(inputs)",
        "javascript": "export function predict_class(inputs)",
    }
    in_c = f"const char *predict_class(const {writer.real} inputs[{program.plan.n_inputs}])"
    return heads.get(writer.language.family, in_c)


def _write_predict_class(program: CodeProgram, column: TargetColumn) -> None:
    writer, plan = program.writer, program.plan
    about = "Return the label of the class of one sample: that of the largest output."
    if column.one_output:
        about = (
            "Return the label of the class of one sample: the second if the output is above 0.5."
        )
    writer.blank(2 if writer.is_python else 1)
    head = class_head(program)
    if not writer.is_python:
        writer.comment(about)
    with writer.block(head):
        if writer.is_python:
            writer.line(f'"""{about}"""')
        writer.call(program.predict)
        if column.one_output:
            condition = f"outputs[0] > {writer.number(0.5)}"
            writer.statement(f"return CLASSES[{writer.choice(condition, '1', '0')}]")
            return
        writer.start("best", "0", whole=True)
        with writer.loop("i", 1, len(plan.net.outputs)), writer.when("outputs[i] > outputs[best]"):
            writer.statement("best = i")
        writer.statement("return CLASSES[best]")
