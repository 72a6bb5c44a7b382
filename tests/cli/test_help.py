"""The help of every command: its examples run, and it reads well on a terminal of 80 columns."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

import neurosim as ns
from neurosim.cli.app import ORDER
from tests.cli.conftest import SCORES

ROOT = Path(__file__).parents[2]
EXAMPLE = re.compile(r"^  Example: neurosim (.+)$", re.MULTILINE)


@pytest.fixture
def help_of(run, monkeypatch):
    """Return the help of a command as it stands on a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def text(*command: str) -> str:
        result = run(*command, "--help")
        assert result.status == 0
        return result.out

    return text


def test_the_examples_of_all_commands_run_one_after_the_other(run, help_of, tmp_path):
    (tmp_path / "scores.csv").write_text(SCORES, encoding="utf-8")
    (tmp_path / "new.csv").write_text("I0,I1\n70,98\n", encoding="utf-8")
    (tmp_path / "sheet.txt").write_text("yo[0] = 0.5030\n", encoding="utf-8")
    shutil.copy(ROOT / "tests/interop/imports/data/fann_layers.net", tmp_path / "robot.net")
    (article,) = re.findall(
        r"```toml\n(.*?)```", (ROOT / "docs/teaching.md").read_text("utf-8"), re.DOTALL
    )
    (tmp_path / "article.toml").write_text(article, encoding="utf-8")
    for command in ORDER:
        examples = [shlex.split(example) for example in EXAMPLE.findall(help_of(command))]
        assert examples, f"{command} has no example"
        if examples == [["demo"]]:
            continue  # test_demo.py runs it
        for words in examples:
            assert words[0] == command
            result = run(*words)
            assert result.status == 0, (words, result)
            assert result.err == ""
            if "-o" in words:
                assert (tmp_path / words[words.index("-o") + 1]).exists(), words


@pytest.mark.parametrize("command", ["", *ORDER])
def test_the_help_fits_into_80_columns_and_says_what_every_option_is_for(help_of, command):
    text = help_of(*command.split())
    assert max(map(len, text.splitlines())) <= 80
    assert "..." not in text.replace("[ARGS]...", "")
    # an example on two lines would be two commands when it is copied
    for example in re.findall(r"^  Example: .*\n(.*)$", text, re.MULTILINE):
        assert example == ""
    for line in text.splitlines():
        assert not re.fullmatch(r"  --[\w-]+( <.*>)?", line.rstrip()), line
    assert not re.search(r"<(str|int|float|path|list)", text)


def test_the_options_of_a_data_file_stand_last(help_of):
    text = help_of("train")
    start = text.index("\nOptions for the data file:\n")
    assert text.index("  --force ") < text.index("  --help ") < start
    assert start < text.index("  --classes ") < text.index("  --thousands ")
    assert "data file:" not in help_of("info")


def test_new_shows_the_format_of_weights_and_of_scaling(run, help_of, tmp_path):
    text = " ".join(help_of("new").split())
    weights, scaling = (json.loads(found) for found in re.findall(r"\{.*?\}", text))
    (tmp_path / "weights.json").write_text(json.dumps(weights))
    (tmp_path / "scaling.json").write_text(json.dumps(scaling))
    run("new", "m.json", "--weights", "weights.json", "--scaling", "scaling.json")
    net = ns.load(tmp_path / "m.json")
    assert net.wh.tolist() == weights["hiddenWeights"]
    assert net.input_scaling.minimum == (25.0, 67.0)
    one_by_one, several = re.findall(r"'(w[^']*=[^']*)'", text)
    names, fewer = re.findall(r"'(hours[^']*)'", text)
    for typed, named in ((one_by_one, names), (several, fewer)):
        result = run(
            "new", "typed.json", "--layers", "2,2,1", "--weights", typed, "--names", named,
            "--initializer", "0", "--force",
        )  # fmt: skip
        assert result.status == 0, result
    net = ns.load(tmp_path / "typed.json")
    assert net.wh.tolist() == [[[0.15, 0.2], [0.25, 0.3]]]
    assert [neuron.name for neuron in net] == ["hours", "score", "h[0][0]", "h[0][1]", "pass"]
