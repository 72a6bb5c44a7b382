"""Following somebody's numbers: each is computed again from the numbers before it.

A pass goes through a sheet once. It computes every number in full precision and from the numbers as
they were typed, and knows the right one. So it finds out which formula, right or wrong, gives the
digits that were typed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from neurosim.mathematics.expression import (
    Call,
    Expression,
    Fraction,
    Power,
    Product,
    Root,
    parts_of,
)
from neurosim.mathematics.plain_sum import plain_sum
from neurosim.mathematics.prepared import Prepared, symbols_of
from neurosim.mathematics.symbols import Symbol
from neurosim.teaching.typed import TypedNumber
from neurosim.worksheet.catalogue import changes_at
from neurosim.worksheet.mistake import Change, Mistake
from neurosim.worksheet.sheet import Sheet

FULL, CORRECTED, LOOSE = 0, 1, 2
"""How a number agrees: with all its digits, with all its digits if the numbers before it were
right, or within what rounding on the way may change."""


_EXACT, _ON_THE_GRID = 1e-12, 1e-6
"""A number that differs by so little, in parts of itself or of its last digit, is not rounded."""
_STEEPEST = 1000.0
"""A change so many times larger than that of the number before is a jump."""
_ROUGH_DIGITS = 2
"""So few digits somebody takes who rounds a result on the way."""

Key = tuple[str, str]
"""A mistake and its variant."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A mistake that somebody may have made.

    Attributes
    ----------
    mistake : Mistake
        The mistake.
    variant : str
        In which way.
    places : frozenset of Symbol or None
        For numbers that were not given: where it is assumed. None for everywhere. Where a number
        was given, the number itself decides.
    """

    mistake: Mistake
    variant: str
    places: frozenset[Symbol] | None = None

    @property
    def key(self) -> Key:
        """What tells it from other mistakes."""
        return self.mistake.name, self.variant


@dataclass(slots=True)
class Outcome:
    """What a pass found.

    Attributes
    ----------
    made : dict
        The assumptions that were made at each number; none for the right formula.
    levels : dict
        How each given number agrees; not in it if it does not.
    unmatched : list of Symbol
        The given numbers that no formula gives, in order.
    ambiguous : set of Symbol
        The given numbers that the right formula gives as well.
    predicted : dict
        What the formula gives for each given number.
    cut_off : list of Symbol
        Those of them that were only cut off after their digits instead of rounded.
    n_from_typed : int
        How many numbers follow from the typed digits before them, and not from the full ones.
    corrected : list of Symbol
        Those that follow from the right numbers, although numbers before them are wrong.
    tracks : tuple of list
        All numbers in full precision, and with those that were typed as they were typed.
    """

    made: dict[Symbol, tuple[Assumption, ...]] = field(default_factory=dict)
    levels: dict[Symbol, int] = field(default_factory=dict)
    unmatched: list[Symbol] = field(default_factory=list)
    ambiguous: set[Symbol] = field(default_factory=set)
    predicted: dict[Symbol, float] = field(default_factory=dict)
    cut_off: list[Symbol] = field(default_factory=list)
    n_from_typed: int = 0
    corrected: list[Symbol] = field(default_factory=list)
    tracks: tuple[list[float], list[float]] = ([], [])

    @property
    def n_loose(self) -> int:
        """How many numbers agree only within what rounding may change."""
        return sum(1 for level in self.levels.values() if level == LOOSE)


class Follower:
    """Follows the numbers of one person through a sheet.

    Parameters
    ----------
    sheet : Sheet
        The right formulas.
    answers : mapping
        The numbers that were typed.
    cut : bool
        Whether numbers that are cut off after their digits agree too.
    """

    def __init__(
        self, sheet: Sheet, answers: Mapping[Symbol, TypedNumber], *, cut: bool = False
    ) -> None:
        self.sheet = sheet
        self.answers = answers
        self.cut = cut
        self._wrong: dict[
            tuple[Symbol, tuple[tuple[Key, frozenset[Symbol] | None], ...]], list[Option]
        ] = {}
        self._right: dict[Symbol, list[Option]] = {}
        # a formula with mistakes does not depend on where else they were made
        self._changed: dict[tuple[Symbol, tuple[Key, ...]], Expression | None] = {}
        self._assumed: dict[tuple[Symbol, tuple[Key, ...]], Option] = {}
        self._known: dict[tuple[Symbol, str], dict[str, Expression]] = {}

    # -- one pass ----------------------------------------------------------------------------

    def follow(self, assumed: Sequence[Assumption] = ()) -> Outcome:
        """Go through the sheet once.

        Parameters
        ----------
        assumed : sequence of Assumption
            The mistakes that may have been made.
        """
        outcome = Outcome()
        rest = [0.0] * len(self.sheet.formulas)
        full = [*self.sheet.given.values(), *rest]
        typed = full.copy()
        outcome.tracks = (full, typed)
        spread: dict[Symbol, float] = {}
        place = len(self.sheet.given) - 1
        for symbol in self.sheet.formulas:
            place += 1
            answer = self.answers.get(symbol)
            if answer is None:
                option = self.assumed_option(symbol, assumed)
                full[place] = option.compute(full)
                typed[place] = option.compute(typed)
                if option.made:
                    outcome.made[symbol] = option.made
                continue
            options = self._options(symbol, assumed)
            self._judge(symbol, place, options, answer, outcome, spread)
        return outcome

    def _judge(
        self,
        symbol: Symbol,
        place: int,
        options: list[Option],
        answer: TypedNumber,
        outcome: Outcome,
        spread: dict[Symbol, float],
    ) -> None:
        full, typed = outcome.tracks
        right = options[-1]
        chosen, level, value = None, FULL, 0.0
        for option in options:
            value = option.compute(full)
            if not self.agrees(answer, value):
                value = option.compute(typed)
                if not self.agrees(answer, value):
                    continue
                outcome.n_from_typed += 1
            chosen = option
            break
        if chosen is None:
            value = self.sheet.values[symbol]
            if self.agrees(answer, value):
                chosen, level = right, CORRECTED
                outcome.corrected.append(symbol)
        if chosen is None:
            for option in reversed(options):
                value = option.compute(typed)
                if self._nearly(symbol, option, answer, outcome, spread):
                    chosen, level = option, LOOSE
                    break
        if chosen is None:
            outcome.unmatched.append(symbol)
            values = right.compute(full), right.compute(typed)
            outcome.predicted[symbol] = values[0]
            full[place] = typed[place] = answer.value
            if answer.value and any(map(answer.is_cut, values)):
                outcome.cut_off.append(symbol)
                full[place] = values[0]
            return
        outcome.levels[symbol] = level
        outcome.predicted[symbol] = value
        if chosen.made:
            outcome.made[symbol] = chosen.made
            if any(self.agrees(answer, right.compute(track)) for track in (full, typed)):
                outcome.ambiguous.add(symbol)
        full[place] = answer.value if level == LOOSE else value
        typed[place] = answer.value

    def agrees(self, answer: TypedNumber, value: float) -> bool:
        """Return whether a number has the digits of a value."""
        return answer.is_rounded(value) or (self.cut and answer.is_cut_in_binary(value))

    def tolerance(self, symbol: Symbol) -> float:
        """Return how far a right number may be off if all are rounded as they were typed."""
        outcome = Outcome(tracks=([*self.sheet.values.values()], [*self.sheet.values.values()]))
        answer = self.answers[symbol]
        option = self._options(symbol, ())[-1]
        return answer.unit / 2 + self._spread_of(option, outcome.tracks[1], outcome, {}, answer)

    # -- formulas ----------------------------------------------------------------------------

    def _options(self, symbol: Symbol, assumed: Sequence[Assumption]) -> list[Option]:
        """Return the formulas of a number: all mistakes made, some of them, the right one last."""
        able = [a for a in assumed if symbol.quantity in a.mistake.quantities]
        if not able:
            right = self._right.get(symbol)
            if right is None:
                formula = self.sheet.formulas[symbol]
                right = self._right[symbol] = [
                    Option(symbol, self.sheet.prepared[symbol], (), formula)
                ]
            return right
        keys = tuple((a.key, a.places) for a in able)
        found = self._wrong.get((symbol, keys))
        if found is None:
            found = []
            for count in range(len(able), 0, -1):
                for made in combinations(able, count):
                    form = self.wrong_formula(symbol, made)
                    if form is not None:
                        found.append(Option(symbol, self.sheet.prepare(form, symbol), made, form))
            found += self._options(symbol, ())
            self._wrong[symbol, keys] = found
        return found

    def assumed_option(self, symbol: Symbol, assumed: Sequence[Assumption]) -> Option:
        """Return the formula of a number with all mistakes that are assumed there."""
        able = tuple(
            a
            for a in assumed
            if symbol.quantity in a.mistake.quantities and (a.places is None or symbol in a.places)
        )
        key = symbol, tuple(assumption.key for assumption in able)
        known = self._assumed.get(key)
        if known is None:
            some = (c for n in range(len(able), 0, -1) for c in combinations(able, n))
            formed = ((made, self.wrong_formula(symbol, made)) for made in some)
            known = next(
                (
                    Option(symbol, self.sheet.prepare(form, symbol), made, form)
                    for made, form in formed
                    if form
                ),
                None,
            )
            if known is None:
                (known,) = self._options(symbol, ())
            self._assumed[key] = known
        return known

    def wrong_formula(self, symbol: Symbol, made: Sequence[Assumption]) -> Expression | None:
        """Return the formula of a number with mistakes; None if one of them changes nothing."""
        *before, last = made
        key = symbol, tuple(assumption.key for assumption in made)
        if key not in self._changed:
            form = self.wrong_formula(symbol, before) if before else self.sheet.formulas[symbol]
            self._changed[key] = form and self.variants(symbol, last.mistake, form).get(
                last.variant
            )
        return self._changed[key]

    def variants(
        self, symbol: Symbol, mistake: Mistake, form: Expression | None = None
    ) -> Mapping[str, Expression]:
        """Return the wrong formulas of a number, by the way in which the mistake is made."""
        right = self.sheet.formulas[symbol]
        if form is None or form is right:
            known = self._known.get((symbol, mistake.name))
            if known is None:
                known = self._known[symbol, mistake.name] = self._variants(symbol, mistake, right)
            return known
        return self._variants(symbol, mistake, form)

    def _variants(
        self, symbol: Symbol, mistake: Mistake, form: Expression
    ) -> dict[str, Expression]:
        answer = self.answers.get(symbol)
        return {
            change.variant: change.formula
            for change in changes_at(mistake, self.sheet, symbol, form)
            if change.formula != form and self._is_seen(change, answer)
        }

    def _is_seen(self, change: Change, answer: TypedNumber | None) -> bool:
        """Return whether a number has more digits than a change leaves it."""
        if answer is None:
            if change.decimals is not None:
                return self.inner_unit < 0.99 * 10.0**-change.decimals
            return change.digits is None or change.digits <= _ROUGH_DIGITS
        if change.decimals is not None:
            return answer.decimals > change.decimals
        return change.digits is None or answer.digits > change.digits

    # -- rounding on the way -----------------------------------------------------------------

    def _nearly(
        self,
        symbol: Symbol,
        option: Option,
        answer: TypedNumber,
        outcome: Outcome,
        spread: dict[Symbol, float],
    ) -> bool:
        """Return whether rounding of the numbers before, and on the way, may explain a number."""
        _, typed = outcome.tracks
        value = option.compute(typed)
        own = 2 * answer.error if self.cut else answer.error
        bound = own + self._spread_of(option, typed, outcome, spread, answer)
        return abs(value - answer.value) < bound * (1 - 1e-9)

    def _spread_of(
        self,
        option: Option,
        numbers: list[float],
        outcome: Outcome,
        spread: dict[Symbol, float],
        answer: TypedNumber | None = None,
    ) -> float:
        value = option.compute(numbers)
        # a result on the way that is below half a unit is rounded to 0, and off by itself
        error = self._inner_error
        if answer is not None:
            error = min(error, 2 * answer.error if self.cut else answer.error)
        inner = option.inner(self.sheet)
        total = plain_sum(self._rounding(part(numbers), error) for part in inner)
        for used in option.symbols:
            width = self._width(used, numbers, outcome, spread)
            if width:
                place = self.sheet.places[used]
                before = numbers[place]
                numbers[place] = before + width
                above = abs(option.compute(numbers) - value)
                numbers[place] = before - width
                change = max(above, abs(option.compute(numbers) - value))
                numbers[place] = before
                # a jump, as of the step at 0, is no matter of rounding
                total += change if change < _STEEPEST * width else 0.0
        return total

    def _width(
        self, symbol: Symbol, numbers: list[float], outcome: Outcome, spread: dict[Symbol, float]
    ) -> float:
        """Return how far the number that somebody used may be from the one that was typed."""
        answer = self.answers.get(symbol)
        if answer is not None:
            exact = outcome.tracks[0][self.sheet.places[symbol]]
            if abs(exact - answer.value) <= _EXACT * abs(exact):
                return 0.0
            return 2 * answer.error if self.cut else answer.error
        if symbol not in self.sheet.formulas:
            return 0.0
        if symbol not in spread:
            options = self._options(symbol, outcome.made.get(symbol, ()))
            own = self._spread_of(options[0], numbers, outcome, spread)
            spread[symbol] = own + self._inner_error
        return spread[symbol]

    def _rounding(self, value: float, most: float) -> float:
        """Return how far a result on the way may be off; one that has few digits is exact."""
        if self.inner_unit and math.isfinite(value):
            units = value / self.inner_unit
            if abs(units - round(units)) < _ON_THE_GRID:
                return 0.0
        return min(most, abs(value))

    @property
    def _inner_error(self) -> float:
        return self.inner_unit if self.cut else self.inner_unit / 2

    @cached_property
    def inner_unit(self) -> float:
        """One unit of the last digit of results on the way, from the decimals of most numbers."""
        decimals = [answer.decimals for answer in self.answers.values() if answer.unit]
        several = [d for d in decimals if d >= 2]
        if not several:
            return 0.0
        return float(10.0 ** -max(set(several), key=lambda d: (several.count(d), d)))


@dataclass(frozen=True)
class Option:
    """A formula of a number, right or with mistakes.

    Attributes
    ----------
    symbol : Symbol
        The number.
    compute : callable
        Gives the number from the list of all numbers.
    made : tuple of Assumption
        The mistakes in it.
    form : Expression
        The formula.
    """

    symbol: Symbol
    compute: Prepared
    made: tuple[Assumption, ...]
    form: Expression
    _inner: list[Prepared] = field(default_factory=list)

    @cached_property
    def symbols(self) -> set[Symbol]:
        """The numbers in it."""
        return symbols_of(self.form)

    def inner(self, sheet: Sheet) -> list[Prepared]:
        """Return the results on the way that somebody may round, as functions."""
        if not self._inner:
            forms = [part for own in parts_of(self.form) for part in _operations(own)]
            self._inner.extend(sheet.prepare(form, self.symbol) for form in forms)
        return self._inner


def _operations(form: Expression) -> tuple[Expression, ...]:
    parts = [part for own in parts_of(form) for part in _operations(own)]
    is_operation = isinstance(form, Product | Fraction | Power | Call | Root)
    return (form, *parts) if is_operation else tuple(parts)
