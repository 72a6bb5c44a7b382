"""Sheets as one web page with fields: it judges and gives hints, and works without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

from neurosim.teaching.formats.given import decimals_of, given_lines
from neurosim.teaching.formats.moodle import solution_lines
from neurosim.teaching.formats.sheet_picture import sheet_svg
from neurosim.teaching.formula_lines import formula_text
from neurosim.teaching.questions import NumberQuestion, Question, Variant, letter_of


def html_sheet(title: str, variants: Sequence[Variant]) -> str:
    """Return the sheets as one page.

    Whoever reads the source of the page finds the key; a teacher who must hide it takes another
    format.
    """
    page = files("neurosim.teaching.formats").joinpath("sheet.html").read_text("utf-8")
    # only this character could end the script element or start a comment in it
    data = json.dumps([_data(v) for v in variants], ensure_ascii=False).replace("<", r"\u003c")
    parts = {
        "title": escape(title),
        "sheets": "\n".join(_sheet(v, several=len(variants) > 1) for v in variants),
        "data": data,
    }
    # all in one pass, because an inserted text may look like a placeholder
    return re.sub(r"{{(\w+)}}", lambda place: parts[place[1]], page)


def _data(variant: Variant) -> list[dict[str, Any]]:
    return [_judged(variant, question) for question in variant.questions]


def _judged(variant: Variant, question: Question) -> dict[str, Any]:
    """Return what the page needs to judge an answer."""
    if isinstance(question, NumberQuestion):
        formula = ""
        if question.symbol is not None:
            formula = formula_text(variant.trace.sheet, question.symbol)
        return {
            "value": question.value,
            "tolerance": question.tolerance,
            "key": question.key,
            "decimals": question.digits,
            "formula": formula,
            "wrong": [[w.value, w.hint] for w in question.wrong],
        }
    return {"right": question.right, "feedback": list(question.feedback)}


def _sheet(variant: Variant, *, several: bool) -> str:
    heading = f"<h2>Variant {variant.number}</h2>\n" if several else ""
    lines = given_lines(variant)
    if variant.numbers:
        lines.append(f"Work out each number to {decimals_of(variant)} decimals.")
    given = "".join(f"<li>{escape(line)}</li>" for line in lines)
    shown = ""
    if variant.solves:
        solved = "\n".join(map(escape, solution_lines(variant)))
        shown = f"<p>A worked solution, with one mistake:</p>\n<pre>{solved}</pre>\n"
    fields = "".join(
        _field(f"{variant.number}-{place}", question)
        for place, question in enumerate(variant.questions)
    )
    return (
        f'<section data-variant="{variant.number}">\n{heading}'
        f'<div class="picture">{sheet_svg(variant)}</div>\n<ul class="given">{given}</ul>\n{shown}'
        f'<form autocomplete="off">\n{fields}'
        '<p class="score" role="status"></p>\n</form>\n</section>'
    )


def _field(mark: str, question: Question) -> str:
    prompt = escape(question.prompt)
    said = '<span class="verdict" role="status"></span>'
    if isinstance(question, NumberQuestion):
        return (
            f'<div class="question"><label for="q{mark}">{prompt}</label>\n'
            f'<input id="q{mark}" inputmode="text" spellcheck="false" size="12">\n'
            f'<button type="button" class="hint">Hint</button>{said}</div>\n'
        )
    options = "".join(
        f'<label class="option"><input type="radio" name="q{mark}" value="{place}"> '
        f"{letter_of(place)}) {escape(option)}</label>\n"
        for place, option in enumerate(question.options)
    )
    return f'<fieldset class="question"><legend>{prompt}</legend>\n{options}{said}</fieldset>\n'
