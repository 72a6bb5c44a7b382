"""Questions for Moodle, as Moodle XML.

Format: https://docs.moodle.org/en/Moodle_XML_format. A number is a ``numerical`` question with its
tolerance; the wrong answers of the catalogue are answers of 0 % whose feedback is their hint. A
choice is a ``multichoice`` question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from xml.etree import ElementTree as ET

from neurosim.teaching.formats.sheet_picture import ALTERNATIVE, sheet_svg_base64, sheet_text
from neurosim.teaching.questions import ChoiceQuestion, NumberQuestion, Variant

_PICTURE = "network.svg"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def moodle_quiz(title: str, variants: Sequence[Variant]) -> str:
    """Return all questions of an exercise as Moodle XML, one category for each variant."""
    quiz = ET.Element("quiz")
    for variant in variants:
        category = ET.SubElement(quiz, "question", type="category")
        # a slash would begin a category within a category
        name = f"{title.replace('/', '-')}/variant {variant.number}"
        _text(ET.SubElement(category, "category"), f"$course$/top/{name}")
        for place, question in enumerate(variant.questions, 1):
            label = f"{variant.number}.{place:02d} {question.name}"
            if isinstance(question, NumberQuestion):
                _numerical(quiz, label, variant, question)
            else:
                _multichoice(quiz, label, variant, question)
    ET.indent(quiz, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(quiz, encoding="unicode") + "\n"


def _numerical(quiz: ET.Element, label: str, variant: Variant, asked: NumberQuestion) -> None:
    item = _question(quiz, "numerical", label, variant, f"{asked.prompt} = ?", asked.digits)
    _answer(item, 100, asked.value, asked.tolerance, "Right.")
    for wrong in asked.wrong:
        _answer(item, 0, wrong.value, asked.tolerance, wrong.hint)


def _answer(item: ET.Element, fraction: int, value: float, tolerance: float, feedback: str) -> None:
    answer = ET.SubElement(item, "answer", fraction=str(fraction), format="moodle_auto_format")
    ET.SubElement(answer, "text").text = repr(float(value))
    ET.SubElement(answer, "tolerance").text = f"{tolerance:.3g}"
    _text(ET.SubElement(answer, "feedback", format="html"), escape(feedback))


def _multichoice(quiz: ET.Element, label: str, variant: Variant, asked: ChoiceQuestion) -> None:
    item = _question(quiz, "multichoice", label, variant, asked.prompt, None)
    ET.SubElement(item, "single").text = "true"
    ET.SubElement(item, "shuffleanswers").text = "false"
    ET.SubElement(item, "answernumbering").text = "abc"
    for place, (option, said) in enumerate(zip(asked.options, asked.feedback, strict=True)):
        fraction = "100" if place == asked.right else "0"
        answer = ET.SubElement(item, "answer", fraction=fraction, format="html")
        ET.SubElement(answer, "text").text = _xml(escape(option))
        _text(ET.SubElement(answer, "feedback", format="html"), escape(said))


def _question(
    quiz: ET.Element, kind: str, label: str, variant: Variant, prompt: str, digits: int | None
) -> ET.Element:
    item = ET.SubElement(quiz, "question", type=kind)
    _text(ET.SubElement(item, "name"), label)
    body = ET.SubElement(item, "questiontext", format="html")
    given = "".join(f"<li>{escape(line)}</li>" for line in sheet_text(variant))
    asked = f" ({digits} decimals)" if digits else ""
    shown = _shown(variant)
    _text(
        body,
        f'<p><img src="@@PLUGINFILE@@/{_PICTURE}" alt="{ALTERNATIVE}"></p>'
        f"<ul>{given}</ul>{shown}<p>{escape(prompt)}{asked}</p>",
    )
    picture = ET.SubElement(body, "file", name=_PICTURE, path="/", encoding="base64")
    picture.text = sheet_svg_base64(variant)
    ET.SubElement(item, "defaultgrade").text = "1"
    ET.SubElement(item, "penalty").text = "0.3333333"
    return item


def _shown(variant: Variant) -> str:
    """Return the numbers of a solution in which the mistake is to be found."""
    if not variant.solves:
        return ""
    from_solution = solution_lines(variant)
    return "<pre>" + "\n".join(map(escape, from_solution)) + "</pre>"


def solution_lines(variant: Variant) -> list[str]:
    """Return the results of the solution that a sheet shows, line by line."""
    shown = variant.shown
    return [
        f"{symbol} = {shown.value(symbol):.4f}"
        for symbol in variant.trace.sheet.formulas
        if symbol.quantity not in {"loss gradient", "joined gradient"} and symbol.kind != "input"
    ]


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = _xml(text)


def _xml(text: str) -> str:
    """Return a text without characters that XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
