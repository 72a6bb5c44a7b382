"""Answer mode in a real browser: fields, verdicts, hints, the first wrong number, sheets of exercises."""

import pytest

import neurosim as ns
from neurosim.errors import InputError
from neurosim.explorer.page_document import document_of
from neurosim.teaching.questions import ChoiceQuestion
from tests.explorer.pages.conftest import PHONE


@pytest.fixture(scope="module")
def exercise():
    return ns.exercise(
        [2, 2, 1], ask=["forward", "error signals", "which weight to change"], title="By hand"
    )


@pytest.fixture
def sheet(exercise, open_page, tmp_path):
    """Give a function that opens the page of the exercise."""
    exercise.save(tmp_path / "sheet.html")
    html = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    return lambda **how: open_page(html=html, **how)


def answer(page, symbol, text):
    """Type an answer, and return what is said of it."""
    row = page.locator(f'.answer[data-symbol="{symbol}"]')
    row.locator("input").fill(text)
    row.locator("input").blur()
    return row.locator(".verdict").inner_text()


def score(page):
    return page.locator(".score").inner_text()


@pytest.mark.parametrize("landscape", [False, True])
def test_a_printed_sheet_has_all_questions_and_no_answers(exercise, sheet, tmp_path, landscape):
    pypdf = pytest.importorskip("pypdf")
    page = sheet()
    given = page.locator(".given-lines")
    assert given.is_hidden()
    # the first question is well inside the window
    assert page.locator(".answer input").first.bounding_box()["y"] < 600
    answer(page, "sh[0][0]", "0.7777")
    page.pdf(path=tmp_path / "sheet.pdf", format="A4", landscape=landscape)
    paper = pypdf.PdfReader(tmp_path / "sheet.pdf")
    text = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    labels = page.locator(".answer label").all_text_contents()
    assert len(labels) > len(exercise.variants[0].numbers)
    assert [label for label in labels if " ".join(label.split()) not in text] == []
    assert "learning rate" in text
    assert "0.7777" not in text
    page.emulate_media(media="print")
    row = page.locator('.answer[data-symbol="sh[0][0]"]')
    assert row.evaluate("row => getComputedStyle(row).borderLeftColor") == "rgba(0, 0, 0, 0)"


def test_the_key_is_right(exercise, sheet):
    page = sheet()
    questions = exercise.variants[0].questions
    for question in questions:
        if isinstance(question, ChoiceQuestion):
            page.locator(".option input").nth(question.right).click()
            assert page.locator(".choice .verdict").inner_text().startswith("✓")
        else:
            assert answer(page, question.symbol, question.key) == "✓ right"
    assert score(page) == f"{len(questions)} of {len(questions)} right"


def test_numbers_are_read_as_people_write_them(exercise, sheet):
    page = sheet()
    question = exercise.variants[0].numbers[1]
    value = question.value
    for text in (
        f"{value:.4f}".replace(".", ","), f"{value:.4e}", f"{value * 1e3:.3f}·10^-3",
        f"{value * 1e3:.1f}·10⁻³", f"≈ {value:.4f}.", f"{value!r}/1",
    ):  # fmt: skip
        assert answer(page, question.symbol, text) == "✓ right", text
    negative = exercise.variants[0].numbers[2]
    assert answer(page, negative.symbol, f"{negative.value:.4f}".replace("-", "−")) == "✓ right"
    # a fraction is exact
    assert answer(page, question.symbol, "1/2").startswith("✗")
    for text, said in (("about a half", "no number"), ("1/0", "divides by 0")):
        assert said in answer(page, question.symbol, text)
    assert answer(page, question.symbol, f"{value:.1f}") == "✗ write 4 decimals"


def test_asked_numbers_are_hidden_until_they_are_right(exercise, sheet):
    page = sheet()
    question = exercise.variants[0].numbers[1]
    shown = f'main [data-symbol="{question.symbol}"]:not(.answer)'
    assert question.key not in page.locator("main").inner_text()
    assert page.locator(shown).count() > 0
    answer(page, question.symbol, question.key)
    assert any(question.key in text for text in page.locator(shown).all_text_contents())


def test_wrong_answers_get_the_question_of_their_mistake(sheet, exercise):
    page = sheet()
    for place, mistake in ((0, "no-bias"), (3, "no-activation")):
        question = exercise.variants[0].numbers[place]
        (wrong,) = (answer for answer in question.wrong if answer.mistake == mistake)
        said = answer(page, question.symbol, f"{wrong.value:.6f}")
        assert said == f"✗ not right. {wrong.hint}"


def test_a_number_that_follows_is_no_second_mistake(sheet, exercise):
    page = sheet()
    first, second = (question.symbol for question in exercise.variants[0].numbers[:2])
    value = exercise.variants[0].trace.value(first) + 0.5
    assert answer(page, first, f"{value:.4f}").startswith("✗ not right")
    follows = 1 / (1 + 2.718281828459045**-value)
    assert answer(page, second, f"{follows:.4f}").startswith("↪ follows")
    assert ", 1 follows" in score(page)
    page.get_by_role("button", name="Where did I go wrong?").click()
    assert page.evaluate("document.activeElement.closest('.answer').dataset.symbol") == str(first)
    assert str(first) in page.locator(".said").inner_text()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("w")
    assert page.evaluate("document.activeElement.closest('.answer').dataset.symbol") == str(first)


def test_hints_come_one_by_one_and_never_the_number(sheet, exercise):
    page = sheet()
    question = exercise.variants[0].numbers[0]
    row = page.locator(f'.answer[data-symbol="{question.symbol}"]')
    for count in (1, 2, 3, 3):
        row.get_by_role("button", name="Hint").click()
        assert row.locator(".given-hints li").count() == count
    assert "bh[0][0]" in row.inner_text() or row.locator("math").count()
    assert question.key not in row.inner_text()


def test_nothing_of_a_sheet_can_be_changed(sheet):
    page = sheet()
    assert [tab.inner_text() for tab in page.get_by_role("tab").all() if tab.is_visible()] == [
        "Answers"
    ]
    before = page.evaluate("location.href")
    page.keyboard.press("n")
    assert "does not let you" in page.locator(".refused").inner_text()
    assert page.evaluate("location.href") == before


def test_answers_are_there_after_loading_again(sheet, exercise):
    page = sheet()
    question = exercise.variants[0].numbers[0]
    answer(page, question.symbol, question.key)
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert score(page).startswith("1 of ")
    assert page.locator(".answer input").first.input_value() == question.key
    page.get_by_role("button", name="Start again").click()
    assert score(page).startswith("0 of ")


def test_the_result_as_text(sheet, exercise):
    page = sheet()
    question = exercise.variants[0].numbers[0]
    answer(page, question.symbol, question.key)
    page.get_by_role("button", name="Copy result").click()
    page.get_by_label("Your name").fill("<b>Ada</b>")
    n = len(exercise.variants[0].questions)
    assert page.locator(".result").inner_text() == (
        f"By hand – <b>Ada</b>: 1 of {n} right; "
        f"1 of {n} with those that follow from own earlier numbers"
    )


def test_a_sheet_in_german(exercise, open_page, tmp_path):
    exercise.save(tmp_path / "sheet.html", language="de")
    page = open_page(html=(tmp_path / "sheet.html").read_text(encoding="utf-8"))
    assert page.locator("html").get_attribute("lang") == "de"
    assert "Vorwärtsrechnung" in page.locator(".questions").inner_text()
    with pytest.raises(InputError, match="language"):
        exercise.save(tmp_path / "sheet.md", language="de")


def test_variants_and_other_kinds_of_questions(open_page, tmp_path):
    e = ns.exercise([2, 2, 1], ask=["count parameters", "several steps"], variants=2)
    e.save(tmp_path / "sheet.html")
    page = open_page(html=(tmp_path / "sheet.html").read_text(encoding="utf-8"))
    for variant in e:
        page.get_by_label("Variant").select_option(label=str(variant.number))
        fields = page.locator(".answer input")
        for place, question in enumerate(variant.questions):
            fields.nth(place).fill(question.key)
            fields.nth(place).press("Enter")
        assert score(page) == f"{len(variant.questions)} of {len(variant.questions)} right"
    fields.last.fill("6")
    fields.last.press("Enter")
    assert "Does a neuron have only weights?" in page.locator(".answer .verdict").last.inner_text()


def test_a_worked_solution_with_a_mistake(open_page, tmp_path):
    e = ns.exercise([2, 2, 1], ask="find the mistake", seed=3)
    e.save(tmp_path / "sheet.html")
    page = open_page(html=(tmp_path / "sheet.html").read_text(encoding="utf-8"))
    lines = page.locator(".given-lines").inner_text()
    assert f"yo[0] = {e.variants[0].shown.value('yo[0]'):.4f}" in lines
    for place, question in enumerate(e.variants[0].questions):
        page.locator(".choice").nth(place).locator("input").nth(question.right).click()
    assert score(page) == "2 of 2 right"


def test_every_number_of_the_network_at_hand(open_page, findings):
    net, _ = ns.worked_example()
    trace = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    page = open_page(trace)
    page.get_by_role("tab", name="Answers").click()
    page.get_by_role("button", name="Answer all numbers of this sample").click()
    assert answer(page, "sh[0][0]", f"{trace.value('sh[0][0]'):.4f}") == "✓ right"
    assert answer(page, "new wo[0][0]", "7").startswith("✗")
    assert not findings(page)
    page.get_by_role("button", name="End", exact=True).click()
    assert page.get_by_role("button", name="Answer all numbers of this sample").is_visible()


def test_a_task_in_the_link(open_page):
    net, _ = ns.worked_example()
    trace = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    page = open_page({"document": document_of(trace)}, after="#task=answers&lang=de&lock=sample")
    assert page.locator(".score").inner_text().startswith("0 von ")
    assert page.get_by_role("button", name="Beenden").count() == 0
    typed = f"{trace.value('yo[0]'):.4f}".replace(".", ",")
    assert answer(page, "yo[0]", typed) == "✓ richtig"
    # all fields are there after loading again, with what was typed
    fields = page.locator(".answer input").count()
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.locator(".answer input").count() == fields > 10
    assert page.locator('.answer[data-symbol="yo[0]"] input').input_value() == typed


def test_answers_belong_to_their_network_and_sample(in_node):
    body = """
      const kept = new Map();
      globalThis.sessionStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
      const [document, ...others] = given.map(readDocument);
      keepAnswers(document, new Map([["yo[0]", "1"]]));
      return [document, ...others].map((each) => keptAnswers(each).size);
    """
    imports = """
      import { keepAnswers, keptAnswers } from "PAGE/answers/keeping.js";
      import { readDocument } from "PAGE/document/document.js";
    """
    net, _ = ns.worked_example()
    task = {"title": "", "decimals": 4, "variants": []}
    documents = [{**document_of(ns.trace(net, [1, x], [1])), "task": task} for x in (1, 0)]
    documents.append({**document_of(ns.trace(ns.mlp([2, 2, 1]), [1, 1], [1])), "task": task})
    assert in_node(imports, body, documents) == [1, 0, 0]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_phone_needs_no_scrolling_sideways_and_everyone_can_use_it(
    sheet, exercise, findings, dark
):
    page = sheet(size=PHONE, dark=dark)
    for question, text in zip(exercise.variants[0].numbers, ("7", "x", ""), strict=False):
        answer(page, question.symbol, text)
    page.locator(".answer .hint").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert not findings(page)
