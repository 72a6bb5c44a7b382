"""Functions that choose among the activations of a network by their number."""

from __future__ import annotations

from collections.abc import Sequence

from neurosim.interop.exports.programs.code_functions import ONE
from neurosim.interop.exports.programs.code_program import CodeProgram
from neurosim.model.activations import Activation


def write_switches(program: CodeProgram, kinds: Sequence[Activation]) -> None:
    """Write ``activate`` and, with gradients, ``activation_slope``.

    Parameters
    ----------
    program : CodeProgram
        The program.
    kinds : sequence of Activation
        The activations; their places are the numbers.
    """
    values = [program.activations[kind].value("s") for kind in kinds]
    _write_switch(program, "activate", ["s"], values, "Return the activation of a kind.")
    if program.gradient:
        slopes = [program.activations[kind].slope("s", "a") for kind in kinds]
        codes = [program.writer.number(1.0) if code == ONE else code for code in slopes]
        about = "Return the slope of a kind at a summation s with the output a."
        _write_switch(program, "activation_slope", ["s", "a"], codes, about)


def _write_switch(
    program: CodeProgram, name: str, letters: Sequence[str], codes: Sequence[str], about: str
) -> None:
    writer = program.writer
    family = writer.language.family
    given = ", ".join(
        ["int kind", *(f"{writer.real} {letter}" for letter in letters)]
        if writer.is_c
        else ["kind", *letters]
    )
    head = {"python": "def", "javascript": "function"}.get(family, f"static {writer.real}")
    writer.blank(2 if writer.is_python else 1)
    if not writer.is_python:
        writer.comment(about)
    with writer.block(f"{head} {name}({given})"):
        if writer.is_python:
            writer.line(f'"""{about}"""')
        elif writer.is_c and len(letters) > 1:
            # which of them the slopes take depends on the activations
            for letter in letters:
                writer.statement(f"(void){letter}")
        equal = "===" if family == "javascript" else "=="
        for place, code in enumerate(codes[:-1]):
            with writer.when(f"kind {equal} {place}"):
                writer.statement(f"return {code}")
        writer.statement(f"return {codes[-1]}")
