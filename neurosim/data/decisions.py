"""Decisions about a file, made once from all its chosen columns; or the file is refused."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence

from neurosim.data.classes import sorted_classes
from neurosim.data.marks import MarkChoice, Marks
from neurosim.data.missing import POLICIES
from neurosim.data.number_text import DATE_ADVICE, LEAVE_OUT, number_problem
from neurosim.data.problems import data_error, option, shown
from neurosim.data.survey import MOST_CLASSES_FOUND, CellPlace, Chosen, Facts, Survey
from neurosim.errors import DataError, InputError, NeurosimWarning, counted

INPUT_ADVICE = (
    f"inputs must be numbers, or text columns that are listed in {option('categories')}; or "
    f"{LEAVE_OUT}"
)
_TARGET_ADVICE = (
    f"other cells of this column are numbers; correct it, or list the column in {option('classes')}"
)

Found = Sequence[tuple[Chosen, Facts]]


def number_columns(survey: Survey) -> Found:
    """Return the columns of numbers: those chosen as numbers, and targets with a number."""
    return [
        (chosen, facts)
        for chosen, facts in zip(survey.columns, survey.facts, strict=True)
        if chosen.role == "number" or (chosen.role == "either" and facts.any_number)
    ]


def refuse_other_values(origin: str, survey: Survey) -> None:
    """Raise DataError for a column whose values are neither numbers nor texts."""
    for chosen, facts in zip(survey.columns, survey.facts, strict=True):
        if facts.other:
            what = DATE_ADVICE if facts.other == "dates" else LEAVE_OUT
            raise data_error(
                origin,
                f"the column has {facts.other}, which are neither numbers nor texts; {what}",
                column=chosen.name,
            )


def refuse_words(
    origin: str, survey: Survey, columns: Found, choice: MarkChoice, input_advice: str
) -> None:
    """Raise DataError for the first cell in a column of numbers that is not a number."""
    for chosen, facts in columns:
        if facts.bad is None:
            continue
        advice = input_advice if chosen.is_input else _TARGET_ADVICE
        alone = facts.n_bad == 1 and facts.bad.row == 0 and survey.n_rows > 1
        if alone and not any(map(str.isdigit, facts.bad.text)):
            advice = (
                f"the cells below it are numbers; remove {facts.bad.at} if it is a second line of "
                "names or units"
            )
        problem = number_problem(facts.bad.text, advice)
        wrong = _other_mark(facts.bad.text, choice)
        raise _at(origin, chosen, facts.bad, wrong or problem)


def _other_mark(text: str, choice: MarkChoice) -> str | None:
    """Return what is wrong with a number whose decimal mark is not the given one."""
    decimals = {marks.decimal for marks in choice.candidates}
    for other, name in ((".", "point"), (",", "comma")):
        if {other} != decimals and len(decimals) == 1 and Marks(other, "'").is_number(text):
            (given,) = decimals
            return (
                f"{shown(text)} has a {name}, but the file is read with {option('decimal', given)}"
            )
    return None


def decide_marks(origin: str, columns: Found, choice: MarkChoice) -> Marks:
    """Return the only possible way to read the numbers of a file.

    Raises
    ------
    DataError
        If the numbers contradict each other, or there is more than one reading.
    """
    candidates = choice.candidates
    against = [
        _first((chosen, facts.against[reading]) for chosen, facts in columns)
        for reading in range(len(candidates))
    ]
    left = [marks for marks, found in zip(candidates, against, strict=True) if found is None]
    if not left:
        (of_comma, comma), (of_point, point) = (found for found in against if found is not None)
        raise _at(
            origin,
            of_point,
            point,
            f"{shown(point.text)} is a number with a decimal {_name(candidates[0])}, but "
            f"{shown(comma.text)} ({comma.at}, column {shown(of_comma.name)}) is one with a "
            f"decimal {_name(candidates[1])}; write all numbers of the file in the same way",
        )
    unsure = _first((chosen, facts.unsure) for chosen, facts in columns)
    if len(left) == 1 or unsure is None:
        return left[0]
    if choice.point_alone and not any(facts.unsure_comma for _, facts in columns):
        return left[0]
    commas = [(chosen, facts.unsure) for chosen, facts in columns if facts.unsure_comma]
    chosen, place = _first(commas) or unsure
    mark = "," if "," in place.text else "."
    readings = {
        marks.decimal: repr(marks.floats([place.text]).item()).removesuffix(".0") for marks in left
    }
    values = [readings[mark], readings["," if mark == "." else "."]]
    raise _at(
        origin,
        chosen,
        place,
        f"{shown(place.text)} may be {values[0]} or {values[1]}, and no other number in the chosen "
        f"columns tells which; give {option('decimal', mark)} for {values[0]}, or "
        f"{option('thousands', mark)} for {values[1]}",
    )


def refuse_missing(
    origin: str, survey: Survey, fill: Mapping[str, object], *, may_learn: bool
) -> None:
    """Raise DataError if a value is missing in a column that has no fill value."""
    found = [
        (chosen, facts)
        for chosen, facts in zip(survey.columns, survey.facts, strict=True)
        if facts.n_missing and not (chosen.is_input and chosen.name in fill)
    ]
    first = _first((chosen, facts.first_missing) for chosen, facts in found)
    if first is None:
        return
    chosen, place = first
    count = sum(facts.n_missing for _, facts in found)
    which = "the only one" if count == 1 else f"the first of {count}"
    what = f"{shown(place.text)} is a missing value, {which}"
    if not place.text:
        which = "the only missing value" if count == 1 else f"the first of {count} missing values"
        what = f"the cell is empty, {which}"
    of_inputs = any(chosen.is_input for chosen, _ in found)
    ways = POLICIES[1:] if may_learn and of_inputs else ("drop",)
    label = ""
    if place.text and chosen.role != "number":
        known = "categories" if chosen.is_input else "classes"
        label = f"; if it is a label, list it with the others in {option(known)}"
    raise _at(
        origin,
        chosen,
        place,
        f"{what}; correct the file, or give {option('missing', *ways)}{label}",
    )


def labels_of(origin: str, chosen: Chosen, facts: Facts) -> tuple[str, ...]:
    """Return the labels of a column: the known labels, or all labels in it, sorted.

    Raises
    ------
    DataError
        If there are too few or too many labels.
    """
    if chosen.known:
        return chosen.known
    if len(facts.labels) > MOST_CLASSES_FOUND and chosen.role == "either":
        raise data_error(
            origin,
            f"there are more than {MOST_CLASSES_FOUND} different texts, too many for classes; "
            f"choose another target, or list the column in {option('classes')} if it has classes",
            column=chosen.name,
        )
    if chosen.role == "either":
        _refuse_grouped_numbers(origin, chosen, facts)
    try:
        labels = sorted_classes(facts.labels)
    except InputError as error:
        raise data_error(origin, str(error), column=chosen.name) from None
    same: dict[str, str] = {}
    for label in labels:
        other = same.setdefault(label.casefold(), label)
        if other != label:
            warnings.warn(
                f"{origin}, column {chosen.name!r}: the labels {shown(other)} and {shown(label)} "
                "differ only in capital letters; they count as two labels",
                NeurosimWarning,
                stacklevel=2,
            )
    return labels


def _refuse_grouped_numbers(origin: str, chosen: Chosen, facts: Facts) -> None:
    """Raise DataError if a thousands separator would make all labels numbers."""
    for mark in (" ", "'"):
        readings = [Marks(decimal, mark) for decimal in (".", ",")]
        if all(any(marks.is_number(label) for marks in readings) for label in facts.labels):
            raise data_error(
                origin,
                f"{shown(next(iter(facts.labels)))} may be a number or a class; give "
                f"{option('thousands', mark)} for numbers, or list the column in "
                f"{option('classes')}",
                column=chosen.name,
            )


def refuse_no_row(origin: str, survey: Survey) -> None:
    """Raise DataError if no row is left."""
    if not survey.n_rows:
        raise data_error(origin, "there are no rows below the header; give at least one")
    if not survey.n_kept:
        raise data_error(
            origin,
            f"every one of {counted(survey.n_rows, 'row')} has a missing value, so no row is left; "
            "choose other columns or correct the file",
        )


def _first(found: Iterable[tuple[Chosen, CellPlace | None]]) -> tuple[Chosen, CellPlace] | None:
    places = [(chosen, place) for chosen, place in found if place is not None]
    return min(places, key=lambda one: one[1].row, default=None)


def _name(marks: Marks) -> str:
    return "comma" if marks.decimal == "," else "point"


def _at(origin: str, chosen: Chosen, place: CellPlace, problem: str) -> DataError:
    return data_error(origin, problem, at=place.at, column=chosen.name)
