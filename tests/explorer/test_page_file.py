"""The parts of the page that Python makes."""

import re

from neurosim.explorer.joining import joined_script
from neurosim.explorer.page_file import page_style
from tests.explorer.conftest import PAGE


def test_every_variable_of_the_style_is_defined_and_used():
    style, script = page_style(), joined_script(PAGE, "main.js")
    defined = set(re.findall(r"(--[\w-]+):", style))
    used = set(re.findall(r"var\((--[\w-]+)", style))
    in_script = set(re.findall(r'"(--[\w-]+)"', script))
    assert used <= defined | in_script
    assert defined <= used | in_script
