"""Update rules: the step of an optimizer as formulas, beside the code that takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurosim.checks import instance, items, text
from neurosim.errors import InputError, brief
from neurosim.mathematics.evaluation import evaluate_arrays
from neurosim.mathematics.expression import Expression, Fraction, Letter, letters_of, parts_of
from neurosim.mathematics.formula_text import letter, read_formula

Vector = NDArray[np.float64]

THETA, G, ETA, T = (letter(name) for name in ("theta", "g", "eta", "t"))
"""The parameter, its gradient, the learning rate and the number of the step, in update rules."""

_KNOWN = frozenset(("theta", "g", "eta", "t"))
_NAME = re.compile(r"[^\W\d]\w*")
_LETTER = re.compile(r"[^\W\d_]+(_[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of an update rule: ``letter = formula``.

    Parameters
    ----------
    letter : str
        What the line gives: a letter that may have an index, such as ``v`` or ``m_corrected``, and
        ``theta_new`` in the last line.
    formula : str
        A formula as text. It may have ``theta`` (the parameter), ``g`` (its gradient), ``eta`` (the
        learning rate), ``t`` (the number of this step, from 1), the letters of the lines before,
        and the numbers that the optimizer has as attributes, such as ``momentum``.
    name : str
        What a trace calls the number. If the optimizer's state has this name, the line gives what
        the state is after the step, and ``v_old`` stands for what it was before.
    why : str
        A sentence that explains the line.

    Raises
    ------
    InputError
        If a part is not a text, or the letter is none.

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.SGD(0.1, momentum=0.9).rule[0].formula
    'momentum * v_old + g'
    """

    letter: str
    formula: str
    name: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        text(self.letter, "the letter of a rule's line", empty=False)
        if not _LETTER.fullmatch(self.letter) or self.letter in {*_KNOWN, "e"}:
            raise InputError(
                f"the letter of a rule's line is {brief(self.letter)}; give a letter of your own, "
                "which may have an index, such as v or m_corrected"
            )
        text(self.formula, "the formula of a rule's line", empty=False)
        text(self.name, "the name of a rule's line")
        text(self.why, "the explanation of a rule's line")


RuleLines = tuple[RuleLine, ...]
"""The lines of a rule; the last one gives ``theta_new``."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of an update rule, read.

    Attributes
    ----------
    letter, old : Letter
        What the line gives, and what stands for its value before the step.
    form : Expression
        Its formula.
    name, why : str
        As in ``RuleLine``; the name is the letter if none is given.
    """

    letter: Letter
    old: Letter
    form: Expression
    name: str
    why: str


@dataclass(frozen=True)
class ReadRule:
    """An update rule, read.

    Attributes
    ----------
    lines : tuple of ReadLine
        The lines; none for an optimizer that brings no rule.
    numbers : mapping
        The optimizer's own numbers in them.
    """

    lines: tuple[ReadLine, ...] = ()
    numbers: Mapping[Letter, float] = field(default_factory=dict)

    @cached_property
    def divides(self) -> bool:
        """Whether a formula has a quotient."""
        return any(_divides(line.form) for line in self.lines)


def _divides(form: Expression) -> bool:
    return isinstance(form, Fraction) or any(map(_divides, parts_of(form)))


def read_rule(optimizer: Any) -> ReadRule:
    """Return the rule of an optimizer.

    A class that takes another step than the class that it is derived from does not inherit the
    rule.

    Raises
    ------
    InputError
        If a rule cannot be read, or its last line does not give ``theta_new``.
    """
    parameters = getattr(type(optimizer), "__dataclass_params__", None)
    if parameters is None or not parameters.frozen:
        return _read_rule(optimizer)
    try:
        hash(optimizer)
    except TypeError:
        return _read_rule(optimizer)
    # what is frozen keeps its rule, and the numbers in it
    return _remembered(optimizer)


def _read_rule(optimizer: Any) -> ReadRule:
    lines = getattr(optimizer, "rule", ())
    if not lines or _rank(optimizer, "step") < _rank(optimizer, "rule"):
        return ReadRule()
    of = type(optimizer).__name__
    rule = tuple(items(lines, f"the rule of {of} is a list of ns.RuleLine"))
    for line in rule:
        instance(line, RuleLine, f"a line of the rule of {of} is an ns.RuleLine", "ns.RuleLine()")
    if rule[-1].letter != "theta_new":
        raise InputError(
            f"the rule of {of} ends with {brief(rule[-1].letter)}; its last line must give "
            "theta_new"
        )
    given = [line.letter for line in rule]
    repeated = next((name for name in given if given.count(name) > 1), None)
    if repeated is not None:
        raise InputError(f"the rule of {of} gives {repeated} twice; give each letter one line")
    names = {name for line in rule for name in _NAME.findall(line.formula)} - _KNOWN
    found = {name: getattr(optimizer, name, None) for name in names}
    own = {name: float(value) for name, value in found.items() if isinstance(value, Real)}
    read = _read(rule, frozenset(own), of)
    return ReadRule(read, {letter(name): value for name, value in own.items()})


_remembered = lru_cache(maxsize=16)(_read_rule)


def _rank(optimizer: Any, attribute: str) -> int:
    """Return how far up among its classes an optimizer gets an attribute from."""
    own = getattr(optimizer, "__dict__", {})
    known = (own, *map(vars, type(optimizer).__mro__))
    return next((rank for rank, names in enumerate(known) if attribute in names), len(known))


@lru_cache(maxsize=64)
def _read(rule: RuleLines, own: frozenset[str], of: str) -> tuple[ReadLine, ...]:
    known = {*_KNOWN, *own}
    read = []
    for line in rule:
        old = f"{line.letter}_old"
        what = f"the line {line.letter} in the rule of {of}"
        letters = {*known, old} if line is not rule[-1] else known
        form = read_formula(line.formula, letters, what)
        name = line.name or line.letter
        read.append(ReadLine(letter(line.letter), letter(old), form, name, line.why))
        known.add(line.letter)
    return tuple(read)


def numbers_of_step(
    optimizer: Any,
    theta: Vector,
    gradient: Vector,
    states: tuple[Mapping[str, Vector], Mapping[str, Vector]],
    own_step: Vector | None = None,
    *,
    n_steps: int = 1,
) -> dict[str, Vector]:
    """Return the intermediate results of a step by name, each of shape (n_parameters,).

    Parameters
    ----------
    optimizer : Optimizer
        The optimizer; without a rule there are no results.
    theta, gradient : ndarray, shape (n_parameters,)
        The parameters before the step, and their gradients.
    states : tuple of dict
        What the optimizer remembers, before and after.
    own_step : ndarray, shape (n_parameters,), optional
        The parameters after the step of an own optimizer, which the rule must give too.
    n_steps : int
        The number of this step, from 1.

    Raises
    ------
    InputError
        If the rule of an own optimizer gives other parameters than its step.
    """
    rule = read_rule(optimizer)
    before, after = states
    known = {THETA: theta, G: gradient, ETA: optimizer.learning_rate, T: float(n_steps)}
    known |= rule.numbers
    found: dict[str, Vector] = {}
    for line in rule.lines[:-1]:
        if line.name in after:
            found[f"old {line.name}"] = known[line.old] = before[line.name]
            value = after[line.name]
            if own_step is not None:
                _check_agreement(optimizer, line, evaluate_arrays(line.form, known), value)
        elif line.old in letters_of(line.form):
            raise InputError(
                f"the rule of {type(optimizer).__name__} has {line.letter.base}_old, but the state "
                f"of the optimizer has no {line.name!r}; give the line the name under which the "
                "state keeps it"
            )
        else:
            value = evaluate_arrays(line.form, known)
        found[line.name] = known[line.letter] = np.broadcast_to(value, theta.shape)
    if own_step is not None and rule.lines:
        last = rule.lines[-1]
        _check_agreement(optimizer, last, evaluate_arrays(last.form, known), own_step)
    return found


def _check_agreement(optimizer: Any, line: ReadLine, by_rule: Any, by_step: Vector) -> None:
    by_rule, by_step = np.broadcast_arrays(by_rule, by_step)
    differ = ~np.isclose(by_rule, by_step, rtol=1e-9, atol=1e-12, equal_nan=True)
    if differ.any():
        place = int(np.argmax(differ))
        raise InputError(
            f"the rule of {type(optimizer).__name__} gives {by_rule[place]:g} as {line.name}, but "
            f"its step gives {by_step[place]:g}; correct one of them"
        )
