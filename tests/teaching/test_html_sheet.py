"""The page of an exercise, in a real browser: it judges, gives hints, and counts."""

import json
import re
import shutil
import subprocess
from html import unescape

import pytest

import neurosim as ns
from neurosim.teaching.questions import ChoiceQuestion

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

SCRIPT = """
<script>
window.addEventListener("load", () => {
  const typed = TYPED;
  const said = [];
  document.querySelectorAll(".question").forEach((row, k) => {
    const answer = typed[k];
    if (answer === null) return;
    if (typeof answer === "number") {
      const option = row.querySelectorAll("input")[answer];
      option.checked = true;
      option.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      const field = row.querySelector("input");
      field.value = answer;
      field.dispatchEvent(new Event("change"));
      if (answer === "") row.querySelector(".hint").click();
    }
    said.push(row.querySelector(".verdict").textContent);
  });
  const result = document.createElement("pre");
  result.id = "result";
  const wide = document.documentElement.scrollWidth > window.innerWidth;
  result.textContent = JSON.stringify({ said, score: document.querySelector(".score").textContent, wide });
  document.body.append(result);
});
</script>
"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


def answered(path, typed, width=900):
    """Return what the page says to some answers: the verdicts, the score, and whether it is wide."""
    page = path.read_text(encoding="utf-8")
    script = SCRIPT.replace("TYPED", json.dumps(typed))
    path.write_text(page.replace("</body>", f"{script}</body>"), encoding="utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900",
        "--virtual-time-budget=3000", "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    return json.loads(unescape(re.search(r'<pre id="result">(.*?)</pre>', dom, re.DOTALL)[1]))


@pytest.fixture(scope="module")
def exercise():
    return ns.exercise([2, 2, 1], ask=["forward", "error signals", "which weight to change"])


def test_the_key_is_right(exercise, tmp_path):
    path = tmp_path / "sheet.html"
    exercise.save(path)
    questions = exercise.variants[0].questions
    key = [q.right if isinstance(q, ChoiceQuestion) else q.key for q in questions]
    result = answered(path, key)
    assert result["score"] == f"{len(questions)} of {len(questions)} right"
    assert all(said.startswith("✓") for said in result["said"])


@pytest.mark.parametrize(
    "write",
    [
        lambda v: f"{v:.4f}".replace(".", ","),
        lambda v: f"{v:.4e}",
        lambda v: f"{v * 1e3:.3f}·10^-3",
        lambda v: f"{v:.4f}".replace("-", "−"),
        lambda v: f"{v * 10000:.2f}/10000",
        lambda v: f"{v * 1e3:.1f}·10⁻³",
        lambda v: f"≈ {v:.4f}.",
    ],
    ids=["comma", "power", "power of ten", "minus", "fraction", "superscripts", "about"],
)
def test_numbers_are_read_as_people_write_them(exercise, tmp_path, write):
    path = tmp_path / "sheet.html"
    exercise.save(path)
    questions = exercise.variants[0].questions
    typed = [None if isinstance(q, ChoiceQuestion) else write(q.value) for q in questions]
    result = answered(path, typed)
    assert all(said.startswith("✓") for said in result["said"]), result["said"]


def test_wrong_answers_get_their_hints(exercise, tmp_path):
    path = tmp_path / "sheet.html"
    exercise.save(path)
    questions = exercise.variants[0].questions
    typed, hints = [], []
    for question in questions:
        if isinstance(question, ChoiceQuestion):
            wrong = (question.right + 1) % len(question.options)
            typed.append(wrong)
            hints.append(f"✗ {question.feedback[wrong]}")
        else:
            typed.append(f"{question.wrong[-1].value:.6f}")
            hints.append(f"✗ {question.wrong[-1].hint}")
    result = answered(path, typed)
    assert result["said"] == hints
    assert result["score"].startswith("0 of ")


def test_too_few_decimals_and_numbers_beside_the_right_one(exercise, tmp_path):
    path = tmp_path / "sheet.html"
    questions = exercise.variants[0].questions
    value = questions[1].value
    for typed, said in (
        (f"{value:.2f}", "✗ write 4 decimals"),
        (f"{value * 1020:.1f}·10⁻³", "✗"),
        ("1/0", "This is no number; type one such as 0.5933."),
    ):
        given = [None, typed, *[None] * (len(questions) - 2)]
        exercise.save(path)
        assert answered(path, given)["said"][0].startswith(said)


def test_words_blanks_and_hints(exercise, tmp_path):
    path = tmp_path / "sheet.html"
    exercise.save(path)
    questions = exercise.variants[0].questions
    typed = ["about a half", "", *[None] * (len(questions) - 2)]
    said = answered(path, typed)["said"]
    assert said[0] == "This is no number; type one such as 0.5933."
    assert said[1].startswith("The formula: ah[0][0] = ")


def test_a_phone_needs_no_scrolling_sideways(exercise, tmp_path):
    path = tmp_path / "sheet.html"
    exercise.save(path)
    typed = [None] * len(exercise.variants[0].questions)
    # Chromium has no narrower window
    assert not answered(path, typed, width=500)["wide"]
