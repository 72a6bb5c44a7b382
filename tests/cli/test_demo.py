import csv
import re
import xml.etree.ElementTree as ET

import neurosim as ns

FILES = {
    "report.md",
    "worked-example.txt",
    "worked-example.md",
    "worked-example.tex",
    "worked-example.html",
    "worked-example.typ",
    "model.json",
    "trace.csv",
    "trace.json",
    "predictions.csv",
    "history.csv",
    "network.svg",
    "network.png",
    "backward.svg",
    "trained.svg",
    "loss.svg",
    "sample.html",
    "figures",
    "answers.txt",
    "checked.html",
    "checked.svg",
    "explorer.html",
}


def test_the_demo_prints_and_writes_everything(run, fails, tmp_path):
    result = run("demo")
    output = tmp_path / "demo-output"
    assert result.status == 0
    assert {path.name for path in output.iterdir()} == FILES
    for number in ("0.2689", "0.6225", "0.8176", "0.5030", "-0.1242", "0.1235", "0.8889", "0.8065"):
        assert number in result.out
    assert "-22.56" not in result.out
    assert "0.512424" not in result.out
    assert re.search(r"new bo\[0\] = .*\n.*\n.*\n +[=] 0.5124", result.out)
    assert "Try next:" in result.out.splitlines()[-6]

    report = (output / "report.md").read_text(encoding="utf-8")
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", report):
        assert (output / picture).exists()
    worked = (output / "worked-example.md").read_text(encoding="utf-8")
    for heading in ("1 I", "2 N", "3 F", "4 L", "5.1 E", "5.2 E", "5.3 N"):
        assert f"## {heading}" in worked
    assert (output / "worked-example.txt").read_text(encoding="utf-8") in result.out

    net = ns.load(output / "model.json")
    assert net.input_columns == ("I0", "I1")
    with (output / "predictions.csv").open() as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        assert abs(float(row["predicted Z0"]) - float(row["Z0"])) < 2
    with (output / "history.csv").open() as file:
        losses = [float(row["loss"]) for row in csv.DictReader(file)]
    assert len(losses) == 500
    assert losses[-1] < losses[0] / 20
    for picture in ("network.svg", "backward.svg", "trained.svg", "loss.svg"):
        ET.parse(output / picture)
    assert len(list((output / "figures").glob("*.svg"))) == 17
    assert "0.5030" in (output / "network.svg").read_text(encoding="utf-8")

    assert "is not empty; use --force to replace the files of an earlier demo" in fails("demo")

    def contents():
        return {path: path.read_bytes() for path in output.rglob("*.*") if path.is_file()}

    for line in result.out[result.out.index("Try next:") :].splitlines()[1:]:
        words = line.split()
        assert words[0] == "neurosim"
        assert run(*words[1:]).status == 0

    before = contents()
    assert run("demo", "--force").status == 0
    assert contents() == before


def test_the_demo_needs_a_directory(fails, tmp_path):
    (tmp_path / "file").write_text("x")
    assert fails("demo", "-o", "file") == "file is a file; give the name of a directory with -o"
    assert fails("demo", "-o", "file/below").startswith("cannot make the directory file/below: ")
