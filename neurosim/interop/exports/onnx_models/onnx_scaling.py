"""Scaling as ONNX nodes: from raw units to the units of the network, and back."""

from __future__ import annotations

import numpy as np

from neurosim.interop.exports.onnx_models.onnx_nodes import OnnxNodes
from neurosim.model.scaling import MinMaxScaling, Scaling
from neurosim.model.standard_scaling import StandardScaling


def add_scaling(nodes: OnnxNodes, scaling: Scaling | None, raw: str) -> str:
    """Add the nodes that scale raw values; return the name of the result."""
    if scaling is None:
        return raw
    constant = np.array(scaling.constant, bool)
    if isinstance(scaling, StandardScaling):
        least, span = np.array(scaling.mean), np.array(scaling.deviation)
        low, width, middle = 0.0, 1.0, 0.0
    else:
        assert isinstance(scaling, MinMaxScaling)
        least = np.array(scaling.minimum)
        span = np.array(scaling.maximum) - least
        low, high = scaling.feature_range
        width, middle = high - low, (low + high) / 2
    value = nodes.add("Sub", [raw, nodes.array(least, "input_minimum")], "input_distance")
    spans = nodes.array(np.where(constant, 1.0, span), "input_span")
    value = nodes.add("Div", [value, spans], "input_share")
    if width != 1 or constant.any():
        # a constant column is 0 times its value, plus the middle of the range
        widths = nodes.array(np.where(constant, 0.0, width), "input_width")
        value = nodes.add("Mul", [value, widths], "input_scaled")
    lows = np.where(constant, middle, low)
    if lows.any():
        value = nodes.add("Add", [value, nodes.array(lows, "input_low")], "input_placed")
    return value


def add_inverse_scaling(nodes: OnnxNodes, scaling: Scaling | None, value: str) -> str:
    """Add the nodes that turn outputs back to raw units; return the name of the result."""
    if scaling is None:
        return value
    if isinstance(scaling, StandardScaling):
        least, span = np.array(scaling.mean), np.array(scaling.deviation)
    else:
        assert isinstance(scaling, MinMaxScaling)
        low, high = scaling.feature_range
        least = np.array(scaling.minimum)
        span = np.array(scaling.maximum) - least
        if low:
            value = nodes.add("Sub", [value, nodes.number(low)], "output_distance")
        if high - low != 1:
            value = nodes.add("Div", [value, nodes.number(high - low)], "output_share")
    value = nodes.add("Mul", [value, nodes.array(span, "output_span")], "output_scaled")
    return nodes.add("Add", [value, nodes.array(least, "output_minimum")], "output_raw")
