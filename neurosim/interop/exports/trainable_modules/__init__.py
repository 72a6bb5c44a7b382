"""Modules of PyTorch whose outputs and gradients are those of the network."""
