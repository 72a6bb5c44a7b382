"""What the check of somebody's answers found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from neurosim.checks import flag, one_of, whole_number
from neurosim.display import NotebookTable, ShownInNotebooks, few_rows
from neurosim.errors import counted, listed
from neurosim.files import PathLike, check_destination, write_whole
from neurosim.mathematics.prepared import symbols_of
from neurosim.mathematics.symbols import Symbol
from neurosim.teaching.formula_lines import formula_text
from neurosim.teaching.report_document import ReportRow, report_document
from neurosim.tracing.trace import Trace
from neurosim.worksheet.mistake import Mistake
from neurosim.worksheet.sheet import Sheet
from neurosim.worksheet.written import name_in_table
from neurosim.writing.derivation import Derivation
from neurosim.writing.document import Name, Phrase

RIGHT, FOLLOWS, WRONG, MISSING = "right", "follows", "wrong", "missing"
VERDICTS = (RIGHT, FOLLOWS, WRONG, MISSING)
"""The verdicts on a number. ``follows``: it is wrong, but it follows from the person's own earlier
numbers by the right formula."""

EVERYWHERE, HERE_ONLY = "everywhere", "here only"


@dataclass(frozen=True)
class Finding:
    """A mistake that explains wrong numbers.

    Attributes
    ----------
    mistake : Mistake
        The mistake, from the catalogue.
    variant : str
        The way in which it was made, if there are several.
    scope : str
        ``everywhere``, a layer such as ``hidden layer 0``, or ``here only``.
    places : tuple of str
        The numbers at which it was made, as far as they were given.
    alternatives : tuple of str
        The names of other mistakes that give the same numbers.
    explains : tuple of str
        The wrong numbers that come from it although it was made before them, in numbers that were
        left out.
    """

    mistake: Mistake
    variant: str
    scope: str
    places: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    explains: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Finding({self.name!r}, {self.scope!r}, at {listed(self.places, 4)})"

    @property
    def name(self) -> str:
        """The name of the mistake."""
        return self.mistake.name

    @property
    def sentence(self) -> str:
        """What was done, and where."""
        way = f" ({self.variant})" if self.variant else ""
        where = self.scope
        if self.scope == HERE_ONLY and self.places:
            where = f"here only: {listed(self.places, 6)}"
        other = ""
        if self.alternatives:
            other = f" The numbers may also come from: {listed(self.alternatives)}."
        return f"{self.mistake.title.rstrip('.')}{way}, {where}.{other}"


@dataclass(frozen=True, repr=False)
class AnswerReport(ShownInNotebooks):
    """The verdict on every number, the first wrong one, and the mistakes that explain the rest.

    It is made by ``check_answers``.

    Attributes
    ----------
    trace : Trace
        The sample, with the right numbers.
    verdicts : dict
        For each number ``right``, ``follows``, ``wrong`` or ``missing``, in the order in which they
        are computed.
    typed : dict
        What was typed for each number.
    right_values : dict
        The right number of each, by the conventions of the person.
    first_wrong : str or None
        The first wrong number; None if there is none.
    mistakes : tuple of Finding
        The fewest mistakes that explain the wrong numbers.
    slips : tuple of str
        The wrong numbers that no mistake explains.
    conventions : tuple of str
        The conventions that the person uses and the trace does not, in sentences.
    remarks : tuple of str
        What else was found, such as lines that were not understood.
    symbols : dict
        The symbol of each number.
    slip_notes : dict
        What is known of a wrong number besides the mistakes made at it, such as a lost sign.
    """

    trace: Trace
    sheet: Sheet = field(repr=False)
    verdicts: dict[str, str]
    typed: dict[str, str]
    right_values: dict[str, float]
    first_wrong: str | None
    mistakes: tuple[Finding, ...]
    slips: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    symbols: Mapping[str, Symbol] = field(default_factory=dict, repr=False)
    slip_notes: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {verdict}" for verdict, n in self.counts.items() if n)
        found = f"; mistakes: {', '.join(f.name for f in self.mistakes)}" if self.mistakes else ""
        return f"AnswerReport({counts}{found})"

    def __str__(self) -> str:
        return self.to_text()

    @property
    def judged(self) -> dict[Symbol, tuple[str, str]]:
        """What was typed for each number, and the verdict, by symbol."""
        return {
            self.symbols[name]: (self.typed[name], verdict)
            for name, verdict in self.verdicts.items()
        }

    @property
    def counts(self) -> dict[str, int]:
        """How many numbers have each verdict."""
        given = list(self.verdicts.values())
        return {verdict: given.count(verdict) for verdict in VERDICTS}

    def score(self, *, follow_through: bool = True) -> float:
        """Return the share of numbers that are right, from 0 to 1.

        Parameters
        ----------
        follow_through : bool
            Whether a number that follows from the person's own earlier numbers counts as right.

        Examples
        --------
        >>> import neurosim as ns
        >>> net = ns.mlp([1, 1], "identity", initializer=2.0)
        >>> t = ns.trace(net, [3.0], [1.0])
        >>> r = ns.check_answers(t, {"so[0]": "5", "yo[0]": "5"})
        >>> r.score(), r.score(follow_through=False)
        (0.5, 0.0)
        """
        counted_as = {RIGHT, FOLLOWS} if flag(follow_through, "follow_through") else {RIGHT}
        good = sum(1 for verdict in self.verdicts.values() if verdict in counted_as)
        return good / len(self.verdicts) if self.verdicts else 0.0

    def hint(self, level: int) -> str:
        """Return a hint on the first wrong number; never the number itself.

        Parameters
        ----------
        level : int
            1 says where to look, 2 asks a question, 3 gives the formula.
        """
        level = whole_number(level, "the level of a hint", minimum=1, maximum=3)
        if self.first_wrong is None:
            missing = self.counts[MISSING]
            return (
                f"Nothing is wrong; {counted(missing, 'number')} missing."
                if missing
                else ("Everything is right.")
            )
        if self.symbols[self.first_wrong] in self.sheet.given:
            return f"Look at {self.first_wrong}: {self.slip_notes[self.first_wrong]}."
        finding = self._finding_of(self.first_wrong)
        if level == 1:
            where = f"Look at {self.first_wrong}"
            if finding is None:
                return f"{where}; everything before it is right."
            if self.first_wrong not in finding.places:
                return f"Look at {finding.mistake.where}; they go into {self.first_wrong}."
            return f"{where}, among {finding.mistake.where}."
        if finding is not None:
            return finding.mistake.hints[level - 1]
        if level == 2:
            used = ", ".join(map(str, self._used(self.first_wrong)))
            return f"Which numbers go into {self.first_wrong}? They are {used}."
        return f"The formula: {self.formula_of(self.first_wrong)}."

    def _finding_of(self, name: str) -> Finding | None:
        return next((f for f in self.mistakes if name in (*f.places, *f.explains)), None) or (
            self.mistakes[0] if self.mistakes and name not in self.slips else None
        )

    def _used(self, name: str) -> list[Symbol]:
        form = self.sheet.formulas.get(self.symbols[name])
        used = set() if form is None else symbols_of(form)
        return sorted(used, key=self.sheet.places.__getitem__)

    def formula_of(self, name: str) -> str:
        """Return the right formula of a number, with symbols."""
        symbol = self.symbols[one_of(name, self.verdicts, "number of the report")]
        return formula_text(self.sheet, symbol) if symbol in self.sheet.formulas else name

    # -- as a document -------------------------------------------------------------------------

    def _document(self, *, solution: bool = False) -> Derivation:
        flag(solution, "solution")
        rows = [
            ReportRow(
                name_in_table(self.symbols[name], self.sheet),
                self.typed[name],
                verdict,
                self.note(name),
                self.right_values[name],
            )
            for name, verdict in self.verdicts.items()
        ]
        sections = [
            (heading, tuple(map(_named, lines))) for heading, lines in self._parts() if lines
        ]
        name = self.trace.net.name
        title: Phrase = ("Checked answers: ", Name(name)) if name else ("Checked answers",)
        return report_document(title, [(self.summary,)], sections, rows, solution=solution)

    @property
    def summary(self) -> str:
        """How many numbers are right, in a sentence."""
        counts, total = self.counts, len(self.verdicts)
        said = [f"{counts[RIGHT]} of {counted(total, 'number')} right"]
        if counts[FOLLOWS]:
            verb = "follows" if counts[FOLLOWS] == 1 else "follow"
            said.append(f"{counts[FOLLOWS]} {verb} from your own earlier numbers")
        if counts[WRONG]:
            said.append(f"{counts[WRONG]} wrong")
        if counts[MISSING]:
            said.append(f"{counts[MISSING]} missing")
        score = f"Score {self.score():.0%}, without follow-through "
        return f"{', '.join(said)}. {score}{self.score(follow_through=False):.0%}."

    def _parts(self) -> Iterator[tuple[str, list[str]]]:
        yield "Remarks", [*self.conventions, *self.remarks]
        if self.first_wrong is not None:
            yield (
                "Where it went wrong",
                [
                    f"The first wrong number is {self.first_wrong}.",
                    *(finding.sentence for finding in self.mistakes),
                    *self._slip_sentences(),
                ],
            )
            yield "Hints", [*dict.fromkeys(self.hint(level) for level in (1, 2))]

    def _slip_sentences(self) -> Iterator[str]:
        seen: dict[str, list[str]] = {}
        for name, note in self.slip_notes.items():
            seen.setdefault(note, []).append(name)
        yield from (f"At {listed(names, 8)}: {note}." for note, names in seen.items())
        rest = [name for name in self.slips if name not in self.slip_notes]
        if rest:
            of = "it" if len(rest) == 1 else "them"
            yield f"No known mistake gives {listed(rest, 8)}; compute {of} again."

    def to_text(self, *, width: int = 96, solution: bool = False) -> str:
        """Return the report as plain text.

        Parameters
        ----------
        width : int
            The most columns of a line; at least 40.
        solution : bool
            Whether the right numbers are shown too.
        """
        return self._document(solution=solution).to_text(width=width)

    def to_markdown(self, *, solution: bool = False) -> str:
        """Return the report as Markdown, with the right numbers if ``solution``."""
        return self._document(solution=solution).to_markdown()

    def to_html(self, *, solution: bool = False) -> str:
        """Return the report as one HTML page, with the right numbers if ``solution``."""
        return self._document(solution=solution).to_html()

    def to_latex(self, *, solution: bool = False) -> str:
        """Return the report as a LaTeX document, with the right numbers if ``solution``."""
        return self._document(solution=solution).to_latex()

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "score": self.score(),
            "score without follow-through": self.score(follow_through=False),
            "first wrong": self.first_wrong,
            "mistakes": [
                {
                    "name": f.name,
                    "title": f.mistake.title,
                    "variant": f.variant,
                    "scope": f.scope,
                    "places": list(f.places),
                    "alternatives": list(f.alternatives),
                }
                for f in self.mistakes
            ],
            "slips": list(self.slips),
            "conventions": list(self.conventions),
            "remarks": list(self.remarks),
            "numbers": [
                {"symbol": name, "typed": self.typed[name], "right": value, "verdict": verdict}
                for name, verdict in self.verdicts.items()
                for value in (self.right_values[name],)
            ],
        }

    def to_json(self) -> str:
        """Return the report as JSON."""
        return json.dumps(self.to_dict(), indent=1, ensure_ascii=False) + "\n"

    def save(self, path: PathLike, *, solution: bool = False, overwrite: bool = True) -> None:
        """Write the report to a file; the ending decides: .txt, .md, .html, .tex, .typ or .json.

        Parameters
        ----------
        path : path
            The file.
        solution : bool
            Whether the right numbers are shown too; a JSON file always has them.
        overwrite : bool
            Whether an existing file may be replaced.

        Raises
        ------
        InputError
            If the ending is unknown.
        FileError
            If the file exists or cannot be written.
        """
        check_destination(path)
        if Path(path).suffix.lower() == ".json":
            write_whole(path, [self.to_json()], overwrite=flag(overwrite, "overwrite"))
        else:
            self._document(solution=solution).save(path, overwrite=overwrite)

    def _notebook_table(self) -> NotebookTable:
        rows = [
            [name, self.typed[name] or "", verdict, self.note(name)]
            for name, verdict in self.verdicts.items()
        ]
        caption = f"{self!r}"
        return NotebookTable(caption, ("number", "typed", "verdict", "note"), few_rows(rows, 60))

    def note(self, name: str) -> str:
        """Return what is known of a number in some words; empty if it is right."""
        verdict = self.verdicts[one_of(name, self.verdicts, "number of the report")]
        if verdict == WRONG:
            found = [f.name for f in self.mistakes if name in f.places]
            found += [
                f"by {f.name} in a number that was left out"
                for f in self.mistakes
                if name in f.explains
            ]
            said = [*found, *filter(None, [self.slip_notes.get(name)])]
            return ", ".join(said) if said else "no known mistake gives this number"
        if verdict == FOLLOWS:
            return "follows from your own earlier numbers"
        return ""


def scope_of(made: Iterable[Symbol], against: Iterable[Symbol], sheet: Sheet, *, once: bool) -> str:
    """Return where a mistake was made: everywhere, in a layer, or here only."""
    against = list(against)
    if not against and not once:
        return EVERYWHERE
    layers = {sheet.layer(symbol) for symbol in made}
    if len(layers) == 1 and not once:
        (layer,) = layers
        if all(sheet.layer(symbol) != layer for symbol in against):
            return layer
    return HERE_ONLY


def _named(sentence: str) -> Phrase:
    return (sentence,)
