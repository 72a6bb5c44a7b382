"""The derivation: every number of a trace explained, ready to be written in any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from neurosim.checks import flag, one_of, whole_number
from neurosim.errors import InputError, unknown_name
from neurosim.files import PathLike, check_destination, write_whole
from neurosim.writing.document import Document, Equation, Name, Section
from neurosim.writing.document_writer import DocumentWriter
from neurosim.writing.html import HtmlWriter
from neurosim.writing.latex import LatexWriter
from neurosim.writing.markdown import MarkdownWriter
from neurosim.writing.plain_text import TextWriter
from neurosim.writing.typst import TypstWriter

FORMATS = {"text": ".txt", "markdown": ".md", "latex": ".tex", "html": ".html", "typst": ".typ"}
"""The formats of a derivation and the suffix of their files."""

WRITERS: Mapping[str, type[DocumentWriter]] = {
    "text": TextWriter,
    "markdown": MarkdownWriter,
    "latex": LatexWriter,
    "html": HtmlWriter,
    "typst": TypstWriter,
}
"""What writes each format."""


@dataclass(frozen=True)
class Derivation(Document):
    """The worked mathematics of one sample, as data; made by ``explain``.

    Its blocks are made each time they are read, so a large derivation is never completely in
    memory.

    Attributes
    ----------
    title : Phrase
        The heading.
    notes : tuple of Phrase
        How its numbers are rounded, and what is left out.
    sections : tuple of Section
        1 initialization, 2 normalization, 3 forward pass, 4 loss, 5.1 and 5.2 error signals,
        5.3 new weights and biases, and the general sections that were asked for.
    notation : Notation
        The letters of its symbols.
    style : NumberStyle
        The way its numbers are written.
    illustration : Illustration or None
        The picture under the heading, such as the network of an exercise.
    pictures : callable or None
        Returns the pictures for the diagrams; pages and LaTeX have them.
    """

    def __repr__(self) -> str:
        numbers = ", ".join(section.number or section.title for section in self.sections)
        title = "".join(
            w if isinstance(w, str) else w.text for w in self.title if isinstance(w, str | Name)
        )
        return f"Derivation({title!r}, sections {numbers})"

    def __str__(self) -> str:
        return self.to_text()

    def section(self, number: str) -> Section:
        """Return a section by its number or title, such as ``"5.1"``.

        Raises
        ------
        UnknownNameError
            If the derivation has no such section; the message lists its sections.
        """
        for section in self.sections:
            if isinstance(number, str) and number in {section.number, section.title}:
                return section
        raise unknown_name("section", number, [s.number or s.title for s in self.sections])

    @property
    def equations(self) -> Iterator[Equation]:
        """Every equation, in order."""
        for section in self.sections:
            yield from section.equations

    def to_text(self, *, width: int = 96) -> str:
        """Return the derivation as Unicode text for a terminal.

        Parameters
        ----------
        width : int
            The most columns of a line; at least 40.

        Raises
        ------
        InputError
            If the width is below 40.
        """
        width = whole_number(width, "the width of a derivation", minimum=40)
        return "".join(TextWriter(self.notation, self.style, width=width).write(self))

    def to_markdown(self) -> str:
        """Return the derivation as Markdown, with mathematics as GitHub and notebooks show it."""
        return "".join(self.parts("markdown"))

    def to_latex(self, *, document: bool = True) -> str:
        r"""Return the derivation as LaTeX.

        Parameters
        ----------
        document : bool
            Whether to give a complete document; otherwise a fragment for ``\input``, which needs
            the packages amsmath and amssymb, and has no diagrams.
        """
        whole = flag(document, "document")
        return "".join(LatexWriter(self.notation, self.style, whole=whole).write(self))

    def to_html(self) -> str:
        """Return the derivation as one HTML page with MathML, which needs no internet."""
        return "".join(self.parts("html"))

    def save(self, path: PathLike, *, format: str | None = None, overwrite: bool = True) -> None:  # noqa: A002
        """Write the derivation to a file, part by part.

        Parameters
        ----------
        path : path
            The file.
        format : {"text", "markdown", "latex", "html", "typst"}, optional
            The format; by default chosen by the suffix (.txt, .md, .tex, .html,
            .typ).
        overwrite : bool
            Whether an existing file may be replaced.

        Raises
        ------
        UnknownNameError
            If there is no such format.
        InputError
            If no format is given and the suffix is not one of the five.
        FileError
            If the file cannot be written.
        """
        check_destination(path)
        flag(overwrite, "overwrite")
        if format is None:
            suffixes = {suffix: name for name, suffix in FORMATS.items()}
            suffix = Path(path).suffix.lower()
            if suffix not in suffixes:
                raise InputError(
                    f"{path} has none of the suffixes {', '.join(suffixes)}; "
                    f"take one of them, or say format={next(iter(FORMATS))!r}"
                )
            format = suffixes[suffix]  # noqa: A001
        write_whole(path, self.parts(format), overwrite=overwrite)

    def parts(self, format: str) -> Iterator[str]:  # noqa: A002
        """Yield the derivation in a format, part by part, so it is never completely in memory.

        Parameters
        ----------
        format : {"text", "markdown", "latex", "html", "typst"}
            The format.

        Raises
        ------
        UnknownNameError
            If there is no such format.
        """
        one_of(format, FORMATS, "format")
        return WRITERS[format](self.notation, self.style).write(self)

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def _repr_latex_(self) -> str:
        return self.to_latex(document=False)

    def _repr_html_(self) -> str:
        return "".join(HtmlWriter(self.notation, self.style, whole=False).write(self))
