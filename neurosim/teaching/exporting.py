"""Writing an exercise to a file: the ending chooses the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from neurosim.errors import InputError, listed
from neurosim.files import PathLike, check_destination, write_whole
from neurosim.teaching.formats.gift import gift_quiz
from neurosim.teaching.formats.html_sheet import html_sheet
from neurosim.teaching.formats.moodle import moodle_cloze, moodle_quiz
from neurosim.teaching.formats.nbgrader_sheet import nbgrader_sheet
from neurosim.teaching.formats.notebook_sheet import notebook_sheet
from neurosim.teaching.formats.pdf_sheet import pdf_sheets
from neurosim.teaching.formats.prairielearn import prairielearn_package
from neurosim.teaching.formats.qti12 import qti12_package
from neurosim.teaching.formats.qti21 import qti21_package, qti30_package
from neurosim.teaching.formats.word_sheet import word_sheets
from neurosim.teaching.formats.workbook_sheet import workbook_sheet
from neurosim.teaching.questions import Variant
from neurosim.writing.derivation import FORMATS, Derivation
from neurosim.writing.typst import TypstWriter

Writer = Callable[[str, Sequence[Variant]], str | bytes]

_WRITERS: Mapping[str, Writer] = {
    ".html": html_sheet,
    ".ipynb": notebook_sheet,
    ".xlsx": workbook_sheet,
    ".moodle.xml": moodle_quiz,
    ".cloze.xml": moodle_cloze,
    ".nbgrader.ipynb": nbgrader_sheet,
    ".gift": gift_quiz,
    ".qti12.zip": qti12_package,
    ".qti21.zip": qti21_package,
    ".qti30.zip": qti30_package,
    ".prairielearn.zip": prairielearn_package,
}
"""What writes the formats that are no documents, by the ending of the file."""

PaperWriter = Callable[[str, Sequence[Variant], Sequence[Derivation]], bytes]

_PAPER: Mapping[str, PaperWriter] = {
    ".pdf": lambda _title, _variants, documents: pdf_sheets(documents),
    ".docx": word_sheets,
}
"""What writes the documents for a printer, with a picture, by the ending of the file."""

_WITH_PARTS = frozenset((".html",))
"""The endings of these that are documents too, for the key and the solution."""


def save_exercise(
    path: PathLike,
    title: str,
    variants: Sequence[Variant],
    documents: Sequence[Derivation],
    *,
    part: str,
    language: str,
    overwrite: bool,
) -> None:
    """Write an exercise to a file.

    Parameters
    ----------
    path : path
        The file.
    title : str
        The heading.
    variants : sequence of Variant
        The sheets.
    documents : sequence of Derivation
        The same as documents.
    part : str
        What is written, for messages.
    language : str
        The language of a page with fields.
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    InputError
        If the ending is unknown, or the part does not exist in the format.
    FileError
        If the file cannot be written.
    """
    check_destination(path)
    name = Path(path).name.lower()
    documented = {suffix: kind for kind, suffix in FORMATS.items()}
    known = sorted((*_WRITERS, *_PAPER, *documented), key=len, reverse=True)
    ending = next((suffix for suffix in known if name.endswith(suffix)), None)
    if ending is None:
        raise InputError(
            f"{Path(path).name} has no known ending; take one of {listed(sorted(set(known)), 30)}"
        )
    fields = ending == ".html" and part == "sheet"
    if language != "en" and not fields:
        raise InputError(
            "only a page with fields (.html, part='sheet') has a language; leave it out"
        )
    if fields:
        write_whole(path, html_sheet(title, variants, language=language), overwrite=overwrite)
    elif ending in _PAPER:
        write_whole(path, _PAPER[ending](title, variants, documents), overwrite=overwrite)
    elif ending in _WRITERS and not (ending in _WITH_PARTS and part != "sheet"):
        if part != "sheet":
            has = "the sheet only" if ending in _SHEETS else "questions and key in one"
            raise InputError(
                f"a file {ending} has {has}; write the {part} as {listed([*documented, *_PAPER])}"
            )
        if len(variants) > 1 and ending in _SHEETS:
            raise InputError(
                f"a file {ending} has one variant, for one person; save each with its number: "
                "save(path, number=1)"
            )
        write_whole(path, _WRITERS[ending](title, variants), overwrite=overwrite)
    else:
        write_whole(path, _joined(documents, documented[ending]), overwrite=overwrite)


_SHEETS = frozenset((".ipynb", ".nbgrader.ipynb", ".xlsx"))


def _joined(documents: Sequence[Derivation], kind: str) -> Iterator[str]:
    """Yield several documents as one, each on a new page."""
    first = documents[0]
    if len(documents) == 1:
        yield from first.parts(kind)
    elif kind == "latex":
        begin, end = r"\begin{document}", r"\end{document}"
        whole = first.to_latex()
        yield whole[: whole.index(begin) + len(begin)]
        bodies = [_body(document.to_latex(), begin, end) for document in documents]
        yield "\n\\newpage\n".join(bodies)
        yield f"{end}\n"
    elif kind == "html":
        begin, end = "<main", "</main>"
        whole = first.to_html()
        yield whole[: whole.index(begin)]
        for document in documents:
            page = document.to_html()
            yield page[page.index(begin) : page.index(end) + len(end)]
            yield '\n<hr style="break-after: page">\n'
        yield whole[whole.index(end) + len(end) :]
    elif kind == "typst":
        yield from first.parts(kind)
        for document in documents[1:]:
            writer = TypstWriter(document.notation, document.style, whole=False)
            yield "#pagebreak()\n"
            yield from writer.write(document)
    else:
        rule = "\n---\n\n" if kind == "markdown" else "\n\n"
        for i, document in enumerate(documents):
            yield rule if i else ""
            yield from document.parts(kind)


def _body(text: str, begin: str, end: str) -> str:
    return text[text.index(begin) + len(begin) : text.rindex(end)]
