"""Optimizers race down a landscape."""
