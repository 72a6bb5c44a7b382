"""Modules of PyTorch, captured by torch.export and unrolled to neurons."""
