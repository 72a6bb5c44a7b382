"""Exercises: sheets of questions on samples of a network, with key, hints and solution."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from neurosim.checks import items, one_of, positive, text, whole_number
from neurosim.data import DataLike, fitting_dataset
from neurosim.display import NotebookTable, ShownInNotebooks, few_rows
from neurosim.errors import InputError, UnknownNameError, brief, counted
from neurosim.explorer.page_file import LANGUAGES
from neurosim.files import PathLike
from neurosim.model.builders import mlp
from neurosim.model.losses import Loss, get_loss
from neurosim.model.network import Network
from neurosim.teaching.answer_report import AnswerReport
from neurosim.teaching.asking import (
    KINDS,
    STAGES,
    count_parameters,
    fill_in,
    find_the_mistake,
    findable,
    number_questions,
    step_questions,
    which_weight,
)
from neurosim.teaching.checking import check_answers
from neurosim.teaching.exporting import save_exercise
from neurosim.teaching.feasible import (
    fill_with_short_numbers,
    is_feasible,
    random_sample,
    tries,
)
from neurosim.teaching.questions import Question, Variant
from neurosim.teaching.sheet_document import sheet_document
from neurosim.tracing.recording import trace
from neurosim.tracing.trace import Trace
from neurosim.tracing.training_trace import trace_training
from neurosim.writing.derivation import Derivation

_N_STEPS = 2
_MOST_EDGES = 500
PARTS = ("sheet", "key", "solution")


@dataclass(frozen=True, repr=False)
class Exercise(ShownInNotebooks):
    """Sheets of one exercise, one for each variant; made by ``exercise``.

    Attributes
    ----------
    title : str
        The heading.
    ask : tuple of str
        The kinds of its questions.
    variants : tuple of Variant
        The sheets.
    digits : int
        The decimals that are asked for.
    """

    title: str
    ask: tuple[str, ...]
    variants: tuple[Variant, ...]
    digits: int

    def __repr__(self) -> str:
        n = len(self.variants[0].questions)
        return (
            f"Exercise({self.title!r}, {counted(len(self.variants), 'variant')} of "
            f"{counted(n, 'question')})"
        )

    def __len__(self) -> int:
        return len(self.variants)

    def __iter__(self) -> Iterator[Variant]:
        return iter(self.variants)

    def variant(self, number: int) -> Variant:
        """Return a variant by its number, counted from 1.

        Raises
        ------
        UnknownNameError
            If there is no such variant.
        """
        chosen = whole_number(number, "the number of a variant", minimum=1)
        if chosen > len(self.variants):
            raise UnknownNameError(
                f"there is no variant {chosen}; the last is {len(self.variants)}"
            )
        return self.variants[chosen - 1]

    def document(self, number: int = 1, *, part: str = "sheet") -> Derivation:
        """Return a sheet as a document: with blanks, with the key, or with the whole solution.

        Parameters
        ----------
        number : int
            The variant, counted from 1.
        part : {"sheet", "key", "solution"}
            What is written.

        Examples
        --------
        >>> import neurosim as ns
        >>> e = ns.exercise([2, 1], ask="forward")
        >>> "________" in e.document().to_text(), "________" in e.document(part="key").to_text()
        (True, False)
        """
        one_of(part, PARTS, "part of an exercise")
        chosen = self.variant(number)
        return sheet_document(chosen, self.title, part=part, digits=self.digits)

    def check(self, answers: Any, number: int = 1) -> AnswerReport:
        """Check the answers to a variant, as ``check_answers`` does.

        Parameters
        ----------
        answers : mapping, Answers or str
            As for ``check_answers``; numbers that are asked for and not answered are missing, and
            numbers with too few decimals are wrong.
        number : int
            The variant, counted from 1.
        """
        chosen = self.variant(number)
        asked = [question.name for question in chosen.numbers]
        if not asked:
            raise InputError(
                f"the exercise asks for none of {', '.join(STAGES)}, whose numbers can be checked; "
                "its key has the answers"
            )
        return check_answers(chosen.trace, answers, asked=asked, decimals=self.digits)

    def save(
        self,
        path: PathLike,
        *,
        part: str = "sheet",
        number: int | None = None,
        language: str = "en",
        overwrite: bool = True,
    ) -> None:
        """Write the exercise to a file; the ending chooses the format.

        For paper ``.pdf``, ``.docx``, ``.tex``, ``.typ``, ``.md`` (all with a picture of the
        network) and ``.txt``. To fill in: ``.html`` (fields that judge and give hints, without a
        connection), ``.ipynb``, ``.xlsx``. For learning platforms: ``.moodle.xml``,
        ``.cloze.xml``, ``.gift``, ``.qti12.zip``, ``.qti21.zip``, ``.qti30.zip``,
        ``.prairielearn.zip``, ``.nbgrader.ipynb``.

        Parameters
        ----------
        path : path
            The file.
        part : {"sheet", "key", "solution"}
            What is written. Files for learning platforms always have the key.
        number : int, optional
            One variant, counted from 1; by default all.
        language : {"en", "de"}
            The language of the page with fields, until its reader chooses another one.
        overwrite : bool
            Whether an existing file may be replaced.

        Raises
        ------
        InputError
            If the ending is unknown, or the part or the language does not exist in the format.
        FileError
            If the file exists or cannot be written.
        """
        one_of(part, PARTS, "part of an exercise")
        one_of(language, LANGUAGES, "language")
        chosen = self.variants if number is None else (self.variant(number),)
        documents = [
            sheet_document(variant, self.title, part=part, digits=self.digits) for variant in chosen
        ]
        save_exercise(
            path,
            self.title,
            chosen,
            documents,
            part=part,
            language=language,
            overwrite=overwrite,
        )

    def _notebook_table(self) -> NotebookTable:
        rows = [
            [str(variant.number), question.name, question.prompt, question.key]
            for variant in self.variants[:3]
            for question in variant.questions
        ]
        return NotebookTable(repr(self), ("variant", "name", "question", "key"), few_rows(rows, 40))


def exercise(
    net: Network | Sequence[int],
    data: DataLike | None = None,
    *,
    ask: str | Iterable[str] = "forward",
    seed: int = 1,
    variants: int = 1,
    learning_rate: float = 0.5,
    loss: str | Loss | None = None,
    digits: int = 4,
    title: str = "",
) -> Exercise:
    """Make sheets of questions on samples of a network, with key, hints and solutions.

    Parameters
    ----------
    net : Network or sequence of int
        A network, whose wiring and numbers are used; or the sizes of layers, such as ``[2, 2, 1]``,
        for a network with new short weights in each variant.
    data : Dataset or (X, Z), optional
        Samples in raw units; each variant takes one that can be worked by hand, as far as there are
        any. By default new short numbers are made up for each variant.
    ask : str or iterable of str
        What is asked: ``forward``, ``loss``, ``error signals``, ``gradients``, ``update``,
        ``count parameters``, ``which weight to change``, ``find the mistake``,
        ``fill in the formula``, ``several steps``.
    seed : int
        The same seed gives the same sheets.
    variants : int
        How many sheets.
    learning_rate : float
        For the update.
    loss : str or Loss, optional
        The loss; by default the one that the network was trained with, or half squared error.
    digits : int
        The decimals that are asked for, 1 to 10.
    title : str
        The heading; by default the name of the network.

    Returns
    -------
    Exercise

    Raises
    ------
    UnknownNameError
        If there is no such kind of question.
    InputError
        If something else is given than a network or sizes, or a number is out of range.

    Examples
    --------
    >>> import neurosim as ns
    >>> e = ns.exercise([2, 2, 1], ask=["forward", "loss"], variants=2)
    >>> [question.name for question in e.variants[0].questions]
    ['sh[0][0]', 'ah[0][0]', 'sh[0][1]', 'ah[0][1]', 'so[0]', 'yo[0]', 'L']
    """
    kinds = _kinds(ask)
    seed = whole_number(seed, "seed", minimum=0)
    count = whole_number(variants, "variants", minimum=1, maximum=1000)
    digits = whole_number(digits, "digits", minimum=1, maximum=10)
    rate = positive(learning_rate, "the learning rate")
    text(title, "the title of an exercise")
    own = isinstance(net, Network)
    drawn = net.copy() if isinstance(net, Network) else _shaped(net)
    n_edges = drawn.graph.number_of_edges()
    if n_edges > _MOST_EDGES:
        raise InputError(
            f"the network has {n_edges:,} connections; an exercise takes at most {_MOST_EDGES}, "
            "which is much for working by hand"
        )
    chosen_loss = get_loss(loss if loss is not None else drawn.loss)
    samples = None if data is None else fitting_dataset(drawn, data)
    maker = _Maker(drawn, samples, chosen_loss, rate, kinds, digits, fresh=not own)
    # no secret: the same seed must give the same sheets
    made = tuple(
        maker.variant(number, random.Random(f"{seed}/{number}"))  # noqa: S311
        for number in range(1, count + 1)
    )
    return Exercise(title or drawn.name or "Exercise", kinds, made, digits)


def _kinds(ask: object) -> tuple[str, ...]:
    given = [ask] if isinstance(ask, str) else items(ask, "ask= takes a kind of question or a list")
    if not given:
        raise InputError(f"ask= is empty; ask for some of {', '.join(KINDS)}")
    kinds = tuple(dict.fromkeys(one_of(kind, KINDS, "kind of question") for kind in given))
    told = [kind for kind in kinds if kind in STAGES or kind == "several steps"]
    if "find the mistake" in kinds and told:
        raise InputError(
            f"'find the mistake' shows a solution, which gives away the numbers of '{told[0]}'; "
            "make two exercises"
        )
    return kinds


def _shaped(sizes: object) -> Network:
    if isinstance(sizes, str | bytes | bytearray) or not isinstance(sizes, Sequence):
        raise InputError(
            f"exercise takes a network, or the sizes of its layers such as [2, 2, 1]; got "
            f"{brief(sizes)}"
        )
    return mlp(list(sizes), initializer=0.5)


class _Maker:
    """Makes the variants of an exercise."""

    def __init__(
        self,
        net: Network,
        data: Any,
        loss: Loss,
        learning_rate: float,
        kinds: tuple[str, ...],
        digits: int,
        *,
        fresh: bool,
    ) -> None:
        self.net = net
        self.data = data
        self.loss = loss
        self.learning_rate = learning_rate
        self.kinds = kinds
        self.digits = digits
        self.fresh = fresh

    def variant(self, number: int, generator: random.Random) -> Variant:
        """Return a variant by its number."""
        sample = self._feasible(number, generator)
        questions: list[Question] = []
        stages = [kind for kind in self.kinds if kind in STAGES]
        given: list[Any] = []
        if stages:
            numbers, given = number_questions(sample, stages, self.digits)
            questions += numbers
        shown, mistake = sample, ""
        if "several steps" in self.kinds:
            x, z = self._raw(sample)
            steps = trace_training(
                sample.net,
                ([x], [z]),
                steps=_N_STEPS,
                loss=self.loss,
                learning_rate=self.learning_rate,
            )
            questions += step_questions(steps.traces, self.digits)
        if "count parameters" in self.kinds:
            questions.append(count_parameters(sample))
        if "which weight to change" in self.kinds:
            choice = which_weight(sample, generator)
            questions += [] if choice is None else [choice]
        if "fill in the formula" in self.kinds:
            questions += fill_in(sample, generator)
        if "find the mistake" in self.kinds:
            made = generator.choice(findable(sample.sheet, self.digits))
            questions += find_the_mistake(sample, made, self.digits, generator)
            mistake = made.name
            shown = self._traced(sample.net, *self._raw(sample), mistake=mistake)
        return Variant(number, sample, shown, tuple(given), tuple(questions), (), mistake)

    def _feasible(self, number: int, generator: random.Random) -> Trace:
        last: Trace | None = None
        for attempt in tries():
            net = self.net
            if self.fresh:
                net = self.net.copy()
                fill_with_short_numbers(net, generator)
            x, z = self._sample(net, number + attempt, generator)
            last = self._traced(net, x, z)
            if is_feasible(last):
                break
        assert last is not None
        return last

    def _sample(
        self, net: Network, place: int, generator: random.Random
    ) -> tuple[list[float], list[float]]:
        if self.data is not None:
            row = (place - 1) % len(self.data.X)
            return self.data.X[row].tolist(), self.data.Z[row].tolist()
        if net.input_scaling is not None or net.target_scaling is not None:
            raise InputError(
                "the network scales its inputs or targets, so samples cannot be made up; give "
                "data in raw units"
            )
        return random_sample(net, generator, probabilities=self.loss.probabilities)

    def _traced(
        self, net: Network, x: list[float], z: list[float], *, mistake: str | None = None
    ) -> Trace:
        return trace(net, x, z, loss=self.loss, learning_rate=self.learning_rate, mistake=mistake)

    @staticmethod
    def _raw(sample: Trace) -> tuple[list[float], list[float]]:
        return list(sample.raw_inputs), list(sample.raw_targets or ())
