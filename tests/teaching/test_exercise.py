"""Exercises: questions that can be worked by hand, keys that are right, files that are read back."""

import csv
import io
import json
import random
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import neurosim as ns
from neurosim.teaching.asking import KINDS, STAGES
from neurosim.teaching.questions import ChoiceQuestion, NumberQuestion
from neurosim.worksheet.catalogue import changed_formulas, mistaken_values

ALL = list(STAGES)


@pytest.fixture(scope="module")
def exercise():
    return ns.exercise([2, 2, 1], ask=ALL, variants=3, title="Backpropagation")


@pytest.fixture(scope="module")
def others():
    kinds = [kind for kind in KINDS if kind not in (*STAGES, "several steps")]
    return ns.exercise([2, 2, 2], ask=kinds, variants=4)


def test_the_key_is_right(exercise):
    for variant in exercise:
        answers = {question.name: question.key for question in variant.numbers}
        report = exercise.check(answers, number=variant.number)
        assert set(report.verdicts.values()) == {"right"}
        assert report.score() == 1.0


def test_the_key_is_the_trace(exercise):
    for variant in exercise:
        for question in variant.numbers:
            assert question.value == variant.trace.value(question.symbol)
            assert 0.5e-4 <= question.tolerance < 1e-3


def test_wrong_answers_are_those_of_the_catalogue(exercise):
    variant = exercise.variants[0]
    sheet = variant.trace.sheet
    for question in variant.numbers:
        for wrong in question.wrong:
            changed = changed_formulas(sheet, [ns.mistakes()[wrong.mistake]])
            assert wrong.value == mistaken_values(sheet, changed)[question.symbol]
            assert abs(wrong.value - question.value) > 2 * question.tolerance
            assert wrong.hint == ns.mistakes()[wrong.mistake].question
    assert sum(len(q.wrong) for q in variant.numbers) > 100


def test_samples_can_be_worked_by_hand(exercise):
    for variant in exercise:
        values = variant.trace.sheet.values
        for symbol, value in values.items():
            if symbol.quantity == "summation":
                assert abs(value) >= 0.05
            if symbol.quantity in {"weight", "bias"} and not symbol.new:
                assert round(value, 1) == value
            if symbol.quantity == "delta":
                assert abs(value) >= 0.002


def test_a_seed_gives_the_same_sheets():
    kinds = [kind for kind in KINDS if kind != "find the mistake"]
    make = lambda seed: ns.exercise([2, 2, 1], ask=kinds, variants=2, seed=seed)  # noqa: E731
    text = [make(seed).document(2, part="key").to_text() for seed in (1, 1, 2)]
    assert text[0] == text[1] != text[2]


def test_results_before_the_first_question_are_given():
    e = ns.exercise([2, 2, 1], ask="error signals")
    (variant,) = e
    assert {str(s) for s in variant.given} >= {"sh[0][0]", "yo[0]", "L"}
    assert variant.questions[0].name == "f'(so[0])"


def test_other_kinds(others):
    for variant in others:
        by_name = {question.name: question for question in variant.questions}
        assert by_name["parameters"].key == "12"
        sheet = variant.trace.sheet
        which = by_name["which weight"]
        sizes = {name: abs(variant.trace.gradient(name)) for name in which.options}
        assert which.options[which.right] == max(sizes, key=sizes.get)
        what = by_name["the mistake"]
        assert what.options[what.right] == ns.mistakes()[variant.mistake].title
        where = by_name["first wrong number"]
        shown = variant.shown
        wrong = [
            s for s in sheet.formulas
            if f"{shown.value(s):.4f}" != f"{sheet.values[s]:.4f}"
        ]  # fmt: skip
        assert where.options[where.right] in map(str, wrong)
        for question in variant.questions:
            if isinstance(question, ChoiceQuestion):
                assert len(set(question.options)) == len(question.options) >= 2
                assert len(question.feedback) == len(question.options)


def test_several_steps():
    for variant in ns.exercise([2, 2, 1], ask="several steps", variants=2):
        sample = variant.trace
        data = ([sample.raw_inputs], [sample.raw_targets])
        traces = ns.trace_training(sample.net, data, steps=2, learning_rate=0.5)
        losses = [q.value for q in variant.questions if q.name.endswith(": L")]
        assert losses == [t.loss for t in traces]


def test_an_own_network_keeps_its_numbers():
    net, data = ns.worked_example()
    net.input_scaling = ns.MinMaxScaling.fit(data.X)
    net.target_scaling = ns.MinMaxScaling.fit(data.Z)
    e = ns.exercise(net, data, ask=["forward"], variants=2)
    for variant in e:
        assert variant.trace.net.wh[0][0][0] == net.wh[0][0][0]
        assert list(variant.trace.raw_inputs) in data.X.tolist()
    with pytest.raises(ns.NeurosimError, match="give data in raw units"):
        ns.exercise(net)


def test_bad_exercises():
    for make, said in (
        (lambda: ns.exercise("2,2"), "exercise takes a network, or the sizes of its layers"),
        (lambda: ns.exercise([2, 1], ask="backward"), "unknown kind of question 'backward'"),
        (lambda: ns.exercise([2, 1], ask=[]), "ask= is empty"),
        (lambda: ns.exercise([2, 1], variants=0), "variants is 0"),
        (lambda: ns.exercise([2, 1], ask=["loss", "find the mistake"]), "make two exercises"),
        (lambda: ns.exercise([50, 50, 1]), "an exercise takes at most 500"),
        (lambda: ns.exercise([2, 1]).save("sheet.abc"), "has no known ending"),
        (lambda: ns.exercise([2, 1], variants=2).save("a.ipynb"), "has one variant"),
        (lambda: ns.exercise([2, 1]).save("a.xlsx", part="key"), "has the sheet only"),
        (lambda: ns.exercise([2, 1]).variant(2), "there is no variant 2"),
    ):
        with pytest.raises(ns.NeurosimError) as caught:
            make()
        assert said in str(caught.value)


# -- files -----------------------------------------------------------------------------------------

DOCUMENTS = (".txt", ".md", ".tex", ".html")


@pytest.mark.parametrize("ending", DOCUMENTS)
@pytest.mark.parametrize("part", ["sheet", "key", "solution"])
def test_documents(exercise, tmp_path, ending, part):
    path = tmp_path / f"sheet{ending}"
    exercise.save(path, part=part)
    text = path.read_text(encoding="utf-8")
    assert "Backpropagation" in text
    key = exercise.variants[2].numbers[1].key
    in_text = key in re.sub(r'"key": "[^"]*"', "", text) if ending == ".html" else key in text
    assert in_text == (part != "sheet") or ending == ".html"
    with pytest.raises(ns.NeurosimError, match="exists"):
        exercise.save(path, overwrite=False)


def test_a_notebook_is_read_back(exercise, tmp_path):
    nbformat = pytest.importorskip("nbformat")
    path = tmp_path / "sheet.ipynb"
    exercise.save(path, number=2)
    nbformat.validate(nbformat.read(path, as_version=4))
    content = json.loads(path.read_text(encoding="utf-8"))
    variant = exercise.variant(2)
    cell = content["cells"][-1]
    keys = {q.name: q.key for q in variant.questions}
    cell["source"] = [
        re.sub(r'"(.*)": ""', lambda m: f'"{m[1]}": "{keys[m[1]]}"', line)
        for line in cell["source"]
    ]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert exercise.check(ns.read_answers(path), number=2).score() == 1.0


def test_a_workbook_is_read_back(exercise, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "sheet.xlsx"
    exercise.save(path, number=1)
    first = path.read_bytes()
    exercise.save(path, number=1)
    assert path.read_bytes() == first
    book = openpyxl.load_workbook(path)
    table = book["Answers"]
    keys = {q.name: q.key for q in exercise.variant(1).questions}
    for row in table.iter_rows(min_row=2):
        row[1].value = float(keys[row[0].value])
    book.save(path)
    report = exercise.check(ns.read_answers(path))
    assert report.score() == 1.0


def test_moodle(exercise, others, tmp_path):
    path = tmp_path / "quiz.moodle.xml"
    for made in (exercise, others):
        made.save(path)
        quiz = ET.parse(path).getroot()
        asked = [q for v in made for q in v.questions]
        items = [q for q in quiz if q.get("type") != "category"]
        assert len(items) == len(asked)
        for item, question in zip(items, asked, strict=True):
            answers = item.findall("answer")
            full = [a for a in answers if a.get("fraction") == "100"]
            assert len(full) == 1
            if isinstance(question, NumberQuestion):
                assert item.get("type") == "numerical"
                assert float(full[0].find("text").text) == pytest.approx(question.value, abs=1e-12)
                assert float(full[0].find("tolerance").text) == pytest.approx(
                    question.tolerance, rel=1e-2
                )
                hints = [a.find("feedback/text").text for a in answers[1:]]
                assert len(hints) == len(question.wrong)
            else:
                assert answers.index(full[0]) == question.right
        assert b"<svg" in __import__("base64").b64decode(quiz.find(".//file").text)


READERS = Path(__file__).parent / "readers"


@pytest.mark.skipif(
    not (READERS / "node_modules").exists() or shutil.which("node") is None,
    reason="gift-pegjs is not installed",
)
def test_gift_is_read_by_others(exercise, others, tmp_path):
    path = tmp_path / "quiz.gift"
    for made in (exercise, others):
        made.save(path)
        asked = [q for v in made for q in v.questions]
        command = ["node", str(READERS / "read_gift.mjs"), str(path)]
        read = json.loads(
            subprocess.run(command, capture_output=True, check=True, text=True).stdout
        )
        assert len(read) == len(asked)
        for item, question in zip(read, asked, strict=True):
            choices = item["choices"]
            if isinstance(question, NumberQuestion):
                right, *wrong = choices
                assert right["weight"] == 100
                assert right["text"]["number"] == pytest.approx(question.value, abs=1e-12)
                assert right["text"]["range"] == pytest.approx(question.tolerance, rel=1e-2)
                for read_answer, foreseen in zip(wrong, question.wrong, strict=True):
                    number = read_answer["text"]["number"]
                    assert number == pytest.approx(foreseen.value, abs=1e-11)
                    assert read_answer["feedback"]["text"] == foreseen.hint
            else:
                assert [c["isCorrect"] for c in choices].index(True) == question.right
                assert [c["text"]["text"] for c in choices] == list(question.options)


def test_moodle_is_read_by_others(exercise, others, tmp_path):
    reader = pytest.importorskip("moodle_xml_parser.parser")
    path = tmp_path / "quiz.cloze.xml"
    for made in (exercise, others):
        made.save(path)
        read = reader.parse_file(str(path))["cloze"]
        assert len(read) == len(made)
        for item, variant in zip(read, made, strict=True):
            assert len(item.gaps) == len(variant.questions)
            for gap, question in zip(item.gaps, variant.questions, strict=True):
                right = [o for o in gap.options if o.score == 100]
                assert len(right) == 1
                if isinstance(question, NumberQuestion):
                    value, tolerance = map(float, right[0].answer.split(":"))
                    assert value == pytest.approx(question.value, abs=1e-12)
                    assert tolerance == pytest.approx(question.tolerance, rel=1e-2)
                    hints = [o.feedback.replace("\\", "") for o in gap.options[1:]]
                    assert hints == [w.hint for w in question.wrong]
                else:
                    assert gap.options.index(right[0]) == question.right
    path = tmp_path / "quiz.moodle.xml"
    others.save(path)
    read = reader.parse_file(str(path))["multichoice"]
    asked = [q for v in others for q in v.questions if isinstance(q, ChoiceQuestion)]
    assert [[o.score_fraction for o in item.options].index(100) for item in read] == [
        q.right for q in asked
    ]


def test_nbgrader(exercise, others, tmp_path):
    nbformat = pytest.importorskip("nbformat")
    path = tmp_path / "sheet.nbgrader.ipynb"
    for made in (exercise, others):
        made.save(path, number=1)
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        *_, answers, grading = notebook.cells
        assert "nbgrader" not in answers.metadata  # so nbgrader leaves it as it is
        assert grading.metadata.nbgrader.points == len(made.variant(1).questions)
        keys = {
            q.name: q.key[:1] if isinstance(q, ChoiceQuestion) else q.key
            for q in made.variant(1).questions
        }
        *body, last = grading.source.replace("### END HIDDEN TESTS", "").strip().splitlines()
        for given, expected in ((keys, len(keys)), ({}, 0)):
            names: dict[str, object] = {"answers": given}
            exec("\n".join([*body, f"score = {last}"]), names)
            assert names["score"] == expected


def test_hostile_titles(tmp_path):
    net = ns.mlp([2, 1], initializer=0.5)
    e = ns.exercise(net, title='<b>&"{{data}}</script>\n# $x$ ~=\x01')
    for ending in (*DOCUMENTS, ".moodle.xml", ".gift", ".ipynb"):
        path = tmp_path / f"sheet{ending}"
        e.save(path)
        text = path.read_text(encoding="utf-8")
        assert "<b>" not in text or ending in {".txt", ".gift", ".ipynb", ".md"}
        assert "</script>\n#" not in text or ending != ".html"
    ET.parse(tmp_path / "sheet.moodle.xml")
    json.loads((tmp_path / "sheet.ipynb").read_text(encoding="utf-8"))


def test_a_random_person_who_makes_the_mistakes_of_a_key(exercise):
    generator = random.Random(1)
    variant = exercise.variants[0]
    for _ in range(5):
        question = generator.choice([q for q in variant.numbers if q.wrong])
        wrong = generator.choice(question.wrong)
        report = exercise.check({question.name: f"{wrong.value:.6f}"})
        assert report.verdicts[question.name] == "wrong" or report.mistakes


def test_a_table_of_answers(exercise, tmp_path):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["symbol", "answer"])
    writer.writerows([q.name, q.key] for q in exercise.variants[0].numbers[:5])
    path = tmp_path / "answers.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    report = exercise.check(ns.read_answers(path))
    assert list(report.verdicts.values()).count("missing") == len(exercise.variants[0].numbers) - 5


@pytest.mark.parametrize("ending", [".moodle.xml", ".gift", ".qti12.zip", ".xlsx"])
def test_a_file_for_a_platform_has_no_parts(exercise, ending, tmp_path):
    with pytest.raises(ns.NeurosimError, match="write the key as"):
        exercise.save(tmp_path / f"quiz{ending}", part="key")


def test_what_is_given_is_said_in_words(exercise, tmp_path):
    for ending in (".html", ".moodle.xml", ".gift", ".md", ".txt"):
        exercise.save(tmp_path / f"sheet{ending}")
        text = (tmp_path / f"sheet{ending}").read_text(encoding="utf-8")
        assert "sigmoid" in text
        assert "half squared error" in text
        assert "s summation" in text
        # the page puts the number into its sentence
        assert "4 decimals" in text or ending == ".html"


def test_too_few_decimals_are_wrong(exercise):
    keys = {q.name: q.key for q in exercise.variants[0].numbers}
    short = {name: f"{float(key):.1f}" for name, key in keys.items()}
    assert exercise.check(keys).score() == 1
    assert exercise.check(short).score(follow_through=False) < 0.3
