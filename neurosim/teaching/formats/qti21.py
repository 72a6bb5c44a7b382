"""Questions as packages of QTI 2.1 and QTI 3.0, for platforms that follow these standards.

Formats: https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html for QTI 2.1, and
https://www.imsglobal.org/spec/qti/v3p0/impl for QTI 3.0. Both have the same elements. QTI 3.0
writes their names in small letters with hyphens, and puts ``qti-`` before those that are not HTML.
So every file is made as QTI 2.1 first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from neurosim.teaching.formats.given import given_lines
from neurosim.teaching.formats.moodle import solution_lines
from neurosim.teaching.formats.qti12 import (
    PICTURE_TEXT,
    asked_text,
    bounds,
    content_id,
    decimal_text,
    rounded_text,
    xml_file,
    xml_text,
)
from neurosim.teaching.formats.sheet_picture import sheet_svg
from neurosim.teaching.formats.zip_package import packed
from neurosim.teaching.questions import (
    ChoiceQuestion,
    NumberQuestion,
    Question,
    Variant,
    letter_of,
)

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_HTML = frozenset(("img", "li", "p", "pre", "ul"))
_CAPITAL = re.compile("([A-Z])")
_EXPECTED_LENGTH = "12"


@dataclass(frozen=True)
class _Version:
    """What differs between the two versions."""

    namespace: str
    schema: str
    packaging: str
    packaging_schema: str
    schema_name: str
    schema_version: str
    suffix: str
    hyphens: bool


_QTI21 = _Version(
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p2.xsd",
    packaging="http://www.imsglobal.org/xsd/imscp_v1p1",
    packaging_schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
    schema_name="QTIv2.1 Package",
    schema_version="1.0.0",
    suffix="xmlv2p1",
    hyphens=False,
)
_QTI30 = _Version(
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    packaging="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    packaging_schema=(
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"
    ),
    schema_name="QTI Package",
    schema_version="3.0.0",
    suffix="xmlv3p0",
    hyphens=True,
)


def qti21_package(title: str, variants: Sequence[Variant]) -> bytes:
    """Return all questions of an exercise as a QTI 2.1 package.

    Parameters
    ----------
    title : str
        The heading.
    variants : sequence of Variant
        The sheets.

    Returns
    -------
    bytes
        A zip file with a manifest, a test, an item for each question and a picture for each
        variant.
    """
    return _package(title, variants, _QTI21)


def qti30_package(title: str, variants: Sequence[Variant]) -> bytes:
    """Return all questions of an exercise as a QTI 3.0 package.

    Parameters
    ----------
    title : str
        The heading.
    variants : sequence of Variant
        The sheets.

    Returns
    -------
    bytes
        A zip file with a manifest, a test, an item for each question and a picture for each
        variant.
    """
    return _package(title, variants, _QTI30)


def _package(title: str, variants: Sequence[Variant], version: _Version) -> bytes:
    # the standard advises names of at most 32 characters
    name = f"n{content_id(title, variants).hex[:12]}"
    items, pictures = {}, {}
    for variant in variants:
        pictures[f"items/network-{variant.number}.svg"] = sheet_svg(variant).encode("utf-8")
        for place, question in enumerate(variant.questions, 1):
            item = _item(_ident(name, variant, place), place, variant, question)
            items[_path(variant, place)] = _written(item, version)
    test = _written(_test(name, title, variants), version)
    manifest = _manifest(name, variants, version)
    return packed({"imsmanifest.xml": manifest, "test.xml": test, **items, **pictures})


def _ident(name: str, variant: Variant, place: int) -> str:
    return f"{name}-{variant.number}-{place:02d}"


def _path(variant: Variant, place: int) -> str:
    return f"items/item-{variant.number}-{place:02d}.xml"


# -- items -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Case:
    """An answer: the test for it, whether it is right, and what is said about it."""

    test: ET.Element
    right: bool
    said: str


def _item(ident: str, place: int, variant: Variant, question: Question) -> ET.Element:
    label = f"{variant.number}.{place:02d} {question.name}"
    kind = {"identifier": ident, "title": xml_text(label), "adaptive": "false"}
    item = ET.Element("assessmentItem", {**kind, "timeDependent": "false"})
    is_number = isinstance(question, NumberQuestion)
    response = _declared(
        item, "responseDeclaration", "RESPONSE", "float" if is_number else "identifier"
    )
    ET.SubElement(ET.SubElement(response, "correctResponse"), "value").text = _right(question)
    score = _declared(item, "outcomeDeclaration", "SCORE", "float")
    ET.SubElement(ET.SubElement(score, "defaultValue"), "value").text = "0"
    most = _declared(item, "outcomeDeclaration", "MAXSCORE", "float")
    ET.SubElement(ET.SubElement(most, "defaultValue"), "value").text = "1"
    _declared(item, "outcomeDeclaration", "FEEDBACK", "identifier")
    _body(ET.SubElement(item, "itemBody"), variant, question)
    processing = ET.SubElement(item, "responseProcessing")
    condition = ET.SubElement(processing, "responseCondition")
    for number, case in enumerate(_cases(question)):
        branch = ET.SubElement(condition, "responseElseIf" if number else "responseIf")
        branch.append(case.test)
        said = f"feedback-{number}"
        _set(branch, "SCORE", "float", "1" if case.right else "0")
        _set(branch, "FEEDBACK", "identifier", said)
        kind = {"outcomeIdentifier": "FEEDBACK", "showHide": "show", "identifier": said}
        ET.SubElement(item, "modalFeedback", kind).text = xml_text(case.said)
    # players exist that keep the outcomes of the attempt before
    other = ET.SubElement(condition, "responseElse")
    _set(other, "SCORE", "float", "0")
    _set(other, "FEEDBACK", "identifier", "no-feedback")
    return item


def _cases(question: Question) -> Iterator[_Case]:
    """Yield the answers in the order in which they are tested."""
    if isinstance(question, NumberQuestion):
        yield _Case(_near(question.value, question.tolerance), True, "Right.")
        for wrong in question.wrong:
            yield _Case(_near(wrong.value, question.tolerance), False, wrong.hint)
        return
    for place, said in enumerate(question.feedback):
        test = ET.Element("match")
        ET.SubElement(test, "variable", identifier="RESPONSE")
        ET.SubElement(test, "baseValue", baseType="identifier").text = _option(place)
        yield _Case(test, place == question.right, said)


def _near(value: float, tolerance: float) -> ET.Element:
    """Return the test of a range; players exist that leave out the tolerance of ``equal``."""
    low, _, high = bounds(value, tolerance)
    test = ET.Element("and")
    for kind, limit in (("gte", low), ("lte", high)):
        part = ET.SubElement(test, kind)
        ET.SubElement(part, "variable", identifier="RESPONSE")
        ET.SubElement(part, "baseValue", baseType="float").text = decimal_text(limit)
    return test


def _right(question: Question) -> str:
    if isinstance(question, NumberQuestion):
        return rounded_text(question.value, question.digits)
    return _option(question.right)


def _option(place: int) -> str:
    return f"option-{letter_of(place)}"


def _declared(item: ET.Element, kind: str, name: str, base: str) -> ET.Element:
    return ET.SubElement(item, kind, identifier=name, cardinality="single", baseType=base)


def _set(branch: ET.Element, name: str, base: str, value: str) -> None:
    outcome = ET.SubElement(branch, "setOutcomeValue", identifier=name)
    ET.SubElement(outcome, "baseValue", baseType=base).text = value


def _body(body: ET.Element, variant: Variant, question: Question) -> None:
    picture = ET.SubElement(body, "p")
    ET.SubElement(picture, "img", src=f"network-{variant.number}.svg", alt=PICTURE_TEXT)
    given = ET.SubElement(body, "ul")
    for line in given_lines(variant):
        ET.SubElement(given, "li").text = xml_text(line)
    if variant.solves:
        ET.SubElement(body, "pre").text = xml_text("\n".join(solution_lines(variant)))
    if isinstance(question, ChoiceQuestion):
        kind = {"responseIdentifier": "RESPONSE", "shuffle": "false", "maxChoices": "1"}
        choice = ET.SubElement(body, "choiceInteraction", kind)
        ET.SubElement(choice, "prompt").text = xml_text(question.prompt)
        for place, option in enumerate(question.options):
            answer = ET.SubElement(choice, "simpleChoice", identifier=_option(place))
            answer.text = xml_text(option)
        return
    asked = ET.SubElement(body, "p")
    asked.text = xml_text(f"{asked_text(question)} ")
    field = {"responseIdentifier": "RESPONSE", "expectedLength": _EXPECTED_LENGTH}
    ET.SubElement(asked, "textEntryInteraction", field)


# -- test and manifest -----------------------------------------------------------------------------


def _test(name: str, title: str, variants: Sequence[Variant]) -> ET.Element:
    test = ET.Element("assessmentTest", identifier=name, title=xml_text(title))
    score = _declared(test, "outcomeDeclaration", "SCORE", "float")
    ET.SubElement(ET.SubElement(score, "defaultValue"), "value").text = "0"
    part = ET.SubElement(
        test,
        "testPart",
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="individual",
    )
    # 0 stands for as many attempts as somebody likes
    ET.SubElement(part, "itemSessionControl", maxAttempts="0", showFeedback="true")
    for variant in variants:
        section = ET.SubElement(
            part,
            "assessmentSection",
            identifier=f"variant-{variant.number}",
            title=f"Variant {variant.number}",
            visible="true",
        )
        for place in range(1, len(variant.questions) + 1):
            own = {"identifier": _ident(name, variant, place), "href": _path(variant, place)}
            ET.SubElement(section, "assessmentItemRef", own)
    processing = ET.SubElement(test, "outcomeProcessing")
    total = ET.SubElement(processing, "setOutcomeValue", identifier="SCORE")
    ET.SubElement(ET.SubElement(total, "sum"), "testVariables", variableIdentifier="SCORE")
    return test


def _manifest(name: str, variants: Sequence[Variant], version: _Version) -> bytes:
    root = ET.Element(
        "manifest",
        {
            "identifier": f"{name}-manifest",
            "xmlns": version.packaging,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{version.packaging} {version.packaging_schema}",
        },
    )
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = version.schema_name
    ET.SubElement(metadata, "schemaversion").text = version.schema_version
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    test = _resource(resources, "test", f"imsqti_test_{version.suffix}", "test.xml")
    for variant in variants:
        picture = f"network-{variant.number}"
        _resource(resources, picture, "webcontent", f"items/{picture}.svg")
        for place in range(1, len(variant.questions) + 1):
            own, path = _ident(name, variant, place), _path(variant, place)
            item = _resource(resources, own, f"imsqti_item_{version.suffix}", path)
            ET.SubElement(item, "dependency", identifierref=picture)
            ET.SubElement(test, "dependency", identifierref=own)
    return xml_file(root)


def _resource(resources: ET.Element, name: str, kind: str, path: str) -> ET.Element:
    resource = ET.SubElement(resources, "resource", identifier=name, type=kind, href=path)
    ET.SubElement(resource, "file", href=path)
    return resource


# -- versions --------------------------------------------------------------------------------------


def _written(root: ET.Element, version: _Version) -> bytes:
    whole = _renamed(root) if version.hyphens else root
    whole.set("xmlns", version.namespace)
    whole.set("xmlns:xsi", _XSI)
    whole.set("xsi:schemaLocation", f"{version.namespace} {version.schema}")
    return xml_file(whole)


def _renamed(element: ET.Element) -> ET.Element:
    """Return an element of QTI 2.1 as one of QTI 3.0."""
    tag = element.tag
    name = tag if tag in _HTML else f"qti-{_hyphens(tag)}"
    new = ET.Element(name, {_hyphens(key): value for key, value in element.items()})
    inner = ET.SubElement(new, "qti-content-body") if tag == "modalFeedback" else new
    inner.text = element.text
    for child in element:
        inner.append(_renamed(child))
    new.tail = element.tail
    return new


def _hyphens(name: str) -> str:
    return _CAPITAL.sub(lambda letter: f"-{letter[1].lower()}", name)
