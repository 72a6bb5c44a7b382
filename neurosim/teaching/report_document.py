"""A report as a document, which the writers of worked mathematics write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from neurosim.mathematics.expression import Expression, Number
from neurosim.mathematics.numbers import NumberStyle
from neurosim.writing.derivation import Derivation
from neurosim.writing.document import Block, Name, NumberTable, Paragraph, Phrase, Section
from neurosim.writing.letters import get_notation

_HEADER: tuple[Phrase, ...] = (("number",), ("typed",), ("verdict",), ("note",))


@dataclass(frozen=True)
class ReportRow:
    """One number of a report.

    Attributes
    ----------
    left : Expression or str
        The number, as it is written.
    typed, verdict, note : str
        What was typed, the verdict, and what is known of it.
    right : float
        The right number.
    """

    left: Expression | str
    typed: str
    verdict: str
    note: str
    right: float


def report_document(
    title: Phrase,
    notes: Sequence[Phrase],
    sections: Sequence[tuple[str, Sequence[Phrase]]],
    rows: Sequence[ReportRow],
    *,
    solution: bool,
) -> Derivation:
    """Return a report as a document.

    Parameters
    ----------
    title : Phrase
        The heading.
    notes : sequence of Phrase
        The sentences before the first section.
    sections : sequence of tuple
        Headings with their sentences.
    rows : sequence of ReportRow
        The numbers.
    solution : bool
        Whether the right numbers are shown.
    """
    header = (*_HEADER[:2], ("right",), *_HEADER[2:]) if solution else _HEADER

    def row(item: ReportRow) -> tuple[Phrase, ...]:
        right: tuple[Phrase, ...] = ((Number(item.right),),) if solution else ()
        typed: Phrase = (Name(item.typed),) if item.typed else ("",)
        return ((item.left,), typed, *right, (item.verdict,), (item.note,))

    table = NumberTable(header, tuple(map(row, rows)))
    made = [Section("", heading, _blocks(sentences)) for heading, sentences in sections]
    made.append(Section("", "Every number", lambda: iter([table])))
    return Derivation(title, tuple(notes), tuple(made), get_notation("source", 0), NumberStyle())


def _blocks(sentences: Sequence[Phrase]) -> Callable[[], Iterator[Block]]:
    return lambda: (Paragraph(sentence) for sentence in sentences)
