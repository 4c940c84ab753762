"""A kernel slides over a picture."""
