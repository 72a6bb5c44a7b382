"""A document as one HTML page: MathML, no scripts, no internet, printable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape as escape_html
from typing import ClassVar

from neurosim.mathematics.expression import Cases, Expression
from neurosim.mathematics.numbers import Shown
from neurosim.names import isolated, one_line
from neurosim.writing.document import Assignments, Diagram, Document, Equation, Name, Phrase
from neurosim.writing.document_writer import DocumentWriter
from neurosim.writing.letters import Typeset
from neurosim.writing.markup import Piece, Pieces, factors_of, height_of, terms_of, width_of
from neurosim.writing.page_style import FIGURE_STYLE, STYLE
from neurosim.writing.step_pictures import StepPictures

_WIDEST_FRACTION = 40
_WIDEST_TERM = 22

TABLE_WIDTH = 80
"""Characters of a table, three for the space of each column."""

_WITH_SIGN = re.compile(r"(<math>(?:(?!</math>).)*</math>)([.,;:)]+)")

_MARKUP = re.compile(r"<[^>]*>")
_SHORT = 18
"""Characters of a cell that is no sentence."""

MINUS = "\N{MINUS SIGN}"


class HtmlWriter(DocumentWriter):
    """HTML with MathML."""

    widest_fraction = _WIDEST_FRACTION
    bars = (
        '<mo form="prefix" stretchy="false">|</mo>',
        '<mo form="postfix" stretchy="false">|</mo>',
    )
    table_width = TABLE_WIDTH
    has_pictures = True
    end_of_section = "</div>\n</section>\n"
    closing = ("</main>\n</body>\n</html>\n", "</div>\n")
    parts: ClassVar[Mapping[str, str]] = {
        "note": '<p class="note">%s</p>\n',
        "heading": '<section>\n<h2>%s</h2>\n<div class="steps">\n',
        "paragraph": "<p>%s</p>\n",
        "subheading": "<h3>%s</h3>\n",
        "mathematics": "<math>%s</math>",
    }

    # -- mathematics ---------------------------------------------------------------------------

    def join(self, pieces: Iterable[Piece]) -> str:
        """Return the elements one after the other."""
        return "".join(piece.markup for piece in pieces)

    def number(self, shown: Shown, *, differs: bool) -> str:
        """Write a number; its sign is an operator."""
        markup = f"<mn>{shown.digits}</mn>"
        if shown.denominator is not None:
            markup = f'<mfrac displaystyle="false">{markup}<mn>{shown.denominator}</mn></mfrac>'
        if shown.exponent is not None:
            sign = f"<mo>{MINUS}</mo>" if shown.exponent < 0 else ""
            power = f"<mrow>{sign}<mn>{abs(shown.exponent)}</mn></mrow>"
            markup += f"<mo>·</mo><msup><mn>10</mn>{power}</msup>"
        if differs:
            markup = f'<msup class="differs"><mrow>{markup}</mrow><mo>†</mo></msup>'
        return f'<mo form="prefix">{MINUS}</mo>{markup}' if shown.negative else markup

    def symbol(self, parts: Typeset) -> str:
        """Write a letter with what stands below and above it."""
        hat = "<mover><mi>y</mi><mo>^</mo></mover>"
        base = hat if parts.base == "ŷ" else f"<mi>{_text(parts.base)}</mi>"
        below = f"<mtext>{_text(parts.below)}</mtext>" if parts.below else ""
        above = f"<mtext>{_text(parts.above)}</mtext>" if parts.above else ""
        tag = "m" + "sub" * bool(below) + "sup" * bool(above)
        return f"<{tag}>{base}{below}{above}</{tag}>" if below or above else base

    def word(self, text: str) -> str:
        """Write a word."""
        return f"<mi>{_text(text)}</mi>"

    def given(self, latex: str) -> str:
        """Write LaTeX as it is, as MathML knows none."""
        return f"<mtext>{_text(latex)}</mtext>"

    def sign(self, sign: str, role: str) -> str:
        """Write a sign; a parenthesis does not grow by itself, because its line may break."""
        form = f' form="{role}"'
        if role == "parenthesis":
            form = f' form="{"prefix" if sign in "([" else "postfix"}" stretchy="false"'
        elif role == "separator":
            form = ' separator="true"'
        elif role == "dots":
            form = ""
        return f"<mo{form}>{MINUS if sign == '-' else sign}</mo>"

    def grown(self, sign: str, height: float) -> str:
        """Write a parenthesis around what is so many lines high."""
        form = "prefix" if sign in "([" else "postfix"
        size = f"{height:.2g}em"
        return f'<mo form="{form}" minsize="{size}" maxsize="{size}">{sign}</mo>'

    def function(self, name: str, *, prime: bool) -> str:
        """Write the name of a function."""
        if not name:
            return ""
        markup = f"<mi>{_text(name)}</mi>"
        if name in {"∇f", "∇L"}:
            markup = f"<mrow><mo>∇</mo><mi>{name[1]}</mi></mrow>"
        return f"<msup>{markup}<mo>′</mo></msup>" if prime else markup

    def root(self, inside: Pieces) -> Pieces:
        """Write a root."""
        markup = f"<msqrt>{self.join(inside)}</msqrt>"
        return [Piece(markup, width_of(inside) + 1, height=height_of(inside))]

    def fraction(self, numerator: str, denominator: str) -> str:
        """Write a fraction."""
        return f"<mfrac>{_row(numerator)}{_row(denominator)}</mfrac>"

    def power(self, base: Pieces, exponent: Expression) -> Pieces:
        """Write a power."""
        above = self.pieces(exponent)
        markup = f"<msup>{_row(self.join(base))}{_row(self.join(above))}</msup>"
        return [Piece(markup, width_of(base) + width_of(above), height=height_of(base))]

    def slope(self, of: Pieces, by: Pieces) -> Pieces:
        """Write a derivative as a fraction."""
        below = _row(f"<mo>∂</mo>{self.join(by)}")
        if width_of(of) > 4:
            return [Piece(f"<mfrac><mo>∂</mo>{below}</mfrac>", 3, height=2.2), *of]
        above = _row(f"<mo>∂</mo>{self.join(of)}")
        return [Piece(f"<mfrac>{above}{below}</mfrac>", 5, height=2.2)]

    def total(self, index: str) -> str:
        """Write the sign of a sum."""
        return f"<munder><mo>∑</mo><mi>{index}</mi></munder>" if index else "<mo>∑</mo>"

    def cases(self, form: Cases) -> Pieces:
        """Write a function by cases."""
        rows = "".join(
            f"<mtr><mtd>{self.inline(value)}</mtd><mtd>{self.inline(c.left)}"
            f"<mo>{_text(c.sign)}</mo>{self.inline(c.right)}</mtd></mtr>"
            for value, c in form.rows
        )
        return [Piece(f'<mo form="prefix">{{</mo><mtable class="cases">{rows}</mtable>', 20)]

    def elided(self, count: int, total: str | None) -> str:
        """Write dots, or what the terms that are left out add up to above their number."""
        if total is None:
            return "<mo>⋯</mo>"
        under = f"<munder>{_row(total)}<mo>⏟</mo></munder>"
        return f"<munder>{under}<mtext>{count} terms</mtext></munder>"

    def phrase(self, words: Phrase) -> str:
        """Return a sentence; a sign after mathematics stays on its line."""
        markup = super().phrase(words)
        return _WITH_SIGN.sub(r'<span class="kept">\1\2</span>', markup)

    # -- the document --------------------------------------------------------------------------

    def opening(self, content: Document) -> str:
        """Return the head of the page, the title and the picture; a part is one element."""
        title = content.title
        heading = f"<h1>{self.phrase(title)}</h1>\n"
        if content.illustration is not None:
            heading += f"{FIGURE_STYLE}<figure>{content.illustration.svg()}</figure>\n"
        if self.pictures is not None:
            heading += self.pictures.svg_shared
        if not self.whole:
            return f'<style>{STYLE}</style>\n<div class="neurosim">\n{heading}'
        plain = "".join(
            word if isinstance(word, str) else one_line(word.text)
            for word in title
            if isinstance(word, str | Name)
        )
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{_text(plain)}</title>\n<style>{STYLE}</style>\n</head>\n"
            f'<body class="dark-too">\n<main class="neurosim">\n{heading}'
        )

    def assignments(self, block: Assignments) -> str:
        """Return given numbers, several on a line."""
        spans = "".join(
            f"<span>⋯ {item} more ⋯</span>\n"
            if isinstance(item, int)
            else f"<span><math>{'<mo>=</mo>'.join(map(self.inline, item))}</math></span>\n"
            for item in block.items
        )
        return f'<p class="given">\n{spans}</p>\n'

    def equation(self, equation: Equation, why: str) -> str:
        """Return an equation, aligned at the equals signs."""
        left = self.inline(equation.left)
        start = f"<math>{left}</math>"
        rows: list[str] = []
        for line in equation.lines:
            right = self.breakable(line.form)
            rows.append(
                f'<div class="{line.kind}"><span>{start}</span><span>{right}</span></div>\n'
            )
            start = ""
        return f'<div class="equation">\n{"".join(rows)}</div>\n' + (
            f'<p class="why">{why}</p>\n' if why else ""
        )

    def breakable(self, form: Expression) -> str:
        """Return the right side of an equation, which the page breaks before a sign if it must.

        A browser breaks no line inside of an element of mathematics, so each term is an element of
        its own, and each factor of a long term.
        """
        equals = Piece('<mo form="infix">=</mo>', 3)
        first, *others = terms_of(self.pieces(form))
        return "<wbr/>".join(map(self._term, [[equals, *first], *others]))

    def _term(self, pieces: Pieces) -> str:
        parts = factors_of(pieces) if width_of(pieces) > _WIDEST_TERM else [pieces]
        markup = "<wbr/>".join(f"<math>{self.join(part)}</math>" for part in parts)
        return markup if len(parts) == 1 else f"<span>{markup}</span>"

    def diagram(self, block: Diagram, pictures: StepPictures) -> str:
        """Return a picture beside the equations that follow."""
        whole = "" if block.marked.neurons else " whole"
        return f'<div class="step{whole}">{pictures.svg(block.marked)}</div>\n'

    def table(self, rows: list[list[str]]) -> str:
        """Return a table that scrolls if it is wider than the page.

        Notes in its last column stand in a line of their own on a phone.
        """
        header, *lines = rows
        noted = _are_words(line[-1] for line in lines)
        noted = noted and not _are_words(cell for line in lines for cell in line[:-1])
        last = ' class="words"' if noted else ""
        kind = f' class="noted" style="--columns: {len(header) - 1}"' if noted else ""

        def row(cells: list[str], tag: str) -> str:
            others = "".join(f"<{tag}>{cell}</{tag}>" for cell in cells[:-1])
            return f"<tr>{others}<{tag}{last}>{cells[-1]}</{tag}></tr>"

        body = "".join(f"{row(line, 'td')}\n" for line in lines)
        return (
            f'<div class="scroll"><table{kind}>\n<thead>{row(header, "th")}</thead>\n'
            f"<tbody>\n{body}</tbody>\n</table></div>\n"
        )

    def text(self, words: str) -> str:
        """Return plain words."""
        return _text(words)

    def name(self, name: str) -> str:
        """Return a name with a direction of its own."""
        return f"<bdi>{_text(name)}</bdi>"


def _are_words(cells: Iterable[str]) -> bool:
    """Return whether one of the cells has more words than fit beside numbers."""
    return any(len(_MARKUP.sub("", cell)) > _SHORT for cell in cells)


def _text(text: str) -> str:
    return escape_html(isolated(one_line(text)), quote=True)


def _row(markup: str) -> str:
    return f"<mrow>{markup}</mrow>"
