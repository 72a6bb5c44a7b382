"""Models of ONNX: each operator as a change of signals, unrolled to neurons."""
