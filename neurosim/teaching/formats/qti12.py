"""Questions as a QTI 1.2 package, in the dialect that Canvas imports.

Formats: https://www.imsglobal.org/question/qtiv1p2/imsqti_asi_bindv1p2.html for QTI 1.2, and
https://github.com/instructure/qti for what Canvas reads of it. Canvas takes every condition with a
range as a right answer. So a wrong answer is one number, as text, with nothing but its hint.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from xml.etree import ElementTree as ET

from neurosim.teaching.formats.given import given_lines
from neurosim.teaching.formats.moodle import solution_lines
from neurosim.teaching.formats.sheet_picture import sheet_svg
from neurosim.teaching.formats.zip_package import packed
from neurosim.teaching.questions import ChoiceQuestion, NumberQuestion, Question, Variant

PICTURE_TEXT = "The network with its weights and biases"
"""What is said in the place of the picture."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SMALLEST_EXACT = Decimal("0.0001")
_FIRST_OPTION = 1001
_FIRST_HINT = 2001
_RESPONSE = {"respident": "response1"}
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"


def qti12_package(title: str, variants: Sequence[Variant]) -> bytes:
    """Return all questions of an exercise as a QTI 1.2 package for Canvas.

    Parameters
    ----------
    title : str
        The heading.
    variants : sequence of Variant
        The sheets.

    Returns
    -------
    bytes
        A zip file with a manifest, one assessment, and a picture for each variant.
    """
    name = f"i{content_id(title, variants).hex}"
    root = ET.Element(
        "questestinterop",
        {
            "xmlns": _QTI,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{_QTI} http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd",
        },
    )
    assessment = ET.SubElement(root, "assessment", ident=name, title=xml_text(title))
    _metadata(assessment, {"cc_maxattempts": "1"})
    section = ET.SubElement(assessment, "section", ident="root_section")
    for variant in variants:
        for place, question in enumerate(variant.questions, 1):
            _item(section, f"{name}_{variant.number}_{place:02d}", place, variant, question)
    path = f"{name}/{name}.xml"
    pictures = {f"network-{v.number}.svg": sheet_svg(v).encode("utf-8") for v in variants}
    manifest = _manifest(title, name, path, list(pictures))
    return packed({"imsmanifest.xml": manifest, path: xml_file(root), **pictures})


def _manifest(title: str, name: str, path: str, pictures: Sequence[str]) -> bytes:
    root = ET.Element(
        "manifest",
        {
            "identifier": f"{name}_manifest",
            "xmlns": _PACKAGE,
            "xmlns:imsmd": "http://www.imsglobal.org/xsd/imsmd_v1p2",
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{_PACKAGE} http://www.imsglobal.org/xsd/imscp_v1p1.xsd",
        },
    )
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1.3"
    general = ET.SubElement(ET.SubElement(metadata, "imsmd:lom"), "imsmd:general")
    heading = ET.SubElement(ET.SubElement(general, "imsmd:title"), "imsmd:string")
    heading.text = xml_text(title)
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    own = ET.SubElement(resources, "resource", identifier=name, type="imsqti_xmlv1p2")
    ET.SubElement(own, "file", href=path)
    for number, picture in enumerate(pictures, 1):
        kind = {"identifier": f"{name}_picture_{number}", "type": "webcontent", "href": picture}
        ET.SubElement(ET.SubElement(resources, "resource", kind), "file", href=picture)
    return xml_file(root)


def _item(
    section: ET.Element, ident: str, place: int, variant: Variant, question: Question
) -> None:
    label = f"{variant.number}.{place:02d} {question.name}"
    item = ET.SubElement(section, "item", ident=ident, title=xml_text(label))
    is_number = isinstance(question, NumberQuestion)
    fields = {
        "question_type": "numerical_question" if is_number else "multiple_choice_question",
        "points_possible": "1.0",
    }
    if isinstance(question, ChoiceQuestion):
        fields["original_answer_ids"] = ",".join(map(_option, range(len(question.options))))
    fields["assessment_question_identifierref"] = f"{ident}_question"
    _metadata(ET.SubElement(item, "itemmetadata"), fields)
    presentation = ET.SubElement(item, "presentation")
    _html(presentation, _body(variant, question))
    conditions = ET.Element("resprocessing")
    outcomes = ET.SubElement(conditions, "outcomes")
    ET.SubElement(
        outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"
    )
    if isinstance(question, NumberQuestion):
        said = _number(presentation, conditions, question)
    else:
        said = _choice(presentation, conditions, question)
    item.append(conditions)
    for name, text in said.items():
        feedback = ET.SubElement(item, "itemfeedback", ident=name)
        _html(ET.SubElement(feedback, "flow_mat"), f"<p>{escape(text)}</p>")


def _number(
    presentation: ET.Element, conditions: ET.Element, question: NumberQuestion
) -> dict[str, str]:
    """Write the field and the conditions of a number; return what is said, by its name."""
    response = ET.SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    field = ET.SubElement(response, "render_fib", fibtype="Decimal")
    ET.SubElement(field, "response_label", ident="answer1")
    said = {"correct_fb": "Right."}
    for number, (key, hint) in enumerate(wrong_keys(question).items(), _FIRST_HINT):
        said[f"{number}_fb"] = hint
        _hint(conditions, key, f"{number}_fb")
    low, value, high = bounds(question.value, question.tolerance)
    right = ET.SubElement(conditions, "respcondition", {"continue": "No"})
    test = ET.SubElement(right, "conditionvar")
    if abs(value) >= _SMALLEST_EXACT:
        either = ET.SubElement(test, "or")
        ET.SubElement(either, "varequal", _RESPONSE).text = decimal_text(value)
        test = ET.SubElement(either, "and")
    ET.SubElement(test, "vargte", _RESPONSE).text = decimal_text(low)
    ET.SubElement(test, "varlte", _RESPONSE).text = decimal_text(high)
    _full_score(right)
    return said


def _choice(
    presentation: ET.Element, conditions: ET.Element, question: ChoiceQuestion
) -> dict[str, str]:
    """Write the options and the conditions of a choice; return what is said, by its name."""
    response = ET.SubElement(presentation, "response_lid", ident="response1", rcardinality="Single")
    options = ET.SubElement(response, "render_choice")
    said = {"correct_fb": "Right."}
    for place, (option, feedback) in enumerate(
        zip(question.options, question.feedback, strict=True)
    ):
        label = ET.SubElement(options, "response_label", ident=_option(place))
        _html(label, escape(option))
        said[f"{_option(place)}_fb"] = feedback
        _hint(conditions, _option(place), f"{_option(place)}_fb")
    right = ET.SubElement(conditions, "respcondition", {"continue": "No"})
    test = ET.SubElement(right, "conditionvar")
    ET.SubElement(test, "varequal", _RESPONSE).text = _option(question.right)
    _full_score(right)
    return said


def _hint(conditions: ET.Element, answer: str, name: str) -> None:
    condition = ET.SubElement(conditions, "respcondition", {"continue": "Yes"})
    test = ET.SubElement(condition, "conditionvar")
    ET.SubElement(test, "varequal", _RESPONSE).text = answer
    ET.SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=name)


def _full_score(condition: ET.Element) -> None:
    ET.SubElement(condition, "setvar", action="Set", varname="SCORE").text = "100"
    ET.SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid="correct_fb")


def _option(place: int) -> str:
    # Canvas keeps the name of an option only if it is a whole number
    return str(_FIRST_OPTION + place)


def _body(variant: Variant, question: Question) -> str:
    picture = f"$IMS-CC-FILEBASE$/network-{variant.number}.svg"
    given = "".join(f"<li>{escape(line)}</li>" for line in given_lines(variant))
    shown = "\n".join(map(escape, solution_lines(variant))) if variant.solves else ""
    solution = f"<pre>{shown}</pre>" if shown else ""
    return (
        f'<div><p><img src="{picture}" alt="{PICTURE_TEXT}"></p><ul>{given}</ul>{solution}'
        f"<p>{escape(asked_text(question))}</p></div>"
    )


def _metadata(parent: ET.Element, fields: Mapping[str, str]) -> None:
    metadata = ET.SubElement(parent, "qtimetadata")
    for label, entry in fields.items():
        field = ET.SubElement(metadata, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = label
        ET.SubElement(field, "fieldentry").text = entry


def _html(parent: ET.Element, html: str) -> None:
    material = ET.SubElement(parent, "material")
    ET.SubElement(material, "mattext", texttype="text/html").text = xml_text(html)


# -- for all packages ------------------------------------------------------------------------------


def xml_file(root: ET.Element) -> bytes:
    """Return the bytes of an XML file."""
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def xml_text(text: str) -> str:
    """Return a text without characters that XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def content_id(title: str, variants: Sequence[Variant]) -> uuid.UUID:
    """Return a number that the same exercise always has, and another one has not."""
    parts = [title]
    for variant in variants:
        parts.append(str(variant.number))
        parts += [f"{q.name}\n{q.prompt}\n{q.key}" for q in variant.questions]
    return uuid.uuid5(uuid.NAMESPACE_URL, xml_text("\n\n".join(["neurosim", *parts])))


def asked_text(question: Question) -> str:
    """Return what is asked for, and for a number with how many decimals."""
    if isinstance(question, ChoiceQuestion) or question.prompt.endswith("?"):
        return question.prompt
    digits = f" ({question.digits} decimals)" if question.digits else ""
    return f"{question.prompt.removesuffix(':')} = ?{digits}"


def wrong_keys(question: NumberQuestion) -> dict[str, str]:
    """Return the hint of each wrong answer, by the answer with the decimals that are asked for."""
    found: dict[str, str] = {}
    for wrong in question.wrong:
        found.setdefault(rounded_text(wrong.value, question.digits), wrong.hint)
    found.pop(rounded_text(question.value, question.digits), None)
    return found


def rounded_text(value: float, digits: int) -> str:
    """Return a number with its decimals, and 0 without a sign."""
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if not text.strip("-0.") else text


def bounds(value: float, tolerance: float) -> tuple[Decimal, Decimal, Decimal]:
    """Return the smallest answer that is right, the answer itself, and the largest."""
    exact, width = Decimal(repr(float(value))), Decimal(f"{tolerance:.3g}")
    return exact - width, exact, exact + width


def decimal_text(number: Decimal) -> str:
    """Return a number without a power of ten, which some platforms do not read."""
    return f"{number:f}"
