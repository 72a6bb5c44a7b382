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

from neurosim.teaching.formats.given import decimals_of, given_lines
from neurosim.teaching.formats.sheet_picture import (
    ALTERNATIVE,
    plain_number,
    sheet_svg_base64,
)
from neurosim.teaching.questions import ChoiceQuestion, NumberQuestion, Question, Variant

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


def moodle_cloze(title: str, variants: Sequence[Variant]) -> str:
    """Return an exercise as Moodle XML with one question for each variant: a text with gaps.

    Format: https://docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type.
    """
    quiz = ET.Element("quiz")
    for variant in variants:
        item = ET.SubElement(quiz, "question", type="cloze")
        _text(ET.SubElement(item, "name"), f"{title}, variant {variant.number}")
        body = ET.SubElement(item, "questiontext", format="html")
        gaps = "".join(f"<p>{_prompt(q)}<br>{_gap(q)}</p>" for q in variant.questions)
        decimals = ""
        if variant.numbers:
            decimals = f"<p>Work out each number to {decimals_of(variant)} decimals.</p>"
        _text(body, f"{_introduction(variant)}{decimals}{gaps}")
        picture = ET.SubElement(body, "file", name=_PICTURE, path="/", encoding="base64")
        picture.text = sheet_svg_base64(variant)
        ET.SubElement(item, "penalty").text = "0.3333333"
    ET.indent(quiz, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(quiz, encoding="unicode") + "\n"


_IN_GAP = re.compile(r'([\\}#~/"])')


def _prompt(question: Question) -> str:
    # a brace would begin a gap
    return escape(question.prompt).replace("{", "(").replace("}", ")")


def _gap(question: Question) -> str:
    """Return a question as a gap, such as ``{1:NUMERICAL:=0.25:0.0001#Right.}``."""
    if isinstance(question, NumberQuestion):
        tolerance = plain_number(float(f"{question.tolerance:.3g}"))
        options = [f"={plain_number(question.value)}:{tolerance}#Right."]
        options += [
            f"%0%{plain_number(wrong.value)}:{tolerance}#{_in_gap(wrong.hint)}"
            for wrong in question.wrong
        ]
        return f"{{1:NUMERICAL:{'~'.join(options)}}}"
    options = [
        f"{'=' if place == question.right else ''}{_in_gap(option)}#{_in_gap(said)}"
        for place, (option, said) in enumerate(
            zip(question.options, question.feedback, strict=True)
        )
    ]
    return f"{{1:MCV:{'~'.join(options)}}}"


def _in_gap(text: str) -> str:
    return _IN_GAP.sub(r"\\\1", escape(text, quote=False))


def _numerical(quiz: ET.Element, label: str, variant: Variant, asked: NumberQuestion) -> None:
    item = _question(quiz, "numerical", label, variant, f"{asked.prompt} = ?", asked.digits)
    _answer(item, 100, asked.value, asked.tolerance, "Right.")
    for wrong in asked.wrong:
        _answer(item, 0, wrong.value, asked.tolerance, wrong.hint)


def _answer(item: ET.Element, fraction: int, value: float, tolerance: float, feedback: str) -> None:
    answer = ET.SubElement(item, "answer", fraction=str(fraction), format="moodle_auto_format")
    ET.SubElement(answer, "text").text = plain_number(value)
    ET.SubElement(answer, "tolerance").text = plain_number(float(f"{tolerance:.3g}"))
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
    asked = f" ({digits} decimals)" if digits else ""
    _text(body, f"{_introduction(variant)}<p>{escape(prompt)}{asked}</p>")
    picture = ET.SubElement(body, "file", name=_PICTURE, path="/", encoding="base64")
    picture.text = sheet_svg_base64(variant)
    ET.SubElement(item, "defaultgrade").text = "1"
    ET.SubElement(item, "penalty").text = "0.3333333"
    return item


def _introduction(variant: Variant) -> str:
    """Return the picture, what is given, and a solution in which a mistake is to be found."""
    given = "".join(f"<li>{escape(line)}</li>" for line in given_lines(variant))
    picture = f'<p><img src="@@PLUGINFILE@@/{_PICTURE}" alt="{ALTERNATIVE}"></p>'
    return f"{picture}<ul>{given}</ul>{_shown(variant)}"


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
