"""A mistake: a formula that is changed in one part, with a name and a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from neurosim.checks import text
from neurosim.mathematics.expression import Expression
from neurosim.mathematics.symbols import Symbol
from neurosim.worksheet.sheet import Sheet


class Change(NamedTuple):
    """A wrong formula in the place of a right one.

    Attributes
    ----------
    formula : Expression
        The wrong formula.
    variant : str
        Which one it is, if a mistake can be made in several ways, such as ``tanh`` for the slope of
        a wrong activation; a mistake that is made everywhere is made in one way.
    digits, decimals : int or None
        If the formula only takes off digits: how many significant digits, or decimals, are left.
    """

    formula: Expression
    variant: str = ""
    digits: int | None = None
    decimals: int | None = None


class Spot(NamedTuple):
    """A number of a sheet whose formula may be changed.

    Attributes
    ----------
    sheet : Sheet
        The sheet.
    symbol : Symbol
        The number.
    form : Expression
        Its formula, which another mistake may have changed already.
    """

    sheet: Sheet
    symbol: Symbol
    form: Expression


Changes = Callable[[Spot], Iterator[Change]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that people make when they work a sample by hand, or write a first program.

    Attributes
    ----------
    name : str
        A short name, such as ``new-weights``.
    title : str
        What is done, in one sentence.
    formula : str
        The wrong formula.
    right : str
        The right formula.
    where : str
        The numbers to look at, such as ``the error signals of hidden neurons``.
    question : str
        A question that leads to the mistake.
    seen : str
        Where it was seen: a discussion, an erratum, a published example.
    quantities : frozenset of str
        The quantities whose formula it changes.
    changes : callable
        Gives the wrong formulas of a number.
    once : bool
        Whether it is a slip that is made in one place, never everywhere.
    place : str
        Where it is made: a symbol, a layer such as ``hidden layer 0``, or empty for everywhere.
    """

    name: str
    title: str
    formula: str
    right: str
    where: str
    question: str
    seen: str
    quantities: frozenset[str]
    changes: Changes = field(repr=False, compare=False)
    once: bool = False
    place: str = ""

    @property
    def hints(self) -> tuple[str, str, str]:
        """Three hints: where to look, a question, the right formula; never a number."""
        return (f"Look at {self.where}.", self.question, f"The formula: {self.right}.")

    def at(self, place: str) -> Mistake:
        """Return the mistake made in one place only.

        Parameters
        ----------
        place : str
            A number, such as ``dh[0][1]``, or a layer: ``output layer``, ``hidden layer 0``.

        Examples
        --------
        >>> import neurosim as ns
        >>> ns.mistakes()["new-weights"].at("dh[0][1]").place
        'dh[0][1]'
        """
        return replace(self, place=text(place, "the place of a mistake", empty=False))

    def applies(self, sheet: Sheet, symbol: Symbol) -> bool:
        """Return whether the mistake is made at a number."""
        return not self.place or self.place in {str(symbol), sheet.layer(symbol)}
