"""The benchmarks run, hold both sides to the same numbers, and say which peer is missing."""

import sys

import pytest

from benchmarks import __main__ as command
from benchmarks import c_baseline, peers, report, training_cases
from benchmarks.timing import Row, Runner, race


def test_a_section_prints_ratios_and_says_what_is_missing(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(training_cases, "PER_SAMPLE", (([2, 3, 1], 1000),))
    installed = peers.installed
    missing = ("torch", "jax", "micrograd.engine", "neat")
    monkeypatch.setattr(
        peers, "installed", lambda name: None if name in missing else installed(name)
    )
    page, figures = tmp_path / "page.md", tmp_path / "figures"
    arguments = ["--quick", "--only", "per-sample", "-o", str(page), "--figures", str(figures)]
    monkeypatch.setattr(sys, "argv", ["benchmarks", *arguments])
    command.main()
    text = capsys.readouterr().out
    assert page.read_text() == text
    assert "(figures/benchmark-per-sample.svg)" in text
    assert "neurosim" in (figures / "benchmark-per-sample.svg").read_text()
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| per-sample")]
    others = {row[1]: row for row in rows}
    assert others["PyTorch"][-1] == others["JAX"][-1] == "not installed |"
    assert float(others["neurosim's objects"][4].replace(",", "")) > 1
    assert others["neurosim"][4] == "1"
    if c_baseline.has_compiler():
        assert float(others["C, gcc -O3 -march=native -ffast-math"][4]) > 0


def test_two_sides_that_disagree_are_not_compared():
    training_cases._agree("a case", "C", 1.0, 1.0 + 1e-12)
    with pytest.raises(SystemExit, match=r"a case: the loss is 1.0, that of C 1.1"):
        training_cases._agree("a case", "C", 1.0, 1.1)


def test_the_ratio_is_the_median_of_the_rounds(monkeypatch):
    times = {"x": iter([9.0, 2.0] * 3), "y": iter([9.0, 4.0, 9.0, 6.0, 9.0, 20.0])}
    monkeypatch.setattr("benchmarks.timing._seconds", lambda runner: next(times[runner.program]))
    monkeypatch.setattr("benchmarks.timing._REST", 0.0)
    runners = [Runner("x", int), Runner("y", int, threads=2), Runner("z", None)]
    assert race("a case", runners, rounds=3) == [
        Row("a case", "x", 2.0, None, 1.0),
        Row("a case", "y", 6.0, 2, 3.0),
        Row("a case", "z", None, None, None, "not installed"),
    ]


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.0, "2 s"), (0.0123, "12.3 ms"), (7.5e-8, "75 ns"), (0.0, "-")]
)
def test_times_are_readable(seconds, text):
    assert report.duration(seconds) == text
