"""Sheets for nbgrader: a notebook with a cell for the answers and a cell that grades them.

Format: https://nbgrader.readthedocs.io, schema version 3. The value of the grading cell is the
score, so numbers that follow from a person's own earlier numbers count. nbgrader takes the hidden
tests out of the version for students.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from neurosim.interop import to_json
from neurosim.teaching.formats.given import decimals_of
from neurosim.teaching.formats.notebook_sheet import notebook_sheet
from neurosim.teaching.questions import ChoiceQuestion, Variant, letter_of

_SCHEMA = 3


def nbgrader_sheet(title: str, variants: Sequence[Variant]) -> str:
    """Return one sheet as a notebook for nbgrader, with its grading cell.

    Raises
    ------
    InputError
        If the network cannot be written to a model file, because it has functions of one's own.
    """
    (variant,) = variants
    notebook = json.loads(notebook_sheet(title, variants))
    # the cell of the answers has no mark: nbgrader empties the cells of solutions for students
    notebook["cells"].append(_grading_cell(variant))
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _grading_cell(variant: Variant) -> dict[str, Any]:
    marks = {
        "cell_type": "code",
        "grade": True,
        "grade_id": "grading",
        "locked": True,
        "points": len(variant.questions),
        "schema_version": _SCHEMA,
        "solution": False,
        "task": False,
    }
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "grading",
        "metadata": {"nbgrader": marks},
        "outputs": [],
        "source": _grading(variant).splitlines(keepends=True),
    }


def _grading(variant: Variant) -> str:
    trace = variant.trace
    loss, optimizer = trace.loss_function, trace.optimizer
    rate = None if optimizer is None else optimizer.learning_rate
    keys = {
        question.name: letter_of(question.right)
        for question in variant.questions
        if isinstance(question, ChoiceQuestion)
    }
    counted = {
        question.name: [question.value, question.tolerance]
        for question in variant.questions
        if not isinstance(question, ChoiceQuestion) and question.symbol is None
    }
    numbers = [question.name for question in variant.numbers]
    model = to_json(trace.net)
    return f"""\
### BEGIN HIDDEN TESTS
import neurosim as ns
from neurosim.interop import from_json

net = from_json({model!r})
sample = ns.trace(
    net, {list(trace.raw_inputs)!r}, {list(trace.raw_targets or ())!r},
    loss={None if loss is None else loss.name!r}, learning_rate={rate!r},
)
numbers, decimals = {numbers!r}, {decimals_of(variant)}
letters = {keys!r}
counted = {counted!r}
points = 0.0
if numbers:
    typed = {{name: answers.get(name, "") for name in numbers}}
    report = ns.check_answers(sample, typed, decimals=decimals)
    print(report)
    points += report.score() * len(numbers)
for name, letter in letters.items():
    points += str(answers.get(name, "")).strip().lower()[:1] == letter
for name, (value, tolerance) in counted.items():
    try:
        points += abs(float(str(answers.get(name, "")).replace(",", ".")) - value) <= tolerance
    except ValueError:
        print(name, "is no number")
round(points, 2)
### END HIDDEN TESTS"""
