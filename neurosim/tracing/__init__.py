"""One sample, every number: the trace, its worked mathematics, and plain gradient descent."""

from neurosim.tracing.derivation import Derivation, Formula, explain, formula, formula_gradient
from neurosim.tracing.descent import Descent, descend
from neurosim.tracing.recording import trace
from neurosim.tracing.trace import NeuronTrace, Trace
from neurosim.tracing.training_trace import TrainingTrace, trace_training

__all__ = [
    "Derivation",
    "Descent",
    "Formula",
    "NeuronTrace",
    "Trace",
    "TrainingTrace",
    "descend",
    "explain",
    "formula",
    "formula_gradient",
    "trace",
    "trace_training",
]
