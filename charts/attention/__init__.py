"""The attention lab: what its films show."""
