"""One sample, every number: the trace that mathematics, diagrams and tables read."""

from neurosim.tracing.trace import NeuronTrace, Trace, trace

__all__ = ["NeuronTrace", "Trace", "trace"]
