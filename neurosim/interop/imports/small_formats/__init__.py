"""Genomes, and files of FANN, brain.js, synaptic, neataptic, PyBrain and TensorFlow Playground."""
