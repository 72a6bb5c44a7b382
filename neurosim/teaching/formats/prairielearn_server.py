"""Grades a question in PrairieLearn; the package of an exercise has this file as ``server.py``.

Format: https://docs.prairielearn.com/question/server/. Beside it are ``model.json``, the network,
and ``sample.json``, the rest of the sample. PrairieLearn must find neurosim, as
https://docs.prairielearn.com/addPythonLibs/ describes.
"""

from __future__ import annotations

import json
import math
from html import escape
from pathlib import Path
from typing import Any

import neurosim as ns

FOLLOWS = "It follows from your earlier numbers, but one of these is wrong."
SLIP = "No known mistake gives this number. Compute it again."


def grade(data: dict[str, Any]) -> None:
    """Set the score and the hint of each answer.

    A number that follows from the student's own earlier numbers counts as right.

    Parameters
    ----------
    data : dict
        What PrairieLearn knows about the question; its elements have graded it already.
    """
    folder = Path(data["options"]["question_path"])
    sample = json.loads((folder / "sample.json").read_text("utf-8"))
    if sample["numbers"]:
        _grade_numbers(data, folder, sample)
    for name, wrong in sample["wrong"].items():
        _hint(data, name, wrong)
    parts = data["partial_scores"].values()
    weight = math.fsum(part.get("weight", 1) for part in parts)
    score = math.fsum(part.get("weight", 1) * (part["score"] or 0) for part in parts)
    data["score"] = score / weight if weight else 0.0


def _grade_numbers(data: dict[str, Any], folder: Path, sample: dict[str, Any]) -> None:
    """Grade the numbers of the sample together, because one may follow from another."""
    trace = ns.trace(
        ns.load(folder / "model.json"),
        sample["inputs"],
        sample["targets"],
        loss=sample["loss"],
        learning_rate=sample["learning_rate"],
    )
    # the text as it was typed, because its digits say how exact it is
    typed = {
        symbol: data["raw_submitted_answers"].get(name) or ""
        for name, symbol in sample["numbers"].items()
    }
    try:
        report = ns.check_answers(trace, typed, decimals=sample["decimals"])
    except ns.NeurosimError:
        _find_what_is_no_number(data, trace, sample, typed)
        return
    hints = dict.fromkeys(report.slips, SLIP)
    for finding in report.mistakes:
        for place in (*finding.places, *finding.explains):
            hints.setdefault(place, finding.mistake.question)
    for name, symbol in sample["numbers"].items():
        verdict = report.verdicts[symbol]
        part = data["partial_scores"].setdefault(name, {})
        part["score"] = 1.0 if verdict in {"right", "follows"} else 0.0
        part.pop("feedback", None)
        if verdict == "follows":
            part["feedback"] = FOLLOWS
        elif verdict == "wrong":
            part["feedback"] = hints[symbol]


def _find_what_is_no_number(
    data: dict[str, Any], trace: ns.Trace, sample: dict[str, Any], typed: dict[str, str]
) -> None:
    """Say which answers cannot be read; PrairieLearn then does not count the attempt."""
    for name, symbol in sample["numbers"].items():
        try:
            ns.check_answers(trace, {symbol: typed[symbol]})
        except ns.NeurosimError as error:
            data["format_errors"][name] = escape(str(error))


def _hint(data: dict[str, Any], name: str, wrong: list[list[Any]]) -> None:
    """Say the hint of a wrong answer that the exercise foresees, if nothing better is said."""
    answer, part = data["submitted_answers"].get(name), data["partial_scores"].get(name, {})
    # an answer that was left out arrives as the number 0
    typed = (data["raw_submitted_answers"].get(name) or "").strip()
    is_told = (part.get("feedback") or SLIP) != SLIP
    if not typed or is_told or part.get("score") or not isinstance(answer, int | float):
        return
    for value, tolerance, hint in wrong:
        if abs(answer - value) <= tolerance:
            part["feedback"] = hint
            return
