"""Sections that hold for any sample, and where they stand among those of the sample."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from neurosim.checks import items, one_of
from neurosim.errors import listed
from neurosim.explaining.general_backward import (
    gradient_formulas,
    hidden_error_formulas,
    loss_formulas,
)
from neurosim.explaining.general_descent import gradient_descent_section
from neurosim.explaining.general_forward import forward_formulas
from neurosim.tracing.trace import Trace
from neurosim.writing.document import Block, Section

GENERAL_SECTIONS = ("gradient descent", "chain rule")


def with_general_sections(
    trace: Trace, sections: Sequence[Section], include: str | Iterable[str], *, stepwise: bool
) -> list[Section]:
    """Return the sections of a sample with the general sections at their places in the paper.

    Parameters
    ----------
    trace : Trace
        The sample; the formulas are those of its activations and its loss.
    sections : sequence of Section
        Those of the sample, in order.
    include : str or iterable of str
        ``"chain rule"``, ``"gradient descent"`` or ``"all"``.
    stepwise : bool
        Whether the numbers of the sample are rounded after every step.

    Raises
    ------
    UnknownNameError
        If there is no such general section.
    """
    asked = _asked(include)
    placed: list[tuple[str, Section]] = []
    if "chain rule" in asked:
        placed.append(("3", _section("The summation and the activation", forward_formulas, trace)))
    if "gradient descent" in asked:
        placed.append(("5", gradient_descent_section(stepwise=stepwise)))
    if "chain rule" in asked:
        placed.append(("5", _section("The loss and the chain rule", loss_formulas, trace)))
        if len(trace.net.layers) > 2:
            title = "How error signals go back"
            placed.append(("5.2", Section("", title, hidden_error_formulas)))
        placed.append(("5.3", Section("", "The gradient of the loss", gradient_formulas)))
    extended: list[Section] = []
    for section in sections:
        while placed and section.number >= placed[0][0]:
            extended.append(placed.pop(0)[1])
        extended.append(section)
    return [*extended, *(section for _, section in placed)]


def _section(title: str, make: Callable[[Trace], Iterator[Block]], trace: Trace) -> Section:
    return Section("", title, lambda: make(trace))


def _asked(include: str | Iterable[str]) -> set[str]:
    known = ("all", *GENERAL_SECTIONS)
    names = f"include is one of {listed(known)}, or a list of them"
    given = [include] if isinstance(include, str) else items(include, names)
    asked = [one_of(name, known, "general section") for name in given]
    return set(GENERAL_SECTIONS) if "all" in asked else set(asked)
