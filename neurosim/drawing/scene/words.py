"""The caption of a diagram, and its description for readers who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import reduce

from neurosim.drawing.lettering import shorten_name
from neurosim.drawing.numerals import as_typed, number_text, raw_text
from neurosim.drawing.scene.number_tables import VERDICT_SIGNS
from neurosim.drawing.scene.shows import View, percent_digits
from neurosim.drawing.scene.subject import Connection, Subject
from neurosim.drawing.scene.table_packing import PlacedTables
from neurosim.drawing.typesetting import Pieces, joined, mathematical, plain
from neurosim.errors import counted, listed
from neurosim.mathematics.symbols import LEARNING_RATE, LOSS
from neurosim.model.neuron import Neuron
from neurosim.writing.letters import Typeset

ONLY_ERRORS = "A sum that is 0 but for the rounding errors of floats is drawn as 0."

_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?(?:×10(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
_CHANGE = re.compile(" [+−] ")
_FEW_NAMES = 4
_LONGEST, _SIZE = 90.0, 8.5


def caption(
    subject: Subject,
    view: View,
    remarks: Sequence[str],
    digits: int,
    highlighted: Pieces,
    *,
    shown: Iterable[str] = (),
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
    highlighted : pieces
        What is highlighted, in words; empty for nothing.
    shown : iterable of str
        The numbers of the picture, as they are written.
    asked : int, optional
        The decimals asked for, if there may be no room for them.
    """
    shown = list(shown)
    sentences = [subject.sentence(view.caption)] if view.caption else []
    if view.edge_step and any(map(_CHANGE.search, shown)):
        sentences.append(("A change that rounding would hide is written after + or −.",))
    if view.edge_step and subject.trace is not None and subject.trace.optimizer is not None:
        rate = raw_text(subject.trace.optimizer.learning_rate)
        sentences.append(("Learning rate ", *subject.pieces(LEARNING_RATE), f" = {rate}."))
    if highlighted:
        sentences.append(("Highlighted: ", *highlighted, "."))
    number = ""
    if view.has_loss and subject.loss is not None:
        number = number_text(subject.loss, digits)
        sentences.append(("Loss ", *subject.pieces(LOSS), f" = {number}."))
    elsewhere = [
        f"{subject.text(symbol)} {as_typed(' '.join(answer).strip())}"
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
        sentences.append(_activations(subject))
    if view.edge_number is not None and view.needs != "answers":
        percent = f", percent to {percent_digits(digits)}" if view.has_percent else ""
        fewer = "" if asked in {None, digits} else f"; there is no room for {asked}"
        sentences.append((f"{rounding([*shown, number], digits, percent)}{fewer}.",))
    if view.needs in {"values", "targets", "update"} and subject.rounding.met(
        backward=view.needs != "values"
    ):
        sentences.append((ONLY_ERRORS,))
    return reduce(joined, [*sentences, *((remark,) for remark in remarks)], ())


def rounding(shown: Iterable[str], digits: int, more: str = "") -> str:
    """Return how the numbers of a picture are rounded, without the full stop.

    A number that the decimals would hide is written with more of them, or with a power of ten.

    Parameters
    ----------
    shown : iterable of str
        The numbers, as they are written.
    digits : int
        The decimals of a usual number.
    more : str
        What is said between usual numbers and others.

    Examples
    --------
    >>> rounding(["0.2500", "−0.5000"], 4)
    'Numbers are rounded to 4 decimals'
    >>> rounding(["0.2500", "0.00334", "1.23×10⁻⁵", "0.9999546"], 4)
    'Numbers are rounded to 4 decimals, small ones to 3 significant digits, those near 1 to more'
    """
    significant: dict[str, set[int]] = {"small": set(), "large": set()}
    near_one = False
    for text in shown:
        for whole, decimals, power in _NUMBER.findall(text):
            count = len((whole + decimals).lstrip("0"))
            if power:
                significant["small" if power.startswith("⁻") else "large"].add(count)
            elif len(decimals) > digits and whole == "0" and not decimals.startswith("9"):
                significant["small"].add(count)
            elif len(decimals) > digits:
                near_one = True
    others = [
        f", {kind} ones to {' or '.join(map(str, sorted(counts)))} significant "
        f"{'digit' if counts == {1} else 'digits'}"
        for kind, counts in significant.items()
        if counts
    ]
    near = ", those near 1 to more" if near_one else ""
    return f"Numbers are rounded to {counted(digits, 'decimal')}{more}{''.join(others)}{near}"


def about_tables(tables: PlacedTables, view: View) -> str:
    """Return where the numbers of a picture without numbers are."""
    sentences = []
    if tables.blocks:
        where = "beside" if tables.beside else "below"
        many = len(tables.blocks) > 1
        has = "tables" if many else "table"
        sentences.append(f"The {has} {where} the network {'have' if many else 'has'} its numbers.")
        if view.needs == "answers":
            sign = VERDICT_SIGNS
            sentences.append(
                f"There, {sign['wrong']} marks what is wrong, {sign['follows']} what follows, and "
                f"{sign['missing']} what is missing."
            )
    if not tables.complete:
        whose = "the network has" if view.needs == "nothing" else "the tables of ns.trace have"
        sentences.append(f"Some numbers have no room here; {whose} all of them.")
    return " ".join(sentences)


def pattern(subject: Subject, connections: Sequence[Connection]) -> Pieces:
    """Return how weights and biases are named, with an example whose indices differ most."""
    if not connections:
        return ()
    shown = max(connections, key=lambda edge: len(set(subject.weight_symbol(edge).indices)))
    bias = subject.symbol(shown.neuron, "bias")
    return (
        "There is no room for all symbols. The weight to ",
        *subject.name(shown.neuron),
        " from ",
        *subject.name(shown.source),
        " is ",
        *subject.pieces(subject.weight_symbol(shown)),
        ", the bias of ",
        *subject.name(shown.neuron),
        " is ",
        *subject.pieces(bias),
        "; all others are named in the same way.",
    )


def _activations(subject: Subject) -> Pieces:
    """Return in few words which neurons have which activation."""
    groups: dict[str, list[Neuron]] = {}
    for neuron in subject.structure.computed:
        groups.setdefault(neuron.activation.name, []).append(neuron)
    if len(groups) == 1:
        return (f"Activation: {_short(next(iter(groups)))}.",)
    kinds = {"hidden neuron": subject.net.hidden, "output": subject.net.outputs}
    words = {frozenset(all_of): _any_of(kind, len(all_of)) for kind, all_of in kinds.items()}
    found: list[str | Typeset] = ["Activations: "]
    for activation, neurons in groups.items():
        whose: Pieces = (f"{len(neurons):,} neurons",)
        if frozenset(neurons) in words:
            whose = (words[frozenset(neurons)],)
        elif len(neurons) <= _FEW_NAMES:
            whose = names(subject, neurons, _FEW_NAMES)
        before = ", " if len(found) > 1 else ""
        found += [f"{before}{_short(activation)} (", *whose, ")"]
    return (*found, ".")


def _any_of(kind: str, count: int) -> str:
    return kind if count == 1 else f"{kind}s"


def names(subject: Subject, neurons: Sequence[Neuron], limit: int) -> Pieces:
    """Return the names of neurons as in the picture; a long list loses its middle.

    Parameters
    ----------
    subject : Subject
        What is drawn.
    neurons : sequence of Neuron
        The neurons.
    limit : int
        The most names.
    """
    shown = [_shortened_name(subject.name(neuron)) for neuron in neurons]
    if len(shown) > limit:
        gap: Pieces = (f"... ({len(shown) - limit} more)",)
        shown = [*shown[: limit - 1], gap, shown[-1]]
    return reduce(lambda first, second: joined(first, second, ", "), shown)


def _shortened_name(name: Pieces) -> Pieces:
    return name if mathematical(name) else (_short(plain(name)),)


def _short(name: str) -> str:
    return shorten_name(name, _LONGEST, _SIZE)


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
