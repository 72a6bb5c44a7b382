"""Questions as folders for a course in PrairieLearn, graded by neurosim.

Format: https://docs.prairielearn.com/question/overview/. Each variant is one question, so that a
number may follow from the student's own earlier numbers. Its ``server.py`` is the file
``prairielearn_server.py``.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

from neurosim.errors import InputError, brief
from neurosim.interop import from_json, to_json
from neurosim.model.losses import LOSSES
from neurosim.teaching.formats.given import decimals_of, given_lines
from neurosim.teaching.formats.moodle import solution_lines
from neurosim.teaching.formats.qti12 import (
    PICTURE_TEXT,
    asked_text,
    xml_text,
)
from neurosim.teaching.formats.sheet_picture import sheet_svg
from neurosim.teaching.formats.zip_package import packed
from neurosim.teaching.questions import ChoiceQuestion, NumberQuestion, Question, Variant

_PICTURE = "network.svg"
_LONGEST_SLUG = 40


def prairielearn_package(title: str, variants: Sequence[Variant]) -> bytes:
    """Return an exercise as questions for a course in PrairieLearn, one for each variant.

    Parameters
    ----------
    title : str
        The heading.
    variants : sequence of Variant
        The sheets.

    Returns
    -------
    bytes
        A zip file with a folder for each variant, to be unpacked in the folder of a course.

    Raises
    ------
    InputError
        If the loss or an activation is not one of neurosim, so that the server cannot compute it.
    """
    server = files("neurosim.teaching.formats").joinpath("prairielearn_server.py")
    program = server.read_text("utf-8").encode("utf-8")
    packed_files = {}
    for variant in variants:
        folder = f"questions/{_slug(title)}-{variant.number}"
        packed_files[f"{folder}/info.json"] = _info(title, variant)
        packed_files[f"{folder}/question.html"] = _page(variant).encode("utf-8")
        packed_files[f"{folder}/server.py"] = program
        packed_files[f"{folder}/model.json"] = _model(variant)
        packed_files[f"{folder}/sample.json"] = _sample(variant)
        picture = sheet_svg(variant).encode("utf-8")
        packed_files[f"{folder}/clientFilesQuestion/{_PICTURE}"] = picture
    return packed(packed_files)


def _slug(title: str) -> str:
    plain = re.sub("[^a-z0-9]+", "-", title.lower())[:_LONGEST_SLUG].strip("-")
    return plain or "exercise"


def _info(title: str, variant: Variant) -> bytes:
    plain = xml_text(title)
    heading = f"{' '.join(plain.split())}, variant {variant.number}"
    own = uuid.uuid5(uuid.NAMESPACE_URL, f"neurosim\n{plain}\n{variant.number}")
    return _json(
        {
            "uuid": str(own),
            "title": heading,
            "topic": "Neural networks",
            "tags": ["neurosim"],
            "type": "v3",
            "singleVariant": True,
        }
    )


def _model(variant: Variant) -> bytes:
    text = to_json(variant.trace.net)
    # the server has no activations but those of neurosim
    from_json(text)
    return text.encode("utf-8")


def _sample(variant: Variant) -> bytes:
    trace = variant.trace
    loss = trace.loss_function
    if loss is not None and LOSSES.get(loss.name) is not loss:
        raise InputError(
            f"the loss {brief(loss.name)} is your own, and the server of a question has only those "
            f"of neurosim; take one of {', '.join(LOSSES)}"
        )
    names = {place: f"q{place}" for place in range(1, len(variant.questions) + 1)}
    counted = enumerate(variant.questions, 1)
    numbers = [(names[i], q) for i, q in counted if isinstance(q, NumberQuestion)]
    return _json(
        {
            "inputs": list(trace.raw_inputs),
            "targets": None if trace.raw_targets is None else list(trace.raw_targets),
            "loss": None if loss is None else loss.name,
            "learning_rate": None if trace.optimizer is None else trace.optimizer.learning_rate,
            "decimals": decimals_of(variant),
            "numbers": {name: str(q.symbol) for name, q in numbers if q.symbol is not None},
            "wrong": {
                name: [[w.value, q.tolerance, w.hint] for w in q.wrong] for name, q in numbers
            },
        }
    )


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=2) + "\n").encode("ascii")


# -- the page --------------------------------------------------------------------------------------


def _page(variant: Variant) -> str:
    lines = [
        "<pl-question-panel>",
        f'<pl-figure file-name="{_PICTURE}" alt="{PICTURE_TEXT}"></pl-figure>',
        "<ul>",
        *(f"<li>{_html(line)}</li>" for line in given_lines(variant)),
        "</ul>",
    ]
    if variant.solves:
        lines += ["<pre>", *map(_html, solution_lines(variant)), "</pre>"]
    lines.append("</pl-question-panel>")
    for place, question in enumerate(variant.questions, 1):
        lines.append(f"<p>{_html(asked_text(question))}</p>")
        lines += _field(f"q{place}", question)
    return "\n".join(lines) + "\n"


def _field(name: str, question: Question) -> list[str]:
    if isinstance(question, ChoiceQuestion):
        options = zip(question.options, question.feedback, strict=True)
        return [
            f'<pl-multiple-choice answers-name="{name}" order="fixed" allow-blank="true">',
            *(
                f'<pl-answer correct="{str(place == question.right).lower()}" '
                f'feedback="{escape(_html(said))}">{_html(option)}</pl-answer>'
                for place, (option, said) in enumerate(options)
            ),
            "</pl-multiple-choice>",
        ]
    return [
        f'<pl-number-input answers-name="{name}" correct-answer="{float(question.value)!r}" '
        f'comparison="relabs" rtol="0" atol="{question.tolerance:.3g}" '
        f'custom-format=".{question.digits}f" allow-blank="true" show-help-text="false" '
        'show-placeholder="false" display="block"></pl-number-input>'
    ]


def _html(text: str) -> str:
    """Return a text for a page that is a Mustache template too, which reads braces."""
    plain = escape(xml_text(text))
    return plain.replace("{", "&#123;").replace("}", "&#125;")
