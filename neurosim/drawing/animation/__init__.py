"""Films: one sample, neuron by neuron, and a network during training."""
