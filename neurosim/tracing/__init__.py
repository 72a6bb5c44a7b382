"""One sample, every number: the trace, and plain gradient descent."""

from neurosim.tracing.descent import Descent, descend
from neurosim.tracing.neuron_trace import NeuronTrace
from neurosim.tracing.recording import trace
from neurosim.tracing.trace import Trace
from neurosim.tracing.training_trace import TrainingTrace, trace_training

__all__ = [
    "Descent",
    "NeuronTrace",
    "Trace",
    "TrainingTrace",
    "descend",
    "trace",
    "trace_training",
]
