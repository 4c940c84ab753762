"""Real data that is too large for a table in core/."""
