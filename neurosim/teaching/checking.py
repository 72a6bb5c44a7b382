"""Checking answers: the verdict on every number, and what explains the wrong ones."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from neurosim.checks import flag, instance, items, one_of, whole_number
from neurosim.errors import InputError, brief
from neurosim.mathematics.symbols import Symbol
from neurosim.teaching.answer_files import read_answers
from neurosim.teaching.answer_report import (
    FOLLOWS,
    HERE_ONLY,
    MISSING,
    RIGHT,
    WRONG,
    AnswerReport,
    Finding,
    scope_of,
)
from neurosim.teaching.answers import as_answers, understood
from neurosim.teaching.diagnosis import (
    CUT_OFF,
    ROUNDED_EARLY,
    Explanation,
    explain_answers,
    hidden_places,
    support,
)
from neurosim.teaching.following import Assumption, Follower
from neurosim.teaching.naming import Names
from neurosim.teaching.typed import TypedNumber
from neurosim.tracing.trace import Trace
from neurosim.worksheet.catalogue import mistakes
from neurosim.worksheet.conventions import (
    HALF,
    HALF_MEAN,
    MEAN,
    NEGATIVE,
    REVERSED,
    SQUARES,
    STATED,
    SUM,
    Conventions,
)
from neurosim.worksheet.sheet import Sheet, has_mean, squares

CONVENTIONS = ("auto", "stated")
_CONVENTION = 0.5
"""What a convention other than the trace's costs, as a mistake costs 1."""
_TRIED_CONVENTIONS = 2
"""Those that leave the fewest numbers unexplained are searched for mistakes."""
_SURELY_CUT = 2
"""So many numbers that are cut off, and not rounded, make a way of writing."""
_FEW_ROUNDED = 0.2
"""The share of numbers that may look rounded among those that are cut off."""
_STOCK_DECIMALS, _NEARLY = 2, 1e-6
"""An answer of 0 with fewer decimals says nothing, unless the right number is that small."""
_UNITS = 1.5
"""How many units of the last decimal somebody may be off who rounds on the way."""
_MOST_DECIMALS = 20
"""With more, no slip of the pen is looked for."""


def check_answers(
    trace: Trace,
    answers: Any,
    *,
    conventions: str | Conventions = "auto",
    strict: bool = False,
    asked: Iterable[str] = (),
    decimals: int | None = None,
) -> AnswerReport:
    """Check the numbers that somebody worked out for a sample.

    Each number is computed again from the person's own earlier numbers, by the right formula and by
    each formula with a mistake, and compared within the digits that were typed. The fewest mistakes
    that explain all wrong numbers are named.

    Parameters
    ----------
    trace : Trace
        The sample: ``ns.trace(net, x, z, learning_rate=0.5)``.
    answers : mapping, Answers or str
        What was typed, by symbol: ``{"sh[0][0]": "0.5933", "new wo[0][1]": "0,4089"}``; what
        ``ns.read_answers`` returns; or what it takes. An empty text is a missing answer.
    conventions : {"auto", "stated"}
        Books differ: 1/2 in the loss or not, mean or sum, y - z or z - y, biases trained or fixed.
        ``auto`` finds the conventions of the person and names them; ``stated`` takes those of the
        trace.
    strict : bool
        Whether every number must be right for all the digits it has, as in a published example.
        Otherwise a number is right too if rounding the numbers before it explains its last digit.
    asked : iterable of str, optional
        The numbers that were asked for; those without an answer are missing.
    decimals : int, optional
        How many decimals were asked for. A number with fewer is wrong, unless it needs no more; by
        default a number is right for the digits it has.

    Returns
    -------
    AnswerReport

    Raises
    ------
    UnknownNameError
        If there is no number of a name; the message lists near names.
    InputError
        If there are no answers, a text is no number, there are two answers for one number, or an
        answer needs a target or a learning rate that the trace does not have.

    Examples
    --------
    >>> import neurosim as ns
    >>> net, _ = ns.worked_example()
    >>> t = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    >>> report = ns.check_answers(t, {"sh[0][0]": "-0.5", "ah[0][0]": "0.4378"})
    >>> report.verdicts
    {'sh[0][0]': 'wrong', 'ah[0][0]': 'wrong'}
    """
    instance(trace, Trace, "check_answers takes a trace", "ns.trace(net, x, z)")
    chosen = _chosen(conventions)
    flag(strict, "strict")
    if decimals is not None:
        decimals = whole_number(decimals, "the decimals that were asked for", minimum=0)
    if trace.mistakes:
        raise InputError(
            "the trace has mistakes made on purpose; give the right one: ns.trace(net, x, z)"
        )
    given = read_answers(answers) if isinstance(answers, str) else as_answers(answers)
    sheet = trace.sheet
    names = Names(sheet)
    read = understood(given, names)
    typed = {s: read.typed[s] for s in sheet.places if s in read.typed}
    check = _best_check(sheet, typed, chosen)
    wanted = [_asked(name, names) for name in items(asked, "asked= is a list of symbols")]
    blank = [s for s in dict.fromkeys((*read.blank, *wanted)) if s not in typed]
    return _report(trace, check, blank, read.remarks, strict=strict, decimals=decimals)


def _asked(name: str, names: Names) -> Symbol:
    if not isinstance(name, str):
        raise InputError(f"asked= is a list of symbols such as 'dh[0][1]'; got {brief(name)}")
    symbol = names.find(name)
    if symbol is None:
        raise names.unknown(name)
    return symbol


def _chosen(conventions: object) -> list[Conventions] | None:
    if isinstance(conventions, Conventions):
        return [conventions]
    chosen = one_of(conventions, CONVENTIONS, "choice of conventions")
    return [STATED] if chosen == "stated" else None


# -- conventions and the way of rounding ---------------------------------------------------------


@dataclass(frozen=True)
class _Check:
    """The numbers of one person, followed and explained."""

    sheet: Sheet
    typed: Mapping[Symbol, TypedNumber]
    follower: Follower
    explanation: Explanation
    cut: bool

    @property
    def cost(self) -> float:
        return self.explanation.cost + _CONVENTION * self.sheet.conventions.count


def _best_check(
    sheet: Sheet, typed: Mapping[Symbol, TypedNumber], chosen: list[Conventions] | None
) -> _Check:
    first = chosen[0] if chosen else STATED
    best = _checked(sheet.by(first) if first != STATED else sheet, typed)
    if chosen or not best.explanation.cost:
        return best
    candidates: list[tuple[int, int, int, Sheet]] = []
    for conventions in _possible(sheet, typed):
        other = sheet.by(conventions)
        unmatched = len(Follower(other, typed, cut=best.cut).follow().unmatched)
        candidates.append((unmatched, conventions.count, len(candidates), other))
    start = len(best.follower.follow().unmatched)
    for unmatched, _, _, other in sorted(candidates)[:_TRIED_CONVENTIONS]:
        if unmatched < start:
            below = best.cost - _CONVENTION * other.conventions.count
            check = _checked(other, typed, below=below)
            if check.cost < best.cost:
                best = check
    return best


def _possible(sheet: Sheet, typed: Mapping[Symbol, TypedNumber]) -> Iterator[Conventions]:
    """Yield the conventions that the sample allows, but for those of the trace."""
    loss, n = sheet.sample.loss, len(sheet.net.outputs)
    losses = [""]
    if squares(loss) and loss is not None:
        named = (HALF, SQUARES, MEAN, HALF_MEAN) if n > 1 else (HALF, SQUARES)
        own = {"half_squared_error": HALF, "mse": MEAN if n > 1 else SQUARES}[loss.name]
        losses += [name for name in named if name != own]
    elif has_mean(loss) and n > 1:
        losses.append(SUM)
    # who gives the gradient of a bias, or changes one, knows that it is trained; one bias that
    # keeps its value may be a slip
    trains_biases = any(
        (symbol.quantity == "bias gradient" and number.value)
        or (symbol.quantity == "bias" and symbol.new and not number.is_rounded(_old(symbol, sheet)))
        for symbol, number in typed.items()
    )
    n_new = sum(1 for symbol in typed if symbol.quantity == "bias" and symbol.new)
    is_open = sheet.sample.optimizer and not trains_biases and n_new != 1
    biases = ["", "fixed"] if is_open else [""]
    errors = ["", REVERSED, NEGATIVE] if loss is not None else [""]
    signs = {
        number.value * sheet.values[symbol] < 0
        for symbol, number in typed.items()
        if symbol.kind == "output" and symbol.quantity == "delta" and number.value
    }
    if signs == {False}:
        errors = [""]
    for combination in product(losses, errors, biases):
        if any(combination):
            yield Conventions(*combination)


def _old(parameter: Symbol, sheet: Sheet) -> float:
    return sheet.given[parameter._replace(new=False)]


def _checked(
    sheet: Sheet, typed: Mapping[Symbol, TypedNumber], *, below: float = math.inf
) -> _Check:
    cut = _cuts_off(sheet, typed)
    follower = Follower(sheet, typed, cut=cut)
    return _Check(sheet, typed, follower, explain_answers(follower, below=below), cut)


def _cuts_off(sheet: Sheet, typed: Mapping[Symbol, TypedNumber]) -> bool:
    """Return whether somebody cuts numbers off everywhere, instead of rounding them."""
    plain = Follower(sheet, typed).follow()
    if not (plain.unmatched or plain.cut_off or plain.n_loose):
        return False
    outcome = Follower(sheet, typed, cut=True).follow()
    n_cut = n_rounded = 0
    for symbol, number in typed.items():
        if symbol in outcome.levels:
            values = [sheet.prepared[symbol](track) for track in outcome.tracks]
            is_cut, is_rounded = (
                any(map(number.is_cut, values)),
                any(map(number.is_rounded, values)),
            )
            n_cut += is_cut and not is_rounded
            n_rounded += is_rounded and not is_cut
    # where numbers before are missing, a few may look rounded
    if not outcome.unmatched:
        return n_cut > n_rounded
    return n_cut >= _SURELY_CUT and n_rounded <= _FEW_ROUNDED * n_cut


# -- verdicts ------------------------------------------------------------------------------------


def _report(
    trace: Trace,
    check: _Check,
    blank: list[Symbol],
    remarks: list[str],
    *,
    strict: bool,
    decimals: int | None,
) -> AnswerReport:
    judged = _Verdicts(check, strict=strict, decimals=decimals)
    verdicts = judged.verdicts | dict.fromkeys(blank, MISSING)
    sheet = check.sheet
    order = sorted(verdicts, key=sheet.places.__getitem__)
    first = next((s for s in order if verdicts[s] == WRONG), None)
    if first is None:
        first = next((s for s in order if verdicts[s] == FOLLOWS), None)
    findings = tuple(judged.findings())
    named = {place for finding in findings for place in finding.places}
    slips = [
        str(s)
        for s in order
        if verdicts[s] == WRONG and str(s) not in named and s not in judged.notes | judged.caused
    ]
    right = sheet.values
    if check.cut:
        remarks = [*remarks, "The numbers are cut off after their last digit, not rounded."]
    return AnswerReport(
        trace=trace,
        sheet=sheet,
        verdicts={str(s): verdicts[s] for s in order},
        typed={str(s): check.typed[s].text if s in check.typed else "" for s in order},
        right_values={str(s): right[s] for s in order},
        first_wrong=None if first is None else str(first),
        mistakes=findings,
        slips=tuple(slips),
        conventions=tuple(sheet.conventions.sentences),
        remarks=tuple(remarks),
        symbols={str(s): s for s in order},
        slip_notes={str(s): note for s in order if (note := judged.slip_note(s))},
    )


class _Verdicts:
    """The verdict on every number, and the findings."""

    def __init__(self, check: _Check, *, strict: bool, decimals: int | None) -> None:
        self.check = check
        self.strict = strict
        self.decimals = decimals
        self.outcome = check.explanation.outcome
        self.verdicts: dict[Symbol, str] = {}
        self.early: dict[Symbol, None] = {}
        # the mistakes in numbers that were not given, or before them
        self.hidden: dict[Symbol, dict[str, None]] = {}
        # the wrong numbers that come from these
        self.caused: dict[Symbol, dict[str, None]] = {}
        # what is known of wrong numbers at which no mistake was made
        self.notes: dict[Symbol, str] = {}
        tainted: set[Symbol] = set()
        for symbol, value in check.sheet.given.items():
            if symbol in check.typed and not self._is_right(symbol, value):
                self.verdicts[symbol] = WRONG
                self.notes[symbol] = self._note_on_given(symbol)
        for symbol in check.sheet.formulas:
            used = check.sheet.used[symbol]
            hidden = {name: None for before in used for name in self.hidden.get(before, ())}
            if symbol not in check.typed:
                own = self.outcome.made.get(symbol, ())
                hidden |= dict.fromkeys(assumption.mistake.name for assumption in own)
                if hidden:
                    self.hidden[symbol] = hidden
                elif used & tainted:
                    tainted.add(symbol)
                continue
            verdict = self._verdict(symbol, is_tainted=bool(used & tainted))
            if hidden and verdict == FOLLOWS:
                verdict = WRONG
                self.caused[symbol] = hidden
            if verdict != WRONG and self._is_short(symbol):
                verdict = WRONG
                self.notes[symbol] = f"{self.decimals} decimals were asked for"
            self.verdicts[symbol] = verdict
            if verdict != RIGHT:
                tainted.add(symbol)

    def _verdict(self, symbol: Symbol, *, is_tainted: bool) -> str:
        value = self.check.sheet.values[symbol]
        if self._is_right(symbol, value):
            return RIGHT
        if self._is_stock(self.check.typed[symbol], value):
            return WRONG
        by_right = symbol in self.outcome.levels and not self.outcome.made.get(symbol)
        if not by_right:
            return WRONG
        if is_tainted or any(s in self.hidden for s in self.check.sheet.used[symbol]):
            return FOLLOWS
        too_short = self._too_short(symbol)
        if self.strict or too_short:
            self.early.update(dict.fromkeys(too_short or self._known_before(symbol)))
            return FOLLOWS
        return RIGHT

    def _note_on_given(self, symbol: Symbol) -> str:
        after = self.check.sheet.values.get(symbol.after)
        if after is not None and self.check.typed[symbol].is_rounded(after):
            return f"this number is given; after the step it is called {symbol.after}"
        return "this number is given"

    def _is_short(self, symbol: Symbol) -> bool:
        """Return whether a number has fewer decimals than were asked for, and needs them."""
        number = self.check.typed[symbol]
        if self.decimals is None or number.decimals >= self.decimals:
            return False
        known = (self.check.sheet.values[symbol], self.outcome.predicted.get(symbol, math.inf))
        limit = _UNITS * 10.0**-self.decimals
        return all(abs(number.value - value) > limit for value in known)

    def _is_right(self, symbol: Symbol, value: float) -> bool:
        number = self.check.typed[symbol]
        if self.strict and number.is_rounded_to_its_digits(value):
            return True
        return self.check.follower.agrees(number, value) and not self._is_stock(number, value)

    @staticmethod
    def _is_stock(number: TypedNumber, value: float) -> bool:
        """Return whether 0.0 was answered for a number like 0.04."""
        return number.is_zero and number.decimals < _STOCK_DECIMALS and abs(value) > _NEARLY

    def _too_short(self, symbol: Symbol) -> list[Symbol]:
        """Return the numbers before one that have too few digits for it."""
        number = self.check.typed[symbol]
        return [
            before
            for before in self._known_before(symbol)
            if (own := self.check.typed[before]).decimals < number.decimals
            and own.digits < number.digits
        ]

    def _known_before(self, symbol: Symbol) -> list[Symbol]:
        """Return the given numbers that a number is computed from."""
        formulas = self.check.sheet.formulas
        found, waiting, seen = [], [symbol], {symbol}
        while waiting:
            for used in self.check.sheet.used[waiting.pop()] - seen:
                seen.add(used)
                if used in self.check.typed:
                    if used in formulas:
                        found.append(used)
                elif used in formulas:
                    waiting.append(used)
        return sorted(found, key=self.check.sheet.places.__getitem__)

    def slip_note(self, symbol: Symbol) -> str:
        """Return what is known of a wrong number besides the mistakes made at it, in words."""
        if symbol in self.notes:
            return self.notes[symbol]
        expected = self.outcome.predicted.get(symbol)
        if self.verdicts.get(symbol) != WRONG or expected is None:
            return ""
        return slip_of(self.check.typed[symbol], expected)

    def findings(self) -> Iterator[Finding]:
        """Yield the mistakes."""
        explanation = self.check.explanation
        named = {assumption.mistake.name for assumption in explanation.assumed}
        for i, assumption in enumerate(explanation.assumed):
            others = dict.fromkeys(
                other[i].mistake.name
                for other in explanation.alternatives
                if len(other) > i and other[i].mistake.name not in named
            )
            yield self._finding(assumption, tuple(others))
        if self.outcome.cut_off:
            wrong = [s for s in self.outcome.cut_off if self.verdicts[s] == WRONG]
            if wrong:
                yield Finding(mistakes()[CUT_OFF], "", HERE_ONLY, tuple(map(str, wrong)))
        if self.early:
            places = tuple(map(str, self.early))
            yield Finding(mistakes()[ROUNDED_EARLY], "", HERE_ONLY, places)

    def _finding(self, assumption: Assumption, alternatives: tuple[str, ...]) -> Finding:
        outcome, follower = self.outcome, self.check.follower
        made, unclear, against = support(follower, assumption, outcome)
        # a small number may look right too; it counts if it is wrong
        made += [s for s in unclear if self.verdicts.get(s) == WRONG]
        against += [
            s
            for s in outcome.unmatched
            if assumption.variant in follower.variants(s, assumption.mistake)
        ]
        hidden = [
            s
            for s, some in outcome.made.items()
            if s not in self.check.typed and any(a.key == assumption.key for a in some)
        ]
        if assumption.places is not None:
            able = hidden_places(follower, assumption.mistake, assumption.variant)
            against += [s for s in able if s not in assumption.places]
        places = made or hidden
        return Finding(
            assumption.mistake,
            assumption.variant,
            scope_of(places, against, self.check.sheet, once=assumption.mistake.once),
            tuple(map(str, places)),
            alternatives,
            tuple(str(s) for s, names in self.caused.items() if assumption.mistake.name in names),
        )


def slip_of(number: TypedNumber, expected: float) -> str:
    """Return which slip of the pen turns a number into the typed one; empty if none does.

    Examples
    --------
    >>> from neurosim.teaching.typed import read_number
    >>> slip_of(read_number("0.0819"), 0.00819), slip_of(read_number("0.5939"), 0.5933)
    ('the decimal point is in the wrong place', '')
    """
    if number.is_rounded(-expected) and expected:
        return "the sign is wrong"
    for shift in (-3, -2, -1, 1, 2, 3):
        moved = TypedNumber(number.value * 10.0**shift, number.unit * 10.0**shift, number.text)
        if number.value and moved.is_rounded(expected):
            return "the decimal point is in the wrong place"
    written = f"{expected:.{max(number.decimals, 0)}f}" if number.decimals < _MOST_DECIMALS else ""
    typed = f"{number.value:.{max(number.decimals, 0)}f}" if written else ""
    differ = [i for i, (a, b) in enumerate(zip(written, typed, strict=False)) if a != b]
    if len(written) == len(typed) and len(differ) == 2 and differ[1] == differ[0] + 1:
        first, second = differ
        if (written[first], written[second]) == (typed[second], typed[first]):
            return "two digits are exchanged"
    return ""
