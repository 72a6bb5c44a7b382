"""Answers: what somebody typed for the numbers of a sample, before anything is checked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from neurosim.errors import InputError, brief, counted
from neurosim.mathematics.symbols import Symbol
from neurosim.teaching.naming import Names
from neurosim.teaching.typed import TypedNumber, read_number

MOST_ANSWERS = 100_000
_MOST_REMARKS = 20


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """One answer as it was typed.

    Attributes
    ----------
    name : str
        The name of the number.
    text : str
        What was typed for it; empty for a blank.
    line : int or None
        The line of the sheet, counted from 1.
    """

    name: str
    text: str
    line: int | None = None

    @property
    def where(self) -> str:
        """Where it stands, as the beginning of a sentence."""
        return f"Line {self.line}" if self.line else f"The answer for {brief(self.name)}"

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return "" if self.line is None else f" (line {self.line})"


@dataclass(frozen=True)
class Answers:
    """The answers of one person.

    Attributes
    ----------
    items : tuple of TypedAnswer
        In order.
    not_understood : tuple of tuple
        The lines that are no answers: number of the line, and its text.
    origin : str
        The file they come from, for messages.
    free : bool
        Whether they come from lines that somebody wrote freely, so that a name that means nothing
        is a line that is not understood, and no error.
    """

    items: tuple[TypedAnswer, ...]
    not_understood: tuple[tuple[int, str], ...] = ()
    origin: str = "the answers"
    free: bool = False

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[TypedAnswer]:
        return iter(self.items)

    def __repr__(self) -> str:
        lost = len(self.not_understood)
        more = f", {counted(lost, 'line')} not understood" if lost else ""
        return f"Answers({counted(len(self.items), 'answer')}{more})"


@dataclass(frozen=True)
class ReadAnswers:
    """Answers whose names and numbers are understood.

    Attributes
    ----------
    typed : dict
        The number of each symbol.
    blank : list of Symbol
        The numbers that were left out.
    remarks : list of str
        What was not understood, in sentences.
    """

    typed: dict[Symbol, TypedNumber]
    blank: list[Symbol]
    remarks: list[str]


def as_answers(given: Any) -> Answers:
    """Return answers, also from a mapping of names to what was typed.

    Raises
    ------
    InputError
        If they are neither, or a name is no text.
    """
    if isinstance(given, Answers):
        return given
    if not isinstance(given, Mapping):
        raise InputError(
            "answers are a mapping such as {'sh[0][0]': '0.5933'}, or come from ns.read_answers; "
            f"got {brief(given)}"
        )
    found = []
    for name, value in given.items():
        if not isinstance(name, str | Symbol):
            raise InputError(
                f"the name of an answer is {brief(name)}; give text such as 'sh[0][0]'"
            )
        found.append(TypedAnswer(str(name), _text(name, value)))
    return Answers(tuple(found))


def _text(name: object, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Real) and not isinstance(value, bool):
        with contextlib.suppress(Exception):
            # a number of any class may fail here
            return repr(value if isinstance(value, int) else float(value))
    raise InputError(
        f"the answer for {brief(str(name))} is {brief(value)}; give what was typed, such as "
        "'0.5933'"
    )


def understood(answers: Answers, names: Names) -> ReadAnswers:
    """Return the numbers of answers.

    Raises
    ------
    UnknownNameError
        If a name means nothing; the message lists near names.
    InputError
        If there are no answers, a text is no number, or there are two answers for one number.
    """
    typed: dict[Symbol, TypedNumber] = {}
    first: dict[Symbol, TypedAnswer] = {}
    blank: list[Symbol] = []
    remarks = [f"Line {n} was not understood: {brief(text)}." for n, text in answers.not_understood]
    n_more = 0
    for answer in answers:
        symbol = names.find(answer.name)
        if symbol is None:
            if answers.free and len(remarks) > _MOST_REMARKS:
                # the search for near names takes its time, and nobody would read them all
                n_more += 1
                continue
            problem = names.unknown(answer.name)
            if not answers.free:
                raise problem
            remarks.append(f"{answer.where} was not understood: {_sentence(problem)}")
            continue
        if not answer.text.strip("_.… "):
            if symbol not in typed:
                blank.append(symbol)
            continue
        try:
            number = read_number(answer.text)
        except InputError as error:
            if not answers.free:
                raise InputError(f"the answer for {symbol}{answer.place}: {error}") from None
            remarks.append(f"{answer.where} was not understood: {_sentence(error)}")
            continue
        if symbol in typed and typed[symbol].text != number.text:
            if symbol in names.sheet.given:
                continue
            raise InputError(
                f"there are two answers for {symbol}: {brief(typed[symbol].text)}"
                f"{first[symbol].place} and {brief(number.text)}{answer.place}; keep one"
            )
        typed[symbol] = number
        first[symbol] = answer
    if len(remarks) > _MOST_REMARKS:
        rest = len(remarks) - _MOST_REMARKS + n_more
        remarks[_MOST_REMARKS:] = [f"{counted(rest, 'more line')} not understood."]
    if not typed and not blank:
        more = f"; {remarks[0][0].lower()}{remarks[0][1:].removesuffix('.')}" if remarks else ""
        raise InputError(
            f"no answer can be read in {answers.origin}; "
            f"write lines such as sh[0][0] = 0.5933{more}"
        )
    return ReadAnswers(typed, [s for s in dict.fromkeys(blank) if s not in typed], remarks)


def _sentence(error: Exception) -> str:
    said = str(error)
    return said if said.endswith("?") else f"{said}."
