"""The engine: the arithmetic of a network on arrays, compiled, for any acyclic wiring.

The compiled parts load on first use.
"""

from neurosim.engine.jacobian import jacobian
from neurosim.engine.predict import predict, predict_classes, predict_probabilities

__all__ = ["jacobian", "predict", "predict_classes", "predict_probabilities"]
