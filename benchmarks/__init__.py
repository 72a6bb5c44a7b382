"""The speed of neurosim, compared with others in one run: ``python -m benchmarks``."""
