"""draw, figures and animate on the command line."""

import json
import re

import pytest


def test_draw_writes_the_figure(run, model, tmp_path):
    assert run("draw", str(model), "-o", "net.svg").out == "wrote net.svg\n"
    sample = ["--input", "70,98", "--target", "91", "--show", "backward"]
    run("draw", str(model), "-o", "back.svg", *sample)
    assert "-0.1242" in (tmp_path / "back.svg").read_text(encoding="utf-8")
    run("draw", str(model), "-o", "back.dot", *sample)
    assert "-0.1242" in (tmp_path / "back.dot").read_text(encoding="utf-8")
    assert run("draw", str(model), "-o", "net.png").status == 0
    assert (tmp_path / "net.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--target", "91"], "--target needs --input"),
        (["--show", "forwrd"], "did you mean 'forward'"),
        (["--theme", "drak"], "did you mean 'dark'"),
        (["--show", "backward"], "shows the values of a sample; give a sample with --input"),
        (["--show", "backward", "--input", "70,98"], "needs the target of the sample; give it wi"),
        (["--input", "70"], "got 1 input, expected 2: 'I0', 'I1'"),
        (["--input", "70,x"], "--input: 'x' is not a number; give numbers, such as 70,98"),
        (["--input", "70,nan"], "--input: 'nan' is not a number"),
    ],
)
def test_draw_errors_write_nothing(fails, model, tmp_path, options, message):
    assert message in fails("draw", str(model), "-o", "net.svg", *options)
    assert not (tmp_path / "net.svg").exists()


def test_draw_leaves_out_what_is_asked_for(run, fails, model, tmp_path):
    def drawn(*options):
        run("draw", str(model), "-o", "n.svg", "--force", *options)
        return (tmp_path / "n.svg").read_text(encoding="utf-8")

    whole = drawn()
    assert "wider = larger |number|" in whole
    assert "wider = larger |number|" not in drawn("--no-legend")
    caption = "Weights on the edges"
    # the description for readers who cannot see the picture keeps it
    assert whole.count(caption) == drawn("--no-caption").count(caption) + 1
    run("draw", str(model), "-o", "n.dot", "--transparent")
    assert 'bgcolor="transparent"' in (tmp_path / "n.dot").read_text(encoding="utf-8")
    run("draw", str(model), "-o", "n.tex", "--fragment")
    assert "documentclass" not in (tmp_path / "n.tex").read_text(encoding="utf-8")
    run("draw", str(model), "-o", "o.tex", "--fragment", "--neuron", "h[0][1]")
    assert "documentclass" not in (tmp_path / "o.tex").read_text(encoding="utf-8")
    assert "--fragment is for a file that ends in .tex; got p.svg" in fails(
        "draw", str(model), "-o", "p.svg", "--fragment"
    )


def test_draw_replaces_only_with_force(run, fails, model, tmp_path):
    (tmp_path / "net.svg").write_text("mine")
    assert "net.svg exists already" in fails("draw", str(model), "-o", "net.svg")
    assert (tmp_path / "net.svg").read_text() == "mine"
    assert run("draw", str(model), "-o", "net.svg", "--force").status == 0


SAMPLE = ["--input", "70,98", "--target", "91"]


def test_draw_takes_every_show_and_option(run, model, tmp_path):
    def drawn(*options):
        run("draw", str(model), "-o", "n.svg", "--force", *options)
        return (tmp_path / "n.svg").read_text(encoding="utf-8")

    assert "0.5000 → 0.5124" in drawn(*SAMPLE, "--show", "update")
    assert "0.5000 → 0.6242" in drawn(*SAMPLE, "--show", "update", "--learning-rate", "1")
    assert "−25.00 %" in drawn(*SAMPLE, "--show", "contribution")
    assert ">−0.6225<" in drawn(*SAMPLE, "--products")
    assert "products" in drawn(*SAMPLE, "--products")
    plain = drawn(*SAMPLE)
    for what in ("h[0][1]", "wo[0][1]", "x[0],h[0][1],o[0]"):
        assert drawn(*SAMPLE, "--highlight", what) != plain
    assert drawn(*SAMPLE, "--direction", "down") != plain
    neuron = drawn(*SAMPLE, "--neuron", "h[0][1]")
    assert ">[0][1]<" in neuron
    assert ">= 0.5000<" in neuron
    assert ">ŷ<" in drawn(*SAMPLE, "--notation", "textbook")
    # this network has no names of its own
    assert drawn(*SAMPLE, "--own-names") == plain


def test_draw_takes_a_row_of_a_file(run, model, scores, tmp_path):
    run("draw", str(model), str(scores), "--row", "2", "-o", "n.svg")
    assert ">65<" in (tmp_path / "n.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--show", "update", "--input", "70,98"], "--show update needs the target of the sample"),
        (["--show", "contribution"], "--show contribution shows the values of a sample"),
        (["--highlight", "nobody"], "highlight='nobody' is no neuron and no symbol"),
        (["--highlight", "x[0],nobody"], "unknown neuron 'nobody'"),
        (["--products"], "--products shows the products of a sample; give a sample with --input"),
        (["--neuron", "h[0][0]", "--show", "weights"], "--neuron cannot be used with --show"),
        (["--row", "3"], "--row needs a CSV file"),
        (["--learning-rate", "1"], "--learning-rate needs a sample"),
        (["--learning-rate", "1", "--input", "70,98"], "--learning-rate and --optimizer need"),
        (["--neuron", "h[0][0]", "--direction", "down"], "--neuron cannot be used with --show"),
        (["--neuron", "x[0]"], "'x[0]' is an input"),
        (["--direction", "left"], "unknown direction 'left'; known: right, down"),
    ],
)
def test_draw_refuses_what_cannot_be_shown(fails, model, tmp_path, options, message):
    assert message in fails("draw", str(model), "-o", "net.svg", *options)
    assert not (tmp_path / "net.svg").exists()


def test_figures_of_a_model_and_its_data(run, fails, model, scores, tmp_path):
    (tmp_path / "h.csv").write_text("epoch,loss\n1,0.5\n2,0.25\n")
    result = run("figures", str(model), str(scores), "--history", "h.csv", "-o", "figs")
    assert result.out == "wrote 17 figures and figs/index.html\n"
    assert (tmp_path / "figs" / "loss-curve.svg").exists()
    message = fails("figures", str(model), "-o", "figs")
    assert "exists already" in message
    run("figures", str(model), "-o", "more", "--format", "png", *SAMPLE)
    assert (tmp_path / "more" / "step-5.3-update.png").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--target", "91"], "--target needs --input"),
        (["--history", "scores.csv"], "scores.csv has no column loss"),
        (["--format", "gif"], "unknown format 'gif'; known: svg, png, pdf"),
        (["--row", "5"], "--row needs a CSV file"),
        (["--learning-rate", "3"], "--learning-rate needs a sample"),
        (
            ["scores.csv", "--row", "1", "--input", "70,98"],
            "give either --input or --row, not both",
        ),
        (["-o", "scores.csv"], "scores.csv is a file; give the name of a folder"),
    ],
)
def test_figures_refuses(fails, model, scores, tmp_path, options, message):
    assert message in fails("figures", str(model), *options)
    assert not (tmp_path / "figures").exists()


def chapters(path):
    text = path.read_text(encoding="utf-8")
    found = re.search(r'<script id="film" type="application/json">(.*?)</script>', text, re.DOTALL)
    return [moment[0] for moment in json.loads(found[1])["moments"]]


def test_animate_a_sample_and_a_training(run, model, scores, tmp_path):
    assert run("animate", str(model), *SAMPLE, "-o", "a.html").out == "wrote a.html\n"
    assert len(chapters(tmp_path / "a.html")) == 18
    options = ["--epochs", "10", "--frames", "3", "--learning-rate", "1", "-o", "b.html"]
    run("animate", str(model), str(scores), *options)
    assert chapters(tmp_path / "b.html") == [f"Epoch {epoch} of 10" for epoch in (0, 5, 10)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "give a sample: --input 70,98"),
        (
            ["--epochs", "5"],
            "--epochs films a training on all rows of a CSV file; give only a CSV file",
        ),
        ([*SAMPLE, "--normalize", "0,1"], "--normalize needs --epochs"),
        ([*SAMPLE, "--frames", "3"], "--frames needs --epochs"),
        (["--input", "70,98", "--optimizer", "adam"], "--learning-rate and --optimizer need"),
        ([*SAMPLE, "-o", "a.avi"], "unknown file ending '.avi'; known: .gif, .html, .mp4"),
        ([*SAMPLE, "--seconds", "0"], "seconds"),
    ],
)
def test_animate_refuses(fails, model, tmp_path, options, message):
    assert message in fails("animate", str(model), *options)
    assert [path.name for path in tmp_path.iterdir()] == ["model.json"]
