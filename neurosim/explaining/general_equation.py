"""An equation of a general section: symbols only."""

from __future__ import annotations

from neurosim.mathematics.expression import Expression, Latex
from neurosim.writing.document import Equation, Phrase, WorkedLine


def formula(left: Expression, *forms: Expression, why: Phrase = ()) -> Equation:
    """Return an equation line by line; a line that says the same as the one before is left out."""
    kept = [form for i, form in enumerate(forms) if not i or form != forms[i - 1]]
    return Equation(left, tuple(WorkedLine(form, "symbolic") for form in kept), why)


def own_formula(left: Expression, latex: str) -> Phrase:
    """Return what a user gave as the formula of a function, within a sentence; empty if nothing."""
    return (", ", left, " = ", Latex(latex)) if latex else ()
