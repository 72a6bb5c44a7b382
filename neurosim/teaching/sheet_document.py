"""Sheets of an exercise as documents: the given numbers, blanks, the key, the whole solution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from neurosim.explaining.explain import explain
from neurosim.mathematics.expression import Expression, Number
from neurosim.mathematics.numbers import NumberStyle
from neurosim.mathematics.symbols import LEARNING_RATE, Symbol
from neurosim.model.activations import S, formulas_of
from neurosim.model.losses import formulas_of_loss
from neurosim.teaching.formats.given import activations_of, letters_text
from neurosim.teaching.formats.sheet_picture import sheet_illustration
from neurosim.teaching.questions import (
    ChoiceQuestion,
    NumberQuestion,
    Variant,
    letter_of,
)
from neurosim.worksheet.sheet import activated
from neurosim.worksheet.written import as_written, left_side, name_in_table
from neurosim.writing.derivation import Derivation
from neurosim.writing.document import (
    Assignments,
    Block,
    Name,
    NumberTable,
    Paragraph,
    Phrase,
    Section,
    Subheading,
)
from neurosim.writing.letters import get_notation

BLANK = "________"


def sheet_document(variant: Variant, title: str, *, part: str, digits: int) -> Derivation:
    """Return one sheet.

    Parameters
    ----------
    variant : Variant
        What is asked.
    title : str
        The heading.
    part : str
        ``sheet`` with blanks, ``key`` with the answers, or ``solution`` with every step.
    digits : int
        The decimals of the numbers.
    """
    sections = [Section("", "Given", partial(_given, variant, digits))]
    if variant.solves:
        sections += _shown_solution(variant, digits)
    with_key = part != "sheet"
    sections.append(Section("", "Questions", partial(_questions, variant, with_key=with_key)))
    if part == "solution":
        worked = explain(variant.trace, digits=digits, detail="full")
        sections += _steps(worked, variant)
    heading: Phrase = (Name(title), f", variant {variant.number}")
    if with_key:
        heading = (*heading, f": {part}")
    notation = get_notation("source", 0)
    person: tuple[Phrase, ...] = () if with_key else ((f"Name: {BLANK}{BLANK} Date: {BLANK}",),)
    return Derivation(
        heading,
        (*person, *variant.intro),
        tuple(sections),
        notation,
        NumberStyle(digits),
        sheet_illustration(variant),
    )


def _shown_solution(variant: Variant, digits: int) -> Iterator[Section]:
    yield from _steps(explain(variant.shown, digits=digits, detail="full"), variant)


def _steps(worked: Derivation, variant: Variant) -> Iterator[Section]:
    """Yield the sections with steps, without numbers; a sheet has sections of its own before."""
    net = variant.trace.net
    is_scaled = net.input_scaling is not None or net.target_scaling is not None
    left_out = {"", "1"} if is_scaled else {"", "1", "2"}
    for section in worked.sections:
        if section.number not in left_out:
            yield Section("", section.title, section.make_blocks)


def _given(variant: Variant, digits: int) -> Iterator[Block]:
    sheet = variant.trace.sheet
    net = variant.trace.net
    for neuron in net.structure.computed:
        symbols = [*sheet.weights_of(neuron), sheet.symbol(neuron, "bias")]
        sources = [source.name for source, _ in net.structure.incoming[neuron]]
        taken = [part for name in sources for part in (", ", Name(name))][1:]
        yield Subheading((Name(neuron.name), ", inputs ", *taken))
        yield Assignments(tuple(_pair(s, sheet.given[s]) for s in symbols))
    inputs = [sheet.symbol(neuron, "output") for neuron in net.inputs]
    items = [_pair(s, sheet.values[s]) for s in inputs]
    if variant.trace.raw_targets is not None:
        targets = [sheet.symbol(neuron, "target") for neuron in net.outputs]
        items += [_pair(s, sheet.values[s]) for s in targets]
    if LEARNING_RATE in sheet.given:
        items.append(_pair(LEARNING_RATE, sheet.given[LEARNING_RATE]))
    yield Subheading(("The sample",))
    yield Assignments(tuple(items))
    yield from _formulas(variant)
    if variant.given:
        yield Subheading(("Results so far",))
        yield Assignments(
            tuple(
                (left_side(s, sheet), Number(round(sheet.values[s], digits))) for s in variant.given
            )
        )
    yield Paragraph((letters_text(variant),))


def _formulas(variant: Variant) -> Iterator[Block]:
    sheet = variant.trace.sheet
    for activation, where in activations_of(variant).items():
        formulas = formulas_of(activation)
        formula: Phrase = ()
        if formulas is not None:
            formula = (": ", activated(activation, S), " = ", formulas[0])
        yield Paragraph(("Activation of ", Name(where), f", {activation.name}", *formula))
    loss = variant.trace.loss_function
    if loss is not None and formulas_of_loss(loss) is not None:
        share = next(s for s in sheet.formulas if s.quantity == "loss")
        form = as_written(sheet.formulas[share], sheet)
        of_each = " for each output; L is their sum" if share.indices else ""
        name = loss.name.replace("_", " ")
        yield Paragraph((f"Loss, {name}: ", left_side(share, sheet), " = ", form, of_each))


def _pair(symbol: Symbol, value: float) -> tuple[Expression, Expression]:
    return symbol, Number(value)


def _questions(variant: Variant, *, with_key: bool) -> Iterator[Block]:
    numbers = [q for q in variant.questions if isinstance(q, NumberQuestion)]
    if numbers:
        asked = [q for q in numbers if q.symbol is not None]
        if asked:
            digits = asked[0].digits
            yield Paragraph((f"Work out each number to {digits} decimals.",))
            yield _table(variant, asked, with_key=with_key)
        for number in numbers:
            if number.symbol is None:
                yield from _one_number(number, with_key=with_key)
    for question in variant.questions:
        if isinstance(question, ChoiceQuestion):
            yield from _choice(question, with_key=with_key)


def _table(variant: Variant, asked: Sequence[NumberQuestion], *, with_key: bool) -> NumberTable:
    sheet = variant.trace.sheet

    def row(question: NumberQuestion) -> tuple[Phrase, ...]:
        assert question.symbol is not None
        left: Phrase = (name_in_table(question.symbol, sheet),)
        return (left, (question.key if with_key else BLANK,))

    header: tuple[Phrase, ...] = (("number",), ("answer",))
    return NumberTable(header, tuple(map(row, asked)))


def _one_number(question: NumberQuestion, *, with_key: bool) -> Iterator[Block]:
    digits = f" ({question.digits} decimals)" if question.digits else ""
    answer = question.key if with_key else BLANK
    yield Paragraph((f"{question.prompt.removesuffix(':')}{digits}: {answer}",))


def _choice(question: ChoiceQuestion, *, with_key: bool) -> Iterator[Block]:
    yield Subheading((question.prompt,))
    for place, option in enumerate(question.options):
        yield Paragraph((f"{letter_of(place)}) ", Name(option)))
    if with_key:
        yield Paragraph((f"Answer: {letter_of(question.right)}",))
    else:
        yield Paragraph((f"Answer: {BLANK}",))
