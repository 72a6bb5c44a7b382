"""From a sample to questions: which numbers are asked for, with wrong answers and hints."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from neurosim.mathematics.expression import Expression
from neurosim.mathematics.symbols import LOSS, Symbol
from neurosim.teaching.feasible import shuffled
from neurosim.teaching.following import Follower
from neurosim.teaching.formula_lines import formula_text, name_text
from neurosim.teaching.questions import (
    ChoiceQuestion,
    NumberQuestion,
    Question,
    WrongAnswer,
)
from neurosim.teaching.typed import read_number
from neurosim.tracing.trace import Trace
from neurosim.worksheet.catalogue import changed_formulas, changes_at, mistaken_values, mistakes
from neurosim.worksheet.mistake import Mistake
from neurosim.worksheet.sheet import Sheet

STAGES: Mapping[str, tuple[str, ...]] = {
    "forward": ("summation", "output", "probability"),
    "loss": ("loss",),
    "error signals": ("slope", "delta"),
    "gradients": ("weight gradient", "bias gradient"),
    "update": ("weight", "bias"),
}
"""The kinds of questions that ask for numbers of a sample, in order, and their quantities."""

OTHERS = (
    "several steps",
    "count parameters",
    "which weight to change",
    "find the mistake",
    "fill in the formula",
)
KINDS = (*STAGES, *OTHERS)
"""All kinds of questions."""

_N_OPTIONS = 4
_STEP_UNITS = 2.0
_NAMES = {
    "summation": "The summation",
    "output": "The output",
    "probability": "The probability",
    "loss": "The loss",
    "slope": "The slope",
    "delta": "The error signal",
    "weight": "The new weight",
    "bias": "The new bias",
}


def stage_of(symbol: Symbol) -> str | None:
    """Return the kind of question that asks for a number; None for one that is never asked."""
    if symbol.kind == "input":
        return None
    return next((stage for stage, asked in STAGES.items() if symbol.quantity in asked), None)


def number_questions(
    trace: Trace, asked: Sequence[str], digits: int
) -> tuple[list[NumberQuestion], list[Symbol]]:
    """Return the questions for numbers of a sample, and the results that are given.

    A result of a stage before the first one that is asked for is given.

    Parameters
    ----------
    trace : Trace
        The sample.
    asked : sequence of str
        Some of ``STAGES``.
    digits : int
        The decimals that are asked for.
    """
    sheet = trace.sheet
    order = list(STAGES)
    first = min((order.index(stage) for stage in asked), default=0)
    wanted = [s for s in sheet.formulas if stage_of(s) in asked]
    given = [
        symbol
        for symbol in sheet.formulas
        if (stage := stage_of(symbol)) is not None and order.index(stage) < first
    ]
    wrong = wrong_values(sheet)
    typed = {s: read_number(f"{sheet.values[s]:.{digits}f}") for s in sheet.formulas}
    follower = Follower(sheet, typed)
    questions = []
    for symbol in sorted(wanted, key=lambda s: (order.index(stage_of(s) or ""), sheet.places[s])):
        value = sheet.values[symbol]
        tolerance = follower.tolerance(symbol)
        foreseen = _wrong_answers(symbol, value, tolerance, wrong)
        prompt = prompt_for(symbol)
        questions.append(
            NumberQuestion(str(symbol), prompt, value, tolerance, digits, foreseen, symbol)
        )
    return questions, given


def prompt_for(symbol: Symbol) -> str:
    """Return what is asked for, in words, such as ``The new weight wo[0][1]``."""
    if symbol.quantity.endswith("gradient"):
        return f"The gradient dL/d{symbol.parameter}"
    return f"{_NAMES[symbol.quantity]} {symbol._replace(new=False)}"


def wrong_values(sheet: Sheet) -> dict[Mistake, dict[Symbol, float]]:
    """Return every number of the sample as somebody gets it who makes a mistake, for each."""
    found = {}
    for mistake in mistakes():
        changed = changed_formulas(sheet, [mistake])
        if changed:
            found[mistake] = mistaken_values(sheet, changed)
    return found


_MOST_DECIMALS = 7


def _wrong_answers(
    symbol: Symbol,
    value: float,
    tolerance: float,
    wrong: Mapping[Mistake, Mapping[Symbol, float]],
) -> tuple[WrongAnswer, ...]:
    found: list[WrongAnswer] = []
    short = [round(value, decimals) for decimals in range(1, _MOST_DECIMALS)]
    for mistake, values in wrong.items():
        other = values[symbol]
        if mistake.name == "cut-off" and any(abs(other - number) < 1e-12 for number in short):
            # it may as well be rounded, to fewer digits
            continue
        known = [value, *(answer.value for answer in found)]
        if all(abs(other - number) > 2 * tolerance for number in known) and abs(other) < 1e6:
            found.append(WrongAnswer(other, mistake.name, mistake.question))
    return tuple(found)


# -- other kinds -----------------------------------------------------------------------------------


def count_parameters(trace: Trace) -> NumberQuestion:
    """Return the question how many weights and biases a network has."""
    net = trace.net
    n_weights, n_biases = net.graph.number_of_edges(), len(net.structure.computed)
    wrong = (
        WrongAnswer(float(n_weights), "biases not counted", "Does a neuron have only weights?"),
        WrongAnswer(float(n_biases), "weights not counted", "What does each connection have?"),
        WrongAnswer(float(len(net)), "neurons counted", "Which numbers are trained?"),
    )
    total = n_weights + n_biases
    different = tuple(answer for answer in wrong if answer.value != total)
    prompt = "How many parameters, weights and biases together, does the network have?"
    return NumberQuestion("parameters", prompt, float(total), 0.0, 0, different)


def step_questions(traces: Sequence[Trace], digits: int) -> list[NumberQuestion]:
    """Return the questions on several steps: the loss of each, and the output's new parameters.

    Parameters
    ----------
    traces : sequence of Trace
        One for each step.
    digits : int
        The decimals that are asked for.
    """
    last = len(traces)
    found = []
    for step, one in enumerate(traces, 1):
        wanted = [LOSS]
        if step == last:
            wanted += [s for s in one.sheet.formulas if s.new and s.kind == "output"]
        values = one.sheet.values
        for symbol in wanted:
            prompt = f"{prompt_for(symbol)} in step {step}:"
            tolerance = _STEP_UNITS * step * 10.0**-digits
            found.append(
                NumberQuestion(f"step {step}: {symbol}", prompt, values[symbol], tolerance, digits)
            )
    return found


def which_weight(trace: Trace, generator: random.Random) -> ChoiceQuestion | None:
    """Return the question which weight changes the loss most; None with fewer than two weights."""
    sheet = trace.sheet
    weights = [s for s in sheet.formulas if s.quantity == "weight gradient"]
    if len(weights) < 2:
        return None
    chosen = generator.sample(weights, min(_N_OPTIONS, len(weights)))
    sizes = [abs(sheet.values[s]) for s in chosen]
    right = sizes.index(max(sizes))
    feedback = tuple(
        f"Its gradient is {sheet.values[s]:.4f}"
        + ("." if i == right else "; another one is larger in size.")
        for i, s in enumerate(chosen)
    )
    prompt = (
        "One of these weights may be changed by 0.01, up or down. Which one changes the loss most?"
    )
    names = tuple(str(s.parameter) for s in chosen)
    return ChoiceQuestion("which weight", prompt, names, right, feedback)


def fill_in(trace: Trace, generator: random.Random) -> Iterator[ChoiceQuestion]:
    """Yield the questions for right formulas; the other options are those of mistakes."""
    sheet = trace.sheet
    for quantity in ("delta", "weight gradient", "weight"):
        able = [s for s in sheet.formulas if s.quantity == quantity]
        hidden = [s for s in able if s.kind == "hidden"] or able
        if not hidden:
            continue
        symbol = generator.choice(hidden)
        wrong: dict[str, str] = {}
        right = formula_text(sheet, symbol)
        # of two mistakes with one formula, the one that is made at fewer numbers says more
        for mistake in sorted(mistakes(), key=lambda known: len(known.quantities)):
            if mistake.once:
                continue
            for change in changes_at(mistake, sheet, symbol, sheet.formulas[symbol]):
                text = formula_text(sheet, symbol, change.formula)
                if text != right and change.digits is None and change.decimals is None:
                    wrong.setdefault(text, mistake.question)
                break
        if wrong:
            others = generator.sample(sorted(wrong), min(_N_OPTIONS - 1, len(wrong)))
            options = shuffled([right, *others], generator)
            feedback = tuple("Right." if o == right else wrong[o] for o in options)
            prompt = f"Which formula gives {name_text(sheet, symbol)}?"
            place = options.index(right)
            name = f"formula of {symbol}"
            yield ChoiceQuestion(name, prompt, tuple(options), place, feedback)


def findable(sheet: Sheet, digits: int) -> list[Mistake]:
    """Return the mistakes that change a number of the sample visibly, but those of rounding."""
    right = sheet.values
    found = []
    for mistake, values in wrong_values(sheet).items():
        if mistake.once or mistake.name in {"cut-off", "rounded-early"}:
            continue
        if any(
            abs(values[s] - right[s]) > 2 * 10.0**-digits
            for s in sheet.formulas
            if stage_of(s) is not None
        ):
            found.append(mistake)
    return found


def find_the_mistake(
    trace: Trace, mistake: Mistake, digits: int, generator: random.Random
) -> list[Question]:
    """Return the questions on a solution with a mistake: the first wrong number, and the mistake.

    Parameters
    ----------
    trace : Trace
        The right sample.
    mistake : Mistake
        The mistake of the solution.
    digits : int
        The decimals of the solution.
    generator : random.Random
        Chooses the other options.
    """
    sheet = trace.sheet
    changed: Mapping[Symbol, Expression] = changed_formulas(sheet, [mistake])
    values = mistaken_values(sheet, changed)
    order = [s for s in sheet.formulas if stage_of(s) is not None]
    order.sort(key=lambda s: (list(STAGES).index(stage_of(s) or ""), sheet.places[s]))
    wrong = [s for s in order if f"{values[s]:.{digits}f}" != f"{sheet.values[s]:.{digits}f}"]
    first = wrong[0]
    others = generator.sample([s for s in order if s != first], min(3, len(order) - 1))
    names = sorted({first, *others}, key=order.index)
    feedback = tuple(_why_first(s, first, wrong) for s in names)
    where = ChoiceQuestion(
        "first wrong number",
        "Which of these numbers is the first that is wrong?",
        tuple(map(str, names)),
        names.index(first),
        feedback,
    )
    possible = [m for m in findable(sheet, digits) if m.name != mistake.name]
    titles = {m.title: m for m in generator.sample(possible, min(3, len(possible)))}
    options = shuffled([mistake.title, *titles], generator)
    said = tuple(
        f"Right. {mistake.hints[2]}" if o == mistake.title else titles[o].question for o in options
    )
    right = options.index(mistake.title)
    what = ChoiceQuestion("the mistake", "Which mistake was made?", tuple(options), right, said)
    return [where, what]


def _why_first(symbol: Symbol, first: Symbol, wrong: Sequence[Symbol]) -> str:
    if symbol == first:
        return "Right: everything before it is right."
    return "It is wrong too, but not the first." if symbol in wrong else "This number is right."
