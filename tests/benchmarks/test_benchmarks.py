"""The benchmarks run, hold both sides to the same numbers, and say which peer is missing."""

import sys

import pytest

from benchmarks import __main__ as command
from benchmarks import c_baseline, peers, report, training_cases
from benchmarks.timing import Row, compare


def test_a_section_prints_ratios_and_says_what_is_missing(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(training_cases, "PER_SAMPLE", (([2, 3, 1], 1000),))
    installed = peers.installed
    missing = ("torch", "micrograd.engine", "neat")
    monkeypatch.setattr(
        peers, "installed", lambda name: None if name in missing else installed(name)
    )
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    page = tmp_path / "page.md"
    arguments = ["benchmarks", "--quick", "--only", "per-sample", "-o", str(page)]
    monkeypatch.setattr(sys, "argv", arguments)
    command.main()
    text = capsys.readouterr().out
    assert page.read_text() == text
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| per-sample")]
    others = {row[2]: row for row in rows}
    assert others["PyTorch"][-1] == others["micrograd"][-1] == "not installed |"
    assert float(others["the objects"][4].split()[0]) > 1
    if c_baseline.has_compiler():
        assert others["C, gcc -O3 -march=native -ffast-math"][4].endswith("(ours / theirs)")


def test_two_sides_that_disagree_are_not_compared():
    training_cases._agree("a case", "C", 1.0, 1.0 + 1e-12)
    with pytest.raises(SystemExit, match=r"a case: the loss is 1.0, that of C 1.1"):
        training_cases._agree("a case", "C", 1.0, 1.1)


def test_the_ratio_is_the_median_of_the_rounds(monkeypatch):
    times = iter([9.0, 9.0, 2.0, 4.0, 2.0, 6.0, 2.0, 20.0])
    monkeypatch.setattr("benchmarks.timing._seconds", lambda call: next(times))
    row = compare("x", lambda: next(times), "y", lambda: next(times), units=2, rounds=3)
    assert row == Row("x", 1.0, "y", 3.0, 3.0, "theirs / ours", "")


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.0, "2 s"), (0.0123, "12.3 ms"), (7.5e-8, "75 ns"), (0.0, "-")]
)
def test_times_are_readable(seconds, text):
    assert report.duration(seconds) == text
