"""What a sketch for a board has besides the network: access to flash memory, setup and loop."""

from __future__ import annotations

from neurosim.interop.exports.programs.code_program import CodeProgram
from neurosim.interop.exports.programs.code_writer import CodeWriter

_READERS = (
    ("float", "float"),
    ("byte", "unsigned char"),
    ("word", "unsigned short"),
    ("dword", "long"),
)


def write_flash_access(writer: CodeWriter) -> None:
    """Write how tables in flash memory are read; boards without it read them as they are."""
    writer.blank()
    writer.line("#if defined(__AVR__)")
    writer.line("#include <avr/pgmspace.h>")
    writer.line("#endif")
    writer.line("#ifndef PROGMEM")
    writer.line("#define PROGMEM")
    writer.line("#endif")
    for name, kind in _READERS:
        writer.line(f"#ifndef pgm_read_{name}")
        writer.line(f"#define pgm_read_{name}(place) (*(const {kind} *)(place))")
        writer.line("#endif")


def write_sketch(program: CodeProgram) -> None:
    """Write ``setup`` and ``loop``, which print the outputs for an example every second."""
    writer, net = program.writer, program.plan.net
    limits = net.input_scaling.usual_limits if net.input_scaling else []
    example = [(low + high) / 2 for low, high in limits] or [0.0] * program.plan.n_inputs
    writer.blank()
    with writer.block("void setup()"):
        writer.statement("Serial.begin(9600)")
    writer.blank()
    with writer.block("void loop()"):
        writer.comment("put the values of your sensors here")
        numbers = ", ".join(map(writer.number, example))
        writer.statement(f"{writer.real} inputs[{len(example)}] = {{{numbers}}}")
        writer.statement(f"{writer.real} outputs[{len(net.outputs)}]")
        writer.statement("predict(inputs, outputs)")
        with writer.loop("i", 0, len(net.outputs)):
            writer.statement("Serial.println(outputs[i], 6)")
        writer.statement("delay(1000)")
