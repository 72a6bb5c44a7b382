"""Worked mathematics: a trace explained as data, and its renderers."""

from neurosim.tracing.derivation.derivation import Derivation
from neurosim.tracing.derivation.explain import explain
from neurosim.tracing.derivation.formula import Formula, formula, formula_gradient

__all__ = ["Derivation", "Formula", "explain", "formula", "formula_gradient"]
