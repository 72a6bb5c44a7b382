"""check, exercise, mistakes and errata on the command line."""

import json

import pytest

import neurosim as ns

SHEET = "yo[0] = 0.5030\ndo[0] = -0,1242\ndh[0][0] = -0.0621\nnew wh[0][0][0] = -0.4938\n"
ARTICLE = """
title = "An example"
inputs = [1]
targets = [0]
learning_rate = 0.5
activation = "identity"
weights = [[[0.5]]]
[printed]
"yo[0]" = "0.5"
"grad wo[0][0]" = "0.6"
"""


@pytest.fixture
def model(tmp_path):
    net, _ = ns.worked_example()
    return ns.save(net, tmp_path / "model.json")


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "sheet.txt"
    path.write_text(SHEET, encoding="utf-8")
    return path


SAMPLE = ("--input", "1,1", "--target", "1")


def test_check(run, model, sheet):
    result = run("check", model, sheet, *SAMPLE)
    assert result.status == 0
    assert "2 of 4 numbers right" in result.out
    assert "left out at hidden neurons, everywhere" in result.out
    assert "-0.0122" not in result.out
    assert "-0.0122" in run("check", model, sheet, *SAMPLE, "--solution").out


def test_check_gives_hints(run, model, sheet):
    hints = [run("check", model, sheet, *SAMPLE, "--hint", level).out for level in "123"]
    assert hints[0].startswith("Look at dh[0][0]")
    assert hints[1].strip().endswith("?")
    assert hints[2].startswith("The formula: ")


@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".tex", ".json", ".svg", ".png"])
def test_check_writes_a_report(run, model, sheet, tmp_path, ending):
    path = tmp_path / f"report{ending}"
    result = run("check", model, sheet, *SAMPLE, "-o", path)
    assert result.status == 0
    assert path.stat().st_size > 200
    assert run("check", model, sheet, *SAMPLE, "-o", path).status == 2
    assert run("check", model, sheet, *SAMPLE, "-o", path, "--force").status == 0
    if ending == ".json":
        content = json.loads(path.read_text(encoding="utf-8"))
        assert content["first wrong"] == "dh[0][0]"
        assert content["mistakes"][0]["name"] == "no-slope-hidden"


def test_check_of_bad_answers(run, model, tmp_path):
    for text, said in (
        ("hello\n", "no answer can be read in sheet.txt"),
        (
            "yo[0] = 1\nyo[0] = 2\n",
            "there are two answers for yo[0]: '1' (line 1) and '2' (line 2)",
        ),
    ):
        path = tmp_path / "sheet.txt"
        path.write_text(text, encoding="utf-8")
        result = run("check", model, path, *SAMPLE)
        assert result.status == 2
        assert said in result.err
    path = tmp_path / "sheet.csv"
    path.write_text("symbol,answer\nyo[9],1\n", encoding="utf-8")
    result = run("check", model, path, *SAMPLE)
    assert result.status == 2
    assert "did you mean 'yo[0]'" in result.err


@pytest.mark.parametrize(
    "ending",
    [".txt", ".md", ".tex", ".html", ".ipynb", ".moodle.xml", ".cloze.xml", ".gift", ".qti12.zip",
     ".qti21.zip", ".qti30.zip", ".prairielearn.zip", ".nbgrader.ipynb"],
)  # fmt: skip
def test_exercise(run, tmp_path, ending):
    path = tmp_path / f"sheet{ending}"
    result = run("exercise", "2,1", "--ask", "forward,loss", "-o", path)
    assert result.status == 0
    assert path.stat().st_size > 200


def test_a_sheet_in_german(run, fails, tmp_path):
    run("exercise", "2,1", "-o", tmp_path / "sheet.html", "--lang", "de")
    assert '<html lang="de">' in (tmp_path / "sheet.html").read_text("utf-8")
    assert "language" in fails("exercise", "2,1", "-o", tmp_path / "sheet.md", "--lang", "de")
    assert "unknown language 'fr'" in fails(
        "exercise", "2,1", "-o", tmp_path / "other.html", "--lang", "fr"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.html"]


def test_exercise_is_printed(run, model):
    result = run("exercise", model, "--variants", "2", "--part", "key")
    assert result.status == 0
    assert "variant 1: key" in result.out
    assert "variant 2: key" in result.out
    assert run("exercise", model, "--variants", "2", "--number", "2").out.count("variant") == 1


def test_exercise_on_data(run, model, tmp_path):
    data = tmp_path / "rows.csv"
    data.write_text("a,b,c\n0.5,1,1\n1,0.25,0\n", encoding="utf-8")
    result = run("exercise", model, data)
    assert result.status == 0
    assert "x[0] = 0.5" in result.out or "x[0] = 1.0" in result.out
    assert run("exercise", "2,1", data).status == 2


def test_mistakes(run):
    result = run("mistakes")
    assert result.status == 0
    for mistake in ns.mistakes():
        assert mistake.name in result.out
    assert "hint 2: From when are the weights" in run("mistakes", "new-weights").out
    assert run("mistakes", "nothing").status == 2


@pytest.mark.parametrize("ending", ["", ".txt", ".md", ".html", ".json"])
def test_errata(run, tmp_path, ending):
    article = tmp_path / "article.toml"
    article.write_text(ARTICLE, encoding="utf-8")
    path = tmp_path / f"errata{ending}"
    result = run("errata", article, *(["-o", path] if ending else []))
    assert result.status == 0
    text = path.read_text(encoding="utf-8") if ending else result.out
    assert "grad" in text or "∂" in text
    assert run("errata", article, "-o", tmp_path / "errata.pdf").status == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("inputs = [1", "cannot be read"),
        ("inputs = [1]\nfoo = 1\n[printed]\nL = '1'", "has the unknown key 'foo'"),
        ("inputs = [1]\nweights = [[[1]]]", "has no printed"),
        ("inputs = [1]\n[printed]\nL = '1'", "has no network"),
        ("inputs = [1]\nweights = [[[1, 2]]]\n[printed]\nL = '1'", "it takes 1 input"),
        ("inputs = ['a']\nweights = [[[1]]]\n[printed]\nL = '1'", "inputs in article.toml has 'a'"),
        ("inputs = [1]\nweights = [[[1]]]\nactivation = 'foo'\n[printed]\nL = '1'", "has the activation 'foo'"),
        ("inputs = [1]\nweights = [[[1]]]\noptimizer = 'foo'\ntargets = [1]\n[printed]\nL = '1'", "has the optimizer 'foo'"),
        ("inputs = [1]\nweights = [[[1]]]\nbiases = [[1, 2]]\n[printed]\nL = '1'", "give one bias for each"),
        ("inputs = [1]\nweights = [[[1]]]\nactivation = ['tanh', 'tanh']\n[printed]\nL = '1'", "give one for each layer"),
    ],
)  # fmt: skip
def test_bad_articles(run, tmp_path, text, said):
    article = tmp_path / "article.toml"
    article.write_text(text, encoding="utf-8")
    result = run("errata", article)
    assert result.status == 2
    assert said in result.err


def test_sizes_that_are_no_numbers(fails):
    assert "the sizes '2,x,1' have 'x'; give whole numbers such as 2,2,1" in fails(
        "exercise", "2,x,1"
    )
