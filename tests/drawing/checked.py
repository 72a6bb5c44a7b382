"""What a view shows: a trace, or answers to it that were checked."""

from __future__ import annotations

import neurosim as ns


def subject_of(trace: ns.Trace, show: str) -> ns.Trace | ns.AnswerReport:
    """Return what is drawn with a show: for ``answers``, a sheet of which a third is wrong."""
    if show != "answers":
        return trace
    sheet = trace.sheet
    typed = {
        str(symbol): f"{sheet.values[symbol] + (i % 3 == 2) * 0.0712:.4f}"
        for i, symbol in enumerate(sheet.formulas)
        if symbol.quantity != "slope" or i % 2
    }
    return ns.check_answers(trace, typed, conventions="stated")
