"""A document as one HTML page: MathML, no scripts, no internet, printable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape as escape_html

from neurosim.mathematics.expression import Cases, Expression
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
from neurosim.writing.markup import Piece, Pieces, Writer, sign_break, width_of
from neurosim.writing.tables import LONGEST_NAME, pages

WIDTH = 84
"""Characters of mathematics on a line."""

TABLE_WIDTH = 80
"""Characters of a table, three for the space of each column."""

MINUS = "\N{MINUS SIGN}"

_INDENT = '<mspace width="2em"></mspace>'

STYLE = """
.neurosim { font: 17px/1.5 Georgia, 'Times New Roman', serif; max-width: 50rem; margin: 0 auto;
  padding: 1rem; overflow-wrap: anywhere; color: #1b1b1b; background: #fff; }
.neurosim h1 { font-size: 1.8em; line-height: 1.2; }
.neurosim h2 { font-size: 1.35em; margin: 2em 0 .5em; border-bottom: 1px solid #bbb; }
.neurosim h3 { font-size: 1em; margin: 1.6em 0 .2em; }
.neurosim .note, .neurosim .why { color: #555; }
.neurosim .why { margin: 0 0 1em 1.5em; font-size: .9em; }
.neurosim .equation { margin: .6em 0 .2em 1.5em; overflow-x: auto; overflow-y: hidden;
  padding: .3em 0; break-inside: avoid; }
.neurosim mtable.aligned > mtr > mtd { text-align: left; padding: .32em .15em; }
.neurosim mtable.aligned > mtr.tall > mtd { padding: .5em .15em; }
.neurosim mtable.aligned > mtr > mtd:first-child { text-align: right; }
.neurosim mtable.cases > mtr > mtd { text-align: left; padding: .1em .5em .1em 0; }
.neurosim .given { margin: .3em 0 .3em 1.5em; }
.neurosim .given > span { display: inline-block; margin-right: 1.8em; white-space: nowrap; }
.neurosim .differs { color: #b3261e; }
.neurosim .scroll { overflow-x: auto; }
.neurosim table { border-collapse: collapse; margin: .8em 0 .8em 1.5em;
  font-variant-numeric: tabular-nums; }
.neurosim td, .neurosim th { padding: .15em .8em; text-align: right; }
.neurosim thead th { border-bottom: 1px solid #888; }
@media print { .neurosim { font-size: 11pt; max-width: none; padding: 0; }
  .neurosim h2, .neurosim h3, .neurosim thead { break-after: avoid; }
  .neurosim tr { break-inside: avoid; }
  .neurosim .why { break-before: avoid; } }
@media screen and (prefers-color-scheme: dark) {
  body.dark-too, .dark-too .neurosim { background: #161616; color: #e8e8e8; }
  .dark-too .neurosim .note, .dark-too .neurosim .why { color: #aaa; }
  .dark-too .neurosim .differs { color: #ff8a80; } }
"""


class MathmlWriter(Writer):
    """Mathematics in MathML."""

    widest_fraction = WIDTH

    def join(self, pieces: Iterable[Piece]) -> str:
        """Return the elements one after the other."""
        return "".join(piece.markup for piece in pieces)

    def number(self, shown: Shown, *, differs: bool) -> Piece:
        """Write a number; its sign is an operator."""
        markup = f"<mn>{shown.digits}</mn>"
        if shown.denominator is not None:
            markup = f"<mfrac>{markup}<mn>{shown.denominator}</mn></mfrac>"
        if shown.exponent is not None:
            sign = f"<mo>{MINUS}</mo>" if shown.exponent < 0 else ""
            power = f"<mrow>{sign}<mn>{abs(shown.exponent)}</mn></mrow>"
            markup += f"<mo>·</mo><msup><mn>10</mn>{power}</msup>"
        if differs:
            markup = f'<msup class="differs"><mrow>{markup}</mrow><mo>†</mo></msup>'
        if shown.negative:
            markup = f'<mo form="prefix">{MINUS}</mo>{markup}'
        return Piece(markup, len(shown.digits) + shown.negative + 4 * (shown.exponent is not None))

    def symbol(self, parts: Typeset) -> Piece:
        """Write a letter with what stands below and above it."""
        base = (
            "<mover><mi>y</mi><mo>^</mo></mover>"
            if parts.base == "ŷ"
            else f"<mi>{_text(parts.base)}</mi>"
        )
        below = f"<mtext>{_text(parts.below)}</mtext>"
        above = f"<mtext>{_text(parts.above)}</mtext>"
        width = len(parts.base) + max(len(parts.below), len(parts.above)) * 2 // 3
        if parts.below and parts.above:
            return Piece(f"<msubsup>{base}{below}{above}</msubsup>", width)
        if parts.below:
            return Piece(f"<msub>{base}{below}</msub>", width)
        if parts.above:
            return Piece(f"<msup>{base}{above}</msup>", width)
        return Piece(base, width)

    def word(self, text: str) -> Piece:
        """Write a word."""
        shown = shortened(one_line(text), LONGEST_NAME)
        return Piece(f"<mi>{_text(shown)}</mi>", len(shown))

    def given(self, latex: str) -> Piece:
        """Write LaTeX as it is, as MathML knows none."""
        return Piece(f"<mtext>{_text(latex)}</mtext>", len(latex))

    def operator(self, sign: str, *, prefix: bool = False) -> Piece:
        """Write an operator."""
        form = ' form="prefix"' if prefix else ' form="infix"'
        shown = MINUS if sign == "-" else sign
        return Piece(f"<mo{form}>{shown}</mo>", 1 if prefix else 3, sign_break(sign, prefix=prefix))

    def separator(self, sign: str) -> Piece:
        """Write what separates arguments."""
        return Piece(f'<mo separator="true">{sign}</mo>', 2)

    def parenthesis(self, sign: str) -> Piece:
        """Write a parenthesis that does not grow, as its line may break."""
        form = "prefix" if sign in "([" else "postfix"
        return Piece(f'<mo form="{form}" stretchy="false">{sign}</mo>', 1)

    def function(self, name: str, *, prime: bool) -> Piece:
        """Write the name of a function."""
        if not name:
            return Piece("", 0)
        name = shortened(one_line(name), LONGEST_NAME)
        markup = f"<mi>{_text(name)}</mi>"
        if name in {"∇f", "∇L"}:
            markup = f"<mrow><mo>∇</mo><mi>{name[1]}</mi></mrow>"
        return Piece(f"<msup>{markup}<mo>′</mo></msup>" if prime else markup, len(name) + prime)

    def around(self, function: str, inside: Pieces) -> Pieces:
        """Write bars or a root."""
        if function == "abs":
            return [
                Piece('<mo form="prefix" stretchy="false">|</mo>', 1),
                *inside,
                Piece('<mo form="postfix" stretchy="false">|</mo>', 1),
            ]
        return [Piece(f"<msqrt>{self.join(inside)}</msqrt>", width_of(inside) + 1)]

    def fraction(self, numerator: Pieces, denominator: Pieces) -> Piece:
        """Write a fraction."""
        width = max(width_of(numerator), width_of(denominator))
        return Piece(
            f"<mfrac>{_row(self.join(numerator))}{_row(self.join(denominator))}</mfrac>", width
        )

    def power(self, base: Pieces, exponent: Expression) -> Pieces:
        """Write a power."""
        above = self.pieces(exponent)
        markup = f"<msup>{_row(self.join(base))}{_row(self.join(above))}</msup>"
        return [Piece(markup, width_of(base) + width_of(above))]

    def slope(self, of: Pieces, by: Pieces) -> Pieces:
        """Write a derivative as a fraction."""
        below = _row(f"<mo>∂</mo>{self.join(by)}")
        if width_of(of) > 4:
            return [Piece(f"<mfrac><mo>∂</mo>{below}</mfrac>", 3), *of]
        return [Piece(f"<mfrac>{_row(f'<mo>∂</mo>{self.join(of)}')}{below}</mfrac>", 5)]

    def total(self, index: str) -> Piece:
        """Write the sign of a sum."""
        return Piece(f"<munder><mo>∑</mo><mi>{index}</mi></munder>" if index else "<mo>∑</mo>", 2)

    def dots(self) -> Piece:
        """Write dots."""
        return Piece("<mo>⋯</mo>", 3)

    def cases(self, form: Cases) -> Pieces:
        """Write a function by cases."""
        rows = "".join(
            f"<mtr><mtd>{self.inline(value)}</mtd><mtd>{self.inline(c.left)}"
            f"<mo>{_text(c.sign)}</mo>{self.inline(c.right)}</mtd></mtr>"
            for value, c in form.rows
        )
        return [Piece(f'<mo form="prefix">{{</mo><mtable class="cases">{rows}</mtable>', 20)]

    def elided(self, count: int, total: str | None) -> Piece:
        """Write dots, or what the terms that are left out add up to above their number."""
        if total is None:
            return Piece("<mo>⋯</mo>", 3)
        return Piece(
            f"<munder><munder>{_row(total)}<mo>⏟</mo></munder>"
            f"<mtext>{count} terms</mtext></munder>",
            12,
        )


def write_html(content: Document, *, page: bool = True) -> Iterator[str]:
    """Yield a document as HTML, part by part.

    Parameters
    ----------
    content : Document
        What is written.
    page : bool
        Whether a whole page; otherwise an element for another page, such as a notebook.
    """
    writer = MathmlWriter(content.notation, content.style)
    title = _phrase(content.title, writer)
    if page:
        plain = "".join(
            word if isinstance(word, str) else one_line(word.text)
            for word in content.title
            if isinstance(word, str | Name)
        )
        yield (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{_text(plain)}</title>\n<style>{STYLE}</style>\n</head>\n"
            '<body class="dark-too">\n<main class="neurosim">\n'
        )
    else:
        yield f'<style>{STYLE}</style>\n<div class="neurosim">\n'
    yield f"<h1>{title}</h1>\n"
    for note in content.notes:
        yield f'<p class="note">{_phrase(note, writer)}</p>\n'
    for section in content.sections:
        heading = f"{section.number} {section.title}".strip()
        yield f"<section>\n<h2>{_text(heading)}</h2>\n"
        for block in section.blocks:
            yield _block(block, writer)
        yield "</section>\n"
    yield "</main>\n</body>\n</html>\n" if page else "</div>\n"


def _block(block: Block, writer: MathmlWriter) -> str:
    match block:
        case Paragraph(words):
            return f"<p>{_phrase(words, writer)}</p>\n"
        case Subheading(words):
            return f"<h3>{_phrase(words, writer)}</h3>\n"
        case Assignments(items):
            spans = "".join(
                f"<span>⋯ {item} more ⋯</span>\n"
                if isinstance(item, int)
                else f"<span>{_assignment(*item, writer)}</span>\n"
                for item in items
            )
            return f'<p class="given">\n{spans}</p>\n'
        case NumberTable():
            parts = pages(block, writer, TABLE_WIDTH, 3)
            return "".join(
                _table(part, writer) if isinstance(part, NumberTable) else _block(part, writer)
                for part in parts
            )
        case Equation():
            return _equation(block, writer)


def _table(table: NumberTable, writer: MathmlWriter) -> str:
    head = "".join(f"<th>{_phrase(cell, writer)}</th>" for cell in table.header)
    body = "".join(
        f"<tr>{''.join(f'<td>{_phrase(cell, writer)}</td>' for cell in row)}</tr>\n"
        for row in table.rows
    )
    return (
        f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table></div>\n"
    )


def _equation(equation: Equation, writer: MathmlWriter) -> str:
    left = writer.inline(equation.left)
    rows: list[str] = []
    for line in equation.lines:
        for i, row in enumerate(writer.rows(line.form, WIDTH)):
            start = "" if rows else left
            sign, space = ("<mo>=</mo>", "") if not i else ("", _INDENT)
            tall = " tall" if "<mfrac>" in row + start else ""
            rows.append(
                f'<mtr class="{line.kind}{tall}"><mtd>{start}</mtd><mtd>{sign}</mtd>'
                f"<mtd>{space}{row}</mtd></mtr>\n"
            )
    why = _phrase(equation.why, writer)
    table = f'<mtable class="aligned" displaystyle="true">\n{"".join(rows)}</mtable>'
    return f'<div class="equation"><math>{table}</math></div>\n' + (
        f'<p class="why">{why}</p>\n' if why else ""
    )


def _assignment(left: Expression, right: Expression, writer: MathmlWriter) -> str:
    return f"<math>{writer.inline(left)}<mo>=</mo>{writer.inline(right)}</math>"


def _phrase(words: Phrase, writer: MathmlWriter) -> str:
    parts = []
    for word in words:
        if isinstance(word, str):
            parts.append(_text(word))
        elif isinstance(word, Name):
            parts.append(f"<bdi>{_text(word.text)}</bdi>")
        else:
            parts.append(f"<math>{writer.inline(word)}</math>")
    return "".join(parts)


def _text(text: str) -> str:
    return escape_html(isolated(one_line(text)), quote=True)


def _row(markup: str) -> str:
    return f"<mrow>{markup}</mrow>"
