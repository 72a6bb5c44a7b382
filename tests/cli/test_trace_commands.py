import csv
import io

import pytest

import neurosim as ns

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
    ).out  # fmt: skip
    t = ns.trace(ns.load(model), [65, 67], [80], loss="mse", optimizer="adam", learning_rate=0.01)
    expected = ns.explain(
        t, only=["wo[0][1]", "forward"], digits=3, rounding="stepwise", decimal_comma=True,
        notation="textbook", include="chain rule",
    )  # fmt: skip
    assert out == expected.to_markdown()


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
        assert f"{loss:.4f}" in table
    text = run(
        "trace", str(model), data, "--steps", "6", "--learning-rate", "0.5", "--format", "csv"
    ).out
    assert text == traces.to_csv()
    one = run(
        "trace", str(model), "--input", "70,98", "--target", "91", "--steps", "2", "--format", "csv"
    ).out
    assert {row["row"] for row in csv.DictReader(io.StringIO(one))} == {"0"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trace"], "give a sample: --input 70,98, or a CSV file with --row"),
        (["explain"], "give a sample: --input 70,98, or a CSV file with --row"),
        (["explain", "--input", "1,2", "--row", "1"], "--row goes with a CSV file"),
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
            "only='h[9]' is no neuron, symbol, layer",
        ),
        (["explain", "--input", "1"], "got 1 input, expected 2: x[0], x[1]"),
        (["explain", "--input", "1,a"], "'a'"),
        (["explain", "--input", "1,nan"], "nan"),
        (["trace", "--input", "1,2", "--steps", "3"], "needs its target: --target"),
        (["trace", "--input", "1,2", "--steps", "3", "--format", "json"], "unknown format 'json'"),
    ],
)
def test_errors(fails, model, data, arguments, message):
    command, *rest = arguments
    assert message in fails(command, str(model), *rest)
