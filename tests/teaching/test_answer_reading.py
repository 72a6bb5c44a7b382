"""Answers as people write them."""

import json
from pathlib import Path

import pytest

import neurosim as ns
from neurosim.teaching.naming import Names
from neurosim.teaching.typed import read_number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0.5933", 0.5933, 1e-4),
        ("0,5933", 0.5933, 1e-4),
        (".3589", 0.3589, 1e-4),
        ("−0.5", -0.5, 0.1),
        ("+ 3", 3.0, 1.0),
        ("2.406e-3", 0.002406, 1e-6),
        ("2,4·10^-3", 0.0024, 1e-4),
        ("2.4 × 10⁻³", 0.0024, 1e-4),
        ("2.4 x 10^(-3)", 0.0024, 1e-4),
        ("2.4·10-3", 0.0024, 1e-4),
        ("1/4", 0.25, 0.0),
        ("-1/2", -0.5, 0.0),
        ("5.", 5.0, 1.0),
    ],
)
def test_numbers(text, value, unit):
    number = read_number(text)
    assert number.value == pytest.approx(value)
    assert number.unit == pytest.approx(unit)


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "1/0", "1e99999", "0x10", "1_000", "nan", "inf", "2½"]
)
def test_no_numbers(text):
    with pytest.raises(ns.NeurosimError):
        read_number(text)


@pytest.mark.parametrize("text", ["0.5*100", "2*100", "3x1000", "2·103", "2*10(3)"])
def test_a_product_is_no_power_of_ten(text):
    with pytest.raises(ns.NeurosimError, match="is no number"):
        read_number(text)


def test_rounded_and_cut():
    number = read_number("0.5933")
    assert number.is_rounded(0.59334)
    assert not number.is_rounded(0.59336)
    assert number.is_cut(0.59339)
    assert not number.is_cut(0.59341)
    assert read_number("-0.59").is_cut(-0.599)
    assert not read_number("3").is_rounded(3.2)


@pytest.fixture
def names():
    net = ns.Network()
    x0, x1 = net.add_input("x0"), net.add_input("x1")
    h1 = net.add_neuron({x0: 0.1, x1: 0.2}, bias=0.3, name="h1")
    h2 = net.add_neuron({x0: 0.4, x1: 0.5}, bias=0.6, name="h2")
    net.add_neuron({h1: 0.7, h2: 0.8}, bias=0.9, name="out")
    return Names(ns.trace(net, [1, 2], [1], learning_rate=0.1).sheet)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("sh[0][0]", "sh[0][0]"),
        (" dh[0][1] ", "dh[0][1]"),
        ("delta_h1", "dh[0][0]"),
        ("δ_h2", "dh[0][1]"),
        ("delta h2", "dh[0][1]"),
        ("net_h1", "sh[0][0]"),
        ("out_h1", "ah[0][0]"),
        ("h2", "ah[0][1]"),
        ("delta_o", "do[0]"),
        ("delta_o1", "do[0]"),
        ("y_out", "yo[0]"),
        ("w1", "wh[0][0][0]"),
        ("w5+", "new wo[0][0]"),
        ("new w5", "new wo[0][0]"),
        ("w_x1_h2", "wh[0][1][1]"),
        ("dL/dw6", "grad wo[0][1]"),
        ("dE/dw6", "grad wo[0][1]"),
        ("∂L/∂wo[0][1]", "grad wo[0][1]"),
        ("dL/dbo[0]", "grad bo[0]"),
        ("dL/dyo[0]", "dL/dyo[0]"),
        ("wo[0][1]+", "new wo[0][1]"),
        ("f'(so[0])", "f'(so[0])"),
        ("σ'(so[0])", "f'(so[0])"),
        ("f’(so[0])", "f'(so[0])"),
        ("E", "L"),
        ("loss", "L"),
        ("w⁽¹⁾₁,₂", "wh[0][0][1]"),
        ("δ⁽²⁾₁", "do[0]"),
        ("z^(1)_2", "sh[0][1]"),
    ],
)
def test_names(names, name, symbol):
    assert str(names.find(name)) == symbol


@pytest.mark.parametrize(
    "name", ["", "foo", "sh", "sh[0]", "sh[0][9]", "new sh[0][0]", "w99", "x" * 9999]
)
def test_names_that_mean_nothing(names, name):
    assert names.find(name) is None
    assert "the sample has no number" in str(names.unknown(name))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("z1", "sh[0][0] (summation of 'h1') or so[0] (summation of 'y') or z[0] (target of 'y')?"),
        ("a_2", "did you mean ah[0][1] (output of 'h2')?"),
        ("δ₁", "did you mean dh[0][0] (error signal of 'h1') or do[0] (error signal of 'y')?"),
        ("s9", "numbers of this sample are called sh[0][0], "),
        ("q1", "and so on, and its neurons 'x[0]', 'x[1]', 'h1', 'h2', 'y'"),
    ],
)
def test_a_letter_of_a_book_leads_to_the_numbers_that_it_may_mean(name, said):
    net = ns.mlp([2, 2, 1], names=[[], ["h1", "h2"], ["y"]], seed=1)
    names = Names(ns.trace(net, [1, 2], [1], learning_rate=0.1).sheet)
    assert said in str(names.unknown(name))


def read(origin):
    answers = ns.read_answers(origin)
    return {answer.name: answer.text for answer in answers}


def test_lines():
    text = """
    # my solution
    sh[0][0] = 0,5933
    delta_h1 : -0.0125.
    w5+ = 0.4 - 0.5*0.08 = .3589
    a = 1; b = 2
    yo[0] ≈ 0.75
    empty = ____
    """
    assert read(text) == {
        "sh[0][0]": "0,5933", "delta_h1": "-0.0125", "w5+": ".3589", "a": "1", "b": "2",
        "yo[0]": "0.75", "empty": "",
    }  # fmt: skip


def test_lines_that_are_not_understood():
    answers = ns.read_answers("sh[0][0] = 0.5\nah[0][0] = about a half\nthis is no answer\n")
    assert [a.name for a in answers] == ["sh[0][0]"]
    assert answers.not_understood == ((2, "ah[0][0] = about a half"), (3, "this is no answer"))


@pytest.mark.parametrize(
    ("line", "name", "text"),
    [
        ("yo[0] = 0.5549 (rounded)", "yo[0]", "0.5549"),
        ("do[0] = -1.099*10^-1", "do[0]", "-1.099*10^-1"),
        ("do[0] = -1.099*10**-1", "do[0]", "-1.099*10^-1"),
        ("- yo[0] = 0.5549", "yo[0]", "0.5549"),
        ("1) **yo[0]** = 0.5549", "yo[0]", "0.5549"),
        ("0,5549 = yo[0]", "yo[0]", "0,5549"),
        ("| yo[0] | 0.5549 |", "yo[0]", "0.5549"),
        ("yo[0] 0.5549", "yo[0]", "0.5549"),
        ("yo[0];0,5549", "yo[0]", "0,5549"),
        ("yo[0]: 0.5549", "yo[0]", "0.5549"),
        ("L = 0.5 * (0.55-1)^2 = 0.099", "L", "0.099"),
    ],
)
def test_lines_as_people_write_them(line, name, text):
    (answer,) = ns.read_answers(line)
    assert (answer.name, answer.text) == (name, text)


@pytest.mark.parametrize(
    "line",
    [
        "yo[0] = 0.5549 +- 0.0001",
        "sh[0][0] = 0.27-0.2+0.1",
        "so[0] = 0.17/0",
        "yo[0] = 2 1/3",
        "yo[0] = 55.49%",
        "the loss is small",
    ],
)
def test_no_line_gets_lost(line):
    answers = ns.read_answers(f"L = 0.1\n{line}")
    assert [a.name for a in answers] == ["L"]
    assert answers.not_understood == ((2, line),)


def test_a_result_may_stand_below_its_calculation():
    answers = ns.read_answers("sh[0][0] = 0.27 - 0.2\n  = 0.07\nso[0] = 0.1 + 0.2\nL = 1")
    assert [(a.name, a.text) for a in answers] == [("sh[0][0]", "0.07"), ("L", "1")]
    assert answers.not_understood == ((3, "so[0] = 0.1 + 0.2"),)


def test_the_text_of_a_derivation():
    net, _ = ns.worked_example()
    trace = ns.trace(net, [1, 1], [1], learning_rate=0.1)
    report = ns.check_answers(trace, ns.explain(trace, digits=6).to_text())
    assert set(report.verdicts.values()) == {"right"}
    assert {"sh[0][0]", "L", "do[0]", "dh[0][2]", "grad wo[0][0]", "new bh[0][1]"} <= set(
        report.verdicts
    )
    blank = ns.explain(trace).to_text().replace("-0.1242", "____")
    assert ns.check_answers(trace, blank).verdicts["do[0]"] in {"right", "missing"}


def test_csv(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("symbol,answer\nsh[0][0],0.5\nL,\n")
    assert read(path) == {"sh[0][0]": "0.5", "L": ""}
    path.write_text("number;result\nsh[0][0];0,5\n")
    assert read(path) == {"sh[0][0]": "0,5"}
    path.write_text("sh[0][0],0.5\nL,0.1\n")
    assert read(path) == {"sh[0][0]": "0.5", "L": "0.1"}


def test_json(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text('{"sh[0][0]": 0.5930, "L": "0,1"}')
    assert read(path) == {"sh[0][0]": "0.5930", "L": "0,1"}
    path.write_text(
        json.dumps([{"symbol": "L", "answer": None}, {"symbol": "do[0]", "answer": "1"}])
    )
    assert read(path) == {"L": "", "do[0]": "1"}
    path.write_text('{"L": [1]}')
    with pytest.raises(ns.NeurosimError, match="give a number or text"):
        ns.read_answers(path)
    path.write_text("{")
    with pytest.raises(ns.NeurosimError, match="is no JSON file"):
        ns.read_answers(path)


def test_a_missing_file(tmp_path):
    for name in ("a.txt", "a.csv", "a.json", "a.ipynb", "a.xlsx"):
        with pytest.raises(ns.NeurosimError):
            ns.read_answers(tmp_path / name)


def test_damaged_files(tmp_path):
    for name in ("a.json", "a.ipynb", "a.xlsx", "a.csv", "a.txt"):
        path = tmp_path / name
        path.write_bytes(b"\x00\x01PK garbage")
        with pytest.raises(ns.NeurosimError) as caught:
            ns.read_answers(path)
        assert "\n" not in str(caught.value)


def test_a_notebook_is_never_run(tmp_path):
    target = tmp_path / "made"
    code = f'answers = {{"L": "0.5", "x": open({str(target)!r}, "w")}}\nraise SystemExit'
    path = tmp_path / "sheet.ipynb"
    cell = {"cell_type": "code", "source": code}
    path.write_text(json.dumps({"cells": [cell], "nbformat": 4, "metadata": {}}))
    assert read(path)["L"] == "0.5"
    assert not target.exists()


def test_a_decimal_comma_where_commas_separate(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("symbol,answer\nyo[0],0,5030\ndo[0],-0,1242\nL,0.12,x\n")
    assert [(a.name, a.text) for a in ns.read_answers(path)] == [
        ("yo[0]", "0,5030"), ("do[0]", "-0,1242"), ("L", "0.12"),
    ]  # fmt: skip


def test_a_formula_without_a_stored_result_is_listed(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["symbol", "answer"], ["yo[0]", "=0.503"], ["do[0]", -0.1242]):
        book.active.append(row)
    book.save(tmp_path / "sheet.xlsx")
    answers = ns.read_answers(tmp_path / "sheet.xlsx")
    assert [a.name for a in answers] == ["do[0]"]
    assert answers.not_understood == ((2, "yo[0], =0.503"),)


def test_one_entry_of_a_notebook_that_is_no_number_is_a_remark(tmp_path):
    source = 'answers = {"sh[0][0]": 1*-0.3 + 0.4, "yo[0]": "0.5030"}'
    cell = {"cell_type": "code", "source": source}
    (tmp_path / "sheet.ipynb").write_text(json.dumps({"cells": [cell]}))
    net, _ = ns.worked_example()
    trace = ns.trace(net, [1, 1], [1])
    report = ns.check_answers(trace, ns.read_answers(tmp_path / "sheet.ipynb"))
    assert report.verdicts == {"yo[0]": "right"}
    assert "The answer for 'sh[0][0]' was not understood" in report.remarks[0]


def test_a_sentence_is_no_name_of_a_file(tmp_path, monkeypatch):
    with pytest.raises(
        ns.NeurosimError, match=r"line 1 was not understood: 'I found 0\.5 at last'"
    ):
        ns.read_answers("I found 0.5 at last")
    with pytest.raises(ns.NeurosimError, match=r"cannot read my sheet\.txt: no such file"):
        ns.read_answers("my sheet.txt")
    # a name has at most 255 bytes
    with pytest.raises(ns.NeurosimError, match="no answer can be read in"):
        ns.read_answers("ü ü" * 70)
    monkeypatch.chdir(tmp_path)
    Path("my answers").write_text("L = 0.5", encoding="utf-8")
    assert len(ns.read_answers("my answers")) == 1
