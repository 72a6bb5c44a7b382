"""A document as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from neurosim.mathematics.expression import Cases, Constant, Expression
from neurosim.mathematics.numbers import NumberStyle, Shown
from neurosim.names import isolated, one_line
from neurosim.writing.document import Assignments, Document, Equation
from neurosim.writing.document_writer import DocumentWriter
from neurosim.writing.letters import Notation, Typeset
from neurosim.writing.markup import Piece, Pieces

WIDTH = 96
"""Columns of the text."""

MARK = "†"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class TextWriter(DocumentWriter):
    """Unicode text, with mathematics on the line.

    Parameters
    ----------
    notation, style
        As for ``DocumentWriter``.
    width : int
        The most columns of a line.
    """

    inline_fractions = True
    gap = 2

    def __init__(self, notation: Notation, style: NumberStyle, *, width: int = WIDTH) -> None:
        super().__init__(notation, style)
        self.table_width = width

    # -- mathematics ---------------------------------------------------------------------------

    def piece(self, markup: str, width: int = 0, breaks: int = 0) -> Piece:
        """Return a piece of a formula, as wide as its text."""
        return Piece(markup, len(markup), breaks)

    def join(self, pieces: Iterable[Piece]) -> str:
        """Return the text, without spaces at its ends."""
        return "".join(piece.markup for piece in pieces).strip()

    def number(self, shown: Shown, *, differs: bool) -> str:
        """Write a number, such as ``-1.5·10⁻⁷``."""
        text = ("-" if shown.negative else "") + shown.digits
        if shown.exponent is not None:
            text += "·10" + str(shown.exponent).translate(_SUPERSCRIPTS)
        if shown.denominator is not None:
            text += f"/{shown.denominator}"
        return text + MARK * differs

    def symbol(self, parts: Typeset) -> str:
        """Write a symbol as a trace does."""
        return isolated(parts.plain)

    def symbol_width(self, parts: Typeset) -> int:
        """Return the width of a symbol; names below a letter stand in the line."""
        return super().symbol_width(parts) if self.notation.own is None else len(parts.plain)

    def word(self, text: str) -> str:
        """Write a word."""
        return isolated(text)

    def given(self, latex: str) -> str:
        """Write LaTeX as it is."""
        return isolated(one_line(latex))

    def sign(self, sign: str, role: str) -> str:
        """Write a sign between spaces, before a space or alone."""
        return {"infix": f" {sign} ", "separator": f"{sign} "}.get(role, sign)

    def function(self, name: str, *, prime: bool) -> str:
        """Write the name of a function."""
        return isolated(name) + "'" * prime

    def root(self, inside: Pieces) -> Pieces:
        """Write a root with parentheses."""
        return [self.piece("√("), *inside, self.piece(")")]

    def fraction(self, numerator: str, denominator: str) -> str:
        """Not called: fractions stand in the line."""
        raise NotImplementedError

    def power(self, base: Pieces, exponent: Expression) -> Pieces:
        """Write small whole exponents above the line and others after a caret."""
        if isinstance(exponent, Constant) and float(exponent.value).is_integer():
            return [*base, self.piece(str(int(exponent.value)).translate(_SUPERSCRIPTS))]
        inside = self.pieces(exponent)
        if len(inside) == 1 and not set("-·/") & set(inside[0].markup):
            return [*base, self.piece("^"), *inside]
        return [*base, self.piece("^("), *inside, self.piece(")")]

    def slope(self, of: Pieces, by: Pieces) -> Pieces:
        """Write a derivative."""
        return [self.piece("∂"), *of, self.piece("/∂"), *by]

    def total(self, index: str) -> str:
        """Write the sign of a sum."""
        return f"Σ_{index} " if index else "Σ "

    def cases(self, form: Cases) -> Pieces:
        """Write the cases one after the other."""
        pieces: Pieces = []
        for i, (value, condition) in enumerate(form.rows):
            pieces += [
                *([self.piece(";"), self.piece(" ", breaks=1)] if i else []),
                *self.pieces(value),
                self.piece(" if "),
                *self.pieces(condition.left),
                self.piece(f" {condition.sign} "),
                *self.pieces(condition.right),
            ]
        return pieces

    def elided(self, count: int, total: str | None) -> str:
        """Write how many terms are left out and what they add up to."""
        return f"⋯ ({count} terms)" if total is None else f"[{count} terms: {total}]"

    # -- the document --------------------------------------------------------------------------

    def opening(self, content: Document) -> str:
        """Return the title."""
        return self._underlined(self.phrase(content.title), "=")

    def part(self, kind: str, words: str) -> str:
        """Return words that are wrapped, or underlined, or as they are within a sentence."""
        if kind == "mathematics":
            return words
        return "\n" + (self._underlined(words, "-") if kind == "heading" else self._wrapped(words))

    def assignments(self, block: Assignments) -> str:
        """Return given numbers, several on a line."""
        lines = [""]
        for item in block.items:
            if isinstance(item, int):
                text = f"⋯ {item} more ⋯"
            else:
                text = f"{self.inline(item[0])} = {self.inline(item[1])}"
            if lines[-1] and len(lines[-1]) + len(text) + 3 > self.table_width - 2:
                lines.append("")
            lines[-1] += ("   " if lines[-1] else "") + text
        return "".join(f"  {line}\n" for line in lines)

    def equation(self, equation: Equation, why: str) -> str:
        """Return an equation, aligned at the equals signs."""
        left = "  " + self.inline(equation.left)
        pad = " " * len(left)
        lines: list[str] = []
        for line in equation.lines:
            for i, row in enumerate(self.rows(line.form, self.table_width - len(pad) - 5)):
                before = pad if lines else left
                lines.append(f"{before} = {row}" if not i else f"{pad}     {row}")
        text = "\n" + "".join(f"{line}\n" for line in lines)
        return text + (self._wrapped(f"({why})", "  ") if why else "")

    def table(self, rows: list[list[str]]) -> str:
        """Return a table whose columns end at the right."""
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = (
            "  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in rows
        )
        return "\n" + "".join(f"  {line.rstrip()}\n" for line in lines)

    def text(self, words: str) -> str:
        """Return plain words as they are."""
        return words

    def name(self, name: str) -> str:
        """Return a name on one line."""
        return isolated(one_line(name))

    def _underlined(self, heading: str, line: str) -> str:
        wrapped = self._wrapped(heading)
        return f"{wrapped}{line * max(map(len, wrapped.splitlines()))}\n"

    def _wrapped(self, text: str, indent: str = "") -> str:
        lines = textwrap.fill(
            text,
            self.table_width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
        )
        return lines + "\n"
