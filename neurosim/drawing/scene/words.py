"""The caption of a diagram, and its description for readers who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from neurosim.drawing.lettering import shorten
from neurosim.drawing.numerals import number_text
from neurosim.drawing.scene.shows import View, percent_digits
from neurosim.drawing.scene.subject import Subject
from neurosim.drawing.scene.table_blocks import PlacedTables
from neurosim.drawing.typesetting import Pieces, joined
from neurosim.errors import counted, listed
from neurosim.mathematics.symbols import LOSS

_FEW_NAMES = 4
_LONGEST, _SIZE = 90.0, 8.5


def caption(
    subject: Subject,
    view: View,
    remarks: Sequence[str],
    digits: int,
    highlighted: str,
    *,
    asked: int | None = None,
) -> Pieces:
    """Return the caption: what is shown and highlighted, loss, rounding, what is left out.

    Parameters
    ----------
    subject : Subject
        What is drawn.
    view : View
        What is shown of it.
    remarks : sequence of str
        A sentence for each thing left out.
    digits : int
        The decimals of numbers.
    highlighted : str
        What is highlighted, in words; empty for nothing.
    asked : int, optional
        The decimals asked for, if there may be no room for them.
    """
    sentences = [subject.sentence(view.caption)] if view.caption else []
    if highlighted:
        sentences.append((f"Highlighted: {highlighted}.",))
    if view.has_loss and subject.trace is not None and subject.trace.loss is not None:
        number = number_text(subject.trace.loss, digits)
        sentences.append(("Loss ", *subject.pieces(LOSS), f" = {number}."))
    elsewhere = [
        f"{subject.text(symbol)} {' '.join(answer).strip()}"
        for symbol, answer in (subject.answers or {}).items()
        if symbol.kind == "network"
    ]
    if elsewhere:
        sentences.append((f"Beside the network: {listed(elsewhere, _FEW_NAMES)}.",))
    if view.has_loss and view.tabular and subject.probabilities:
        sentences.append(
            subject.sentence("`p` is the probability that softmax gives for an output.")
        )
    if subject.structure.computed:
        sentences.append((_activations(subject),))
    if view.edge_number is not None and view.needs != "answers":
        percent = f", percent to {percent_digits(digits)}" if view.has_percent else ""
        fewer = "" if asked in {None, digits} else f"; there is no room for {asked}"
        rounded = f"Numbers are rounded to {counted(digits, 'decimal')}{percent}{fewer}."
        sentences.append((rounded,))
    return reduce(joined, [*sentences, *((remark,) for remark in remarks)], ())


def about_tables(tables: PlacedTables, what: str = "numbers") -> str:
    """Return where the numbers of a picture without numbers are."""
    sentences = []
    if tables.blocks:
        where = "beside" if tables.beside else "below"
        many = len({block.table.title for block, _, _ in tables.blocks}) > 1
        has = "tables" if many else "table"
        sentences.append(f"The {has} {where} the network {'have' if many else 'has'} its {what}.")
    if not tables.complete:
        sentences.append("Some numbers have no room here; the tables of ns.trace have all of them.")
    return " ".join(sentences)


def _activations(subject: Subject) -> str:
    """Return in few words which neurons have which activation."""
    names: dict[str, list[str]] = {}
    for neuron in subject.structure.computed:
        names.setdefault(neuron.activation.name, []).append(neuron.name)
    if len(names) == 1:
        return f"Activation: {_short(next(iter(names)))}."
    parts = []
    for activation, neurons in names.items():
        whose = ", ".join(map(_short, neurons))
        if len(neurons) > _FEW_NAMES:
            whose = f"{len(neurons):,} neurons"
        parts.append(f"{_short(activation)} ({whose})")
    return f"Activations: {', '.join(parts)}."


def _short(name: str) -> str:
    return shorten(name, _LONGEST, _SIZE)


def summary(subject: Subject) -> str:
    """Return the parts of a network in words."""
    net = subject.net
    counts = [
        counted(len(net.inputs), "input"),
        counted(len(net.hidden), "hidden neuron"),
        counted(len(net.outputs), "output"),
    ]
    edges = counted(net.graph.number_of_edges(), "edge")
    return f"A neural network with {', '.join(counts)} and {edges}."
