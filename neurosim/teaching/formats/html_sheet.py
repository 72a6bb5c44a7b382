"""Sheets as one page of the explorer: numbers are fields, each is judged at once, with hints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from neurosim.explorer.page_document import document_of
from neurosim.explorer.page_file import page_html
from neurosim.teaching.formats.given import decimals_of, given_lines
from neurosim.teaching.formats.moodle import solution_lines
from neurosim.teaching.questions import ChoiceQuestion, NumberQuestion, Variant

_LOCKS = ["structure", "weights", "sample"]


def html_sheet(title: str, variants: Sequence[Variant], *, language: str = "en") -> str:
    """Return the sheets as one page, which works without a connection.

    Network and sample cannot be changed, and the numbers that are asked for are hidden. Whoever
    reads the source of the page finds the key; a teacher who must hide it takes another format.
    The page speaks ``language`` until its reader chooses another one.
    """
    sheets = [sheet_variant(variant, title) for variant in variants]
    document = document_of(variants[0].trace)
    decimals = decimals_of(variants[0])
    task = {
        "title": title,
        "decimals": decimals,
        "variants": sheets,
    }
    start = {
        "document": {**document, "model": sheets[0]["model"], "task": task, "locks": _LOCKS},
        "look": {"panel": "answers", "digits": max(decimals, 1), "language": language},
        "title": title,
    }
    return page_html(start, title=title, language=language)


def sheet_variant(variant: Variant, title: str) -> dict[str, Any]:
    """Return a variant as plain data, which ``page/types.js`` describes; the title is its name."""
    document = document_of(variant.trace)
    lines = given_lines(variant)
    if variant.solves:
        lines += ["A worked solution, with one mistake:", *solution_lines(variant)]
    return {
        "number": variant.number,
        "model": {**document["model"], "name": title},
        "sample": document["sample"],
        "given": [str(symbol) for symbol in variant.given],
        "ask": [question.name for question in variant.numbers],
        "numbers": [
            _number(q)
            for q in variant.questions
            if isinstance(q, NumberQuestion) and q.symbol is None
        ],
        "choices": [_choice(q) for q in variant.questions if isinstance(q, ChoiceQuestion)],
        "lines": lines,
    }


def _number(question: NumberQuestion) -> dict[str, Any]:
    return {
        "prompt": question.prompt,
        "value": question.value,
        "tolerance": question.tolerance,
        "decimals": question.digits,
        "wrong": [[answer.value, answer.hint] for answer in question.wrong],
    }


def _choice(question: ChoiceQuestion) -> dict[str, Any]:
    return {
        "prompt": question.prompt,
        "options": list(question.options),
        "right": question.right,
        "feedback": list(question.feedback),
    }
