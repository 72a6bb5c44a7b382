"""The worked sections of a derivation, from the numbers of a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from neurosim.errors import InputError
from neurosim.explaining.section_errors import (
    error_signal,
    hidden_errors,
    output_errors,
)
from neurosim.explaining.section_forward import forward, output, summation
from neurosim.explaining.section_initialization import initialization
from neurosim.explaining.section_loss import (
    class_probabilities,
    loss,
    loss_value,
    probability,
)
from neurosim.explaining.section_names import names
from neurosim.explaining.section_normalization import normalization, normalized_value
from neurosim.explaining.section_update import update
from neurosim.explaining.working import Working
from neurosim.mathematics.symbols import Symbol
from neurosim.writing.document import Block, Diagram, Equation, Paragraph, Section


def _output(working: Working, symbol: Symbol) -> Equation | None:
    return (normalized_value if symbol.kind == "input" else output)(working, symbol)


RULES: Mapping[str, Callable[[Working, Symbol], Equation | None]] = {
    "output": _output,
    "target": normalized_value,
    "summation": summation,
    "probability": probability,
    "loss": loss_value,
    "delta": error_signal,
}
"""How each quantity is worked out."""


def worked_sections(working: Working) -> list[Section]:
    """Return the sections that are asked for.

    Raises
    ------
    InputError
        If the trace has nothing of what was asked for.
    """
    trace = working.trace
    hidden = "hidden layer" if len(trace.net.layers) == 3 else "hidden layers"
    last = "Gradients" if trace.optimizer is None else "New weights and biases"
    titled: list[tuple[str, str, Callable[[Working], Iterator[Block]]]] = [
        ("", "Names", names),
        ("1", "Initialization", initialization),
        ("2", "Normalization", normalization),
        ("3", "Forward pass", forward),
    ]
    if trace.loss is not None:
        titled += [
            ("4", "Loss", loss),
            ("5.1", "Error signal of the output layer", output_errors),
            ("5.2", f"Error signal of the {hidden}", hidden_errors),
            ("5.3", last, update),
        ]
    elif trace.has_probabilities:
        titled.append(("4", "Class probabilities", class_probabilities))
    if len(trace.net.layers) == 2:
        titled = [item for item in titled if item[0] != "5.2"]
    selection = working.selection
    if not trace.has_columns:
        del titled[0]
    sections = [
        Section(number, title, partial(make, working))
        for number, title, make in titled
        if selection.has(number) or not number
    ]
    if selection.items:
        sections = [section for section in sections if _has_content(section)]
    if not any(section.number for section in sections):
        raise nothing_of(selection.items)
    return sections


def nothing_of(asked: Iterable[str]) -> InputError:
    """Return the error for a trace that does not have what was asked for."""
    return InputError(
        f"the trace has no numbers for {', '.join(asked)}; give it a target for loss and error "
        "signals, and a learning rate for new weights and biases"
    )


def _has_content(section: Section) -> bool:
    return any(not isinstance(block, Paragraph | Diagram) for block in section.blocks)
