"""Pictures: a network or a trace as a diagram; data, functions, losses and weights as charts.

A diagram is data, a ``Scene``, which a painter draws.
"""

from neurosim.drawing.charts.activation import draw_activation
from neurosim.drawing.charts.descent_path import draw_descent
from neurosim.drawing.charts.loss import draw_loss
from neurosim.drawing.charts.loss_function import draw_loss_function
from neurosim.drawing.charts.normalization import draw_normalization
from neurosim.drawing.charts.predictions import draw_predictions
from neurosim.drawing.charts.surface import draw_decision_surface
from neurosim.drawing.charts.weights import draw_weights
from neurosim.drawing.figure import draw, draw_neuron, draw_training_loop
from neurosim.drawing.picture import Picture

__all__ = [
    "Picture",
    "draw",
    "draw_activation",
    "draw_decision_surface",
    "draw_descent",
    "draw_loss",
    "draw_loss_function",
    "draw_neuron",
    "draw_normalization",
    "draw_predictions",
    "draw_training_loop",
    "draw_weights",
]
