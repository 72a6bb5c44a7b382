import csv
import io

import pytest

import neurosim as ns
from neurosim.display import format_number

DATA = "I0,I1,Z0\n70,98,91\n50,85,82\n65,67,80\n25,95,68\n"


@pytest.fixture
def data(tmp_path) -> str:
    (tmp_path / "scores.csv").write_text(DATA, encoding="utf-8")
    return "scores.csv"


def test_explain_prints_text(run, model):
    out = run("explain", str(model), "--input", "70,98", "--target", "91").out
    t = ns.trace(ns.load(model), [70, 98], [91], learning_rate=0.1)
    assert out == ns.explain(t).to_text()


@pytest.mark.parametrize("suffix", [".txt", ".md", ".tex", ".html"])
def test_explain_writes_every_format(run, fails, model, tmp_path, suffix):
    arguments = ("explain", str(model), "--input", "70,98", "--target", "91", "-o", f"a{suffix}")
    assert run(*arguments).out == f"wrote a{suffix}\n"
    t = ns.trace(ns.load(model), [70, 98], [91], learning_rate=0.1)
    ns.explain(t).save(tmp_path / f"b{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
    assert "exists" in fails(*arguments)


def test_explain_takes_all_options(run, model, data):
    out = run(
        "explain", str(model), data, "--row", "2", "--only", "wo[0][1], forward", "--digits", "3",
        "--rounding", "stepwise", "--decimal-comma", "--notation", "textbook", "--format", "markdown",
        "--optimizer", "adam", "--learning-rate", "0.01", "--include", "chain rule", "--loss", "mse",
        "--max-terms", "4",
    ).out  # fmt: skip
    t = ns.trace(ns.load(model), [65, 67], [80], loss="mse", optimizer="adam", learning_rate=0.01)
    expected = ns.explain(
        t, only=["wo[0][1]", "forward"], digits=3, rounding="stepwise", decimal_comma=True,
        notation="textbook", include="chain rule", max_terms=4,
    )  # fmt: skip
    assert out == expected.to_markdown()


def test_explain_of_a_csv_file_has_its_dataset(run, model, data, tmp_path):
    dataset = ns.worked_example()[1]
    t = ns.trace(ns.load(model), [70, 98], [91], learning_rate=0.1)
    assert run("explain", str(model), data).out == ns.explain(t, data=dataset).to_text()
    (tmp_path / "many.csv").write_text("I0,I1,Z0\n" + "70,98,91\n25,67,68\n" * 51, encoding="utf-8")
    assert run("explain", str(model), "many.csv").out == ns.explain(t).to_text()


def test_only_may_be_given_again(run, model):
    sample = ("explain", str(model), "--input", "70,98", "--target", "91")
    both = run(*sample, "--only", "h[0][1]", "--only", "forward, loss").out
    t = ns.trace(ns.load(model), [70, 98], [91], learning_rate=0.1)
    assert both == ns.explain(t, only=["h[0][1]", "forward", "loss"]).to_text()


def test_all_terms_of_a_sum(run, tmp_path):
    net = ns.mlp([12, 1], seed=0)
    ns.save(net, tmp_path / "wide.json")
    sample = ("explain", "wide.json", "--input", ",".join("1" * 12), "--only", "so[0]")
    assert "terms" in run(*sample).out
    t = ns.trace(net, [1] * 12)
    assert (
        run(*sample, "--max-terms", "0").out
        == ns.explain(t, only="so[0]", max_terms=None).to_text()
    )


def test_a_row_of_a_csv_file_without_targets(run, fails, model, tmp_path):
    (tmp_path / "inputs.csv").write_text("I0,I1\n70,98\n50,85\n", encoding="utf-8")
    t = ns.trace(ns.load(model), [50, 85])
    arguments = (str(model), "inputs.csv", "--row", "1")
    assert run("trace", *arguments, "--format", "csv").out == t.to_csv()
    assert run("explain", *arguments).out == ns.explain(t).to_text()
    message = "need the target of the sample: inputs.csv has no column for it"
    assert message in fails("trace", *arguments, "--learning-rate", "1")
    assert message in fails("explain", *arguments, "--optimizer", "adam")
    for steps in (("--steps", "2"), ("--steps", "2", "--row", "0")):
        message = fails("trace", str(model), "inputs.csv", *steps)
        assert "inputs.csv has no target column (Z0), but --steps trains on targets" in message


def test_a_trace_says_which_row_it_is_of(run, model, data):
    assert run("trace", str(model), data).out.startswith("row 0 of scores.csv\n")
    assert run("trace", str(model), data, "--row", "2").out.startswith("row 2 of scores.csv\n")


def test_the_trace_of_a_large_network_is_a_summary(run, tmp_path):
    ns.save(ns.mlp([40, 30, 1], seed=1), tmp_path / "large.json")
    out = run(
        "trace", "large.json", "--input", ",".join(["1"] * 40), "--target", "1", "--learning-rate", "1"
    ).out  # fmt: skip
    assert (
        "the network has 1,230 connections, so this is a summary; --format csv or json gives every number"
        in out
    )
    assert "⋯ 33 more ⋯" in out
    assert "h[0][29]" in out
    assert out.count("\n") < 250


def test_explain_without_a_target_is_the_forward_pass(run, model):
    out = run("explain", str(model), "--input", "70,98").out
    assert "3 Forward pass" in out
    assert "Loss" not in out


def test_trace_of_a_row(run, model, data):
    t = ns.trace(ns.load(model), [50, 85], [82])
    assert run("trace", str(model), data, "--row", "1", "--format", "csv").out == t.to_csv()


def test_trace_over_steps(run, model, data):
    table = run("trace", str(model), data, "--steps", "6", "--learning-rate", "0.5").out
    net = ns.load(model)
    pairs = ([[70, 98], [50, 85], [65, 67], [25, 95]], [[91], [82], [80], [68]])
    traces = ns.trace_training(net, pairs, steps=6, learning_rate=0.5)
    for loss in traces.loss:
        assert format_number(loss, 4) in table
    text = run(
        "trace", str(model), data, "--steps", "6", "--learning-rate", "0.5", "--format", "csv"
    ).out
    assert text == traces.to_csv()
    text = run(
        "trace", str(model), data, "--steps", "6", "--learning-rate", "0.5", "--format", "json"
    ).out
    assert text == traces.to_json()
    one = run(
        "trace", str(model), "--input", "70,98", "--target", "91", "--steps", "2", "--format", "csv"
    ).out
    assert {row["row"] for row in csv.DictReader(io.StringIO(one))} == {"0"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trace"], "give a sample: --input 70,98, or a CSV file with --row"),
        (["explain"], "give a sample: --input 70,98, or a CSV file with --row"),
        (["explain", "--input", "1,2", "--row", "1"], "--row needs a CSV file"),
        (["explain", "scores.csv", "--input", "1,2"], "either a CSV file or --input and --target"),
        (
            ["explain", "scores.csv", "--row", "4"],
            "scores.csv has 4 rows; --row 4 counts from 0, so",
        ),
        (["explain", "--input", "1,2", "--learning-rate", "1"], "need the target of the sample"),
        (["explain", "--input", "1,2", "--format", "pdf"], "unknown format 'pdf'"),
        (
            ["explain", "--input", "1,2", "-o", "a.pdf"],
            "none of the suffixes .txt, .md, .tex, .html",
        ),
        (
            ["explain", "--input", "1,2", "--only", "h[9]"],
            "only='h[9]' is not a neuron, symbol, layer",
        ),
        (["explain", "--input", "1"], "got 1 input, expected 2: 'I0', 'I1'"),
        (["explain", "--input", "1,a"], "'a'"),
        (["explain", "--input", "1,nan"], "nan"),
        (["trace", "--input", "1,2", "--steps", "3"], "needs its target; give --target"),
        (["trace", "--input", "1,2", "--steps", "3", "--format", "xml"], "unknown format 'xml'"),
        (["trace", "--input", "1,2", "--loss", "foo"], "unknown loss 'foo'"),
        (["explain", "--input", "1,2", "--row", "1"], "neurosim explain MODEL DATA.csv --row 0"),
        (["trace", "--input", "1,2", "--row", "1"], "neurosim trace MODEL DATA.csv --row 0"),
        (["explain", "--input", "1,2", "--only", "do[0]"], "no numbers for do[0]; give it a"),
        (
            ["explain", "--input", "1,2", "--max-terms", "2"],
            "max_terms is 2; it must be at least 3",
        ),
    ],
)
def test_errors(fails, model, data, arguments, message):
    command, *rest = arguments
    assert message in fails(command, str(model), *rest)


def test_a_trace_has_the_names_of_columns_and_classes(run, tmp_path):
    net = ns.mlp([2, 2], output_activation="identity", seed=1)
    net.input_columns = ("petal length", "two\nlines")
    net.target_columns = (ns.TargetColumn("species", ("setosa", "virginica")),)
    net.loss = "softmax_cross_entropy"
    ns.save(net, tmp_path / "flowers.json")
    out = run("trace", "flowers.json", "--input", "1,2").out
    t = ns.trace(net, [1, 2])
    assert "x[0] · petal length" in out
    assert r"x[1] · two\nlines" in out
    assert "o[1] · species=virginica" in out
    assert f"  species=virginica: {t['o[1]'].probability:.6g}\n" in out
    table = run("trace", "flowers.json", "--input", "1,2", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["column"] for row in rows if row["neuron"] == "o[1]"} == {"species=virginica"}


def test_a_trace_of_two_classes_on_one_output_says_which_is_predicted(run, tmp_path):
    net = ns.Network()
    net.add_neuron({net.add_input(): 1.0}, activation="sigmoid")
    net.target_columns = (ns.TargetColumn("passed", ("no", "yes"), one_output=True),)
    net.loss = "binary_cross_entropy"
    ns.save(net, tmp_path / "exam.json")
    for value, share, label in (("0", "0.5", "no"), ("1", "0.731059", "yes")):
        out = run("trace", "exam.json", "--input", value).out
        assert f"  passed=yes: {share}\npredicted passed: {label}\n" in out


def test_a_workbook_of_one_sample(run, fails, model, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    options = ("--input", "70,98", "--target", "91", "--learning-rate", "0.1")
    assert run("trace", str(model), *options, "-o", "sample.xlsx").out == "wrote sample.xlsx\n"
    pages = openpyxl.load_workbook(tmp_path / "sample.xlsx").sheetnames
    assert pages == ["Sample", "Forward", "Loss", "Backward", "Update"]
    for wrong in (["--format", "xlsx"], ["--steps", "3", "-o", "steps.xlsx"]):
        assert "give a file with -o sample.xlsx" in fails("trace", str(model), *options, *wrong)
    assert "sample.xlsx exists already" in fails("trace", str(model), *options, "-o", "sample.xlsx")
