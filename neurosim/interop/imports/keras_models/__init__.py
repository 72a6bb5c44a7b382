"""Models of Keras 3, walked through and unrolled to neurons."""
