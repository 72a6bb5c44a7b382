"""Questions of an exercise, as data: what is asked, the key, and wrong answers with their hints."""

from __future__ import annotations

from dataclasses import dataclass

from neurosim.mathematics.symbols import Symbol
from neurosim.tracing.trace import Trace
from neurosim.writing.document import Phrase


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """What somebody answers who makes a mistake.

    Attributes
    ----------
    value : float
        The wrong number.
    mistake : str
        The name of the mistake.
    hint : str
        A question that leads to it; never a number.
    """

    value: float
    mistake: str
    hint: str


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """A question whose answer is a number.

    Attributes
    ----------
    name : str
        What is asked for, such as ``dh[0][1]``.
    prompt : str
        The question in words.
    value : float
        The answer.
    tolerance : float
        How far an answer may be from it: half a unit of its last digit, and what rounding on the
        way may change. 0 for a number that is counted.
    digits : int
        The decimals that are asked for.
    wrong : tuple of WrongAnswer
        Wrong answers that the catalogue of mistakes foresees.
    symbol : Symbol or None
        The number of the sample; None for one that is counted.
    """

    name: str
    prompt: str
    value: float
    tolerance: float
    digits: int
    wrong: tuple[WrongAnswer, ...] = ()
    symbol: Symbol | None = None

    @property
    def key(self) -> str:
        """The answer as text."""
        return f"{self.value:.{self.digits}f}"


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """A question with options, one of which is right.

    Attributes
    ----------
    name : str
        A short name.
    prompt : str
        The question in words.
    options : tuple of str
        What there is to choose from.
    right : int
        The place of the right one.
    feedback : tuple of str
        What is said about each option.
    """

    name: str
    prompt: str
    options: tuple[str, ...]
    right: int
    feedback: tuple[str, ...]

    @property
    def key(self) -> str:
        """The right option, with its letter."""
        return f"{letter_of(self.right)}) {self.options[self.right]}"


Question = NumberQuestion | ChoiceQuestion


def letter_of(place: int) -> str:
    """Return the letter of an option, ``a`` for the first."""
    return chr(ord("a") + place)


@dataclass(frozen=True, eq=False)
class Variant:
    """One sheet of an exercise.

    Attributes
    ----------
    number : int
        Counted from 1.
    trace : Trace
        The sample, with the right numbers.
    shown : Trace
        The sample that the sheet shows: the same, or one with a mistake to find.
    given : tuple of Symbol
        Results that the sheet gives, because the questions start after them.
    questions : tuple
        The questions, in order.
    intro : tuple of Phrase
        Sentences before the questions.
    mistake : str
        The mistake to find; empty if there is none.
    """

    number: int
    trace: Trace
    shown: Trace
    given: tuple[Symbol, ...]
    questions: tuple[Question, ...]
    intro: tuple[Phrase, ...] = ()
    mistake: str = ""

    @property
    def numbers(self) -> tuple[NumberQuestion, ...]:
        """The questions whose answer is a number of the sample."""
        return tuple(
            question
            for question in self.questions
            if isinstance(question, NumberQuestion) and question.symbol is not None
        )

    @property
    def solves(self) -> bool:
        """Whether the sheet shows a worked solution, in which the mistake is to be found."""
        return bool(self.mistake)
