"""A document as LaTeX: a complete document, or a fragment to include."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from neurosim.mathematics.expression import Cases, Expression
from neurosim.mathematics.numbers import Shown
from neurosim.names import one_line, shortened
from neurosim.writing.document import Assignments, Diagram, Document, Equation
from neurosim.writing.document_writer import DocumentWriter
from neurosim.writing.letters import Typeset
from neurosim.writing.markup import LONGEST_NAME, Piece, Pieces, height_of, width_of
from neurosim.writing.step_pictures import StepPictures

WIDTH = 64
"""Characters of mathematics on a line; symbols take up less than their letters."""

_LEFT, _RIGHT = r"\left(", r"\right)"
_IN_ONE_BOX = 24
_LONGEST_PART, _CODE_POINT, _SHORT_LEFT = 20, 11, 6
_WIDE = frozenset("<>…→+")  # twice as wide as a letter
_ROWS_OF_PART = 35

_ROOM = (440, 600)
"""The most points of a picture: its width and height."""

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
    "arctan": r"\arctan",
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
    **{
        sign: f"${command}$"
        for sign, command in {
            "·": r"\cdot",
            "×": r"\times",
            "±": r"\pm",
            "≤": r"\le",
            "≥": r"\ge",
            "≠": r"\ne",
            "≈": r"\approx",
            "∞": r"\infty",
            "∂": r"\partial",
            "∇": r"\nabla",
            "∑": r"\sum",
            "√": r"\surd",
            "²": "^2",
            "³": "^3",
            "½": r"\frac12",
            "→": r"\to",
            "⋯": r"\cdots",
        }.items()
    },
    "…": r"\ldots{}",
    "†": r"\dag{}",
    "ŷ": r"\^y",
    **{letter: f"${command}$" for letter, command in _GREEK.items()},
}
_BLANK = re.compile("_{4,}")
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


_TIKZ = "\\usepackage{tikz}\n\\usetikzlibrary{arrows.meta,backgrounds}\n"
# smaller and closer, with a margin for the pictures
_WITH_PICTURES = (
    ("11pt", "10pt"),
    (
        "margin=25mm",
        "margin=18mm,right=70mm,marginparwidth=56mm,marginparsep=6mm",
    ),
    ("9pt plus 2pt", "6pt plus 2pt"),
    (r"\begin{document}", r"\usepackage{tikz}" + "\n\\setlength{\\jot}{1pt}\n\\begin{document}"),
)
_WIDTH_BESIDE_PICTURES, _TABLE_BESIDE_PICTURES = 50, 62


class LatexWriter(DocumentWriter):
    """LaTeX."""

    width = WIDTH
    widest_fraction = WIDTH
    has_pictures = True
    bars = (r"\lvert", r"\rvert")
    table_width = TABLE_WIDTH
    gap = 2
    closing = ("\\end{document}\n", "")
    parts: ClassVar[Mapping[str, str]] = {
        "note": "%s\n\n",
        "heading": "\\subsection*{%s}\n\n",
        # a paragraph of its own, also after a heading
        "paragraph": "\\par %s\n\n",
        "subheading": "\\paragraph{%s}\\mbox{}\\par\\nopagebreak\n",
        "mathematics": "$%s$",
    }

    # -- mathematics ---------------------------------------------------------------------------

    def upright(self, text: str) -> str:
        """Write a name or a word upright."""
        return upright(text)

    def rows(self, form: Expression, width: int) -> list[str]:
        """Return a formula in rows; a parenthesis whose row breaks does not grow by itself."""
        return [
            row if _is_balanced(row) else row.replace(_LEFT, r"\Bigl(").replace(_RIGHT, r"\Bigr)")
            for row in super().rows(form, width)
        ]

    def join(self, pieces: Iterable[Piece]) -> str:
        """Return the markup with a space between pieces."""
        return " ".join(piece.markup for piece in pieces if piece.markup)

    def number(self, shown: Shown, *, differs: bool) -> str:
        """Write a number; a decimal comma without the space that follows other commas."""
        digits = shown.digits.replace(",", "{,}").replace("∞", r"\infty")
        if shown.denominator is not None:
            digits = rf"\tfrac{{{digits}}}{{{shown.denominator}}}"
        if shown.exponent is not None:
            digits += rf" \cdot 10^{{{shown.exponent}}}"
            if differs:
                digits = f"{{{digits}}}"
        return ("-" if shown.negative else "") + digits + r"^{\dagger}" * differs

    def symbol(self, parts: Typeset) -> str:
        """Write a letter with what stands below and above it."""
        return symbol_markup(self._fitting(parts), self.upright)

    def symbol_width(self, parts: Typeset) -> int:
        """Return about how many characters wide a symbol is."""
        parts = self._fitting(parts)
        below, above = map(self.shown_length, (parts.below, parts.above))
        return self.shown_length(parts.base) + max(below, above) * 2 // 3

    def shown_length(self, text: str) -> int:
        """Return how many characters are shown for a text; some become their code points."""
        wide = sum(character in _WIDE for character in text)
        return wide + sum(_CODE_POINT if _is_code_point(_escaped(c)) else 1 for c in text)

    def _fitting(self, parts: Typeset) -> Typeset:
        """Return a symbol with names so short that a line has room for it."""
        return Typeset(
            self._cut(parts.base), self._cut(parts.below), self._cut(parts.above), parts.plain
        )

    def _cut(self, text: str) -> str:
        while self.shown_length(text) > _LONGEST_PART:
            text = shortened(text, len(text) - 1)
        return text

    def word(self, text: str) -> str:
        """Write a word upright."""
        return self.upright(text)

    def given(self, latex: str) -> str:
        """Write LaTeX within braces, or its letters if it would end what stands around it."""
        text = " ".join(latex.split())
        return f"{{{text}}}" if _is_closed(text) else self.upright(text)

    def sign(self, sign: str, role: str) -> str:
        """Write a sign."""
        space = r"\," if role == "separator" else ""
        return {"·": r"\cdot", "⋯": r"\cdots"}.get(sign, sign) + space

    def grown(self, sign: str, height: float) -> str:
        """Write a parenthesis as high as what is in it."""
        return _LEFT if sign == "(" else _RIGHT

    def function(self, name: str, *, prime: bool) -> str:
        """Write the name of a function."""
        markup = _FUNCTIONS.get(name, rf"{{{self.upright(name)}}}")
        return markup + "'" * prime

    def root(self, inside: Pieces) -> Pieces:
        """Write a root."""
        markup = rf"\sqrt{{{self.join(inside)}}}"
        return [Piece(markup, width_of(inside) + 1, height=height_of(inside))]

    def fraction(self, numerator: str, denominator: str) -> str:
        """Write a fraction."""
        return rf"\frac{{{numerator}}}{{{denominator}}}"

    def power(self, base: Pieces, exponent: Expression) -> Pieces:
        """Write a power."""
        above = self.pieces(exponent)
        *first, last = base
        # a second superscript needs braces around the first
        below = f"{{{last.markup}}}" if "^" in last.markup else last.markup
        return [*first, Piece(f"{below}^{{{self.join(above)}}}", last.width + width_of(above))]

    def slope(self, of: Pieces, by: Pieces) -> Pieces:
        """Write a derivative as a fraction."""
        below = rf"\partial {self.join(by)}"
        if width_of(of) > 4:
            return [Piece(self.fraction(r"\partial", below), 3, height=2.2), *of]
        return [Piece(self.fraction(rf"\partial {self.join(of)}", below), 5, height=2.2)]

    def total(self, index: str) -> str:
        """Write the sign of a sum."""
        return rf"\sum_{{{index}}}" if index else r"\sum"

    def cases(self, form: Cases) -> Pieces:
        """Write a function by cases."""
        rows = [
            f"{self.inline(value)} & {self.inline(c.left)} {_SIGNS[c.sign]} {self.inline(c.right)}"
            for value, c in form.rows
        ]
        return [Piece(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", 20)]

    def elided(self, count: int, total: str | None) -> str:
        """Write dots, or what the terms that are left out add up to above their number."""
        if total is None:
            return r"\cdots"
        return rf"\underbrace{{{total}}}_{{{count}\text{{ terms}}}}"

    # -- the document --------------------------------------------------------------------------

    def opening(self, content: Document) -> str:
        """Return the preamble, the title and the picture; of a part, nothing."""
        if not self.whole:
            self.pictures = None
            return ""
        title = rf"\section*{{{self.phrase(content.title)}}}" + "\n\n"
        if self.pictures is not None:
            self.width = self.widest_fraction = _WIDTH_BESIDE_PICTURES
            self.table_width = _TABLE_BESIDE_PICTURES
            preamble = PREAMBLE
            for wide, narrow in _WITH_PICTURES:
                preamble = preamble.replace(wide, narrow)
            return preamble + self.pictures.tikz_shared + title
        if content.illustration is None:
            return PREAMBLE + title
        begin = "\\begin{document}\n"
        preamble = PREAMBLE.replace(begin, f"{_TIKZ}{begin}")
        drawn = content.illustration.on_paper(_ROOM[0])
        width = drawn.width_within(*_ROOM)
        picture = f"\\resizebox{{{width:.1f}bp}}{{!}}{{%\n{drawn.tikz()}}}"
        return f"{preamble}{title}\\begin{{center}}\n{picture}\n\\end{{center}}\n\n"

    def assignments(self, block: Assignments) -> str:
        """Return given numbers, several on a line."""
        return f"{_mathematics([f'& {row}' for row in self.assignment_rows(block)])}\n\n"

    def assignment_rows(self, block: Assignments) -> list[str]:
        """Return given numbers, row by row."""
        rows: list[list[str]] = [[]]
        used = 0
        for item in block.items:
            if isinstance(item, int):
                text, size = rf"\cdots\text{{ {item} more }}\cdots", 18
            else:
                text = f"{self.inline(item[0])} = {self.inline(item[1])}"
                size = sum(width_of(self.pieces(part)) for part in item) + 6
            if rows[-1] and used + size > self.width:
                rows.append([])
                used = 0
            rows[-1].append(text)
            used += size
        return [r" \qquad ".join(row) for row in rows]

    def equation(self, equation: Equation, why: str) -> str:
        """Return an equation, aligned at the equals signs."""
        text = _mathematics(self.aligned(equation))
        return f"{text}\\\\*[2pt]\n{{\\small {why}}}\n\n" if why else f"{text}\n\n"

    def aligned(self, equation: Equation) -> list[str]:
        """Return the lines of an equation, aligned at the equals signs."""
        beginning = self.pieces(equation.left)
        left = self.join(beginning)
        width = self.width - max(0, width_of(beginning) - _SHORT_LEFT)
        lines: list[str] = []
        for line in equation.lines:
            for i, row in enumerate(self.rows(line.form, width)):
                lines.append(f"{'' if lines else left} &= {row}" if not i else rf"&\qquad {row}")
        return lines

    def diagram(self, block: Diagram, pictures: StepPictures) -> str:
        """Return a picture in the margin."""
        picture = f"\\resizebox{{\\linewidth}}{{!}}{{%\n{pictures.tikz(block.marked)}}}"
        picture = f"\\raisebox{{\\dimexpr\\baselineskip-\\height}}{{{picture}}}"
        # a page never ends between a heading and its first equation
        return f"{{\\interlinepenalty=10000 \\marginpar{{{picture}}}}}\\nopagebreak\n"

    def table(self, rows: list[list[str]]) -> str:
        """Return a table in parts that no page breaks, each with the header."""
        header, *lines = (" & ".join(row) + r" \\" for row in rows)
        parts = []
        for i in range(0, len(lines), _ROWS_OF_PART):
            body = "\n".join([header, r"\hline", *lines[i : i + _ROWS_OF_PART]])
            columns = "r" * len(rows[0])
            parts.append(f"\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}\n\n")
        return "".join(f"\\noindent\\hspace*{{2em}}{part}" for part in parts)

    def text(self, words: str) -> str:
        """Return plain words; a row of underscores becomes a line to write on."""
        parts = _BLANK.split(words)
        lines = (rf"\rule{{{len(blank) / 2:g}em}}{{0.4pt}}" for blank in _BLANK.findall(words))
        return "".join(escape(part) + next(lines, "") for part in parts)

    def name(self, name: str) -> str:
        """Return a name whose long words may be broken."""
        return breakable(name)


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


def _is_balanced(row: str) -> bool:
    depth = 0
    for sign in re.findall(r"\\(left\(|right\))", row):
        depth += 1 if sign == "left(" else -1
        if depth < 0:
            return False
    return depth == 0


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
    if base == "′":
        return "'"
    if base == "ŷ":
        return r"\hat{y}"
    if base in _GREEK:
        return _GREEK[base]
    if base == "∂":
        return r"\partial"
    single = base.isascii() and base.isalpha() and len(base) == 1
    return base if single else write(base)


def _index(text: str, write: Callable[[str], str]) -> str:
    if text.isalpha() and text.isascii() and len(text) > 1:
        return rf"\text{{{text}}}"
    plain = re.sub("[A-Za-z]{2,}", lambda word: rf"\text{{{word[0]}}}", text)
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


def _is_code_point(escaped: str) -> bool:
    return escaped.startswith(r"\textless{}U+")


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
