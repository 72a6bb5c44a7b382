"""What the caption says of a diagram, and what a reader who cannot see it is told."""

from __future__ import annotations

from collections.abc import Sequence

from neurosim.display import format_number
from neurosim.drawing.scene.subject import Subject
from neurosim.drawing.scene.views import View, percent_digits
from neurosim.errors import counted


def caption(subject: Subject, view: View, remarks: Sequence[str], digits: int) -> str:
    """Return the caption: what is shown, the loss, the rounding, and what was left out."""
    sentences = [view.caption] if view.caption else []
    if view.edge_number is not None:
        sentences.append("The thicker an edge, the larger the size of its number.")
    if view.has_loss and subject.trace is not None and subject.trace.loss is not None:
        sentences.append(f"Loss L = {format_number(subject.trace.loss, digits)}.")
    if view.edge_number is not None:
        percent = f", percent to {percent_digits(digits)}" if view.has_percent else ""
        sentences.append(f"Numbers are rounded to {counted(digits, 'decimal')}{percent}.")
    return " ".join([*sentences, *remarks])


def summary(subject: Subject) -> str:
    """Return what a network consists of."""
    net = subject.net
    counts = [
        counted(len(net.inputs), "input"),
        counted(len(net.hidden), "hidden neuron"),
        counted(len(net.outputs), "output"),
    ]
    edges = counted(net.graph.number_of_edges(), "edge")
    return f"A neural network with {', '.join(counts)} and {edges}."
