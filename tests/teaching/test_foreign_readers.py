"""Programs of others take what exercises write: right answers score, wrong ones get their hints.

``.ci/readers`` installs these programs. Each runs on its own, and none is imported.
"""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from html import unescape
from pathlib import Path

import pytest

import neurosim as ns
from neurosim.teaching.questions import ChoiceQuestion, NumberQuestion
from tests.teaching.test_platform_packages import answer12, items12

READERS = Path(__file__).parent / "readers"
PLAYER = READERS / "node_modules/@citolab/qti-components/cdn/index.global.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PROGRAMS = Path(__file__).parents[2] / ".venv-readers/bin"

PAGE = """<!doctype html><meta charset="utf-8"><script src="PLAYER"></script><body><script>
const moment = (time) => new Promise((done) => setTimeout(done, time));
window.addEventListener("load", async () => {
  const results = [];
  for (const { xml, answers } of ITEMS) {
    const player = document.createElement("qti-item");
    const container = document.createElement("item-container");
    container.itemXML = xml;
    player.append(container);
    document.body.append(player);
    let item = null;
    while (!item) {
      await moment(5);
      item = container.shadowRoot.querySelector("qti-assessment-item");
    }
    await item.updateComplete;
    const result = [];
    for (const answer of answers) {
      item.updateResponseVariable("RESPONSE", answer);
      item.processResponse();
      await moment(0);
      const shown = [...item.querySelectorAll("qti-modal-feedback")].filter((f) => f.showStatus === "on");
      result.push([Number(item.getOutcome("SCORE").value), shown.map((f) => f.textContent.trim())]);
    }
    results.push(result);
    player.remove();
  }
  const written = document.createElement("pre");
  written.id = "result";
  written.textContent = JSON.stringify(results);
  document.body.append(written);
});
</script>"""


@pytest.fixture(scope="module")
def exercise():
    kinds = ["forward", "loss", "error signals", "count parameters", "which weight to change"]
    return ns.exercise([2, 2, 1], ask=kinds, title="Backpropagation by hand")


def typed(question, value):
    return f"{value:.{question.digits}f}"


@pytest.mark.skipif(
    CHROMIUM is None or not PLAYER.exists(), reason="Chromium or qti-components is not installed"
)
@pytest.mark.parametrize("ending", [".qti30.zip", ".qti21.zip"])
def test_a_player_of_qti_scores_and_hints(exercise, ending, tmp_path):
    path = tmp_path / f"quiz{ending}"
    exercise.save(path)
    with zipfile.ZipFile(path) as package:
        names = sorted(n for n in package.namelist() if re.fullmatch(r"items/.*\.xml", n))
        texts = [package.read(name).decode() for name in names]
    if ending == ".qti21.zip":
        texts = converted(texts, tmp_path)
    questions = exercise.variants[0].questions
    asked, expected = [], []
    for text, question in zip(texts, questions, strict=True):
        if isinstance(question, ChoiceQuestion):
            answers = re.findall('<qti-simple-choice identifier="(.*?)"', text)
            marks = [
                [float(place == question.right), [question.feedback[place]]]
                for place in range(len(answers))
            ]
        else:
            hints = {typed(question, w.value): w.hint for w in reversed(question.wrong)}
            near = f"{question.value + 0.9 * question.tolerance:.9f}"
            answers = [question.key, near, *hints, "123456"]
            right = [1, ["Right."]]
            marks = [right, right, *([0, [hint]] for hint in hints.values()), [0, []]]
        asked.append({"xml": text, "answers": answers})
        expected.append(marks)
    page = tmp_path / "page.html"
    items = json.dumps(asked).replace("</", "<\\/")
    page.write_text(
        PAGE.replace("PLAYER", PLAYER.as_uri()).replace("ITEMS", items), encoding="utf-8"
    )
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu",
        "--virtual-time-budget=60000", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    results = json.loads(unescape(re.search('<pre id="result">(.*?)</pre>', dom, re.DOTALL)[1]))
    for result, marks, question in zip(results, expected, questions, strict=True):
        assert result == marks, question.name
    assert sum(len(marks) for marks in expected) > 100


def converted(texts, folder):
    """Return items of QTI 2.1 as another program converts them to QTI 3.0, which the player takes."""
    if shutil.which("node") is None or not (READERS / "node_modules/@citolab/qti-convert").exists():
        pytest.skip("qti-convert is not installed")
    items = folder / "items.json"
    items.write_text(json.dumps(texts), encoding="utf-8")
    command = ["node", str(READERS / "convert_qti21.mjs"), str(items)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=120)
    return json.loads(done.stdout)


@pytest.mark.skipif(not (PROGRAMS / "text2qti").exists(), reason="text2qti is not installed")
def test_qti12_is_built_like_that_of_text2qti(exercise, tmp_path):
    # Canvas reads what text2qti writes; so the same questions must have the same parts
    questions = [
        q for q in exercise.variants[0].questions if isinstance(q, NumberQuestion) and q.symbol
    ]
    lines = ["Quiz title: numbers", ""]
    for place, question in enumerate(questions, 1):
        # text2qti writes four decimals, so its range is a little wider here
        low, high = question.value - 0.001, question.value + 0.001
        lines += [f"{place}. {question.prompt}", f"= [{low:.6f}, {high:.6f}]", ""]
    (tmp_path / "quiz.txt").write_text("\n".join(lines), encoding="utf-8")
    subprocess.run(
        [PROGRAMS / "text2qti", "quiz.txt"], cwd=tmp_path, check=True, capture_output=True
    )
    exercise.save(tmp_path / "ours.qti12.zip")
    theirs = items12((tmp_path / "quiz.zip").read_bytes())
    ours = {
        item.get("title").split(" ", 1)[1]: item
        for item in items12((tmp_path / "ours.qti12.zip").read_bytes())
    }
    assert len(theirs) == len(questions) == 13
    for other, question in zip(theirs, questions, strict=True):
        own = ours[question.name]
        for part in ("itemmetadata", "presentation", "resprocessing/outcomes"):
            assert shape(own.find(part)) == shape(other.find(part))
        for value in (question.value, question.value + 0.002, -77.0):
            assert answer12(own, repr(value))[0] == answer12(other, repr(value))[0]
        assert answer12(own, question.key)[0] == 100


def shape(element):
    """Return the names of elements and of the fields of metadata, without texts and identifiers."""
    text = element.text if element.tag == "fieldlabel" else ""
    kept = {k: v for k, v in element.attrib.items() if k in {"rcardinality", "fibtype", "varname"}}
    inner = [
        shape(child)
        for child in element
        # which options there are: a number has none, and text2qti writes the field all the same
        if child.findtext("fieldlabel") != "original_answer_ids"
    ]
    return [element.tag, text, kept, inner]


@pytest.mark.skipif(not (PROGRAMS / "nbgrader").exists(), reason="nbgrader is not installed")
def test_nbgrader_hands_out_and_grades(exercise, tmp_path):
    variant = exercise.variants[0]
    source = tmp_path / "source/ps1/sheet.ipynb"
    source.parent.mkdir(parents=True)
    exercise.save(tmp_path / "sheet.nbgrader.ipynb", number=1)
    shutil.move(tmp_path / "sheet.nbgrader.ipynb", source)
    nbgrader(tmp_path, "generate_assignment", "ps1", "--create")
    sheet = json.loads((tmp_path / "release/ps1/sheet.ipynb").read_text(encoding="utf-8"))
    *_, answers, grading = sheet["cells"]
    assert "check_answers" not in "".join(grading["source"])
    keys = {
        q.name: q.key[:1] if isinstance(q, ChoiceQuestion) else q.key for q in variant.questions
    }
    # one wrong output of a hidden neuron; the others follow from it
    slip = {**keys, **followed(exercise, variant, keys)}
    for person, given in (("right", keys), ("slip", slip), ("empty", {})):
        text = "".join(answers["source"])
        filled = text
        for name, answer in given.items():
            assert f'"{name}": ""' in text
            filled = filled.replace(f'"{name}": ""', f'"{name}": "{answer}"')
        handed_in = tmp_path / f"submitted/{person}/ps1/sheet.ipynb"
        handed_in.parent.mkdir(parents=True)
        cells = [*sheet["cells"][:-2], {**answers, "source": filled}, grading]
        handed_in.write_text(json.dumps({**sheet, "cells": cells}), encoding="utf-8")
    nbgrader(tmp_path, "autograde", "ps1", "--create")
    nbgrader(tmp_path, "export")
    table = csv.DictReader(io.StringIO((tmp_path / "grades.csv").read_text(encoding="utf-8")))
    scores = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in table}
    full = len(variant.questions)
    assert scores == {"right": (full, full), "slip": (full - 1, full), "empty": (0, full)}


def followed(exercise, variant, keys):
    """Return the numbers of somebody whose ``ah[0][0]`` is wrong and who goes on without a mistake."""
    wrong = {**keys, "ah[0][0]": "0.9"}
    sheet = variant.trace.sheet
    numbers = {**sheet.values}
    (symbol,) = [q.symbol for q in variant.numbers if q.name == "ah[0][0]"]
    places = list(sheet.places)
    values = [numbers[s] for s in places]
    values[sheet.places[symbol]] = 0.9
    for other, prepared in sheet.prepared.items():
        if other != symbol:
            values[sheet.places[other]] = prepared(values)
    for question in variant.numbers:
        if question.symbol != symbol:
            wrong[question.name] = f"{values[sheet.places[question.symbol]]:.{question.digits}f}"
    return {name: wrong[name] for name in keys if name in {q.name for q in variant.numbers}}


def nbgrader(folder, *arguments):
    environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
    command = [str(PROGRAMS / "nbgrader"), *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
