"""What each ``show`` writes on neurons and edges, and the numbers that it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from neurosim.checks import flag
from neurosim.drawing.numerals import (
    MINUS,
    as_typed,
    number_text,
    numbers_alike,
    raw_text,
    typographic,
)
from neurosim.drawing.scene.notes import letter
from neurosim.drawing.scene.subject import Connection, Subject
from neurosim.drawing.typesetting import Pieces
from neurosim.errors import InputError, brief, unknown_name
from neurosim.mathematics.symbols import Symbol
from neurosim.model.neuron import Neuron
from neurosim.writing.letters import Typeset

ARROW = "\N{RIGHTWARDS ARROW}"
ZERO = "0"
"""What is written on an edge whose number in a pass is exactly 0."""

_LEAST_FIXED = 1e-4

VERDICTS = {"right": 1.0, "wrong": -1.0}
"""The verdicts that have the colour and the mark of a sign; all others have those of zero."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """One line in a neuron: a symbol, its number, or both.

    Attributes
    ----------
    symbol : str or Symbol
        What the number is.
    value : float or None
        The number.
    style : str
        ``number``, ``raw`` for raw units, or ``percent`` for a share.
    new : float or None
        The number after the update.
    typed, verdict : str
        What somebody typed in the place of the number, and the verdict on it.
    pieces : tuple of str or Typeset
        What is written in the place of ``symbol``.
    """

    symbol: str | Symbol
    value: float | None = None
    style: str = "number"
    new: float | None = None
    typed: str = ""
    verdict: str = ""
    pieces: Pieces = ()

    def written(self, subject: Subject) -> Pieces:
        """Return the text at the left of the number."""
        if self.pieces:
            return self.pieces
        if isinstance(self.symbol, Symbol):
            return subject.pieces(self.symbol)
        return (self.symbol,) if self.symbol else ()

    def head(self, subject: Subject) -> Pieces:
        """Return the head of a column of such numbers: the letter without its indices."""
        if isinstance(self.symbol, Symbol):
            return subject.letters(self.symbol)
        letters = tuple(piece for piece in self.pieces if isinstance(piece, Typeset))
        return letters or (self.symbol.removesuffix(" ="),)

    def number(self, digits: int) -> str:
        """Return the number as text."""
        if self.verdict:
            return f"{as_typed(self.typed)} {self.verdict}".strip()
        if self.value is None:
            return ""
        if self.style == "raw":
            return raw_text(self.value, digits)
        if self.style == "percent":
            return format_percent(self.value, digits)
        if self.new is not None:
            return _step(self.value, self.new, digits)
        return number_text(self.value, digits)


def format_percent(share: float, digits: int) -> str:
    """Return a share in percent, with two decimals fewer than other numbers.

    Examples
    --------
    >>> format_percent(-0.257121, 4)
    '−25.71 %'
    """
    return f"{number_text(100 * share, percent_digits(digits))} %"


def percent_digits(digits: int) -> int:
    """Return the number of decimals of a percentage."""
    return max(digits - 2, 0)


def _step(old: float, new: float, digits: int) -> str:
    """Return an old and a new number, or the change if rounding would hide it."""
    before, after = step_texts(old, new, digits)
    if after[0] in f"+{MINUS}" and after[1:2] == " ":
        return f"{before} {after}"
    return f"{before} {ARROW} {after}"


def step_texts(old: float, new: float, digits: int) -> tuple[str, str]:
    """Return an old number and the new one, or the change after its sign if rounding hides it.

    Examples
    --------
    >>> step_texts(0.5, 0.625, 2), step_texts(0.5, 0.500001, 2)
    (('0.50', '0.62'), ('0.50', '+ 1.0×10⁻⁶'))
    """
    before, after = numbers_alike([old, new], digits)
    if before != after or old == new:
        return before, after
    change = abs(new - old)
    written = f"{change:.1e}"
    if float(written) >= _LEAST_FIXED:
        written = f"{Decimal(written):f}"
    return number_text(old, digits), f"{'+' if new > old else MINUS} {typographic(written)}"


@dataclass(frozen=True, slots=True)
class View:
    """One way to show a network.

    Attributes
    ----------
    caption : str
        The explanation of the numbers, with letters in backquotes.
    rows : callable
        A function that returns the lines in a neuron, under its name.
    edge_number : callable or None
        The number that gives an edge its colour and width; None if all edges look the same.
    edge_text : callable or None
        The text on an edge, with a number of digits.
    edge_step : callable or None
        A function that returns the old and the new number of an edge, if a step changes it.
    tabular : bool
        Whether a neuron is a small table rather than a circle.
    needs : str
        What it needs from a trace: ``nothing``, the ``values`` of a sample, its ``targets`` or an
        ``update``; or ``answers`` that were checked.
    has_percent : bool
        Whether shares are shown.
    signs : (str, str, str)
        The meaning of edges above zero, below zero, and at zero.
    width_shows : str
        What the width of an edge shows; empty if it shows nothing.
    edge_word : str
        What the numbers of edges are, above a table of them.
    small : bool
        Whether neurons are small circles that hold only a name.
    """

    caption: str
    rows: Callable[[Subject, Neuron], list[CardRow]]
    edge_number: Callable[[Subject, Connection], float] | None = None
    edge_text: Callable[[Subject, Connection, int], str | Symbol] | None = None
    edge_step: Callable[[Subject, Connection], tuple[float, float]] | None = None
    tabular: bool = False
    needs: str = "nothing"
    has_percent: bool = False
    signs: tuple[str, str, str] = ("positive", "negative", "zero")
    width_shows: str = "number"
    edge_word: str = "weights"
    small: bool = False

    @property
    def has_loss(self) -> bool:
        """Whether the loss of the sample is shown."""
        return self.needs not in {"nothing", "answers"} and not self.has_percent


def _no_rows(_: Subject, __: Neuron) -> list[CardRow]:
    return []


def _symbol_rows(subject: Subject, neuron: Neuron) -> list[CardRow]:
    return [] if neuron.is_input else [CardRow(subject.symbol(neuron, "bias"))]


def _bias_rows(subject: Subject, neuron: Neuron) -> list[CardRow]:
    if neuron.is_input:
        return []
    return [CardRow("b =", neuron.bias, pieces=(letter("b", subject.notation), " ="))]


def _forward_rows(subject: Subject, neuron: Neuron) -> list[CardRow]:
    name = subject.symbol(neuron, "output")
    if neuron.is_input:
        row = CardRow(name, subject.rounding.output(neuron))
        if subject.net.input_scaling is None:
            return [row]
        return [CardRow("raw", subject.raw_input(neuron), "raw"), row]
    rows = [
        CardRow(subject.symbol(neuron, "bias"), neuron.bias),
        CardRow(subject.symbol(neuron, "summation"), subject.rounding.summation(neuron)),
        CardRow(name, subject.rounding.output(neuron)),
    ]
    return rows + _probability_rows(subject, neuron) + _target_rows(subject, neuron)


def _probability_rows(subject: Subject, neuron: Neuron) -> list[CardRow]:
    share = subject.probabilities.get(neuron.name)
    return [] if share is None else [CardRow(*share)]


def _target_rows(subject: Subject, neuron: Neuron) -> list[CardRow]:
    if subject.structure.places[neuron].kind != "output":
        return []
    scaled = subject.net.target_scaling is not None
    rows = []
    if neuron.target is not None:
        rows.append(CardRow(subject.symbol(neuron, "target"), neuron.target))
    if neuron.name in subject.loss_terms:
        rows.append(CardRow("loss", subject.loss_terms[neuron.name]))
    if scaled:
        rows.append(CardRow("raw output", subject.raw_output(neuron), "raw"))
        if neuron.target is not None:
            rows.append(CardRow("raw target", subject.raw_target(neuron), "raw"))
    return rows


def _backward_rows(subject: Subject, neuron: Neuron) -> list[CardRow]:
    rows = [CardRow(subject.symbol(neuron, "output"), subject.rounding.output(neuron))]
    if neuron.is_input:
        return rows
    if subject.structure.places[neuron].kind == "output":
        rows += _probability_rows(subject, neuron)
        rows.append(CardRow(subject.symbol(neuron, "target"), neuron.target))
    slope = CardRow(subject.symbol(neuron, "summation").other("slope"), neuron.derivative)
    signal = CardRow(subject.symbol(neuron, "delta"), subject.rounding.delta(neuron))
    return [*rows, slope, signal]


def _update_rows(subject: Subject, neuron: Neuron) -> list[CardRow]:
    if neuron.is_input:
        return []
    bias = subject.symbol(neuron, "bias")
    return [CardRow(bias), CardRow("", neuron.bias, new=subject.new_value(bias))]


def _share_rows(subject: Subject, neuron: Neuron) -> list[CardRow]:
    output = CardRow(subject.symbol(neuron, "output"), subject.rounding.output(neuron))
    if neuron.is_input:
        return [output]
    bias = CardRow(subject.symbol(neuron, "bias"), subject.share(neuron, neuron.bias), "percent")
    summation = subject.rounding.summation(neuron)
    return [bias, CardRow(subject.symbol(neuron, "summation"), summation), output]


_ASKED = ("target", "summation", "output", "probability", "slope", "delta")


def _answer_rows(subject: Subject, neuron: Neuron) -> list[CardRow]:
    own = subject.symbol(neuron, "output")
    rows = [_answer_row(subject, own.other(quantity)) for quantity in _ASKED]
    bias = own.other("bias")
    rows += [_answer_row(subject, symbol) for symbol in (bias.gradient, bias.after)]
    return [row for row in rows if row is not None]


def _answer_row(subject: Subject, symbol: Symbol) -> CardRow | None:
    found = (subject.answers or {}).get(symbol)
    return None if found is None else CardRow(symbol, typed=found[0], verdict=found[1])


def _edge_answers(subject: Subject, connection: Connection) -> list[tuple[str, str]]:
    weight, answers = subject.weight_symbol(connection), subject.answers or {}
    return [answers[symbol] for symbol in (weight.gradient, weight.after) if symbol in answers]


def _edge_verdict(subject: Subject, connection: Connection) -> float:
    verdicts = {VERDICTS.get(verdict, 0.0) for _, verdict in _edge_answers(subject, connection)}
    return min(verdicts, default=0.0)


def _answer_text(subject: Subject, connection: Connection, _: int) -> str:
    found = _edge_answers(subject, connection)
    worst = [answer for answer in found if answer[1] == "wrong"] or found[-1:]
    return as_typed(" ".join(worst[0]).strip()) if worst else ""


def edge_weight(_: Subject, connection: Connection) -> float:
    """Return the weight of an edge."""
    weight: float = connection.edge["weight"]
    return weight


def _product(subject: Subject, connection: Connection) -> float:
    if not subject.rounding.output(connection.source):
        return 0.0
    return float(connection.edge["weight"] * connection.source.output)


def _gradient(subject: Subject, connection: Connection) -> float:
    rounding = subject.rounding
    if not (rounding.delta(connection.neuron) and rounding.output(connection.source)):
        return 0.0
    gradient: float = connection.edge["gradient"]
    return gradient


def _old_and_new(subject: Subject, connection: Connection) -> tuple[float, float]:
    new = subject.new_value(subject.weight_symbol(connection))
    return edge_weight(subject, connection), new


def _change(subject: Subject, connection: Connection) -> float:
    old, new = _old_and_new(subject, connection)
    return new - old


def _share(subject: Subject, connection: Connection) -> float:
    return subject.share(connection.neuron, _product(subject, connection))


def _symbol_text(subject: Subject, connection: Connection, _: int) -> Symbol:
    return subject.weight_symbol(connection)


def _weight_text(subject: Subject, connection: Connection, digits: int) -> str:
    return number_text(edge_weight(subject, connection), digits)


def _product_text(subject: Subject, connection: Connection, digits: int) -> str:
    return _number_or_zero(_product(subject, connection), digits)


def _gradient_text(subject: Subject, connection: Connection, digits: int) -> str:
    return _number_or_zero(_gradient(subject, connection), digits)


def _update_text(subject: Subject, connection: Connection, digits: int) -> str:
    return _step(*_old_and_new(subject, connection), digits)


def _share_text(subject: Subject, connection: Connection, digits: int) -> str:
    share = _share(subject, connection)
    return format_percent(share, digits) if share else f"{ZERO} %"


def _number_or_zero(value: float, digits: int) -> str:
    # behind a neuron that does not react all numbers are zeros: they must not cover the others
    return number_text(value, digits) if value else ZERO


VIEWS: dict[str, View] = {
    "structure": View("", _no_rows, small=True),
    "symbols": View(
        "Symbols of the weights and biases.", _symbol_rows, edge_text=_symbol_text, small=True
    ),
    "weights": View(
        "Weights on the edges, biases `b` in the neurons.",
        _bias_rows,
        edge_number=edge_weight,
        edge_text=_weight_text,
    ),
    "forward": View(
        "Forward pass: weights on the edges; bias, summation and output in the neurons.",
        _forward_rows,
        edge_number=edge_weight,
        edge_text=_weight_text,
        tabular=True,
        needs="values",
    ),
    "backward": View(
        "Backward pass: `dL/dw` on the edges; output, slope and error signal `dL/ds` = `dL/db` in "
        "the neurons.",
        _backward_rows,
        edge_number=_gradient,
        edge_text=_gradient_text,
        tabular=True,
        needs="targets",
        edge_word="dL/dw",
    ),
    "update": View(
        f"Update: old {ARROW} new weights on the edges, biases in the neurons.",
        _update_rows,
        edge_number=_change,
        edge_text=_update_text,
        edge_step=_old_and_new,
        needs="update",
        signs=("grows", "shrinks", "unchanged"),
        width_shows="change",
    ),
    "contribution": View(
        "The share of each edge in the summation of its neuron: the product of weight and value, "
        "in percent of the sum of the absolute values of all products and the bias.",
        _share_rows,
        edge_number=_share,
        edge_text=_share_text,
        tabular=True,
        needs="values",
        has_percent=True,
        edge_word="shares",
    ),
    "answers": View(
        "Checked answers: what was typed, and whether it is right, follows from the person's own "
        "earlier numbers, or is wrong. On an edge: a wrong number, else the new weight or `dL/dw`.",
        _answer_rows,
        edge_number=_edge_verdict,
        edge_text=_answer_text,
        tabular=True,
        needs="answers",
        signs=("right", "wrong", "follows or not given"),
        width_shows="",
        edge_word="answers",
    ),
}
"""The ways to show a network, by name."""

_PRODUCTS = replace(
    VIEWS["forward"],
    caption="Forward pass: products of weight and value on the edges; bias, summation and output "
    "in the neurons.",
    edge_number=_product,
    edge_text=_product_text,
    edge_word="products",
)


def get_view(show: str, *, products: bool = False) -> View:
    """Return a way to show a network by name.

    Raises
    ------
    UnknownNameError
        If there is no show with that name.
    InputError
        If products are asked for and the show is not ``forward``.
    """
    if not isinstance(show, str) or show not in VIEWS:
        raise unknown_name("show", show, VIEWS)
    if flag(products, "products") and show != "forward":
        raise InputError(f"products goes with show='forward'; got show={brief(show)}")
    return _PRODUCTS if products else VIEWS[show]
