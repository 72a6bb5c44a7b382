"""The pages of the documentation, as something to run."""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from docs.figures import BLOCK, DOCS
from neurosim.cli import app

PAGES = sorted(
    path.relative_to(DOCS).as_posix()
    for path in DOCS.rglob("*.md")
    if not {"_build", "api"} & set(path.parts)
)


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def blocks(page: str) -> Iterator[re.Match[str]]:
    """Yield the blocks of code of a page; the words before one may say which file it is."""
    return BLOCK.finditer(text_of(page))


def run(page: str) -> None:
    """Do everything on a page, from top to bottom, in the folder that is current.

    A block of text below a program is what the program prints; ``...`` stands for any text. A block
    of Mermaid is the file that was drawn.
    """
    names: dict[str, object] = {}
    printed = None
    for block in blocks(page):
        text = block["text"]
        if block["file"]:
            Path(block["file"]).write_text(text, encoding="utf-8")
        elif block["language"] == "python":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(text, page, "exec"), names)
            printed = out.getvalue()
        elif block["language"] == "console":
            for line in text.replace("\\\n", " ").splitlines():
                if line.startswith("neurosim "):
                    result = CliRunner().invoke(app, shlex.split(line, comments=True)[1:])
                    assert result.exit_code == 0, (page, line, result.output)
        elif block["language"] == "mermaid":
            (written,) = Path().glob("*.mmd")
            assert written.read_text(encoding="utf-8").strip() == text.strip(), page
        elif block["language"] == "text":
            assert printed is not None, (page, text)
            same = doctest.OutputChecker().check_output(
                text.strip(), printed.strip(), doctest.ELLIPSIS
            )
            assert same, (page, text, printed)
            printed = None
