"""A document as Typst: a complete document, or a part for another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import ClassVar

from neurosim.mathematics.expression import Cases, Expression
from neurosim.mathematics.numbers import NumberStyle, Shown
from neurosim.names import isolated, one_line
from neurosim.writing.document import (
    Assignments,
    Block,
    Document,
    Equation,
    Illustration,
    Name,
    Paragraph,
    Phrase,
)
from neurosim.writing.document_writer import DocumentWriter
from neurosim.writing.letters import Notation, Typeset
from neurosim.writing.markup import LONGEST_NAME, Piece, Pieces, width_of

WIDTH = 68
"""Characters of mathematics on a line; symbols take up less than their letters."""

TABLE_WIDTH = 80
"""Characters of a table, two for the space of each column."""

_ROWS_TOGETHER = 24
_PART_OF_NAME = 12
_PLAIN_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?|∞")
_LETTERS = frozenset("αβγδεζηθκλμνξπρστφχψωΔΣ")
# a sign at the beginning of a row has the space of a sign between two parts
_NOTHING = 'class("normal", "")'
_DEEPEST = 8
_OPENING, _CLOSING = frozenset(("\\(", "\\[")), frozenset(("\\)", "\\]"))
_FUNCTIONS = {"": "", "∇f": "∇ f", "∇L": "∇ L"}
_SIGNS = {"<": "lt", ">": "gt"}

_ROOM = (466, 600)
"""The most points of a picture: its width and height."""

PREAMBLE = r"""#set page(paper: "a4", margin: (x: 22mm, top: 20mm, bottom: 22mm), numbering: "1")
#set text(font: "Libertinus Serif", size: 11pt, lang: "en", hyphenate: false)
#set par(justify: false, leading: 0.6em, spacing: 0.9em)
#show heading: set block(sticky: true)
#show heading.where(level: 1): set text(size: 15pt)
#show heading.where(level: 2): set block(above: 1.6em, below: 0.8em)
#show heading.where(level: 3): set block(above: 1.2em, below: 0.7em)
#show regex("[\pL∂/]+(\[\d+\]){2,}"): box
#show math.equation.where(block: true): set align(left)
#show math.equation.where(block: true): set block(breakable: true, above: 0pt, below: 0pt)
"""


class TypstWriter(DocumentWriter):
    """Typst; every text stands in a string, so that nothing in it can be code.

    Language: https://typst.app/docs/reference/syntax.
    """

    line_width = WIDTH
    """Characters of mathematics on a line."""

    indent = "1.5em"
    """The space before equations, given numbers and tables."""

    widest_fraction = WIDTH
    bars = ('class("opening", |)', 'class("closing", |)')
    table_width = TABLE_WIDTH
    gap = 2
    parts: ClassVar[Mapping[str, str]] = {
        "note": "%s\n\n",
        "heading": "#heading(level: 2)[%s]\n\n",
        "paragraph": "%s\n\n",
        "subheading": "#heading(level: 3, outlined: false, bookmarked: false)[%s]\n\n",
        "mathematics": "$%s$",
    }

    def __init__(self, notation: Notation, style: NumberStyle, *, whole: bool = True) -> None:
        super().__init__(notation, style, whole=whole)
        self._after_heading = False
        self._in_sentence = False

    # -- mathematics ---------------------------------------------------------------------------

    def join(self, pieces: Iterable[Piece]) -> str:
        """Return the markup with a space between pieces."""
        return " ".join(piece.markup for piece in pieces if piece.markup)

    def number(self, shown: Shown, *, differs: bool) -> str:
        """Write a number; a decimal comma within a string, as others have a space after them."""
        digits = shown.digits if _PLAIN_NUMBER.fullmatch(shown.digits) else quoted(shown.digits)
        if shown.denominator is not None:
            digits = f"inline(frac({digits}, {shown.denominator}))"
        if shown.exponent is not None:
            digits += f" ⋅ 10^({shown.exponent})"
            if differs:
                digits = _grouped(digits)
        return ("-" if shown.negative else "") + digits + '^"†"' * differs

    def symbol(self, parts: Typeset) -> str:
        """Write a letter with what stands below and above it."""
        base = "hat(y)" if parts.base == "ŷ" else _letter(parts.base)
        below = f"_{_letter(parts.below)}" if parts.below else ""
        return base + below + (f"^{_letter(parts.above)}" if parts.above else "")

    def word(self, text: str) -> str:
        """Write a word upright."""
        return quoted(text)

    def given(self, latex: str) -> str:
        """Write LaTeX as it is, as Typst knows none."""
        return quoted(latex)

    def sign(self, sign: str, role: str) -> str:
        """Write a sign so that it is no syntax: a slash is no fraction, a comma ends nothing."""
        if role in {"parenthesis", "separator"} or sign == "/":
            return "\\" + sign
        return "⋅" if sign == "·" else sign

    def function(self, name: str, *, prime: bool) -> str:
        """Write the name of a function."""
        plain = len(name) == 1 and (name in _LETTERS or (name.isascii() and name.isalpha()))
        markup = name if plain else _FUNCTIONS.get(name, f"op({quoted(name)})")
        return markup + "'" * prime

    def root(self, inside: Pieces) -> Pieces:
        """Write a root."""
        return [Piece(f"sqrt({self.join(inside)})", width_of(inside) + 1)]

    def fraction(self, numerator: str, denominator: str) -> str:
        """Write a fraction."""
        return f"frac({numerator}, {denominator})"

    def power(self, base: Pieces, exponent: Expression) -> Pieces:
        """Write a power."""
        above = self.pieces(exponent)
        *first, last = base
        # a second superscript needs a group around the first
        below = _grouped(last.markup) if "^" in last.markup else last.markup
        return [*first, Piece(f"{below}^({self.join(above)})", last.width + width_of(above))]

    def rows(self, form: Expression, width: int) -> list[str]:
        """Return a formula in rows; a row ends within parentheses only if it has to."""
        pieces = self.pieces(form)
        if width_of(pieces) <= width:
            return [self.join(pieces)]
        rows: list[Pieces] = [[]]
        for part in _parts(pieces, width):
            if rows[-1] and width_of(rows[-1]) + width_of(part) > width:
                rows.append([])
            rows[-1] += part
        return [self.join(row) for row in rows]

    def slope(self, of: Pieces, by: Pieces) -> Pieces:
        """Write a derivative as a fraction; in a sentence and in a table, on the line."""
        if self._in_sentence:
            markup = f"∂ {self.join(of)} \\/ ∂ {self.join(by)}"
            return [Piece(markup, width_of(of) + width_of(by) + 3)]
        below = f"∂ {self.join(by)}"
        if width_of(of) > 4:
            return [Piece(self.fraction("∂", below), 3), *of]
        return [Piece(self.fraction(f"∂ {self.join(of)}", below), 5)]

    def total(self, index: str) -> str:
        """Write the sign of a sum."""
        return f"∑_{_letter(index)}" if index else "∑"

    def cases(self, form: Cases) -> Pieces:
        """Write a function by cases."""
        rows = (
            f"{self.inline(value)} & {self.inline(c.left)} {_SIGNS.get(c.sign, c.sign)} "
            f"{self.inline(c.right)}"
            for value, c in form.rows
        )
        return [Piece(f"cases({', '.join(rows)})", 20)]

    def elided(self, count: int, total: str | None) -> str:
        """Write dots, or what the terms that are left out add up to above their number."""
        return "⋯" if total is None else f'underbrace({total}, "{count} terms")'

    # -- the document --------------------------------------------------------------------------

    def opening(self, content: Document) -> str:
        """Return the settings, the title and the picture; of a part, without the settings."""
        picture = ""
        if content.illustration is not None:
            picture = image(content.illustration, *_ROOM)
        settings = self.settings(content.title) if self.whole else ""
        return settings + self.heading(content.title) + picture

    def settings(self, title: Phrase) -> str:
        """Return the settings of the document, without the date of today."""
        plain = "".join(
            word if isinstance(word, str) else word.text
            for word in title
            if isinstance(word, str | Name)
        )
        return f"#set document(title: {quoted(plain)}, date: none)\n{PREAMBLE}\n"

    def heading(self, title: Phrase) -> str:
        """Return the title."""
        return f"#heading(level: 1)[{self.phrase(title)}]\n\n"

    def part(self, kind: str, words: str) -> str:
        """Return words with what is written around them."""
        if kind == "heading":
            self._after_heading = True
        return super().part(kind, words)

    def block(self, block: Block) -> str:
        """Return a block; a sentence after a heading stays with what follows."""
        stays = self._after_heading and isinstance(block, Paragraph)
        self._after_heading = False
        text = super().block(block)
        return self.kept(text) if stays else text

    @staticmethod
    def kept(text: str) -> str:
        """Return a paragraph that stays on the page of what follows."""
        return f"#block(sticky: true)[{text.strip()}]\n\n"

    def phrase(self, words: Phrase) -> str:
        """Return a sentence on one line."""
        self._in_sentence = True
        text = super().phrase(words)
        self._in_sentence = False
        return text

    def assignments(self, block: Assignments) -> str:
        """Return given numbers, as many on a line as there is room for."""
        items = " #h(1.4em)\n".join(
            self.text(f"⋯ {item} more ⋯")
            if isinstance(item, int)
            else f"#box[${self.inline(item[0])} = {self.inline(item[1])}$]"
            for item in block.items
        )
        return f"#block(inset: (left: {self.indent}))[\n{items}\n]\n\n"

    def equation(self, equation: Equation, why: str) -> str:
        """Return an equation, aligned at the equals signs, that a page breaks only if it is long.

        What explains it stays with it.
        """
        left = self.inline(equation.left)
        lines: list[str] = []
        for line in equation.lines:
            for i, row in enumerate(self.rows(line.form, self.line_width)):
                start = "" if lines else left
                lines.append(f"{start} &= {row}" if not i else f"& quad {_NOTHING} {row}")
        body = " \\\n".join(lines)
        broken = "true" if len(lines) > _ROWS_TOGETHER else "false"
        said = f"\n#block(above: 0.6em)[#set text(size: 0.9em); {why}]" if why else ""
        return (
            f"#block(breakable: {broken}, inset: (left: {self.indent}), above: 1em, below: 1em)[\n"
            f"$ {body} ${said}\n]\n\n"
        )

    def table(self, rows: list[list[str]]) -> str:
        """Return a table that pages may break between its rows, each with the header."""
        header, *lines = ("".join(f"[{cell}], " for cell in row).rstrip() for row in rows)
        body = "\n".join(f"  {line}" for line in lines)
        return (
            f"#block(inset: (left: {self.indent}))[#table(\n"
            f"  columns: {len(rows[0])}, align: right, stroke: none, inset: (x: 6pt, y: 5pt),\n"
            f"  table.header({header}), table.hline(stroke: 0.5pt),\n{body}\n)]\n\n"
        )

    def text(self, words: str) -> str:
        """Return plain words."""
        return f"#{quoted(words)};" if words else ""

    def name(self, name: str) -> str:
        """Return a name whose long words may be broken."""
        words = one_line(name).split(" ")
        parts = (
            "\N{ZERO WIDTH SPACE}".join(
                word[i : i + _PART_OF_NAME] for i in range(0, len(word), _PART_OF_NAME)
            )
            if len(word) > LONGEST_NAME
            else word
            for word in words
        )
        return f"#{_literal(isolated(' '.join(parts)))};"


def _parts(pieces: Pieces, width: int, level: int = 0) -> list[Pieces]:
    """Return pieces in parts that fit on a line, cut at the outermost signs that are enough."""
    if width_of(pieces) <= width or level > _DEEPEST:
        return [pieces]
    parts: list[Pieces] = [[]]
    depth = 0
    for piece in pieces:
        depth -= piece.markup in _CLOSING
        # at each depth first the signs of sums, then those of products
        if parts[-1] and piece.breaks and 2 * depth + piece.breaks - 1 <= level:
            parts.append([])
        depth += piece.markup in _OPENING
        parts[-1].append(piece)
    return [smaller for part in parts for smaller in _parts(part, width, level + 1)]


def image(illustration: Illustration, widest: float, tallest: float) -> str:
    """Return a picture in the middle of the column.

    Parameters
    ----------
    illustration : Illustration
        The picture.
    widest, tallest : float
        The most points that it may take.
    """
    # the lines of the picture are kept, as paths end at them
    drawn = illustration.on_paper(widest)
    data = drawn.svg().replace("\\", "\\\\").replace('"', '\\"')
    width = drawn.width_within(widest, tallest)
    return (
        f'#align(center, image(bytes("{data}"), format: "svg", width: {width:.1f}pt, '
        f"alt: {quoted(illustration.alternative)}))\n\n"
    )


def quoted(text: str) -> str:
    r"""Return a text on one line as a string of Typst, for markup after ``#`` and for mathematics.

    Examples
    --------
    >>> print(quoted('a "b" #c'))
    "a \"b\" #c"
    """
    return _literal(isolated(one_line(text)))


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _letter(text: str) -> str:
    """Return a single letter or digit in italics or as it is, and everything else as a string."""
    plain = len(text) == 1 and (text in _LETTERS or (text.isascii() and text.isalnum()))
    return text if plain else quoted(text)


def _grouped(markup: str) -> str:
    return f'class("normal", {markup})'
