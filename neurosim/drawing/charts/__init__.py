"""Curves and surfaces: losses, activations, predictions, weights as heat maps."""
