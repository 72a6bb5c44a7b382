"""Questions in GIFT, the text format that Moodle and other platforms import.

Format: https://docs.moodle.org/en/GIFT_format. GIFT holds no pictures, so the weights
are written as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from neurosim.teaching.formats.given import given_lines
from neurosim.teaching.formats.moodle import solution_lines
from neurosim.teaching.formats.qti12 import asked_text
from neurosim.teaching.formats.sheet_picture import plain_number
from neurosim.teaching.questions import NumberQuestion, Question, Variant

_SPECIAL = re.compile(r"([\\~=#{}:])")


def gift_quiz(title: str, variants: Sequence[Variant]) -> str:
    """Return all questions of an exercise as GIFT, one category for each variant."""
    blocks = []
    for variant in variants:
        heading = _plain(f"{title.replace('/', '-')}/variant {variant.number}")
        blocks.append(f"$CATEGORY: $course$/top/{heading}")
        blocks += [
            _block(f"{variant.number}.{place:02d} {question.name}", variant, question)
            for place, question in enumerate(variant.questions, 1)
        ]
    return "\n\n".join(blocks) + "\n"


def _block(label: str, variant: Variant, question: Question) -> str:
    lines = [*given_lines(variant), *(solution_lines(variant) if variant.solves else [])]
    asked = f"{'; '.join(line.rstrip('.') for line in lines)}. {asked_text(question)}"
    head = f"::{_escaped(label)}::[plain]{_escaped(asked)} "
    if isinstance(question, NumberQuestion):
        # the right answer is first, because the first that fits counts
        answers = [(100, question.value, "Right.")]
        answers += [(0, wrong.value, wrong.hint) for wrong in question.wrong]
        tolerance = plain_number(float(f"{question.tolerance:.3g}"))
        lines = [
            f"=%{share}%{plain_number(value)}:{tolerance}#{_escaped(said)}"
            for share, value, said in answers
        ]
        return head + "{#\n" + "\n".join(lines) + "\n}"
    lines = [
        f"{'=' if place == question.right else '~'}{_escaped(option)}#{_escaped(said)}"
        for place, (option, said) in enumerate(
            zip(question.options, question.feedback, strict=True)
        )
    ]
    return head + "{\n" + "\n".join(lines) + "\n}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _plain(text))


def _plain(text: str) -> str:
    return " ".join(text.split())
