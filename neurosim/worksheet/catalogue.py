"""The catalogue of mistakes, and sheets as somebody computes them who makes one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from neurosim.checks import items
from neurosim.display import NotebookTable, ShownInNotebooks
from neurosim.errors import InputError, brief, listed, unknown_name
from neurosim.mathematics.expression import Expression
from neurosim.mathematics.prepared import symbols_of
from neurosim.mathematics.symbols import Symbol
from neurosim.worksheet.backward_mistakes import BACKWARD_MISTAKES
from neurosim.worksheet.forward_mistakes import FORWARD_MISTAKES
from neurosim.worksheet.mistake import Change, Mistake, Spot
from neurosim.worksheet.sheet import Sheet
from neurosim.worksheet.update_mistakes import UPDATE_MISTAKES


class Catalogue(ShownInNotebooks):
    """The mistakes by name, in the order in which a sample is computed.

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.mistakes()["no-bias"].formula
    's = Σ w·a'
    """

    def __init__(self, known: Iterable[Mistake]) -> None:
        self._by_name = {mistake.name: mistake for mistake in known}

    def __getitem__(self, name: str) -> Mistake:
        """Return a mistake by its name.

        Raises
        ------
        UnknownNameError
            If there is no mistake with this name.
        """
        if not isinstance(name, str) or name not in self._by_name:
            raise unknown_name("mistake", name, self._by_name)
        return self._by_name[name]

    def __iter__(self) -> Iterator[Mistake]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._by_name

    def __repr__(self) -> str:
        return f"Catalogue({len(self)} mistakes: {', '.join(self._by_name)})"

    def _notebook_table(self) -> NotebookTable:
        header = ("name", "what is done", "wrong formula", "right formula", "seen")
        rows = [[m.name, m.title, m.formula, m.right, m.seen] for m in self]
        return NotebookTable(f"{len(self)} mistakes", header, rows)


_CATALOGUE = Catalogue((*FORWARD_MISTAKES, *BACKWARD_MISTAKES, *UPDATE_MISTAKES))


def mistakes() -> Catalogue:
    """Return the catalogue of mistakes.

    Each has a ``name``, a ``title`` (what is done), the wrong ``formula`` and the ``right`` one,
    three ``hints`` (where to look, a question, the formula) and where it was ``seen``.

    Examples
    --------
    >>> import neurosim as ns
    >>> ns.mistakes()["new-weights"].hints[1]
    'From when are the weights: before the update, or after it?'
    """
    return _CATALOGUE


def chosen_mistakes(given: str | Mistake | Iterable[str | Mistake]) -> tuple[Mistake, ...]:
    """Return the mistakes that a user names.

    Raises
    ------
    UnknownNameError
        If there is no mistake of a name.
    InputError
        If something else than names and mistakes is given, or nothing.
    """
    if isinstance(given, str | Mistake):
        given = [given]
    found = []
    for item in items(given, "mistake= takes the name of a mistake, or a list of names"):
        if not isinstance(item, str | Mistake):
            raise InputError(
                f"mistake= takes the name of a mistake, such as 'new-weights'; got {brief(item)}"
            )
        found.append(item if isinstance(item, Mistake) else _CATALOGUE[item])
    if not found:
        raise InputError("mistake= is empty; give the name of a mistake, or leave it out")
    return tuple(found)


def changes_at(
    mistake: Mistake, sheet: Sheet, symbol: Symbol, form: Expression
) -> Iterator[Change]:
    """Yield the wrong formulas of a number; a formula takes no number that comes later."""
    if symbol.quantity not in mistake.quantities or not mistake.applies(sheet, symbol):
        return
    reached = sheet.places[symbol]
    for change in mistake.changes(Spot(sheet, symbol, form)):
        if all(sheet.places.get(used, reached) < reached for used in symbols_of(change.formula)):
            yield change


def check_places(sheet: Sheet, made: Iterable[Mistake]) -> None:
    """Check that every mistake that has a place can be made there.

    Raises
    ------
    UnknownNameError
        If there is no such number or layer.
    InputError
        If the mistake cannot be made there.
    """
    layers = dict.fromkeys(sheet.layer(symbol) for symbol in sheet.formulas)
    for mistake in made:
        if not mistake.place:
            continue
        if mistake.place not in {*layers, *map(str, sheet.formulas)}:
            names = [*layers, *(str(s) for s in sheet.formulas if s.quantity in mistake.quantities)]
            raise unknown_name(f"place of the mistake {mistake.name}", mistake.place, names)
        if not changed_formulas(sheet, [mistake]):
            able = list(changed_formulas(sheet, [replace(mistake, place="")]))
            where = f"it can be made at {listed(map(str, able), 6)}" if able else "nor elsewhere"
            raise InputError(
                f"the mistake {mistake.name} cannot be made at {mistake.place} in this sample; "
                f"{where}"
            )


def changed_formulas(sheet: Sheet, made: Sequence[Mistake]) -> dict[Symbol, Expression]:
    """Return the formulas that differ for somebody who makes some mistakes.

    A mistake that can be made in several ways is made in the first; a slip, which is never made
    everywhere, at the first number where it can be made.
    """
    changed: dict[Symbol, Expression] = {}
    slipped: set[str] = set()
    for mistake in made:
        for symbol, right in sheet.formulas.items():
            if mistake.once and mistake.name in slipped:
                break
            form = changed.get(symbol, right)
            change = next(changes_at(mistake, sheet, symbol, form), None)
            if change is not None and change.formula != form:
                changed[symbol] = change.formula
                slipped.add(mistake.name)
    return changed


def mistaken_values(sheet: Sheet, changed: Mapping[Symbol, Expression]) -> dict[Symbol, float]:
    """Return every number of a sheet in which some formulas are changed."""
    forms = {symbol: sheet.prepare(form, symbol) for symbol, form in changed.items()}
    return sheet.computed({**sheet.prepared, **forms})
