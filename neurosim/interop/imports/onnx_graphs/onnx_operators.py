"""Every ONNX operator that can become neurons, by name."""

from __future__ import annotations

from collections.abc import Callable

from neurosim.interop.imports.onnx_graphs import (
    onnx_combining_operators,
    onnx_elementwise_operators,
    onnx_linear_operators,
    onnx_ml_operators,
    onnx_normalizing_operators,
    onnx_reducing_operators,
    onnx_shape_operators,
)
from neurosim.interop.imports.onnx_graphs.onnx_node import OnnxNode, Results

OPERATORS: dict[str, Callable[[OnnxNode], Results]] = {
    **onnx_combining_operators.OPERATORS,
    **onnx_elementwise_operators.OPERATORS,
    **onnx_linear_operators.OPERATORS,
    **onnx_ml_operators.OPERATORS,
    **onnx_normalizing_operators.OPERATORS,
    **onnx_reducing_operators.OPERATORS,
    **onnx_shape_operators.OPERATORS,
}
"""The function of each operator: from a node to its outputs, of which the last may be missing."""

WAYS_OUT = {
    "ArgMax": "take the numbers before it, and the largest of them with ns.predict_classes",
    "ArgMin": "take the numbers before it",
    "Ceil": "it makes whole numbers, so take the numbers before it",
    "DynamicQuantizeLinear": "export the model without quantization",
    "Floor": "it makes whole numbers, so take the numbers before it",
    "GRU": "a network here has no memory; unroll it to plain layers",
    "Hardmax": "take the numbers before it",
    "LSTM": "a network here has no memory; unroll it to plain layers",
    "Loop": "write its steps one after the other",
    "QLinearConv": "export the model without quantization",
    "QLinearMatMul": "export the model without quantization",
    "QuantizeLinear": "export the model without quantization",
    "RNN": "a network here has no memory; unroll it to plain layers",
    "Round": "it makes whole numbers, so take the numbers before it",
    "Scan": "write its steps one after the other",
    "TopK": "take the numbers before it",
    "ai.onnx.ml.TreeEnsembleClassifier": "trees have no neurons",
    "ai.onnx.ml.TreeEnsembleRegressor": "trees have no neurons",
    "ai.onnx.ml.ZipMap": "leave it away with outputs=[...], or export with zipmap off",
}
"""What to do about some operators that cannot become neurons."""
