"""Sheets for paper: LaTeX, PDF by typst, and Word documents by python-docx."""

import io
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile

import pytest

import neurosim as ns
from neurosim.errors import InputError
from neurosim.teaching.asking import KINDS
from neurosim.teaching.formats.sheet_picture import sheet_illustration
from neurosim.teaching.sheet_document import BLANK

NUMBERS = ["forward", "loss", "error signals", "gradients", "update"]
CHOICES = ["find the mistake", "fill in the formula", "which weight to change", "count parameters"]
HOSTILE = '#eval("1") $x$ <b> \\ @ * _ [ ] /* // ` = + - ~ {y} "q'


@pytest.fixture(scope="module")
def numbers() -> ns.Exercise:
    return ns.exercise([2, 2, 1], ask=NUMBERS, variants=2)


@pytest.fixture(scope="module")
def choices() -> ns.Exercise:
    return ns.exercise([2, 2, 2], ask=CHOICES)


def saved(exercise, folder, ending: str, **options) -> bytes:
    path = folder / f"sheet{ending}"
    exercise.save(path, **options)
    return path.read_bytes()


def pages_of(content: bytes) -> list[str]:
    """Return the text of each page without spaces, with letters of mathematics as usual letters."""
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return [plain(page.extract_text()) for page in pages]


def plain(text: str) -> str:
    return re.sub(r"\s|\u200b", "", unicodedata.normalize("NFKC", text))


def lines_of(content: bytes) -> list[str]:
    docx = pytest.importorskip("docx")
    file = docx.Document(io.BytesIO(content))
    return [paragraph.text for paragraph in file.paragraphs]


def tables_of(content: bytes) -> list[list[list[str]]]:
    docx = pytest.importorskip("docx")
    file = docx.Document(io.BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in file.tables]


# -- LaTeX, Markdown, pages ------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("part", ["sheet", "key", "solution"])
def test_latex_compiles_with_the_picture(choices, part, tmp_path):
    saved(choices, tmp_path, ".tex", part=part)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    log = (tmp_path / "sheet.log").read_text(encoding="utf-8", errors="replace")
    assert "Missing character" not in log
    assert "Overfull" not in log
    source = (tmp_path / "sheet.tex").read_text(encoding="utf-8")
    assert source.count(r"\begin{tikzpicture}") == len(choices)
    assert "U+" not in source
    text = "".join(pages_of((tmp_path / "sheet.pdf").read_bytes()))
    for variant in choices:
        for question in variant.questions:
            assert plain(question.name) in text or plain(question.prompt) in text


@pytest.mark.parametrize(
    ("ending", "part", "picture"),
    [
        (".md", "sheet", "]: data:image/svg+xml;base64,"),
        (".html", "key", "<figure><svg"),
        (".typ", "sheet", '#align(center, image(bytes("<svg'),
    ],
)
def test_every_document_has_the_picture_of_each_variant(choices, ending, part, picture, tmp_path):
    text = saved(choices, tmp_path, ending, part=part).decode()
    assert text.count(picture) == len(choices)


@pytest.mark.parametrize("sizes", [[2, 2, 1], [3, 4, 4, 2], [4, 6, 3]])
@pytest.mark.parametrize("part", ["sheet", "solution"])
def test_text_of_the_picture_has_7_points_in_a_pdf(sizes, part, tmp_path):
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    content = saved(ns.exercise(sizes, ask=["forward"], seed=3), tmp_path, ".pdf", part=part)
    found = []

    def visit(text, matrix, place, font, size):
        if text.strip() and "DejaVu" in str((font or {}).get("/BaseFont")):
            found.append(size * abs(place[3] * matrix[3]))

    pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text(visitor_text=visit)
    assert len(found) > 10
    assert min(found) >= 6.99


@pytest.mark.parametrize("sizes", [[2, 2, 1], [3, 4, 4, 2], [4, 6, 3]])
def test_text_of_the_picture_has_7_points_in_latex_and_word(sizes, tmp_path):
    docx = pytest.importorskip("docx")
    exercise = ns.exercise(sizes, ask=["forward"], seed=3)
    drawn = sheet_illustration(exercise.variants[0]).on_paper(440)
    smallest = min(float(size) for size in re.findall(r"font-size: ([\d.]+)px", drawn.svg()))
    latex = saved(exercise, tmp_path, ".tex").decode()
    width = float(re.search(r"resizebox{([\d.]+)bp}", latex)[1])
    assert smallest * width / drawn.width >= 6.99
    shape = docx.Document(io.BytesIO(saved(exercise, tmp_path, ".docx"))).inline_shapes[0]
    assert shape.width.pt == pytest.approx(drawn.width, rel=0.07)


# -- PDF -------------------------------------------------------------------------------------------


def test_a_pdf_has_every_variant_on_pages_of_its_own(numbers, tmp_path):
    pytest.importorskip("typst")
    pages = pages_of(saved(numbers, tmp_path, ".pdf"))
    heads = [re.search(r"variant(\d),page(\d)", page).groups() for page in pages]
    assert heads == [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")]
    assert [page.startswith("Exercise,variant") for page in pages] == [True, False, True, False]


def test_a_pdf_has_every_symbol_and_every_blank_as_text(numbers, tmp_path):
    pytest.importorskip("typst")
    text = "".join(pages_of(saved(numbers, tmp_path, ".pdf", number=1)))
    asked = numbers.variants[0].numbers
    # one for each number, one for the name and one for the date
    assert len(re.findall("_+", text)) == len(asked) + 2
    assert text.count(2 * BLANK) == len(asked) + 3
    for neuron in ("h[0][0]", "h[0][1]"):
        for form in (f"s{neuron}", f"a{neuron}", f"σ′(s{neuron})", f"δ{neuron}", f"∂L/∂b{neuron}"):
            assert form in text
    for form in ("so[0]", "yo[0]", "δo[0]", "∂L/∂wo[0][1]", "∂L/∂wh[0][1][0]", "∂L/∂bo[0]"):
        assert form in text
    for form in ("wnewo[0][1]", "wnewh[0][1][0]", "bnewo[0]"):
        assert form in text or form.replace("new", "") + "new" in text
    # the header of the table is on each page
    assert text.count("numberworkinganswer") == 2


def test_the_key_and_the_solution_have_the_answers(numbers, tmp_path):
    pytest.importorskip("typst")
    for part in ("key", "solution"):
        text = "".join(pages_of(saved(numbers, tmp_path, ".pdf", part=part, number=2)))
        assert BLANK not in text
        assert f"variant2:{part}" in text
        for question in numbers.variants[1].numbers:
            assert question.key.replace("-", "−") in text.replace("-", "−")
    assert "Newweightsandbiases" in text


def test_a_sheet_with_almost_all_questions_has_at_most_four_pages(tmp_path):
    pytest.importorskip("typst")
    every = [kind for kind in KINDS if kind != "find the mistake"]
    exercise = ns.exercise([2, 2, 1], ask=every)
    pages = pages_of(saved(exercise, tmp_path, ".pdf"))
    assert len(pages) <= 4
    text = "".join(pages)
    for question in exercise.variants[0].questions:
        if not getattr(question, "symbol", None):
            assert plain(question.prompt.removesuffix(":")) in text


def test_options_of_a_pdf_stand_on_the_page_of_their_question(choices, tmp_path):
    pytest.importorskip("typst")
    pages = pages_of(saved(choices, tmp_path, ".pdf"))
    for question in choices.variants[0].questions:
        if hasattr(question, "options"):
            (page,) = [page for page in pages if plain(question.prompt) in page]
            assert all(plain(option) in page for option in question.options)


def test_a_pdf_has_no_date_and_is_the_same_each_time(numbers, tmp_path):
    pytest.importorskip("typst")
    first = saved(numbers, tmp_path, ".pdf")
    assert first == saved(ns.exercise([2, 2, 1], ask=NUMBERS, variants=2), tmp_path, ".pdf")
    assert b"CreationDate" not in first
    assert b"xmp:CreateDate" not in first


# -- Word ------------------------------------------------------------------------------------------


def test_a_word_document_has_the_tables_with_blanks(numbers, tmp_path):
    pytest.importorskip("docx")
    content = saved(numbers, tmp_path, ".docx")
    tables = tables_of(content)
    assert len(tables) == 2
    for table in tables:
        assert table[0] == ["number", "working", "answer"]
        assert len(table) == 1 + len(numbers.variants[0].numbers)
        assert {row[1] for row in table[1:]} == {""}
        assert {row[2] for row in table[1:]} == {2 * BLANK}
        named = {row[0] for row in table}
        assert {"sh[0][0]", "dh[0][1]", "∂L/∂wo[0][1]", "new bo[0]", "σ'(so[0])"} <= named
    lines = lines_of(content)
    assert [line for line in lines if line.startswith("Exercise")] == [
        "Exercise, variant 1", "Exercise, variant 2",
    ]  # fmt: skip
    assert any("wh[0][0][0] = -0.3" in line for line in lines)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name for name in names if name.endswith(".png")] != []


def test_the_header_of_a_word_table_is_repeated_and_no_row_is_broken(numbers, tmp_path):
    docx = pytest.importorskip("docx")
    (table, _) = docx.Document(io.BytesIO(saved(numbers, tmp_path, ".docx"))).tables
    assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows[:3]] == [
        True, False, False,
    ]  # fmt: skip
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)


def test_the_key_of_a_word_document_has_the_answers(numbers, tmp_path):
    pytest.importorskip("docx")
    content = saved(numbers, tmp_path, ".docx", part="key", number=1)
    ((_, *rows),) = tables_of(content)
    assert [row[1] for row in rows] == [question.key for question in numbers.variants[0].numbers]
    solution = lines_of(saved(numbers, tmp_path, ".docx", part="solution", number=1))
    assert "New weights and biases" in solution
    assert any(line.startswith("  dh[0][0] = ") for line in solution)


def test_a_word_document_of_choices_has_every_option(choices, tmp_path):
    pytest.importorskip("docx")
    lines = lines_of(saved(choices, tmp_path, ".docx"))
    for question in choices.variants[0].questions:
        for place, option in enumerate(getattr(question, "options", ())):
            assert f"{'abcd'[place]}) {option}" in lines


def test_a_word_document_is_the_same_each_time(numbers, tmp_path):
    pytest.importorskip("docx")
    first = saved(numbers, tmp_path, ".docx")
    assert first == saved(ns.exercise([2, 2, 1], ask=NUMBERS, variants=2), tmp_path, ".docx")
    dates = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert dates == {(2000, 1, 1, 0, 0, 0)}


# -- names and errors ------------------------------------------------------------------------------


def hostile() -> ns.Exercise:
    net = ns.Network(name=HOSTILE)
    x = net.add_input('#include "a"\n= b')
    inner = net.add_neuron({x: 0.5}, activation="sigmoid", bias=0.1, name=HOSTILE)
    net.add_neuron({inner: -0.5}, activation="sigmoid", bias=0.2, name="\\u{41} ]) $ \x07 \ufffe")
    return ns.exercise(net, ask=NUMBERS, title=HOSTILE + "\nnew line")


def test_hostile_names_stay_text_in_a_pdf(tmp_path):
    pytest.importorskip("typst")
    for part in ("sheet", "solution"):
        text = "".join(pages_of(saved(hostile(), tmp_path, ".pdf", part=part)))
        assert plain(HOSTILE + "\\nnew line, variant 1") in text
        assert plain(f"{HOSTILE}, inputs ") in text
        assert plain("\\u{41} ]) $ <U+0007> <U+FFFE>, inputs ") in text
        assert plain('#include "a"\\n= b') in text


def test_hostile_names_stay_text_in_a_word_document(tmp_path):
    pytest.importorskip("docx")
    lines = lines_of(saved(hostile(), tmp_path, ".docx", part="solution"))
    assert lines[0] == HOSTILE + "\\nnew line, variant 1: solution"
    for name in (HOSTILE, "\\u{41} ]) $ <U+0007> <U+FFFE>"):
        assert any(line.startswith(f"{name}, inputs ") for line in lines)


def test_several_documents_are_one_file_of_typst(numbers, tmp_path):
    typst = pytest.importorskip("typst")
    source = saved(numbers, tmp_path, ".typ")
    assert source.count(b"#set document") == 1
    pages = pages_of(typst.Compiler().compile(source, format="pdf", timestamp=0))
    assert sum(page.startswith("Exercise,variant") for page in pages) == 2


@pytest.mark.parametrize(
    ("ending", "package", "what"),
    [(".pdf", "typst", "a PDF"), (".docx", "python-docx", "a Word document")],
)
def test_a_missing_package_is_named(numbers, tmp_path, monkeypatch, ending, package, what):
    monkeypatch.setitem(sys.modules, package.removeprefix("python-"), None)
    with pytest.raises(
        InputError, match=rf"{what} needs the package {package}: pip install 'neurosim\[sheets\]'"
    ):
        numbers.save(tmp_path / f"a{ending}")
    assert not list(tmp_path.iterdir())
