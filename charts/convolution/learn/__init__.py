"""Gradient descent finds a kernel."""
