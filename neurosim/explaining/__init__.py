"""Worked mathematics: a trace explained line by line, and closed forms."""

from neurosim.explaining.explain import explain
from neurosim.explaining.formula import Formula, formula, formula_gradient

__all__ = ["Formula", "explain", "formula", "formula_gradient"]
