"""Slow and obvious twins of what the model does in compiled kernels, written from what is said of it."""
