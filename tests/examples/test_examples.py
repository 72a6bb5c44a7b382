"""Every example runs from any directory, writes nothing, and shows what it says it shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import neurosim as ns

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.name for path in (ROOT / "examples").glob("*.py"))


def run(arguments, directory):
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=directory,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """Return a function from the name of an example to its output; each runs once."""
    outputs = {}

    def output_of(name):
        if name not in outputs:
            directory = tmp_path_factory.mktemp("elsewhere")
            done = run([ROOT / "examples" / name], directory)
            said = [line for line in done.stderr.splitlines() if "neurosim: compiling" not in line]
            assert (done.returncode, said) == (0, []), done.stderr
            assert list(directory.iterdir()) == []
            outputs[name] = done.stdout
        return outputs[name]

    return output_of


def numbers(line):
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", line)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_runs_and_says_how_to_run_it(name, output):
    assert output(name).strip()
    text = (ROOT / "examples" / name).read_text(encoding="utf-8")
    assert text.startswith('"""')
    assert f"Run it with ``python examples/{name}``." in text.split('"""')[1]


def test_the_worked_example_is_the_same_by_hand(output):
    rows = [line.split()[-2:] for line in output("worked_example_by_hand.py").splitlines()]
    pairs = [row for row in rows if len(row) == 2 and re.fullmatch(r"-?\d\.\d{4}", row[0])]
    assert len(pairs) == 8 + 1 + 4 + 13
    for by_network, by_hand in pairs:
        assert by_network == by_hand


def test_the_worked_example_is_that_of_the_package(output):
    net, _ = ns.worked_example()
    t = ns.trace(net, [1.0, 1.0], [1.0], learning_rate=0.1)
    found = {
        line.split()[0]: float(line.split()[-1])
        for line in output("worked_example_by_hand.py").splitlines()
        if line.startswith("  ")
    }
    for symbol in ("sh[0][0]", "ah[0][2]", "so[0]", "yo[0]", "do[0]", "dh[0][1]", "L"):
        assert found[symbol] == pytest.approx(t.value(symbol), abs=5.1e-5)
    for symbol in ("wo[0][1]", "bo[0]", "wh[0][1][0]", "bh[0][0]"):
        assert found[symbol] == pytest.approx(t.new_value(symbol), abs=5.1e-5)


def test_xor_has_all_four_right(output):
    text = output("xor.py")
    assert text.endswith("\n4 of 4 right\n")
    rows = [numbers(line) for line in text.splitlines() if re.match(r" +[01] +[01] ", line)]
    assert len(rows) == 4
    for x0, x1, target, found in rows:
        assert target == int(x0) ^ int(x1)
        assert abs(found - target) < 0.1


def test_the_perceptron_learns_and(output):
    training, answers = output("and_gate_perceptron.py").split("\n\n")
    epochs = [numbers(line) for line in training.splitlines()[1:]]
    assert [row[0] for row in epochs] == list(range(1, len(epochs) + 1))
    assert len(epochs) < 10
    assert epochs[-1][-1] == 0
    # the rule stops changing anything once nothing is wrong
    assert epochs[-1][1:4] == epochs[-2][1:4]
    rows = [numbers(line) for line in answers.splitlines()[1:]]
    assert [row[2] for row in rows] == [int(x0) & int(x1) for x0, x1, _ in rows] == [0, 0, 0, 1]


def test_the_scores_are_predicted_to_half_a_point(output):
    rows = [
        numbers(line)
        for line in output("student_scores.py").splitlines()
        if re.match(r" *\d+ +\d+ ", line)
    ]
    assert [row[:3] for row in rows] == [[70, 98, 91], [50, 85, 82], [65, 67, 80], [25, 95, 68]]
    for _, _, target, prediction in rows:
        assert abs(prediction - target) < 0.5


def test_iris_are_told_apart(output):
    text = output("iris_classification.py")
    accuracy = float(re.search(r"held out: (\d\.\d+)", text)[1])
    assert accuracy >= 0.95
    table = re.findall(
        r"^(?:setosa|versicolor|virginica) +(\d+) +(\d+) +(\d+)$", text, re.MULTILINE
    )
    confusion = [[int(count) for count in row] for row in table]
    assert sum(map(sum, confusion)) == 50
    assert sum(confusion[i][i] for i in range(3)) / 50 == accuracy


def test_digits_are_recognized(output):
    accuracy = re.search(r"449 images held out: (\d\.\d+)", output("digits_recognizer.py"))[1]
    assert float(accuracy) > 0.9


def test_digits_without_scikit_learn_say_what_to_install(tmp_path):
    path = ROOT / "examples" / "digits_recognizer.py"
    program = f"import runpy, sys; sys.modules['sklearn'] = None; runpy.run_path({str(path)!r})"
    done = run(["-c", program], tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "this example takes its images from scikit-learn: pip install 'neurosim[digits]'\n"
    )


def test_optuna_finds_a_better_network_than_it_tried_first(output):
    losses = [numbers(line)[-1] for line in output("optuna_search.py").splitlines()[1:21]]
    assert min(losses) < losses[0]
    accuracy = re.search(r"50 flowers held out: (\d\.\d+)", output("optuna_search.py"))[1]
    assert float(accuracy) >= 0.9


def test_a_search_without_optuna_says_what_to_install(tmp_path):
    path = ROOT / "examples" / "optuna_search.py"
    program = f"import runpy, sys; sys.modules['optuna'] = None; runpy.run_path({str(path)!r})"
    done = run(["-c", program], tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        "this example searches with Optuna: pip install optuna\n",
    )


def test_skip_connections_find_line_and_bump(output):
    text = output("skip_connections.py")
    assert "layers: ['x'] -> ['bump'] -> ['sum']" in text
    assert "analytic and numeric agree" in text
    table = text.split("learned  true\n")[1]
    rows = [numbers(line)[-2:] for line in table.splitlines()]
    assert len(rows) == 5
    for learned, true in rows:
        assert learned == pytest.approx(true, abs=0.01)
