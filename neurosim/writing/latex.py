"""A document as LaTeX: a complete document, or a fragment to include."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from neurosim.checks import flag
from neurosim.mathematics.expression import Cases, Expression
from neurosim.mathematics.numbers import Shown
from neurosim.names import one_line, shortened
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

WIDTH = 64
"""Characters of mathematics on a line; symbols take up less than their letters."""

_IN_ONE_BOX = 24
_ROWS_OF_PART = 35

TABLE_WIDTH = 76
"""Characters of a table, two for the space of each column."""

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
    "L": "L",
    "∇f": r"\nabla f",
    "∇L": r"\nabla L",
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
    "…": r"\ldots{}",
    "†": r"\dag{}",
    "ŷ": r"\^y",
    **{letter: f"${command}$" for letter, command in _GREEK.items()},
}
_INDEX = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789[](),")
_SIGNS = {"≤": r"\le", "≥": r"\ge", ">": ">", "<": "<", "=": "=", "≠": r"\ne"}

PREAMBLE = r"""\documentclass[11pt,a4paper,fleqn]{article}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\usepackage[margin=25mm]{geometry}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{9pt plus 2pt}
\setlength{\lineskip}{4pt}
\setlength{\lineskiplimit}{3pt}
\setlength{\tabcolsep}{4pt}
\setlength{\emergencystretch}{5em}
\sloppy
\clubpenalty=10000
\widowpenalty=10000
\begin{document}
\setlength{\abovedisplayskip}{4pt}
\setlength{\belowdisplayskip}{4pt}
"""


class LatexWriter(Writer):
    """Mathematics in LaTeX."""

    widest_fraction = WIDTH

    def upright(self, text: str) -> str:
        """Write a name or a word upright."""
        return upright(text)

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
        markup = symbol_markup(parts, self.upright)
        return Piece(markup, len(parts.base) + max(len(parts.below), len(parts.above)) * 2 // 3)

    def word(self, text: str) -> Piece:
        """Write a word upright."""
        shown = shortened(one_line(text), LONGEST_NAME)
        return Piece(self.upright(shown), len(shown))

    def given(self, latex: str) -> Piece:
        """Write LaTeX within braces, or its letters if it would end what stands around it."""
        text = " ".join(latex.split())
        return Piece(f"{{{text}}}" if _is_closed(text) else self.upright(text), len(text))

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
            name = shortened(one_line(name), LONGEST_NAME)
            markup = rf"{{{self.upright(name)}}}"
        return Piece(markup + "'" * prime, max(len(name), 1))

    def around(self, function: str, inside: Pieces) -> Pieces:
        """Write bars or a root."""
        if function == "abs":
            return [Piece(r"\lvert", 1), *inside, Piece(r"\rvert", 1)]
        return [Piece(rf"\sqrt{{{self.join(inside)}}}", width_of(inside) + 1)]

    def fraction(self, numerator: Pieces, denominator: Pieces) -> Piece:
        """Write a fraction."""
        width = max(width_of(numerator), width_of(denominator))
        return Piece(rf"\frac{{{self.join(numerator)}}}{{{self.join(denominator)}}}", width)

    def power(self, base: Pieces, exponent: Expression) -> Pieces:
        """Write a power."""
        above = self.pieces(exponent)
        *first, last = base
        # a second superscript needs braces around the first
        below = f"{{{last.markup}}}" if "^" in last.markup else last.markup
        return [*first, Piece(f"{below}^{{{self.join(above)}}}", last.width + width_of(above))]

    def slope(self, of: Pieces, by: Pieces) -> Pieces:
        """Write a derivative as a fraction."""
        if width_of(of) > 4:
            operator = Piece(rf"\frac{{\partial}}{{\partial {self.join(by)}}}", 3)
            return [operator, *of]
        return [Piece(rf"\frac{{\partial {self.join(of)}}}{{\partial {self.join(by)}}}", 5)]

    def total(self, index: str) -> Piece:
        """Write the sign of a sum."""
        return Piece(rf"\sum_{{{index}}}" if index else r"\sum", 2)

    def dots(self) -> Piece:
        """Write dots."""
        return Piece(r"\cdots", 3)

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


def _is_closed(text: str) -> bool:
    """Return whether mathematics closes the braces and environments that it opens, and no other."""
    plain = re.sub(r"\\[^a-zA-Z]", "", text)
    depth = 0
    for character in plain:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    begun, ended = (re.findall(rf"\\{word}\b", plain) for word in ("begin", "end"))
    single = plain.isascii() and plain.isprintable() and not re.search("[$%#]", plain)
    return bool(plain) and not depth and len(begun) == len(ended) and single


def upright(text: str) -> str:
    """Return a name or a word upright, within mathematics."""
    return rf"\text{{{escape(text)}}}"


def symbol_markup(parts: Typeset, write: Callable[[str], str] = upright) -> str:
    """Return a letter with what stands below and above it, as mathematics.

    Parameters
    ----------
    parts : Typeset
        The parts.
    write : callable
        Writes a word upright.

    Examples
    --------
    >>> print(symbol_markup(Typeset("w", "h[0][2]", "", "wh[0][2]")))
    w_{h[0][2]}
    """
    below, above = _index(parts.below, write), _index(parts.above, write)
    markup = _letter(parts.base, write)
    markup += f"_{{{below}}}" if below else ""
    return markup + (f"^{{{above}}}" if above else "")


def _letter(base: str, write: Callable[[str], str]) -> str:
    if base == "ŷ":
        return r"\hat{y}"
    if base in _GREEK:
        return _GREEK[base]
    single = base.isascii() and base.isalpha() and len(base) == 1
    return base if single else write(base)


def _index(text: str, write: Callable[[str], str]) -> str:
    if text.isalpha() and text.isascii() and len(text) > 1:
        return rf"\text{{{text}}}"
    plain = re.sub("new|old", lambda word: rf"\text{{{word[0]}}}", text)
    return plain if set(text) <= _INDEX else write(text)


def escape(text: str) -> str:
    r"""Return a name as LaTeX text; characters that usual fonts lack are written as code points.

    Examples
    --------
    >>> print(escape("50% & a_1"))
    50\% \& a\_1
    """
    return "".join(_escaped(character) for character in one_line(text))


def breakable(text: str) -> str:
    """Return a name as LaTeX text whose long words may be broken."""
    words = one_line(text).split(" ")
    parts = [[word[i : i + 12] for i in range(0, len(word), 12)] for word in words]
    return " ".join(
        r"\hspace{0pt plus 3pt}".join(map(escape, part))
        if len(word) > LONGEST_NAME
        else escape(word)
        for word, part in zip(words, parts, strict=True)
    )


def write_latex(content: Document, *, document: bool = True) -> Iterator[str]:
    """Yield a document as LaTeX, part by part."""
    writer = LatexWriter(content.notation, content.style)
    if flag(document, "document"):
        yield PREAMBLE
        yield rf"\section*{{{_phrase(content.title, writer)}}}" + "\n\n"
    for note in content.notes:
        yield rf"{_phrase(note, writer)}" + "\n\n"
    for section in content.sections:
        heading = escape(f"{section.number} {section.title}".strip())
        yield rf"\subsection*{{{heading}}}" + "\n\n"
        for block in section.blocks:
            yield _block(block, writer)
    if flag(document, "document"):
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
            size = sum(width_of(writer.pieces(part)) for part in item) + 6
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
            return rf"\paragraph{{{_phrase(words, writer)}}}\mbox{{}}\par\nopagebreak" + "\n"
        case Assignments():
            rows = [f"& {row}" for row in assignment_rows(block, writer)]
            return f"{_mathematics(rows)}\n\n"
        case NumberTable():
            return "".join(
                _table(part, writer) if isinstance(part, NumberTable) else _block(part, writer)
                for part in pages(block, writer, TABLE_WIDTH, 2)
            )
        case Equation():
            text = _mathematics(aligned(block, writer))
            if not block.why:
                return f"{text}\n\n"
            return f"{text}\\\\*[2pt]\n{{\\small {_phrase(block.why, writer)}}}\n\n"


def _mathematics(rows: list[str]) -> str:
    """Return aligned rows: in one box that no page breaks, or so that no row stands alone."""
    tall = [r"\frac" in row for row in rows]
    boxed = len(rows) + sum(tall) <= _IN_ONE_BOX
    text = rows[0]
    for i, row in enumerate(rows[1:], 1):
        kept = "*" if i < 3 or i >= len(rows) - 2 else ""
        space = "[2pt]" if tall[i - 1] or tall[i] else ""
        text += f" \\\\{'' if boxed else kept}{space}\n{row}"
    if boxed:
        return f"\\noindent\\hspace*{{2em}}$\\begin{{aligned}}\n{text}\n\\end{{aligned}}$"
    return f"\\begin{{align*}}\n{text}\n\\end{{align*}}"


def _table(table: NumberTable, writer: LatexWriter) -> str:
    """Return a table in parts that no page breaks, each with the header."""
    header, *lines = (
        " & ".join(_phrase(cell, writer) for cell in row) + r" \\"
        for row in (table.header, *table.rows)
    )
    columns = "r" * len(table.header)
    parts = []
    for i in range(0, len(lines), _ROWS_OF_PART):
        body = "\n".join([header, r"\hline", *lines[i : i + _ROWS_OF_PART]])
        parts.append(f"\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}\n\n")
    return "".join(f"\\noindent\\hspace*{{2em}}{part}" for part in parts)


def _phrase(words: Phrase, writer: LatexWriter) -> str:
    parts = []
    for word in words:
        if isinstance(word, str):
            parts.append(escape(word))
        elif isinstance(word, Name):
            parts.append(breakable(word.text))
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
