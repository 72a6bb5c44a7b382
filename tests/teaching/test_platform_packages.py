"""Packages for learning platforms, read back by a small reader of each format."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import neurosim as ns
from neurosim.teaching.formats import prairielearn
from neurosim.teaching.formats.prairielearn import prairielearn_package
from neurosim.teaching.formats.qti12 import qti12_package
from neurosim.teaching.formats.qti21 import qti21_package, qti30_package
from neurosim.teaching.questions import ChoiceQuestion, NumberQuestion, WrongAnswer

PACKAGES = {
    "qti12": qti12_package,
    "qti21": qti21_package,
    "qti30": qti30_package,
    "prairielearn": prairielearn_package,
}
HOSTILE = "<b>&\"'{}~=#\x00\n{{x}} ]]> \ud800 é"
SERVER = Path(prairielearn.__file__).with_name("prairielearn_server.py")
SAFE = HOSTILE.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
ASK = ("forward", "error signals", "which weight to change")


@pytest.fixture(scope="module")
def made():
    return ns.exercise([2, 2, 1], ask=list(ASK), variants=2)


def files_of(package):
    with zipfile.ZipFile(io.BytesIO(package)) as whole:
        assert whole.testzip() is None
        return {name: whole.read(name) for name in whole.namelist()}


def plain_tree(content):
    """Return XML with the element and attribute names of QTI 2.1, without namespaces."""
    root = ET.fromstring(content)
    for element in root.iter():
        element.tag = camel(element.tag.split("}")[-1].removeprefix("qti-"))
        for name, value in list(element.attrib.items()):
            del element.attrib[name]
            element.set(camel(name), value)
    return root


def camel(name):
    return re.sub("-([a-z])", lambda letter: letter[1].upper(), name)


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_package_has_no_date_of_its_own(made, kind):
    with zipfile.ZipFile(io.BytesIO(PACKAGES[kind](made.title, made.variants))) as whole:
        assert {entry.date_time for entry in whole.infolist()} == {(2000, 1, 1, 0, 0, 0)}


# -- QTI 1.2 -----------------------------------------------------------------------------------------


def items12(package):
    files = files_of(package)
    trees = [plain_tree(files[name]) for name in files if name.endswith(".xml")]
    (quiz,) = [tree for tree in trees if tree.tag == "questestinterop"]
    return list(quiz.iter("item"))


def answer12(item, answer):
    """Return the score and what is said for an answer, by the conditions of QTI 1.2."""
    is_number = item.find(".//response_str") is not None
    score, said = 0.0, []
    for condition in item.iter("respcondition"):
        if all(holds12(test, answer, is_number) for test in condition.find("conditionvar")):
            for value in condition.iter("setvar"):
                score = float(value.text)
            for shown in condition.iter("displayfeedback"):
                feedback = item.find(f"itemfeedback[@ident='{shown.get('linkrefid')}']")
                said.append(feedback.find("flow_mat/material/mattext").text)
            if condition.get("continue") == "No":
                break
    return score, [unescape(text.removeprefix("<p>").removesuffix("</p>")) for text in said]


def holds12(test, answer, is_number):
    inner = [holds12(child, answer, is_number) for child in test]
    if test.tag == "or":
        return any(inner)
    if test.tag == "and":
        return all(inner)
    if not is_number:
        return test.text == answer
    given, limit = float(answer), float(test.text)
    return {
        "varequal": given == limit,
        "vargte": given >= limit,
        "varlte": given <= limit,
    }[test.tag]


def test_qti12_has_right_answers_and_hints(made):
    items = items12(qti12_package(made.title, made.variants))
    questions = [q for variant in made.variants for q in variant.questions]
    assert len(items) == len(questions) == 26
    n_hints = 0
    for item, question in zip(items, questions, strict=True):
        if isinstance(question, NumberQuestion):
            assert answer12(item, question.key) == (100, ["Right."])
            inside = question.value + 0.99 * question.tolerance
            outside = question.value + 1.01 * question.tolerance
            assert answer12(item, repr(inside)) == (100, ["Right."])
            assert answer12(item, repr(outside))[0] == 0
            for wrong in question.wrong:
                score, said = answer12(item, f"{wrong.value:.{question.digits}f}")
                assert score == 0
                assert said == [wrong.hint]
                n_hints += 1
        else:
            labels = [label.get("ident") for label in item.iter("response_label")]
            for place, label in enumerate(labels):
                score, said = answer12(item, label)
                assert score == (100 if place == question.right else 0)
                assert question.feedback[place] in said
    assert n_hints > 150


def test_qti12_gives_canvas_one_condition_with_a_range(made):
    # Canvas counts every condition with a range as a right answer, whatever score it sets
    for item in items12(qti12_package(made.title, made.variants)):
        kinds = {
            field.findtext("fieldlabel"): field.findtext("fieldentry")
            for field in item.iter("qtimetadatafield")
        }
        assert kinds["points_possible"] == "1.0"
        scored, hints = [], []
        for condition in item.iter("respcondition"):
            (scored if condition.find("setvar") is not None else hints).append(condition)
        assert len(scored) == 1
        for hint in hints:
            assert [test.tag for test in hint.find("conditionvar")] == ["varequal"]
        if kinds["question_type"] == "numerical_question":
            (test,) = scored[0].find("conditionvar")
            assert [test.tag, *(part.tag for part in test)] == ["or", "varequal", "and"]
            assert item.find(".//render_fib").get("fibtype") == "Decimal"
        else:
            assert kinds["question_type"] == "multiple_choice_question"
            ids = kinds["original_answer_ids"].split(",")
            assert ids == [label.get("ident") for label in item.iter("response_label")]


@pytest.mark.parametrize("value", [0.0, 4e-5, -4e-5])
def test_qti12_gives_a_tiny_number_as_a_range_only(made, value):
    question = NumberQuestion("dh[0][0]", "The error signal dh[0][0]", value, 6e-5, 4)
    variant = replace(made.variants[0], questions=(question,))
    (item,) = items12(qti12_package("Tiny", [variant]))
    assert [test.tag for test in item.find(".//conditionvar")] == ["vargte", "varlte"]
    assert answer12(item, "0.0000")[0] == 100
    assert answer12(item, "0.0002")[0] == 0
    assert "e" not in item.findtext(".//vargte")


def test_qti12_shows_the_picture_of_its_variant(made):
    package = qti12_package(made.title, made.variants)
    files = files_of(package)
    assert next(iter(files)) == "imsmanifest.xml"
    assert files["network-1.svg"] != files["network-2.svg"]
    for number in (1, 2):
        ET.fromstring(files[f"network-{number}.svg"])
    for item in items12(package):
        number = item.get("title")[0]
        assert f'src="$IMS-CC-FILEBASE$/network-{number}.svg"' in item.findtext(".//mattext")
    manifest = plain_tree(files["imsmanifest.xml"])
    assert sorted(file.get("href") for file in manifest.iter("file")) == sorted(
        name for name in files if name != "imsmanifest.xml"
    )


def test_qti12_has_another_name_for_another_exercise(made):
    # Canvas replaces a quiz by another one with the same name
    other = ns.exercise([2, 2, 1], ask=list(ASK), variants=2, seed=2)
    names = {
        plain_tree(files_of(qti12_package(e.title, e.variants))["imsmanifest.xml"]).get(
            "identifier"
        )
        for e in (made, made, other)
    }
    assert len(names) == 2


# -- QTI 2.1 and 3.0 ---------------------------------------------------------------------------------


def items21(package):
    """Return the items in the order of the test."""
    files = files_of(package)
    test = plain_tree(files["test.xml"])
    found = []
    for reference in test.iter("assessmentItemRef"):
        item = plain_tree(files[reference.get("href")])
        assert item.get("identifier") == reference.get("identifier")
        found.append(item)
    return found


def answer21(item, answer):
    """Return the score and what is said for an answer, by the response processing of QTI 2.1."""
    outcomes = {
        o.get("identifier"): o.findtext(".//value") for o in item.iter("outcomeDeclaration")
    }
    for condition in item.find("responseProcessing"):
        for branch in condition:
            rules = list(branch)
            if branch.tag == "responseElse" or holds21(rules.pop(0), answer):
                for rule in rules:
                    outcomes[rule.get("identifier")] = rule.findtext("baseValue")
                break
    said = [
        "".join(feedback.itertext())
        for feedback in item.iter("modalFeedback")
        if feedback.get("identifier") == outcomes[feedback.get("outcomeIdentifier")]
    ]
    return float(outcomes["SCORE"]), said


def holds21(test, answer):
    if test.tag == "and":
        return all(holds21(part, answer) for part in test)
    variable, value = test
    assert (variable.tag, variable.get("identifier")) == ("variable", "RESPONSE")
    if test.tag == "match":
        return answer == value.text
    given, limit = float(answer), float(value.text)
    return {"gte": given >= limit, "lte": given <= limit}[test.tag]


@pytest.mark.parametrize("package", [qti21_package, qti30_package])
def test_qti_has_right_answers_and_hints(made, package):
    items = items21(package(made.title, made.variants))
    questions = [q for variant in made.variants for q in variant.questions]
    assert len(items) == len(questions) == 26
    for item, question in zip(items, questions, strict=True):
        right = item.findtext("responseDeclaration/correctResponse/value")
        assert answer21(item, right)[0] == 1
        if isinstance(question, NumberQuestion):
            assert right == question.key
            assert answer21(item, right) == (1, ["Right."])
            assert answer21(item, repr(question.value + 0.99 * question.tolerance))[0] == 1
            assert answer21(item, repr(question.value + 1.01 * question.tolerance))[0] == 0
            assert answer21(item, "123456") == (0, [])
            for wrong in question.wrong:
                assert answer21(item, repr(wrong.value)) == (0, [wrong.hint])
            field = item.find("itemBody//textEntryInteraction")
            assert field.get("responseIdentifier") == "RESPONSE"
        else:
            options = list(item.iter("simpleChoice"))
            assert [option.text for option in options] == list(question.options)
            for place, option in enumerate(options):
                score, said = answer21(item, option.get("identifier"))
                assert score == (place == question.right)
                assert said == [question.feedback[place]]


@pytest.mark.parametrize(
    ("package", "namespace", "root", "kind"),
    [
        (qti21_package, "http://www.imsglobal.org/xsd/imsqti_v2p1", "assessmentItem", "xmlv2p1"),
        (
            qti30_package,
            "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
            "qti-assessment-item",
            "xmlv3p0",
        ),
    ],
)
def test_qti_has_a_whole_manifest(made, package, namespace, root, kind):
    files = files_of(package(made.title, made.variants))
    items = [name for name in files if name.startswith("items/item-")]
    assert len(items) == 26
    for name in items:
        item = ET.fromstring(files[name])
        assert item.tag == f"{{{namespace}}}{root}"
        picture = item.find(f".//{{{namespace}}}img").get("src")
        assert f"items/{picture}" in files
    manifest = plain_tree(files["imsmanifest.xml"])
    resources = {r.get("identifier"): r for r in manifest.iter("resource")}
    assert sorted(r.get("href") for r in resources.values()) == sorted(
        name for name in files if name != "imsmanifest.xml"
    )
    assert {r.get("type") for r in resources.values()} == {
        f"imsqti_test_{kind}",
        f"imsqti_item_{kind}",
        "webcontent",
    }
    for dependency in manifest.iter("dependency"):
        assert dependency.get("identifierref") in resources


def test_qti30_is_qti21_with_other_names(made):
    older, newer = (items21(p(made.title, made.variants)) for p in (qti21_package, qti30_package))
    for one, other in zip(older, newer, strict=True):
        for feedback in other.iter("modalFeedback"):
            (body,) = feedback
            assert body.tag == "contentBody"
            feedback.text = body.text
            feedback.remove(body)
        for root in (one, other):
            root.attrib = {k: v for k, v in root.attrib.items() if "schemaLocation" not in k}
        assert ET.tostring(one) == ET.tostring(other)


# -- PrairieLearn ------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The elements of a question."""

    def __init__(self):
        super().__init__()
        self.elements = []
        self.words = ""

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(files, folder):
    page = Page()
    page.feed(files[f"{folder}/question.html"].decode("utf-8"))
    page.close()
    return page


def graded(tmp_path, exercise, typed, *, number=1):
    """Return the data after the server has graded answers, as PrairieLearn runs it."""
    files = files_of(prairielearn_package(exercise.title, exercise.variants))
    folder = next(iter(files)).split("/")[1].rsplit("-", 1)[0]
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    place = tmp_path / "questions" / f"{folder}-{number}"
    variant = exercise.variants[number - 1]
    names = {question.name: f"q{i}" for i, question in enumerate(variant.questions, 1)}
    data = {
        "options": {"question_path": str(place)},
        "raw_submitted_answers": {names[name]: text for name, text in typed.items()},
        "submitted_answers": {},
        "format_errors": {},
        "partial_scores": {},
        "feedback": {},
    }
    for question in variant.questions:
        name = names[question.name]
        text = typed.get(question.name, "")
        if isinstance(question, NumberQuestion):
            try:
                value = float(text or 0)
            except ValueError:
                value = None
            data["submitted_answers"][name] = value
            right = value is not None and abs(value - question.value) <= question.tolerance
        else:
            right = text == question.options[question.right]
        data["partial_scores"][name] = {"score": float(right), "weight": 1}
    module = {}
    program = (place / "server.py").read_text("utf-8")
    assert program == SERVER.read_text("utf-8")
    exec(compile(program, str(SERVER), "exec"), module)
    module["grade"](data)
    return data, {label: data["partial_scores"][name] for label, name in names.items()}


def right_answers(variant):
    return {
        q.name: q.key if isinstance(q, NumberQuestion) else q.options[q.right]
        for q in variant.questions
    }


@pytest.mark.parametrize("number", [1, 2])
def test_prairielearn_gives_the_full_score(made, tmp_path, number):
    typed = right_answers(made.variants[number - 1])
    data, parts = graded(tmp_path, made, typed, number=number)
    assert data["score"] == 1
    assert not data["format_errors"]
    assert all("feedback" not in part for part in parts.values())
    json.dumps(data)


def test_prairielearn_counts_what_follows_from_own_numbers(made, tmp_path):
    trace = made.variants[0].trace
    wrong = ns.trace(
        trace.net,
        list(trace.raw_inputs),
        list(trace.raw_targets),
        loss=trace.loss_function,
        learning_rate=0.5,
        mistake="no-bias",
    )
    typed = right_answers(made.variants[0])
    numbers = [question.symbol for question in made.variants[0].numbers]
    typed |= {str(symbol): f"{wrong.value(symbol):.4f}" for symbol in numbers}
    data, parts = graded(tmp_path, made, typed)
    report = made.check({str(symbol): typed[str(symbol)] for symbol in numbers})
    for name, verdict in report.verdicts.items():
        assert parts[name]["score"] == (verdict != "wrong")
    assert parts["sh[0][0]"]["score"] == 0
    assert parts["sh[0][0]"]["feedback"] == "How many terms does the sum have?"
    assert parts["yo[0]"]["score"] == 1
    assert parts["yo[0]"]["feedback"].startswith("It follows from your earlier numbers")
    assert 0.5 < data["score"] < 1


def test_prairielearn_says_which_number_is_a_slip_or_missing(made, tmp_path):
    typed = right_answers(made.variants[0])
    typed |= {"do[0]": "0.9876"}
    del typed["dh[0][0]"]
    data, parts = graded(tmp_path, made, typed)
    assert parts["do[0]"] == {
        "score": 0.0,
        "weight": 1,
        "feedback": "No known mistake gives this number. Compute it again.",
    }
    assert parts["dh[0][0]"] == {"score": 0.0, "weight": 1}
    assert parts["which weight"]["score"] == 1
    assert data["score"] < 1


def test_prairielearn_has_the_hint_of_a_single_wrong_number(made, tmp_path):
    # the later numbers are right, so that no mistake explains this one; but the exercise knows it
    typed = right_answers(made.variants[0]) | {"sh[0][0]": "-0.15"}
    assert made.check({q.name: typed[q.name] for q in made.variants[0].numbers}).slips
    data, parts = graded(tmp_path, made, typed)
    assert parts["sh[0][0]"]["feedback"] == "How many terms does the sum have?"
    assert data["score"] == pytest.approx(12 / 13)


def test_prairielearn_does_not_count_what_is_no_number(made, tmp_path):
    typed = right_answers(made.variants[0]) | {"so[0]": "<inf>"}
    data, _ = graded(tmp_path, made, typed)
    assert list(data["format_errors"]) == ["q5"]
    assert "&lt;inf&gt;" in data["format_errors"]["q5"]
    assert "is no number" in data["format_errors"]["q5"]


def test_prairielearn_grades_other_questions_with_hints(tmp_path):
    made = ns.exercise([2, 2, 1], ask=["count parameters", "several steps"])
    data, _ = graded(tmp_path, made, right_answers(made.variants[0]))
    assert data["score"] == 1
    data, parts = graded(tmp_path, made, right_answers(made.variants[0]) | {"parameters": "6"})
    assert parts["parameters"] == {
        "score": 0.0,
        "weight": 1,
        "feedback": "Does a neuron have only weights?",
    }
    assert 0.5 < data["score"] < 1
    for other in ("77", ""):
        typed = right_answers(made.variants[0]) | {"parameters": other}
        _, parts = graded(tmp_path, made, typed)
        assert "feedback" not in parts["parameters"]


def test_prairielearn_has_the_files_of_a_question(made):
    files = files_of(prairielearn_package("My  Sheet: 1!", made.variants))
    own = "info.json", "question.html", "server.py", "model.json", "sample.json"
    names = (*own, "clientFilesQuestion/network.svg")
    assert sorted(files) == sorted(
        f"questions/my-sheet-1-{number}/{name}" for number in (1, 2) for name in names
    )
    infos = [json.loads(files[f"questions/my-sheet-1-{n}/info.json"]) for n in (1, 2)]
    assert len({uuid.UUID(info["uuid"]) for info in infos}) == 2
    assert infos[0]["title"] == "My Sheet: 1!, variant 1"
    assert {info["type"] for info in infos} == {"v3"}
    page = page_of(files, "questions/my-sheet-1-1")
    inputs = page.named("pl-number-input")
    assert [field["answers-name"] for field in inputs] == [f"q{i}" for i in range(1, 13)]
    for field, question in zip(inputs, made.variants[0].numbers, strict=True):
        assert float(field["correct-answer"]) == question.value
        assert float(field["atol"]) == pytest.approx(question.tolerance, rel=1e-2)
        assert (field["comparison"], field["rtol"]) == ("relabs", "0")
    (choice,) = page.named("pl-multiple-choice")
    assert (choice["answers-name"], choice["order"]) == ("q13", "fixed")
    correct = [answer["correct"] == "true" for answer in page.named("pl-answer")]
    assert correct.index(True) == made.variants[0].questions[-1].right


def test_prairielearn_refuses_what_its_server_cannot_compute(made):
    variant = made.variants[0]
    own = replace(ns.LOSSES["mse"], name="my loss")
    trace = ns.trace(variant.trace.net, [1, 1], [0], loss=own, learning_rate=0.5)
    with pytest.raises(ns.NeurosimError, match="the loss 'my loss' is your own, and the server"):
        prairielearn_package("Own", [replace(variant, trace=trace)])


# -- all packages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PACKAGES)
def test_the_ending_chooses_the_package(made, tmp_path, kind):
    path = tmp_path / f"sheet.{kind}.zip"
    made.save(path)
    assert path.read_bytes() == PACKAGES[kind](made.title, made.variants)
    made.save(path, number=2)
    assert path.read_bytes() == PACKAGES[kind](made.title, [made.variants[1]])


@pytest.mark.parametrize("package", PACKAGES.values())
def test_the_same_exercise_gives_the_same_bytes(made, package):
    again = ns.exercise([2, 2, 1], ask=list(ASK), variants=2)
    assert package(made.title, made.variants) == package(again.title, again.variants)


@pytest.mark.parametrize("package", PACKAGES.values())
def test_a_solution_with_a_mistake_is_shown(package):
    made = ns.exercise([2, 1], ask="find the mistake")
    files = files_of(package(made.title, made.variants))
    texts = [content.decode("utf-8") for name, content in files.items() if name[-3:] != "svg"]
    value = made.variants[0].shown.value("so[0]")
    assert any("<pre>" in unescape(text) and f"so[0] = {value:.4f}" in text for text in texts)


def hostile_variant(variant):
    number, choice = variant.questions[0], variant.questions[-1]
    wrong = WrongAnswer(9.0, "mistake", HOSTILE)
    return replace(
        variant,
        questions=(
            replace(number, name=HOSTILE, prompt=HOSTILE, wrong=(wrong,)),
            ChoiceQuestion(HOSTILE, HOSTILE, (HOSTILE, *choice.options), 0, (HOSTILE,) * 5),
        ),
    )


def test_hostile_texts_survive_in_qti12(made):
    package = qti12_package(HOSTILE, [hostile_variant(made.variants[0])])
    files = files_of(package)
    (path,) = [name for name in files if name.endswith(".xml") and name != "imsmanifest.xml"]
    assert plain_tree(files[path]).find("assessment").get("title") == SAFE
    number, choice = items12(package)
    assert number.get("title") == f"1.01 {SAFE}"
    assert SAFE in unescape(number.findtext(".//mattext"))
    assert answer12(number, "9.0000") == (0, [SAFE])
    assert unescape(choice.find(".//response_label//mattext").text) == SAFE
    assert answer12(choice, "1001") == (100, [SAFE, "Right."])


@pytest.mark.parametrize("package", [qti21_package, qti30_package])
def test_hostile_texts_survive_in_qti(made, package):
    whole = package(HOSTILE, [hostile_variant(made.variants[0])])
    assert plain_tree(files_of(whole)["test.xml"]).get("title") == SAFE
    number, choice = items21(whole)
    assert number.get("title") == f"1.01 {SAFE}"
    assert SAFE in "".join(number.find("itemBody").itertext())
    assert answer21(number, "9.0") == (0, [SAFE])
    assert choice.find(".//simpleChoice").text == SAFE
    assert answer21(choice, "option-a") == (1, [SAFE])


def test_hostile_texts_survive_in_prairielearn(made):
    files = files_of(prairielearn_package(HOSTILE, [hostile_variant(made.variants[0])]))
    folder = "questions/b-x-1"
    assert f"{folder}/server.py" in files
    title = json.loads(files[f"{folder}/info.json"])["title"]
    assert title == f"{' '.join(SAFE.split())}, variant 1"
    text = files[f"{folder}/question.html"].decode("utf-8")
    # the page is a Mustache template
    assert "{" not in text
    page = page_of(files, folder)
    assert SAFE in page.words
    answer = page.named("pl-answer")[0]
    assert unescape(answer["feedback"]) == SAFE


@pytest.mark.parametrize("package", PACKAGES.values())
def test_hostile_names_of_neurons_survive(package):
    net = ns.Network("<b>&\"'{}~=#")
    x = net.add_input("<i>&\"'{}~=#")
    net.add_neuron({x: 0.5}, bias=0.25, name="{{o}}</svg>", activation="sigmoid")
    made = ns.exercise(net, ask="forward")
    for name, content in files_of(package(made.title, made.variants)).items():
        if name.endswith((".xml", ".svg")):
            ET.fromstring(content)


def test_a_package_has_no_answer_twice(made):
    # two wrong answers that round to one text: the first one counts
    number = made.variants[0].questions[0]
    wrong = tuple(WrongAnswer(v, "m", h) for v, h in [(9.0, "a"), (9.00001, "b"), (-1e-9, "c")])
    variant = replace(made.variants[0], questions=(replace(number, wrong=wrong),))
    (item,) = items12(qti12_package("Twice", [variant]))
    assert answer12(item, "9.0000") == (0, ["a"])
    assert answer12(item, "0.0000") == (0, ["c"])
    assert [test.text for test in item.iter("varequal")][:2] == ["9.0000", "0.0000"]
