"""Sheets as Jupyter notebooks: the sheet, a cell for the answers, and nothing that gives them away.

Format: https://nbformat.readthedocs.io, version 4.5. ``ns.read_answers`` reads the answers back
without running anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from neurosim.teaching.formats.given import given_lines
from neurosim.teaching.formats.moodle import solution_lines
from neurosim.teaching.formats.sheet_picture import sheet_svg_base64
from neurosim.teaching.questions import ChoiceQuestion, Variant, letter_of

_PICTURE = "network.svg"


def notebook_sheet(title: str, variants: Sequence[Variant]) -> str:
    """Return one sheet as a notebook, with a cell for the answers."""
    (variant,) = variants
    cells = [
        _markdown("title", f"# {_one_line(title)}, variant {variant.number}"),
        _network("network", variant),
        _markdown("questions", "\n".join(_questions(variant))),
        _code("answers", _answers(variant)),
    ]
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _network(cell: str, variant: Variant) -> dict[str, Any]:
    lines = [f"![The network with its weights and biases](attachment:{_PICTURE})", ""]
    lines += [f"- `{line}`" for line in given_lines(variant)]
    if variant.solves:
        lines += ["", "A worked solution, with one mistake:", "", "```"]
        lines += [*solution_lines(variant), "```"]
    made = _markdown(cell, "\n".join(lines))
    made["attachments"] = {_PICTURE: {"image/svg+xml": sheet_svg_base64(variant)}}
    return made


def _questions(variant: Variant) -> list[str]:
    lines = ["Write each answer between the quotation marks below."]
    numbers = variant.numbers
    if numbers:
        lines += ["", f"Work out each number to {numbers[0].digits} decimals:", ""]
        lines += [f"- `{question.name}`: {question.prompt}" for question in numbers]
    for question in variant.questions:
        if question in numbers:
            continue
        lines += ["", f"**{question.name}**: {question.prompt}", ""]
        if isinstance(question, ChoiceQuestion):
            lines += [
                f"- {letter_of(place)}) `{option}`" for place, option in enumerate(question.options)
            ]
    return lines


def _answers(variant: Variant) -> str:
    rows = [f'    {json.dumps(question.name)}: "",' for question in variant.questions]
    return "\n".join(["answers = {", *rows, "}"])


def _markdown(cell: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": cell, "metadata": {}, "source": _source(text)}


def _code(cell: str, text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell,
        "metadata": {},
        "outputs": [],
        "source": _source(text),
    }


def _source(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _one_line(text: str) -> str:
    return " ".join(text.split())
