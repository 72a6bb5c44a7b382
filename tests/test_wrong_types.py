"""Wrong things anywhere in the public API: a call works, or says in one line what is wrong.

Every public function, method, attribute and item is called with each argument in turn replaced by
each of the things in ``wrong_things.py``, the others being those of a valid call.
"""

from __future__ import annotations

import contextlib
import io
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest

import neurosim as ns
from tests.public_calls import World, calls, public_arguments
from tests.wrong_things import WRONG

LONGEST_MESSAGE = 600

DRAWS = ("animate", "draw")
"""What takes a tenth of a second when it is given something that will do."""
FEWER = (
    "None", "numpy True", "3", "10**400", "0.5", "NaN", "Decimal", "empty text",
    "control characters", "lone surrogate", "bytes", "mixed list", "circular list", "{}",
    "generator", "array of flags", "array of texts", "array of complex",
    "tensor that requires grad", "object", "hostile object", "object of many words", "type",
    "foreign neuron",
)  # fmt: skip


FILMS_AND_BOOKS = ("animate", "draw_figures")
FEWEST = (
    "10**400", "NaN", "Decimal", "lone surrogate", "bytes", "mixed list", "{}", "array of flags",
    "array of complex", "hostile object", "object of many words",
)  # fmt: skip


def call(function: Any, given: dict[str, Any]) -> None:
    """Call with what is given; names with a star go by position."""
    positional = [value for name, value in given.items() if name.startswith("*")]
    function(*positional, **{n: value for n, value in given.items() if not n.startswith("*")})


def problem_of(function: Any, given: dict[str, Any]) -> str | None:
    """Return what is wrong with the way in which a call ends, or None."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ns.NeurosimWarning)
        try:
            call(function, given)
        except ns.NeurosimError as error:
            message = str(error)
            if len(message) > LONGEST_MESSAGE:
                return f"a message of {len(message)} characters: {message[:80]!r}"
            return f"a message of several lines: {message!r}" if not message.isprintable() else None
        except Exception as error:
            return f"{type(error).__name__} in {place(error)}"
    return None


def place(error: Exception) -> str:
    """Return the innermost line of the package that an error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if "/neurosim/" in frame.filename]
    frame = (inside or frames)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}: {frame.line}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in a folder of its own: some wrong things are names of files."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    plt.close("all")


NAMES = list(calls(World(Path())))


def test_everything_public_is_called_with_all_of_its_arguments(folder: Path) -> None:
    missing = []
    given = {
        name: {argument.strip("*") for argument in calls(World(folder))[name]()[1]}
        for name in NAMES
    }
    for name, arguments in public_arguments():
        known = given.get(name)
        if known is None or {a.rstrip("s") for a in arguments} - {a.rstrip("s") for a in known}:
            missing.append(f"{name}({', '.join(sorted(arguments))})")
    assert missing == []


def wrong_for(name: str) -> tuple[str, ...]:
    """Return the wrong things that a name is called with."""
    if name.startswith(FILMS_AND_BOOKS):
        return FEWEST
    return FEWER if name.startswith(DRAWS) else tuple(WRONG)


@pytest.mark.parametrize("name", NAMES)
def test_wrong_things_are_refused_in_one_line(name: str, folder: Path) -> None:
    function, given = calls(World(folder))[name]()
    call(function, given)
    wrong = wrong_for(name)
    problems = []
    for argument in given:
        for thing in wrong:
            function, given = calls(World(folder))[name]()
            found = problem_of(function, {**given, argument: WRONG[thing]()})
            if found is not None:
                problems.append(f"{argument} = {thing}: {found}")
    assert problems == [], f"{name}: {len(problems)} problems\n" + "\n".join(problems)
