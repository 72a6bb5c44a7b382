"""The builder that PyTorch, Keras and ONNX share: tensors as sums of neurons."""
