"""The fewest mistakes that explain the numbers of one person.

The search starts with the right formulas and follows the numbers until the first that they do not
give. There it tries every mistake that can be made at this number, or at a number before it that
was not given, and calls it a slip if none fits. The explanation that costs least wins: a mistake
costs less than two slips, and a mistake that was made everywhere less than one made here only.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, count

from neurosim.mathematics.expression import Expression
from neurosim.mathematics.symbols import Symbol
from neurosim.teaching.following import LOOSE, Assumption, Follower, Option, Outcome
from neurosim.worksheet.catalogue import mistakes
from neurosim.worksheet.mistake import Mistake

_MISTAKE, _SLIP, _CUT, _HERE_ONLY, _LUCKY = 1.0, 1.3, 0.9, 0.15, 0.4
"""What is assumed costs so much: two slips more than a mistake, which costs more where it was not
made everywhere, and where one number gives it by chance."""
_UNDONE = 0.4
"""What it costs that a number after a mistake is right all the same."""
_LOOSE_COST, _TIE = 0.05, 0.01
"""A number that only rounding explains; explanations that cost nearly the same stand together."""
_MOST_WORK = 200_000
"""Formulas that are computed before the search gives up: some seconds."""
_MOST_MISTAKES = 4
_CHANCE = 0.03
"""The share of all numbers that some wrong formula gives, from which a hit may be chance."""
_ENOUGH_ANSWERS = 8
"""So many numbers can show that one mistake gives every digit."""
_FEW_LEFT_OUT, _SEVERAL_LEFT_OUT = 3, 12
"""Between so many numbers that were left out, a slip and a mistake at one of them are tried."""
CUT_OFF, ROUNDED_EARLY = "cut-off", "rounded-early"
_ROUNDING = frozenset((CUT_OFF, ROUNDED_EARLY))


@dataclass(frozen=True)
class Explanation:
    """What explains the numbers of one person.

    Attributes
    ----------
    assumed : tuple of Assumption
        The mistakes.
    outcome : Outcome
        How the numbers agree with them.
    cost : float
        How much is assumed.
    alternatives : tuple of tuple of Assumption
        Other mistakes that explain the same numbers as well.
    """

    assumed: tuple[Assumption, ...]
    outcome: Outcome
    cost: float
    alternatives: tuple[tuple[Assumption, ...], ...] = ()


@dataclass(order=True)
class _Node:
    cost: float
    number: int
    assumed: tuple[Assumption, ...] = field(compare=False)
    slips: frozenset[Symbol] = field(compare=False)
    outcome: Outcome = field(compare=False)
    gains: tuple[int, ...] = field(compare=False, default=())


def explain_answers(follower: Follower, *, below: float = math.inf) -> Explanation:
    """Return the fewest mistakes that explain the numbers of one person.

    Parameters
    ----------
    follower : Follower
        Follows the numbers.
    below : float
        Stop when every explanation costs as much as this, and return the cheapest one so far.
    """
    return _Search(follower).best(below)


def support(
    follower: Follower, assumption: Assumption, outcome: Outcome
) -> tuple[list[Symbol], list[Symbol], list[Symbol]]:
    """Return the given numbers that speak for a mistake, for neither, and against it."""
    made: list[Symbol] = []
    unclear: list[Symbol] = []
    not_made: list[Symbol] = []
    for symbol, level in outcome.levels.items():
        if symbol.quantity not in assumption.mistake.quantities:
            continue
        if assumption.variant not in follower.variants(symbol, assumption.mistake):
            continue
        if any(a.key == assumption.key for a in outcome.made.get(symbol, ())):
            (unclear if symbol in outcome.ambiguous else made).append(symbol)
        elif level != LOOSE:
            not_made.append(symbol)
    return made, unclear, not_made


def hidden_places(follower: Follower, mistake: Mistake, variant: str) -> list[Symbol]:
    """Return the numbers that were not given and at which a mistake can be made."""
    return [
        symbol
        for symbol in follower.sheet.formulas
        if symbol not in follower.answers
        and symbol.quantity in mistake.quantities
        and variant in follower.variants(symbol, mistake)
    ]


class _Search:
    def __init__(self, follower: Follower) -> None:
        self.follower = follower
        self.sheet = follower.sheet
        # who cuts numbers off everywhere does so at the digits that are typed
        self._known = [m for m in mistakes() if not (follower.cut and m.name == CUT_OFF)]
        self.work = 0
        self._numbers = count()
        self._after: dict[Symbol, list[Symbol]] = {}
        self._places: dict[tuple[Mistake, str], list[Symbol]] = {}
        self._ancestors: dict[Symbol, set[Symbol]] = {}

    def best(self, below: float) -> Explanation:
        start = self.follower.follow()
        if not start.unmatched:
            return self._unless_one_mistake_is_exact(start)
        queue = [_Node(0.0, 0, (), frozenset(), start)]
        seen: set[tuple[frozenset[tuple[str, str, object]], frozenset[Symbol]]] = set()
        goals: list[_Node] = []
        while queue:
            node = heapq.heappop(queue)
            if goals and node.cost > goals[0].cost + _TIE:
                break
            first = self._first(node)
            if first is None:
                goals.append(node)
                continue
            if self.work > _MOST_WORK or node.cost >= below:
                if not goals:
                    goals.append(self._given_up(node))
                break
            for child in self._children(node, first):
                mark = (
                    frozenset((*a.key, a.places) for a in child.assumed),
                    child.slips,
                )
                if mark not in seen:
                    seen.add(mark)
                    heapq.heappush(queue, child)
        best = goals[0]
        others = tuple(goal.assumed for goal in goals[1:] if goal.assumed != best.assumed)
        return Explanation(best.assumed, best.outcome, best.cost, others)

    def _first(self, node: _Node) -> Symbol | None:
        return next((s for s in node.outcome.unmatched if s not in node.slips), None)

    def _given_up(self, node: _Node) -> _Node:
        left = frozenset(node.outcome.unmatched)
        return _Node(node.cost, 0, node.assumed, left, node.outcome, node.gains)

    # -- what may have happened at a number ----------------------------------------------------

    def _children(self, node: _Node, first: Symbol) -> Iterator[_Node]:
        found = False
        if len(node.assumed) < _MOST_MISTAKES:
            for more in self._explaining(node, first):
                child = self._child(node, more, first)
                if child is not None:
                    found = True
                    yield child
            if not found and len(node.assumed) < _MOST_MISTAKES - 1:
                for more in self._explaining_together(node, first):
                    child = self._child(node, more, first)
                    if child is not None:
                        yield child
        slips = node.slips | {first}
        cost = self._cost(node.assumed, node.outcome, slips, node.gains)
        yield _Node(cost, next(self._numbers), node.assumed, slips, node.outcome, node.gains)

    def _child(self, node: _Node, more: tuple[Assumption, ...], first: Symbol) -> _Node | None:
        assumed = (*node.assumed, *more)
        self.work += 3 * len(self.sheet.formulas)
        outcome = self.follower.follow(assumed)
        if first in outcome.unmatched:
            return None
        slips = node.slips & set(outcome.unmatched)
        used = {a.key for made in outcome.made.values() for a in made}
        if any(a.key not in used for a in assumed):
            return None
        left = set(outcome.unmatched)
        gain = sum(1 for symbol in node.outcome.unmatched if symbol not in left)
        gains = (*node.gains, *(gain for _ in more))
        cost = self._cost(assumed, outcome, slips, gains)
        return _Node(cost, next(self._numbers), assumed, slips, outcome, gains)

    def _explaining(self, node: _Node, first: Symbol) -> Iterator[tuple[Assumption, ...]]:
        """Yield the mistakes that give a number, made there or at numbers before it."""
        follower, made = self.follower, {a.mistake.name for a in node.assumed}
        full, typed = node.outcome.tracks
        answer = follower.answers[first]
        base = self._bases(node, first)
        for mistake in self._known:
            if mistake.name in made and not mistake.once:
                continue
            for form in base:
                for variant, changed in follower.variants(first, mistake, form).items():
                    compute = self.sheet.prepare(changed, first)
                    if any(follower.agrees(answer, compute(track)) for track in (full, typed)):
                        yield (Assumption(mistake, variant),)
                        for assumption in self._in_layers(mistake, variant, first):
                            yield (assumption,)
        missing = self._missing_before(first)
        if not missing:
            return
        able = dict.fromkeys(
            (mistake, variant)
            for mistake, variant, _ in self._possible(missing)
            if mistake.name not in made and not (mistake.once and len(missing) > _FEW_LEFT_OUT)
        )
        # first made everywhere; then in a layer; then at one number
        gave = [both for both in able if self._gives(node, Assumption(*both), missing, first)]
        yield from ((Assumption(*both),) for both in gave)
        for mistake, variant in tuple(gave) or able:
            for assumption in self._in_layers(mistake, variant, *missing):
                if self._gives(node, assumption, missing, first):
                    gave.append((mistake, variant))
                    yield (assumption,)
        if gave or len(missing) > _SEVERAL_LEFT_OUT:
            return
        for mistake, variant, place in self._possible(missing):
            if mistake.name in made or mistake.once:
                continue
            assumption = Assumption(mistake, variant, frozenset((place,)))
            if self._gives(node, assumption, missing, first):
                yield (assumption,)

    def _in_layers(self, mistake: Mistake, variant: str, *symbols: Symbol) -> Iterator[Assumption]:
        """Yield a mistake that is made in the layer of one of the numbers only."""
        if mistake.once:
            return
        hidden = self._places.get((mistake, variant))
        if hidden is None:
            hidden = hidden_places(self.follower, mistake, variant)
            self._places[mistake, variant] = hidden
        for layer in dict.fromkeys(map(self.sheet.layer, symbols)):
            places = frozenset(s for s in hidden if self.sheet.layer(s) == layer)
            if len(places) < len(hidden):
                yield Assumption(mistake, variant, places)

    def _explaining_together(self, node: _Node, first: Symbol) -> Iterator[tuple[Assumption, ...]]:
        """Yield pairs of mistakes that give a number, both made there."""
        follower, made = self.follower, {a.mistake.name for a in node.assumed}
        full, typed = node.outcome.tracks
        answer = follower.answers[first]
        able = [
            Assumption(mistake, variant)
            for mistake in self._known
            if mistake.name not in made and not mistake.once
            for variant in follower.variants(first, mistake)
        ]
        for pair in combinations(able, 2):
            if pair[0].mistake.name == pair[1].mistake.name:
                continue
            form = follower.wrong_formula(first, pair)
            if form is None:
                continue
            compute = self.sheet.prepare(form, first)
            if any(follower.agrees(answer, compute(track)) for track in (full, typed)):
                yield pair

    def _bases(self, node: _Node, symbol: Symbol) -> list[Expression | None]:
        """Return the formulas of a number to change: the right one, and with known mistakes."""
        bases: list[Expression | None] = [None]
        able = [a for a in node.assumed if symbol.quantity in a.mistake.quantities]
        for size in range(1, len(able) + 1):
            for some in combinations(able, size):
                form = self.follower.wrong_formula(symbol, some)
                if form is not None:
                    bases.append(form)
        return bases

    def _gives(
        self, node: _Node, more: Assumption, missing: Sequence[Symbol], symbol: Symbol
    ) -> bool:
        """Return whether a mistake at numbers that are missing gives a number after them."""
        follower, answer = self.follower, self.follower.answers[symbol]
        assumed = (*node.assumed, more)
        changed = self._changed_by(assumed, missing)
        self.work += 2 * len(missing)
        for track in node.outcome.tracks:
            numbers = track.copy()
            for before, option in changed.items():
                numbers[self.sheet.places[before]] = option.compute(numbers)
            if follower.agrees(answer, follower.assumed_option(symbol, assumed).compute(numbers)):
                return True
        return False

    def _changed_by(
        self, assumed: Sequence[Assumption], missing: Sequence[Symbol]
    ) -> dict[Symbol, Option]:
        """Return the missing numbers that the last mistake changes, with their formulas."""
        *known, more = assumed
        by_known = frozenset(q for other in known for q in other.mistake.quantities)
        changed: dict[Symbol, Option] = {}
        for symbol in missing:
            is_made = symbol.quantity in more.mistake.quantities and (
                more.places is None or symbol in more.places
            )
            if (
                is_made
                or symbol.quantity in by_known
                or not changed.keys().isdisjoint(self.sheet.used[symbol])
            ):
                changed[symbol] = self.follower.assumed_option(symbol, assumed)
        return changed

    def _missing_before(self, symbol: Symbol) -> list[Symbol]:
        """Return the numbers on which one depends without a given number between."""
        known = self._after.get(symbol)
        if known is None:
            known, waiting, seen = [], [symbol], {symbol}
            while waiting:
                for used in self.sheet.used[waiting.pop()]:
                    if used in self.sheet.formulas and used not in seen:
                        seen.add(used)
                        if used not in self.follower.answers:
                            known.append(used)
                            waiting.append(used)
            known.sort(key=self.sheet.places.__getitem__)
            self._after[symbol] = known
        return known

    def _possible(self, symbols: Sequence[Symbol]) -> Iterator[tuple[Mistake, str, Symbol]]:
        for symbol in symbols:
            for mistake in self._known:
                for variant in self.follower.variants(symbol, mistake):
                    yield mistake, variant, symbol

    # -- what it costs -------------------------------------------------------------------------

    def _cost(
        self,
        assumed: Sequence[Assumption],
        outcome: Outcome,
        slips: frozenset[Symbol],
        gains: Sequence[int],
    ) -> float:
        n_cut = sum(1 for symbol in outcome.cut_off if symbol in slips)
        cost = _SLIP * (len(slips) - n_cut) + _CUT * n_cut + _LOOSE_COST * outcome.n_loose
        # who makes a mistake goes on with its number
        cost += _UNDONE * any(outcome.made.keys() & self._before(s) for s in outcome.corrected)
        for assumption, gain in zip(assumed, gains, strict=True):
            cost += _MISTAKE
            # rounding gives a number near the right one: one such number says nothing
            if gain == 1 and assumption.mistake.name in _ROUNDING:
                cost += _LUCKY
                continue
            made, unclear, not_made = support(self.follower, assumption, outcome)
            if not_made or assumption.places is not None or assumption.mistake.once:
                cost += _HERE_ONLY
            elif not unclear:
                continue
            if any(not self.sheet.used[symbol].isdisjoint(not_made) for symbol in made):
                # it was not made one number earlier
                cost += _HERE_ONLY
            if len(made) == 1 and self._is_lucky(made[0], outcome):
                cost += _LUCKY
        return cost

    def _before(self, symbol: Symbol) -> set[Symbol]:
        """Return every number on which one depends."""
        known = self._ancestors.get(symbol)
        if known is None:
            known = self._ancestors[symbol] = set()
            for used in self.sheet.used.get(symbol, ()):
                known |= {used} | self._before(used)
        return known

    def _is_lucky(self, symbol: Symbol, outcome: Outcome) -> bool:
        """Return whether some wrong formula may well give a number by chance."""
        full, answer = outcome.tracks[0], self.follower.answers[symbol]
        right = self.sheet.prepared[symbol](full)
        distances = []
        for mistake in mistakes():
            for form in self.follower.variants(symbol, mistake).values():
                value = self.sheet.prepare(form, symbol)(full)
                if math.isfinite(value):
                    distances.append(abs(value - right))
        if not distances:
            return False
        scale = max(sorted(distances)[len(distances) // 2], abs(right), abs(answer.value))
        return len(distances) * answer.unit > _CHANCE * scale

    # -- a mistake that changes little -----------------------------------------------------------

    def _unless_one_mistake_is_exact(self, right: Outcome) -> Explanation:
        """Return the mistake that gives every digit, where the right formulas only nearly do."""
        plain = Explanation((), right, 0.0)
        if right.n_loose < 2 or len(self.follower.answers) < _ENOUGH_ANSWERS:
            return plain
        found = []
        tried: set[tuple[str, str]] = set()
        for mistake, variant, _ in self._possible(list(self.follower.answers)):
            if mistake.once or (mistake.name, variant) in tried:
                continue
            tried.add((mistake.name, variant))
            assumption = Assumption(mistake, variant)
            outcome = self.follower.follow((assumption,))
            if outcome.unmatched or outcome.n_loose or outcome.n_from_typed:
                continue
            _, _, not_made = support(self.follower, assumption, outcome)
            if not not_made:
                found.append(((assumption,), outcome))
        if not found:
            return plain
        (assumed, outcome), *others = found
        return Explanation(assumed, outcome, _MISTAKE, tuple(other for other, _ in others))
