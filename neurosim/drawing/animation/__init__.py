"""Films: one sample neuron by neuron, and a network while it is trained."""
