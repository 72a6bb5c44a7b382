"""Each painter's output for the worked example is that of its golden file, byte for byte."""

import pytest

from tests.drawing.painters.golden import FILES, GOLDEN, painted
from tests.drawing.painters.scenes import MAKERS, scene_of


@pytest.mark.parametrize("name", FILES)
def test_the_worked_example_is_painted_as_in_its_golden_file(name):
    assert painted(name) == (GOLDEN / name).read_text(encoding="utf-8")


def test_no_golden_file_is_left_over():
    assert {path.name for path in GOLDEN.iterdir()} == set(FILES)


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(".svg")])
def test_text_ends_with_one_newline_and_has_no_blanks_at_the_end_of_lines(name):
    text = painted(name)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_the_same_scene_gives_the_same_bytes_however_it_came_about():
    again = MAKERS["worked example, forward"]()
    assert again == scene_of("worked example, forward")
    assert again is not scene_of("worked example, forward")
