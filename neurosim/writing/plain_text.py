"""A document as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from neurosim.mathematics.expression import Cases, Constant, Expression
from neurosim.mathematics.numbers import Shown
from neurosim.names import isolated, one_line, shortened
from neurosim.writing.document import (
    Assignments,
    Block,
    Document,
    Equation,
    Name,
    NumberTable,
    Paragraph,
    Phrase,
    Subheading,
)
from neurosim.writing.letters import Typeset
from neurosim.writing.markup import Piece, Pieces, Writer, sign_break
from neurosim.writing.tables import LONGEST_NAME, pages

WIDTH = 96
"""Columns of the text."""

MARK = "†"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class TextWriter(Writer):
    """Mathematics in Unicode, on the line."""

    inline_fractions = True

    def join(self, pieces: Iterable[Piece]) -> str:
        """Return the text, without spaces at its ends."""
        return "".join(piece.markup for piece in pieces).strip()

    def number(self, shown: Shown, *, differs: bool) -> Piece:
        """Write a number, such as ``-1.5·10⁻⁷``."""
        text = ("-" if shown.negative else "") + shown.digits
        if shown.exponent is not None:
            text += "·10" + str(shown.exponent).translate(_SUPERSCRIPTS)
        if shown.denominator is not None:
            text += f"/{shown.denominator}"
        return _piece(text + MARK * differs)

    def symbol(self, parts: Typeset) -> Piece:
        """Write a symbol as a trace does."""
        return _piece(parts.plain)

    def word(self, text: str) -> Piece:
        """Write a word."""
        return _named(text)

    def given(self, latex: str) -> Piece:
        """Write LaTeX as it is."""
        return _piece(isolated(one_line(latex)))

    def operator(self, sign: str, *, prefix: bool = False) -> Piece:
        """Write an operator with spaces, a sign without."""
        text = sign if prefix else f" {sign} "
        return Piece(text, len(text), sign_break(sign, prefix=prefix))

    def separator(self, sign: str) -> Piece:
        """Write what separates arguments."""
        return _piece(f"{sign} ")

    def parenthesis(self, sign: str) -> Piece:
        """Write a parenthesis."""
        return _piece(sign)

    def function(self, name: str, *, prime: bool) -> Piece:
        """Write the name of a function."""
        return _named(name, "'" * prime)

    def around(self, function: str, inside: Pieces) -> Pieces:
        """Write bars or a root."""
        left, right = ("|", "|") if function == "abs" else ("√(", ")")
        return [_piece(left), *inside, _piece(right)]

    def fraction(self, numerator: Pieces, denominator: Pieces) -> Piece:
        """Not called: fractions stand in the line."""
        raise NotImplementedError

    def power(self, base: Pieces, exponent: Expression) -> Pieces:
        """Write small whole exponents above the line and others after a caret."""
        if isinstance(exponent, Constant) and float(exponent.value).is_integer():
            return [*base, _piece(str(int(exponent.value)).translate(_SUPERSCRIPTS))]
        inside = self.pieces(exponent)
        if len(inside) == 1 and not set("-·/") & set(inside[0].markup):
            return [*base, _piece("^"), *inside]
        return [*base, _piece("^("), *inside, _piece(")")]

    def slope(self, of: Pieces, by: Pieces) -> Pieces:
        """Write a derivative."""
        return [_piece("∂"), *of, _piece("/∂"), *by]

    def total(self, index: str) -> Piece:
        """Write the sign of a sum."""
        return _piece(f"Σ_{index} " if index else "Σ ")

    def dots(self) -> Piece:
        """Write dots."""
        return _piece("⋯")

    def cases(self, form: Cases) -> Pieces:
        """Write the cases one after the other."""
        pieces: Pieces = []
        for i, (value, condition) in enumerate(form.rows):
            pieces += [
                *([_piece(";"), Piece(" ", 1, sign_break("+", prefix=False))] if i else []),
                *self.pieces(value),
                _piece(" if "),
                *self.pieces(condition.left),
                _piece(f" {condition.sign} "),
                *self.pieces(condition.right),
            ]
        return pieces

    def elided(self, count: int, total: str | None) -> Piece:
        """Write how many terms are left out and what they add up to."""
        return _piece(f"⋯ ({count} terms)" if total is None else f"[{count} terms: {total}]")


def write_text(content: Document, *, width: int = WIDTH) -> Iterator[str]:
    """Yield a document as text, part by part.

    Parameters
    ----------
    content : Document
        What is written.
    width : int
        The most columns of a line.
    """
    writer = TextWriter(content.notation, content.style)
    yield _underlined(phrase_text(content.title, writer), "=", width)
    for note in content.notes:
        yield "\n" + _wrapped(phrase_text(note, writer), width)
    for section in content.sections:
        heading = f"{section.number} {section.title}".strip()
        yield "\n" + _underlined(heading, "-", width)
        for block in section.blocks:
            yield _block(block, writer, width)


def phrase_text(words: Phrase, writer: TextWriter) -> str:
    """Return a sentence as plain text on one line."""
    return "".join(
        word
        if isinstance(word, str)
        else isolated(one_line(word.text))
        if isinstance(word, Name)
        else writer.inline(word)
        for word in words
    )


def _block(block: Block, writer: TextWriter, width: int) -> str:
    match block:
        case Paragraph(words):
            return "\n" + _wrapped(phrase_text(words, writer), width)
        case Subheading(words):
            return "\n" + _wrapped(phrase_text(words, writer), width)
        case Assignments(items):
            texts = [
                f"⋯ {item} more ⋯"
                if isinstance(item, int)
                else f"{writer.inline(item[0])} = {writer.inline(item[1])}"
                for item in items
            ]
            lines = [""]
            for text in texts:
                if lines[-1] and len(lines[-1]) + len(text) + 3 > width - 2:
                    lines.append("")
                lines[-1] += ("   " if lines[-1] else "") + text
            return "".join(f"  {line}\n" for line in lines)
        case NumberTable():
            return "".join(
                "\n" + _table(part.header, part.rows, writer)
                if isinstance(part, NumberTable)
                else _block(part, writer, width)
                for part in pages(block, writer, width, 2)
            )
        case Equation():
            return "\n" + _equation(block, writer, width)


def _equation(equation: Equation, writer: TextWriter, width: int) -> str:
    left = "  " + writer.inline(equation.left)
    pad = " " * len(left)
    lines: list[str] = []
    for line in equation.lines:
        for i, row in enumerate(writer.rows(line.form, width - len(pad) - 5)):
            before = pad if lines else left
            lines.append(f"{before} = {row}" if not i else f"{pad}     {row}")
    why = phrase_text(equation.why, writer)
    text = "".join(f"{line}\n" for line in lines)
    return text + (_wrapped(f"({why})", width, "  ") if why else "")


def _underlined(heading: str, line: str, width: int) -> str:
    wrapped = _wrapped(heading, width)
    return f"{wrapped}{line * max(map(len, wrapped.splitlines()))}\n"


def _wrapped(text: str, width: int, indent: str = "") -> str:
    return (
        textwrap.fill(
            text,
            width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
        )
        + "\n"
    )


def _table(
    header: tuple[Phrase, ...], rows: tuple[tuple[Phrase, ...], ...], writer: TextWriter
) -> str:
    cells = [[phrase_text(cell, writer) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "".join(
        "  " + "  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in cells
    )


def _named(name: str, mark: str = "") -> Piece:
    return _piece(isolated(shortened(one_line(name), LONGEST_NAME)) + mark)


def _piece(text: str) -> Piece:
    return Piece(text, len(text))
