"""The two films of the gradient-descent lab: down a landscape, and on data."""
