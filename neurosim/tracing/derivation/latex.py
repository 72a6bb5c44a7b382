"""A derivation as LaTeX: a document that compiles as it is, or a fragment to include."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from neurosim.names import one_line
from neurosim.tracing.derivation.derivation import Derivation
from neurosim.tracing.derivation.document import (
    Assignments,
    Block,
    Equation,
    Name,
    Paragraph,
    Phrase,
    Subheading,
    Table,
)
from neurosim.tracing.derivation.expression import Cases, Expression
from neurosim.tracing.derivation.markup import Piece, Pieces, Writer, sign_break
from neurosim.tracing.derivation.notation import Typeset
from neurosim.tracing.derivation.numbers import Shown

WIDTH = 64
"""Characters of mathematics on a line; symbols take up less than their letters."""

_FUNCTIONS = {
    "": "",
    "σ": r"\sigma",
    "tanh": r"\tanh",
    "max": r"\max",
    "min": r"\min",
    "ln": r"\ln",
    "sin": r"\sin",
    "cos": r"\cos",
    "f": "f",
}
_GREEK = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu",
    "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau",
    "φ": r"\varphi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Δ": r"\Delta", "Σ": r"\Sigma",
}  # fmt: skip
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"{\ttfamily\char34}",
    "'": r"{\ttfamily\char13}",
    "`": r"{\ttfamily\char18}",
    "-": "{-}",
    "⋯": r"$\cdots$",
    "†": r"\dag{}",
    "ŷ": r"\^y",
    **{letter: f"${command}$" for letter, command in _GREEK.items()},
}
_INDEX = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789[](),")
_SIGNS = {"≤": r"\le", "≥": r"\ge", ">": ">", "<": "<"}

PREAMBLE = r"""\documentclass[11pt,a4paper,fleqn]{article}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\usepackage{longtable}
\usepackage[margin=25mm]{geometry}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\setlength{\tabcolsep}{4pt}
\setlength{\emergencystretch}{5em}
\sloppy
\begin{document}
\setlength{\abovedisplayskip}{4pt}
\setlength{\belowdisplayskip}{4pt}
"""


class LatexWriter(Writer):
    """Mathematics in LaTeX."""

    def upright(self, text: str) -> str:
        """Write a name or a word upright."""
        return rf"\text{{{escape(text)}}}"

    def join(self, pieces: Iterable[Piece]) -> str:
        """Return the markup with a space between pieces."""
        return " ".join(piece.markup for piece in pieces if piece.markup)

    def number(self, shown: Shown, *, differs: bool) -> Piece:
        """Write a number; a decimal comma without the space that follows other commas."""
        digits = shown.digits.replace(",", "{,}").replace("∞", r"\infty")
        if shown.denominator is not None:
            digits = rf"\tfrac{{{digits}}}{{{shown.denominator}}}"
        if shown.exponent is not None:
            digits += rf" \cdot 10^{{{shown.exponent}}}"
            if differs:
                digits = f"{{{digits}}}"
        sign = "-" if shown.negative else ""
        return Piece(
            sign + digits + r"^{\dagger}" * differs,
            len(shown.digits) + len(sign) + 5 * (shown.exponent is not None),
        )

    def symbol(self, parts: Typeset) -> Piece:
        """Write a letter with what stands below and above it."""
        below, above = self._index(parts.below), self._index(parts.above)
        markup = self._letter(parts.base)
        markup += f"_{{{below}}}" if below else ""
        markup += f"^{{{above}}}" if above else ""
        return Piece(markup, 1 + max(len(parts.below), len(parts.above)) * 2 // 3)

    def word(self, text: str) -> Piece:
        """Write a word upright."""
        return Piece(self.upright(text), len(text))

    def operator(self, sign: str, *, prefix: bool = False) -> Piece:
        """Write an operator."""
        markup = r"\cdot" if sign == "·" else sign
        return Piece(markup, 1 if prefix else 3, sign_break(sign, prefix=prefix))

    def separator(self, sign: str) -> Piece:
        """Write what separates arguments."""
        return Piece(rf"{sign}\,", 2)

    def parenthesis(self, sign: str) -> Piece:
        """Write a parenthesis that a line may break within."""
        return Piece(sign, 1)

    def function(self, name: str, *, prime: bool) -> Piece:
        """Write the name of a function."""
        markup = _FUNCTIONS.get(name)
        if markup is None:
            markup = rf"{{{self.upright(name)}}}"
        return Piece(markup + "'" * prime, max(len(name), 1))

    def around(self, function: str, inside: Pieces) -> Pieces:
        """Write bars or a root."""
        if function == "abs":
            return [Piece(r"\lvert", 1), *inside, Piece(r"\rvert", 1)]
        return [Piece(rf"\sqrt{{{self.join(inside)}}}", _width(inside) + 1)]

    def fraction(self, numerator: Pieces, denominator: Pieces) -> Piece:
        """Write a fraction."""
        width = max(_width(numerator), _width(denominator))
        return Piece(rf"\frac{{{self.join(numerator)}}}{{{self.join(denominator)}}}", width)

    def power(self, base: Pieces, exponent: Expression) -> Pieces:
        """Write a power."""
        above = self.pieces(exponent)
        *first, last = base
        # a second superscript needs braces around the first
        below = f"{{{last.markup}}}" if "^" in last.markup else last.markup
        return [*first, Piece(f"{below}^{{{self.join(above)}}}", last.width + _width(above))]

    def slope(self, of: Pieces, by: Pieces) -> Pieces:
        """Write a derivative as a fraction."""
        if _width(of) > 4:
            operator = Piece(rf"\frac{{\partial}}{{\partial {self.join(by)}}}", 3)
            return [operator, *of]
        return [Piece(rf"\frac{{\partial {self.join(of)}}}{{\partial {self.join(by)}}}", 5)]

    def total(self, index: str) -> Piece:
        """Write the sign of a sum."""
        return Piece(rf"\sum_{{{index}}}" if index else r"\sum", 2)

    def cases(self, form: Cases) -> Pieces:
        """Write a function by cases."""
        rows = [
            f"{self.inline(value)} & {self.inline(c.left)} {_SIGNS[c.sign]} {self.inline(c.right)}"
            for value, c in form.rows
        ]
        return [Piece(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", 20)]

    def elided(self, count: int, total: str | None) -> Piece:
        """Write dots, or what the terms that are left out add up to above their number."""
        if total is None:
            return Piece(r"\cdots", 3)
        return Piece(rf"\underbrace{{{total}}}_{{{count}\text{{ terms}}}}", 12)

    def _letter(self, base: str) -> str:
        if base == "ŷ":
            return r"\hat{y}"
        if base in _GREEK:
            return _GREEK[base]
        single = base.isascii() and base.isalpha() and len(base) == 1
        return base if single else self.upright(base)

    def _index(self, text: str) -> str:
        if text.isalpha() and text.isascii() and len(text) > 1:
            return rf"\text{{{text}}}"
        plain = text.replace("new", r"\text{new}")
        return plain if set(text) <= _INDEX else self.upright(text)


def escape(text: str) -> str:
    r"""Return a name as LaTeX text; what no usual font has is written as its code point.

    Examples
    --------
    >>> print(escape("50% & a_1"))
    50\% \& a\_1
    """
    return "".join(_escaped(character) for character in one_line(text))


def write_latex(derivation: Derivation, *, document: bool = True) -> Iterator[str]:
    """Yield a derivation as LaTeX, part by part."""
    writer = LatexWriter(derivation.notation, derivation.style)
    if document:
        yield PREAMBLE
        yield rf"\section*{{{_phrase(derivation.title, writer)}}}" + "\n\n"
    for note in derivation.notes:
        yield rf"{_phrase(note, writer)}" + "\n\n"
    for section in derivation.sections:
        heading = escape(f"{section.number} {section.title}".strip())
        yield rf"\subsection*{{{heading}}}" + "\n\n"
        for block in section.blocks:
            yield _block(block, writer)
    if document:
        yield "\\end{document}\n"


def aligned(equation: Equation, writer: LatexWriter, width: int = WIDTH) -> list[str]:
    """Return the lines of an equation, aligned at the equals signs."""
    left = writer.inline(equation.left)
    lines: list[str] = []
    for line in equation.lines:
        for i, row in enumerate(writer.rows(line.form, width)):
            lines.append(f"{'' if lines else left} &= {row}" if not i else rf"&\qquad {row}")
    return lines


def assignment_rows(block: Assignments, writer: LatexWriter, width: int = WIDTH) -> list[str]:
    """Return given numbers, several on a line."""
    rows: list[list[str]] = [[]]
    used = 0
    for item in block.items:
        if isinstance(item, int):
            text, size = rf"\cdots\text{{ {item} more }}\cdots", 18
        else:
            text = f"{writer.inline(item[0])} = {writer.inline(item[1])}"
            size = sum(_width(writer.pieces(part)) for part in item) + 6
        if rows[-1] and used + size > width:
            rows.append([])
            used = 0
        rows[-1].append(text)
        used += size
    return [r" \qquad ".join(row) for row in rows]


def _block(block: Block, writer: LatexWriter) -> str:
    match block:
        case Paragraph(words):
            # a paragraph of its own, also after a heading
            return rf"\par {_phrase(words, writer)}" + "\n\n"
        case Subheading(words):
            return rf"\paragraph{{{_phrase(words, writer)}}}\mbox{{}}" + "\n"
        case Assignments():
            rows = " \\\\\n".join(f"& {row}" for row in assignment_rows(block, writer))
            return f"\\begin{{align*}}\n{rows}\n\\end{{align*}}\n\n"
        case Table(header, rows):
            lines = [
                " & ".join(_phrase(cell, writer) for cell in row) + r" \\"
                for row in (header, *rows)
            ]
            columns = "r" * len(header)
            body = "\n".join([lines[0], r"\hline", *lines[1:]])
            return f"\\begin{{longtable}}{{{columns}}}\n{body}\n\\end{{longtable}}\n\n"
        case Equation():
            equation = " \\\\\n".join(aligned(block, writer))
            text = f"\\begin{{align*}}\n{equation}\n\\end{{align*}}\n"
            why = _phrase(block.why, writer)
            return text + (f"{{\\small {why}}}\n\n" if why else "\n")


def _phrase(words: Phrase, writer: LatexWriter) -> str:
    parts = []
    for word in words:
        if isinstance(word, str):
            parts.append(escape(word))
        elif isinstance(word, Name):
            parts.append(escape(word.text))
        else:
            parts.append(f"${writer.inline(word)}$")
    return "".join(parts)


def _escaped(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character.isascii() or _is_latin(character):
        return character
    return rf"\textless{{}}U+{ord(character):04X}\textgreater{{}}\allowbreak{{}}"


def _is_latin(character: str) -> bool:
    parts = unicodedata.normalize("NFD", character)
    marks = {"\u0300", "\u0301", "\u0302", "\u0303", "\u0308", "\u0327"}
    return character in "ßæøåÆØÅ" or (
        len(parts) == 2 and parts[0].isascii() and parts[1] in marks and ord(character) < 0x100
    )


def _width(pieces: Pieces) -> int:
    return sum(piece.width for piece in pieces)
