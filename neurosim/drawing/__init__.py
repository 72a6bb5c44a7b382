"""Pictures: a network or a trace as a diagram, the loss of a training as a curve.

What a diagram shows is data, a ``Scene``; a painter puts it on paper.
"""

from neurosim.drawing.animation.film import animate, animate_training
from neurosim.drawing.charts.loss import draw_loss
from neurosim.drawing.figure import draw

__all__ = ["animate", "animate_training", "draw", "draw_loss"]
