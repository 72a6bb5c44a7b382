"""An equation of a general section: symbols only."""

from __future__ import annotations

from neurosim.explaining.loss_forms import LossForm
from neurosim.mathematics.expression import Expression, Latex
from neurosim.writing.document import Equation, Name, Phrase, WorkedLine


def formula(left: Expression, *forms: Expression, why: Phrase = ()) -> Equation:
    """Return an equation line by line; a line that is equal to the line before is left out."""
    kept = [form for i, form in enumerate(forms) if not i or form != forms[i - 1]]
    return Equation(left, tuple(WorkedLine(form, "symbolic") for form in kept), why)


def own_formula(left: Expression, latex: str) -> Phrase:
    """Return a user's formula of a function as part of a sentence; empty if there is none."""
    return (", ", left, " = ", Latex(latex)) if latex else ()


def loss_name(name: str, form: LossForm | None) -> Name:
    """Return the name of a loss in a sentence: in words, unless it is a user's own loss."""
    return Name(name if form is None else name.replace("_", " "))
