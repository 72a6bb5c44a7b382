"""Models of ONNX: layers as matrix products, scaling inside."""
