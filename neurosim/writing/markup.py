"""Expressions become pieces of markup that can be broken into lines; one writer per format.

The walk over an expression is here once: where parentheses stand, where a line may break. A writer
says how its format writes each part.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from neurosim.mathematics.expression import (
    Absolute,
    Call,
    Cases,
    Constant,
    Dots,
    Elided,
    Expression,
    Fraction,
    Latex,
    Letter,
    Negative,
    Number,
    Power,
    Product,
    Root,
    Slope,
    Sum,
    Total,
    Vector,
    Word,
)
from neurosim.mathematics.numbers import NumberStyle, Shown, agree
from neurosim.mathematics.symbols import Symbol
from neurosim.names import one_line, shortened
from neurosim.writing.letters import Notation, Typeset

_SUM, _PRODUCT, _ATOM = 1, 2, 3
_NEVER, _SUM_BREAK, _PRODUCT_BREAK = 0, 1, 2
_WIDTHS = {"infix": 3, "prefix": 1, "separator": 2, "parenthesis": 1, "dots": 3}

_WITHOUT_PARTS = (Letter, Symbol, Word, Constant, Call)
_MOST_SYMBOLS = 1000
_SMALL_FRACTION, _BAR = 1.5, 0.2

LONGEST_NAME = 20
"""Characters of a name in a table or a formula; a longer name loses its middle."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a formula: markup, width in characters, and whether a line may break before it.

    ``breaks`` is 0 for never, 1 at a sign of a sum, 2 at a sign of a product or quotient. The
    height, in lines of text, is that of the parentheses that can stand around it.
    """

    markup: str
    width: int
    breaks: int = _NEVER
    height: float = 1.0


Pieces = list[Piece]


class Writer(ABC):
    """How one format writes mathematics.

    Parameters
    ----------
    notation : Notation
        The letters of the symbols.
    style : NumberStyle
        The way to write numbers.
    """

    inline_fractions = False
    """Whether numerator and denominator stand in the line, so that they may need parentheses."""

    widest_fraction = 0
    """The most characters of a fraction; a wider one stands in the line, which can be broken."""

    piece: Callable[..., Piece] = staticmethod(Piece)
    """Makes a piece of a formula, about so many characters wide."""

    bars = ("|", "|")
    """The signs of an absolute value."""

    def __init__(self, notation: Notation, style: NumberStyle) -> None:
        self.notation = notation
        self.style = style
        self._signs: dict[tuple[str, str], Piece] = {}
        self._symbols: dict[Symbol, Piece] = {}

    def rows(self, form: Expression, width: int) -> list[str]:
        """Return a formula as markup, in as many rows as the width asks for."""
        pieces = self.pieces(form)
        if width_of(pieces) <= width:
            return [self.join(pieces)]
        rows: list[Pieces] = [[]]
        used = 0
        for chunk in _chunks(pieces, _SUM_BREAK):
            parts = [chunk] if width_of(chunk) <= width else _chunks(chunk, _PRODUCT_BREAK)
            for part in parts:
                if rows[-1] and used + width_of(part) > width:
                    rows.append([])
                    used = 0
                rows[-1] += part
                used += width_of(part)
        return [self.join(row) for row in rows]

    def inline(self, form: Expression) -> str:
        """Return a formula as markup in one row."""
        return self.join(self.pieces(form))

    def pieces(self, form: Expression, needed: int = _SUM, *, leading: bool = True) -> Pieces:
        """Return the pieces of a formula, in parentheses if it binds less than is needed."""
        match form:
            case Number(value, None, False, True):
                shown = self.style.show(value, significant=True)
                return self._shown(shown, needed, leading, differs=False)
            case Number(value, exact, fixed):
                return self._number(value, exact, needed, leading, fixed=fixed)
            case Constant(value):
                return self._number(value, None, needed, leading, constant=True)
            case Symbol():
                return [self._remembered(form)]
            case Letter(base, below, own):
                base = base if own else self.notation.letter(base)
                return [self._symbol(Typeset(base, below, "", base + (below and f"_{below}")))]
            case Word(text):
                name = shortened(one_line(text), LONGEST_NAME)
                return [self.piece(self.word(name), len(name))]
            case Latex(text):
                return [self.piece(self.given(text), len(text))]
            case Sum(terms):
                return self._enclosed(self._sum(terms), needed > _SUM)
            case Negative(of):
                # not -0.0 · 0.5, as if the sign were that of the number
                of_numbers = isinstance(of, Product) and isinstance(of.factors[0], Number)
                inner = self.pieces(of, _ATOM if of_numbers else _PRODUCT, leading=of_numbers)
                pieces = [self._sign("-", "prefix"), *inner]
                return self._enclosed(pieces, needed > _SUM or not leading)
            case Product(factors):
                return self._enclosed(self._product(factors, leading), needed > _PRODUCT)
            case Fraction(numerator, denominator):
                return self._fraction(numerator, denominator, needed, leading)
            case Power(base, exponent):
                return self.power(self.pieces(base, _ATOM, leading=False), exponent)
            case Call(function, arguments, prime):
                return self._call(function, arguments, prime)
            case Absolute(of):
                left, right = (self.piece(bar, 1) for bar in self.bars)
                return [left, *self.pieces(of), right]
            case Root(of):
                return self.root(self.pieces(of))
            case Slope(of, by):
                compound = not isinstance(of, _WITHOUT_PARTS)
                inner = self._enclosed(self.pieces(of), compound)
                return self._enclosed(self.slope(inner, self.pieces(by)), needed == _ATOM)
            case Total(term, index):
                return self._enclosed(
                    [self.piece(self.total(index), 2), *self.pieces(term, _PRODUCT)],
                    needed > _PRODUCT,
                )
            case Dots():
                return [self._sign("⋯", "dots")]
            case Vector(components):
                inside = self._listed(components)
                return [self._sign("[", "parenthesis"), *inside, self._sign("]", "parenthesis")]
            case Cases():
                return self._enclosed(self.cases(form), needed > _SUM)
            case Elided(count, total, in_numbers):
                alone = leading or self.inline_fractions
                sum_of_them = self.join(self.pieces(total, leading=alone)) if in_numbers else None
                return [self.piece(self.elided(count, sum_of_them), 12 if in_numbers else 3)]

    def _number(
        self,
        value: float,
        exact: float | None,
        needed: int,
        leading: bool,
        *,
        constant: bool = False,
        fixed: bool = False,
    ) -> Pieces:
        # a rounded number has all its decimals, even if the last is 0
        fixed = fixed or (exact is not None and not agree(exact, value))
        shown = self.style.constant(value) if constant else self.style.show(value, fixed=fixed)
        differs = exact is not None and self.style.show(exact, fixed=fixed) != shown
        return self._shown(shown, needed, leading, differs=differs)

    def _shown(self, shown: Shown, needed: int, leading: bool, *, differs: bool) -> Pieces:
        width = len(shown.digits) + shown.negative + 5 * (shown.exponent is not None)
        piece = self.piece(self.number(shown, differs=differs), width)
        if shown.denominator is not None:
            piece = replace(piece, height=_SMALL_FRACTION)
        compound = shown.exponent is not None or shown.denominator is not None
        return self._enclosed(
            [piece], (shown.negative and not leading) or (compound and needed == _ATOM)
        )

    def _sum(self, terms: Sequence[Expression]) -> Pieces:
        pieces: Pieces = []
        for i, term in enumerate(terms):
            negative = isinstance(term, Negative)
            inner = term.of if isinstance(term, Negative) else term
            if i:
                pieces.append(self._sign("-" if negative else "+", "infix"))
            elif negative:
                pieces.append(self._sign("-", "prefix"))
            needed = _PRODUCT if negative else _SUM + isinstance(inner, Sum)
            pieces += self.pieces(inner, needed, leading=not i and not negative)
        return pieces

    def _product(self, factors: Sequence[Expression], leading: bool) -> Pieces:
        pieces: Pieces = []
        for i, factor in enumerate(factors):
            if i:
                pieces.append(self._sign("·", "infix"))
            pieces += self.pieces(factor, _PRODUCT, leading=leading and not i)
        return pieces

    def _call(self, function: str, arguments: Sequence[Expression], prime: bool) -> Pieces:
        name = shortened(one_line(function), LONGEST_NAME)
        called = self.piece(self.function(name, prime=prime), len(name) + prime)
        return [called, *self._enclosed(self._listed(arguments), True)]

    def _listed(self, items: Sequence[Expression]) -> Pieces:
        pieces: Pieces = []
        for i, item in enumerate(items):
            if i:
                pieces.append(self._sign(";" if self.style.decimal_comma else ",", "separator"))
            pieces += self.pieces(item)
        return pieces

    def _fraction(
        self, numerator: Expression, denominator: Expression, needed: int, leading: bool
    ) -> Pieces:
        if not self.inline_fractions:
            above, below = self.pieces(numerator), self.pieces(denominator)
            width = max(width_of(above), width_of(below))
            if width <= self.widest_fraction:
                whole = self.piece(self.fraction(self.join(above), self.join(below)), width)
                height = height_of(above) + height_of(below) + _BAR
                whole = replace(whole, height=height)
                return self._enclosed([whole], needed == _ATOM)
        if isinstance(numerator, Constant) and isinstance(denominator, Constant):
            shown = Shown(
                numerator.value < 0, f"{abs(numerator.value):g}", None, int(denominator.value)
            )
            enclosed = needed == _ATOM or (shown.negative and not leading)
            return self._enclosed([self.piece(self.number(shown, differs=False), 3)], enclosed)
        pieces = [
            *self.pieces(numerator, _PRODUCT, leading=leading or needed > _PRODUCT),
            self._sign("/", "infix"),
            *self.pieces(denominator, _ATOM, leading=False),
        ]
        return self._enclosed(pieces, needed > _PRODUCT)

    def _enclosed(self, pieces: Pieces, enclosed: bool) -> Pieces:
        if not enclosed:
            return pieces
        height = height_of(pieces)
        if height == 1.0:
            return [self._sign("(", "parenthesis"), *pieces, self._sign(")", "parenthesis")]
        left, right = (self.piece(self.grown(sign, height), 1) for sign in "()")
        return [replace(left, height=height), *pieces, replace(right, height=height)]

    def _sign(self, sign: str, role: str) -> Piece:
        found = self._signs.get((sign, role))
        if found is None:
            breaks = _NEVER
            if role == "infix":
                breaks = _PRODUCT_BREAK if sign in "·/" else _SUM_BREAK
            found = self.piece(self.sign(sign, role), _WIDTHS[role], breaks)
            self._signs[sign, role] = found
        return found

    def _remembered(self, symbol: Symbol) -> Piece:
        """Return the piece of a symbol; most symbols are written again soon."""
        found = self._symbols.get(symbol)
        if found is None:
            if len(self._symbols) >= _MOST_SYMBOLS:
                self._symbols.clear()
            found = self._symbols[symbol] = self._symbol(self.notation.typeset(symbol))
        return found

    def _symbol(self, parts: Typeset) -> Piece:
        return self.piece(self.symbol(parts), self.symbol_width(parts))

    def symbol_width(self, parts: Typeset) -> int:
        """Return about how many characters wide a symbol is."""
        return len(parts.base) + max(len(parts.below), len(parts.above)) * 2 // 3

    @abstractmethod
    def join(self, pieces: Iterable[Piece]) -> str:
        """Return the markup of pieces that stand beside each other."""

    @abstractmethod
    def number(self, shown: Shown, *, differs: bool) -> str:
        """Write a number, with a mark if it differs from full precision."""

    @abstractmethod
    def symbol(self, parts: Typeset) -> str:
        """Write a letter with its indices."""

    @abstractmethod
    def word(self, text: str) -> str:
        """Write a word, which may be a name that a user gave."""

    @abstractmethod
    def given(self, latex: str) -> str:
        """Write mathematics that a user gave as LaTeX."""

    @abstractmethod
    def sign(self, sign: str, role: str) -> str:
        """Write a sign.

        Parameters
        ----------
        sign : str
            The sign.
        role : {"infix", "prefix", "separator", "parenthesis", "dots"}
            Between two parts, before one, between arguments, around something, or in place of the
            middle terms of a sum.
        """

    def grown(self, sign: str, height: float) -> str:
        """Write a parenthesis around what is so many lines high."""
        return self.sign(sign, "parenthesis")

    @abstractmethod
    def function(self, name: str, *, prime: bool) -> str:
        """Write the name of a function; it may be empty."""

    @abstractmethod
    def root(self, inside: Pieces) -> Pieces:
        """Write a square root."""

    @abstractmethod
    def fraction(self, numerator: str, denominator: str) -> str:
        """Write a fraction; not called if fractions stand in the line."""

    @abstractmethod
    def power(self, base: Pieces, exponent: Expression) -> Pieces:
        """Write a power."""

    @abstractmethod
    def slope(self, of: Pieces, by: Pieces) -> Pieces:
        """Write a derivative."""

    @abstractmethod
    def total(self, index: str) -> str:
        """Write the sign of a sum over an index."""

    @abstractmethod
    def cases(self, form: Cases) -> Pieces:
        """Write a function by cases."""

    @abstractmethod
    def elided(self, count: int, total: str | None) -> str:
        """Write that terms are left out, with what they add up to if numbers are put in."""


def terms_of(pieces: Pieces) -> list[Pieces]:
    """Return pieces in groups, so that each but the first begins with a sign of a sum."""
    return _chunks(pieces, _SUM_BREAK)


def factors_of(pieces: Pieces) -> list[Pieces]:
    """Return pieces in groups, so that each but the first begins with the sign of an operation."""
    return _chunks(pieces, _PRODUCT_BREAK)


def _chunks(pieces: Pieces, level: int) -> list[Pieces]:
    chunks: list[Pieces] = [[]]
    for piece in pieces:
        if chunks[-1] and 0 < piece.breaks <= level:
            chunks.append([])
        chunks[-1].append(piece)
    return chunks


def height_of(pieces: Pieces) -> float:
    """Return about how many lines of text the tallest piece takes."""
    return max((piece.height for piece in pieces), default=1.0)


def width_of(pieces: Pieces) -> int:
    """Return about how many characters pieces take beside each other."""
    return sum(piece.width for piece in pieces)
